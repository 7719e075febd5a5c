"""Opinion maps for tests: an activity with statements, and people whose votes were made up."""

from __future__ import annotations

import random
from collections.abc import Sequence

from django.utils import timezone
from tests.envision.joining import make_seats
from tests.support.factories import make_activity
from tests.support.working import finished

from throughline.envision.opinions import actions, runs_of
from throughline.envision.opinions.models import Statement, Vote
from throughline.envision.seats.models import Seat
from throughline.evidence.models import Run
from throughline.programmes.models import Activity

WORDS = (
    "Evening appointments should be offered each week.",
    "I would rather speak to somebody than use an app.",
    "Repeat prescriptions should last for a year.",
    "Every practice should answer the phone within ten minutes.",
    "Staff need more time for each person.",
    "Video calls are as good as visits.",
    "People should be able to choose who they see.",
    "Test results should be sent to people on the same day.",
    "Receptionists should be able to give advice.",
    "Walk-in clinics should come back.",
)


def make_map(status: str = "open", statements: int = len(WORDS), **columns) -> tuple[Activity, list[Statement]]:
    """An opinion map with the team's statements."""
    activity = make_activity(method="opinions", stage="envision", status=status, **columns)
    words = [WORDS[n] if n < len(WORDS) else f"Made up statement number {n}." for n in range(statements)]
    return activity, Statement.objects.bulk_create([Statement(activity=activity, words=one) for one in words])


def people_vote(
    activity: Activity, statements: Sequence[Statement], people: int = 60, *, seed: int = 1, share: float = 0.9
) -> list[Seat]:
    """People of two minds and three constituencies vote, the way a coin that leans falls. Everybody tends to agree with
    the first two statements; on the others one half tends to say yes where the other says no."""
    draw = random.Random(seed)
    seats = make_seats(activity, [("patients", "staff", "policy")[n % 3] for n in range(people)])
    votes = []
    for number, seat in enumerate(seats):
        for place, statement in enumerate(statements):
            if draw.random() > share:
                continue
            yes = 0.95 if place < 2 or (place + number) % 2 else 0.05
            value = 0 if draw.random() < 0.05 else 1 if draw.random() < yes else -1
            votes.append(Vote(seat=seat, statement=statement, value=value, changed_at=timezone.now()))
    Vote.objects.bulk_create(votes, batch_size=500)
    return seats


def worked_out(activity: Activity) -> Run:
    """The newest result, made now."""
    actions.refresh(activity=activity, by=None, once_key=f"{timezone.now().timestamp()}")
    run = runs_of.newest(activity)
    assert run is not None
    assert finished(run).status == Run.Status.DONE, run.failure
    return run
