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
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any, get_args

import numpy as np

from throughline.analysis.its import REFUSE
from throughline.analysis.pilots._mixture import Fit, How, Method, fit, how
from throughline.analysis.pilots._placebo import in_space, rank_p, too_few
from throughline.analysis.pilots._simplex import Solver
from throughline.analysis.pilots.effect import Effect
from throughline.analysis.pilots.panel import Panel

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

POOR, CLOSE = 0.25, 0.05  # standard deviations between places
LEAN = 0.05  # a weight that matters


@dataclass(frozen=True, slots=True, kw_only=True)
class Synthetic(Effect):
    """The effect beside a mixture of other places.

    Beside what every `Effect` tells: weights: of the other places, largest first, 0s left out. time_weights: of the
    periods before, for synthetic difference-in-differences. fit: root mean square gap before the change; fit_share: in
    standard deviations between places. ratio: gap after to gap before, with the share of places whose ratio is as
    large (Abadie 2010). without_one: the effect without each place that weighs 5% or more.
    """

    method: Method
    start: int
    weights: tuple[tuple[str, float], ...]
    time_weights: tuple[tuple[str, float], ...]
    fit: float
    fit_share: float
    ratio: float | None
    ratio_p: float | None
    without_one: tuple[tuple[str, float], ...]

    @property
    def moved(self) -> str:
        return f"Compared with the mixture of places that went the same way before, the effect is {self.estimate:+.3g}"


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
    chance = in_space(found.estimate, np.array([p.estimate for p in pretended]), level)
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
        ratio_p=_ratio_p(found, pretended),
        without_one=without,
        places=given.changed,
        others=len(names),
        level=level,
        warnings=(*table.warnings, *_warnings(found, share, without, chance.low, len(pretended), level)),
        **chance.told(),
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


def _ratio_p(found: Fit, pretended: Sequence[Fit]) -> float | None:
    if len(pretended) < 2 or not math.isfinite(found.ratio):
        return None
    return rank_p(found.ratio, np.array([p.ratio for p in pretended]))


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
