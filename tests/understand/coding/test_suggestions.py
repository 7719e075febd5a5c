"""What software suggests: apart from people's codes, shown only where that is wished, and never a code by itself."""

from __future__ import annotations

import pytest
from tests.support import factories
from tests.understand.coding.conftest import body, client_of, code_of, key, path, words_of

from throughline.core import jobs
from throughline.core.errors import NotAllowed
from throughline.evidence.models import Run
from throughline.programmes.models import Role
from throughline.understand.coding import actions, queries
from throughline.understand.coding.models import Coding, ReadingPlace, SuggestedCode
from throughline.voices import hooks
from throughline.voices.models import Contribution

pytestmark = pytest.mark.django_db


def ask(programme) -> Run:
    run = actions.ask_for_suggestions(programme=programme, by=None, once_key=key())
    jobs.run_ready(queues=["default"])
    run.refresh_from_db()
    return run


def test_software_suggests_for_words_that_nobody_has_coded(programme, book, analyst, client):
    coded, *waiting = words_of(programme)
    actions.code_words(contribution=coded, codes=[code_of(book, "waiting")], by=analyst, once_key=key())
    client.post(path("coding-suggestions-ask", programme), {"once": "a"})
    assert "Waiting for a free worker." in body(client.get(path("coding-suggestions", programme)))
    run = ask(programme)
    assert (run.status, run.inputs, run.parameters["learnt_from"]) == ("done", 5, 1)
    assert {row.contribution for row in SuggestedCode.objects.all()} == set(waiting)
    telephone = next(row for row in waiting if "telephone" in str(queries.reading(row, analyst).text))
    assert "contact" in [one.code.key for one in queries.suggested(telephone)]
    assert len(queries.suggested(telephone)) == 3
    page = body(client.get(path("coding-suggestions", programme)))
    assert "suggests codes for 5" in page
    assert "no language model is installed" in page
    assert Coding.objects.count() == 1


def test_it_is_shown_only_where_that_is_wished_and_the_coding_says_so(programme, book, analyst, client):
    ask(programme)
    first, second = words_of(programme)[:2]
    here = path("coding-words", programme, first.ref)
    assert "What software suggests" not in body(client.get(here))
    actions.code_words(contribution=first, codes=[code_of(book, "waiting")], by=analyst, once_key=key())
    setting = path("coding-suggestions", programme)
    assert "Choose yes or no" in body(client.post(setting, {"shown": "perhaps"}), 422)
    assert client.post(setting, {"shown": "yes", "order": "fair"}).status_code == 302
    shown = body(client.get(path("coding-words", programme, second.ref)))
    assert "What software suggests" in shown
    assert "Suggested by software" in shown
    assert " checked>" not in shown
    actions.code_words(contribution=second, codes=[code_of(book, "waiting")], by=analyst, once_key=key())
    assert [row.saw_suggestions for row in Coding.objects.order_by("pk")] == [False, True]
    assert "What software suggests" not in body(client.get(path("coding-words", programme, second.ref)))


def test_coders_may_read_first_what_teaches_most_or_what_may_be_gravest_and_nothing_is_left_out(
    book, programme, analyst, client, monkeypatch
):
    monkeypatch.setattr("throughline.understand.coding.queries.words.AT_HAND", 1)
    grave = factories.make_contribution(activity=words_of(programme)[0].activity, text="I wanted to kill myself")
    ask(programme)
    assert ReadingPlace.objects.filter(teaches__isnull=False).count() == 7
    setting = path("coding-suggestions", programme)
    assert "Choose what comes first." in body(client.post(setting, {"shown": "no", "order": "best"}), 422)
    assert client.post(setting, {"shown": "no", "order": "grave"}).status_code == 302
    assert queries.next_for(programme, analyst) == grave
    assert queries.next_for(programme, analyst, but=grave.ref) != grave
    assert "software chooses what comes first: What may be gravest." in body(client.get(path("coding", programme)))
    client.post(setting, {"shown": "no", "order": "teaches"})
    first = ReadingPlace.objects.get(teaches=0).contribution
    assert queries.next_for(programme, analyst) == first
    # Everything is read: what has no place comes after, in a fair draw, and what is taken back is forgotten.
    hooks.on_out_of_use.run([first])
    assert not ReadingPlace.objects.filter(contribution=first).exists()
    ReadingPlace.objects.update(teaches=None)
    read = set()
    while (row := queries.next_for(programme, analyst)) is not None:
        read.add(row.pk)
        actions.code_words(contribution=row, codes=[code_of(book, "waiting")], by=analyst, once_key=key())
    assert len(read) == 7


def test_two_coders_at_once_are_given_different_words_of_those_that_teach_most(book, programme, monkeypatch):
    monkeypatch.setattr("throughline.understand.coding.queries.words.AT_HAND", 100)
    ask(programme)
    actions.show_suggestions(codebook=book, shown=False, order="teaches", by=None)
    coders = [factories.make_member(programme, Role.ANALYST) for _n in range(12)]
    # Twelve coders over six words: that all are given the same is less likely than one in a hundred million.
    assert len({queries.next_for(programme, coder).pk for coder in coders}) > 1


def test_the_same_words_and_codes_give_the_same_again(programme, book):
    def told() -> tuple[str, list[tuple[int, str, float]]]:
        run = ask(programme)
        rows = SuggestedCode.objects.filter(run=run).order_by("contribution_id", "-probability")
        return run.fingerprint, [(row.contribution_id, row.code.key, row.probability) for row in rows]

    first = told()
    assert told() == first
    assert len(first[1]) == 18
    assert SuggestedCode.objects.count() == 18  # of what nobody has coded, only the newest is kept


def test_a_retired_code_is_not_suggested(programme, book):
    contact = code_of(book, "contact")
    actions.retire_code(code=contact, reason="r", by=None)
    ask(programme)
    assert not SuggestedCode.objects.filter(code=contact).exists()


@pytest.mark.parametrize(
    ("origin", "said"), [("empty", "There are no codes"), ("default", "Every contribution has been")]
)
def test_where_nothing_can_be_suggested_it_says_why(programme, analyst, client, origin, said):
    book = actions.start_codebook(programme=programme, origin=origin, by=None)
    if origin == "default":
        for row in words_of(programme):
            actions.code_words(contribution=row, codes=[code_of(book, "waiting")], by=analyst, once_key=key())
    assert ask(programme).status == "failed"
    assert said in body(client.get(path("coding-suggestions", programme)))


def test_words_that_were_taken_back_are_neither_read_nor_suggested_for(programme, book):
    first, second = words_of(programme)[:2]
    Contribution.objects.filter(pk=first.pk).update(standing="stopped")
    assert ask(programme).inputs == 5
    Contribution.objects.filter(pk=second.pk).update(may_analyse=False)
    hooks.on_out_of_use.run([second])
    assert not SuggestedCode.objects.filter(contribution__in=[first, second]).exists()


def test_only_analysts_ask_and_set(programme, book):
    organiser = factories.make_member(programme, Role.ORGANISER)
    reader = client_of(organiser)
    assert reader.get(path("coding-suggestions", programme)).status_code == 403
    assert reader.post(path("coding-suggestions-ask", programme)).status_code == 403
    with pytest.raises(NotAllowed):
        actions.ask_for_suggestions(programme=programme, by=organiser, once_key="o")
    with pytest.raises(NotAllowed):
        actions.show_suggestions(codebook=book, shown=True, by=organiser)
