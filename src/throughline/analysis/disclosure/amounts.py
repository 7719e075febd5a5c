"""Shares of something that groups of people gave (turns, words), as they may be shown. The rules are told in the
package; here a group counts by the people who gave anything, since what one person gave is theirs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from throughline.analysis.disclosure.counts import HIDDEN, SMALLEST_SHOWN, as_count, protect_mean

NOTE_FEW = "fewer than 8 people, or hidden so that their share cannot be worked out"


@dataclass(frozen=True, slots=True)
class ShownShare:
    """A share of what was given, in whole percent; value, low and high are None where it is hidden, low and high also
    where no range could be told."""

    text: str
    note: str
    value: float | None
    low: float | None = None
    high: float | None = None

    @property
    def hidden(self) -> bool:
        return self.value is None


def hidden_groups(people: Mapping[str, int]) -> frozenset[str]:
    """The groups whose share must not be shown: those of 1 to 7 people, and the next larger ones until 8 people or more
    are hidden together, for what is left over of 100% would tell the rest."""
    counts = {name: as_count(n, f"the people of {name}") for name, n in people.items()}
    hidden = {name for name, n in counts.items() if 0 < n < SMALLEST_SHOWN}
    for name in sorted(counts, key=lambda one: counts[one]):
        if not hidden or sum(counts[one] for one in hidden) >= SMALLEST_SHOWN:
            break
        if counts[name]:
            hidden.add(name)
    return frozenset(hidden)


def protect_shares(
    shares: Mapping[str, tuple[float, float | None, float | None]], people: Mapping[str, int]
) -> dict[str, ShownShare]:
    """Each group's share of what was given as it may be shown.

    shares: group → share and its range, each 0 to 1. people: group → how many of its people gave anything. Raises
    ValueError when the people are not counts, or a share is not a finite number.
    """
    hidden = hidden_groups(people)
    return {name: _shown(share, people[name], hidden=name in hidden) for name, share in shares.items()}


def _shown(share: tuple[float, float | None, float | None], people: int, *, hidden: bool) -> ShownShare:
    if hidden:
        return ShownShare(HIDDEN, NOTE_FEW, None)
    if not people:
        return ShownShare("0%", "nobody gave anything", 0)
    value, low, high = (None if x is None else protect_mean(100 * x, people, decimals=0).value for x in share)
    assert value is not None  # a group of fewer than 8 is hidden before
    return ShownShare(f"{value:.0f}%", "to the nearest 1%", value, low, high)
