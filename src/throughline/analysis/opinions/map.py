"""The opinion map: where each participant stands, and how sure that is.

People are placed so that their places, their own leniency (how readily they agree with anything) and what everybody
thinks of a statement together explain the votes that were cast; what was not voted on says nothing. The arithmetic,
its sources and its priors are told in `factors`.

Distances mean something: two people who are 0.5 apart differ by 0.5 in their expected votes on a typical statement
(root mean square over statements), where agree is +1, pass 0 and disagree -1. The map does not depend on the order of
rows or columns, on labels, or on which answer is called agree (swapping them leaves people where they are).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from throughline.analysis._words import many
from throughline.analysis.opinions.cluster import fitting
from throughline.analysis.opinions.factors import TOLERANCE, Factors, Side, factorise
from throughline.analysis.opinions.ordering import arranged, by_content

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from throughline.analysis.opinions.votes import Votes

    Array = NDArray[np.float64]

SWEEPS = 200
FEW_PEOPLE, FEW_VOTES = 100, 7
ENDS = (0.05, 0.95)
FAINT = 0.05  # votes: an axis along which people differ by less shows next to nothing


@dataclass(frozen=True, eq=False, slots=True)
class OpinionMap:
    """People and statements on the map; rows as in the votes it was made from.

    positions: n × d, in votes (see the module), along the axis of largest difference first, from the middle of the
        map: midway between the 5th and the 95th in a hundred along each axis, so that a majority does not draw it to
        itself. Each axis points to where its distribution has the longer tail. covariance: n × d × d, of each
        position. average: where somebody of whom nothing is known is expected, d.
    leniency, leniency_error: how far each person's votes lie above what the place alone would give.
    loadings: m × d, by how much a statement's expected vote rises with one unit along each axis.
    bridging, bridging_error: each statement's expected vote at the middle of the map, from a person of usual
        leniency: what is agreed across the map, however many stand on either side (the intercept of Wojcik et al.
        2022, Birdwatch). spread: standard deviation of positions along each axis, in votes. noise: standard deviation
        of votes about their expectation. n_votes: of each person; statement_votes: of each statement.
    order: people in the order of their content (`ordering`), for methods that must not depend on rows.
    """

    participants: NDArray[Any]
    statements: NDArray[Any]
    positions: Array
    covariance: Array
    average: Array
    leniency: Array
    leniency_error: Array
    loadings: Array
    bridging: Array
    bridging_error: Array
    spread: Array
    noise: float
    n_votes: NDArray[np.int64]
    statement_votes: NDArray[np.int64]
    order: NDArray[np.intp]
    sweeps: int
    warnings: tuple[str, ...]

    @property
    def dimensions(self) -> int:
        return self.positions.shape[1]

    def expected(self, people: Sequence[int] | NDArray[Any], statements: Sequence[int] | NDArray[Any]) -> Array:
        """Expected votes, -1 to 1, of pairs of people and statements, given by their numbers (rows), one pair a
        place."""
        i, j = np.asarray(people, dtype=np.intp), np.asarray(statements, dtype=np.intp)
        along = (self.positions[i] * self.loadings[j]).sum(-1)
        return np.clip(self.bridging[j] + self.leniency[i] + along, -1, 1)

    def to_dict(self) -> dict[str, Any]:
        return {
            "dimensions": self.dimensions,
            "people": {
                "label": self.participants.tolist(),
                "votes": self.n_votes.tolist(),
                "position": self.positions.tolist(),
                "covariance": self.covariance.tolist(),
                "leniency": self.leniency.tolist(),
                "leniency_error": self.leniency_error.tolist(),
            },
            "average": self.average.tolist(),
            "statements": {
                "label": self.statements.tolist(),
                "votes": self.statement_votes.tolist(),
                "loading": self.loadings.tolist(),
                "bridging": self.bridging.tolist(),
                "bridging_error": self.bridging_error.tolist(),
            },
            "spread": self.spread.tolist(),
            "noise": self.noise,
            "sweeps": self.sweeps,
            "warnings": list(self.warnings),
        }


def opinion_map(
    votes: Votes,
    *,
    dimensions: int = 2,
    weights: Array | None = None,
    most_sweeps: int = SWEEPS,
    engine: str | None = None,
) -> OpinionMap:
    """Place people and statements by the votes cast.

    votes: without the statements a moderator took out (`Votes.without`). dimensions: axes of the map; more of them
    foretell votes better and are harder to show. weights: of statements, above 0 to 1, such as those by which
    near-duplicates share one place (`duplicates`). most_sweeps: gives up after as many. engine: `dask://host:port` to
    have the workers of that scheduler place people, each some of them.
    Raises ValueError for fewer statements or people than axes + 1, weights out of range, an engine that cannot be used,
    or if the fit does not settle.
    """
    enough(votes, dimensions)
    if weights is not None and (weights.shape != (votes.n_statements,) or not ((weights > 0) & (weights <= 1)).all()):
        raise ValueError(f"the weights must be {votes.n_statements} numbers above 0 and up to 1, one a statement")
    people, statements = by_content(votes)
    own = None if weights is None else weights[statements]
    with fitting(arranged(votes, people, statements), own, engine) as parts:
        factors = factorise(parts, dimensions, most_sweeps)
    if factors.change > TOLERANCE:
        raise ValueError(f"the map did not settle in {factors.sweeps} sweeps over the votes: allow more, or fewer axes")
    return placed(votes, factors, people, statements, sides(factors.people), people)


def enough(votes: Votes, dimensions: int) -> None:
    """Raises ValueError where votes are too few for a map of so many axes."""
    if dimensions < 1:
        raise ValueError(f"a map needs at least 1 axis, not {dimensions}")
    seen, asked = int((votes.per_participant > 0).sum()), int((votes.counts.sum(1) > 0).sum())
    if min(seen, asked) <= dimensions:
        raise ValueError(
            f"{seen} people voted on {asked} statements: a map of {dimensions} axes needs at least {dimensions + 1} "
            "of each, so ask more people, or about more statements"
        )


def sides(people: Side) -> Array:
    """By what each axis is multiplied, 1 or -1, so that it points to where its distribution has the longer tail."""
    # The same when all votes are swapped, for then the fit has the axes turned round as well.
    return np.where((people.mean[:-1] ** 3).sum(1) < 0, -1.0, 1.0)


def placed(
    votes: Votes,
    factors: Factors,
    people: NDArray[np.intp],
    statements: NDArray[np.intp],
    side: Array,
    order: NDArray[np.intp],
) -> OpinionMap:
    """The map of a fit. people, statements: the orders of its rows and columns. side: see `sides`. order: of people by
    content."""
    d = len(factors.prior.loading)
    spread = np.sqrt(factors.prior.loading)
    back, back_statements = np.argsort(people), np.argsort(statements)
    mean, covariance = factors.people.mean, factors.people.covariance
    scale = side * spread
    from_average = (mean[:d].T * scale)[back]
    middle = _middle(from_average, votes.per_participant)
    across = np.append(middle / scale, 1.0)
    topics = factors.statements
    return OpinionMap(
        participants=votes.participants,
        statements=votes.statements,
        positions=from_average - middle,
        covariance=np.moveaxis(covariance[:d, :d], 2, 0)[back] * scale[:, None] * scale[None, :],
        average=-middle,
        leniency=mean[d][back],
        leniency_error=np.sqrt(covariance[d, d])[back],
        loadings=(topics.mean[:d] / scale[:, None]).T[back_statements],
        bridging=(across @ topics.mean)[back_statements],
        bridging_error=np.sqrt(np.einsum("a,abm,b->m", across, topics.covariance, across))[back_statements],
        spread=spread,
        noise=float(np.sqrt(factors.prior.noise)),
        n_votes=votes.per_participant,
        statement_votes=votes.counts.sum(1),
        order=order,
        sweeps=factors.sweeps,
        warnings=_warnings(votes, spread),
    )


def _middle(positions: Array, n_votes: NDArray[np.int64]) -> Array:
    """Midway between the ends of the map, of people who voted enough to be placed (all who voted, where none did)."""
    enough = n_votes >= min(FEW_VOTES, int(n_votes.max()))
    return np.asarray(np.quantile(positions[enough], ENDS, axis=0).mean(0))


def _warnings(votes: Votes, spread: Array) -> tuple[str, ...]:
    per_person = votes.per_participant
    voted = int((per_person > 0).sum())
    few = int(((per_person > 0) & (per_person < FEW_VOTES)).sum())
    found = []
    if voted < FEW_PEOPLE:
        found.append(f"Only {voted} people voted: read the map as a first impression.")
    if few:
        found.append(
            f"{few} of {voted} people cast fewer than {FEW_VOTES} votes: they stand near the average for want of "
            "votes, not because their opinion is known."
        )
    if voted < len(per_person):
        silent = many(len(per_person) - voted, "person", "people")
        found.append(f"Not placed, without a vote on these statements: {silent}.")
    if spread[0] < FAINT:
        found.append("People hardly differ along any axis: the map has nothing to show.")
    elif spread[-1] < FAINT:
        found.append("People hardly differ along the last axis: read the map along the others only.")
    return tuple(found)
