"""Did people's ratings settle between two rounds? Of the people who rated an item in both.

Sources: Scheibe, Skutsch and Schofer (1975), in Linstone & Turoff, The Delphi Method (net change, stable below
15%); Wilcoxon F. (1945), Biometrics Bulletin 1; McNemar Q. (1947), Psychometrika 12, exact form; Holey E. and
others (2007), BMC Medical Research Methodology 7:52 (weighted kappa between rounds); English & Kernan (1976)
(coefficient of variation).
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from throughline.analysis.agreement.coding import distances, kappa_of
from throughline.analysis.panels._ranks import sign_test, signed_rank
from throughline.analysis.panels.rounds import EVERYBODY, Round, paired
from throughline.analysis.panels.statistics import percentile

if TYPE_CHECKING:
    from throughline.analysis.panels.rounds import Counts, Scale


@dataclass(frozen=True, slots=True)
class Change:
    """How one item's ratings moved between two rounds, in one cell; numbers are None where nobody rated it twice.

    moved: ratings that would have to move to turn the first distribution into the second; of n. stable: whether
    that is below the bound (None without people). up, down: people who rated higher, lower. p: Wilcoxon's signed
    ranks; test: "exact", "normal" or "nobody moved". gained, lost: people who came into, and left, the band in
    favour; band_p: McNemar, exact. kappa: with quadratic weights; None where one rating was used throughout.
    median, iqr, variation: later less earlier (variation: coefficient of variation).
    """

    item: str
    cell: str
    n: int
    moved: int
    stable: bool | None
    up: int
    down: int
    p: float | None
    test: str
    gained: int
    lost: int
    band_p: float | None
    kappa: float | None
    median: float | None
    iqr: float | None
    variation: float | None

    @property
    def net_change(self) -> float | None:
        return self.moved / self.n if self.n else None

    @property
    def shown(self) -> str:
        if not self.n:
            return f"“{self.item}”: nobody rated it in both rounds."
        word = "stable" if self.stable else "not stable yet"
        return f"“{self.item}” is {word}: net change {100 * self.moved / self.n:.0f}% ({self.n} people in both rounds)."

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "net_change": self.net_change, "shown": self.shown}


def stability(first: Round, second: Round, *, below: Fraction = Fraction(15)) -> tuple[Change, ...]:
    """Compare two rounds, item by item, for everybody and each constituency (that of the later round).

    below: per cent of net change below which an item is stable; exactly that much is not. Only items in both rounds
    and people who rated the item in both count. Raises ValueError for different scales or where nothing is in both.
    """
    items, before, after, groups = paired(first, second)
    if not items or not groups:
        raise ValueError(f"rounds {first.number} and {second.number} have no item, or nobody, in common")
    scale = first.scale
    place = {cell: i + 1 for i, cell in enumerate(second.cells[1:])}
    of = np.array([place.get(group, 0) for group in groups])
    tables = np.stack([_joint(before[at], after[at], scale.points) for at in _cells(of, len(place))])
    kappas = kappa_of(tables, distances(scale.points, "quadratic"))
    return tuple(
        _change(item, cell, tables[c, i], float(kappas[c, i]), scale, below)
        for i, item in enumerate(items)
        for c, cell in enumerate((EVERYBODY, *place))
    )


def _cells(of: Counts, cells: int) -> list[Any]:
    return [np.ones(len(of), dtype=bool), *(of == c for c in range(1, cells + 1))]


def _joint(before: Any, after: Any, points: int) -> Counts:
    """items × points × points: how many rated so first and so then."""
    items, size = before.shape[1], points * points
    place = (before.astype(np.int64) * points + after) + np.arange(items) * size
    both = (before >= 0) & (after >= 0)
    return np.bincount(place[both], minlength=items * size).reshape(items, points, points)


def _change(item: str, cell: str, joint: Counts, kappa: float, scale: Scale, below: Fraction) -> Change:
    n = int(joint.sum())
    first, second = joint.sum(1), joint.sum(0)
    moved = int(np.abs(first - second).sum()) // 2
    steps = range(1, scale.points)
    up = np.array([np.trace(joint, k) for k in steps])
    down = np.array([np.trace(joint, -k) for k in steps])
    p, test = signed_rank(down, up)
    favour = scale.favour - scale.low
    gained, lost = int(joint[:favour, favour:].sum()), int(joint[favour:, :favour].sum())
    shift = [_shape(counts, scale) for counts in (first, second)] if n else []
    median, iqr, variation = (float(b - a) for a, b in zip(*shift, strict=True)) if n else (None, None, None)
    return Change(
        item=item,
        cell=cell,
        n=n,
        moved=moved,
        stable=100 * moved < below * n if n else None,
        up=int(up.sum()),
        down=int(down.sum()),
        p=p if n else None,
        test=test,
        gained=gained,
        lost=lost,
        band_p=sign_test(gained, lost) if n else None,
        kappa=None if math.isnan(kappa) else kappa,
        median=median,
        iqr=iqr,
        variation=None if variation is None or math.isnan(variation) else variation,
    )


def _shape(counts: Counts, scale: Scale) -> tuple[float, float, float]:
    """Median, interquartile range and coefficient of variation (NaN where the mean is not above 0)."""
    n = int(counts.sum())
    q1, median, q3 = (int(percentile(counts, k, 4)) / 4 for k in (1, 2, 3))
    mean = float(counts @ scale.values) / n
    spread = math.sqrt(max(0.0, float(counts @ (scale.values - mean) ** 2) / max(1, n - 1)))
    return scale.low + median, q3 - q1, spread / mean if mean > 0 else math.nan
