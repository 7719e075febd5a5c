"""k-means in the plane as opinion maps use it: seeds are the first distinct points, ties go to the later centre,
a centre without points is dropped, and it ends when no centre has moved by more than a threshold.

Each step is exact. Many points are assigned together: they are laid in boxes of neighbours, and a centre that is
farther than another from the whole box is out for all of its points (Pelleg D. and Moore A. (1999), Accelerating
exact k-means algorithms with geometric reasoning, KDD).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Ints = NDArray[np.intp]

MOVED = 0.01  # a clustering in which no centre moves this far is final
LEAF = 48  # points a box
AREA = 2  # an area is a square of 4 × 4 boxes
BOXES_FROM = 5_000  # points; for fewer, every distance is computed


@dataclass(frozen=True, eq=False, slots=True)
class Clustering:
    """centres: clusters × 2, the means of their points, in the order of the seeds they began as. labels: for each
    point the number of its cluster. steps: taken. settled: whether the last moved less than the threshold."""

    centres: Array
    labels: Ints
    steps: int
    settled: bool


def kmeans(
    points: Array, k: int, *, weights: Array | None = None, start: Array | None = None, most: int = 100
) -> Clustering:
    """points: n × 2. k: clusters wanted; fewer where there are fewer distinct points. weights: of the points in the
    means, above 0. start: centres to begin from, in place of the first k distinct points. most: steps after the
    first."""
    centres = _seeds(points, k) if start is None else start
    weight = np.ones(len(points)) if weights is None else weights
    moments = np.column_stack([weight, weight[:, None] * points])
    assigning = (_Boxes if len(points) >= BOXES_FROM else _Direct)(points, moments)
    steps, settled = 0, False
    while steps <= most and not settled:
        total = np.zeros((len(centres), 3))
        for labels, parts in assigning.step(centres):
            for sums, part in zip(total.T, parts.T, strict=True):
                sums += np.bincount(labels, part, minlength=len(centres))
        held = np.flatnonzero(total[:, 0])
        new = total[held, 1:] / total[held, :1]
        settled = _settled(centres, new)
        place = np.zeros(len(centres), dtype=np.intp)
        place[held] = np.arange(len(held))
        centres, steps = new, steps + 1
    return Clustering(centres, place[assigning.labels()], steps, settled)


def _seeds(points: Array, k: int) -> Array:
    """The first k distinct points. Looks no farther than it must."""
    reach = min(len(points), 4 * k)
    while True:
        _, first = np.unique(points[:reach], axis=0, return_index=True)
        if len(first) >= k or reach == len(points):
            return points[np.sort(first)[:k]]
        reach = min(len(points), 4 * reach)


def _settled(before: Array, after: Array) -> bool:
    """Whether each centre, the two lists in rising order, has moved less than the threshold."""
    both = min(len(before), len(after))
    one, two = (each[np.lexsort((each[:, 1], each[:, 0]))][:both] for each in (before, after))
    return bool((np.hypot(*(one - two).T) < MOVED).all())


class _Direct:
    """Assigns points to their nearest centres, from every distance. moments: points × sums wanted of each cluster."""

    def __init__(self, points: Array, moments: Array) -> None:
        self._points, self._moments = points, moments
        self._labels = np.zeros(len(points), dtype=np.intp)

    def step(self, centres: Array) -> Iterator[tuple[Ints, Array]]:
        """Labels, and what to sum by them."""
        self._labels = _nearest(self._points, centres)
        yield self._labels, self._moments

    def labels(self) -> Ints:
        """Of every point, from the last step."""
        return self._labels


def _nearest(points: Array, centres: Array) -> Ints:
    turned = centres[::-1]  # so that of equals the later is found first
    away = _squares(points[:, :1], points[:, 1:], *turned.T)
    return np.asarray(len(centres) - 1 - away.argmin(1))


class _Boxes:
    """Assigns points to their nearest centres, box by box. For the rest as `_Direct`.

    Boxes hold about as many points each along either axis, and stand in Z-order, so that each run of 4^AREA
    neighbouring places is a larger box: an area.
    """

    def __init__(self, points: Array, moments: Array) -> None:
        n = len(points)
        bits = max(AREA, round(np.log2(n / LEAF) / 2))
        place = np.zeros(n, dtype=np.int32)
        for axis in range(2):
            rank = np.empty(n, dtype=np.int32)
            rank[np.argsort(points[:, axis])] = (np.arange(n) << bits) // n
            for bit in range(bits):
                place |= ((rank >> bit) & 1) << (2 * bit + axis)
        self._order = np.argsort(place, kind="stable")
        place = place[self._order]
        self._x, self._y = points[self._order].T.copy()
        starts = _firsts(place)
        self._starts, self._sizes = starts, np.diff(starts, append=n)
        self._moments = moments[self._order]
        self._box_moments = np.add.reduceat(self._moments, starts)
        low, high = (_least(which, self._x, self._y, starts) for which in (np.minimum, np.maximum))
        self._middle, self._half = (low + high) / 2, (high - low) / 2
        areas = _firsts(place[starts] >> (2 * AREA))
        self._held = np.diff(areas, append=len(starts))
        low, high = _least(np.minimum, low[:, 0], low[:, 1], areas), _least(np.maximum, high[:, 0], high[:, 1], areas)
        self._area_middle, self._area_half = (low + high) / 2, (high - low) / 2

    def step(self, centres: Array) -> Iterator[tuple[Ints, Array]]:
        """Labels, of whole boxes and then of points of boxes that centres share, and what to sum by them."""
        near, boxes, others = self._rivals(centres)
        contested = boxes[_firsts(boxes)]
        whole = np.ones(len(near), dtype=bool)
        whole[contested] = False
        yield near[whole], self._box_moments[whole]
        # The best centre so far, and how far it is.
        places = _ranges(self._starts[contested], self._sizes[contested])
        offset = np.zeros(len(self._sizes), dtype=np.intp)
        offset[contested] = np.cumsum(self._sizes[contested]) - self._sizes[contested]
        x, y, best = self._x[places], self._y[places], np.repeat(near[contested], self._sizes[contested])
        far = _squares(x, y, *centres[best].T)
        turn = np.arange(len(boxes)) - np.searchsorted(boxes, boxes)  # which rival of its box
        for round_ in range(int(turn.max(initial=-1)) + 1):
            now = np.flatnonzero(turn == round_)
            sizes = self._sizes[boxes[now]]
            at = _ranges(offset[boxes[now]], sizes)
            rival = others[now]
            away = _squares(x[at], y[at], *(np.repeat(axis, sizes) for axis in centres[rival].T))
            rival = np.repeat(rival, sizes)
            before = far[at]
            wins = np.flatnonzero((away < before) | ((away == before) & (rival > best[at])))
            won = at[wins]
            far[won], best[won] = away[wins], rival[wins]
        self._last = near, places, best
        yield best, self._moments[places]

    def labels(self) -> Ints:
        """Of every point, from the last step."""
        near, places, best = self._last
        labels = np.repeat(near, self._sizes)
        labels[places] = best
        given = np.empty(len(labels), dtype=np.intp)
        given[self._order] = labels
        return given

    def _rivals(self, centres: Array) -> tuple[Ints, Ints, Ints]:
        """For each box the centre nearest to its middle; and the pairs, by box, of a box and another centre that
        some point of it may be nearer to. Areas of neighbouring boxes leave few centres to look at."""
        gaps = np.abs(centres[:, None, :] - centres[None, :, :])
        squares = (centres**2).sum(1) / 2
        slack = 1e-9 * (1 + squares.max())  # what rounding could hide is looked at
        own = _nearest(self._area_middle, centres)
        most = self._area_middle @ centres.T - squares
        most -= np.take_along_axis(most, own[:, None], 1)
        most += (gaps[own] * self._area_half[:, None, :]).sum(2)
        area, which = np.nonzero(most >= -slack)
        per_area = np.bincount(area, minlength=len(self._held))
        # Every box of an area with every centre that is left there, by box.
        sizes = np.repeat(per_area, self._held)
        box = np.repeat(np.arange(len(sizes)), sizes)
        centre = which[_ranges(np.repeat(np.cumsum(per_area) - per_area, self._held), sizes)]
        x, y = np.repeat(self._middle[:, 0], sizes), np.repeat(self._middle[:, 1], sizes)
        score = x * centres[centre, 0] + y * centres[centre, 1] - squares[centre]
        best = np.repeat(np.maximum.reduceat(score, np.cumsum(sizes) - sizes), sizes)
        is_best = np.flatnonzero(score == best)
        near = np.empty(len(sizes), dtype=np.intp)
        near[box[is_best]] = centre[is_best]
        own_ = np.repeat(near, sizes)
        for axis in range(2):
            score += gaps[own_, centre, axis] * np.repeat(self._half[:, axis], sizes)
        rival = np.flatnonzero((score >= best - slack) & (centre != own_))
        return near, box[rival], centre[rival]


def _least(which: np.ufunc, x: Array, y: Array, starts: Ints) -> Array:
    """The smallest (or largest) x and y of each run of points."""
    return np.column_stack([which.reduceat(x, starts), which.reduceat(y, starts)])


def _squares(x: Array, y: Array, to_x: Array, to_y: Array) -> Array:
    """Squared distances."""
    across, up = x - to_x, y - to_y
    across *= across
    up *= up
    across += up
    return across


def _firsts(rising: NDArray[np.integer[Any]]) -> Ints:
    """Where each new value of a rising column of numbers from 0 begins."""
    return np.flatnonzero(np.diff(rising, prepend=-1))


def _ranges(starts: Ints, sizes: Ints) -> Ints:
    """The numbers starts[i], …, starts[i] + sizes[i] - 1, one run after the other."""
    ends = np.cumsum(sizes)
    total = int(ends[-1]) if len(ends) else 0
    return np.asarray(np.arange(total) + np.repeat(starts - ends + sizes, sizes))
