"""How much of a difference-in-differences chance could bring about: three ways, chosen by how many places there are
(told in `did`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from throughline.analysis.pilots._deals import deals
from throughline.analysis.pilots._did_weights import Design, design
from throughline.analysis.pilots._placebo import Chance, half_width, in_space, inverted, rank_p
from throughline.analysis.pilots._welch import welch

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from throughline.analysis.pilots.panel import Panel

    Array = NDArray[np.float64]
    Rows = NDArray[np.int64]

MANY = 8  # places with the change, and without it, that errors by place need
CHUNK = 2_000_000  # cells held at once


@dataclass(frozen=True, slots=True)
class Judged:
    """chance: of the estimate. half: half the width of the range of each moment. drift_p: of the drift before the
    change."""

    chance: Chance
    half: tuple[float | None, ...]
    drift_p: float | None


def judge(table: Panel, found: Design, level: float, draws: int, seed: int) -> Judged:
    """The way that suits the number of places with and without the change."""
    changed, start = int(table.treated.sum()), table.start
    others = len(table.units) - changed
    if start is not None and min(changed, others) >= MANY:
        return _by_place(table, start, found, level, draws, seed)
    if changed > 1:
        return _by_permutation(table, found, level, draws, seed)
    if others > 1:
        return _in_space(table, found, level)
    return Judged(Chance("none"), (None,) * len(found.order), None)


def _in_space(table: Panel, found: Design, level: float) -> Judged:
    """Each place without the change is taken for the changed one, among the places without it."""
    others = table.values[~table.treated]
    starts = np.full(len(others), len(table.periods))
    starts[0] = table.starts.min()
    pretended = design(starts, len(table.periods))
    rows = np.array([[i, *(j for j in range(len(others)) if j != i)] for i in range(len(others))])
    estimate = float((found.overall * table.values).sum())
    placebos = _moved(pretended.overall[None], others, rows)[:, 0]
    return Judged(
        chance=in_space(estimate, placebos, level),
        half=tuple(half_width(column, level) for column in _moved(pretended.moments, others, rows).T),
        drift_p=_drift_p(found.drift, table.values, pretended.drift, others, rows),
    )


def _by_permutation(table: Panel, found: Design, level: float, draws: int, seed: int) -> Judged:
    """The starts are dealt out among all places. Event study and drift are judged on what is left without the
    effect, so that the effect does not widen its own range."""
    rows = deals(table.starts.tolist(), draws, seed)
    change = (np.arange(len(table.periods)) >= table.starts[:, None]).astype(float)
    moved = _moved(found.overall[None], table.values, rows)[:, 0]
    shares = _moved(found.overall[None], change, rows)[:, 0]
    low, high = inverted(float(moved[0]), moved, shares, level) or (None, None)
    left = _without_effect(table, found)
    pretended = moved[1:]
    return Judged(
        chance=Chance("permutation", low, high, rank_p(float(moved[0]), pretended), None, tuple(pretended.tolist())),
        half=tuple(half_width(column, level) for column in _moved(found.moments, left, rows[1:]).T),
        drift_p=_drift_p(found.drift, left, found.drift, left, rows[1:]),
    )


def _by_place(table: Panel, start: int, found: Design, level: float, draws: int, seed: int) -> Judged:
    """Welch's t on the change of each place: with one start, the estimate is a difference of two means of them."""
    from scipy.special import stdtr

    y, has = table.values, table.treated
    change = y[:, start:].mean(axis=1) - y[:, :start].mean(axis=1)
    estimate = float(change[has].mean() - change[~has].mean())
    error, df = welch(change[has], change[~has])
    half = _reach(error, df, level)
    steps = [y[:, start + k] - y[:, start - 1] for k in found.order]
    left = _without_effect(table, found)
    rows = deals(table.starts.tolist(), draws, seed)[1:]
    p = float(2 * stdtr(df, -abs(estimate) / error)) if error > 0 else float(estimate == 0)
    return Judged(
        chance=Chance("change of each place", estimate - half, estimate + half, p, error),
        half=tuple(_reach(*welch(step[has], step[~has]), level) for step in steps),
        drift_p=_drift_p(found.drift, left, found.drift, left, rows),
    )


def _reach(error: float, df: float, level: float) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(df, 0.5 + level / 2)) * error


def _moved(weights: Array, values: Array, rows: Rows) -> Array:
    """Each weighting (its rows first) of the values with their rows dealt out: assignments by weightings."""
    flat: Any = weights.reshape(len(weights), -1).T
    at_once = max(1, CHUNK // values.size)
    parts = [values[rows[i : i + at_once]].reshape(-1, values.size) @ flat for i in range(0, len(rows), at_once)]
    return np.concatenate(parts)


def _without_effect(table: Panel, found: Design) -> Array:
    left = table.values.copy()
    effects = np.tensordot(found.moments, table.values, axes=2)
    for k, effect in zip(found.order, effects, strict=True):
        at = table.starts + k
        if k >= 0:
            rows = np.flatnonzero(at < len(table.periods))
            left[rows, at[rows]] -= effect
    return left


def _drift_p(drift: Array | None, values: Array, pretended: Array | None, others: Array, rows: Rows) -> float | None:
    """How unusual the drift of the changed places before the change is, None where it cannot be known."""
    if drift is None or pretended is None:
        return None
    return rank_p(float((drift * values).sum()), _moved(pretended[None], others, rows)[:, 0])
