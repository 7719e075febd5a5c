"""Groups of people who stand near one another on the opinion map, and whether they are clear.

A mixture (`mixture`) is fitted for 1, 2, … groups, and judged by the likelihood of people left out. A number of groups
comes into question if that gains beyond chance on one group. Of these, the one that gains most for each group added is
taken: where opinions shade into one another, ever more groups would fit ever a little better, and come out differently
every time. All that were weighed are told, and a number may be given instead.

Dividing people is one thing, and whether they are divided another: groups are called clear only where there are
valleys between them (`valleys`). Where there are none, the same parts still help to describe who thinks what, but
nobody should speak of camps.

Memberships are probabilities, averaged over resamples of the people (bootstrap), so that they carry the uncertainty
of the groups as well as of the person. They take the map as given. Rows, columns, labels and the direction of votes
play no part: people are taken in the order of their content.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from throughline.analysis.opinions.map import FAINT
from throughline.analysis.opinions.mixture import Mixture, Places, fit_mixture
from throughline.analysis.opinions.valleys import shallowest

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from throughline.analysis.opinions.map import OpinionMap

    Array = NDArray[np.float64]

MOST_GROUPS, SMALLEST = 5, 5
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SAMPLE = 2500  # people from whom the number and first shape of groups are found; all are used after
FOLDS, STARTS, RESAMPLES, STEPS_AGAIN = 5, 6, 20, 10
BEYOND_CHANCE = 2.0  # standard errors
SURE, STABLE = 0.8, 0.75


def letter(group: int) -> str:
    """What a group is called: A for the largest, numbered 0."""
    return LETTERS[group]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A number of groups that was weighed. gain: log-likelihood of people left out, above that of one group, per
    person; error: its standard error. smallest: people in the smallest group, of those weighed. allowed: whether the
    gain is beyond chance, no group too small, and none within another. valley: how sure the least sure valley between
    two groups is, in standard errors; None where not allowed."""

    groups: int
    gain: float
    error: float
    smallest: float
    allowed: bool
    valley: float | None

    @property
    def clear(self) -> bool:
        return self.valley is not None and self.valley > BEYOND_CHANCE


@dataclass(frozen=True, eq=False, slots=True)
class OpinionGroups:
    """The groups, the largest first; rows of people as on the map.

    group: each person's likeliest group, -1 for those without a vote. membership: n × k, probabilities (0 for those
    without a vote). shares: of people in each group, with `shares_low` and `shares_high` (95 %, from the resamples).
    centres: k × d on the map. within: d × d, covariance of places about each centre. stability: of each group, how
    much of it is found again in a resample (Jaccard's coefficient, Hennig 2007; below 0.75 it is in doubt).
    candidates: the numbers of groups that were weighed. clear: whether there are groups with valleys between them.
    """

    group: NDArray[np.int64]
    membership: Array
    shares: Array
    shares_low: Array
    shares_high: Array
    centres: Array
    within: Array
    stability: Array
    candidates: tuple[Candidate, ...]
    clear: bool
    n: int
    warnings: tuple[str, ...]

    @property
    def k(self) -> int:
        return len(self.shares)

    @property
    def shown(self) -> str:
        none = f"There are no clear groups among the {self.n:,} people: opinions shade into one another."
        if self.k == 1:
            return none
        sizes = ", ".join(f"{100 * s:.0f}%" for s in self.shares[:-1]) + f" and {100 * self.shares[-1]:.0f}%"
        if not self.clear:
            return f"{none} To describe them, they are divided into {self.k} parts, of {sizes}."
        sure = int((self.membership.max(1) >= SURE).sum())
        return (
            f"There are {self.k} groups, of {sizes} of the {self.n:,} people. For {sure:,} people it is at least "
            f"{100 * SURE:.0f}% sure which one they belong to."
        )

    def to_dict(self) -> dict[str, Any]:
        return {
            "groups": self.k,
            "clear": self.clear,
            "n": self.n,
            "group": self.group.tolist(),
            "membership": self.membership.tolist(),
            "shares": self.shares.tolist(),
            "shares_low": self.shares_low.tolist(),
            "shares_high": self.shares_high.tolist(),
            "centres": self.centres.tolist(),
            "within": self.within.tolist(),
            "stability": self.stability.tolist(),
            "candidates": [asdict(c) for c in self.candidates],
            "shown": self.shown,
            "warnings": list(self.warnings),
        }


def opinion_groups(
    found: OpinionMap, *, groups: int | None = None, most: int = MOST_GROUPS, resamples: int = RESAMPLES, seed: int = 0
) -> OpinionGroups:
    """The groups on a map.

    groups: their number, where it is fixed beforehand; otherwise it is chosen from 1 to `most`. resamples: of the
    people, for memberships, ranges and stability. seed: of starts and resamples.
    Raises ValueError for numbers below 1 or more groups than people can be told apart into.
    """
    people = found.order[found.n_votes[found.order] > 0]
    room = len(people) // SMALLEST
    if min(most, resamples, 1 if groups is None else groups) < 1:
        raise ValueError("the numbers of groups and of resamples must be at least 1")
    if groups is not None and groups > min(max(room, 1), len(LETTERS)):
        raise ValueError(f"{len(people)} people cannot be told apart into {groups} groups of at least {SMALLEST}")
    places, rng = Places.on_map(found, people), np.random.default_rng(seed)
    sample = places.of(slice(SAMPLE))
    if groups is None:
        flat = found.spread[0] < FAINT
        candidates, first = _chosen(sample, 1 if flat else max(1, min(most, room)), rng)
        clear = any(c.clear for c in candidates)
    else:
        first = fit_mixture(sample, groups, rng, STARTS)
        candidates, clear = (), groups > 1 and shallowest(first, sample) > BEYOND_CHANCE
    mixture = _largest_first(first.fitted(places, steps=STEPS_AGAIN) if len(places) > len(sample) else first, places)
    membership, shares, stability = _resampled(mixture, places, sample, resamples, rng)
    return _result(found, people, mixture, membership, shares, stability, candidates, clear)


def _chosen(places: Places, most: int, rng: np.random.Generator) -> tuple[tuple[Candidate, ...], Mixture]:
    """Weigh 1 to `most` groups, as long as one more is better; the chosen mixture."""
    fits, candidates, before = [], [], np.zeros(0)
    for k in range(1, most + 1):
        fit = fit_mixture(places, k, rng, STARTS)
        likelihood = _left_out(places, fit)
        before = before if k > 1 else likelihood
        gain, error = float((likelihood - before).mean()), float((likelihood - before).std() / len(places) ** 0.5)
        smallest = float(fit.shares.min() * len(places))
        allowed = k > 1 and fit.apart and smallest >= SMALLEST and gain > BEYOND_CHANCE * error
        fits.append(fit)
        valley = shallowest(fit, places) if allowed else None
        candidates.append(Candidate(k, gain, error, smallest, allowed, valley))
        if k > 1 and gain <= candidates[-2].gain:
            break
    return tuple(candidates), fits[_number(candidates) - 1]


def _number(candidates: list[Candidate]) -> int:
    """The number of groups that gains most for each group added; more where more are clear, the smallest number within
    a standard error of the best of these (Breiman et al. 1984)."""
    allowed = [c for c in candidates if c.allowed]
    if not allowed:
        return 1
    most_each = max(allowed, key=lambda c: c.gain / (c.groups - 1))
    clear = [c for c in allowed if c.clear]
    best = max(clear, key=lambda c: c.gain, default=most_each)
    enough = [c.groups for c in clear if c.gain >= best.gain - best.error]
    return max(most_each.groups, min(enough, default=1))


def _left_out(places: Places, fit: Mixture) -> Array:
    """Each person's log-likelihood by a mixture from which her fold was left out."""
    fold = np.arange(len(places)) % FOLDS
    likelihood = np.zeros(len(places))
    for one in range(min(FOLDS, len(places))):
        inside, outside = np.flatnonzero(fold != one), np.flatnonzero(fold == one)
        likelihood[outside] = fit.fitted(places.of(inside), steps=STEPS_AGAIN).memberships(places.of(outside))[1]
    return likelihood


def _largest_first(mixture: Mixture, places: Places) -> Mixture:
    order = np.argsort(-mixture.memberships(places)[0].sum(1), kind="stable")
    return Mixture(mixture.shares[order], mixture.centres[order], mixture.within)


def _resampled(
    mixture: Mixture, places: Places, sample: Places, resamples: int, rng: np.random.Generator
) -> tuple[Array, Array, Array]:
    """Mean membership (k × n), shares (resamples × k) and Jaccard's coefficient of each group, over resamples."""
    k, n = len(mixture.shares), len(sample)
    own = np.eye(k, dtype=bool)[mixture.memberships(places)[0].argmax(0)].T
    total, again, shares = np.zeros((k, len(places))), np.zeros(k), np.empty((resamples, k))
    for r in range(resamples):
        counts = rng.multinomial(n, np.full(n, 1 / n)).astype(float)
        membership, _ = mixture.fitted(sample, counts, STEPS_AGAIN).memberships(places)
        total += membership
        shares[r] = membership.mean(1)
        other = np.eye(k, dtype=bool)[membership.argmax(0)].T
        again += (own & other).sum(1) / np.maximum((own | other).sum(1), 1)
    return total / resamples, shares, again / resamples


def _result(
    found: OpinionMap,
    people: NDArray[np.intp],
    mixture: Mixture,
    membership: Array,
    shares: Array,
    stability: Array,
    candidates: tuple[Candidate, ...],
    clear: bool,
) -> OpinionGroups:
    n, k = len(found.participants), len(mixture.shares)
    of_all = np.zeros((n, k))
    of_all[people] = membership.T
    group = np.full(n, -1)
    group[people] = membership.argmax(0)
    low, high = np.quantile(shares, [0.025, 0.975], axis=0)
    mean = membership.mean(1)
    return OpinionGroups(
        group=group,
        membership=of_all,
        shares=mean,
        shares_low=np.minimum(low, mean),
        shares_high=np.maximum(high, mean),
        centres=mixture.centres,
        within=mixture.within,
        stability=stability,
        candidates=candidates,
        clear=clear,
        n=len(people),
        warnings=_warnings(membership, stability, clear),
    )


def _warnings(membership: Array, stability: Array, clear: bool) -> tuple[str, ...]:
    n = membership.shape[1]
    found = [] if clear else ["No clear groups: do not speak of sides or camps."]
    doubted = [letter(g) for g in np.flatnonzero(stability < STABLE).tolist()]
    if doubted:
        found.append(f"With other people of the same kind, these groups may look different: {', '.join(doubted)}.")
    unsure = int((membership.max(0) < SURE).sum())
    if unsure > n / 2:
        found.append(
            f"For {unsure} of {n} people it is not sure which group they belong to: count memberships as "
            "probabilities, not heads."
        )
    return tuple(found)
