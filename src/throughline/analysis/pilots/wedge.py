"""Did it work, place after place? The analysis of a stepped wedge: places that take up a change one group after the
other, each compared with itself and with those that have not yet.

Mixed model with an effect of every period and random effects of places and of their periods (Hussey & Hughes 2007;
Hooper and others 2016; Hemming, Taljaard & Forbes 2017, Trials 18), variances by restricted maximum likelihood, effect
and error by generalised least squares at those variances. Ranges by Student's t with places - 2 degrees of freedom, and
a p-value by dealing out the starts again among the places (Ji, Fink, Robyn & Small 2017, Annals of Applied Statistics
11): with few places the normal distribution claims too much.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from throughline.analysis._sizes import LARGEST, TOO_LARGE
from throughline.analysis.pilots._deals import deals
from throughline.analysis.pilots._placebo import rank_p
from throughline.analysis.pilots._wedge_model import FEW, Spread, covariance, fixed, variances
from throughline.analysis.pilots._wedge_reml import Cells, effects, spread_of
from throughline.analysis.pilots.panel import sorted_times

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

FEWEST = 3


@dataclass(frozen=True, slots=True, eq=False)
class Rollout:
    """What was measured where and when. places: names, sorted; periods: in order; cells: the table."""

    places: tuple[str, ...]
    periods: tuple[Any, ...]
    cells: Cells


@dataclass(frozen=True, slots=True)
class WedgeEffect:
    """The effect of the change, in the unit of the measure (for yes or no, a difference of shares).

    low, high, p: by Student's t with df degrees of freedom. p_permutation: by dealing out the starts again, None where
    places measured different periods; least_p: the smallest that can be. within, places_sd, cells_sd: standard
    deviations between people, places, and periods of a place. icc: correlation of two people of one place and period;
    cac: the share of it that is left between periods. time: the effect of each period, the change apart. rows: place,
    period, mean (None for unmeasured), people and change of each cell, for the chart.
    """

    effect: float
    error: float
    low: float
    high: float
    p: float
    p_permutation: float | None
    least_p: float | None
    df: int
    within: float
    places_sd: float
    cells_sd: float
    icc: float
    cac: float | None
    time: tuple[float, ...]
    places: tuple[str, ...]
    periods: tuple[str, ...]
    rows: tuple[tuple[str, str, float | None, float, float | None], ...]
    people: float
    level: float
    warnings: tuple[str, ...]

    @property
    def shown(self) -> str:
        return (
            f"Apart from what time brought, the change moved the measure by {self.effect:+.3g} (likely between "
            f"{self.low:+.3g} and {self.high:+.3g}; {len(self.places)} places, {self.people:,.0f} measurements)."
        )

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "warnings": list(self.warnings), "shown": self.shown}


def rollout(
    places: Sequence[Hashable],
    periods: Sequence[Any],
    values: Sequence[float],
    changed: Sequence[float],
    *,
    people: Sequence[float] | None = None,
    shares: bool = False,
) -> Rollout:
    """Put measurements into a table of places by periods.

    One row a measurement; or, with `people`, one row a place and period: its mean and how many people it is of.
    changed: 0 or 1 (or the share of the full effect), the same for all of a place and period. shares: the means are of
    yes or no, so that the spread within follows. Raises ValueError for values that are missing, a change that differs
    within a place and period, fewer than 3 places, or no place with, or none without, the change.
    """
    names, times = [str(p) for p in places], sorted_times(periods)
    y, x = (np.array([math.nan if v is None else v for v in column], dtype=float) for column in (values, changed))
    n = np.ones(len(names)) if people is None else np.asarray(people, dtype=float)
    if not len(names) == len(periods) == y.size == x.size == n.size:
        raise ValueError("each row needs a place, a period, a value and whether the place had the change")
    _check_rows(names, periods, y, x, n, shares)
    units = sorted(set(names))
    row, column = ({name: i for i, name in enumerate(order)} for order in (units, times))
    at = np.array([row[name] for name in names]), np.array([column[time] for time in periods])
    if people is not None and len(set(zip(*(a.tolist() for a in at), strict=True))) < y.size:
        raise ValueError("there are two rows for one place and period: with numbers of people, give one row for each")
    cells = _cells(at, (len(units), len(times)), y, x, n)
    clash = np.isfinite(cells.change) & (cells.change != _highest(at, x, cells.change))
    if clash.any():
        i, t = np.argwhere(clash)[0]
        raise ValueError(f"some rows of {units[i]} in {times[t]} have the change and some do not")
    if people is not None:
        inside = float((n * y * (1 - y)).sum()) if shares else 0.0
        cells = replace(cells, inside=inside, freedom=float((n - 1).sum()) if shares else 0.0)
    _check_cells(cells)
    return Rollout(tuple(units), tuple(times), cells)


def stepped_wedge(
    table: Rollout, *, nested: bool | None = None, level: float = 0.95, draws: int = 1_999, seed: int = 0
) -> WedgeEffect:
    """Estimate the effect of the change apart from time.

    table: from `rollout`. nested: whether periods of a place may differ of themselves (by default, where people were
    measured one by one or the means are shares). draws: orders tried where there are too many to try each. Raises
    ValueError for a design that cannot tell the change from time, or nested without measurements of people.
    """
    cells = table.cells
    nested = cells.freedom > 0 if nested is None else nested
    if not 0 < level < 1 or draws < 99:
        raise ValueError("the level must lie between 0 and 1, and at least 99 orders must be drawn")
    if nested and cells.freedom <= 0:
        raise ValueError("differences between periods of a place can only be told apart with several people in each")
    covariance(cells.change, cells.people, Spread(1.0))  # refuses a design that cannot tell the change from time
    spread = spread_of(cells, fixed(cells.change), nested=nested)
    estimates, spreading = effects(cells, spread)
    effect, error, df = float(estimates[-1]), math.sqrt(float(spreading[-1, -1])), len(table.places) - 2
    half, p = _student(effect, error, df, level)
    dealt = _dealt(cells, nested, draws, seed)
    shared = spread.places**2 + spread.cells**2
    return WedgeEffect(
        effect=effect,
        error=error,
        low=effect - half,
        high=effect + half,
        p=p,
        p_permutation=None if dealt is None else rank_p(float(dealt[0]), dealt[1:]),
        least_p=None if dealt is None else 1 / dealt.size,
        df=df,
        within=spread.within,
        places_sd=spread.places,
        cells_sd=spread.cells,
        icc=shared / (shared + spread.within**2),
        cac=spread.places**2 / shared if shared > 0 else None,
        time=tuple(estimates[:-1].tolist()),
        places=table.places,
        periods=tuple(str(t) for t in table.periods),
        rows=tuple(_rows(table)),
        people=float(cells.people[np.isfinite(cells.change)].sum()),
        level=level,
        warnings=tuple(_warnings(table, spread, nested, dealt)),
    )


def _student(effect: float, error: float, df: int, level: float) -> tuple[float, float]:
    """Half the width of the range, and the p-value."""
    from scipy.special import stdtr, stdtrit

    return float(stdtrit(df, 0.5 + level / 2)) * error, float(2 * stdtr(df, -abs(effect) / error))


def _check_rows(names: Sequence[str], periods: Sequence[Any], y: Array, x: Array, n: Array, shares: bool) -> None:
    if not names:
        raise ValueError(
            "there are no rows: each needs a place, a period, a value and whether the place had the change"
        )
    for bad, words in (
        (~np.isfinite(y), "the value is missing or not finite"),
        (np.abs(y) > LARGEST, f"the value is {TOO_LARGE}"),
        (~((x >= 0) & (x <= 1)), "whether it had the change must be yes or no (1 or 0, or a share between)"),
        (~(np.isfinite(n) & (n > 0)), "the number of people must be above 0"),
        (shares & ((y < 0) | (y > 1)), "a share must lie between 0 and 1"),
    ):
        if bad.any():
            i = int(np.argmax(bad))
            raise ValueError(f"{names[i]} in {periods[i]}: {words}")


def _cells(at: tuple[Any, Any], shape: tuple[int, int], y: Array, x: Array, n: Array) -> Cells:
    count, total, square = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    lowest = np.full(shape, math.inf)
    np.add.at(count, at, n)
    np.add.at(total, at, n * y)
    np.minimum.at(lowest, at, x)
    measured = count > 0
    means = np.divide(total, count, out=np.full(shape, math.nan), where=measured)
    np.add.at(square, at, n * (y - means[at]) ** 2)
    change = np.where(measured, lowest, math.nan)
    return Cells(means, np.where(measured, count, 1.0), change, float(square.sum()), float(y.size - measured.sum()))


def _highest(at: tuple[Any, Any], x: Array, like: Array) -> Array:
    highest = np.full(like.shape, -math.inf)
    np.maximum.at(highest, at, x)
    return highest


def _check_cells(cells: Cells) -> None:
    if len(cells.change) < FEWEST:
        raise ValueError(f"{len(cells.change)} places are too few: at least {FEWEST} are needed")
    change = cells.change[np.isfinite(cells.change)]
    if not (change > 0).any() or not (change == 0).any():
        raise ValueError("there must be places with and places without the change")
    if np.ptp(cells.means[np.isfinite(cells.means)]) == 0 and cells.inside == 0:
        raise ValueError("all values are the same, so there is nothing to explain")


def _dealt(cells: Cells, nested: bool, draws: int, seed: int) -> Array | None:
    """The effect over its error under every order (or `draws` of them) in which the starts could have been dealt out,
    the real one first; None where places measured different periods.

    The variances are those without any effect, which no order changes, so the test is exact. Every order then is a
    choice of rows from the same products.
    """
    if not np.isfinite(cells.change).all():
        return None
    nothing = fixed(cells.change)[..., :-1]
    spread = spread_of(cells, nothing, nested=nested)
    matrices = np.linalg.inv(variances(cells.change, cells.people, spread))
    columns = matrices @ nothing
    inner = np.linalg.inv(np.einsum("itp,itq->pq", nothing, columns))
    left = cells.means - nothing @ (inner @ np.einsum("itp,it->p", columns, cells.means))
    pulls = np.einsum("ist,it->is", matrices, left)
    own = np.einsum("jt,ist,js->ij", cells.change, matrices, cells.change)
    shared = np.einsum("itp,jt->ijp", columns, cells.change)
    towards = pulls @ cells.change.T
    alike = np.unique(cells.change, axis=0, return_inverse=True)[1].reshape(-1)
    # Turned round: which place's row of changes each place takes.
    orders = np.argsort(deals(alike.tolist(), draws, seed), axis=1)
    pull, square, sums = np.zeros(len(orders)), np.zeros(len(orders)), np.zeros((len(orders), inner.shape[0]))
    for place, taken in enumerate(orders.T):
        pull += towards[place, taken]
        square += own[place, taken]
        sums += shared[place, taken]
    return np.asarray(pull / np.sqrt(square - np.einsum("bp,pq,bq->b", sums, inner, sums)))


def _rows(table: Rollout) -> Iterator[tuple[str, str, float | None, float, float | None]]:
    cells = table.cells
    for i, place in enumerate(table.places):
        for t, period in enumerate(table.periods):
            if math.isfinite(cells.change[i, t]):
                yield place, str(period), float(cells.means[i, t]), float(cells.people[i, t]), float(cells.change[i, t])
            else:
                yield place, str(period), None, 0.0, None


def _warnings(table: Rollout, spread: Spread, nested: bool, dealt: Array | None) -> Iterator[str]:
    if len(table.places) < FEW:
        yield (
            f"With {len(table.places)} places rely on the p-value that deals out the starts again, not on the "
            "normal distribution."
        )
    if dealt is not None and dealt.size < 20:
        yield f"The starts can be dealt out in {dealt.size} ways, so no p-value can be below {1 / dealt.size:.2f}."
    if dealt is None:
        yield "Places were measured in different periods, so the starts cannot be dealt out again."
    if not nested:
        yield (
            "It is supposed that people of one place are as alike across periods as within one; if they are not, the "
            "range is too narrow."
        )
    if spread.places == 0:
        yield "Places do not differ more than people do, as far as these data can tell."
    yield "It is supposed that the effect is the same at once and later, and that the order was drawn at random."
