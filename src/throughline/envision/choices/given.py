"""What people chose, as the library of choice models reads it. Persons are numbers here, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from throughline.envision.choices.design import NEITHER, OPTIONS, Design
from throughline.envision.choices.models import Choice
from throughline.envision.choices.plan import Attribute, ChoicePlan, Profile
from throughline.envision.choices.queries import Person

if TYPE_CHECKING:
    from throughline.analysis.choices.data import ChoiceData

ALTERNATIVES = (*OPTIONS, NEITHER)
NO_OPTION = f"constant: {NEITHER}"
"""The column that says how much people like to choose none of the options."""


@dataclass(frozen=True)
class Answer:
    """One choice. person: from 0."""

    person: int
    kind: str
    task: int
    chosen: int


@dataclass(frozen=True)
class Given:
    """Everybody's choices. constituency, about: of each person, in their order."""

    constituency: tuple[str, ...]
    about: tuple[dict[str, str], ...]
    answers: tuple[Answer, ...]

    def of_kind(self, kind: str) -> Iterable[Answer]:
        return (one for one in self.answers if one.kind == kind)


def given_of(design: Design, people: Sequence[Person]) -> Given:
    """The choices of these people among the tasks of this design."""
    known = {0, *(task.number for task in design.tasks)}
    return Given(
        constituency=tuple(one.constituency for one in people),
        about=tuple(one.about for one in people),
        answers=tuple(
            Answer(n, kind, task, chosen)
            for n, one in enumerate(people)
            for (kind, task), chosen in sorted(one.chosen.items())
            if task in known
        ),
    )


def coded(attribute: Attribute, level: str) -> dict[str, float]:
    """The columns that a level makes: its number where it is counted, else 1 in a column of its own; none for the
    first, which others are compared with."""
    if attribute.unit:
        return {attribute.slug: attribute.number(level)}
    return {} if attribute.place(level) == 0 else {f"{attribute.slug}: {level}": 1.0}


def columns_of(plan: ChoicePlan, profile: Profile) -> dict[str, float]:
    """Every column of an option but those that are 0."""
    found: dict[str, float] = {}
    for attribute, level in zip(plan.attributes, profile, strict=True):
        found |= coded(attribute, level)
    return found


def levels_of(plan: ChoicePlan) -> dict[str, dict[str, dict[str, float]]]:
    """attribute → level → the columns that make it."""
    return {one.slug: {level.slug: coded(one, level.slug) for level in one.levels} for one in plan.attributes}


def choice_data(design: Design, given: Given, whose: Callable[[int], bool] = lambda _person: True) -> ChoiceData:
    """The counted choices of some people. Raises ValueError where there are none."""
    from throughline.analysis.choices import data as library
    from throughline.analysis.choices.columns import is_alternative

    plan = design.plan
    rows: list[tuple[Answer, int, dict[str, Any]]] = []
    nothing = {one.slug: 0.0 if one.unit else one.levels[0].slug for one in plan.attributes}
    for answer in given.of_kind(Choice.Kind.TASK):
        if not whose(answer.person):
            continue
        shown = [_values(plan, profile) for profile in design.task(answer.task).shown]
        if plan.opt_out:
            shown.append(nothing)
        rows += [(answer, at, values) for at, values in enumerate(shown)]
    data = library.choice_data(
        person=[answer.person for answer, _at, _values in rows],
        task=[answer.task for answer, _at, _values in rows],
        alternative=[ALTERNATIVES[at] for _answer, at, _values in rows],
        chosen=[int(answer.chosen == at) for answer, at, _values in rows],
        attributes={one.slug: [values[one.slug] for _answer, _at, values in rows] for one in plan.attributes},
        categories={one.slug: [level.slug for level in one.levels] for one in plan.attributes if not one.unit},
        about={"constituency": [given.constituency[answer.person] for answer, _at, _values in rows]},
    )
    return data.with_columns({NO_OPTION: is_alternative(data, NEITHER)}) if plan.opt_out else data


def _values(plan: ChoicePlan, profile: Profile) -> dict[str, Any]:
    return {
        one.slug: one.number(level) if one.unit else level for one, level in zip(plan.attributes, profile, strict=True)
    }
