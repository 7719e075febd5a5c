"""All rules side by side, and what the ballots say before any rule: duels, a winner of all duels, circles."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from throughline.analysis.rankings.ballots import Ballots
from throughline.analysis.rankings.rules import (
    Ranking,
    beats,
    borda,
    instant_runoff,
    plurality,
    ranked_pairs,
    schulze,
)

if TYPE_CHECKING:
    from throughline.analysis.rankings.ballots import Ints


@dataclass(frozen=True, slots=True)
class Duel:
    """One pair: how many rank the first above the second, the other way round, and neither."""

    first: str
    second: str
    above: int
    below: int
    neither: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """rankings: rule -> its ranking. condorcet: the option that wins every duel, None where there is none. leading:
    the smallest set whose members win all duels against the others (Smith). circle: a shortest circle of duels won
    among them.
    """

    rankings: dict[str, Ranking]
    duels: tuple[Duel, ...]
    condorcet: str | None
    leading: tuple[str, ...]
    circle: tuple[str, ...]
    voters: int
    warnings: tuple[str, ...]

    @property
    def shown(self) -> str:
        winners: dict[tuple[str, ...], list[str]] = {}
        for rule, ranking in self.rankings.items():
            winners.setdefault(ranking.winners, []).append(rule)
        if len(winners) == 1:
            return f"Every rule puts {' and '.join(next(iter(winners)))} first ({self.voters:,} ballots)."
        told = "; ".join(f"{' and '.join(names)} by {', '.join(rules)}" for names, rules in winners.items())
        return f"Rules differ in who comes first: {told} ({self.voters:,} ballots)."

    def to_dict(self) -> dict[str, Any]:
        return {
            "rankings": {rule: ranking.to_dict() for rule, ranking in self.rankings.items()},
            "duels": [[d.first, d.second, d.above, d.below, d.neither] for d in self.duels],
            "condorcet": self.condorcet,
            "leading": list(self.leading),
            "circle": list(self.circle),
            "voters": self.voters,
            "warnings": list(self.warnings),
            "shown": self.shown,
        }


def compare(ballots: Ballots) -> Comparison:
    """Rank by every rule. Raises ValueError as the rules do."""
    found = [rule(ballots) for rule in (plurality, borda, instant_runoff, schulze, ranked_pairs)]
    duels, names, n = ballots.duels(), ballots.options, len(ballots.options)
    winner = next((i for i in range(n) if all(beats(duels, i, j) for j in range(n) if j != i)), None)
    leading = _leading(duels)
    circle = tuple(names[i] for i in _circle(duels, leading))
    pairs = tuple(
        Duel(names[a], names[b], int(duels[a, b]), int(duels[b, a]), int(ballots.voters - duels[a, b] - duels[b, a]))
        for a, b in combinations(range(n), 2)
    )
    return Comparison(
        {ranking.rule: ranking for ranking in found},
        pairs,
        names[winner] if winner is not None else None,
        tuple(names[i] for i in leading),
        circle,
        ballots.voters,
        _warnings(ballots, found, winner, duels, circle),
    )


def _leading(duels: Ints) -> list[int]:
    """Those from whom every other can be reached by duels won or drawn."""
    reach = duels >= duels.T
    for k in range(len(reach)):
        reach = reach | (reach[:, [k]] & reach[[k]])
    return [i for i in range(len(reach)) if reach[i].all()]


def _circle(duels: Ints, among: list[int]) -> list[int]:
    """A shortest circle of duels won, beginning with its first member by name; empty where there is none."""
    best: list[int] = []
    for start in among:
        paths = [[start]]
        seen = {start}
        while paths and not (best and len(paths[0]) >= len(best)):
            path = paths.pop(0)
            if len(path) > 2 and beats(duels, path[-1], start):
                best = path
                break
            for nxt in among:
                if nxt not in seen and beats(duels, path[-1], nxt):
                    seen.add(nxt)
                    paths.append([*path, nxt])
    return best


def _warnings(
    ballots: Ballots, found: list[Ranking], winner: int | None, duels: Ints, circle: tuple[str, ...]
) -> tuple[str, ...]:
    warnings = []
    place = {name: i for i, name in enumerate(ballots.options)}
    if winner is not None:
        name = ballots.options[winner]
        if lost := [r.rule for r in found if r.winners != (name,)]:
            warnings.append(f"“{name}” wins every duel, but does not come first by {', '.join(lost)}.")
    elif circle:
        steps = [
            f"“{a}” beats “{b}” ({duels[place[a], place[b]]} to {duels[place[b], place[a]]})"
            for a, b in zip(circle, (*circle[1:], circle[0]), strict=True)
        ]
        warnings.append(f"No option wins every duel: {', '.join(steps)}. The rules end this circle in different ways.")
    else:
        warnings.append("No option wins every duel, as some duels are drawn.")
    warnings += [f"{r.rule.capitalize()}: {note}" for r in found for note in r.notes]
    if short := int(ballots.weights[~ballots.ranked.all(1)].sum()):
        warnings.append(
            f"{short} of {ballots.voters} ballots leave options out; these count as equal, below all others."
        )
    if never := [name for name, given in zip(ballots.options, ballots.ranked.sum(0), strict=True) if not given]:
        warnings.append(f"On no ballot: {', '.join(never)}.")
    return tuple(warnings)


def as_table(comparison: Comparison) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Headers and rows: each option's place by each rule, best mean place first."""
    rules = list(comparison.rankings.values())
    options = [name for place in rules[0].places for name in place]
    places = {name: [r.place_of(name) for r in rules] for name in options}
    order = sorted(options, key=lambda name: (float(np.mean(places[name])), name))
    return ("Option", *(r.rule.capitalize() for r in rules)), tuple(
        (name, *(str(p) for p in places[name])) for name in order
    )
