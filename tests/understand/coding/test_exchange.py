"""REFI-QDA out and in: what may be seen goes out, codes and one's own coding come back, and bad files do no harm."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.support import factories
from tests.understand.coding.conftest import body, client_of, code_of, key, path, words_of

from throughline.core.errors import NotAllowed
from throughline.core.models import AuditEntry
from throughline.language.coding.codebook import Code as FileCode
from throughline.language.coding.codebook import Codebook as FileBook
from throughline.language.coding.refi_qda import Coding as Stretch
from throughline.language.coding.refi_qda import Project, Source, read_codebook, read_project, write_codebook
from throughline.language.coding.refi_qda import write_project as write
from throughline.programmes.models import Role
from throughline.understand.coding import actions, queries
from throughline.understand.coding.models import Code, Codebook, Coding
from throughline.understand.coding.queries.exchanging import coder_name
from throughline.voices.models import Contribution

pytestmark = pytest.mark.django_db


def give(contribution, account, *codes):
    return actions.code_words(
        contribution=contribution, codes=codes, nothing_fits=not codes, memo="m", by=account, once_key=key()
    )


def download(client, programme, kind: str) -> bytes:
    response = client.post(path("coding-take-out", programme), {"kind": kind})
    assert response.status_code == 200
    assert response["Content-Disposition"].endswith(f'.{kind}"')
    return response.getvalue()


def upload(client, programme, content: bytes, **more: str):
    file = SimpleUploadedFile("a.qdpx", content)
    return client.post(path("coding-bring-in", programme), {"file": file, "once": key(), **more})


TREE = FileBook(
    "Theirs",
    "1",
    (
        FileCode("their-food", "Food"),
        FileCode("food-good", "Good", "Tasty.", parent="their-food"),
        FileCode("crew", "Crew"),
        FileCode("crew-good", "Good", parent="crew"),
        FileCode("deep", "Very good", parent="crew-good"),
        FileCode("loose", "Waiting and timeliness"),
    ),
)


def test_the_codebook_goes_out_and_comes_back_the_same(programme, book, client):
    content = download(client, programme, "qdc")
    assert {code.name for code in read_codebook(content).codes} == {code.name for code in book.codes.all()}
    assert AuditEntry.objects.filter(verb="coding.export").count() == 1
    shown = body(upload(client, programme, content))
    assert "It is brought in" in shown
    assert Code.objects.count() == 48
    other = factories.make_programme()
    reader = client_of(factories.make_member(other, Role.ANALYST))
    upload(reader, other, content)
    there = Codebook.objects.get(programme=other)
    assert len(queries.sections(there)) == len(queries.sections(book)) == 9
    assert {code.name for code in there.codes.all()} == {code.name for code in book.codes.all()}


def test_a_project_holds_approved_words_and_only_the_coding_that_one_may_see(programme, book, analyst, second, client):
    shared, theirs, unquoted, nothing = words_of(programme)[:4]
    Contribution.objects.filter(pk=unquoted.pk).update(may_quote=False)
    waiting, contact = code_of(book, "waiting"), code_of(book, "contact")
    give(shared, analyst, waiting)
    give(shared, second, contact)
    give(theirs, second, contact)
    give(unquoted, analyst, waiting)
    give(nothing, analyst)
    project = read_project(download(client, programme, "qdpx"))
    assert len(project.sources) == 5
    assert {source.text for source in project.sources} >= {"I waited four hours before anybody saw me"}
    assert {(coding.coder, coding.start) for coding in project.codings} == {
        (coder_name(analyst), 0),
        (coder_name(second), 0),
    }
    assert len({coding.source for coding in project.codings}) == 1
    assert analyst.name not in str(project)


def test_what_was_coded_elsewhere_comes_back_as_ones_own(programme, book, analyst, second, client):
    first = words_of(programme)[0]
    give(first, second, code_of(book, "waiting"))
    before = read_project(download(client, programme, "qdpx"))
    source, other = before.sources[1], before.sources[2]
    length = len(source.text)
    coded = [
        Stretch(source.key, 0, 5, before.codebook.given[0].key, "Ada at home"),
        Stretch(source.key, 2, length, before.codebook.given[1].key, coder_name(analyst)),
        Stretch(other.key, 0, 5, before.codebook.given[2].key, "Somebody else"),
        Stretch("strange", 0, 5, before.codebook.given[2].key, "Ada at home"),
    ]
    strange = Source("strange", "Strange", "Not of this programme")
    content = write(Project("Back", before.codebook, (*before.sources, strange), tuple(coded)))
    for _press in range(2):
        assert "It is brought in" in body(upload(client, programme, content, coder="Ada at home"))
    coding = Coding.objects.get(coder=analyst)
    assert coding.codes.count() == 2
    assert coding.contribution == words_of(programme)[1]
    assert Coding.objects.count() == 2


def test_a_tree_of_another_program_is_laid_out_below_headings(programme, book, client):
    assert "It is brought in" in body(upload(client, programme, write_codebook(TREE)))
    new = {code.name: code for code in Code.objects.filter(number__gt=48)}
    # What has the name of a code that is here is that code.
    assert set(new) == {"Food", "Good", "Crew", "Good (Crew)", "Very good"}
    assert new["Good"].heading == new["Food"]
    assert new["Very good"].heading == new["Good (Crew)"].heading == new["Crew"]
    assert new["Good"].definition == "Tasty."
    book.refresh_from_db()
    assert book.version == 2


def test_a_heading_that_was_given_to_words_is_a_code(programme, book, analyst, client):
    first = read_project(download(client, programme, "qdpx")).sources[0]
    stretch = Stretch(first.key, 0, 3, "crew", coder_name(analyst))
    upload(client, programme, write(Project("P", TREE, (first,), (stretch,))))
    crew = Code.objects.get(name="Crew")
    assert not crew.is_heading
    assert list(Coding.objects.get().codes.all()) == [crew]
    assert Code.objects.get(name="Very good").heading is None


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04 no zip",
        b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>",
        b"<CodeBook/>",
        b"just text",
        b"\x00\xff\xfe",
    ],
)
def test_a_bad_file_is_refused_in_words_and_changes_nothing(programme, book, client, content):
    shown = body(upload(client, programme, content, coder="Kept as typed"), 422)
    assert "This file cannot be used" in shown
    assert "Kept as typed" in shown
    assert "root:" not in shown
    assert Code.objects.count() == 48


def test_a_file_that_is_missing_empty_or_too_large_is_refused(programme, book, client, monkeypatch):
    here = path("coding-bring-in", programme)
    assert "Choose a file" in body(client.post(here, {}), 422)
    assert "The file is empty." in body(client.post(here, {"file": io.BytesIO(b"")}), 422)
    monkeypatch.setattr("throughline.core.held_uploads.MOST_BYTES", 100)
    assert "larger than 10 MB" in body(upload(client, programme, b"x" * 101), 422)


def test_too_much_at_once_is_refused(programme, book, analyst, client, monkeypatch):
    found = read_project(download(client, programme, "qdpx"))
    coded = [
        Stretch(source.key, 0, 3, found.codebook.given[0].key, coder_name(analyst)) for source in found.sources[:2]
    ]
    content = write(Project("P", found.codebook, found.sources, tuple(coded)))
    monkeypatch.setattr("throughline.understand.coding.actions.exchanging.MOST_CODED", 1)
    assert "At most 1 can be brought in at once" in body(upload(client, programme, content), 422)
    monkeypatch.setattr("throughline.understand.coding.actions.exchanging.MOST_CODES", 50)
    assert "there would be more than 50" in body(upload(client, programme, write_codebook(TREE)), 422)
    assert Code.objects.count() == 48


def test_organisers_take_out_the_codebook_only_and_bring_in_nothing(programme, book):
    organiser = factories.make_member(programme, Role.ORGANISER)
    reader = client_of(organiser)
    assert "qdpx" not in body(reader.get(path("coding-take-out", programme)))
    assert read_codebook(download(reader, programme, "qdc")).codes
    refused = reader.post(path("coding-take-out", programme), {"kind": "qdpx"})
    assert "Choose what you want" in body(refused, 422)
    assert upload(reader, programme, b"x").status_code == 403
    with pytest.raises(NotAllowed):
        actions.export_project(codebook=book, by=organiser)
    with pytest.raises(NotAllowed):
        actions.bring_in(programme=programme, project=Project("P", TREE), by=organiser, once_key="o")
    moderator = factories.make_member(programme, Role.MODERATOR)
    with pytest.raises(NotAllowed):
        actions.export_codebook(codebook=book, by=moderator)
