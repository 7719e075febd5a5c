"""G6 and G7: one person, one vote, choice, rating or budget, however many presses arrive together.

Presses go the whole way: an address, the seat's cookie, the application with its middleware, in threads with
connections of their own, on both databases. Somebody's presses race twice, each another answer: for the first answer,
and then for a change of it; and last they change their mind once more, on their own. The naive twin, which reads
whether there is an answer and then writes one, is seen red here: it stores several answers of one person. Seen red as
well, on PostgreSQL, with “is there a row? else create it” in the place of each method's upsert: presses ended on the
page for errors; those of ratings once the hold on the round was gone too. (On SQLite transactions that write come one
after the other.)

`make prove` runs 1,000 people (2,000 races) and 1,000 forms sent twenty times for each method on each database, which
takes about an hour on two cores.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http.cookies import SimpleCookie
from threading import Barrier
from typing import Any

import pytest
from django.test import Client
from tests.envision.assemblies import standing
from tests.envision.budgets import sharing
from tests.envision.choices import asking
from tests.envision.delphi import ready
from tests.envision.ideas.making import make_ideas
from tests.envision.joining import client_with_seat, make_seats
from tests.envision.opinions.talking import make_map
from tests.envision.pairs.comparing import make_survey
from tests.envision.partnerships import partnering
from tests.envision.racing import meet, rows_of_a_naive_twin
from tests.envision.rankings import ordering
from tests.support.databases import Database, in_threads

from throughline.envision.assemblies.models import Support
from throughline.envision.budgets.models import Ballot
from throughline.envision.choices import actions as choices
from throughline.envision.choices.models import Choice
from throughline.envision.delphi.models import Rating, Reason
from throughline.envision.ideas.models import Support as IdeaSupport
from throughline.envision.opinions.models import Vote
from throughline.envision.pairs import queries as pairs
from throughline.envision.pairs.models import Choice as PairChoice
from throughline.envision.partnerships.models import Chosen
from throughline.envision.rankings.models import Ballot as RankingBallot
from throughline.envision.seats.models import Seat
from throughline.programmes.models import Activity

AT_ONCE, TWENTY = 3, 20


@dataclass(frozen=True)
class Form:
    """What one person may send of one thing: three different answers, and how each of them is stored."""

    seat: int
    cookies: str
    page: str
    answers: tuple[dict[str, str], ...]
    stored: tuple[Any, ...]

    def send(self, browser: Client, answer: int) -> None:
        """Send an answer as this person's browser does, again while the site is busy."""
        browser.cookies = SimpleCookie(self.cookies)
        response = browser.post(self.page, self.answers[answer])
        while response.status_code == 503:
            response = browser.post(self.page, self.answers[answer])
        assert response.status_code == 302, (response.status_code, response.content.decode())


def _form(seat: Seat, page: str, answers: Iterable[dict[str, str]], stored: tuple[Any, ...]) -> Form:
    cookies = client_with_seat(seat).cookies.output(attrs=[], header="", sep=";")
    return Form(seat.pk, cookies, page, tuple(answers), stored)


def _seats(activity: Activity, people: int) -> list[Seat]:
    seats = make_seats(activity, ["patients"] * people)
    for seat in seats:
        seat.activity = activity
    return seats


def ideas_supported(people: int) -> list[Form]:
    activity, (idea,) = make_ideas(ideas=1)
    page = f"/programmes/{activity.programme.slug}/ideas/{activity.ref}/all/{idea.ref}/support"
    said = [{"support": answer} for answer in ("yes", "no", "yes")]
    return [_form(seat, page, said, (True, False, True)) for seat in _seats(activity, people)]


def votes(people: int) -> list[Form]:
    activity, statements = make_map(statements=2)
    page = f"/programmes/{activity.programme.slug}/opinions/{activity.ref}/vote"
    said = [{"statement": statements[0].ref, "vote": value} for value in ("agree", "pass", "disagree")]
    return [_form(seat, page, said, (1, 0, -1)) for seat in _seats(activity, people)]


def pairs_chosen(people: int) -> list[Form]:
    activity, _options = make_survey(options=2)
    page, forms = f"/programmes/{activity.programme.slug}/pairs/{activity.ref}/choose", []
    for seat in _seats(activity, people):
        token = pairs.turn_of(seat).asked.token
        said = [{"pair": token, "answer": answer} for answer in ("left", "right", "undecided")]
        forms.append(_form(seat, page, said, (1, -1, 0)))
    return forms


def tasks_chosen(people: int) -> list[Form]:
    activity = asking.experiment()
    page = asking.url("task", activity, "1")
    said = [{"task": "try:0", "chosen": str(number)} for number in range(3)]
    seats = _seats(activity, people)
    for seat in seats:
        choices.begin(seat=seat)
    return [_form(seat, page, said, (0, 1, 2)) for seat in seats]


def ratings(people: int) -> list[Form]:
    activity = ready.opened()
    item = activity.delphi_items.earliest("number")
    page = f"/programmes/{activity.programme.slug}/delphi/{activity.ref}/rate/{item.ref}"
    said = [{"rating": str(n), "reason": "It is hard to hear.", "once": "the form’s key"} for n in (1, 5, 9)]
    return [_form(seat, page, said, (1, 5, 9)) for seat in _seats(activity, people)]


def budgets(people: int) -> list[Form]:
    activity = sharing.budget()
    said = [{"funds": slug} for slug in ("o1", "o2", "o3")]
    stored = tuple({slug: 1} for slug in ("o1", "o2", "o3"))
    return [_form(seat, sharing.url("ballot", activity), said, stored) for seat in _seats(activity, people)]


def orders(people: int) -> list[Form]:
    activity = ordering.ranking()
    said, stored = [{f"place-{slug}": "1"} for slug in ("i1", "i2", "i3")], (["i1"], ["i2"], ["i3"])
    return [_form(seat, ordering.url("ballot", activity), said, stored) for seat in _seats(activity, people)]


def supports(people: int) -> list[Form]:
    activity, _meeting = standing.make_standing()
    issue = standing.raised(activity)
    page = f"/programmes/{activity.programme.slug}/assemblies/{activity.ref}/support/{issue.ref}"
    said = [{"answer": answer} for answer in ("yes", "no", "yes")]
    return [_form(seat, page, said, (True, False, True)) for seat in _seats(activity, people)]


def questions_chosen(people: int) -> list[Form]:
    activity, rows = partnering.opened()
    said, stored = [{"questions": one.ref} for one in rows[:3]], tuple([one.ref] for one in rows[:3])
    return [_form(seat, partnering.url("choose", activity), said, stored) for seat in _seats(activity, people)]


@dataclass(frozen=True)
class Kind:
    """One method's answers: people with their forms, and the answers that are stored, as (seat, answer)."""

    forms: Callable[[int], list[Form]]
    kept: Callable[[], Iterable[tuple[int, Any]]]


KINDS = {
    "ideas": Kind(ideas_supported, lambda: IdeaSupport.objects.values_list("seat", "given")),
    "votes": Kind(votes, lambda: Vote.objects.values_list("seat", "value")),
    "pairs": Kind(
        pairs_chosen, lambda: ((c.seat_id, c.value if c.first_left else -c.value) for c in PairChoice.objects.all())
    ),
    "choices": Kind(tasks_chosen, lambda: Choice.objects.values_list("seat", "chosen")),
    "ratings": Kind(ratings, lambda: Rating.objects.values_list("seat", "value")),
    "supports": Kind(supports, lambda: Support.objects.values_list("seat", "given")),
    "budgets": Kind(budgets, lambda: Ballot.objects.values_list("seat", "given")),
    "rankings": Kind(orders, lambda: RankingBallot.objects.values_list("seat", "order")),
    "questions": Kind(questions_chosen, lambda: Chosen.objects.values_list("seat", "questions")),
}
every_kind = pytest.mark.parametrize("kind", KINDS)


def race(forms: list[Form], at_once: int, answer_of: Callable[[int, int], int]) -> None:
    """Send each form in so many threads at once. answer_of: of the thread and the place of the form, which answer."""
    barrier = Barrier(at_once)

    def press(thread: int) -> None:
        browser = Client()
        try:
            for place, form in enumerate(forms):
                meet(barrier)
                form.send(browser, answer_of(thread, place))
        except BaseException:
            barrier.abort()  # the others go on alone, and nobody waits
            raise

    assert in_threads(at_once, press) == []


def one_each(kind: str, forms: list[Form]) -> dict[int, Any]:
    """The answer of each seat, of which there is one and only one, and one that was sent."""
    rows = list(KINDS[kind].kept())
    kept = dict(rows)
    assert len(rows) == len(kept) == len(forms)
    assert all(kept[form.seat] in form.stored for form in forms)
    return kept


@every_kind
@pytest.mark.parametrize("people", [3, pytest.param(1000, marks=pytest.mark.prove)])
def test_one_person_has_one_answer_however_many_presses_race_and_the_last_one_counts(
    database: Database, kind: str, people: int
):
    forms = KINDS[kind].forms(people)
    race(forms, AT_ONCE, lambda thread, place: (thread + place) % 3)
    one_each(kind, forms)
    race(forms, AT_ONCE, lambda thread, place: (thread + place + 1) % 3)
    one_each(kind, forms)
    browser = Client()
    for place, form in enumerate(forms):
        form.send(browser, place % 3)
    kept = one_each(kind, forms)
    assert [kept[form.seat] for form in forms] == [form.stored[place % 3] for place, form in enumerate(forms)]


@every_kind
@pytest.mark.parametrize("keys", [1, pytest.param(1000, marks=pytest.mark.prove)])
def test_the_same_form_sent_twenty_times_at_once_is_one_answer(database: Database, kind: str, keys: int):
    forms = KINDS[kind].forms(keys)
    race(forms, TWENTY, lambda _thread, place: place % 3)
    kept = one_each(kind, forms)
    assert [kept[form.seat] for form in forms] == [form.stored[place % 3] for place, form in enumerate(forms)]
    assert Reason.objects.count() == (keys if kind == "ratings" else 0), "words that came with it are kept once"


def test_reading_first_and_then_writing_would_store_more_than_one(database: Database):
    assert rows_of_a_naive_twin(AT_ONCE) == AT_ONCE
