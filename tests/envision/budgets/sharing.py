"""A small budget, and people who choose. Three large groups, one of which most support would leave with nothing."""

from __future__ import annotations

import secrets
from typing import Any

from django.urls import reverse
from django.utils import timezone
from tests.envision.joining import client_with_seat, make_seat, make_seats
from tests.support import factories
from tests.support.cookies import cookies_of
from tests.support.working import finished
from tests.voices.part.walker import PERSON, Walker

from throughline.envision.budgets.actions import ask_for_outcome
from throughline.envision.budgets.models import Ballot
from throughline.evidence.models import Run
from throughline.programmes.models import Activity, Programme, StageKind

OPTIONS = [
    {"slug": "o1", "name": "Longer opening hours", "about": "Two evenings more a week.", "cost": 400},
    {"slug": "o2", "name": "A phone line", "about": "Somebody answers within a minute.", "cost": 600},
    {"slug": "o3", "name": "A staff room", "about": "A place to rest between shifts.", "cost": 300},
    {"slug": "o4", "name": "New chairs", "about": "Chairs that people can get up from.", "cost": 100},
]
PLAN: dict[str, Any] = {
    "budget": 1000,
    "unit": "pounds",
    "ballot": "tick",
    "points": 10,
    "rest": "fill",
    "options": OPTIONS,
}


def budget(*, status: str = "open", programme: Programme | None = None, **changes: Any) -> Activity:
    """A budget, of which `changes` differ from `PLAN`."""
    return factories.make_activity(
        programme=programme,
        method="budgets",
        stage=StageKind.ENVISION,
        status=status,
        title="What should the practice pay for?",
        settings={"budget": PLAN | changes},
    )


def url(page: str, activity: Activity, *args: str) -> str:
    return reverse(f"budgets-{page}", args=[activity.programme.slug, activity.ref, *args])


def choose(activity: Activity, people: list[tuple[str, dict[str, int]]]) -> None:
    """People of these constituencies who chose so, quickly."""
    seats = make_seats(activity, [name for name, _given in people])
    Ballot.objects.bulk_create(
        [Ballot(seat=s, given=given, cast_at=timezone.now()) for s, (_n, given) in zip(seats, people, strict=True)]
    )


def divided() -> list[tuple[str, dict[str, int]]]:
    """60 patients would fund opening hours and the phone line (all of the budget), 30 staff the staff room, and 3 of
    policy the chairs."""
    return [("patients", {"o1": 1, "o2": 1})] * 60 + [("staff", {"o3": 1})] * 30 + [("policy", {"o4": 1})] * 3


def close(activity: Activity) -> None:
    Activity.objects.filter(pk=activity.pk).update(status="closed")
    activity.refresh_from_db()


def worked_out(activity: Activity) -> Run:
    """Ask for the outcome, and do the job as a worker would."""
    run = ask_for_outcome(activity=activity, by=None, once_key=secrets.token_hex(8))
    return finished(run, queues=["default"])


def budget_pages(world: Any, opened: Programme) -> None:
    """Where the pages are, for whoever opens every page of the site: of a budget that is open, of one being prepared,
    and of one that has ended."""
    running = budget(programme=opened)
    at = (opened.slug, running.ref)
    world.stand("budgets-ballot", at=at, cookies=cookies_of(client_with_seat(make_seat(running))))
    chosen = client_with_seat(make_seat(running))
    chosen.post(url("ballot", running), {"funds": ["o1", "o3"]})
    world.stand("budgets-done", at=at, cookies=cookies_of(chosen))
    walker = Walker(running)
    about = {f"about-{slug}": {"answer": "prefer-not"} for slug in opened.about_questions}
    walker.walk(**PERSON | {"region": {"region": "not-said"}}, **about)
    joining = ("budgets-start", "budgets-check", "budgets-discard")
    world.stand(*joining, at=at, cookies=cookies_of(walker.client))
    world.stand("budgets-step", at=(*at, "role"), cookies=cookies_of(walker.client))
    prepared = (opened.slug, budget(status="draft", programme=opened, ballot="share").ref)
    world.stand("budgets-setup", "budgets-option-new", "budgets-preview", at=prepared)
    world.stand("budgets-option", at=(*prepared, "o1"))
    ended = budget(programme=opened)
    choose(ended, divided())
    close(ended)
    worked_out(ended)
    world.stand("budgets-results", "budgets-progress", at=(opened.slug, ended.ref))
