"""Groups as a mixture of normal distributions of one shape, fitted to places that are known with different precision.

Each person enters with the likelihood of her place, not with a point: who voted little hardly counts, and is told
apart from others no better than her votes allow. Source: Bovy, Hogg & Roweis (2011), Annals of Applied Statistics 5
(extreme deconvolution), with one covariance for all components; starts by k-means++ (Arthur & Vassilvitskii 2007).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from throughline.analysis.opinions._batches import inverse, times

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from throughline.analysis.opinions.map import OpinionMap

    Array = NDArray[np.float64]

# What is believed of the shape before any place is seen: a tenth of the variance of all places lies within groups,
# with the weight of 5 people.
WITHIN, BELIEF = 0.1, 5.0
STEPS, SETTLED = 60, 1e-4
LLOYD = 20


@dataclass(frozen=True, eq=False, slots=True)
class Places:
    """What is known of people's places. points: d × n, posterior means; precision (d × d × n) and information (d × n)
    of the likelihood, exp(information · y - y · precision · y / 2). usual: prior variance of each axis."""

    points: Array
    precision: Array
    information: Array
    usual: Array

    @classmethod
    def on_map(cls, found: OpinionMap, people: NDArray[np.intp]) -> Places:
        """The likelihood is the posterior less the prior."""
        usual = found.spread**2
        precision, _ = inverse(np.moveaxis(found.covariance[people], 0, 2))
        points = found.positions[people].T
        information = times(precision, points) - (found.average / usual)[:, None]
        return cls(points, precision - np.diag(1 / usual)[:, :, None], information, usual)

    def of(self, people: NDArray[np.intp] | slice) -> Places:
        return Places(self.points[:, people], self.precision[:, :, people], self.information[:, people], self.usual)

    def __len__(self) -> int:
        return self.points.shape[1]


@dataclass(frozen=True, eq=False, slots=True)
class Mixture:
    """shares: k. centres: k × d. within: d × d, the covariance about each centre."""

    shares: Array
    centres: Array
    within: Array

    def memberships(self, places: Places) -> tuple[Array, Array]:
        """Probability of each component for each person, k × n, and the logarithm of each person's likelihood."""
        weights, likelihood, _, _ = self._expected(places)
        return weights, likelihood

    def _expected(self, places: Places) -> tuple[Array, Array, Array, Array]:
        """Memberships, log-likelihoods, mean place in each component (k × d × n), and its covariance (d × d × n)."""
        inner = np.linalg.inv(self.within)
        covariance, logarithms = inverse(places.precision + inner[:, :, None])
        toward = self.centres @ inner
        right = places.information[None] + toward[:, :, None]
        means = np.asarray(sum(covariance[:, b] * right[:, b, None] for b in range(right.shape[1])))
        log = ((right * means).sum(1) - logarithms[None] - np.linalg.slogdet(self.within)[1]) / 2
        log += (np.log(self.shares) - (toward * self.centres).sum(1) / 2)[:, None]
        most = log.max(0)
        weights = np.exp(log - most)
        total = weights.sum(0)
        return weights / total, most + np.log(total), means, covariance

    def improved(self, places: Places, counts: Array) -> tuple[Mixture, float]:
        """One step of expectation and maximisation, and the mean log-likelihood before it. counts: of how many each
        person stands for (in a resample)."""
        weights, likelihood, means, covariance = self._expected(places)
        weights = weights * counts
        n, sizes = counts.sum(), weights.sum(1) + 1e-9
        centres = (means @ weights[:, :, None])[:, :, 0] / sizes[:, None]
        off = means - centres[:, :, None]
        within = ((off * weights[:, None]) @ off.transpose(0, 2, 1)).sum(0) + covariance @ counts
        within = (within + BELIEF * WITHIN * np.diag(places.usual)) / (n + BELIEF)
        shares = (sizes + 1) / (n + len(sizes))
        return Mixture(shares / shares.sum(), centres, within), float(likelihood @ counts / n)

    def fitted(self, places: Places, counts: Array | None = None, steps: int = STEPS) -> Mixture:
        """From here to where the likelihood no longer rises."""
        counts = np.ones(len(places)) if counts is None else counts
        mixture, before = self, -np.inf
        for _ in range(steps):
            better, likelihood = mixture.improved(places, counts)
            if likelihood - before < SETTLED:
                break
            mixture, before = better, likelihood
        return mixture

    @property
    def apart(self) -> bool:
        """Whether each two components have two tops: for normal distributions of one shape, 2 h standard deviations
        apart, that needs h > 1 and shares not too uneven (Behboodian 1970, Technometrics 12)."""
        white = np.linalg.solve(np.linalg.cholesky(self.within), self.centres.T).T
        a, b = np.triu_indices(len(white), 1)
        half = np.linalg.norm(white[a] - white[b], axis=1) / 2
        beyond = np.maximum(half, 1)
        uneven = np.abs(np.log(self.shares[a] / self.shares[b]))
        return bool((uneven < 2 * (beyond * np.sqrt(beyond**2 - 1) - np.arccosh(beyond))).all())


def fit_mixture(places: Places, k: int, rng: np.random.Generator, starts: int) -> Mixture:
    """The mixture of k components reached from the best of several k-means."""
    found = [_means(places.points.T, k, rng) for _ in range(starts if k > 1 else 1)]
    _, centres, label = min(found, key=lambda one: one[0])
    shares = (np.bincount(label, minlength=k) + 1) / (len(label) + k)
    return Mixture(shares, centres, np.diag(places.usual) * 3 * WITHIN).fitted(places)


def _means(points: Array, k: int, rng: np.random.Generator) -> tuple[float, Array, NDArray[np.intp]]:
    """One run of k-means++: the sum of squared distances, centres, and each point's cluster."""
    centres = points[rng.integers(len(points))][None]
    while len(centres) < k:
        chance = _squares(points, centres).min(1)
        far = chance / chance.sum() if chance.sum() > 0 else None
        centres = np.vstack([centres, points[rng.choice(len(points), p=far)]])
    for _ in range(LLOYD):
        squares = _squares(points, centres)
        label = squares.argmin(1)
        sizes = np.bincount(label, minlength=k)
        sums = np.column_stack([np.bincount(label, axis, k) for axis in points.T])
        moved = np.where(sizes[:, None] > 0, sums / np.maximum(sizes, 1)[:, None], centres)
        if np.abs(moved - centres).max() < 1e-9:
            break
        centres = moved
    return float(squares.min(1).sum()), centres, label


def _squares(points: Array, centres: Array) -> Array:
    return np.asarray(((points[:, None] - centres[None]) ** 2).sum(2))
