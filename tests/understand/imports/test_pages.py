"""Bringing in a file on the pages, step by step, with a real upload."""

from __future__ import annotations

import secrets
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.support.factories import make_activity, make_member, make_programme

from throughline.core import jobs
from throughline.core.models import DataKey
from throughline.understand.imports.jobs import tidy_uploads
from throughline.understand.imports.models import UPLOADS, Upload
from throughline.voices.actions.moderation import decide
from throughline.voices.models import Contribution, Source

WORDS = "The porter sang to me."
GOOD = f"Date,Comment,Who\n30/09/2021,{WORDS},Nurse\n".encode()
DETAILS = {"title": "Cards", "where_from": "On paper", "licence": "Ours", "consent_basis": "Asked", "may_quote": "on"}


@pytest.fixture
def activity(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return make_activity(method="imports", programme=make_programme())


@pytest.fixture
def client(activity):
    client = Client(enforce_csrf_checks=False)
    client.force_login(make_member(activity.programme, "facilitator"))
    return client


@pytest.fixture
def keys_before(client):
    """How many data keys there are that seal no file and no words: those of addresses."""
    return DataKey.objects.count()


def at(activity, name, *more):
    return reverse(name, args=[activity.programme.slug, activity.ref, *more])


def upload(client, activity, data=GOOD, name="cards.csv", once=""):
    file = SimpleUploadedFile(name, data)
    return client.post(at(activity, "imports-upload"), {"file": file, "once": once or secrets.token_hex(16)})


def through(client, activity, data=GOOD, *, skip=""):
    """Go all the way to the source form. Returns the upload."""
    upload(client, activity, data)
    one = Upload.objects.latest("pk")
    chosen = {"text": "Comment", "date": "Date", "date_order": "dmy", "constituency": "Who"}
    chosen["constituency_fixed"] = "patients"
    response = client.post(at(activity, "imports-columns", one.ref), chosen)
    if response.url.endswith("/values"):
        client.post(response.url, {"value-0": "staff"})
    client.post(at(activity, "imports-preview", one.ref), {"skip_problems": skip})
    return one


def test_a_file_goes_all_the_way_in(client, activity, keys_before):
    response = upload(client, activity)
    one = Upload.objects.get()
    assert response.url == at(activity, "imports-columns", one.ref)
    page = client.get(response.url).content.decode()
    assert 'value="Comment" checked' in page, "the columns are guessed by their names"

    chosen = {"text": "Comment", "date": "Date", "date_order": "dmy", "constituency": "Who"}
    response = client.post(response.url, chosen | {"constituency_fixed": "patients"})
    assert response.url.endswith("/values")
    assert "Nurse" in client.get(response.url).content.decode()
    response = client.post(response.url, {"value-0": "staff"})
    assert response.url.endswith("/preview")
    assert WORDS in client.get(response.url).content.decode()
    assert not Contribution.objects.exists()

    response = client.post(response.url)
    assert response.url.endswith("/source")
    response = client.post(response.url, DETAILS)
    page = client.get(response.url).content.decode()
    assert "The comments are in" in page
    row = Contribution.objects.get()
    assert (row.constituency, row.participant, row.moderation) == ("staff", None, "waiting")
    assert list(UPLOADS.folder.iterdir()) == []
    assert DataKey.objects.count() == keys_before + 1


def test_the_public_page_names_the_source_and_never_the_importer(client, activity):
    one = through(client, activity)
    client.post(at(activity, "imports-source", one.ref), DETAILS)
    address = at(activity, "imports-results")
    assert WORDS not in Client().get(address).content.decode(), "nothing is public before a moderator read it"

    moderator = make_member(activity.programme, "moderator")
    row = Contribution.objects.select_related("data_key", "programme").get()
    decide(contribution=row, outcome="green", labels=["abuse"], by=moderator, once_key=secrets.token_hex(16))
    page = Client().get(address).content.decode()
    assert WORDS in page
    assert "Brought in from Cards" in page
    assert page.index("Show words about") < page.index(WORDS), "words with a content label wait for the reader"
    assert Source.objects.get().imported_by.name not in page


def test_a_bad_file_is_refused_beside_the_field_and_nothing_is_kept(client, activity, keys_before):
    response = upload(client, activity, b"Date;Comment\n2021-09-30;caf\xe9 \xc3\xa9\n")
    assert response.status_code == 422
    assert "Row 2: There are letters here that cannot be read" in response.content.decode()
    assert not Upload.objects.exists()
    assert DataKey.objects.count() == keys_before
    assert list(UPLOADS.folder.iterdir()) == []


def test_a_file_over_the_limit_is_refused_while_it_arrives(client, activity, settings):
    settings.IMPORT_MAX_BYTES = 2**20
    response = upload(client, activity, b"Comment\n" + b"good\n" * 600_000)
    assert response.status_code == 422
    assert "larger than 1 MB" in response.content.decode()
    assert list(UPLOADS.folder.iterdir()) == []


def test_rows_with_problems_are_named_and_skipped_only_when_chosen(client, activity):
    data = GOOD + b"soon,words,Nurse\n30/09/2021,,Nurse\n"
    one = through(client, activity, data, skip="no")
    page = client.get(at(activity, "imports-preview", one.ref)).content.decode()
    assert "Row 3, “Date”" in page
    assert "Row 4, “Comment”" in page
    response = client.post(at(activity, "imports-source", one.ref), DETAILS)
    assert not Contribution.objects.exists(), "the source form is not reached with problems"

    client.post(at(activity, "imports-preview", one.ref), {"skip_problems": "yes"})
    response = client.post(at(activity, "imports-source", one.ref), DETAILS)
    assert response.status_code == 302
    assert (Source.objects.get().rows, Source.objects.get().skipped) == (1, 2)


def test_a_long_file_is_brought_in_by_a_worker_and_the_page_tells(client, activity):
    rows = b"30/09/2021,Good tea.,Nurse\n" * 700
    one = through(client, activity, b"Date,Comment,Who\n" + rows)
    response = client.post(at(activity, "imports-source", one.ref), DETAILS)
    assert "Waiting for a free worker" in client.get(response.url).content.decode()
    client.post(at(activity, "imports-source", one.ref), DETAILS)

    jobs.run_ready()

    assert "700" in client.get(response.url).content.decode()
    assert Contribution.objects.count() == 700


def test_the_same_file_twice_needs_a_tick(client, activity):
    for tick in ({}, {"again": "on"}):
        one = through(client, activity)
        if tick:
            page = client.post(at(activity, "imports-source", one.ref), DETAILS)
            assert page.status_code == 422
            assert "This very file is in already" in page.content.decode()
        client.post(at(activity, "imports-source", one.ref), DETAILS | tick)
    assert Contribution.objects.count() == 2


def test_uploading_twice_with_one_key_keeps_one_file(client, activity, keys_before):
    upload(client, activity, once="a" * 32)
    upload(client, activity, once="a" * 32)
    assert Upload.objects.count() == len(list(UPLOADS.folder.iterdir())) == DataKey.objects.count() - keys_before == 1


def test_an_uploaded_file_is_unreadable_on_the_disk(client, activity):
    upload(client, activity, GOOD * 20_000, name="../../Mrs Kaczmarek.csv")
    stored = list(UPLOADS.folder.rglob("*"))
    assert len(stored) == 1
    assert b"porter" not in stored[0].read_bytes()
    assert "Kaczmarek" not in str(stored[0])


def test_a_file_that_nobody_finished_is_gone_after_a_day(client, activity, keys_before, monkeypatch):
    upload(client, activity)
    monkeypatch.setattr("throughline.understand.imports.jobs.KEEP", timedelta(seconds=-5))
    tidy_uploads.func()
    assert not Upload.objects.exists()
    assert DataKey.objects.count() == keys_before
    assert list(UPLOADS.folder.iterdir()) == []


def test_a_file_can_be_thrown_away(client, activity, keys_before):
    upload(client, activity)
    one = Upload.objects.get()
    client.post(at(activity, "imports-discard", one.ref))
    assert not Upload.objects.exists()
    assert DataKey.objects.count() == keys_before


def test_an_upload_without_the_forms_token_is_refused(activity):
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_member(activity.programme, "facilitator"))
    assert upload(client, activity).status_code == 403
    assert not Upload.objects.exists()


@pytest.mark.parametrize("role", ["moderator", "analyst", "sponsor"])
def test_other_roles_cannot_bring_in_files(activity, role):
    client = Client()
    client.force_login(make_member(activity.programme, role))
    assert client.get(at(activity, "imports-upload")).status_code == 403
    assert upload(client, activity).status_code == 403


def test_an_upload_of_another_activity_is_not_found(client, activity):
    upload(client, activity)
    other = make_activity(method="imports", programme=activity.programme)
    assert client.get(at(other, "imports-preview", Upload.objects.get().ref)).status_code == 404
