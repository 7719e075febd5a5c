"""Is there a valley between two groups, or do opinions shade into one another?

A mixture always finds its components: two of them also fit a single broad cloud better than one. So the density of
two components, along the line on which they differ most, is set against the nearest density with a single top
(nearest in Kullback-Leibler's sense: monotone regression on either side of the top, Barlow et al. 1972). If people's
votes are likelier under the one with the valley, by more than chance allows, the valley is there. Everybody counts
with the likelihood of her place along the line, so that uncertainty about places does not fill a valley, nor dig one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from throughline.analysis.opinions._batches import inverse

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from throughline.analysis.opinions.mixture import Mixture, Places

    Array = NDArray[np.float64]

STEP, BEYOND = 0.15, 4.0  # of the grid, and how far it reaches beyond the centres, in standard deviations


def shallowest(mixture: Mixture, places: Places) -> float:
    """How sure the least sure valley between two components is: mean gain in log-likelihood over a density with one
    top, divided by its standard error. Above 2 all valleys are there beyond chance."""
    membership, _ = mixture.memberships(places)
    k = len(mixture.shares)
    return min(_valley(mixture, places, membership, a, b) for b in range(k) for a in range(b))


def _valley(mixture: Mixture, places: Places, membership: Array, a: int, b: int) -> float:
    direction = np.linalg.solve(mixture.within, mixture.centres[b] - mixture.centres[a])
    direction /= np.sqrt(direction @ mixture.within @ direction)
    ends = mixture.centres[[a, b]] @ direction
    grid = np.arange(ends.min() - BEYOND, ends.max() + BEYOND, STEP)
    two = mixture.shares[a] * np.exp(-((grid - ends[0]) ** 2) / 2)
    two += mixture.shares[b] * np.exp(-((grid - ends[1]) ** 2) / 2)
    likelihood = _along(places, direction, grid)
    weight = membership[a] + membership[b]
    found = []
    for end in ends:
        one = _one_top(two, int(np.abs(grid - end).argmin()))
        gain = np.log(likelihood @ (two / two.sum())) - np.log(likelihood @ (one / one.sum()))
        mean = float(weight @ gain / weight.sum())
        error = float(np.sqrt(weight**2 @ (gain - mean) ** 2) / weight.sum())
        found.append((mean, error))
    mean, error = min(found)
    return mean / error if error > 0 else 0.0


def _along(places: Places, direction: Array, grid: Array) -> Array:
    """Likelihood of each grid point along a line for each person, n × points; off the line by the prior."""
    usual = np.diag(places.usual)
    covariance, _ = inverse(places.precision + np.linalg.inv(usual)[:, :, None])
    spread = covariance.transpose(2, 0, 1) @ direction
    variance = spread @ direction
    precision = np.maximum(1 / variance - 1 / (direction @ usual @ direction), 0)
    information = (spread * places.information.T).sum(1) / variance
    log = information[:, None] * grid - precision[:, None] * grid**2 / 2
    return np.asarray(np.exp(log - log.max(1, keepdims=True)))


def _one_top(density: Array, top: int) -> Array:
    """The nearest density that rises to this place and falls after it."""
    from scipy.optimize import isotonic_regression

    rising = isotonic_regression(density[: top + 1]).x
    falling = isotonic_regression(density[top:], increasing=False).x
    return np.concatenate([rising, falling[1:]])
