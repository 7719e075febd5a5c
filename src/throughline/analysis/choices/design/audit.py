"""What a design looks like: how often levels are shown, overlap, correlations, how hard the tasks are, how many people.

Sample size: de Bekker-Grob and others (2015), The Patient 8: 373-384. Utility balance: Kessels and others (2006),
JMR 43: the product of the probabilities of a task, as a share of what it would be if all were equally likely.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np

from throughline.analysis.choices.design.errors import Draws, covariance, probabilities
from throughline.analysis.choices.design.space import Space
from throughline.analysis.choices.design.terms import dominated
from throughline.analysis.intervals import z_value

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Index = NDArray[np.int64]

CERTAIN, MOST_OVERLAP, RELATED = 0.9, 0.5, 0.7


@dataclass(frozen=True, slots=True)
class Needed:
    """One coefficient. prior: its expected value. error: its standard error if one person answered every task.
    people: needed to find it at the level and power asked, None where the prior is 0."""

    name: str
    prior: float
    error: float
    people: int | None


@dataclass(frozen=True, slots=True)
class Audit:
    """counts: alternative → attribute → level → tasks that show it. overlap: attribute → share of tasks in which
    all alternatives that have it show the same level. correlations: of the coded columns over all designed
    profiles. related: of the estimates. probabilities: (tasks, alternatives). utility_balance: 0 to 1 a task.
    needed: people for each coefficient, in all blocks together, at the mean of the priors. level, power: that these
    are for.
    """

    counts: Mapping[str, Mapping[str, Mapping[str, int]]]
    overlap: Mapping[str, float]
    names: tuple[str, ...]
    correlations: tuple[tuple[float, ...], ...]
    related: tuple[tuple[float, ...], ...]
    probabilities: tuple[tuple[float, ...], ...]
    utility_balance: tuple[float, ...]
    dominated: int
    repeated: int
    banned: int
    needed: tuple[Needed, ...]
    level: float
    power: float
    warnings: tuple[str, ...]

    @property
    def people(self) -> int | None:
        """People who are enough for every coefficient whose prior is not 0."""
        sizes = [n.people for n in self.needed if n.people is not None]
        return max(sizes) if sizes else None

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "people": self.people, "warnings": list(self.warnings)}


def audit_of(space: Space, tasks: Index, draws: Draws, *, level: float = 0.95, power: float = 0.8) -> Audit:
    """Look a design over. tasks: (tasks, alternatives) indices of profiles. draws: the priors to judge by."""
    p = probabilities(space, tasks, draws)
    at_mean = Draws(space.mean[None, :], draws.constants.mean(axis=0)[None, :])
    V = covariance(space, tasks, at_mean)[0]
    related = _correlation(V)
    needed = _needed(space, V, level, power)
    keys = np.sort(space.key[tasks].sum(axis=1, dtype=np.uint64))
    overlap = _overlap(space, tasks)
    return Audit(
        counts=_counts(space, tasks),
        overlap=overlap,
        names=space.names,
        correlations=_rows(_column_correlations(space, tasks)),
        related=_rows(related),
        probabilities=_rows(p),
        utility_balance=tuple((np.prod(p * p.shape[1], axis=1)).tolist()),
        dominated=_dominated(space, tasks),
        repeated=int((keys[1:] == keys[:-1]).sum()),
        banned=int(space.banned[tasks].any(axis=1).sum()),
        needed=needed,
        level=level,
        power=power,
        warnings=_warnings(space, p, overlap, related, needed),
    )


def sample_size(prior: float, error: float, *, level: float = 0.95, power: float = 0.8) -> int | None:
    """People needed to tell a coefficient from 0, two-sided: ((z of the level + z of the power) error / prior)².

    error: its standard error with one person. With power 0.5 this is the S-error. None for a prior of 0. Raises
    ValueError for a power that is not between 0.5 and 1.
    """
    if not 0.5 <= power < 1:
        raise ValueError(f"the power must be at least 0.5 and below 1, not {power!r}")
    if prior == 0:
        return None
    # A hair above a whole number is rounding error, not another person.
    return max(1, math.ceil(((z_value(level) + NormalDist().inv_cdf(power)) * error / prior) ** 2 - 1e-9))


def _needed(space: Space, V: Array, level: float, power: float) -> tuple[Needed, ...]:
    blocks = space.plan.blocks
    found = []
    for name, prior, variance in zip(space.names, space.mean.tolist(), np.diag(V).tolist(), strict=True):
        error = math.sqrt(variance)
        people = sample_size(prior, error * math.sqrt(blocks), level=level, power=power)
        found.append(Needed(name, prior, error, people))
    return tuple(found)


def _counts(space: Space, tasks: Index) -> dict[str, dict[str, dict[str, int]]]:
    plan = space.plan
    found: dict[str, dict[str, dict[str, int]]] = {}
    for j in plan.designed:
        of = found.setdefault(plan.alternatives[j].name, {})
        for i, attribute in enumerate(plan.attributes):
            shown = space.levels[tasks[:, j], i]
            if shown[0] >= 0:
                of[attribute.name] = {str(x): int((shown == n).sum()) for n, x in enumerate(attribute.levels)}
    return found


def _overlap(space: Space, tasks: Index) -> dict[str, float]:
    plan = space.plan
    found = {}
    for i, attribute in enumerate(plan.attributes):
        shown = space.levels[tasks[:, list(plan.designed)], i]
        shown = shown[:, shown[0] >= 0]
        if shown.shape[1] > 1:
            found[attribute.name] = float((shown == shown[:, :1]).all(axis=1).mean())
    return found


def _column_correlations(space: Space, tasks: Index) -> Array:
    X = space.X[tasks[:, list(space.plan.designed)]].reshape(-1, space.size)
    return _correlation(np.cov(X, rowvar=False).reshape(space.size, space.size))


def _correlation(V: Array) -> Array:
    """A column that never changes (a constant) is related to nothing."""
    sd = np.sqrt(np.diag(V))
    found: Array = V / np.where(sd > 0, sd, 1.0) / np.where(sd > 0, sd, 1.0)[:, None]
    np.fill_diagonal(found, 1.0)
    return found


def _dominated(space: Space, tasks: Index) -> int:
    designed = space.plan.designed
    found = np.zeros(len(tasks), dtype=bool)
    for n, a in enumerate(designed):
        for b in designed[n + 1 :]:
            if space.comparable(a, b):
                found |= dominated(space, tasks[:, a], tasks[:, b])
    return int(found.sum())


def _rows(X: Array) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(row) for row in X.tolist())


def _warnings(
    space: Space, p: Array, overlap: dict[str, float], related: Array, needed: tuple[Needed, ...]
) -> tuple[str, ...]:
    found = []
    sure = int((p.max(axis=1) > CERTAIN).sum())
    if sure:
        found.append(f"In {sure} of {len(p)} tasks one alternative is over {CERTAIN:.0%} likely: they tell little.")
    same = [name for name, share in overlap.items() if share > MOST_OVERLAP]
    if same and not space.plan.overlap:
        found.append(f"The alternatives show the same level in over half of the tasks: {', '.join(same)}.")
    away = np.abs(np.triu(related, 1))
    if away.max() > RELATED:
        a, b = np.unravel_index(int(away.argmax()), away.shape)
        found.append(f"“{space.names[a]}” and “{space.names[b]}” will be hard to tell apart (r = {related[a, b]:.2f}).")
    unknown = [n.name for n in needed if n.people is None]
    if len(unknown) == len(needed):
        found.append("All priors are 0: ask a few people first, and design again with what they say.")
    elif unknown:
        found.append(f"With a prior of 0 no number of people can be given for: {', '.join(unknown)}.")
    return tuple(found)
