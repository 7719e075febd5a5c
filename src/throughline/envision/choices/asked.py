"""What one person is asked, in which order: a task to try, those of their version in an order of their own, and the
first of these once more at the end."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from throughline.envision.choices.design import Design, Task
from throughline.envision.choices.models import Choice, LevelPicture, Place
from throughline.envision.choices.plan import ChoicePlan
from throughline.envision.seats.models import Seat

Key = tuple[str, int]
"""(kind, number of the task)."""


@dataclass(frozen=True)
class Asked:
    """One task at its place. position: from 1."""

    position: int
    kind: str
    task: Task

    @property
    def key(self) -> Key:
        return self.kind, self.task.number


PAPER = "paper"


def order_for(seat: Seat) -> str:
    """By what the order of somebody's tasks is drawn: for each person anew; as on paper for whoever has a helper."""
    return PAPER if seat.submission.helped_by_id else seat.ref


def asked_of(design: Design, place: Place, seat: str) -> list[Asked]:
    """The tasks of the person with this seat (`order_for`), always in the same order."""
    own = design.of_block(place.block)
    # The order differs between people, so that tiredness falls on no task more than on another.
    random.Random(f"choices {seat}").shuffle(own)  # noqa: S311 – an order, no secret
    kinds = [(Choice.Kind.TRY, design.warm_up), *((Choice.Kind.TASK, task) for task in own)]
    kinds.append((Choice.Kind.AGAIN, own[0]))
    return [Asked(n, str(kind), task) for n, (kind, task) in enumerate(kinds, start=1)]


def first_open(asked: Sequence[Asked], chosen: Mapping[Key, int]) -> Asked | None:
    """The first task without an answer; None where all are answered."""
    return next((one for one in asked if one.key not in chosen), None)


@dataclass(frozen=True)
class Shown:
    """A level as people meet it: in words, and with its picture if it has one."""

    words: str
    picture: LevelPicture | None


def rows_of(plan: ChoicePlan, task: Task) -> list[tuple[str, str, str]]:
    """(attribute, option A, option B) for each attribute, in words."""
    first, second = task.shown
    return [(one.name, one.shown(first[at]), one.shown(second[at])) for at, one in enumerate(plan.attributes)]


def shown_of(
    plan: ChoicePlan, task: Task, pictures: Mapping[tuple[str, str], LevelPicture]
) -> list[tuple[str, Shown, Shown]]:
    """The same with the pictures that levels have. pictures: by (attribute, level)."""
    slugs = [[(one.slug, profile[at]) for at, one in enumerate(plan.attributes)] for profile in task.shown]
    return [
        (name, Shown(first, pictures.get(slugs[0][at])), Shown(second, pictures.get(slugs[1][at])))
        for at, (name, first, second) in enumerate(rows_of(plan, task))
    ]
