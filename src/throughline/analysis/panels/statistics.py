"""What a round says of each item: median, quartiles, spread, shares, and the RAND/UCLA index of disagreement.

Everything is worked out from counts of ratings, so 500 people cost no more than 5. Percentiles are of type 7
(Hyndman and Fan 1996, American Statistician 50), in whole numbers, so that a rule at its edge is exact. IPRAS:
Fitch K. and others (2001), The RAND/UCLA Appropriateness Method User's Manual (constants 2.35 and 1.5, 30th and
70th percentiles). MAD: the median distance from the median, without a factor for normality. APMO: Kapoor P. (1987),
as described by von der Gracht (2012), Technological Forecasting & Social Change 79.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from throughline.analysis.panels.rounds import UNABLE, Round, Scale

if TYPE_CHECKING:
    from throughline.analysis.panels.rounds import Counts


@dataclass(frozen=True, slots=True)
class ItemStatistics:
    """One item as one cell (everybody, or a constituency) rated it; None where nobody did.

    n: how many rated it. unable: how many said they could not judge. against, between, favour: how many ratings lie
    in each band. counts: how many gave each rating, from the low end. ipr, ipras: the distance of the 30th and 70th
    percentiles and its bound; index: ipr / ipras, above 1 for disagreement; on scales of 1 to 9 only.
    """

    item: str
    cell: str
    n: int
    unable: int
    minimum: int | None
    q1: float | None
    median: float | None
    q3: float | None
    maximum: int | None
    mean: float | None
    sd: float | None
    mad: float | None
    modes: tuple[int, ...]
    against: int
    between: int
    favour: int
    counts: tuple[int, ...]
    p30: float | None
    p70: float | None
    ipr: float | None
    ipras: float | None
    index: float | None

    @property
    def iqr(self) -> float | None:
        return None if self.q1 is None or self.q3 is None else self.q3 - self.q1

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "iqr": self.iqr, "modes": list(self.modes), "counts": list(self.counts)}


def percentile(counts: Counts, number: int, of: int) -> Counts:
    """The percentile number / of (30 / 100 is 3, 10) of ratings given as counts (..., points), type 7.

    Returns whole numbers: `of` times the percentile, counted from the low end of the scale; 0 where nobody rated.
    """
    running = counts.cumsum(-1)
    n = running[..., -1]
    place = np.maximum(n - 1, 0) * number
    below, part = place // of, place % of
    lower = (running <= below[..., None]).sum(-1)
    upper = (running <= np.minimum(below + 1, np.maximum(n - 1, 0))[..., None]).sum(-1)
    return np.asarray(np.where(n > 0, lower * of + part * (upper - lower), 0))


def spread_about_median(counts: Counts) -> Counts:
    """Four times the median distance of ratings from their median, in whole numbers; 0 where nobody rated."""
    away = np.abs(2 * np.arange(counts.shape[-1]) - percentile(counts, 1, 2)[..., None])
    order = away.argsort(-1, kind="stable")
    away, running = np.take_along_axis(away, order, -1), np.take_along_axis(counts, order, -1).cumsum(-1)
    n = running[..., -1:]
    last = counts.shape[-1] - 1
    middle = [
        np.take_along_axis(away, np.minimum((running <= at).sum(-1, keepdims=True), last), -1)[..., 0]
        for at in (np.maximum(n - 1, 0) // 2, n // 2)
    ]
    return np.asarray(np.where(n[..., 0] > 0, middle[0] + middle[1], 0))


def disagreement_index(counts: Counts) -> tuple[Counts, Counts]:
    """40 × IPR and 40 × IPRAS of ratings on a scale of 1 to 9, in whole numbers, so that their order is exact."""
    low, high = percentile(counts, 3, 10), percentile(counts, 7, 10)
    # IPRAS = 2.35 + 1.5 |5 - (p30 + p70) / 2|, with percentiles in tenths above 1.
    return 4 * (high - low), 94 + 3 * np.abs(80 - (low + high))


def item_statistics(round_: Round) -> tuple[ItemStatistics, ...]:
    """Of each item in each cell, items first."""
    counts = round_.tally()
    unable = np.stack([(round_.codes[round_.members(cell)] == UNABLE).sum(0) for cell in round_.cells])
    figures = _figures(counts, round_.scale)
    return tuple(
        _one(item, cell, counts[c, i], int(unable[c, i]), {k: v[c, i] for k, v in figures.items()}, round_.scale)
        for i, item in enumerate(round_.items)
        for c, cell in enumerate(round_.cells)
    )


def _figures(counts: Counts, scale: Scale) -> dict[str, Any]:
    n = counts.sum(-1)
    some = np.maximum(n, 1)
    total, squares = counts @ scale.values, counts @ scale.values**2
    variance = (squares - total * total / some) / np.maximum(n - 1, 1)
    found: dict[str, Any] = {"n": n, "mean": total / some, "sd": np.sqrt(np.maximum(variance, 0))}
    found |= {name: scale.low + percentile(counts, k, 4) / 4 for name, k in (("q1", 1), ("median", 2), ("q3", 3))}
    found["mad"] = spread_about_median(counts) / 4
    found |= {band: scale.band(counts, band) for band in ("against", "between", "favour")}
    if scale.nine:
        width, bound = disagreement_index(counts)
        found |= {"p30": 1 + percentile(counts, 3, 10) / 10, "p70": 1 + percentile(counts, 7, 10) / 10}
        found |= {"ipr": width / 40, "ipras": bound / 40, "index": width / bound}
    return found


def _one(item: str, cell: str, counts: Counts, unable: int, found: dict[str, Any], scale: Scale) -> ItemStatistics:
    n = int(found["n"])
    given = np.flatnonzero(counts) + scale.low

    def known(name: str) -> float | None:
        return float(found[name]) if n and name in found else None

    return ItemStatistics(
        item=item,
        cell=cell,
        n=n,
        unable=unable,
        minimum=int(given[0]) if n else None,
        maximum=int(given[-1]) if n else None,
        sd=known("sd") if n > 1 else None,
        modes=tuple(int(x) for x in np.flatnonzero(counts == counts.max()) + scale.low) if n else (),
        counts=tuple(counts.tolist()),
        against=int(found["against"]),
        between=int(found["between"]),
        favour=int(found["favour"]),
        **{k: known(k) for k in ("q1", "median", "q3", "mean", "mad", "p30", "p70", "ipr", "ipras", "index")},
    )


def majority_opinion(counts: Counts, scale: Scale) -> float | None:
    """APMO: the share of all ratings that lie with the majority of their item; None without ratings.

    counts: items × points. An item has a majority where more than half lie in one of the outer bands. Items whose
    majority reaches this share are in consensus by the APMO rule.
    """
    n = counts.sum(-1)
    most = np.maximum(scale.band(counts, "against"), scale.band(counts, "favour"))
    return float(most[2 * most > n].sum() / n.sum()) if n.sum() else None
