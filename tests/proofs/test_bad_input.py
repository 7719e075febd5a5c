"""What people send that cannot be taken, in every method of the second stage: plain words, and nothing is lost.

Each case goes through the page, as a browser sends it. What was typed is still on the page that comes back, and what
was kept before is still there.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from tests.envision.budgets import sharing
from tests.envision.choices import asking
from tests.envision.delphi import ready
from tests.envision.joining import client_with_seat, make_seat
from tests.envision.opinions.talking import make_map
from tests.envision.pairs.comparing import make_survey
from tests.support import factories
from tests.voices.part.walker import PERSON, Walker

from throughline.core import jobs
from throughline.envision.budgets import actions as budgets
from throughline.envision.budgets.models import Ballot
from throughline.envision.choices import actions as choices
from throughline.envision.choices.models import Choice
from throughline.envision.choices.plan import plan_of
from throughline.envision.delphi import actions as panels
from throughline.envision.delphi import queries as panel_queries
from throughline.envision.delphi.models import Invitation, Rating, Round
from throughline.envision.opinions import actions as opinions
from throughline.envision.opinions.models import Vote
from throughline.envision.pairs import actions as pairs
from throughline.envision.pairs import queries as pair_queries
from throughline.envision.pairs.models import Choice as PairChoice
from throughline.envision.seats.models import Seat
from throughline.people.models import Contact
from throughline.programmes.models import Activity, Role
from throughline.voices.models import Draft

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Met:
    """What somebody met: the page, the words that must be on it (with what they typed), and what is kept."""

    page: HttpResponse
    words: tuple[str, ...]
    kept: Any = None
    expected: Any = None
    status: int = 422
    not_there: tuple[str, ...] = field(default=())


def closed(activity: Activity) -> None:
    Activity.objects.filter(pk=activity.pk).update(status="closed")


def team(activity: Activity) -> Client:
    client = Client()
    client.force_login(factories.make_member(activity.programme, Role.FACILITATOR))
    return client


def at(page: str, activity: Activity, *more: str) -> str:
    return reverse(page, args=[activity.programme.slug, activity.ref, *more])


def a_vote_after_closing() -> Met:
    activity, statements = make_map(statements=2)
    seat = make_seat(activity)
    opinions.vote(seat=seat, statement=statements[0].ref, value=1)
    closed(activity)
    sent = {"statement": statements[0].ref, "vote": "disagree"}
    page = client_with_seat(seat).post(at("opinions-vote", activity), sent)
    kept = list(Vote.objects.values_list("value", flat=True))
    return Met(page, ("This is closed now", "What you voted before is kept"), kept, [1])


def a_pair_after_closing() -> Met:
    activity, _options = make_survey(options=2)
    seat = make_seat(activity)
    token = pair_queries.turn_of(seat).asked.token
    pairs.choose(seat=seat, token=token, answer="left")
    closed(activity)
    page = client_with_seat(seat).post(at("pairs-choose", activity), {"pair": token, "answer": "right"})
    kept = [one.value if one.first_left else -one.value for one in PairChoice.objects.all()]
    return Met(page, ("This is closed now", "What you chose before is kept"), kept, [1])


def a_choice_after_closing() -> Met:
    activity = asking.experiment()
    seat = make_seat(activity)
    choices.begin(seat=seat)
    choices.choose(seat=seat, kind="try", task=0, chosen=1)
    closed(activity)
    page = client_with_seat(seat).post(at("choices-task", activity, "1"), {"task": "try:0", "chosen": "0"})
    kept = list(Choice.objects.values_list("chosen", flat=True))
    return Met(page, ("This is closed", "Everything that you chose before is kept"), kept, [1])


def a_budget_after_closing() -> Met:
    activity = sharing.budget()
    seat = make_seat(activity)
    budgets.cast(seat=seat, given={"o1": 1})
    closed(activity)
    page = client_with_seat(seat).post(at("budgets-ballot", activity), {"funds": ["o2"]})
    kept = list(Ballot.objects.values_list("given", flat=True))
    return Met(page, ("This is closed", "What you sent before is kept"), kept, [{"o1": 1}])


def a_budget_of_more_than_there_is() -> Met:
    activity = sharing.budget()
    seat = make_seat(activity)
    budgets.cast(seat=seat, given={"o1": 1})
    page = client_with_seat(seat).post(at("budgets-ballot", activity), {"funds": ["o1", "o2", "o3"]})
    kept = list(Ballot.objects.values_list("given", flat=True))
    return Met(page, ("Take away something", 'value="o3" checked'), kept, [{"o1": 1}])


def rating(value: str, *, after: str = "") -> Callable[[], Met]:
    """A rating that cannot be taken. after: “round” or “panel”, which has closed meanwhile."""

    def met() -> Met:
        activity = ready.opened()
        (seat, item), said = (make_seat(activity), activity.delphi_items.earliest("number")), "Because it rings."
        panels.rate(seat=seat, item=item, value=8, once_key="before")
        if after == "round":
            Round.objects.update(closed_at="2026-01-01T00:00:00Z")
        elif after == "panel":
            closed(activity)
        sent = {"rating": value, "reason": said, "once": "now"}
        page = client_with_seat(seat).post(at("delphi-rate", activity, item.ref), sent)
        why = "This round has closed" if after else "Choose a number from 1 to 9"
        return Met(page, (why, said), list(Rating.objects.values_list("value", flat=True)), [8])

    return met


def things_without_levels() -> Met:
    activity = asking.experiment(status="draft")
    typed = {"name": "The wait", "about": "Kept as typed.", "levels": " \n ", "unit": "", "better": "", "once": "k"}
    page = team(activity).post(at("choices-attribute-new", activity), typed)
    kept = len(plan_of(Activity.objects.get(pk=activity.pk).settings).attributes)
    return Met(page, ("Write at least 2 levels", "The wait", "Kept as typed."), kept, 3)


def a_design(**plan: Any) -> tuple[Activity, HttpResponse]:
    """An experiment that is planned so, and what the team reads once tasks were asked for."""
    activity = asking.experiment(status="draft")
    Activity.objects.filter(pk=activity.pk).update(settings=asking.PLAN | plan)
    client = team(activity)
    page = client.post(at("choices-make", activity), {"once": "m"})
    if page.status_code == 302:
        jobs.run_ready(queues=["default"])
        page = client.get(at("choices-setup", activity))
    return activity, page


def a_design_that_cannot_be_balanced() -> Met:
    attributes = [one | {"levels": one["levels"][:2], "better": "later"} for one in asking.PLAN["attributes"][1:]]
    activity, page = a_design(attributes=attributes, pairs=[], tasks=8, blocks=1)
    kept = [one.name for one in plan_of(Activity.objects.get(pk=activity.pk).settings).attributes]
    words = ("We found no tasks that show each level equally often", "Ask fewer tasks", *kept)
    return Met(page, words, kept, [one["name"] for one in attributes], status=200)


def a_design_that_leaves_no_option() -> Met:
    out = [
        {"attribute": "q3", "level": level, "other": "q2", "other_level": f"l{n}"}
        for level in ("l1", "l2")
        for n in (1, 2, 3)
    ]
    activity, page = a_design(pairs=out)
    kept = len(plan_of(Activity.objects.get(pk=activity.pk).settings).pairs)
    return Met(page, ("leave no option at all", "Allow some of them again"), kept, 6)


def two_people_on_one_link() -> Met:
    activity = ready.opened()
    contact = Contact.objects.for_email("ann@example.org")
    row = Invitation.objects.create(activity=activity, contact=contact, constituency="patients")
    link = at("delphi-join", activity, panel_queries.token_of(row.ref))
    walkers = [Walker(activity), Walker(activity)]
    for walker in walkers:
        here = walker.client.post(link, {"once": "join"}).url
        while not here.endswith("/check"):
            step = here.rpartition("/")[2]
            here = walker.answer(step, **(PERSON | {"rounds": {"agreed": "on"}}).get(step, {})).url
    first, second = (walker.send() for walker in walkers)
    assert first.status_code == 302
    kept = (Seat.objects.count(), Draft.objects.count())
    return Met(second, ("Somebody has joined with this invitation",), kept, (1, 1))


def a_link_that_was_used() -> Met:
    activity = ready.opened()
    contact = Contact.objects.for_email("ann@example.org")
    row = Invitation.objects.create(activity=activity, contact=contact, constituency="patients", used=True)
    page = Client().get(at("delphi-join", activity, panel_queries.token_of(row.ref)))
    return Met(page, ("works for one person",), Invitation.objects.count(), 1, status=200)


def a_panel_with_one_member() -> Met:
    activity = ready.opened()
    ready.rated(activity, [make_seat(activity)])
    client = team(activity)
    assert client.post(at("delphi-manage", activity), {"do": "close", "once": "c"}).status_code == 302
    jobs.run_ready()
    page = client.get(at("delphi-manage", activity))
    return Met(page, ("fewer than 8 people", "Not settled"), Rating.objects.count(), 3, status=200, not_there=("100%",))


def a_round_closed_with_nobody_done() -> Met:
    activity = ready.opened()
    page = team(activity).post(at("delphi-manage", activity), {"do": "close", "once": "c"})
    kept = Round.objects.filter(closed_at=None).count()
    return Met(page, ("Nobody has rated anything", "Leave it open, or remind people"), kept, 1)


CASES: dict[str, Callable[[], Met]] = {
    "a vote after closing": a_vote_after_closing,
    "a pair after closing": a_pair_after_closing,
    "a choice after closing": a_choice_after_closing,
    "a budget after closing": a_budget_after_closing,
    "a budget of more than there is": a_budget_of_more_than_there_is,
    "a rating after its round": rating("3", after="round"),
    "a rating after closing": rating("3", after="panel"),
    **{f"a rating of {value or 'nothing'}": rating(value) for value in ("0", "10", "7.5", "-1", "much", "")},
    "things without levels": things_without_levels,
    "a design that cannot be balanced": a_design_that_cannot_be_balanced,
    "a design that leaves no option": a_design_that_leaves_no_option,
    "two people on one link": two_people_on_one_link,
    "a link that was used": a_link_that_was_used,
    "a panel with one member": a_panel_with_one_member,
    "a round closed with nobody done": a_round_closed_with_nobody_done,
}


@pytest.mark.parametrize("case", CASES)
def test_it_is_said_in_plain_words_and_nothing_is_lost(case: str):
    met = CASES[case]()
    shown = html.unescape(met.page.content.decode())
    assert met.page.status_code == met.status, shown
    assert [one for one in met.words if one not in shown] == []
    assert [one for one in met.not_there if one in shown] == []
    assert met.kept == met.expected
