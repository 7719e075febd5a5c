"""How many would choose an option that the reader composes, beside another: from the stored estimates, in plain
arithmetic, since a page waits for it. The range is by the delta method on the logit scale, so it stays within 0 and 1.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from throughline.envision.choices.given import NO_OPTION, columns_of
from throughline.envision.choices.plan import ChoicePlan, Profile

Z = 1.959963984540054  # 95%


@dataclass(frozen=True)
class Predicted:
    """The share that would choose one option, 0 to 1, with its range."""

    share: float
    low: float
    high: float


def predict(plan: ChoicePlan, found: Mapping[str, Any], options: Sequence[Profile]) -> list[Predicted]:
    """The share of each option, and last of choosing none where people could.

    Args:
        plan: what was asked about.
        found: the stored estimates, with “columns”, “weights” and “covariance”.
        options: the level of every attribute, for each option.
    """
    names = found["columns"]
    described = [columns_of(plan, profile) for profile in options]
    if plan.opt_out:
        described.append({NO_OPTION: 1.0})
    rows = [[own.get(name, 0.0) for name in names] for own in described]
    weights = [weight for weight, _low, _high in found["weights"]]
    utility = [sum(w * x for w, x in zip(weights, row, strict=True)) for row in rows]
    top = max(utility)
    odds = [math.exp(u - top) for u in utility]
    shares = [one / sum(odds) for one in odds]
    return [_ranged(n, rows, shares, found["covariance"]) for n in range(len(rows))]


def _ranged(n: int, rows: Sequence[Sequence[float]], shares: Sequence[float], covariance: Any) -> Predicted:
    """d logit(p) = the option's columns less the mean of the others, weighed by how likely they are."""
    share = shares[n]
    rest = 1 - share
    if rest <= 0 or share <= 0:
        return Predicted(share, 0.0, 1.0)
    others = [sum(shares[m] / rest * row[k] for m, row in enumerate(rows) if m != n) for k in range(len(rows[n]))]
    slope = [x - y for x, y in zip(rows[n], others, strict=True)]
    variance = sum(slope[i] * slope[j] * covariance[i][j] for i in range(len(slope)) for j in range(len(slope)))
    middle, half = math.log(share / rest), Z * math.sqrt(max(variance, 0.0))
    return Predicted(share, _logistic(middle - half), _logistic(middle + half))


def _logistic(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))
