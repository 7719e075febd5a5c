"""Climbing from many random designs to the best that each can become, disturbing the best and climbing again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from throughline.analysis.choices.design.search import Search

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Index = NDArray[np.int64]
    Flags = NDArray[np.bool_]
    Progress = Callable[[int, int, str], None]

FAULT = 1e6  # in the logarithm of the error: a design with fewer faults is always better
BETTER = 1e-9
RIDGE = 1e-9  # in the common scale, a task: keeps inverses finite where one task less cannot tell everything
SOFT = 2.0  # what levels shown unequally cost under soft balance, in the logarithm of the error
BATCH = 1_000_000  # numbers in the largest array
KEPT = 4_000_000  # numbers
MOST_SWEEPS = 60
DISTURBED = 6  # one in so many tasks


@dataclass(slots=True, eq=False)
class Population:
    """R designs. designs: (R, S, J). held: (R, S, attributes) which attributes are the same throughout a task, None
    without overlap. score: (R,), the logarithm of the error with what faults and imbalance cost."""

    search: Search
    designs: Index
    held: Flags | None
    score: Array

    def part(self, which: Index | Flags | slice) -> Population:
        held = None if self.held is None else self.held[which]
        return replace(self, designs=self.designs[which].copy(), held=held, score=self.score[which].copy())

    def joined(self, other: Population) -> Population:
        """These and others, all of the other's search."""
        held = None
        if self.held is not None and other.held is not None:
            held = np.concatenate([self.held, other.held])
        designs, score = np.concatenate([self.designs, other.designs]), np.concatenate([self.score, other.score])
        return Population(other.search, designs, held, score)


def best_designs(
    search: Search, population: Population, *, rounds: int, rng: np.random.Generator, progress: Progress | None = None
) -> Population:
    """The population after every design has climbed, and been disturbed and climbed `rounds` times; the best first."""
    # An array of this size, given back at once, teaches the C library to keep memory for the next ones: without it a
    # third of the time goes into handing the same pages back and forth.
    np.empty(KEPT)
    count = len(population.designs)
    chunk = max(1, BATCH // _width(search))
    for turn in range(rounds + 1):
        tried = disturbed(population, rng) if turn else population.part(slice(None))
        for at in range(0, count, chunk):
            part = climbed(tried.part(slice(at, at + chunk)), rng)
            tried.designs[at : at + chunk], tried.score[at : at + chunk] = part.designs, part.score
        better = (tried.score < population.score) if turn else np.ones(count, dtype=bool)
        population.designs[better], population.score[better] = tried.designs[better], tried.score[better]
        if progress is not None:
            progress(turn + 1, rounds + 1, f"{search.space.plan.tasks} tasks, {count} designs side by side")
    return population.part(np.argsort(population.score, kind="stable"))


def _width(search: Search) -> int:
    """Numbers that one design takes in the largest array of a step."""
    space, plan = search.space, search.space.plan
    tried = len(search.moves.exchange) * 2 if plan.balance == "hard" else len(search.moves.shift)
    tried = max(tried, len(space.of)) if search.fedorov else tried
    return tried * len(search.draws.beta) * (len(plan.alternatives) - 1) * space.size


def random_designs(search: Search, count: int, rng: np.random.Generator) -> Population:
    space, plan = search.space, search.space.plan
    designs = np.broadcast_to(space.first, (count, plan.tasks, len(plan.alternatives))).copy()
    held = None
    if plan.overlap:
        order = rng.permuted(
            np.broadcast_to(np.arange(len(plan.attributes)), (count, plan.tasks, len(plan.attributes))), axis=2
        )
        held = order < plan.overlap
    if plan.balance == "hard":
        for j, i in search.moves.columns:
            shown = np.arange(plan.tasks) % len(plan.attributes[i].levels)
            named = rng.permuted(np.tile(np.arange(len(plan.attributes[i].levels)), (count, 1)), axis=1)
            column = rng.permuted(named[:, shown], axis=1)
            designs[:, :, j] += column * space.stride[j, i]
    else:
        for j in plan.designed:
            allowed = np.flatnonzero((space.of == j) & ~space.banned)
            designs[:, :, j] = rng.choice(allowed, size=(count, plan.tasks))
        if held is not None:
            _hold(search, designs, held)
    return Population(search, designs, held, np.full(count, np.inf))


def _hold(search: Search, designs: Index, held: Flags) -> None:
    """Give every alternative the first one's level of the attributes that are held."""
    space = search.space
    first, *others = space.plan.designed
    for j in others:
        step = space.levels[designs[:, :, first]] - space.levels[designs[:, :, j]]
        designs[:, :, j] += (np.where(held, step, 0) * space.stride[j]).sum(axis=-1)


def disturbed(population: Population, rng: np.random.Generator) -> Population:
    """Each design with some of its tasks drawn anew; where levels are balanced, with some levels exchanged."""
    search, plan = population.search, population.search.space.plan
    count, tasks = population.designs.shape[:2]
    fresh = random_designs(search, count, rng)
    every = np.arange(count)
    some = max(2, tasks // DISTURBED)
    result = replace(population, designs=population.designs.copy(), score=np.full(count, np.inf))
    if plan.balance != "hard":
        chosen = rng.permuted(np.broadcast_to(np.arange(tasks), (count, tasks)), axis=1)[:, :some]
        result.designs[every[:, None], chosen] = fresh.designs[every[:, None], chosen]
        if population.held is not None:
            _hold(search, result.designs, population.held)
        return result
    j, i = search.moves.columns.T
    for _ in range(2 * some):
        column = rng.integers(0, len(j), count)
        one, other = rng.integers(0, tasks, count), rng.integers(0, tasks, count)
        jj, ii = j[column], i[column]
        a, b = result.designs[every, one, jj], result.designs[every, other, jj]
        step = (search.space.levels[b, ii] - search.space.levels[a, ii]) * search.space.stride[jj, ii]
        result.designs[every, one, jj] += step
        result.designs[every, other, jj] -= step
    return result


def climbed(population: Population, rng: np.random.Generator) -> Population:
    """Every design as good as single changes make it; `score` is set."""
    active = np.arange(len(population.designs))
    for _ in range(MOST_SWEEPS):
        climb = Climb(population.part(active))
        changed = climb.sweep(rng)
        population.designs[active] = climb.designs
        active = active[changed]
        if not len(active):
            break
    population.score = Climb(population).total()
    return population


class Climb:
    """One sweep over the tasks of some designs, with the information of each kept up to date."""

    def __init__(self, population: Population) -> None:
        self.search, self.held = population.search, population.held
        self.space, self.plan = self.search.space, self.search.space.plan
        self.designs = population.designs
        self.every = np.arange(len(self.designs))
        rows = self.search.terms.factors(self.designs)
        self.information = np.einsum("rbcjk,rbcjl->rbkl", rows, rows)
        self.ridge = RIDGE * self.plan.tasks * np.eye(self.space.size)
        self.keys = self.search.terms.keys(self.designs)

    def total(self) -> Array:
        """(R,): the score of each design, exactly as it is."""
        found = self.search.error(self.information + self.ridge)
        found += FAULT * self.search.terms.faults(self.designs).sum(axis=1)
        if not self.plan.repeated:
            ordered = np.sort(self.keys, axis=1)
            found += FAULT * (ordered[:, 1:] == ordered[:, :-1]).sum(axis=1)
        if self.plan.balance == "soft":
            found += self._imbalance(self.search.moves.counts(self.designs).astype(np.float64) ** 2).sum(axis=(1, 2))
        return found

    def _imbalance(self, squares: Array) -> Array:
        return SOFT * squares / (self.plan.tasks**2 * len(self.search.moves.columns))

    def sweep(self, rng: np.random.Generator) -> Flags:
        """Try every change once; which designs changed."""
        changed = np.zeros(len(self.designs), dtype=bool)
        tasks = rng.permutation(self.plan.tasks)
        for task in tasks:
            changed |= self._task(task)
        if self.plan.balance == "hard":
            for one, other in combinations(tasks, 2):
                changed |= self._pair(one, other)
        return changed

    def _task(self, task: int) -> Flags:
        tried = np.concatenate([self.designs[:, task, None], self._tried(task)], axis=1)
        rows = self.search.terms.factors(tried)
        score = self._score(rows) + FAULT * self.search.terms.faults(tried)
        keys = self.search.terms.keys(tried)
        if not self.plan.repeated:
            score += FAULT * self._repeat(keys, [task])
        if self.plan.balance != "free":
            score[:, 1:] += self._balance(task)
        return self._take((task,), (tried,), (keys,), rows, score)

    def _tried(self, task: int) -> Index:
        if not self.search.fedorov:
            return self.search.moves.of_task(self.designs, task, self.held)
        now = self.designs[:, task]
        parts = []
        for j in self.plan.designed:
            allowed = np.flatnonzero((self.space.of == j) & ~self.space.banned)
            part = np.repeat(now[:, None], len(allowed), axis=1)
            part[:, :, j] = allowed
            parts.append(part)
        return np.concatenate(parts, axis=1)

    def _pair(self, one: int, other: int) -> Flags:
        a, b = self.search.moves.between(self.designs, one, other)
        a = np.concatenate([self.designs[:, one, None], a], axis=1)
        b = np.concatenate([self.designs[:, other, None], b], axis=1)
        rows = np.concatenate([self.search.terms.factors(a), self.search.terms.factors(b)], axis=3)
        score = self._score(rows) + FAULT * (self.search.terms.faults(a) + self.search.terms.faults(b))
        keys = self.search.terms.keys(a), self.search.terms.keys(b)
        if not self.plan.repeated:
            for mine in keys:
                score += FAULT * self._repeat(mine, [one, other])
            score += FAULT * (keys[0] == keys[1])
        return self._take((one, other), (a, b), keys, rows, score)

    def _repeat(self, keys: NDArray[np.uint64], tasks: list[int]) -> Flags:
        """(R, C): whether a candidate asks what a task other than those that change asks already."""
        others = np.delete(self.keys, tasks, axis=1).T
        return np.logical_or.reduce(keys == others[:, :, None], axis=0)

    def _score(self, rows: Array) -> Array:
        """Of each candidate; the first is the design as it stands."""
        self.base = self.information - _information(rows[:, :, 0])
        return self.search.score(self.base + self.ridge, rows)

    def _balance(self, task: int) -> Array:
        """(R, C): what a change of one level costs; under hard balance all or nothing."""
        moves = self.search.moves
        counts, size = moves.counts(self.designs), moves.sizes[moves.column]
        old, new = moves.changed(self.designs, task)
        every, there = self.every[:, None], moves.column[None]
        before, after = counts[every, there, old], counts[every, there, new]
        if self.plan.balance == "soft":
            return self._imbalance((after - before + 1).astype(np.float64) * 2)
        least, most = self.plan.tasks // size, -(-self.plan.tasks // size)
        return np.where((before - 1 >= least) & (after + 1 <= most), 0.0, np.inf)

    def _take(
        self,
        tasks: tuple[int, ...],
        tried: tuple[Index, ...],
        keys: tuple[NDArray[np.uint64], ...],
        rows: Array,
        score: Array,
    ) -> Flags:
        """Change each design to its best candidate, where that is better than it is."""
        best = score.argmin(axis=1)
        changed = score[self.every, best] < score[:, 0] - BETTER
        best = np.where(changed, best, 0)
        self.information = self.base + _information(rows[self.every, :, best])
        for task, candidates, names in zip(tasks, tried, keys, strict=True):
            self.designs[:, task] = candidates[self.every, best]
            self.keys[:, task] = names[self.every, best]
        return changed


def _information(rows: Array) -> Array:
    """(…, K, K) of rows (…, r, K)."""
    return rows.swapaxes(-1, -2) @ rows
