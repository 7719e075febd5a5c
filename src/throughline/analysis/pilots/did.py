"""Did the pilot work? Difference-in-differences: how places with a change moved, less how the others moved.

Estimate: values without the change imputed from effects of places and periods (Borusyak, Jaravel & Spiess 2024, Rev.
Economic Studies 91); with one start for all, that equals the two-by-two difference of means and the two-way
regression. With different starts the regression may mix early with late effects (Goodman-Bacon 2021, J. Econometrics
225), so it is shown for comparison only.

How sure one may be depends on how many places there are, not on how many people or months:

* one place with the change: placebo in space. Each other place is taken for the changed one (Conley & Taber 2011, Rev.
  Economics and Statistics 93; Abadie, Diamond & Hainmueller 2010, JASA 105).
* fewer than 8, or different starts: permutation. The starts are dealt out again among all places (Fisher 1935), and
  the range holds every constant effect that this test does not refute.
* 8 or more on both sides and one start: Welch's t on each place's change (Bertrand, Duflo & Mullainathan 2004, Q. J.
  Economics 119, collapse to before and after). With fewer, errors clustered by place are far too small.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from throughline.analysis.pilots import _did_weights as weigh
from throughline.analysis.pilots._did_chance import MANY, Judged, judge
from throughline.analysis.pilots._placebo import too_few
from throughline.analysis.pilots.effect import Effect
from throughline.analysis.pilots.panel import Panel

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

DRIFTING = 0.1
FEWEST_BEFORE = 3


@dataclass(frozen=True, slots=True)
class Moment:
    """The effect `periods` after the change (below 0: before it, where it should be 0; -1 is the reference).

    low, high: its range by itself, None where there are too few places.
    """

    periods: int
    estimate: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceInDifferences(Effect):
    """The effect by difference-in-differences.

    Beside what every `Effect` tells: two_way: the coefficient of the two-way regression. moments: the event study.
    drift: how much the difference moved a period before the change, with its p-value. With different starts there is
    no `start`, and no one course: `observed` and `expected` are empty.
    """

    two_way: float
    moments: tuple[Moment, ...]
    drift: float | None
    drift_p: float | None

    @property
    def moved(self) -> str:
        return f"Compared with places without it, the change moved the measure by {self.estimate:+.3g}"


def difference_in_differences(
    table: Panel, *, level: float = 0.95, draws: int = 1_999, seed: int = 0
) -> DifferenceInDifferences:
    """Compare the course of places with a change with that of places without it.

    table: from `panel`. level: of the ranges. draws: permutations drawn where there are too many to try each
    (`seed` says which). Raises ValueError for a level outside 0 to 1 or fewer than 99 draws; `panel` has refused
    what cannot be judged.
    """
    if not 0 < level < 1 or draws < 99:
        raise ValueError("the level must lie between 0 and 1, and at least 99 permutations must be drawn")
    has, periods = table.treated, len(table.periods)
    design = weigh.design(table.starts, periods)
    judged = judge(table, design, level, draws, seed)
    observed, expected = _course(table)
    return DifferenceInDifferences(
        estimate=float((design.overall * table.values).sum()),
        two_way=float((weigh.two_way(table.starts, periods) * table.values).sum()),
        moments=_moments(design, table.values, judged.half),
        drift=None if design.drift is None else float((design.drift * table.values).sum()),
        drift_p=judged.drift_p,
        periods=tuple(str(t) for t in table.periods),
        start=table.start,
        observed=observed,
        expected=expected,
        places=int(has.sum()),
        others=int((~has).sum()),
        level=level,
        warnings=(*table.warnings, *_warnings(table, judged, level, design.known)),
        **judged.chance.told(),
    )


def _moments(design: weigh.Design, values: Array, half: tuple[float | None, ...]) -> tuple[Moment, ...]:
    effects = np.tensordot(design.moments, values, axes=2).tolist()
    found = [Moment(-1, 0.0, 0.0, 0.0)]
    for k, effect, width in zip(design.order, effects, half, strict=True):
        found.append(
            Moment(k, effect, None if width is None else effect - width, None if width is None else effect + width)
        )
    return tuple(sorted(found, key=lambda m: m.periods))


def _course(table: Panel) -> tuple[tuple[float, ...], tuple[float, ...]]:
    if table.start is None:
        return (), ()
    own, others = table.values[table.treated].mean(axis=0), table.values[~table.treated].mean(axis=0)
    expected = others + (own - others)[: table.start].mean()
    return tuple(own.tolist()), tuple(expected.tolist())


def _warnings(table: Panel, judged: Judged, level: float, known: int) -> Iterator[str]:
    has, chance = table.treated, judged.chance
    if chance.low is None:
        yield too_few(len(chance.placebos), level)
    elif has.sum() < MANY:
        yield (
            f"Only {has.sum()} of {has.size} places had the change, so chance is judged by pretending that others had "
            "it; a standard error by place would be far too small."
        )
    if chance.inference == "placebo in space":
        yield "The range supposes that the place with the change swings about as much as the others do."
    if table.start is None:
        yield "Places took up the change at different times: the two-way regression may mix early with late effects."
    held = len(table.periods) - int(table.starts.min()) - known
    if held:
        yield f"In {held} periods every place had the change: they tell nothing and are left out."
    if judged.drift_p is not None and judged.drift_p < DRIFTING:
        yield "The places were already drifting apart before the change, so the effect may be that drift going on."
    if table.starts.min() < FEWEST_BEFORE:
        yield f"With fewer than {FEWEST_BEFORE} periods before the change nobody can check whether places moved alike."
    yield "It is supposed that without the change the places would have gone on alike; that cannot be proved."
