"""Ranked ballots, with ties and options left out, and how options fare in pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

Ballot = Sequence[str | Sequence[str]]
MOST = 200


@dataclass(frozen=True, slots=True, eq=False)
class Ballots:
    """Make them with `collect`.

    options: names, sorted. tiers: ballots × options, 0 for those ranked first, 1 for the next, and so on; options
    left out stand together in a tier after all others. ranked: whether a ballot ranks an option. weights: how many
    gave each ballot.
    """

    options: tuple[str, ...]
    tiers: Ints
    ranked: NDArray[np.bool_]
    weights: Ints

    @property
    def voters(self) -> int:
        return int(self.weights.sum())

    def duels(self) -> Ints:
        """options × options: how many rank the first above the second."""
        above = np.zeros((len(self.options),) * 2, dtype=np.int64)
        for tiers, weight in zip(self.tiers, self.weights, strict=True):
            above += weight * (tiers[:, None] < tiers[None, :])
        return above


def collect(
    ballots: Sequence[Ballot], *, counts: Sequence[int] | None = None, options: Sequence[str] | None = None
) -> Ballots:
    """Check ballots and hold them.

    ballots: each from best to worst; a tuple or list inside one is a tie. counts: how many gave each. options: all
    there are, where some may be on no ballot. Raises ValueError that gives the ballot's place (from 1) for an
    option that stands twice or is not there, for fewer than 2 options, and for no ballots.
    """
    rows = [[(t,) if isinstance(t, str) else tuple(t) for t in ballot] for ballot in ballots]
    seen = {name for row in rows for tier in row for name in tier}
    names = tuple(sorted(seen if options is None else options))
    if len(set(names)) < len(names):
        raise ValueError("an option is named twice: each must be there once")
    if not 2 <= len(names) <= MOST:
        raise ValueError(f"a ranking needs 2 to {MOST} options, not {len(names)}")
    numbers = [1] * len(rows) if counts is None else list(counts)
    if len(numbers) != len(rows) or not all(n >= 0 and n % 1 == 0 for n in numbers) or not sum(numbers):
        raise ValueError("there must be ballots, and counts must be one whole number of 0 or more for each, not all 0")
    place = {name: i for i, name in enumerate(names)}
    tiers = np.empty((len(rows), len(names)), dtype=np.int64)
    ranked = np.zeros((len(rows), len(names)), dtype=bool)
    for i, row in enumerate(rows):
        given = [name for tier in row for name in tier]
        if len(set(given)) < len(given):
            raise ValueError(f"ballot {i + 1} holds an option twice")
        if unknown := [name for name in given if name not in place]:
            raise ValueError(f"ballot {i + 1} ranks “{unknown[0]}”, which is not an option")
        tiers[i] = len(row)
        for k, tier in enumerate(row):
            at = [place[name] for name in tier]
            tiers[i, at] = k
            ranked[i, at] = True
    kept = np.array(numbers) > 0
    if not ranked[kept].any():
        raise ValueError("every ballot is empty: at least one must rank an option")
    return Ballots(names, tiers[kept], ranked[kept], np.array(numbers, dtype=np.int64)[kept])
