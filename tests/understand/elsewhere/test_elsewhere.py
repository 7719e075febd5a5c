"""Notes on literature and numbers that others counted (B1, D3): brought in with their source and every problem told
before anything is stored, seen by the team alone, found by a search of what is known, and never taken for words."""

from __future__ import annotations

import csv
import io
import json
import secrets
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook
from tests.support import factories

from throughline.core import jobs
from throughline.core.errors import NotAllowed, Refused
from throughline.core.models import AuditEntry
from throughline.people.models import Account
from throughline.programmes.models import Programme, Role
from throughline.understand.elsewhere import actions
from throughline.understand.elsewhere.jobs import forget_incoming
from throughline.understand.elsewhere.models import Incoming, Note, Number, Numbers
from throughline.understand.elsewhere.reading import read_notes, read_numbers
from throughline.understand.imports.problems import BadFile
from throughline.understand.known.actions import look_up
from throughline.understand.known.models import Search
from throughline.voices.models import Contribution

pytestmark = pytest.mark.django_db
SOURCE = {
    "title": "Complaints, 2024",
    "counted": "complaints",
    "where_from": "Our complaints office",
    "licence": "Internal",
}
COUNTS = "Subject,Number,Quarter,Ward\nWaiting,120,Q1,A\nWaiting,80,Q2,A\nFood,40,Q1,A\nRudeness,*,Q1,A\n"
NOTES = "Reference,Year,Findings,DOI\nAda B. Waiting. J Care.,2019,Calls went unanswered.,10.1000/xyz\n"
ROGUE = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def _without_model(monkeypatch, tmp_path):
    monkeypatch.setenv("THROUGHLINE_MODELS", str(tmp_path / "no-models"))


@pytest.fixture
def programme() -> Programme:
    return factories.make_programme()


@pytest.fixture
def organiser(programme) -> Account:
    return factories.make_member(programme, Role.ORGANISER)


@pytest.fixture
def client(organiser) -> Client:
    return browser(organiser)


def browser(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def at(programme: Programme, name: str = "", *args: str) -> str:
    return reverse("elsewhere" + (f"-{name}" if name else ""), args=[programme.slug, *args])


def send(client: Client, programme: Programme, kind: str, content: str | bytes, **said: str):
    content = content.encode() if isinstance(content, str) else content
    file = SimpleUploadedFile("file.csv", content)
    typed = {"once": secrets.token_hex(8), **(SOURCE if kind == "numbers" else {}), **said}
    return client.post(at(programme, f"{kind}-bring-in"), {**typed, "file": file})


def bring(client: Client, programme: Programme, kind: str, content: str, **choice: str):
    """Upload, look, and store."""
    looked = send(client, programme, kind, content)
    assert looked.status_code == 302, looked.content.decode()
    assert client.get(looked.url).status_code == 200
    return client.post(looked.url, choice)


def text(response) -> str:
    return response.content.decode()


def note(programme: Programme, by: Account | None = None, **said: object) -> Note:
    row = {"citation": "Ada B. Waiting. J Care.", "year": 2019, "found": "Calls went unanswered.", "url": ""} | said
    return actions.add_note(programme=programme, by=by, once_key=secrets.token_hex(8), **row)


# Numbers


def test_numbers_come_in_with_their_source_and_stand_as_chart_sentence_and_table(programme, client, organiser):
    looked = send(client, programme, "numbers", COUNTS)
    shown = text(client.get(looked.url))
    assert "Nothing is stored yet." in shown
    assert "Column read as “theme”" in shown
    assert not Numbers.objects.exists()
    done = client.post(looked.url, {})
    assert client.post(looked.url, {}).url == done.url  # pressed twice
    table = Numbers.objects.get()
    assert done.url == at(programme, "numbers", table.ref)
    assert list(table.rows.values_list("theme", "count", "period", "service")) == [
        ("Waiting", 120, "Q1", "A"),
        ("Waiting", 80, "Q2", "A"),
        ("Food", 40, "Q1", "A"),
        ("Rudeness", None, "Q1", "A"),
    ]
    page = text(client.get(done.url))
    for said in ("Most complaints: Waiting", "240 complaints in 3 themes", "Time: Q1 – Q2", "Our complaints office"):
        assert said in page
    assert organiser.name in page
    assert "Rudeness (*)" in page
    assert "Complaints, 2024" in text(client.get(at(programme)))
    entry = AuditEntry.objects.get(verb="elsewhere.bring-in-numbers")
    assert json.loads(entry.detail)["rows"] == 4
    # Counts are nobody's words.
    assert not Contribution.objects.exists()


def test_rows_with_problems_are_told_with_their_place_and_left_out_only_by_choice(programme, client):
    bad = COUNTS + "Total,240,Q1,A\nFood,many,Q2,A\nFood,41,Q1,A\n,3,Q1,A\nCost,-2,,A\nOne,2\n"
    looked = send(client, programme, "numbers", bad)
    shown = text(client.get(looked.url))
    for place in ("Row 6, “Subject”", "Row 7, “Number”", "Row 8, “Subject”", "Row 9, “Subject”", "Row 10, “Number”",
                  "Row 10, “Quarter”", "Row 11"):  # fmt: skip
        assert place in shown
    assert "Problems (7)" in shown
    for choice, told in (({}, "Choose"), ({"skip_problems": "no"}, "Some rows have problems")):
        refused = client.post(looked.url, choice)
        assert refused.status_code == 422
        assert told in text(refused)
    assert not Number.objects.exists()
    assert client.post(looked.url, {"skip_problems": "yes"}).status_code == 302
    assert (Numbers.objects.get().skipped, Number.objects.count()) == (6, 4)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "empty"),
        ("Subject,Quarter\nWaiting,Q1\n", "There is no column called “count”."),
        ("Subject,Number\nWaiting,3\n", "No column says which time the numbers are about."),
        (b"%PDF-1.7 and so on", "This is a PDF file."),
        ("Subject,Number,Period\n" + "A,1,2024\n" * 2001, "There are more than 2,000 rows."),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_and_what_was_typed_stays(programme, client, content, told):
    response = send(client, programme, "numbers", content, title="My own title")
    shown = text(response)
    assert response.status_code == 422
    assert told in shown
    assert "My own title" in shown
    assert not Incoming.objects.exists()


def test_a_file_of_numbers_comes_in_once_and_may_have_one_time_for_all(programme, client):
    bare = "Theme;Count\nWaiting;1,234\nFood;<5\n"
    looked = send(client, programme, "numbers", bare, period="2024")
    client.post(looked.url, {})
    assert set(Number.objects.values_list("count", "period")) == {(1234, "2024"), (None, "2024")}
    again = send(client, programme, "numbers", bare, period="2024")
    assert again.status_code == 422
    assert "This very file is in already, as “Complaints, 2024”." in text(again)
    assert client.post(at(programme, "numbers", Numbers.objects.get().ref), {"remove": "yes"}).status_code == 302
    assert not Number.objects.exists()


def test_what_was_read_is_seen_by_the_team_alone_and_forgotten_after_a_day(programme, client):
    looked = send(client, programme, "notes", NOTES)
    stranger = factories.make_member(factories.make_programme(), Role.ORGANISER)
    assert browser(stranger).get(looked.url).status_code == 403
    forget_incoming.call()
    assert client.get(looked.url).status_code == 200
    Incoming.objects.update(brought_at=timezone.now() - timedelta(hours=25))
    forget_incoming.call()
    assert client.get(looked.url).status_code == 404
    dropped = send(client, programme, "notes", NOTES)
    client.post(dropped.url, {"drop": "yes"})
    assert not Note.objects.exists()
    assert not Incoming.objects.exists()


# Notes


def test_a_note_is_written_shown_as_the_teams_changed_and_deleted(programme, client, organiser):
    typed = {"citation": f"{ROGUE} 2019", "year": "2019", "found": f"It found {ROGUE}", "url": "https://example.org/a"}
    once = {"once": "a"}
    assert client.post(at(programme, "note-new"), typed | once).status_code == 302
    assert client.post(at(programme, "note-new"), typed | once).status_code == 302
    row = Note.objects.get()
    shown = text(client.get(at(programme)))
    assert ROGUE not in shown
    assert "It found &lt;script&gt;" in shown
    assert f"A note of the team, by {organiser.name}" in shown
    assert 'href="https://example.org/a"' in shown
    twice = client.post(at(programme, "note-new"), typed | {"found": "Something else", "once": "b"})
    assert twice.status_code == 422
    assert "This publication is noted already." in text(twice)
    assert "Something else" in text(twice)
    here = at(programme, "note", row.ref)
    assert client.post(here, typed | {"found": "It found more."}).status_code == 302
    row.refresh_from_db()
    assert (row.found, row.changed_at is not None, row.noted_by) == ("It found more.", True, organiser)
    assert client.post(here, {"remove": "yes"}).status_code == 302
    assert client.get(here).status_code == 404


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"citation": " "}, "Say which publication it is"),
        ({"year": "soon"}, "Write the year with four digits"),
        ({"year": "2999"}, "This year is in the future"),
        ({"url": "javascript:alert(1)"}, "Enter an address that begins with https://"),
    ],
)
def test_a_note_that_does_not_fit_is_told_and_kept(programme, client, typed, told):
    fine = {"citation": "A paper", "year": "2019", "found": "What we typed.", "url": ""}
    response = client.post(at(programme, "note-new"), fine | typed)
    assert response.status_code == 422
    assert text(response).count(told) == 2
    assert "What we typed." in text(response)
    assert not Note.objects.exists()


def test_notes_come_in_from_a_file_and_each_publication_once(programme, client, organiser):
    note(programme, citation="C D. Known.")
    rows = NOTES + "c d. known.,2001,Again.,\nNew,20x1,Text.,ftp://x\nNew too,2020,,\nAda B. Waiting. J Care.,2019,X,\n"
    done = bring(client, programme, "notes", rows, skip_problems="yes")
    assert done.url == at(programme)
    row = Note.objects.exclude(citation="C D. Known.").get()
    assert (row.citation, row.year, row.url) == ("Ada B. Waiting. J Care.", 2019, "https://doi.org/10.1000/xyz")
    assert row.noted_by == organiser
    read = read_notes(rows.encode(), known={"c d. known."})
    assert [one.where for one in read.problems.first] == [
        "Row 3, “Reference”", "Row 4, “Year”", "Row 4, “DOI”", "Row 5, “Findings”", "Row 6, “Reference”"]  # fmt: skip


def test_a_note_that_somebody_wrote_meanwhile_does_not_come_in_twice(programme, client):
    looked = send(client, programme, "notes", NOTES)
    note(programme)
    refused = client.post(looked.url, {})
    assert refused.status_code == 422
    assert "Some of these were noted meanwhile." in text(refused)
    assert Note.objects.count() == 1


def test_a_workbook_is_read_like_a_csv_file():
    book = Workbook()
    for row in (("Theme", "Count", "Period"), ("Waiting", 12, "2024"), ("Food", 1.5, "2024")):
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    read = read_numbers(content.getvalue())
    assert [(row["theme"], row["count"]) for row in read.rows] == [("Waiting", 12)]
    assert [one.where for one in read.problems.first] == ["Row 3, “Count”"]
    with pytest.raises(BadFile, match="2,000"):
        read_notes(("citation,year,found\n" + "a,2001,b\n" * 2001).encode())


# Found again


def found(programme: Programme, by: Account, question: str) -> str:
    search = look_up(programme=programme, question=question, by=by, once_key=secrets.token_hex(8))
    jobs.run_ready(queues=["default"])
    assert Search.objects.get(pk=search.pk).status == Search.Status.DONE
    return reverse("known-search", args=[programme.slug, search.ref])


def test_a_search_of_what_is_known_finds_both_with_kind_and_source_for_their_team_alone(programme, client, organiser):
    bring(client, programme, "numbers", COUNTS)
    note(programme, organiser)
    sibling = factories.make_programme(organisation=programme.organisation)
    there = note(sibling, citation="Waiting for calls elsewhere")
    page = found(programme, organiser, "waiting")
    shown = text(client.get(page))
    assert f"A note of the team, by {organiser.name}" in shown
    assert "200 complaints" in shown
    assert "Counted by others, in “Complaints, 2024”: Our complaints office" in shown
    assert at(programme, "numbers", Numbers.objects.get().ref) in shown
    assert there.citation not in shown
    factories.make_member(sibling, Role.ANALYST, account=organiser)
    both = found(programme, organiser, "waiting calls")
    assert there.citation in text(client.get(both))
    # Somebody else of the team does not see what only the asker may see.
    other = browser(factories.make_member(programme, Role.FACILITATOR))
    assert there.citation not in text(other.get(both))
    Note.objects.all().delete()
    assert "A note of the team" not in text(client.get(page))


def test_pages_and_searches_cost_the_same_however_much_there_is(programme, client, organiser):
    costs = []
    for number in (2, 20):
        for n in range(number):
            note(programme, organiser, citation=f"Waiting {number} {n}")
        rows = "".join(f"Waiting {n},{n},2024\n" for n in range(number))
        bring(client, programme, "numbers", "Theme,Count,Period\n" + rows)
        pages = [
            at(programme),
            at(programme, "numbers", Numbers.objects.first().ref),
            found(programme, organiser, "wait"),
        ]
        for page in pages:
            client.get(page)
        with CaptureQueriesContext(connection) as captured:
            for page in pages:
                assert client.get(page).status_code == 200
        costs.append(len(captured))
    assert costs[0] == costs[1]


# Taken out, and who may


def test_an_export_holds_both_with_a_data_dictionary_and_runs_no_formula(programme, client, organiser):
    bring(client, programme, "numbers", COUNTS)
    note(programme, organiser, found="=1+1")
    page = at(programme, "export")
    assert "The number as the source gives it" in text(client.get(page))
    assert client.post(page, {"kind": "pdf"}).status_code == 422
    content = b"".join(client.post(page, {"kind": "csv"}).streaming_content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        tables = {
            name: list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"))))
            for name in archive.namelist()
        }
    assert tables["notes.csv"][0]["found"] == "'=1+1"
    assert tables["sources.csv"][0]["where_from"] == "Our complaints office"
    assert [row["count"] for row in tables["numbers.csv"]] == ["120", "80", "40", ""]
    explained = {(row["table"], row["column"]) for row in tables["data-dictionary.csv"]}
    for name in ("notes", "sources", "numbers"):
        assert {(name, column) for column in tables[f"{name}.csv"][0]} <= explained
    assert organiser.name not in content.decode("latin-1")
    assert AuditEntry.objects.filter(verb="elsewhere.export").count() == 1


def test_the_team_is_let_in_and_everybody_else_turned_away(programme, organiser):
    row = note(programme)
    pages = [
        at(programme),
        at(programme, "note-new"),
        at(programme, "note", row.ref),
        at(programme, "numbers-bring-in"),
    ]
    for role in (Role.ORGANISER, Role.FACILITATOR, Role.ANALYST):
        team = browser(factories.make_member(programme, role))
        assert [team.get(page).status_code for page in pages] == [200] * len(pages)
        assert team.get(at(programme, "export")).status_code == (403 if role == Role.FACILITATOR else 200)
    moderator = factories.make_member(programme, Role.MODERATOR)
    assert [browser(moderator).get(page).status_code for page in pages] == [403] * len(pages)
    assert Client().get(pages[0]).status_code == 302
    with pytest.raises(NotAllowed):
        note(programme, moderator, citation="Another")
    other = factories.make_programme()
    factories.make_member(other, Role.ORGANISER, account=organiser)
    assert browser(organiser).get(at(other, "note", row.ref)).status_code == 404
    assert at(programme) in text(browser(organiser).get(reverse("programme-manage", args=[programme.slug])))


def test_a_change_that_would_make_two_notes_of_one_publication_is_refused(programme):
    first, second = note(programme), note(programme, citation="Another")
    with pytest.raises(Refused):
        actions.change_note(note=second, citation=first.citation.upper(), year=2019, found="X", url="", by=None)
