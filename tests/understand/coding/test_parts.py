"""Coding parts of the words: by the numbers of sentences, kept to the letter, each coder apart, out and in again."""

from __future__ import annotations

import pytest
from tests.support import factories
from tests.understand.coding.conftest import body, client_of, code_of, key, path, words_of

from throughline.core import jobs
from throughline.core.errors import Refused
from throughline.core.models import AuditEntry
from throughline.language.coding.refi_qda import read_project
from throughline.programmes.models import Role
from throughline.understand.coding import actions
from throughline.understand.coding.actions import Part
from throughline.understand.coding.models import Coding, Settlement, Stretch
from throughline.understand.coding.queries.exchanging import coder_name
from throughline.voices import hooks

pytestmark = pytest.mark.django_db
TEXT = "I waited four hours. Nurse Mercy was kind!\nThe car park was full. I went home"
SENTENCES = ["I waited four hours.", "Nurse Mercy was kind!", "The car park was full.", "I went home"]


@pytest.fixture
def story(programme):
    return factories.make_contribution(activity=words_of(programme)[0].activity, text=TEXT)


@pytest.fixture
def here(programme, story) -> str:
    return path("coding-words", programme, story.ref)


def row(number: int, code, first: object, last: object = "") -> dict[str, object]:
    ref = code.ref if code is not None else ""
    return {f"part-{number}-code": ref, f"part-{number}-from": first, f"part-{number}-to": last, "part_rows": 2}


def give(story, by, *parts: tuple[object, int, int], codes=()):
    given = [Part(code, start, stop) for code, start, stop in parts]
    chosen = list({part.code.pk: part.code for part in given}.values()) + list(codes)
    return actions.code_words(contribution=story, codes=chosen, parts=given, by=by, once_key=key())


def held(coding) -> list[tuple[str, str]]:
    rows = coding.stretches.select_related("code").order_by("start", "code__number")
    return [(one.code.key, TEXT[one.start : one.stop]) for one in rows]


def test_sentences_are_numbered_and_a_code_is_given_to_some_of_them(programme, book, analyst, client, here):
    shown = body(client.get(here))
    for number, text in enumerate(SENTENCES, start=1):
        assert f'<span data-sentence="{number}"><sup class="tl-sentence">{number}</sup>{text}</span>' in shown
    waiting, parking = code_of(book, "waiting"), code_of(book, "place_of_care")
    sent = {"codes": [waiting.ref], "once": "a"} | row(1, parking, 3, 4) | row(2, waiting, 1)
    for _press in range(2):
        assert client.post(here, sent).status_code == 302
    coding = Coding.objects.get()
    assert set(coding.codes.all()) == {waiting, parking}
    assert held(coding) == [("waiting", SENTENCES[0]), ("place_of_care", "The car park was full. I went home")]
    assert "sentences 3 to 4" in body(client.get(here))


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("", "", "Enter the sentence with which the part begins."),
        ("5", "", "Enter a sentence from 1 to 4."),
        ("3", "2", "Enter a sentence from 3 to 4."),
        ("two", "", "Enter the number of a sentence."),
    ],
)
def test_a_slip_in_a_part_is_told_beside_it_and_all_is_kept(book, client, here, first, last, said):
    shown = body(client.post(here, {"memo": "Kept as typed"} | row(1, code_of(book, "waiting"), first, last)), 422)
    assert shown.count(said) == 2  # beside the field, and in the summary
    assert "Kept as typed" in shown
    assert not Coding.objects.exists()
    assert "Choose the code for these sentences." in body(client.post(here, row(1, None, 1)), 422)


def test_more_rows_save_nothing_and_keep_what_was_typed(book, client, here):
    waiting = code_of(book, "waiting")
    typed = {"more": "yes", "memo": "Kept as typed", "codes": [waiting.ref]} | row(2, waiting, 2, 3)
    shown = body(client.post(here, typed))
    assert shown.count("data-part>") == 4
    assert "Kept as typed" in shown
    assert " checked>" in shown
    assert f'value="{waiting.ref}" selected' in shown
    assert not Coding.objects.exists()


def test_recoding_keeps_places_to_the_letter_and_what_was_given_first(
    programme, book, analyst, second, client, here, story
):
    waiting, contact = code_of(book, "waiting"), code_of(book, "contact")
    first = give(story, analyst, (waiting, 2, 8))  # “waited”: finer than a page can say
    give(story, second, (contact, 0, 20))
    assert "sentence 1" in body(client.get(here))
    client.post(here, {"codes": [waiting.ref], "numbers": str(contact.number)} | row(1, waiting, 1, 1))
    newest = Coding.objects.get(coder=analyst, is_current=True)
    assert (newest.number, held(newest)) == (2, [("waiting", "waited")])
    assert held(first) == [("waiting", "waited")]
    # Codes alone, as by a file, leave the parts; each coder’s are their own.
    actions.code_words(contribution=story, codes=[waiting], by=analyst, once_key=key())
    assert held(Coding.objects.get(coder=analyst, is_current=True)) == [("waiting", "waited")]
    assert held(Coding.objects.get(coder=second)) == [("contact", SENTENCES[0])]


def test_parts_alone_do_not_open_what_was_settled_and_others_wait_until_one_has_coded(
    programme, book, analyst, second, client, here, story
):
    waiting, contact = code_of(book, "waiting"), code_of(book, "contact")
    give(story, second, (contact, 0, 20))
    assert "sentence 1" not in body(client.get(here))
    give(story, analyst, codes=[waiting])
    assert "sentence 1" in body(client.get(here))
    actions.settle(contribution=story, codes=[waiting], reason="r", by=analyst, once_key=key())
    give(story, analyst, (waiting, 0, 20))
    assert Settlement.objects.filter(is_current=True).count() == 1


def test_a_part_outside_the_words_or_of_a_code_not_given_is_refused(book, analyst, story):
    waiting, contact = code_of(book, "waiting"), code_of(book, "contact")
    for start, stop in ((0, len(TEXT) + 1), (5, 5), (-1, 3)):
        with pytest.raises(Refused, match="in the words"):
            give(story, analyst, (waiting, start, stop))
    with pytest.raises(Refused, match="a code that you give"):
        actions.code_words(contribution=story, codes=[contact], parts=[Part(waiting, 0, 3)], by=analyst, once_key=key())
    assert not Stretch.objects.exists()


def test_agreement_is_measured_sentence_by_sentence_with_its_n(
    programme, book, analyst, second, client, story, monkeypatch
):
    monkeypatch.setattr("throughline.analysis.agreement.coding.RESAMPLES", 100)
    other = factories.make_contribution(activity=story.activity, text=TEXT)
    waiting, contact = code_of(book, "waiting"), code_of(book, "contact")
    for row_ in (story, other):
        give(row_, analyst, (waiting, 0, 20), (contact, 21, 42))
        give(row_, second, (waiting, 0, 20), (contact, 21, 50))
    whole = factories.make_contribution(activity=story.activity, text=TEXT)
    give(whole, analyst, codes=[waiting])
    give(whole, second, (waiting, 0, 20))  # one coder alone gave parts: nothing to compare
    run = actions.ask_for_figures(programme=programme, by=None, once_key=key())
    jobs.run_ready(queues=["default"])
    run.refresh_from_db()
    found = run.summary["sentences"]
    assert (found["units"], found["contributions"], found["coders"]) == (8, 2, 2)
    assert found["observed"] == pytest.approx(6 / 8)
    shown = body(client.get(path("coding-agreement", programme)))
    assert "Sentence by sentence" in shown
    assert "n = 8" in shown
    assert "In 2 contributions" in shown


def test_real_places_go_out_of_the_approved_words_and_come_back(programme, book, analyst, client):
    public = "I waited four hours. [name] was kind!\nThe car park was full. I went home"
    story = factories.make_contribution(
        activity=words_of(programme)[0].activity, text=TEXT, public_words=public, moderation="amber"
    )
    waiting, contact, parking = (code_of(book, name) for name in ("waiting", "contact", "place_of_care"))
    give(story, analyst, (waiting, 0, 20), (contact, 21, 42), (parking, 43, 65))
    project = read_project(client.post(path("coding-take-out", programme), {"kind": "qdpx"}).getvalue())
    (source,) = [one for one in project.sources if one.text == public]
    out = [source.text[one.start : one.stop] for one in project.codings if one.source == source.key]
    assert out == ["I waited four hours.", "was kind!", "The car park was full."]
    assert {one.coder for one in project.codings} == {coder_name(analyst)}
    back = factories.make_member(programme, Role.ANALYST)
    found = actions.bring_in(programme=programme, project=project, coder=coder_name(analyst), by=back, once_key=key())
    assert found.coded == 1
    assert held(Coding.objects.get(coder=back)) == [
        ("waiting", SENTENCES[0]),
        ("contact", "was kind!"),
        ("place_of_care", SENTENCES[2]),
    ]
    assert AuditEntry.objects.filter(verb="coding.export").count() == 1


def test_parts_go_with_the_words_and_nobody_else_codes(programme, book, analyst, here, story):
    give(story, analyst, (code_of(book, "waiting"), 0, 20))
    organiser = client_of(factories.make_member(programme, Role.ORGANISER))
    assert organiser.post(here, row(1, code_of(book, "waiting"), 1)).status_code == 403
    hooks.on_erase.run([story])
    assert not Stretch.objects.exists()
