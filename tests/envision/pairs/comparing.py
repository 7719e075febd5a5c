"""Surveys in pairs for tests: an activity with options, and people whose choices were made up from known strengths."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from itertools import combinations

from django.utils import timezone
from tests.envision.joining import make_seats
from tests.support.factories import make_activity
from tests.support.working import finished

from throughline.envision.pairs import actions, runs_of
from throughline.envision.pairs.models import Choice, Option
from throughline.envision.seats.models import Seat
from throughline.evidence.models import Run
from throughline.programmes.models import Activity

WORDS = ("Evening visits", "One named nurse", "A shorter wait on the phone", "Free parking", "Test results by text")
STRENGTHS = (2.0, 1.0, 0.0, -1.0, -2.0)


def make_survey(status: str = "open", options: int = len(WORDS), **columns) -> tuple[Activity, list[Option]]:
    """A survey with the team's options."""
    activity = make_activity(method="pairs", stage="envision", status=status, **columns)
    words = [WORDS[n] if n < len(WORDS) else f"Made up option number {n}" for n in range(options)]
    rows = Option.objects.bulk_create([Option(activity=activity, words=one) for one in words])
    return activity, rows


def people_choose(
    activity: Activity,
    options: Sequence[Option],
    people: Sequence[str],
    *,
    seed: int = 1,
    pairs: int = 8,
    strengths: Mapping[str, Sequence[float]] | None = None,
) -> list[Seat]:
    """One person for each constituency named, who choose the way Bradley and Terry's coin falls, and cannot decide in
    one of twenty pairs."""
    draw = random.Random(seed)
    seats, choices = make_seats(activity, list(people)), []
    every = list(combinations(range(len(options)), 2))
    for seat, who in zip(seats, people, strict=True):
        strength = (strengths or {}).get(who, STRENGTHS)
        for first, second in draw.sample(every, min(pairs, len(every))):
            chance = 1 / (1 + math.exp(strength[second] - strength[first]))
            value = 0 if draw.random() < 0.05 else 1 if draw.random() < chance else -1
            choices.append(
                Choice(
                    seat=seat,
                    first=options[first],
                    second=options[second],
                    first_left=draw.random() < 0.5,
                    value=value,
                    changed_at=timezone.now(),
                )
            )
    Choice.objects.bulk_create(choices, batch_size=500)
    return seats


def worked_out(activity: Activity) -> Run:
    """The newest result, made now."""
    actions.work_out(activity=activity, by=None, once_key=f"{timezone.now().timestamp()}")
    run = runs_of.newest(activity)
    assert run is not None
    assert finished(run).status == Run.Status.DONE, run.failure
    return run
