"""The tasks of a choice experiment: made once, by a job, and kept in the activity's settings as people see them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from throughline.envision.choices.plan import Attribute, ChoicePlan, Profile, dump, fingerprint, plan_of

if TYPE_CHECKING:
    from throughline.analysis.choices.design import ChoiceDesign, Plan

    Tell = Callable[[int, int, str], None]

EXPECTED = 0.8
"""How much better than the worst level the best is thought to be, in units of utility, where a direction is known:
small, since too strong a guess would spoil the tasks for everybody who thinks otherwise."""
STARTS, ROUNDS = 6, 2
BETTER_SIDE = 1
OPTIONS = ("A", "B")
NEITHER = "neither"


class CannotBeMade(Exception):
    """No tasks keep to everything that was asked for; the message says so in plain words."""


@dataclass(frozen=True)
class Task:
    """One choice. number: within the design, from 1; 0 for the one to try. shown: the levels of each option."""

    number: int
    block: int
    shown: tuple[Profile, Profile]


@dataclass(frozen=True)
class Design:
    """The tasks with what is known of how good they are, and the plan that they were made of.

    of: the fingerprint of that plan. better: the option that is better in everything in the task to try, None where
    that cannot be known. run: ref of the run that made it.
    """

    of: str
    plan: ChoicePlan
    tasks: tuple[Task, ...]
    warm_up: Task
    better: int | None
    figures: Mapping[str, Any]
    seed: int
    run: str

    def of_block(self, block: int) -> list[Task]:
        return [task for task in self.tasks if task.block == block]

    def task(self, number: int) -> Task:
        return self.warm_up if number == 0 else self.tasks[number - 1]


def design_of(settings: Mapping[str, Any]) -> Design | None:
    """The design that settings hold; None where none was made."""
    kept = settings.get("design")
    if not kept:
        return None
    return Design(
        of=kept["of"],
        plan=plan_of(kept["plan"]),
        tasks=tuple(_task(n, one["block"], one["shown"]) for n, one in enumerate(kept["tasks"], start=1)),
        warm_up=_task(0, 0, kept["warm_up"]),
        better=kept["better"],
        figures=kept["figures"],
        seed=kept["seed"],
        run=kept["run"],
    )


def _task(number: int, block: int, shown: list[list[str]]) -> Task:
    first, second = (tuple(profile) for profile in shown)
    return Task(number, block, (first, second))


def is_current(settings: Mapping[str, Any]) -> bool:
    """Whether the design was made of the plan as it stands."""
    design = design_of(settings)
    return design is not None and design.of == fingerprint(plan_of(settings))


def make_design(
    plan: ChoicePlan, *, seed: int, run: str, starts: int = STARTS, tell: Tell | None = None
) -> dict[str, Any]:
    """Find the tasks, as `design_of` reads them.

    Args:
        plan: one without `problems`.
        seed: the same gives the same tasks.
        run: ref of the run that makes it.
        starts: from how many places the search begins.
        tell: called with how far it is.

    Raises:
        CannotBeMade: no tasks keep to all that the plan asks for.
    """
    from throughline.analysis.choices.design import design_choices

    try:
        found = design_choices(library_plan(plan), starts=starts, rounds=ROUNDS, seed=seed, progress=tell)
    except ValueError:
        raise CannotBeMade(
            _(
                "We found no tasks that show each level equally often and keep to everything else. "
                "Ask fewer tasks, rule out fewer pairs, or add a level."
            )
        ) from None
    shown, better = try_out(plan)
    return {
        "of": fingerprint(plan),
        "plan": dump(plan),
        "tasks": [{"block": task.block, "shown": _slugs(plan, task.shown)} for task in found.tasks],
        "warm_up": [list(profile) for profile in shown],
        "better": better,
        "figures": _figures(plan, found),
        "seed": seed,
        "run": run,
    }


def _slugs(plan: ChoicePlan, shown: Any) -> list[list[str]]:
    """The levels of the two options by their slugs, of which the design holds numbers where they are counted."""
    return [
        [
            next(one.slug for one in attribute.levels if level in (one.slug, _given(attribute, one.slug)))
            for attribute, level in zip(plan.attributes, profile, strict=True)
        ]
        for profile in shown[: len(OPTIONS)]
    ]


def _given(attribute: Attribute, slug: str) -> float | str:
    return attribute.number(slug) if attribute.unit else slug


def library_plan(plan: ChoicePlan) -> Plan:
    """The plan as the search for designs wants it; attributes and levels go by their slugs."""
    from throughline.analysis.choices.design import Alternative, Plan

    alternatives = [Alternative(name) for name in OPTIONS]
    if plan.opt_out:
        alternatives.append(Alternative(NEITHER, constant=0.0, fixed={}))
    return Plan(
        attributes=tuple(_attribute(one) for one in plan.attributes),
        alternatives=tuple(alternatives),
        tasks=plan.tasks * plan.blocks,
        blocks=plan.blocks,
        rules=tuple(
            f"if {p.attribute} = {_said(plan, p.attribute, p.level)} then "
            f"{p.other} != {_said(plan, p.other, p.other_level)}"
            for p in plan.pairs
        ),
    )


def _said(plan: ChoicePlan, attribute: str, level: str) -> str:
    found = plan.attribute(attribute)
    return f"{found.number(level):g}" if found is not None and found.unit else level


def _attribute(one: Attribute) -> Any:
    from throughline.analysis.choices.design import Attribute as Asked

    levels = tuple(_given(one, level.slug) for level in one.levels)
    sign = {"later": 1, "earlier": -1, "": 0}[one.better]
    if one.unit:
        wide = one.number(one.levels[-1].slug) - one.number(one.levels[0].slug)
        prior: tuple[float, ...] = (sign * EXPECTED / wide,)
    else:
        steps = len(levels) - 1
        prior = tuple(sign * EXPECTED * step / steps for step in range(1, steps + 1))
    return Asked(
        one.slug,
        levels,
        prior=prior,
        coding="linear" if one.unit else "dummy",
        better=one.better or None,  # type: ignore[arg-type]
    )


def try_out(plan: ChoicePlan) -> tuple[tuple[Profile, Profile], int | None]:
    """The task to try, and which option is better in everything in it; None where no direction is known."""
    profiles = list(plan.profiles())
    directed = [(place, one) for place, one in enumerate(plan.attributes) if one.better]

    def merits(profile: Profile) -> tuple[int, ...]:
        return tuple(one.place(profile[at]) * (1 if one.better == "later" else -1) for at, one in directed)

    def alike(one: Profile, other: Profile) -> bool:
        known = {at for at, _one in directed}
        return all(a == b for at, (a, b) in enumerate(zip(one, other, strict=True)) if at not in known)

    for best in sorted(profiles, key=lambda p: -sum(merits(p))):
        worse = [p for p in profiles if p != best and alike(p, best) and _beats(merits(best), merits(p))]
        if worse:
            return (min(worse, key=lambda p: sum(merits(p))), best), BETTER_SIDE
        if not directed:
            break
    first = profiles[0]
    other = max(profiles, key=lambda p: sum(a != b for a, b in zip(p, first, strict=True)))
    return (first, other), None


def _beats(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return one != other and all(a >= b for a, b in zip(one, other, strict=True))


def _figures(plan: ChoicePlan, found: ChoiceDesign) -> dict[str, Any]:
    """How good the design is, as its page explains it."""
    counts: dict[str, list[int]] = {}
    for attribute in plan.attributes:
        place = plan.attributes.index(attribute)
        seen = [row[place] for task in found.tasks for row in _slugs(plan, task.shown)]
        counts[attribute.slug] = [seen.count(level.slug) for level in attribute.levels]
    return {
        "d_error": found.d_error,
        "of_best": None if found.free is None else found.free / found.error,
        "people": found.audit.people,
        "dominated": found.audit.dominated,
        "banned": found.audit.banned,
        "repeated": found.audit.repeated,
        "hardness": sum(found.audit.utility_balance) / len(found.audit.utility_balance),
        "counts": counts,
        "starts": found.starts,
        "rounds": found.rounds,
        "evaluations": found.evaluations,
    }
