"""Coding contributions: each coder's codes apart, in an order for agreement, with nothing left unsaid."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.support import factories
from tests.understand.coding.conftest import TEXTS, body, client_of, code_of, given, key, path, words_of

from throughline.core.errors import NotAllowed, Refused
from throughline.evidence import steps
from throughline.programmes.models import Role
from throughline.understand.coding import actions, queries
from throughline.understand.coding.models import Codebook, Coding, Memo
from throughline.voices import hooks
from throughline.voices.models import Contribution

pytestmark = pytest.mark.django_db


def give(contribution, account, *codes, **more):
    return actions.code_words(contribution=contribution, codes=codes, by=account, once_key=key(), **more)


def test_words_are_coded_by_number_or_tick_and_the_next_come(programme, book, analyst, client):
    first = client.get(path("coding-next", programme))
    here = first["Location"].removesuffix("#words")
    page = body(client.get(here))
    contribution = queries.contribution(programme=programme, ref=here.rpartition("/")[2])
    assert any(text in page for text in TEXTS)
    assert "What happened?" in page
    waiting, parking = code_of(book, "waiting"), code_of(book, "place_of_care")
    sent = {"numbers": f"{waiting.number}", "codes": [parking.ref], "memo": "Two things", "once": "a"}
    for _press in range(2):
        assert client.post(here, sent)["Location"] == path("coding-next", programme)
    coding = Coding.objects.get()
    assert (coding.coder, set(coding.codes.all())) == (analyst, {waiting, parking})
    contribution.refresh_from_db()
    assert contribution.first_read_by == analyst
    assert [note.words for note in queries.notes(queries.memos(programme, analyst))] == ["Two things"]
    assert client.get(path("coding-next", programme))["Location"] != first["Location"]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Choose at least one code, or say that nothing fits."),
        ({"numbers": "2 999"}, "No code in use has the number 999."),
        ({"numbers": "²"}, "No code in use has the number ²."),
        ({"codes": ["nonsense"]}, "Some of these codes are not in use any more."),
        ({"nothing_fits": "on"}, "Nothing fits: say in a memo"),
        ({"nothing_fits": "on", "numbers": "2"}, "not both"),
    ],
)
def test_a_slip_is_told_and_everything_typed_is_kept(programme, book, client, sent, said):
    parking = code_of(book, "place_of_care")
    here = path("coding-words", programme, words_of(programme)[0].ref)
    memo = {} if "say in a memo" in said else {"memo": "Kept as typed"}
    shown = body(client.post(here, sent | memo), 422)
    assert said in shown
    assert memo == {} or "Kept as typed" in shown
    assert "There is a problem" in shown
    ticked = body(client.post(here, {"numbers": "999", "codes": [parking.ref]}), 422)
    assert ticked.count(" checked>") == 1
    assert not Coding.objects.exists()


def test_nothing_fits_is_said_with_a_memo(programme, book, analyst, client):
    contribution = words_of(programme)[0]
    client.post(path("coding-words", programme, contribution.ref), {"nothing_fits": "on", "memo": "About a violin"})
    assert queries.standing(programme, analyst).nothing_fits == 1
    assert queries.reading(contribution, analyst).mine.codes.count() == 0
    assert Memo.objects.get().contribution == contribution


def test_a_retired_code_is_given_no_more(programme, book, analyst):
    waiting = code_of(book, "waiting")
    actions.retire_code(code=waiting, reason="r", by=None)
    with pytest.raises(Refused, match="not in use"):
        give(words_of(programme)[0], analyst, waiting)
    with pytest.raises(Refused, match="not in use"):
        give(words_of(programme)[0], analyst, code_of(book, "access"))


def test_nobody_sees_anothers_codes_before_giving_their_own(programme, book, analyst, second, client):
    contribution = words_of(programme)[0]
    give(contribution, second, code_of(book, "waiting"), memo="Surely about waiting")
    here = path("coding-words", programme, contribution.ref)
    before = body(client.get(here))
    assert second.name not in before
    assert "Surely about waiting" not in before
    assert "Surely about waiting" not in body(client.get(path("memos", programme)))
    client.post(here, {"numbers": str(code_of(book, "contact").number)})
    after = body(client.get(here))
    assert f"{second.name}:" in after
    assert "Surely about waiting" in after
    assert "Surely about waiting" in body(client.get(path("memos", programme)))
    assert Coding.objects.filter(is_current=True).count() == 2


def test_what_was_given_first_stays_when_a_coder_changes_it(programme, book, analyst):
    contribution = words_of(programme)[0]
    first = give(contribution, analyst, code_of(book, "waiting"))
    assert give(contribution, analyst, code_of(book, "waiting")) == first
    changed = give(contribution, analyst, code_of(book, "contact"))
    first.refresh_from_db()
    assert (first.is_current, changed.is_current, changed.number) == (False, True, 2)
    assert [code.key for code in first.codes.all()] == ["waiting"]


def test_a_second_coder_begins_with_what_the_first_has_coded(programme, book, analyst, second, monkeypatch):
    monkeypatch.setattr("throughline.understand.coding.queries.words.IN_COMMON", 2)
    done = []
    for _number in range(3):
        contribution = queries.next_for(programme, analyst)
        done.append(contribution)
        give(contribution, analyst, code_of(book, "waiting"))
    shared = []
    for _number in range(2):
        contribution = queries.next_for(programme, second)
        shared.append(contribution)
        give(contribution, second, code_of(book, "waiting"))
    assert shared == done[:2]
    assert queries.next_for(programme, second) not in done
    assert queries.standing(programme, second).in_common == 2


def test_one_may_be_left_for_later_and_in_the_end_nothing_is_left(programme, book, analyst, client):
    first = queries.next_for(programme, analyst)
    later = client.get(path("coding-next", programme) + f"?but={first.ref}")
    assert first.ref not in later["Location"]
    for contribution in words_of(programme):
        give(contribution, analyst, code_of(book, "waiting"))
    assert "Nothing is left to code" in body(client.get(path("coding-next", programme)))
    standing = queries.standing(programme, analyst)
    assert (standing.usable, standing.coded, standing.left) == (6, 6, 0)
    assert "A person has coded 100%." in body(client.get(path("coding", programme)))


def test_the_last_one_in_a_coders_order_can_be_left_for_later_too(programme, book, analyst, second, monkeypatch):
    """Red with an order that began again only when nothing followed: the one left for later came back at once."""
    last = max(contribution.ref for contribution in words_of(programme))
    monkeypatch.setattr("throughline.understand.coding.queries.words.place_of", lambda coder: last)
    assert queries.next_for(programme, analyst).ref == last
    assert queries.next_for(programme, analyst, but=last).ref != last
    give(next(one for one in words_of(programme) if one.ref == last), second, code_of(book, "waiting"))
    assert queries.next_for(programme, analyst, but=last).ref != last, "the only one that another has coded"


def test_the_only_one_left_comes_back(programme, book, analyst):
    *others, last = words_of(programme)
    for contribution in others:
        give(contribution, analyst, code_of(book, "waiting"))
    assert queries.next_for(programme, analyst, but=last.ref) == last


def test_words_that_may_not_be_used_are_never_shown_or_coded(programme, book, analyst, client):
    contribution = words_of(programme)[0]
    Contribution.objects.filter(pk=contribution.pk).update(may_analyse=False)
    assert client.get(path("coding-words", programme, contribution.ref)).status_code == 404
    with pytest.raises(Refused, match="may not be used"):
        give(contribution, analyst, code_of(book, "waiting"))
    assert queries.standing(programme, analyst).usable == 5


def test_codes_and_memos_go_with_the_words(programme, book, analyst):
    paused, stopped = words_of(programme)[:2]
    for contribution in (paused, stopped):
        give(contribution, analyst, code_of(book, "waiting"), memo="A note")
    Contribution.objects.filter(pk=paused.pk).update(standing="paused")
    Contribution.objects.filter(pk=stopped.pk).update(standing="stopped")
    hooks.on_out_of_use.run(words_of(programme)[:2])
    assert Coding.objects.get().contribution == paused
    assert Memo.objects.get().contribution == paused
    assert queries.standing(programme, analyst).coded == 0
    assert list(queries.memos(programme, analyst)) == []


def test_a_memo_is_sealed_with_the_words_it_is_about(programme, book, analyst):
    contribution = words_of(programme)[0]
    give(contribution, analyst, code_of(book, "waiting"), memo="Quoting her words")
    memo = Memo.objects.get()
    assert memo.data_key_id == contribution.data_key_id
    assert b"Quoting" not in bytes(memo.words)


def test_a_memo_about_a_code_is_written_on_its_page(programme, book, analyst, client):
    here = path("memos", programme)
    waiting = code_of(book, "waiting")
    assert "Write the memo." in body(client.post(here, {"words": " ", "code": waiting.ref}), 422)
    for _press in range(2):
        client.post(here, {"words": "Often with parking", "code": waiting.ref, "once": "m"})
    shown = body(client.get(here))
    assert shown.count("Often with parking") == 1
    assert "Waiting and timeliness" in shown


def test_an_author_reads_what_their_words_were_coded_as(programme, book, analyst, second):
    contribution = words_of(programme)[0]
    assert [step for step in steps.of([contribution])[contribution.ref] if "noted" in step.title] == []

    def told() -> str:
        return str(next(step for step in steps.of([contribution])[contribution.ref] if "noted" in step.title).reason)

    give(contribution, analyst, code_of(book, "waiting"))
    assert told() == "It is about: Waiting and timeliness."
    give(contribution, second, nothing_fits=True, memo="m")
    assert "see it differently" in told()
    give(contribution, analyst, nothing_fits=True, memo="m")
    assert told() == "It fits none of the topics so far."


def test_organisers_see_how_far_it_is_and_never_the_words(programme, book, analyst):
    contribution = words_of(programme)[0]
    organiser = factories.make_member(programme, Role.ORGANISER)
    reader = client_of(organiser)
    shown = body(reader.get(path("coding", programme)))
    assert "0 of 6 contributions are coded" in shown
    assert "Code the next words" not in shown
    for name, *args in (("coding-words", contribution.ref), ("coding-next",), ("memos",)):
        assert reader.get(path(name, programme, *args)).status_code == 403
    with pytest.raises(NotAllowed):
        give(contribution, organiser, code_of(book, "waiting"))
    with pytest.raises(NotAllowed):
        actions.write_memo(programme=programme, words="w", by=organiser, once_key="w")
    other = factories.make_programme()
    stranger = factories.make_member(other, Role.ANALYST)
    actions.start_codebook(programme=other, origin="empty", by=None)
    assert client_of(stranger).get(path("coding-words", other, contribution.ref)).status_code == 404


def test_without_a_codebook_there_is_nothing_to_code_with(programme, analyst, client):
    assert "begin here" in body(client.get(path("coding", programme)))
    assert client.get(path("coding-next", programme)).status_code == 404
    with pytest.raises(Refused, match="Begin a codebook first"):
        give(words_of(programme)[0], analyst)


def one_who_begins_before(ref, programme):
    """A coder with words left after their place, since who has to begin at the top again asks once more."""
    coders = (factories.make_member(programme, Role.ANALYST) for _ in range(2000))
    return next(coder for coder in coders if queries.words.place_of(coder) < ref)


def test_queries_of_each_page_do_not_grow_with_the_words():
    def counted(each: int) -> list[int]:
        programme = given(TEXTS * each)
        book = actions.start_codebook(programme=programme, origin="default", by=None)
        left = words_of(programme)[2 * each :]
        analyst = one_who_begins_before(max(words.ref for words in left), programme)
        client = client_of(analyst)
        client.get(path("coding", programme))
        for contribution in words_of(programme)[: 2 * each]:
            give(contribution, analyst, code_of(book, "waiting"), memo="A note")
        found = []
        for name in ("coding", "coding-next", "coding-words", "memos"):
            args = [words_of(programme)[0].ref] if name == "coding-words" else []
            with CaptureQueriesContext(connection) as captured:
                assert client.get(path(name, programme, *args)).status_code in (200, 302)
            found.append(len(captured))
        return found

    assert counted(1) == counted(5)
    assert Codebook.objects.count() == 2
