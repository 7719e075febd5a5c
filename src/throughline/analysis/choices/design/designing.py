"""Making a design: the search, its judgement with and without balance, and the tasks it gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from throughline.analysis.choices.design.audit import Audit, audit_of
from throughline.analysis.choices.design.blocks import blocks_of
from throughline.analysis.choices.design.climb import FAULT, Population, best_designs, random_designs
from throughline.analysis.choices.design.errors import OUT_OF_SAMPLE, Criterion, Draws, draws_of, errors
from throughline.analysis.choices.design.moves import moves_of
from throughline.analysis.choices.design.plan import Level, Plan
from throughline.analysis.choices.design.search import Search
from throughline.analysis.choices.design.space import Space, space_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Index = NDArray[np.int64]


Method = Literal["coordinate", "fedorov"]
Progress = Callable[[int, int, str], None]
OPTIMISTIC = 1.02
FEWER = 8  # one in so many of the best designs is improved with draws


@dataclass(frozen=True, slots=True)
class Task:
    """One task. block: from 1. shown: for each alternative the level of each attribute, None where it has none.
    probabilities: by the priors."""

    number: int
    block: int
    shown: tuple[tuple[Level | None, ...], ...]
    probabilities: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class ChoiceDesign:
    """A design and how good it is; all errors are for one person who answers every task, lower is better.

    profiles: (tasks, alternatives) places in the space of the plan. error: by the criterion, under the draws of
    the search. fresh: the same under other draws, None with exact priors: the honest one. d_error, a_error: of the
    attributes' coefficients. d_error_all: with the constants. d_error_known: if the constants were known. s_error:
    people in whom every coefficient would be found half of the time, None with priors of 0. free: the error of
    the best design found without balance, None where none was asked for. evaluations: errors computed.
    """

    plan: Plan
    profiles: tuple[tuple[int, ...], ...]
    tasks: tuple[Task, ...]
    criterion: Criterion
    error: float
    fresh: float | None
    d_error: float
    a_error: float
    d_error_all: float
    s_error: float | None
    free: float | None
    audit: Audit
    draws: int
    starts: int
    rounds: int
    seed: int
    evaluations: int
    warnings: tuple[str, ...]

    @property
    def cost_of_balance(self) -> float | None:
        """How much larger the error is than without balance: 0.1 is a tenth."""
        return None if self.free is None else self.error / self.free - 1

    @property
    def shown(self) -> str:
        error = self.error if self.fresh is None else self.fresh
        people = self.audit.people
        words = f"{len(self.tasks)} tasks with a {self.criterion}-error of {error:.4g}"
        if people is None:
            return f"{words}."
        return f"{words}; about {people:,} people are needed to find every effect that is expected."

    def rows(self) -> list[dict[str, Any]]:
        """One row an alternative of a task, as a questionnaire or a spreadsheet wants them."""
        names = [a.name for a in self.plan.attributes]
        return [
            {"task": t.number, "block": t.block, "alternative": a.name, **dict(zip(names, shown, strict=True)), "p": p}
            for t in self.tasks
            for a, shown, p in zip(self.plan.alternatives, t.shown, t.probabilities, strict=True)
        ]

    def to_dict(self) -> dict[str, Any]:
        """The fields; `error_fresh_draws` is fresh, `error_without_balance` free, `d_error_with_constants` d_error_all,
        and tasks are one row an alternative."""
        return {
            "criterion": self.criterion,
            "constants": self.plan.constants,
            "balance": self.plan.balance,
            "error": self.error,
            "error_fresh_draws": self.fresh,
            "d_error": self.d_error,
            "a_error": self.a_error,
            "d_error_with_constants": self.d_error_all,
            "s_error": self.s_error,
            "error_without_balance": self.free,
            "cost_of_balance": self.cost_of_balance,
            "tasks": self.rows(),
            "audit": self.audit.to_dict(),
            "draws": self.draws,
            "starts": self.starts,
            "rounds": self.rounds,
            "seed": self.seed,
            "evaluations": self.evaluations,
            "warnings": list(self.warnings),
            "shown": self.shown,
        }


def design_choices(
    plan: Plan,
    *,
    criterion: Criterion = "D",
    price: str | None = None,
    method: Method = "coordinate",
    starts: int = 32,
    rounds: int = 3,
    draws: int = 128,
    power: float = 0.8,
    seed: int = 0,
    progress: Progress | None = None,
) -> ChoiceDesign:
    """Find the tasks that tell most about the coefficients, by the plan's priors.

    criterion: D (all coefficients at once), A (their mean variance), C (ratios to the coefficient `price`) or S
    (the people needed for the hardest coefficient). method: `coordinate` changes one level at a time, `fedorov`
    a whole alternative (only without balance or overlap). starts: random designs to begin with. rounds: how often
    each is disturbed and improved again. draws: of priors with a spread, the same for all designs. power: that
    sample sizes are for. progress: called with (done, total, note).

    The same seed gives the same design. Raises ValueError where the tasks are too few to tell the coefficients, or
    no design keeps all that the plan asks for.
    """
    _check(plan, method, starts, rounds)
    space = space_of(plan)
    sample = draws_of(space, draws, seed)
    ask = _Asked(sample, criterion, price, method, starts, rounds, seed)
    search, found = ask.best(space, progress)
    free, spent = None, search.evaluations
    if plan.balance != "free":
        other, unbalanced = ask.best(space_of(replace(plan, balance="free")))
        spent += other.evaluations
        # A balanced design is one of those without balance, so the best of these cannot be worse.
        free = min(ask.error(space, unbalanced), ask.error(space, found))
    return _judged(search, found, ask, free, spent, power)


def _check(plan: Plan, method: str, starts: int, rounds: int) -> None:
    if starts < 1 or rounds < 0:
        raise ValueError("a search needs at least one start, and 0 rounds or more")
    if method not in ("coordinate", "fedorov"):
        raise ValueError(f"the method is coordinate or fedorov, not {method!r}")
    if method == "fedorov" and (plan.balance != "free" or plan.overlap):
        raise ValueError("the method fedorov changes whole alternatives: it keeps neither balance nor overlap")


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """How to search."""

    draws: Draws
    criterion: Criterion
    price: str | None
    method: Method
    starts: int
    rounds: int
    seed: int

    def error(self, space: Space, tasks: Index) -> float:
        """By the criterion, under the draws of the search."""
        return float(errors(space, tasks, self.draws, criterion=self.criterion, price=self.price).mean())

    def best(self, space: Space, progress: Progress | None = None) -> tuple[Search, Index]:
        """The search and the design it found, (tasks, alternatives). Raises ValueError where there is none."""
        tasks, alternatives = space.plan.tasks, len(space.plan.alternatives)
        if tasks * (alternatives - 1) < space.size:
            raise ValueError(
                f"{tasks} tasks of {alternatives} alternatives cannot tell {space.size} coefficients: ask more tasks"
            )
        rng = np.random.default_rng(self.seed)
        centre = Draws(self.draws.beta.mean(axis=0)[None], self.draws.constants.mean(axis=0)[None])
        search = Search(space, moves_of(space), centre, self.criterion, self.price, self.method == "fedorov")
        found = random_designs(search, self.starts, rng)
        found = best_designs(search, found, rounds=self.rounds, rng=rng, progress=progress)
        if len(self.draws.beta) > 1:
            # Many draws cost many times more: they judge the best designs for their centre, and as many random ones.
            finer = Search(
                space, moves_of(space, thorough=False), self.draws, self.criterion, self.price, search.fedorov
            )
            finer.evaluations = search.evaluations
            few = max(1, self.starts // FEWER)
            search, found = finer, found.part(slice(few)).joined(random_designs(finer, few, rng))
            found = best_designs(search, found, rounds=min(1, self.rounds), rng=rng, progress=progress)
        return search, _best(found)


def _best(found: Population) -> Index:
    tasks = found.designs[0]
    if found.score[0] >= FAULT / 2:
        raise ValueError(
            f"no design with {len(tasks)} tasks was found that keeps all that the plan asks for (the best breaks it "
            f"{round(found.score[0] / FAULT)} times): ask for fewer tasks or rules, soft balance, or more starts"
        )
    return tasks


def _judged(search: Search, tasks: Index, ask: _Asked, free: float | None, spent: int, power: float) -> ChoiceDesign:
    space, plan = search.space, search.space.plan
    sample, seed = ask.draws, ask.seed
    block = blocks_of(space, tasks, seed=seed)
    tasks = tasks[np.argsort(block, kind="stable")]
    uncertain = len(sample.beta) > 1
    judge = draws_of(space, OUT_OF_SAMPLE, seed + 1) if uncertain else sample

    def error(kind: Criterion, constants_too: bool = False) -> float:
        found = errors(space, tasks, judge, criterion=kind, price=search.price, constants_too=constants_too)
        return float(found.mean())

    own, fresh = ask.error(space, tasks), error(search.criterion) if uncertain else None
    audit = audit_of(space, tasks, judge, power=power)
    return ChoiceDesign(
        plan=plan,
        profiles=tuple(tuple(row) for row in (tasks - space.first).tolist()),
        tasks=_tasks(space, tasks, np.sort(block), audit),
        criterion=search.criterion,
        error=own,
        fresh=fresh,
        d_error=error("D"),
        a_error=error("A"),
        d_error_all=error("D", constants_too=True),
        s_error=error("S") if space.mean[space.constants :].any() else None,
        free=free,
        audit=audit,
        draws=len(sample.beta),
        starts=ask.starts,
        rounds=ask.rounds,
        seed=seed,
        evaluations=spent,
        warnings=(*audit.warnings, *_warnings(plan, own, fresh, free)),
    )


def _tasks(space: Space, tasks: Index, block: Index, audit: Audit) -> tuple[Task, ...]:
    attributes = space.plan.attributes
    return tuple(
        Task(
            number,
            int(b) + 1,
            tuple(
                tuple(None if n < 0 else a.levels[n] for a, n in zip(attributes, row, strict=True)) for row in levels
            ),
            p,
        )
        for number, (b, levels, p) in enumerate(
            zip(block, space.levels[tasks].tolist(), audit.probabilities, strict=True), start=1
        )
    )


def _warnings(plan: Plan, own: float, fresh: float | None, free: float | None) -> tuple[str, ...]:
    found = []
    if fresh is not None and fresh > OPTIMISTIC * own:
        found.append(
            f"Fresh draws give an error {fresh / own - 1:.0%} larger than those of the search: use more draws."
        )
    if free is not None and own > 1.1 * free:
        found.append(f"Showing levels equally often costs {own / free - 1:.0%}: the error is {free:.4g} without it.")
    if plan.constants == "known" and any(a.constant is not None for a in plan.alternatives):
        found.append("Constants are taken as known: real answers must estimate them, and will tell less than this.")
    return tuple(found)
