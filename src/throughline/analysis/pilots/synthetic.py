"""Did the pilot work? Synthetic control: the course that a mixture of other places, alike before, took after.

Synthetic control (Abadie, Diamond & Hainmueller 2010, JASA 105; Abadie 2021, J. Economic Literature 59): weights of 0
or more that add up to 1 and trace the changed place before the change. It is refused where they do not trace it: where
the gap before is more than a quarter of a standard deviation between places, the bound for baselines of the What Works
Clearinghouse (Standards 5.0, 2022).

Synthetic difference-in-differences (Arkhangelsky, Athey, Hirshberg, Imbens & Wager 2021, American Economic Review 111):
the mixture need only move alike, and periods before the change are weighted too.

Chance is judged by pretending that other places had the change. The published software stops its search for weights
after 10,000 steps (`solver="frank-wolfe"`): on the California panel it gives -19.62 and -15.604, while the minimum,
found here by default, is at -19.51 and -15.605, with a smaller gap before.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any, get_args

import numpy as np

from throughline.analysis.its import REFUSE
from throughline.analysis.pilots._mixture import Fit, How, Method, fit, how
from throughline.analysis.pilots._placebo import half_width, rank_p, too_few
from throughline.analysis.pilots._simplex import Solver
from throughline.analysis.pilots.panel import Panel

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

POOR, CLOSE = 0.25, 0.05  # standard deviations between places
LEAN = 0.05  # a weight that matters


@dataclass(frozen=True, slots=True)
class Synthetic:
    """The average effect on the changed places after the change, in the unit of the measure.

    low, high, p: by pretending the change elsewhere, None where there are too few other places; error: standard
    deviation of the placebos. weights: of the other places, largest first, 0s left out. time_weights: of the periods
    before, for synthetic difference-in-differences. observed, expected: of the changed places and of the mixture.
    fit: root mean square gap before the change; fit_share: in standard deviations between places. ratio: gap after to
    gap before, with the share of places whose ratio is as large (Abadie 2010). without_one: the effect without each
    place that weighs 5% or more. least_p: the smallest p-value these places allow.
    """

    method: Method
    estimate: float
    low: float | None
    high: float | None
    p: float | None
    error: float | None
    weights: tuple[tuple[str, float], ...]
    time_weights: tuple[tuple[str, float], ...]
    periods: tuple[str, ...]
    start: int
    observed: tuple[float, ...]
    expected: tuple[float, ...]
    fit: float
    fit_share: float
    ratio: float | None
    ratio_p: float | None
    without_one: tuple[tuple[str, float], ...]
    places: int
    others: int
    placebos: tuple[float, ...]
    least_p: float | None
    level: float
    warnings: tuple[str, ...]

    @property
    def shown(self) -> str:
        moved = f"Compared with the mixture of places that went the same way before, the effect is {self.estimate:+.3g}"
        if self.low is None or self.high is None:
            return f"{moved}; there are too few places to say how far that is chance."
        return f"{moved} (likely between {self.low:+.3g} and {self.high:+.3g}; p = {self.p:.2g}, by placebo in space)."

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "warnings": list(self.warnings), "shown": self.shown}


def synthetic_control(
    table: Panel, *, level: float = 0.95, solver: Solver = "exact", draws: int = 199, seed: int = 0
) -> Synthetic:
    """Compare the changed place (or the mean of the changed places) with the mixture that traced it before.

    table: from `panel`, with one start for all. level: of the range. solver: told above. draws: groups of other places
    drawn as placebos where several places had the change (`seed` says which). Raises ValueError for different starts,
    fewer than 8 periods before, fewer than 2 other places, or a mixture that does not trace the place.
    """
    return _analyse(table, "synthetic control", level, solver, draws, seed)


def synthetic_difference(
    table: Panel, *, level: float = 0.95, solver: Solver = "exact", draws: int = 199, seed: int = 0
) -> Synthetic:
    """Compare how the changed places moved with how a mixture that moved alike before did, after against before.

    Arguments and errors as `synthetic_control`, but a difference of level between place and mixture does not matter.
    """
    return _analyse(table, "synthetic difference-in-differences", level, solver, draws, seed)


def _analyse(table: Panel, method: Method, level: float, solver: Solver, draws: int, seed: int) -> Synthetic:
    start = _checked(table, level, solver, draws)
    has = table.treated
    others, own = table.values[~has], table.values[has].mean(axis=0)
    names = [unit for unit, changed in zip(table.units, has, strict=True) if not changed]
    given = how(method, others, start, int(has.sum()), solver)
    found = fit(own, others, given)
    share = _share(found, others[:, :start], method)
    without = tuple(_without_one(own, others, names, found, given))
    pretended = [fit(own, rest, given) for own, rest in _pretended(others, given.changed, draws, seed)]
    chance = _chance(found, pretended, level)
    return Synthetic(
        method=method,
        estimate=found.estimate,
        weights=tuple((names[i], float(found.weights[i])) for i in np.argsort(-found.weights) if found.weights[i] > 0),
        time_weights=tuple((str(table.periods[t]), w) for t, w in enumerate(_listed(found.times)) if w > 0),
        periods=tuple(str(t) for t in table.periods),
        start=start,
        observed=tuple(own.tolist()),
        expected=tuple(found.expected.tolist()),
        fit=found.gap,
        fit_share=share,
        ratio=found.ratio if math.isfinite(found.ratio) else None,
        without_one=without,
        places=given.changed,
        others=len(names),
        level=level,
        warnings=(*table.warnings, *_warnings(found, share, without, chance["low"], len(pretended), level)),
        **chance,
    )


def _checked(table: Panel, level: float, solver: Solver, draws: int) -> int:
    if not 0 < level < 1 or draws < 19 or solver not in get_args(Solver):
        raise ValueError(
            f"the level must lie between 0 and 1, draws be 19 or more and the solver one of {get_args(Solver)}"
        )
    start = table.start
    if start is None:
        raise ValueError("the places took up the change at different times: analyse those of each start by themselves")
    if start < REFUSE:
        raise ValueError(
            f"{start} periods before the change are too few to find places that went the same way: at least {REFUSE} "
            "are needed; use difference-in-differences"
        )
    if int((~table.treated).sum()) < 2:
        raise ValueError("a mixture needs at least 2 places without the change")
    return start


def _share(found: Fit, before: Array, method: Method) -> float:
    """The gap before the change in standard deviations between places; a mixture that leaves too wide a gap is
    refused."""
    spread = float(before.std(axis=0, ddof=1).mean())
    share = found.gap / spread if spread > 0 else float(found.gap > 0)
    if method == "synthetic control" and share > POOR:
        raise ValueError(
            f"no mixture of the other places traces the changed one before the change: the gap is {share:.2f} standard "
            f"deviations between places, more than {POOR}; use synthetic difference-in-differences"
        )
    return share


def _pretended(others: Array, changed: int, draws: int, seed: int) -> Iterator[tuple[Array, Array]]:
    """Other places taken for the changed ones, each with the rest of the other places."""
    size = len(others)
    if size - changed < 2:
        return
    groups: Sequence[Any] = list(combinations(range(size), changed)) if math.comb(size, changed) <= draws else []
    if changed > 1 and not groups:
        rng = np.random.default_rng(seed)
        groups = [rng.choice(size, changed, replace=False) for _ in range(draws)]
    for chosen in groups or [(i,) for i in range(size)]:
        rest = np.setdiff1d(np.arange(size), chosen)
        yield others[list(chosen)].mean(axis=0), others[rest]


def _chance(found: Fit, pretended: Sequence[Fit], level: float) -> dict[str, Any]:
    moved = np.array([p.estimate for p in pretended])
    if moved.size < 2:
        return dict.fromkeys(("low", "high", "p", "error", "ratio_p", "least_p")) | {"placebos": ()}
    half = half_width(moved, level)
    return {
        "low": None if half is None else found.estimate - half,
        "high": None if half is None else found.estimate + half,
        "p": rank_p(found.estimate, moved),
        "error": float(moved.std(ddof=1)),
        "ratio_p": rank_p(found.ratio, np.array([p.ratio for p in pretended])) if math.isfinite(found.ratio) else None,
        "least_p": 1 / (1 + moved.size),
        "placebos": tuple(moved.tolist()),
    }


def _listed(times: Array | None) -> list[float]:
    return [] if times is None else times.tolist()


def _without_one(
    own: Array, others: Array, names: Sequence[str], found: Fit, given: How
) -> Iterator[tuple[str, float]]:
    if len(others) < 3:
        return
    for i in np.flatnonzero(found.weights >= LEAN).tolist():
        yield names[i], fit(own, np.delete(others, i, axis=0), given).estimate


def _warnings(
    found: Fit,
    share: float,
    without: Sequence[tuple[str, float]],
    low: float | None,
    placebos: int,
    level: float,
) -> Iterator[str]:
    if low is None:
        yield too_few(placebos, level)
    if share > POOR:
        yield (
            f"Before the change the mixture moved otherwise than the place, by {share:.2f} standard deviations between "
            "places: read the effect with care."
        )
    elif share > CLOSE:
        yield f"Before the change the mixture stood {share:.2f} standard deviations between places off."
    leaning = [name for name, effect in without if abs(effect - found.estimate) > abs(found.estimate) / 2]
    if leaning:
        yield f"The result leans on {', '.join(leaning)}: without it, the effect would change by more than half."
    yield "It is supposed that nothing else of the kind happened to the place, or to the places it is compared with."
