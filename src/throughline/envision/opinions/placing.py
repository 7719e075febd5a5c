"""Where a person stands on a map that was made before, from their votes as they are now: plain arithmetic, at once.

With the statements as the map has them, a person's place and leniency are Gaussian given the votes (the same model as
`analysis.opinions.factors`, statements held still), and the groups are the same mixture. So somebody who has just
voted is told as much as somebody whom the map was made from, and no person's place needs to be stored.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

Row = list[float]


def memberships(found: Mapping[str, Any], cast: Mapping[str, int]) -> list[float]:
    """How probable it is that somebody belongs to each group.

    found: the summary of a run with a map. cast: statement (ref) → vote; those that the map does not know are passed
    over.
    """
    place, error = placed(found, cast)
    groups = found["groups"]
    logs = []
    for share, centre in zip(groups["shares"], groups["centres"], strict=True):
        spread = [[a + b for a, b in zip(*rows, strict=True)] for rows in zip(groups["within"], error, strict=True)]
        off = [x - c for x, c in zip(place, centre, strict=True)]
        inverse, determinant = inverted(spread)
        distance = sum(off[i] * inverse[i][j] * off[j] for i in range(len(off)) for j in range(len(off)))
        logs.append(math.log(max(share, 1e-12)) - 0.5 * (distance + math.log(max(determinant, 1e-300))))
    top = max(logs)
    raised = [math.exp(one - top) for one in logs]
    return [one / sum(raised) for one in raised]


def placed(found: Mapping[str, Any], cast: Mapping[str, int]) -> tuple[Row, list[Row]]:
    """A person's place on the map, and its covariance. Arguments as `memberships`."""
    told = found["map"]
    prior = [*(max(one, 1e-6) ** 2 for one in told["spread"]), max(told["leniency"], 1e-12)]
    middle, noise = [*told["average"], 0.0], max(told["noise"], 1e-6) ** 2
    size = len(prior)
    precision = [[1 / prior[i] if i == j else 0.0 for j in range(size)] for i in range(size)]
    pull = [middle[i] / prior[i] for i in range(size)]
    for ref, value in cast.items():
        if ref not in told["loadings"]:
            continue
        along = [*told["loadings"][ref], 1.0]
        weight = found["statements"][ref]["share"] / noise
        for i in range(size):
            pull[i] += weight * along[i] * (value - told["bridging"][ref])
            for j in range(size):
                precision[i][j] += weight * along[i] * along[j]
    covariance, _determinant = inverted(precision)
    mean = [sum(covariance[i][j] * pull[j] for j in range(size)) for i in range(size)]
    return mean[:-1], [row[:-1] for row in covariance[:-1]]


def inverted(matrix: list[Row]) -> tuple[list[Row], float]:
    """The inverse of a small positive definite matrix, and its determinant (Gauss and Jordan)."""
    n, determinant = len(matrix), 1.0
    rows = [[*row, *(1.0 if i == j else 0.0 for j in range(n))] for i, row in enumerate(matrix)]
    for i in range(n):
        pivot = rows[i][i]
        determinant *= pivot
        rows[i] = [x / pivot for x in rows[i]]
        for other in range(n):
            if other != i:
                rows[other] = [x - rows[other][i] * y for x, y in zip(rows[other], rows[i], strict=True)]
    return [row[n:] for row in rows], determinant
