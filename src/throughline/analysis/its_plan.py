"""Before and beside an interrupted time series: how likely it would find a change, and what it finds where there was
none.

Power by simulation with the analysis that will be used, autocorrelation estimated anew in each series, since formulae
that take it as known promise too much. Placebo in time: the analysis of the time before the change only, at dates on
which nothing happened (Bernal, Cummins & Gasparrini 2017; Linden 2018, J. Evaluation in Clinical Practice 24).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np

from throughline.analysis.intervals import Interval, wilson
from throughline.analysis.its import REFUSE, Interruption, continuous, counts

FOUND = 0.05


@dataclass(frozen=True, slots=True)
class SeriesPower:
    """How often a step is found. power: share of simulated series whose step has p below 0.05, with its range."""

    before: int
    after: int
    step: float
    correlation: float
    power: Interval
    warnings: tuple[str, ...]

    @property
    def shown(self) -> str:
        return (
            f"With {self.before} periods before and {self.after} after, a step of {self.step:g} standard deviations "
            f"would be found in {100 * self.power.estimate:.0f} of 100 such pilots."
        )

    def to_dict(self) -> dict[str, Any]:
        return {
            **asdict(self),
            "power": self.power.to_dict(),
            "warnings": list(self.warnings),
            "shown": self.shown,
        }


def power(
    before: int, after: int, step: float, *, correlation: float = 0.0, series: int = 400, seed: int = 0
) -> SeriesPower:
    """How often an interrupted time series of a continuous measure would find a step.

    before, after: periods, 8 or more of each. step: in standard deviations of the measure about its trend.
    correlation: of neighbouring periods, 0 to below 1; from what is known of the series. series: how many are
    simulated. Raises ValueError for fewer periods, fewer than 100 series, or a correlation outside its range.
    """
    if min(before, after) < REFUSE or series < 100 or not 0 <= correlation < 1 or not math.isfinite(step):
        raise ValueError(
            f"at least {REFUSE} periods on both sides, 100 series, a step in figures and a correlation from 0 to below "
            "1 are needed"
        )
    rng = np.random.default_rng(seed)
    noise = rng.normal(size=(series, before + after))
    for t in range(1, before + after):
        noise[:, t] = correlation * noise[:, t - 1] + math.sqrt(1 - correlation**2) * noise[:, t]
    noise[:, before:] += step
    found = sum(continuous(row.tolist(), before).level.p < FOUND for row in noise)
    note = "Real series have seasons, gaps and other changes too: more periods than this says are needed."
    return SeriesPower(before, after, step, correlation, wilson(found, series), (note,))


@dataclass(frozen=True, slots=True)
class Pretended:
    """The analysis of the time before the change, with the change pretended at `start`. clear: whether its range
    leaves no change out, as 1 in 20 do by chance."""

    start: int
    result: Interruption
    clear: bool


def placebos(
    values: Sequence[float],
    start: int,
    *,
    at: Sequence[int] = (),
    kind: Literal["continuous", "counts"] = "continuous",
    exposure: Sequence[float] | None = None,
    **how: Any,
) -> tuple[Pretended, ...]:
    """Placebo in time: analyse `values[:start]` as if the change had come at each of `at`.

    at: indexes, by default a quarter, half and three quarters of the way. kind, exposure, how: as for `its`. Raises
    ValueError where fewer than 8 periods are left on either side of a pretended change, which needs 16 before the real
    one.
    """
    if start < 2 * REFUSE:
        raise ValueError(f"{start} periods before the change are too few to pretend one: {2 * REFUSE} are needed")
    pretended = sorted(set(at)) or sorted({min(max(start * k // 4, REFUSE), start - REFUSE) for k in (1, 2, 3)})
    fit: Any = continuous
    if kind == "counts":
        fit, how = counts, {**how, "exposure": None if exposure is None else list(exposure)[:start]}
    found = [(when, fit(list(values)[:start], when, **how)) for when in pretended]
    return tuple(Pretended(when, one, one.level.low > 0 or one.level.high < 0) for when, one in found)
