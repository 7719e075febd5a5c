"""A map that is kept up as votes come in, at the cost of those who vote, not of all.

Kept beside the map are each statement's sums (of people's places, and of these with their votes). When votes come in,
the share that their casters had in the sums is taken out, they are placed again, and their new share is put in; all
statements follow, being few. Other people stay where they are, and so do the axes and the prior: after many new votes
(`drift` tells how many, as a share of all) make the map anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy

from throughline.analysis.opinions.extending import extended
from throughline.analysis.opinions.factors import (
    TOLERANCE,
    Factors,
    Part,
    Prior,
    Side,
    Sums,
    factorise,
    solve_people,
    solve_statements,
)
from throughline.analysis.opinions.map import SWEEPS, OpinionMap, enough, placed, sides
from throughline.analysis.opinions.ordering import arranged, by_content

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from throughline.analysis.opinions.votes import Votes

    Array = NDArray[np.float64]

ROUNDS = 3


@dataclass(frozen=True, eq=False, slots=True)
class LiveMap:
    """Start one with `live_map`; `add` gives the next one and leaves this as it is.

    votes: all so far. people, statements: estimates in the order of the votes. squares, products: the statements' sums.
    order: of people by content, those who came later after them. added: votes since the map was made.
    """

    votes: Votes
    people: Side
    statements: Side
    prior: Prior
    squares: Array
    products: Array
    side: Array
    order: NDArray[np.intp]
    added: int

    @property
    def drift(self) -> float:
        """The share of votes that came in since the map was made."""
        return self.added / self.votes.n_votes

    def map(self) -> OpinionMap:
        """The map as it is now."""
        factors = Factors(self.people, self.statements, self.prior, 0, 0.0)
        own = np.arange(self.votes.n_participants), np.arange(self.votes.n_statements)
        return placed(self.votes, factors, *own, self.side, self.order)

    def add(self, participant: Any, statement: Any, vote: Any) -> LiveMap:
        """With more votes, cast after all others: columns as in `Votes.from_columns`. A later vote of a person on a
        statement replaces the former. Raises ValueError as there."""
        votes = extended(self.votes, participant, statement, vote)
        new = votes.n_participants - self.votes.n_participants
        people = _grown(self.people, new, 0.0, np.append(np.ones(len(self.side)), self.prior.person))
        topics = votes.n_statements - self.votes.n_statements
        own = np.append(self.prior.loading, self.prior.statement)
        statements = _grown(self.statements, topics, self.prior.centre, own)
        touched = _changed(self.votes, votes)
        before = touched[touched < self.votes.n_participants]
        old = _contribution(self.votes, self.people, before, votes.n_statements)
        squares, products = (
            np.concatenate([known, np.zeros((*known.shape[:-1], topics))], -1) - share
            for known, share in zip((self.squares, self.products), old, strict=True)
        )
        placing = Sums(*_rows(votes, touched, votes.n_statements))
        for _ in range(ROUNDS):
            found = solve_people(*placing.equations(statements), self.prior)
            people.mean[:, touched], people.covariance[:, :, touched] = found.mean, found.covariance
            more = _contribution(votes, people, touched, votes.n_statements)
            statements = solve_statements(squares + more[0], products + more[1], self.prior)
        return LiveMap(
            votes,
            people,
            statements,
            self.prior,
            squares + more[0],
            products + more[1],
            self.side,
            np.concatenate([self.order, np.arange(len(self.order), votes.n_participants)]),
            self.added + int(np.size(vote)),
        )


def live_map(votes: Votes, *, dimensions: int = 2) -> LiveMap:
    """Make a map that can be kept up. Arguments and errors as `opinion_map`."""
    enough(votes, dimensions)
    people, statements = by_content(votes)
    all_votes = Part(arranged(votes, people, statements))
    factors = factorise(all_votes, dimensions, SWEEPS)
    if factors.change > TOLERANCE:
        raise ValueError(f"the map did not settle in {SWEEPS} sweeps over the votes: ask for fewer axes")
    squares, products = all_votes.of_statements.equations(factors.people)
    back, back_statements = np.argsort(people), np.argsort(statements)
    return LiveMap(
        votes,
        _taken(factors.people, back),
        _taken(factors.statements, back_statements),
        factors.prior,
        squares[:, :, back_statements],
        products[:, back_statements],
        sides(factors.people),
        people,
        0,
    )


def _taken(side: Side, places: NDArray[np.intp]) -> Side:
    return Side(side.mean[:, places], side.covariance[:, :, places])


def _grown(side: Side, more: int, centre: float, variance: Array) -> Side:
    """A copy with `more` of whom nothing is known but the prior."""
    mean = np.zeros((len(variance), more))
    mean[-1] = centre
    covariance = np.repeat(np.diag(variance)[:, :, None], more, 2)
    return Side(np.hstack([side.mean, mean]), np.concatenate([side.covariance, covariance], 2))


def _changed(before: Votes, after: Votes) -> NDArray[np.intp]:
    """Numbers of participants whose votes are not the same."""
    n = before.n_participants
    longer = np.ones(after.n_participants, dtype=bool)
    longer[:n] = after.per_participant[:n] != before.per_participant
    # Of those with as many votes as before, some have changed one: compare cell by cell.
    same = np.repeat(~longer, after.per_participant)
    kept = np.repeat(~longer[:n], before.per_participant)
    differs = np.zeros(after.n_votes, dtype=bool)
    differs[same] = after.values[same] != before.values[kept]
    longer[np.searchsorted(after.starts, np.flatnonzero(differs), side="right") - 1] = True
    return np.flatnonzero(longer)


def _rows(votes: Votes, people: NDArray[np.intp], width: int) -> tuple[Any, Any]:
    """The votes of these people, and a one for each, as sparse matrices."""
    lengths = votes.per_participant[people]
    starts = np.concatenate([[0], np.cumsum(lengths)])
    cells = np.arange(starts[-1]) + np.repeat(votes.starts[people] - starts[:-1], lengths)
    columns, shape = votes.columns[cells].astype(np.int32), (len(people), width)
    given = scipy.sparse.csr_array((votes.values[cells].astype(float), columns, starts), shape=shape)
    return given, scipy.sparse.csr_array((np.ones(len(cells)), columns, starts), shape=shape)


def _contribution(votes: Votes, people: Side, who: NDArray[np.intp], width: int) -> tuple[Array, Array]:
    """What these people add to the sums of all statements."""
    given, ones = _rows(votes, who, width)
    return Sums(given.T, ones.T).equations(_taken(people, who))
