"""Ratings of the same items by the same people: Kendall's W, intraclass correlation, Light's kappa.

Sources: Kendall M. G. and Babington Smith B. (1939), Annals of Mathematical Statistics 10 (W, with the correction
for ties of Kendall, Rank Correlation Methods, chapter 6); McGraw K. O. and Wong S. P. (1996), Psychological Methods
1: 30-46 (intraclass correlations, their names and intervals); Light R. J. (1971), Psychological Bulletin 76 (mean of
the kappas of all pairs of raters).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Hashable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from throughline.analysis.agreement.coding import Agreement, Weights, distances, kappa_of, resampled

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]

Kind = Literal["1", "C,1", "A,1", "k", "C,k", "A,k"]
FEW_ITEMS = 8  # below it the chi-square of W is rough (Kendall)


@dataclass(frozen=True, slots=True)
class Concordance:
    """Kendall's W: 1 when all rank the items alike, 0 when their ranks cancel out.

    w: corrected for ties. without_ties: the same without that correction. chi_square, df, p: the test that ranks are
    given by chance.
    """

    w: float
    without_ties: float
    chi_square: float
    df: int
    p: float
    items: int
    raters: int
    warnings: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        return f"Kendall's W is {self.w:.2f} ({self.raters:,} people ranked {self.items:,} items; p = {self.p:.2g})"

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "warnings": list(self.warnings), "shown": self.shown}


@dataclass(frozen=True, slots=True)
class Correlation:
    """An intraclass correlation with its range. kind: as McGraw and Wong name it, such as "A,1"."""

    kind: str
    estimate: float
    low: float
    high: float
    level: float
    items: int
    raters: int
    warnings: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        return f"ICC({self.kind}) is {self.estimate:.2f} (likely between {self.low:.2f} and {self.high:.2f})"

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "warnings": list(self.warnings), "shown": self.shown}


def kendall(ratings: ArrayLike) -> Concordance:
    """Kendall's W of people who each rated or ranked all items.

    ratings: items × raters, numbers of which only the order within a rater counts. Raises ValueError for fewer than
    2 raters or items, missing numbers, or raters who all gave one rating to everything.
    """
    from scipy.special import chdtrc

    x = _table(ratings)
    n, m = x.shape
    ranks, ties = zip(*(_midranks(column) for column in x.T), strict=True)
    totals = np.sum(ranks, axis=0)
    spread = float(((totals - m * (n + 1) / 2) ** 2).sum())
    most = m * m * (n**3 - n)
    if most == m * sum(ties):
        raise ValueError("every rater gave all items the same rating, so there is no order to agree on")
    w = 12 * spread / (most - m * sum(ties))
    chi_square = m * (n - 1) * w
    few = (f"Only {n} items: the p-value is rough.",) if n < FEW_ITEMS else ()
    return Concordance(w, 12 * spread / most, chi_square, n - 1, float(chdtrc(n - 1, chi_square)), n, m, few)


def _midranks(values: Array) -> tuple[Array, int]:
    """Ranks from 1, equal values sharing the mean of theirs; and the sum of t³ - t over groups of t equal values."""
    _, place, sizes = np.unique(values, return_inverse=True, return_counts=True)
    ranks = np.cumsum(sizes) - (sizes - 1) / 2
    return ranks[place], int((sizes**3 - sizes).sum())


def icc(ratings: ArrayLike, kind: Kind = "A,1", *, level: float = 0.95) -> Correlation:
    """Intraclass correlation of items rated by the same raters.

    ratings: items × raters, complete. kind: "A,1" absolute agreement of one rater, "C,1" consistency, "1" raters who
    differ from item to item; with k instead of 1, of the mean of all raters. Raises ValueError for fewer than 2
    raters or items, missing numbers, or ratings that do not vary.
    """
    x = _table(ratings)
    n, k = x.shape
    if not 0 < level < 1:
        raise ValueError(f"the level must lie between 0 and 1, not {level!r}")
    if kind not in ("1", "C,1", "A,1", "k", "C,k", "A,k"):
        raise ValueError(f"there is no ICC({kind}): choose 1, C,1, A,1, k, C,k or A,k")
    model = kind[0] if kind[0] in "CA" else "1"
    single = _single(x, model, level)
    if kind[-1] == "k":
        # Spearman-Brown; the same as McGraw and Wong's own formulas for means of k raters.
        single = tuple(k * r / (1 + (k - 1) * r) for r in single)  # type: ignore[assignment]
    negative = ("It is below 0: raters differ more on one item than items do on the whole.",) if single[0] < 0 else ()
    return Correlation(kind, *single, level, n, k, negative)


def _single(x: Array, model: str, level: float) -> tuple[float, float, float]:
    """The correlation of single ratings, and its limits."""
    from scipy.special import fdtri

    n, k = x.shape
    rows, columns, left = _mean_squares(x)
    upper = 0.5 + level / 2
    if model == "A":
        r = (rows - left) / (rows + (k - 1) * left + k / n * (columns - left))
        a, b = (k * r / (n * (1 - r)), 1 + k * r * (n - 1) / (n * (1 - r))) if r < 1 else (1.0, 1.0)
        parts = (a * columns) ** 2 / (k - 1) + (b * left) ** 2 / ((n - 1) * (k - 1))
        df = (a * columns + b * left) ** 2 / parts if parts > 0 else float((n - 1) * (k - 1))
        rest = k * columns + (k * n - k - n) * left
        f = float(fdtri(n - 1, df, upper))
        low = n * (rows - f * left) / (f * rest + n * rows)
        f = float(fdtri(df, n - 1, upper))
        return r, low, n * (f * rows - left) / (rest + n * f * rows)
    df = float((n - 1) * (k - 1)) if model == "C" else float(n * (k - 1))
    within = left if model == "C" else ((k - 1) * (n - 1) * left + (k - 1) * columns) / (n * (k - 1))
    low_rows, high_rows = rows / float(fdtri(n - 1, df, upper)), rows * float(fdtri(df, n - 1, upper))
    r, low, high = ((top - within) / (top + (k - 1) * within) for top in (rows, low_rows, high_rows))
    return r, low, high


def _mean_squares(x: Array) -> tuple[float, float, float]:
    """Between items, between raters, and what is left, from a two-way analysis of variance."""
    n, k = x.shape
    mean = x.mean()
    items, raters = x.mean(1), x.mean(0)
    rows = k * float(((items - mean) ** 2).sum()) / (n - 1)
    columns = n * float(((raters - mean) ** 2).sum()) / (k - 1)
    left = float(((x - items[:, None] - raters + mean) ** 2).sum()) / ((n - 1) * (k - 1))
    if np.ptp(items) <= 1e-12 * np.abs(x).max():
        raise ValueError("all items have the same mean rating, so there is nothing to compare")
    return rows, columns, left


def light(
    codes: Sequence[Sequence[Hashable]], *, weights: Weights = "none", level: float = 0.95, seed: int = 0
) -> Agreement:
    """Light's kappa: the mean of Cohen's kappa over all pairs of raters.

    codes: raters × items, complete. weights: for ordered codes, in sorted order. Raises ValueError for fewer than 2
    raters, rows of different length, or two raters who used one code only.
    """
    if len(codes) < 2 or len({len(row) for row in codes}) != 1 or not len(codes[0]):
        raise ValueError("two or more raters are needed, each with one code for every item")
    order = sorted({code for row in codes for code in row}, key=lambda code: (str(type(code)), code))
    place = {code: i for i, code in enumerate(order)}
    size, distance = len(order), distances(len(order), weights)
    rows = np.array([[place[code] for code in row] for row in codes])
    pairs = list(itertools.combinations(range(len(rows)), 2))
    cells = np.array([rows[a] * size + rows[b] for a, b in pairs]) + size**2 * np.arange(len(pairs))[:, None]

    def of_items(chosen: NDArray[np.intp]) -> float:
        tables = np.bincount(cells[:, chosen].ravel(), minlength=len(pairs) * size**2)
        return float(kappa_of(tables.reshape(-1, size, size), distance).mean())

    if math.isnan(of_items(np.arange(rows.shape[1]))):
        raise ValueError("two raters used one code only, so their agreement beyond chance cannot be measured")
    same = float(np.mean([(rows[a] == rows[b]).mean() for a, b in pairs]))
    name = "Light's kappa" if weights == "none" else f"Light's kappa, {weights} weights"
    return resampled(name, of_items, rows.shape[1], len(rows), same, level, seed)


def _table(ratings: ArrayLike) -> Array:
    x = np.asarray(ratings, dtype=float)
    if x.ndim != 2 or min(x.shape) < 2:
        raise ValueError("ratings must be a table of 2 or more items by 2 or more raters")
    if not np.isfinite(x).all():
        raise ValueError("some ratings are missing: leave out the items or the raters that are not complete")
    return x
