"""What places without an effect show: ranks, ranges and the least p-value that so many places allow."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

HAIR = 1e-9  # estimates that differ by rounding only are equal


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
