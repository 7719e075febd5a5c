"""The arithmetic of the opinion map: a factorisation of the votes that were cast.

    vote = statement's intercept + person's intercept + person's place · statement's loading + noise

with normal priors on all four, whose variances (and the noise) come from the votes by maximum marginal likelihood.
Fitted by variational Bayes: people and statements in turn, each given the means and covariances of the others
(Lim & Teh 2007, KDD Cup; Ilin & Raiko 2010, JMLR 11, sections 3 and 5, with their centring and rotation, which make
it converge in a few sweeps). Covariances count, so that who voted little stays near the middle and does not pull
others. Nothing is imputed: every sum goes over votes cast.

All people (or statements) are solved at once: their normal equations are products of the sparse matrix of votes with
a dense table of the other side, a few columns wide. What statements need of people are sums over them, so that people
may be fitted in parts, each where its votes lie (`cluster`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np
import scipy

from throughline.analysis.opinions._batches import inverse, times, turned

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from throughline.analysis.opinions.votes import Votes

    Array = NDArray[np.float64]

# What is believed before any vote, with the weight of `BELIEF` votes, people or statements: variances of noise, of
# persons' intercepts, of loadings along each axis, and of statements' intercepts.
BELIEF, NOISE, PERSON, LOADING, STATEMENT = 2.0, 0.4, 0.04, 0.01, 0.1
STARTING_STEPS, SPARE = 6, 2
TOLERANCE = 0.01  # largest change of a loading in a sweep, relative to the typical loading


@dataclass(frozen=True, eq=False, slots=True)
class Prior:
    """noise: variance of a vote about its expectation. person: variance of persons' intercepts. loading: variance of
    loadings, one an axis (places have variance 1). centre, statement: mean and variance of statements' intercepts."""

    noise: float
    person: float
    loading: Array
    centre: float
    statement: float


@dataclass(frozen=True, eq=False, slots=True)
class Side:
    """One side's estimates: mean, (d + 1) × n, the intercept last; covariance, (d + 1) × (d + 1) × n."""

    mean: Array
    covariance: Array


@dataclass(frozen=True, eq=False, slots=True)
class Factors:
    """A fit. change: the last sweep's; the fit has settled if it is below the tolerance."""

    people: Side
    statements: Side
    prior: Prior
    sweeps: int
    change: float


class Tally(NamedTuple):
    """counts, totals: of each statement's votes and their values. votes: how many; squares: of their values, summed."""

    counts: Array
    totals: Array
    votes: int
    squares: float


class Moments(NamedTuple):
    """What statements, noise and prior are found from: sums over people who were placed. squares, products: see
    `Sums.equations`, of statements. leniency: part of the squared distance of votes from their expectation that comes
    from people's intercepts. people: who voted; first, second: sums of their estimates and of expected products."""

    squares: Array
    products: Array
    leniency: float
    people: int
    first: Array
    second: Array


class Parts(Protocol):
    """Votes to be fitted: `Part` has those of all, or of some people; sums of parts are those of all."""

    def tally(self) -> Tally: ...
    def along(self, block: Array, means: Array) -> tuple[Array, Array]: ...
    def sweep(self, statements: Side, prior: Prior) -> Moments: ...
    def people(self, statements: Side, prior: Prior) -> Side: ...


class Part:
    """Votes as two sparse matrices of one pattern: the votes, and a one for each."""

    def __init__(self, votes: Votes, weights: Array | None = None) -> None:
        """weights: of statements: how much a vote on each says about the person (1 without)."""
        shape = (votes.n_participants, votes.n_statements)
        self.votes = scipy.sparse.csr_array((votes.values.astype(float), votes.columns, votes.starts), shape=shape)
        pattern = (self.votes.indices, self.votes.indptr)
        self.ones = scipy.sparse.csr_array((np.ones(votes.n_votes), *pattern), shape=shape)
        self.weights = weights

    @cached_property
    def of_people(self) -> Sums:
        return Sums(self.votes, self.ones)

    @cached_property
    def placing(self) -> Sums:
        """Sums by which people are placed: with the statements' weights. Statements are fitted to all their votes."""
        if self.weights is None:
            return self.of_people
        data = self.weights[self.ones.indices]
        weighted = [
            scipy.sparse.csr_array((matrix.data * data, matrix.indices, matrix.indptr), shape=matrix.shape)
            for matrix in (self.votes, self.ones)
        ]
        return Sums(*weighted)

    @cached_property
    def of_statements(self) -> Sums:
        return Sums(self.votes.T, self.ones.T)

    def tally(self) -> Tally:
        sums = self.of_statements
        return Tally(sums.counts, sums.totals, self.votes.nnz, float((self.votes.data**2).sum()))

    def along(self, block: Array, means: Array) -> tuple[Array, Array]:
        """Products with a block of directions, statements × k, of the votes less their statements' means: back to
        statements, and of the people's own among each other, k × k."""
        people = np.asarray(self.votes @ block - self.ones @ (means[:, None] * block))
        sums = self.of_statements
        return sums.votes @ people - means[:, None] * (sums.ones @ people), people.T @ people

    def people(self, statements: Side, prior: Prior) -> Side:
        """Each person given the statements."""
        return solve_people(*self.placing.equations(statements), prior)

    def sweep(self, statements: Side, prior: Prior) -> Moments:
        """Place people, and tell what statements need to know of it."""
        people, sums = self.people(statements, prior), self.of_people
        squares, products = self.of_statements.equations(people)
        offset, unsure = people.mean[-1], people.covariance[-1, -1]
        leniency = float(sums.counts @ (offset**2 + unsure) - 2 * offset @ sums.totals)
        voted = sums.counts > 0
        mean = people.mean[:, voted]
        second = mean @ mean.T + people.covariance[:, :, voted].sum(2)
        return Moments(squares, products, leniency, int(voted.sum()), mean.sum(1), second)


class Sums:
    """The sums that the normal equations of each row are made of."""

    def __init__(self, votes: Any, ones: Any) -> None:
        self.votes, self.ones = votes, ones
        self.counts: Array = ones @ np.ones(ones.shape[1])
        self.totals: Array = votes @ np.ones(ones.shape[1])

    def equations(self, other: Side) -> tuple[Array, Array]:
        """Expected squares and products of what a row's unknowns are multiplied by, (d + 1) × (d + 1) × n, and of
        these with the votes less the other side's intercepts, (d + 1) × n."""
        *loadings, offset = other.mean
        d, covariance = len(loadings), other.covariance
        pairs = [(a, b) for a in range(d) for b in range(a, d)]
        table = [loadings[a] * loadings[b] + covariance[a, b] for a, b in pairs]
        table += loadings
        table += [loadings[a] * offset + covariance[a, d] for a in range(d)]
        found = (self.ones @ np.column_stack([*table, offset])).T
        squares = np.empty((d + 1, d + 1, found.shape[1]))
        for (a, b), sums in zip(pairs, found, strict=False):
            squares[a, b] = squares[b, a] = sums
        first, second = len(pairs), len(pairs) + d
        squares[d, :d] = squares[:d, d] = found[first:second]
        squares[d, d] = self.counts
        with_votes = np.vstack([(self.votes @ np.column_stack(loadings)).T, self.totals[None]])
        return squares, with_votes - found[second:]


def solve(squares: Array, products: Array, precision: Array, centre: float, noise: float) -> Side:
    """The posterior of each row. precision: of the prior, d + 1; centre: prior mean of the intercept."""
    d = len(precision) - 1
    scaled = squares / noise
    scaled[np.arange(d + 1), np.arange(d + 1)] += precision[:, None]
    right = products / noise
    right[d] += precision[d] * centre
    covariance, _ = inverse(scaled)
    return Side(times(covariance, right), covariance)


def solve_people(squares: Array, products: Array, prior: Prior) -> Side:
    precision = np.append(np.ones(len(prior.loading)), 1 / prior.person)
    return solve(squares, products, precision, 0.0, prior.noise)


def solve_statements(squares: Array, products: Array, prior: Prior) -> Side:
    precision = 1 / np.append(prior.loading, prior.statement)
    return solve(squares, products, precision, prior.centre, prior.noise)


def factorise(parts: Parts, dimensions: int, most: int, tolerance: float = TOLERANCE) -> Factors:
    """Fit from the start. most: sweeps at the most."""
    tally = parts.tally()
    statements, prior = _start(parts, tally, dimensions)
    change, sweeps = np.inf, 0
    while sweeps < most and change > tolerance:
        before = statements.mean[:-1]
        statements, prior = _half_sweep(parts.sweep(statements, prior), tally, prior)
        typical = float(np.sqrt(prior.loading.max()))
        change = float(np.abs(statements.mean[:-1] - before).max()) / typical
        sweeps += 1
    return Factors(parts.people(statements, prior), statements, prior, sweeps, change)


def _start(parts: Parts, tally: Tally, dimensions: int) -> tuple[Side, Prior]:
    """Loadings along the principal directions of the votes less their statements' means, by subspace iteration."""
    means, m = tally.totals / (tally.counts + 1), len(tally.counts)
    block = np.random.default_rng(0).standard_normal((m, min(m, dimensions + SPARE)))
    for _ in range(STARTING_STEPS):
        block, _ = np.linalg.qr(parts.along(block, means)[0])
    _, turn = np.linalg.eigh(parts.along(block, means)[1])
    loadings = (block @ turn[:, ::-1])[:, :dimensions].T * np.sqrt(m) / 2
    k = dimensions + 1
    centre = float(tally.totals.sum() / tally.counts.sum())
    prior = Prior(NOISE, PERSON, np.ones(dimensions), centre, STATEMENT)
    return Side(np.vstack([loadings, means[None]]), np.zeros((k, k, m))), prior


def _half_sweep(moments: Moments, tally: Tally, prior: Prior) -> tuple[Side, Prior]:
    """Statements given people; then the noise, the prior, and the axes, which are turned so that people's places are
    uncorrelated of variance 1 about 0, and loadings uncorrelated."""
    statements = solve_statements(moments.squares, moments.products, prior)
    noise = _noise(moments, tally, statements)
    shift, scale, person = _spread(moments)
    d, m = len(shift) - 1, statements.mean.shape[1]
    turn = np.eye(d + 1)
    turn[:d, :d] = scale.T
    turn[d, :d] = shift[:d]
    mean = turn @ statements.mean
    mean[d] += shift[d]
    covariance = turned(statements.covariance, turn)
    values, vectors = np.linalg.eigh(mean[:d] @ mean[:d].T + covariance[:d, :d].sum(2))
    vectors = vectors[:, ::-1]
    rotation = np.eye(d + 1)
    # Of an axis and its opposite the one nearer to the axis before, so that sweeps can be compared.
    rotation[:d, :d] = (vectors * np.where(vectors.diagonal() < 0, -1.0, 1.0)).T
    found = Side(rotation @ mean, turned(covariance, rotation))
    centre = float(found.mean[d].mean())
    off = ((found.mean[d] - centre) ** 2).sum() + found.covariance[d, d].sum()
    loading = (values[::-1].clip(0) + BELIEF * LOADING) / (m + BELIEF)
    return found, Prior(noise, person, loading, centre, float((off + BELIEF * STATEMENT) / (m + BELIEF)))


def _noise(moments: Moments, tally: Tally, statements: Side) -> float:
    """The expected squared distance of votes from their expectation, from the sums at hand."""
    mean = statements.mean
    explained = moments.squares * (mean[:, None] * mean[None] + statements.covariance)
    left = tally.squares + moments.leniency + float(explained.sum() - 2 * (mean * moments.products).sum())
    return (left + BELIEF * NOISE) / (tally.votes + BELIEF)


def _spread(moments: Moments) -> tuple[Array, Array, float]:
    """Of people who voted: means, a square root of the second moments of their places, and the variance of their
    intercepts."""
    n = moments.people
    shift = moments.first / n
    about = moments.second - n * np.outer(shift, shift)
    person = (float(about[-1, -1]) + BELIEF * PERSON) / (n + BELIEF)
    return shift, np.asarray(np.linalg.cholesky(about[:-1, :-1] / n)), person
