"""Scores of a wiki survey: which ideas would win against others, how surely, and whether the side decided.

Production score: All Our Ideas, 100 (wins + 1) / (wins + losses + 2). Score: Salganik M. and Levy K. (2015), Wiki
surveys, PLOS ONE 10(5): the chance that an idea beats a randomly chosen one for a randomly chosen person, where a
person's liking of an idea is normal about the idea's mean with standard deviation 1. Here that model is fitted by
its margin (the chance of a vote is Φ(difference of means / √3)) with the paper's normal prior on means (standard
deviation 2), and errors that allow for votes of one person going together, instead of by simulation.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy

from throughline.analysis._words import many
from throughline.analysis.intervals import Interval, wilson_bounds, z_value
from throughline.analysis.pairs._newton import clustered, fit
from throughline.analysis.pairs.bradley_terry import FEW_VOTES, bradley_terry
from throughline.analysis.pairs.votes import Pairs, Votes, counted

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

SPREAD = math.sqrt(3)  # of the difference of two likings (variance 2) and the noise of a vote (variance 1)
PRIOR_SD = 2.0
DRAWS = 2_000


@dataclass(frozen=True, slots=True)
class Probit:
    """The normal link of the margin of Salganik and Levy's model; it has no ties."""

    extras: int = 0
    spread: float = field(default=SPREAD)

    def log_chances(self, d: Floats, x: Floats) -> Floats:
        z = d / self.spread
        return np.stack([scipy.special.log_ndtr(z), scipy.special.log_ndtr(-z), np.zeros_like(z)])

    def scores(self, d: Floats, x: Floats) -> Floats:
        z = d / self.spread
        return np.stack([_mills(z), -_mills(-z), np.zeros_like(z)])[None] / self.spread

    def curvature(self, d: Floats, x: Floats, counts: Floats) -> Floats:
        z = d / self.spread
        up, down = _mills(z), _mills(-z)
        bend = counts[0] * up * (up + z) + counts[1] * down * (down - z)
        return np.asarray(bend[None, None] / self.spread**2)

    def penalty(self, theta: Floats) -> tuple[float, Floats, Floats]:
        pull = 1 / PRIOR_SD**2
        return -pull / 2 * float(theta @ theta), -pull * theta, np.full_like(theta, pull)


def _mills(z: Floats) -> Floats:
    """The normal density over the normal distribution."""
    return np.asarray(np.exp(-(z**2) / 2 - scipy.special.log_ndtr(z)) / math.sqrt(2 * math.pi))


@dataclass(frozen=True, slots=True)
class Idea:
    """One idea. score: 0 to 100, with its range. production: All Our Ideas' simple score. top: the chance that it is
    among the first `top_of` of the result."""

    item: str
    score: float
    low: float
    high: float
    production: float
    wins: int
    losses: int
    top: float


@dataclass(frozen=True, slots=True)
class WikiSurvey:
    """Ideas from the highest score down. left_out: ties, which say nothing here."""

    ideas: tuple[Idea, ...]
    votes: int
    voters: int | None
    left_out: int
    top_of: int
    level: float
    warnings: tuple[str, ...]

    @property
    def shown(self) -> str:
        first = self.ideas[0]
        return (
            f"“{first.item}” comes first: it would beat {first.score:.0f}% of the others "
            f"(likely between {first.low:.0f}% and {first.high:.0f}%; {many(self.votes, 'vote')}, "
            f"{len(self.ideas):,} ideas)."
        )

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "warnings": list(self.warnings), "shown": self.shown}


def production_score(wins: float, losses: float) -> float:
    """All Our Ideas' score, 0 to 100. Raises ValueError for counts below 0."""
    if wins < 0 or losses < 0:
        raise ValueError("wins and losses are counts of 0 or more")
    return 100 * (wins + 1) / (wins + losses + 2)


def wiki_survey(votes: Votes, *, top_of: int = 10, level: float = 0.95, seed: int = 0) -> WikiSurvey:
    """Score every idea.

    votes: as `votes.collect`; ideas without votes are scored too, near 50 with a wide range. top_of: how many count as
    the top. Raises ValueError for fewer than 2 ideas or no vote that chose one.
    """
    if len(votes.items) < 2 or not (votes.outcome != 0).any():
        raise ValueError("scores need at least 2 ideas and at least 1 vote that chose one of both")
    chosen = votes.where(votes.outcome != 0)
    pairs, link = counted(chosen), Probit()
    found = fit(pairs, link)
    covariance, known = found.covariance, False
    if chosen.voters is not None and chosen.voters.max() > 0:
        covariance, known = clustered(pairs, link, found, chosen.outcome, chosen.voters), True
    ideas = _ideas(pairs, found.theta, covariance, _top(found.theta, covariance, top_of, seed), z_value(level))
    people = len(np.unique(chosen.voters)) if chosen.voters is not None else None
    left_out = len(votes) - len(chosen)
    return WikiSurvey(ideas, len(chosen), people, left_out, top_of, level, _warnings(ideas, votes, left_out, known))


def _ideas(pairs: Pairs, mean: Floats, covariance: Floats, top: list[float], z: float) -> tuple[Idea, ...]:
    """All ideas, the highest score first. Ranges are worked out in log odds, so they stay within 0 and 100."""
    score, error = _scores(mean, covariance)
    ends = [100 * scipy.special.expit(scipy.special.logit(score) + k * error / (score * (1 - score))) for k in (-z, z)]
    wins, losses, _ = pairs.totals()
    columns = (100 * score, *ends, wins, losses, np.array(top))
    return tuple(
        sorted(
            (
                Idea(item, s, low, high, production_score(won, lost), int(won), int(lost), t)
                for item, s, low, high, won, lost, t in zip(
                    pairs.items, *(column.tolist() for column in columns), strict=True
                )
            ),
            key=lambda idea: (-idea.score, idea.item),
        )
    )


def _scores(mean: Floats, covariance: Floats) -> tuple[Floats, Floats]:
    """The mean chance to beat each other idea, and its standard error by the delta method."""
    n = len(mean)
    z = (mean[:, None] - mean[None, :]) / SPREAD
    chances = scipy.special.ndtr(z)
    score = np.clip((chances.sum(1) - 0.5) / (n - 1), 1e-12, 1 - 1e-12)
    slope = -np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi) / SPREAD / (n - 1)
    slope[np.diag_indices(n)] = 0
    slope[np.diag_indices(n)] = -slope.sum(1)
    variance = ((slope @ covariance) * slope).sum(1)
    return score, np.sqrt(np.maximum(variance, 0))


def _top(mean: Floats, covariance: Floats, top_of: int, seed: int) -> list[float]:
    """How often each idea is among the first, over draws of all means together."""
    n = len(mean)
    if top_of < 1:
        raise ValueError("the top holds at least 1 idea")
    if top_of >= n:
        return [1.0] * n
    values, vectors = np.linalg.eigh(covariance)
    noise = np.random.default_rng(seed).normal(size=(DRAWS, n)) * np.sqrt(np.maximum(values, 0))
    drawn = mean + noise @ vectors.T
    first = np.argpartition(-drawn, top_of - 1, axis=1)[:, :top_of]
    return [float(x) for x in np.bincount(first.ravel(), minlength=n) / DRAWS]


def _warnings(ideas: tuple[Idea, ...], votes: Votes, left_out: int, known: bool) -> tuple[str, ...]:
    warnings = []
    if few := sum(idea.wins + idea.losses < FEW_VOTES for idea in ideas):
        warnings.append(f"{few} of {len(ideas)} ideas had fewer than {FEW_VOTES} votes: little is known of them.")
    if left_out:
        warnings.append(f"Left out, as neither idea was chosen: {left_out} of {len(votes)} votes.")
    if not known:
        warnings.append("Ranges treat every vote as a person of its own: give voters where one person voted often.")
    return tuple(warnings)


@dataclass(frozen=True, slots=True)
class Position:
    """Whether the side decided. left: the share of votes that went to the left, with a range that allows for
    voters. advantage, error, p: of the log odds of the left, given how strong both items are (None where that is
    not known).
    """

    left: Interval
    advantage: float | None
    error: float | None
    p: float | None
    warnings: tuple[str, ...]

    @property
    def shown(self) -> str:
        apart = not self.left.low <= 0.5 <= self.left.high
        verdict = "more than chance explains" if apart else "no more than chance explains"
        return f"The left was chosen in {100 * self.left.estimate:.1f}% of votes, {verdict}."

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "left": self.left.to_dict(), "warnings": list(self.warnings), "shown": self.shown}


def position(votes: Votes, *, level: float = 0.95) -> Position:
    """Check whether the side on which an idea stood decided votes. Raises ValueError where no vote chose a side."""
    chosen = votes.where(votes.outcome != 0)
    n = len(chosen)
    if not n:
        raise ValueError("no vote chose a side")
    interval, clusters = _left_share(chosen, level)
    try:
        fitted = bradley_terry(chosen, prior=0.5, left=True, level=level)
    except ValueError:
        return Position(interval, None, None, None, ("Whether the side decided cannot be told from the items.",))
    assert fitted.left is not None
    estimate, error = fitted.left
    p = math.erfc(abs(estimate) / error / math.sqrt(2)) if error > 0 else None
    few = (f"Only {clusters} voters: the range is rough.",) if clusters < 30 else ()
    return Position(interval, estimate, error, p, few)


def _left_share(chosen: Votes, level: float) -> tuple[Interval, int]:
    """The share of votes for the left, and the number of voters: Wilson's range at as many votes as those of people
    who vote alike are worth (Kish 1965), so that it is never empty. One voter alone is taken vote by vote."""
    n = len(chosen)
    y = (chosen.outcome == 1).astype(float)
    share = float(y.mean())
    groups = np.arange(n)
    if chosen.voters is not None and chosen.voters.max() > chosen.voters.min():
        groups = np.unique(chosen.voters, return_inverse=True)[1]
    away = np.bincount(groups, y - share)
    clusters = len(away)
    error = float(away @ away) / n**2 * clusters / max(1, clusters - 1)
    worth = min(float(n), share * (1 - share) / error) if error > 0 else float(clusters)
    low, high = wilson_bounds(share, worth, level)
    return Interval(share, low, high, level, n, "Wilson score, by voter", "share of votes"), clusters
