"""How sure a stepped-wedge pilot can become: places take up a change one group after the other, in random order.

Generalised least squares on the means of each place and period, as Hussey & Hughes (2007), Contemporary Clinical Trials
28, with more random effects (Hughes, Granston & Heagerty 2015, same journal 45; Hooper and others 2016, Statistics in
Medicine 35; Voldal and others 2020, swCRTdesign, Computer Methods and Programs in Biomedicine 196, whose numbers these
equal). With few places the usual power is too hopeful, so Student's t with places - 2 degrees of freedom stands beside.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from statistics import NormalDist
from typing import Any

import numpy as np

from throughline.analysis.pilots._wedge_model import FEW, Spread, covariance


def of_shares(before: float, after: float, **others: float) -> Spread:
    """The spread of a yes-or-no measure whose share moves from `before` to `after` (0 to 1).

    others: further fields of `Spread`. Within places it is that of the middle of the two shares.
    """
    if not (0 < before < 1 and 0 < after < 1):
        raise ValueError("the shares must lie between 0 and 1")
    middle = (before + after) / 2
    return Spread(math.sqrt(middle * (1 - middle)), **others)


def of_correlations(within: float, icc: float, *, cac: float = 1.0) -> Spread:
    """The spread given by correlations.

    within: standard deviation between people of one place and period. icc: correlation of two people of one place and
    period. cac: how much of that correlation is left between two periods of one place (cluster autocorrelation), 1 for
    all of it.
    """
    if not (0 <= icc < 1 and 0 <= cac <= 1):
        raise ValueError("the correlation within places must lie between 0 and 1, its share over time too")
    shared = icc / (1 - icc) * within**2
    return Spread(within, places=math.sqrt(cac * shared), cells=math.sqrt((1 - cac) * shared))


@dataclass(frozen=True, slots=True)
class Wedge:
    """Which places take up the change when.

    change: a row a place, a number a period: 0 without the change, 1 with it, between for a share of its full effect,
    None where nothing is measured. people: how many are measured, a row a place, a number a period.
    """

    change: tuple[tuple[float | None, ...], ...]
    people: tuple[tuple[float, ...], ...]


def wedge(
    groups: Sequence[int],
    people: float,
    *,
    extra: int = 0,
    transition: int | Sequence[float | None] = 0,
    unmeasured: Sequence[tuple[int, int]] = (),
) -> Wedge:
    """The textbook design: one period in which nobody has the change, then one group more in each.

    groups: places in each group. people: a place and period. extra: periods in which all have the change, at the end.
    transition: how many periods from the start on are not measured, or the share of the full effect in each (None for
    not measured). unmeasured: (place, period) left out, counted from 0. Raises ValueError for what cannot be planned.
    """
    if not groups or any(g < 1 or g != int(g) for g in groups) or extra < 0:
        raise ValueError("each group needs at least one place, and extra periods cannot be below 0")
    shares = [None] * transition if isinstance(transition, int) else list(transition)
    periods = len(groups) + 1 + extra
    rows: list[list[float | None]] = []
    for step, size in enumerate(groups):
        later = periods - step - 1
        row = [0.0] * (step + 1) + (shares + [1.0] * later)[:later]
        rows += [list(row) for _ in range(size)]
    for place, period in unmeasured:
        if not (0 <= place < len(rows) and 0 <= period < periods):
            raise ValueError(f"there is no place {place} and period {period} to leave out")
        rows[place][period] = None
    return design(rows, people)


def design(change: Sequence[Sequence[float | None]], people: float | Sequence[Sequence[float]]) -> Wedge:
    """Any design, checked. Arguments as the fields of `Wedge`.

    Raises ValueError for rows of different length, changes outside 0 to 1, fewer than 3 places, or numbers of people
    that are not above 0.
    """
    table = [[None if x is None or x != x else float(x) for x in row] for row in change]
    if len(table) < 3 or len({len(row) for row in table}) != 1 or len(table[0]) < 2:
        raise ValueError("a design needs 3 or more places, each with the same 2 or more periods")
    if any(x is not None and not 0 <= x <= 1 for row in table for x in row):
        raise ValueError("the change of a place and period must lie between 0 and 1, or be None where none is measured")
    sizes = np.asarray(people, dtype=float)
    if sizes.ndim not in (0, 2) or (sizes.ndim == 2 and sizes.shape != (len(table), len(table[0]))):
        raise ValueError("give one number of people, or one for each place and period")
    sizes = np.broadcast_to(sizes, (len(table), len(table[0])))
    if not (np.isfinite(sizes) & (sizes > 0)).all():
        raise ValueError("each place and period needs people: a number above 0")
    return Wedge(tuple(map(tuple, table)), tuple(map(tuple, sizes.tolist())))


@dataclass(frozen=True, slots=True)
class WedgePower:
    """What a design can find. error: standard error of the effect. power: chance to find it (normal, as swCRTdesign);
    power_t: with Student's t on places - 2 degrees of freedom. detectable: the smallest effect found with a power of
    0.8 by that t. places, periods, people: of the design, measured ones only."""

    effect: float
    error: float
    power: float
    power_t: float
    detectable: float
    alpha: float
    places: int
    periods: int
    people: float
    warnings: tuple[str, ...]

    @property
    def shown(self) -> str:
        return (
            f"With {self.places} places, {self.periods} periods and {self.people:,.0f} people measured, an effect of "
            f"{self.effect:g} would be found in {100 * self.power_t:.0f} of 100 such pilots."
        )

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "warnings": list(self.warnings), "shown": self.shown}


def power(planned: Wedge, effect: float, spread: Spread, *, alpha: float = 0.05) -> WedgePower:
    """How often a pilot of this design would find an effect.

    effect: of the full change, in the unit of the measure (for shares, 0 to 1). spread: from `Spread`, `of_shares` or
    `of_correlations`. alpha: two-sided. Raises ValueError for an effect of 0 or a design that cannot tell the change
    from time.
    """
    if not (math.isfinite(effect) and effect) or not 0 < alpha < 1:
        raise ValueError("the effect must be a number other than 0, and alpha lie between 0 and 1")
    change = np.array([[math.nan if x is None else x for x in row] for row in planned.change])
    people = np.array(planned.people)
    error = math.sqrt(float(covariance(change, people, spread)[-1, -1]))
    measured = np.isfinite(change)
    places, periods = int(measured.any(axis=1).sum()), int(measured.any(axis=0).sum())
    normal, z = NormalDist(), abs(effect) / error
    usual = normal.inv_cdf(1 - alpha / 2)
    return WedgePower(
        effect=effect,
        error=error,
        power=normal.cdf(z - usual) + normal.cdf(-z - usual),
        power_t=_power_t(z, places - 2, alpha),
        detectable=error * _distance(places - 2, alpha, 0.8),
        alpha=alpha,
        places=places,
        periods=periods,
        people=float(people[measured].sum()),
        warnings=tuple(_warnings(places, spread)),
    )


def _power_t(z: float, df: int, alpha: float) -> float:
    from scipy.special import nctdtr, stdtrit

    usual = float(stdtrit(df, 1 - alpha / 2))
    return float(1 - nctdtr(df, z, usual) + nctdtr(df, z, -usual))


def _distance(df: int, alpha: float, wanted: float) -> float:
    """Standard errors that an effect must be away from 0 to be found `wanted` often."""
    from scipy.special import stdtrit

    return float(stdtrit(df, 1 - alpha / 2) + stdtrit(df, wanted))


def _warnings(places: int, spread: Spread) -> Iterator[str]:
    if places < FEW:
        yield f"With {places} places the usual formula is too hopeful: rely on the power by Student's t."
    if spread.cells == 0 and spread.places > 0:
        yield (
            "It is supposed that people of one place are as alike across periods as within one (cluster "
            "autocorrelation 1); with 0.8 the power would often be much lower."
        )
    yield "The order in which places take up the change must be drawn at random, and effects must last."
