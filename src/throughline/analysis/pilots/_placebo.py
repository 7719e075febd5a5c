"""What places without an effect show, and how far chance could bring about an effect: ranks, ranges and the least
p-value that so many places allow."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

HAIR = 1e-9  # estimates that differ by rounding only are equal
Inference = Literal["placebo in space", "permutation", "change of each place", "none"]


@dataclass(frozen=True, slots=True)
class Chance:
    """Range, p-value and error of an estimate, as far as the places allow. placebos: estimates of the pretended
    changes."""

    inference: Inference
    low: float | None = None
    high: float | None = None
    p: float | None = None
    error: float | None = None
    placebos: tuple[float, ...] = ()

    def told(self) -> dict[str, Any]:
        """As an `Effect` holds it, with the smallest p-value that so many placebos allow."""
        return {**asdict(self), "least_p": 1 / (1 + len(self.placebos)) if self.placebos else None}


def in_space(estimate: float, placebos: Array, level: float) -> Chance:
    """What chance could bring about by the placebos: other places, taken for the changed one. Nothing is said by fewer
    than two of them."""
    if placebos.size < 2:
        return Chance("none")
    half = half_width(placebos, level)
    low, high = (None, None) if half is None else (estimate - half, estimate + half)
    error = float(placebos.std(ddof=1))
    return Chance("placebo in space", low, high, rank_p(estimate, placebos), error, tuple(placebos.tolist()))


def rank_p(estimate: float, placebos: Array) -> float:
    """The share of all places, the real one counted in, whose estimate is as far from 0 (two-sided)."""
    size = abs(estimate)
    as_far = int((np.abs(placebos) >= size - HAIR * max(1.0, size)).sum())
    return (1 + as_far) / (1 + len(placebos))


def half_width(placebos: Array, level: float) -> float | None:
    """Half the width of the range of effects that the placebos do not refute, None where there are too few of them
    for the level.

    The range of every effect whose removal would leave the place unremarkable: the inversion of `rank_p`.
    """
    refuted = math.floor((1 - level) * (1 + len(placebos)) + HAIR)
    if refuted < 1:
        return None
    return float(np.sort(np.abs(placebos))[len(placebos) - refuted])


def inverted(estimate: float, moved: Array, shares: Array, level: float) -> tuple[float, float] | None:
    """The range of constant effects that a permutation test does not refute, None where there are too few
    assignments for the level.

    moved: the estimate under each assignment of the change (the real one among them). shares: what each assignment
    makes of an effect of 1. An assignment is as extreme as the real one for effects between the two roots of
    |moved - effect · share| = |estimate - effect|.
    """
    alike = np.abs(shares) > 1 - HAIR
    low, high = np.sort(
        [
            (estimate - moved[~alike]) / (1 - shares[~alike]),
            (estimate + moved[~alike]) / (1 + shares[~alike]),
        ],
        axis=0,
    )
    needed = math.floor((1 - level) * len(moved) + HAIR) + 1 - int(alike.sum())
    if needed < 1:
        return None
    return float(np.sort(low)[needed - 1]), float(np.sort(high)[len(high) - needed])


def too_few(placebos: int, level: float) -> str:
    """The warning where no range can be given."""
    return (
        f"With {placebos} ways to pretend, no p-value can be below {1 / (1 + placebos):.3f}, so a range of "
        f"{100 * level:g}% cannot be given: more places without the change are needed."
    )
