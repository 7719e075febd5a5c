"""A short list, and people who put it in order. Two large groups that disagree on one item, and a very small one."""

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

from throughline.envision.rankings.actions import ask_for_outcome
from throughline.envision.rankings.models import Ballot
from throughline.evidence.models import Run
from throughline.programmes.models import Activity, Programme, StageKind

ITEMS = [
    {"slug": "i1", "name": "A call back", "about": "Somebody rings you on the same day."},
    {"slug": "i2", "name": "One record", "about": "You tell your story once."},
    {"slug": "i3", "name": "A named nurse", "about": "You know whom to ask."},
    {"slug": "i4", "name": "A staff room", "about": "A place to rest between shifts."},
    {"slug": "i5", "name": "Later hours", "about": "Two evenings more a week."},
]
PLAN: dict[str, Any] = {"question": "What should come first?", "asked": 3, "partial": True, "items": ITEMS}


def ranking(*, status: str = "open", programme: Programme | None = None, **changes: Any) -> Activity:
    """A ranking, of which `changes` differ from `PLAN`."""
    return factories.make_activity(
        programme=programme,
        method="rankings",
        stage=StageKind.ENVISION,
        status=status,
        title="First things first",
        settings={"ranking": PLAN | changes},
    )


def url(page: str, activity: Activity, *args: str) -> str:
    return reverse(f"rankings-{page}", args=[activity.programme.slug, activity.ref, *args])


def send(activity: Activity, people: list[tuple[str, list[str]]]) -> None:
    """People of these constituencies who sent these orders, quickly."""
    seats = make_seats(activity, [name for name, _order in people])
    Ballot.objects.bulk_create(
        [Ballot(seat=s, order=order, cast_at=timezone.now()) for s, (_n, order) in zip(seats, people, strict=True)]
    )


def divided() -> list[tuple[str, list[str]]]:
    """40 patients and 30 staff agree on the call back; only staff put the staff room early. 3 of policy."""
    patients = [["i1", "i2", "i3"], ["i1", "i3", "i2"], ["i1", "i2"], ["i2", "i1", "i5"]] * 10
    staff = [["i1", "i4", "i2"], ["i4", "i1", "i3"], ["i1", "i4"]] * 10
    return [
        *(("patients", order) for order in patients),
        *(("staff", order) for order in staff),
        *[("policy", ["i5"])] * 3,
    ]


def close(activity: Activity) -> None:
    Activity.objects.filter(pk=activity.pk).update(status="closed")
    activity.refresh_from_db()


def worked_out(activity: Activity) -> Run:
    """Ask for the outcome, and do the job as a worker would."""
    run = ask_for_outcome(activity=activity, by=None, once_key=secrets.token_hex(8))
    return finished(run, queues=["default"])


def ranking_pages(world: Any, opened: Programme) -> None:
    """Where the pages are, for whoever opens every page of the site: of a ranking that is open, of one being prepared,
    and of one that has ended."""
    running = ranking(programme=opened)
    at = (opened.slug, running.ref)
    world.stand("rankings-ballot", at=at, cookies=cookies_of(client_with_seat(make_seat(running))))
    sent = client_with_seat(make_seat(running))
    sent.post(url("ballot", running), {"place-i2": "1", "place-i4": "2"})
    world.stand("rankings-done", at=at, cookies=cookies_of(sent))
    walker = Walker(running)
    about = {f"about-{slug}": {"answer": "prefer-not"} for slug in opened.about_questions}
    walker.walk(**PERSON | {"region": {"region": "not-said"}}, **about)
    joining = ("rankings-start", "rankings-check", "rankings-discard")
    world.stand(*joining, at=at, cookies=cookies_of(walker.client))
    world.stand("rankings-step", at=(*at, "role"), cookies=cookies_of(walker.client))
    prepared = ranking(status="draft", programme=opened)
    world.stand("rankings-setup", "rankings-preview", at=(opened.slug, prepared.ref))
    ended = ranking(programme=opened)
    send(ended, divided())
    close(ended)
    worked_out(ended)
    world.stand("rankings-results", "rankings-progress", at=(opened.slug, ended.ref))
