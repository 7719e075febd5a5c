"""Rules that turn ranked ballots into one ranking. All counts are exact, and a tie is a tie: nothing is decided by who
stands first on a list.

Sources: Borda (1781), ties sharing the mean; instant run-off with every way to break ties followed (Conitzer,
Rognlie and Xia 2009, IJCAI, "parallel universes"); Schulze M. (2011), Social Choice and Welfare 36, by winning
votes; Tideman T. (1987), Social Choice and Welfare 4 (ranked pairs), by margins. Duels of equal margin are looked
at together: those that would close a circle among themselves are left out, all others are kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from throughline.analysis.rankings.ballots import Ballots

if TYPE_CHECKING:
    from throughline.analysis.rankings.ballots import Ints

MOST_PATHS = 20_000


@dataclass(frozen=True, slots=True)
class Ranking:
    """The result of a rule. places: names from first to last, those that are equal together. scores: what the rule
    counts, where it counts something for each option. winners: first place; more than one is a tie. notes: ties and
    circles in words.
    """

    rule: str
    places: tuple[tuple[str, ...], ...]
    winners: tuple[str, ...]
    scores: dict[str, float]
    notes: tuple[str, ...]

    @property
    def shown(self) -> str:
        order = ", ".join(" and ".join(place) for place in self.places)
        return f"By {self.rule}: {order}."

    def place_of(self, option: str) -> int:
        """1 for the first. Equal options share the better place."""
        before = 0
        for place in self.places:
            if option in place:
                return before + 1
            before += len(place)
        raise ValueError(f"“{option}” is not an option")

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "places": [list(place) for place in self.places], "shown": self.shown}


def _by_score(rule: str, options: tuple[str, ...], scores: Iterable[Fraction], notes: tuple[str, ...] = ()) -> Ranking:
    of = dict(zip(options, scores, strict=True))
    places = tuple(tuple(n for n in options if of[n] == score) for score in sorted(set(of.values()), reverse=True))
    if len(places[0]) > 1:
        notes = (*notes, f"{_listed(places[0])} are equal in first place.")
    return Ranking(rule, places, places[0], {name: float(score) for name, score in of.items()}, notes)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)


def plurality(ballots: Ballots) -> Ranking:
    """First places; a ballot with several in first place is divided evenly among them."""
    return _by_score("first places", ballots.options, _first_places(ballots, range(len(ballots.options))))


def _first_places(ballots: Ballots, among: Iterable[int]) -> list[Fraction]:
    """Votes of each option when only those in `among` are left; ballots that rank none of them count for nobody."""
    left = sorted(among)
    tiers = np.where(ballots.ranked[:, left], ballots.tiers[:, left], len(ballots.options))
    best = tiers.min(1, keepdims=True)
    first = (tiers == best) & (best < len(ballots.options))
    votes = [Fraction(0)] * len(ballots.options)
    shared = first.sum(1)
    for size in np.unique(shared[shared > 0]).tolist():
        rows = shared == size
        for at, n in zip(left, (ballots.weights[rows] @ first[rows]).tolist(), strict=True):
            votes[at] += Fraction(n, size)
    return votes


def borda(ballots: Ballots) -> Ranking:
    """Each ballot gives an option one point for each other that it stands above, and half a point for each beside
    it."""
    duels = ballots.duels()
    equal = ballots.voters - duels - duels.T
    points = [Fraction(int(2 * above + beside), 2) for above, beside in zip(duels.sum(1), equal.sum(1), strict=True)]
    return _by_score("Borda", ballots.options, [p - Fraction(ballots.voters, 2) for p in points])


def instant_runoff(ballots: Ballots) -> Ranking:
    """The option with fewest first places drops out, and its ballots go to their next, until one has more than half.

    Where several are last, every order of dropping them is followed: all options that win in one of them are
    winners. Raises ValueError where there are more than 20,000 situations to follow.
    """
    known: dict[frozenset[int], frozenset[int]] = {}
    winners = _winners(ballots, frozenset(range(len(ballots.options))), known)
    names = tuple(ballots.options[i] for i in sorted(winners))
    places, notes = _dropping(ballots, winners)
    if len(names) > 1:
        notes = (*notes, f"Who wins hangs on how ties for last place are broken: {_listed(names)} each can.")
        places = (names, *(rest for place in places if (rest := tuple(n for n in place if n not in names))))
    first = _first_places(ballots, range(len(ballots.options)))
    scores = {name: float(votes) for name, votes in zip(ballots.options, first, strict=True)}
    return Ranking("instant run-off", places, names, scores, notes)


def _drops(votes: list[Fraction], left: frozenset[int]) -> tuple[frozenset[int], bool]:
    """The options that are last, and whether they may all drop out at once, as they could not overtake anybody."""
    least = min(votes[i] for i in left)
    last = frozenset(i for i in left if votes[i] == least)
    rest = left - last
    return last, bool(rest) and least * len(last) < min(votes[i] for i in rest)


def _leader(votes: list[Fraction], left: frozenset[int]) -> int | None:
    """Who has more than half of the votes that still count."""
    total = sum(votes, Fraction(0))
    return next((i for i in left if 2 * votes[i] > total), None)


def _winners(ballots: Ballots, left: frozenset[int], known: dict[frozenset[int], frozenset[int]]) -> frozenset[int]:
    if left in known:
        return known[left]
    if len(known) > MOST_PATHS:
        raise ValueError("too many ties for last place to follow: use another rule, or ask for fuller ballots")
    votes = _first_places(ballots, left)
    leader = _leader(votes, left)
    last, together = _drops(votes, left)
    if leader is not None or len(left) == 1:
        found = frozenset({leader if leader is not None else next(iter(left))})
    elif together:
        found = _winners(ballots, left - last, known)
    else:
        found = frozenset().union(*(_winners(ballots, left - {i}, known) for i in sorted(last)))
    known[left] = found
    return found


def _dropping(ballots: Ballots, winners: frozenset[int]) -> tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]:
    """One order of dropping out, to the very end, for the ranking: where several are last, a winner stays."""
    left = frozenset(range(len(ballots.options)))
    dropped: list[tuple[str, ...]] = []
    notes = []
    while len(left) > 1:
        votes = _first_places(ballots, left)
        last, together = _drops(votes, left)
        leader = _leader(votes, left)
        names = tuple(ballots.options[i] for i in sorted(last))
        if len(last) > 1 and not together and leader is None:
            notes.append(f"{_listed(names)} were equal in last place with {float(votes[min(last)]):g} votes.")
        if len(last) > 1 and not together:
            last = frozenset([min(last - winners or last)]) if leader is None else last - {leader}
        dropped.append(tuple(ballots.options[i] for i in sorted(last)))
        left -= last
    dropped.append(tuple(ballots.options[i] for i in sorted(left)))
    return tuple(reversed(dropped)), tuple(notes)


def schulze(ballots: Ballots) -> Ranking:
    """By the strongest paths of duels won; an option is above another if its path there is stronger than the one
    back."""
    duels = ballots.duels()
    paths = np.where(duels > duels.T, duels, 0)
    for k in range(len(paths)):
        np.maximum(paths, np.minimum(paths[:, [k]], paths[[k]]), out=paths)
    return _from_relation("Schulze", ballots.options, paths > paths.T, ())


def ranked_pairs(ballots: Ballots) -> Ranking:
    """Duels are kept from the largest margin down, unless one would close a circle with those kept before."""
    duels = ballots.duels()
    margins = duels - duels.T
    kept = np.eye(len(margins), dtype=bool)  # who is above whom by what was kept, each above itself
    notes = []
    for margin in sorted({int(m) for m in margins[margins > 0]}, reverse=True):
        new = [(int(a), int(b)) for a, b in np.argwhere(margins == margin) if not kept[b, a]]
        trial = _closed(kept, new)
        circle = [(a, b) for a, b in new if trial[b, a]]
        if circle:
            words = ", ".join(f"“{ballots.options[a]}” over “{ballots.options[b]}”" for a, b in circle)
            notes.append(f"Of equal margin ({margin}) and in a circle, so none of them was kept: {words}.")
        kept = _closed(kept, [pair for pair in new if pair not in circle])
    above = kept & ~np.eye(len(kept), dtype=bool)
    return _from_relation("ranked pairs", ballots.options, above, tuple(notes))


def _closed(reach: Any, pairs: Iterable[tuple[int, int]]) -> Any:
    """Who is above whom once these pairs are kept too."""
    reach = reach.copy()
    for a, b in pairs:
        reach |= reach[:, [a]] & reach[[b]]
    return reach


def _from_relation(rule: str, options: tuple[str, ...], above: Any, notes: tuple[str, ...]) -> Ranking:
    """Places by who is above whom: again and again those whom nobody left is above."""
    left = list(range(len(options)))
    places = []
    while left:
        top = [i for i in left if not above[left, i].any()]
        places.append(tuple(options[i] for i in top))
        left = [i for i in left if i not in top]
    if len(places[0]) > 1:
        notes = (*notes, f"{_listed(places[0])} are equal in first place.")
    return Ranking(rule, tuple(places), places[0], {}, notes)


def beats(duels: Ints, a: int, b: int) -> bool:
    """Whether more people rank a above b than b above a."""
    return bool(duels[a, b] > duels[b, a])
