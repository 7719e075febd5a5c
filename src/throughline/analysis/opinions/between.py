"""What all groups agree on, and what divides them, statement by statement.

Agreement between groups is judged by the group that agrees least: the lower limit of its share (Wilson 1927), so that
neither a large group nor one that hardly voted can pass for all. The product of the groups' smoothed shares (the
group-aware consensus of Small and others 2021) and the map's own measure (`OpinionMap.bridging`) stand beside it.
Divisiveness is the difference between the two groups that lie furthest apart, with its range (Newcombe 1998, with
Bonferroni's correction for the pairs it was chosen from); it does not change when agree and disagree are swapped.

People count in each group by the probability that they belong to it; a group's number of votes is then the effective
one (Kish 1965): the square of the sum of weights by the sum of their squares.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy

from throughline.analysis.intervals import Interval, newcombe, wilson_bounds
from throughline.analysis.opinions.representative import group_aware_consensus

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from throughline.analysis.opinions.groups import OpinionGroups
    from throughline.analysis.opinions.votes import Votes

    Array = NDArray[np.float64]

FEW = 10.0  # effective votes of a group on a statement, below which its share says little


@dataclass(frozen=True, eq=False, slots=True)
class BetweenGroups:
    """Rows are statements, as in the votes; columns are groups, the largest first.

    agree, disagree: shares of each group's votes (passes count as votes); n: effective numbers of votes, 0 where a
    group has none (its shares are 0 then, and its range is 0 to 1). agree_low, disagree_low: lower limits of the share
    in the group where it is lowest; least: that group, for agreement. product: of the groups' smoothed shares of
    agreement. apart: difference between the two groups furthest apart, None with one group or fewer than two that
    voted: in shares, a pass counting as half a vote for either side. pairs: these two groups, the more agreeing first.
    """

    statements: NDArray[Any]
    agree: Array
    disagree: Array
    n: Array
    agree_low: Array
    disagree_low: Array
    least: NDArray[np.intp]
    product: Array
    apart: tuple[Interval | None, ...]
    pairs: tuple[tuple[int, int] | None, ...]
    level: float
    warnings: tuple[str, ...]

    def agreed(self, most: int = 5, *, weights: Array | None = None) -> list[int]:
        """Statements that every group agrees with, surest first, by number. weights: of statements (`duplicates`), so
        that of several that say the same one stands for all."""
        return _first(self.agree_low, self.agree_low > 0.5, most, weights)

    def rejected(self, most: int = 5, *, weights: Array | None = None) -> list[int]:
        """Statements that every group disagrees with, surest first."""
        return _first(self.disagree_low, self.disagree_low > 0.5, most, weights)

    def divided(self, most: int = 5, *, weights: Array | None = None) -> list[int]:
        """Statements on which two groups differ beyond chance, those that differ most for sure first."""
        low = np.array([0.0 if one is None else one.low for one in self.apart])
        return _first(low, low > 0, most, weights)

    def to_dict(self) -> dict[str, Any]:
        return {
            "level": self.level,
            "statements": [
                {
                    "label": label,
                    "agree": self.agree[j].tolist(),
                    "disagree": self.disagree[j].tolist(),
                    "n": self.n[j].tolist(),
                    "agree_low": float(self.agree_low[j]),
                    "disagree_low": float(self.disagree_low[j]),
                    "least_agreeing_group": int(self.least[j]),
                    "product": float(self.product[j]),
                    "apart": None if (one := self.apart[j]) is None else one.to_dict(),
                    "furthest_groups": self.pairs[j],
                }
                for j, label in enumerate(self.statements.tolist())
            ],
            "warnings": list(self.warnings),
        }


def between_groups(votes: Votes, groups: OpinionGroups, *, level: float = 0.95) -> BetweenGroups:
    """Compare the groups on each statement.

    votes: those from which the map of the groups was made. level: of all limits and ranges, e.g. 0.95.
    Raises ValueError where groups and votes are not of the same people.
    """
    if len(groups.group) != votes.n_participants:
        raise ValueError(
            f"the groups are of {len(groups.group)} people and the votes of {votes.n_participants}: use the votes that "
            "the map was made from"
        )
    cast, agree, disagree, n = _weighted(votes, groups.membership)
    m, k = n.shape
    share, other = (np.divide(x, cast, out=np.zeros((m, k)), where=cast > 0) for x in (agree, disagree))
    low = np.array([[_low(share[j, g], n[j, g], level) for g in range(k)] for j in range(m)])
    other_low = np.array([[_low(other[j, g], n[j, g], level) for g in range(k)] for j in range(m)])
    furthest = [_furthest((1 + share[j] - other[j]) / 2, n[j], level) for j in range(m)]
    few = int((n < FEW).any(1).sum())
    warning = f"On {few} of {m} statements a group cast fewer than {FEW:.0f} votes: ask these of more people."
    return BetweenGroups(
        statements=votes.statements,
        agree=share,
        disagree=other,
        n=n,
        agree_low=low.min(1),
        disagree_low=other_low.min(1),
        least=low.argmin(1),
        product=group_aware_consensus(np.stack([agree.T, disagree.T, cast.T], 2)),
        apart=tuple(one for one, _ in furthest),
        pairs=tuple(pair for _, pair in furthest),
        level=level,
        warnings=(warning,) if few else (),
    )


def _weighted(votes: Votes, membership: Array) -> tuple[Array, Array, Array, Array]:
    """Of each statement in each group: weight of votes, of agreement, of disagreement, and the effective number."""
    shape = (votes.n_participants, votes.n_statements)

    def sums(data: Array, weights: Array) -> Array:
        return np.asarray(scipy.sparse.csr_array((data, votes.columns, votes.starts), shape=shape).T @ weights)

    ones = np.ones(votes.n_votes)
    cast, squares = sums(ones, membership), sums(ones, membership**2)
    signed = sums(votes.values.astype(float), membership)
    voiced = sums(np.abs(votes.values).astype(float), membership)
    effective = np.divide(cast**2, squares, out=np.zeros_like(cast), where=squares > 0)
    return cast, np.maximum(voiced + signed, 0) / 2, np.maximum(voiced - signed, 0) / 2, effective


def _low(share: float, n: float, level: float) -> float:
    return wilson_bounds(min(float(share), 1.0), float(n), level)[0] if n > 0 else 0.0


def _furthest(share: Array, n: Array, level: float) -> tuple[Interval | None, tuple[int, int] | None]:
    """The two groups furthest apart among those that voted, and their difference."""
    pairs = list(combinations(np.flatnonzero(n > 0).tolist(), 2))
    if not pairs:
        return None, None
    a, b = max(pairs, key=lambda pair: abs(share[pair[0]] - share[pair[1]]))
    a, b = (a, b) if share[a] >= share[b] else (b, a)
    x, y = (float(min(share[g], 1.0) * n[g]) for g in (a, b))
    return newcombe(x, float(n[a]), y, float(n[b]), level=1 - (1 - level) / len(pairs)), (a, b)


def _first(score: Array, allowed: NDArray[np.bool_], most: int, weights: Array | None) -> list[int]:
    """The highest scores, as long as the statements' weights leave room for `most` statements."""
    order = [int(j) for j in np.argsort(-score, kind="stable") if allowed[j]]
    if weights is None:
        return order[:most]
    taken = np.cumsum([weights[j] for j in order])
    return [j for j, sum_ in zip(order, taken, strict=True) if sum_ <= most + 1e-9]
