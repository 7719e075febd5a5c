"""Bradley-Terry strengths of items that were compared in pairs, with standard errors, ties and clusters.

Sources: Bradley R. and Terry M. (1952), Biometrika 39; Davidson R. (1970), JASA 65 (ties); Davidson & Beaver
(1977), Biometrics 33 (which side an item was on); Ford L. (1957), American Mathematical Monthly 64 (when the
maximum exists); Turner H. and others (2020), Computational Statistics 35 (pseudo-rankings as a prior); Liang &
Zeger (1986), Biometrika 73.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import scipy

from throughline.analysis._words import many
from throughline.analysis.intervals import Interval, z_value
from throughline.analysis.pairs._newton import clustered, fit
from throughline.analysis.pairs._scale import Scale
from throughline.analysis.pairs.votes import Pairs, Votes, counted

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FEW_VOTES, FEW_VOTERS = 10, 30


@dataclass(frozen=True, slots=True)
class Davidson:
    """The logistic link. ties: whether ties have a parameter (log of Davidson's ν). left: whether being the first item
    has one. prior: so many wins and as many losses of every item against an average one."""

    ties: bool
    left: bool
    prior: float

    @property
    def extras(self) -> int:
        return int(self.ties) + int(self.left)

    def _parts(self, d: Floats, x: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        """Half the difference with the advantage of the left, log of the sum, chance won less lost, chance of a
        tie."""
        half = (d + (x[-1] if self.left else 0.0)) / 2
        size = np.abs(half)
        small = np.exp(-2 * size)  # the lesser chance over the greater
        tie = np.exp(x[0] - size) if self.ties else 0.0
        total = 1 + small + tie
        return half, size + np.log(total), np.sign(half) * (1 - small) / total, tie / total

    def log_chances(self, d: Floats, x: Floats) -> Floats:
        half, total, _, _ = self._parts(d, x)
        return np.stack([half - total, -half - total, (x[0] if self.ties else -math.inf) - total])

    def scores(self, d: Floats, x: Floats) -> Floats:
        _, _, gap, tied = self._parts(d, x)
        by_difference = np.stack([(1 - gap) / 2, -(1 + gap) / 2, -gap / 2])
        rows = [by_difference]
        rows += [np.stack([-tied, -tied, 1 - tied])] if self.ties else []
        rows += [by_difference] if self.left else []
        return np.stack(rows)

    def curvature(self, d: Floats, x: Floats, counts: Floats) -> Floats:
        _, _, gap, tied = self._parts(d, x)
        n = counts.sum(0)
        both, cross, tie = n * (1 - tied - gap**2) / 4, -n * tied * gap / 2, n * tied * (1 - tied)
        kinds = ["d", *(["t"] if self.ties else []), *(["d"] if self.left else [])]
        bend = {"dd": both, "dt": cross, "td": cross, "tt": tie}
        return np.stack([np.stack([bend[a + b] for b in kinds]) for a in kinds])

    def penalty(self, theta: Floats) -> tuple[float, Floats, Floats]:
        won = scipy.special.expit(theta)
        value = -self.prior * float((np.logaddexp(0, theta) + np.logaddexp(0, -theta)).sum())
        return value, self.prior * (1 - 2 * won), 2 * self.prior * won * (1 - won)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Strengths(Scale):
    """Strengths of items, on the scale of log odds, about a mean of 0.

    tie, left: (estimate, error) of the log of Davidson's ν and of the log odds of the left item, None where not
    fitted. wins, losses, ties: of each item. robust: whether errors allow for votes of one voter going together.
    """

    tie: tuple[float, float] | None
    left: tuple[float, float] | None
    wins: tuple[int, ...]
    losses: tuple[int, ...]
    ties: tuple[int, ...]
    votes: int
    robust: bool

    @property
    def deviance(self) -> float:
        return -2 * self.log_likelihood

    @property
    def worths(self) -> tuple[float, ...]:
        """Positive, summing to 1: the chance to be chosen from all items at once."""
        worth = np.exp(np.array(self.estimates) - max(self.estimates))
        return tuple((worth / worth.sum()).tolist())

    @property
    def shown(self) -> str:
        first, last = self.order[0], self.order[-1]
        chance = 100 * self.chance(first, last).estimate
        votes = many(self.votes, "vote")
        return f"“{first}” is strongest; it would win {chance:.0f}% of its meetings with “{last}” ({votes})."

    def chance(self, first: str, second: str) -> Interval:
        """That the first is chosen over the second (where neither ties), with its range."""
        gap, error = self.contrast(first, second)
        z = z_value(self.level)
        low, middle, high = (float(scipy.special.expit(gap + k * error)) for k in (-z, 0, z))
        return Interval(middle, low, high, self.level, self.votes, "Bradley-Terry", "chance", self.warnings)

    def to_dict(self) -> dict[str, Any]:
        common = self.common()
        records = zip(self.worths, self.wins, self.losses, self.ties, strict=True)
        for item, (worth, wins, losses, ties) in zip(common["items"], records, strict=True):
            item |= {"worth": worth, "wins": wins, "losses": losses, "ties": ties}
        return {
            **common,
            "tie": self.tie,
            "left": self.left,
            "votes": self.votes,
            "deviance": self.deviance,
            "robust": self.robust,
        }


def bradley_terry(
    votes: Votes | Pairs,
    *,
    prior: float = 0.0,
    ties: Literal["davidson", "half", "leave out"] = "davidson",
    left: bool = False,
    level: float = 0.95,
) -> Strengths:
    """Fit strengths by maximum likelihood.

    votes: as `votes.collect`, or counts as `votes.from_counts`. prior: so many wins and as many losses of every
    item against an average one; 0.5 is usual where some item won or lost every time. ties: by Davidson's model, as
    half a win each, or left out. left: also estimate how much being shown on the left helps. Where voters are
    known, standard errors are robust to votes of one voter going together. Memory grows with the square of the
    number of items. Raises ValueError where the votes do not determine every strength (and says which items), and
    for a negative prior.
    """
    if not (math.isfinite(prior) and prior >= 0):
        raise ValueError(f"the prior is a number of votes, 0 or more, not {prior!r}")
    if ties not in ("davidson", "half", "leave out"):
        raise ValueError("ties are fitted by “davidson”, count “half”, or are “leave out”")
    if left and isinstance(votes, Pairs):
        raise ValueError("which side helps is seen from votes, not from counts")
    whole = votes if isinstance(votes, Pairs) else counted(votes, sides=left)
    pairs = _without_ties(whole, ties)
    if not (pairs.won + pairs.lost).any():
        raise ValueError("every vote is a tie, so no item is stronger than another")
    if prior == 0:
        _determined(pairs)
    link = Davidson(bool(pairs.tied.any()), left, prior)
    found = fit(pairs, link)
    covariance, voters = found.covariance, None
    if ties == "davidson" and isinstance(votes, Votes) and votes.voters is not None and votes.voters.max() > 0:
        covariance = clustered(pairs, link, found, votes.outcome, votes.voters)
        voters = len(np.unique(votes.voters))
    return _strengths(whole, link, found.theta, covariance, found.log_likelihood, voters, level)


def _without_ties(pairs: Pairs, ties: str) -> Pairs:
    if ties == "davidson" or not pairs.tied.any():
        return pairs
    extra = pairs.tied / 2 if ties == "half" else np.zeros_like(pairs.tied)
    none = np.zeros_like(pairs.tied)
    return Pairs(pairs.items, pairs.first, pairs.second, pairs.won + extra, pairs.lost + extra, none)


def _determined(pairs: Pairs) -> None:
    """Ford's condition: however the items are split in two, some item of either side beat (or tied with) one of the
    other."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    n = len(pairs.items)
    won, lost = (counts + pairs.tied > 0 for counts in (pairs.won, pairs.lost))
    rows = np.concatenate([pairs.first[won], pairs.second[lost]])
    columns = np.concatenate([pairs.second[won], pairs.first[lost]])
    graph = coo_array((np.ones(len(rows)), (rows, columns)), shape=(n, n)).tocsr()
    parts, of = connected_components(graph, connection="weak")
    cure = "give a prior such as 0.5, or ask for more votes"
    if parts > 1:
        names = [pairs.items[i] for i in np.flatnonzero(of == np.bincount(of).argmin())[:5]]
        raise ValueError(f"some items were never compared with the others, among them {_listed(names)}: {cure}")
    parts, of = connected_components(graph, connection="strong")
    if parts > 1:
        names = [pairs.items[i] for i in np.flatnonzero(of == np.bincount(of).argmin())[:5]]
        raise ValueError(f"some items won, or lost, every time against the others, among them {_listed(names)}: {cure}")


def _listed(names: list[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)


def _strengths(
    pairs: Pairs, link: Davidson, theta: Floats, covariance: Floats, likelihood: float, voters: int | None, level: float
) -> Strengths:
    n = len(pairs.items)
    errors = np.sqrt(np.maximum(covariance.diagonal(), 0))
    wins, losses, ties = (tuple(int(x) for x in totals) for totals in pairs.totals())
    votes = int((pairs.won + pairs.lost + pairs.tied).sum())
    extra = [(float(b), float(e)) for b, e in zip(theta[n:], errors[n:], strict=True)]
    return Strengths(
        items=pairs.items,
        estimates=tuple(theta[:n].tolist()),
        errors=tuple(errors[:n].tolist()),
        covariance=covariance[:n, :n],
        tie=extra[0] if link.ties else None,
        left=extra[-1] if link.left else None,
        wins=wins,
        losses=losses,
        ties=ties,
        votes=votes,
        log_likelihood=likelihood,
        prior=link.prior,
        robust=voters is not None,
        level=level,
        warnings=_warnings(pairs.items, np.add(np.add(wins, losses), ties), link.prior, voters),
    )


def _warnings(items: tuple[str, ...], shown: Any, prior: float, voters: int | None) -> tuple[str, ...]:
    warnings = []
    if few := int((shown < FEW_VOTES).sum()):
        warnings.append(f"{few} of {len(items)} items had fewer than {FEW_VOTES} votes: little is known of them.")
    if prior > 0:
        warnings.append(f"Strengths are drawn together by a prior of {prior:g} wins and losses for each item.")
    if voters is not None and voters < FEW_VOTERS:
        warnings.append(f"Only {voters} voters: errors that allow for them are rough.")
    if voters is None:
        warnings.append("Errors treat every vote as a person of its own: give voters where one person voted often.")
    return tuple(warnings)
