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
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from throughline.analysis.pilots import _did_weights as weigh
from throughline.analysis.pilots._did_chance import MANY, Inference, Judged, judge
from throughline.analysis.pilots._placebo import too_few
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


@dataclass(frozen=True, slots=True)
class DifferenceInDifferences:
    """The average effect on the places with the change, in the unit of the measure.

    low, high, p: by `inference`; None where there are too few places for the level. error: standard deviation of the
    placebos, or Welch's error; None for permutation. two_way: the coefficient of the two-way regression. moments: the
    event study. drift: how much the difference moved a period before the change, with its p-value. periods, observed,
    expected: the changed places' mean and what the others' course leads to expect (empty with different starts).
    start: index of the first period with the change, None with different starts. places, others: how many with and
    without it. placebos: the estimates of the pretended changes. least_p: the smallest p-value these places allow.
    """

    estimate: float
    low: float | None
    high: float | None
    p: float | None
    error: float | None
    inference: Inference
    two_way: float
    moments: tuple[Moment, ...]
    drift: float | None
    drift_p: float | None
    periods: tuple[str, ...]
    start: int | None
    observed: tuple[float, ...]
    expected: tuple[float, ...]
    places: int
    others: int
    placebos: tuple[float, ...]
    least_p: float | None
    level: float
    warnings: tuple[str, ...]

    @property
    def shown(self) -> str:
        moved = f"Compared with places without it, the change moved the measure by {self.estimate:+.3g}"
        if self.low is None or self.high is None:
            return f"{moved}; there are too few places to say how far that is chance."
        return f"{moved} (likely between {self.low:+.3g} and {self.high:+.3g}; p = {self.p:.2g}, by {self.inference})."

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "warnings": list(self.warnings), "shown": self.shown}


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
        low=judged.low,
        high=judged.high,
        p=judged.p,
        error=judged.error,
        inference=judged.inference,
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
        placebos=tuple(judged.placebos.tolist()),
        least_p=1 / (1 + judged.placebos.size) if judged.placebos.size else None,
        level=level,
        warnings=(*table.warnings, *_warnings(table, judged, level, design.known)),
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
    has = table.treated
    if judged.low is None:
        yield too_few(judged.placebos.size, level)
    elif has.sum() < MANY:
        yield (
            f"Only {has.sum()} of {has.size} places had the change, so chance is judged by pretending that others had "
            "it; a standard error by place would be far too small."
        )
    if judged.inference == "placebo in space":
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
