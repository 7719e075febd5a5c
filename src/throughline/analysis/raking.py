"""Raking: weights that give each group the share it has in the population, one characteristic after another
until all fit.

Sources: Deming & Stephan (1940), Annals of Mathematical Statistics 11; Kish L. (1965), Survey Sampling, 11.7,
for the design effect n Σw² / (Σw)² and the effective sample size. Weighting lets those who spoke count for
more; it never speaks for those who did not. So a weighted figure is always shown beside the unweighted one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from throughline.analysis.intervals import Interval, wilson_bounds

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Codes = NDArray[np.intp]

ROUNDS = 500
LARGE_WEIGHT, LARGE_EFFECT = 5.0, 2.0


@dataclass(frozen=True, slots=True)
class Raked:
    """weights: one a person, mean 1. design_effect, effective_n: Kish. worst: the largest gap left between a
    share and its target."""

    weights: tuple[float, ...]
    design_effect: float
    effective_n: float
    rounds: int
    worst: float
    warnings: tuple[str, ...]

    @property
    def shown(self) -> str:
        return (
            f"Weighted, {len(self.weights):,} people count as {self.effective_n:,.0f}; weights run from "
            f"{min(self.weights):.2f} to {max(self.weights):.2f}."
        )

    def share(self, flags: Sequence[bool], *, level: float = 0.95) -> tuple[Interval, Interval]:
        """The share of people for whom a flag holds: (unweighted, weighted), the second on the effective
        sample size.

        flags: one a person, in the order of the sample. Raises ValueError for another number of flags.
        """
        yes, w = np.asarray(flags, dtype=bool), np.asarray(self.weights)
        if yes.shape != w.shape:
            raise ValueError(f"{w.size} flags are needed, one a person, not {yes.size}")
        n = w.size
        plain, weighted = float(yes.mean()), float(w[yes].sum() / w.sum())
        bounds = wilson_bounds(plain, n, level), wilson_bounds(weighted, self.effective_n, level)
        return (
            Interval(plain, *bounds[0], level, n, "Wilson score"),
            Interval(
                weighted, *bounds[1], level, n, "Wilson score on the effective sample size", "share", self.warnings
            ),
        )

    def to_dict(self) -> dict[str, Any]:
        return {
            "weights": list(self.weights),
            "design_effect": self.design_effect,
            "effective_n": self.effective_n,
            "rounds": self.rounds,
            "worst": self.worst,
            "warnings": list(self.warnings),
            "shown": self.shown,
        }


def rake(
    sample: Mapping[str, Sequence[str]],
    targets: Mapping[str, Mapping[str, float]],
    *,
    cap: float | None = None,
    tolerance: float = 1e-10,
) -> Raked:
    """Weights for a sample so that its groups have their shares of the population.

    sample: characteristic -> one group a person. targets: characteristic -> people (or shares) by group;
    characteristics may have different totals. cap: no weight above this many times the mean; the shares then
    fit less well, see `worst`. Raises ValueError for an empty group (nobody can speak for it), a group
    without a target, or when no weights fit.
    """
    margins = [_margin(name, sample, targets[name]) for name in targets]
    sizes = {codes.size for codes, _ in margins}
    if len(sizes) != 1 or sizes == {0}:
        raise ValueError("each characteristic needs one group for every person, and at least one person")
    if cap is not None and not cap > 1:
        raise ValueError(f"the cap must be more than 1, not {cap!r}")
    weights, rounds, worst = _fit(margins, sizes.pop(), cap, tolerance)
    square = float(weights @ weights)
    effect = weights.size * square / float(weights.sum()) ** 2
    return Raked(
        tuple(weights.tolist()), effect, weights.size / effect, rounds, float(worst), _warnings(weights, effect, worst)
    )


def _fit(
    margins: Sequence[tuple[Codes, Floats]], size: int, cap: float | None, tolerance: float
) -> tuple[Floats, int, float]:
    """Rake until the shares fit, or, when capped, until nothing moves: weights, rounds and the largest gap left."""
    weights, worst, done = np.ones(size), np.inf, 0
    while done < ROUNDS:
        done, before = done + 1, weights
        for codes, goal in margins:
            held = np.bincount(codes, weights=weights, minlength=goal.size) / size
            weights = weights * (goal / held)[codes]
        if cap is not None:
            weights = np.minimum(weights, cap)
            weights = weights / weights.mean()
        worst = max(_gap(weights, codes, goal) for codes, goal in margins)
        if worst < tolerance or (cap is not None and float(np.abs(weights - before).max()) < tolerance):
            return weights, done, worst
    if cap is None:
        raise ValueError("no weights fit all these targets: they contradict each other; leave one out")
    return weights, done, worst


def _margin(name: str, sample: Mapping[str, Sequence[str]], target: Mapping[str, float]) -> tuple[Codes, Floats]:
    """Each person's group as a number, and the share that each group is to have."""
    if name not in sample:
        raise ValueError(f"the sample does not say {name}")
    groups = list(target)
    goal = np.array([target[g] for g in groups], dtype=float)
    if not goal.size or not np.isfinite(goal).all() or (goal <= 0).any():
        raise ValueError(f"the targets of {name} must all be more than 0")
    place = {g: i for i, g in enumerate(groups)}
    try:
        codes = np.fromiter((place[g] for g in sample[name]), dtype=np.intp, count=len(sample[name]))
    except KeyError as error:
        raise ValueError(f"{name}: there is no target for {error.args[0]!r}") from None
    empty = np.bincount(codes, minlength=goal.size) == 0
    if empty.any():
        missing = ", ".join(g for g, none in zip(groups, empty, strict=True) if none)
        raise ValueError(f"Nobody in the sample is {missing} ({name}). No weight can speak for them: ask them first.")
    return codes, goal / goal.sum()


def _gap(weights: Floats, codes: Codes, goal: Floats) -> float:
    return float(np.abs(np.bincount(codes, weights=weights, minlength=goal.size) / weights.sum() - goal).max())


def _warnings(weights: Floats, effect: float, worst: float) -> tuple[str, ...]:
    warnings = []
    if effect > LARGE_EFFECT or weights.max() > LARGE_WEIGHT:
        warnings.append(
            f"Do not lean on the weighted numbers: one person counts for up to {weights.max():.1f}, "
            f"and {weights.size:,} people count as {weights.size / effect:,.0f}."
        )
    if worst > 0.001:
        warnings.append(f"Because weights are capped, some shares miss their target by up to {100 * worst:.1f} points.")
    return tuple(warnings)
