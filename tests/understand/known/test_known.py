"""What is known is looked up before people are asked again (D3): by meaning and by words, each reader seeing what they
may, nothing made twice, and nothing kept of words that were taken back."""

from __future__ import annotations

import secrets

import numpy as np
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.support import factories

from throughline.core import jobs
from throughline.core.errors import NotAllowed
from throughline.core.models import AuditEntry
from throughline.evidence.models import Finding
from throughline.language import models as language_models
from throughline.programmes.models import Programme, Role
from throughline.understand.known import actions, keeping
from throughline.understand.known.models import Search, Vector
from throughline.understand.themes.models import Assignment, Theme
from throughline.voices.actions import change_consent, withdraw
from throughline.voices.models import Contribution

pytestmark = pytest.mark.django_db
QUESTION = "Why is it hard to reach the surgery by phone?"


@pytest.fixture(autouse=True)
def _without_model(request, monkeypatch, tmp_path):
    if "model" not in request.fixturenames:
        monkeypatch.setenv("THROUGHLINE_MODELS", str(tmp_path / "no-models"))


@pytest.fixture
def model():
    """The language model, which set-up fetches."""
    assert language_models.is_present()


@pytest.fixture
def programme() -> Programme:
    return factories.make_programme()


def sibling(programme: Programme, **columns: object) -> Programme:
    """Another programme of the same organisation."""
    return factories.make_programme(organisation=programme.organisation, **columns)


def finding(programme: Programme, title: str, **columns: object) -> Finding:
    row = {"status": "published", "published_at": timezone.now(), "kind": "theme", "summary": "So people say."}
    numbers = {"counts": {"patients": 40}, "base": {"patients": 100, "staff": 50}}
    return Finding.objects.create(programme=programme, title=title, **row | numbers | columns)


def theme(programme: Programme, name: str, words: list[Contribution] = (), **columns: object) -> Theme:
    signed = {"status": "signed-off", "signed_at": timezone.now(), "opened_at": timezone.now()}
    row = Theme.objects.create(programme=programme, name=name, **signed | columns)
    Assignment.objects.bulk_create([Assignment(theme=row, contribution=one) for one in words])
    return row


def browser(account: object) -> Client:
    client = Client()
    client.force_login(account)
    return client


def ask(programme: Programme, by: object, question: str = QUESTION) -> Search:
    """Ask and do the job, as a worker would."""
    search = actions.look_up(programme=programme, question=question, by=by, once_key=secrets.token_hex(8))
    jobs.run_ready(queues=["default"])
    search.refresh_from_db()
    assert search.status == Search.Status.DONE
    return search


def page(search: Search, client: Client) -> str:
    response = client.get(reverse("known-search", args=[search.programme.slug, search.ref]))
    assert response.status_code == 200
    return response.content.decode()


# What is found


def test_findings_of_every_organisation_are_found_with_their_numbers(programme):
    own = finding(sibling(programme), "Nobody answers the phone at the surgery")
    other = finding(factories.make_programme(), "The phone of the surgery is busy all morning")
    finding(sibling(programme), "Parking costs too much")
    organiser = factories.make_member(programme, Role.ORGANISER)
    shown = page(ask(programme, organiser), browser(organiser))
    for one in (own, other):
        assert reverse("finding", args=[one.programme.slug, one.ref]) in shown
        assert one.programme.organisation.name in shown
    assert "40 of 150 people" in shown
    assert "3 were searched." in shown
    assert "Parking costs" not in shown


def test_a_draft_a_taken_back_and_a_made_up_finding_are_not(programme):
    finding(sibling(programme), "The surgery phone: a draft", status="draft")
    finding(sibling(programme), "The surgery phone: taken back", status="retracted")
    finding(sibling(programme, is_example=True), "The surgery phone: made up")
    organiser = factories.make_member(programme, Role.ORGANISER)
    shown = page(ask(programme, organiser), browser(organiser))
    assert "The surgery phone" not in shown
    assert "0 were searched." in shown


def test_signed_off_themes_of_the_organisation_are_found_and_small_ones_protected(programme):
    there = sibling(programme)
    words = factories.make_many(factories.make_activity(programme=there), [f"word {n}" for n in range(12)])
    large = theme(there, "Reaching the surgery by phone", words)
    theme(there, "The phone in reception", words[:3])
    theme(there, "Phone proposals", status="proposed", signed_at=None)
    theme(factories.make_programme(), "The phone of somebody else's surgery")
    organiser = factories.make_member(programme, Role.ORGANISER)
    shown = page(ask(programme, organiser), browser(organiser))
    assert reverse("throughline-node", args=[there.slug, "theme", large.ref]) in shown
    assert "10 contributions" in shown
    assert "* contributions" in shown
    assert "Phone proposals" not in shown
    assert "somebody else" not in shown


def test_without_a_model_the_page_says_that_words_are_compared(programme):
    organiser = factories.make_member(programme, Role.ORGANISER)
    assert "Compares words, not meaning" in page(ask(programme, organiser), browser(organiser))
    assert not Vector.objects.exists()


def test_words_are_found_in_any_form_and_apart_from_meaning(programme):
    finding(programme, "People waited for hours")
    organiser = factories.make_member(programme, Role.ORGANISER)
    shown = page(ask(programme, organiser, "wait hour"), browser(organiser))
    assert "With all of your words" in shown
    assert "People waited for hours" in shown.split("With all of your words")[1]


# Whose words


@pytest.fixture
def said(programme):
    """Words here, and in another programme of the organisation: one agreed to be kept, one not."""
    there = sibling(programme)
    make = factories.make_contribution
    return {
        "here": make(programme=programme, text="I rang the surgery and the phone was dead.", moderation="waiting"),
        "kept": make(programme=there, text="The surgery phone rang and rang."),
        "not kept": make(programme=there, text="Nobody at the surgery picks up the phone.", uses={"keep": False}),
        "unanalysed": make(programme=there, text="My phone call to the surgery failed.", uses={"analyse": False}),
        "red": make(programme=there, text="The surgery phone is a disgrace.", moderation="red"),
        "elsewhere": make(text="Phone the surgery at eight and weep."),
    }


def seen(said: dict[str, Contribution], text: str) -> set[str]:
    words = {
        "here": "phone was dead",
        "kept": "rang and rang",
        "not kept": "picks up the phone",
        "unanalysed": "phone call to the",
        "red": "a disgrace",
        "elsewhere": "at eight and weep",
    }
    assert words.keys() == said.keys()
    return {name for name, part in words.items() if part in text}


def test_analysts_read_words_of_the_programmes_they_analyse_and_no_others(programme, said):
    analyst = factories.make_member(programme, Role.ANALYST)
    assert seen(said, page(ask(programme, analyst), browser(analyst))) == {"here"}
    factories.make_member(said["kept"].programme, Role.ANALYST, account=analyst)
    factories.make_member(said["elsewhere"].programme, Role.ANALYST, account=analyst)
    shown = page(ask(programme, analyst), browser(analyst))
    # Words of another programme only where their author agreed to later questions; never another organisation's.
    assert seen(said, shown) == {"here", "kept"}
    linked = {
        one: reverse("throughline-node", args=[said[one].programme.slug, "contribution", said[one].ref]) for one in said
    }
    assert [one for one, address in linked.items() if address in shown] == ["kept"]  # the other waits to be read


def test_an_organiser_sees_no_words_in_a_search_of_an_analyst(programme, said):
    analyst = factories.make_member(programme, Role.ANALYST)
    organiser = factories.make_member(programme, Role.ORGANISER)
    search = ask(programme, analyst)
    shown = page(search, browser(organiser))
    assert seen(said, shown) == set()
    assert "What people said" not in shown
    assert seen(said, page(ask(programme, organiser), browser(analyst))) == set()


def test_words_taken_back_after_the_search_are_gone_from_its_page(programme, said):
    analyst = factories.make_member(programme, Role.ANALYST)
    search, client = ask(programme, analyst), browser(analyst)
    assert seen(said, page(search, client)) == {"here"}
    withdraw(submission=said["here"].submission, kind="stop", once_key="k")
    assert seen(said, page(search, client)) == set()


def test_labelled_words_stay_folded_away(programme):
    factories.make_contribution(programme=programme, text="He died by the phone.", labels=["bereavement"])
    analyst = factories.make_member(programme, Role.ANALYST)
    shown = page(ask(programme, analyst, "phone"), browser(analyst))
    assert shown.index("Show words about: Death or grief") < shown.index("He died by the phone.")


# Vectors


def test_with_a_model_meaning_is_compared_and_new_words_alone_are_read_again(programme, model, monkeypatch):
    for text in ("It takes an age to get an appointment.", "The soup was cold.", "My dog is brown."):
        factories.make_contribution(programme=programme, text=text)
    analyst = factories.make_member(programme, Role.ANALYST)
    shown = page(ask(programme, analyst, "How long do people wait to see a doctor?"), browser(analyst))
    assert "It takes an age" in shown
    assert "My dog" not in shown
    before = dict(Vector.objects.values_list("contribution_id", "sealed"))
    assert len(before) == 3
    factories.make_contribution(programme=programme, text="We had to wait for weeks.")
    ask(programme, analyst)
    after = dict(Vector.objects.values_list("contribution_id", "sealed"))
    assert len(after) == 4
    assert before.items() <= after.items()


def test_vectors_are_sealed_and_go_with_the_words(programme, model):
    row = factories.make_contribution(programme=programme, text="The soup was cold.")
    analyst = factories.make_member(programme, Role.ANALYST)
    for take_back in (
        lambda: withdraw(submission=row.submission, kind="pause", once_key="a"),
        lambda: change_consent(submission=row.submission, uses={"read": True}, once_key="b"),
    ):
        Contribution.objects.filter(pk=row.pk).update(standing="live", may_analyse=True)
        ask(programme, analyst)
        assert len(bytes(Vector.objects.get().sealed)) > 2 * 384
        take_back()
        assert not Vector.objects.exists()


def test_words_taken_back_while_the_machine_reads_leave_no_vector(programme):
    row = factories.make_contribution(programme=programme, text="The soup was cold.")
    withdraw(submission=row.submission, kind="stop", once_key="k")
    keeping.keep([row], {row.pk: np.ones(4, dtype="float32")}, "engine 1")
    assert not Vector.objects.exists()


def test_vectors_of_another_engine_are_not_compared(programme):
    row = factories.make_contribution(programme=programme, text="The soup was cold.")
    keeping.keep([row], {row.pk: np.ones(4, dtype="float32")}, "engine 1")
    assert list(keeping.kept([row], "engine 1")[row.pk]) == [1.0] * 4
    assert keeping.kept([row], "engine 2") == {}


# Pages


def test_an_organiser_asks_watches_and_reads(programme):
    organiser = factories.make_member(programme, Role.ORGANISER)
    client, here = browser(organiser), reverse("known", args=[programme.slug])
    assert programme.question in client.get(here).content.decode()
    response = client.post(here, {"question": QUESTION, "once": "a"})
    assert client.post(here, {"question": QUESTION, "once": "a"}).url == response.url
    waiting = client.get(response.url).content.decode()
    assert "We are searching." in waiting
    assert 'http-equiv="refresh"' in waiting
    jobs.run_ready(queues=["default"])
    assert "Nothing near to it was found." in client.get(response.url).content.decode()
    assert "Why is it hard to reach" in client.get(here).content.decode()
    assert Search.objects.count() == 1
    entry = AuditEntry.objects.get(verb="known.look-up")
    assert (entry.actor_ref, entry.target) == (organiser.ref, f"search:{Search.objects.get().ref}")


@pytest.mark.parametrize(
    ("typed", "told"),
    [("", "Write what you want to know"), ("?! …", "Write at least one word"), ("x" * 301, "at most 300 characters")],
)
def test_what_cannot_be_asked_is_told_and_kept(programme, typed, told):
    client = browser(factories.make_member(programme, Role.FACILITATOR))
    response = client.post(reverse("known", args=[programme.slug]), {"question": typed})
    shown = response.content.decode()
    assert response.status_code == 422
    assert shown.count(told) == 2
    assert typed in shown
    assert not Search.objects.exists()


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.SPONSOR, Role.DECISION_MAKER])
def test_others_do_not_look_up(programme, role):
    account = factories.make_member(programme, role)
    assert browser(account).get(reverse("known", args=[programme.slug])).status_code == 403
    with pytest.raises(NotAllowed):
        actions.look_up(programme=programme, question=QUESTION, by=account, once_key="k")


def test_a_search_of_another_programme_is_not_found(programme):
    organiser = factories.make_member(programme, Role.ORGANISER)
    search = ask(programme, organiser)
    other = factories.make_programme()
    factories.make_member(other, Role.ORGANISER, account=organiser)
    assert browser(organiser).get(reverse("known-search", args=[other.slug, search.ref])).status_code == 404


def test_who_adds_an_activity_is_sent_there_first(programme):
    client = browser(factories.make_member(programme, Role.ORGANISER))
    new, here = reverse("activity-new", args=[programme.slug]), reverse("known", args=[programme.slug])
    assert here in client.get(new).content.decode()
    assert here in client.get(new + "?method=stories").content.decode()


def test_a_page_costs_the_same_however_much_was_searched(programme):
    analyst = factories.make_member(programme, Role.ANALYST)
    client, costs = browser(analyst), []
    for number in (3, 30):
        factories.make_many(
            factories.make_activity(programme=programme), [f"phone {number} {n}" for n in range(number)]
        )
        for n in range(number):
            finding(programme, f"The phone of the surgery {number} {n}")
        search = ask(programme, analyst, "phone")
        page(search, client)
        with CaptureQueriesContext(connection) as captured:
            page(search, client)
        costs.append(len(captured))
    assert costs[0] == costs[1]
