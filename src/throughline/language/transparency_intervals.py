"""Between which figures a measured figure is likely to lie, and how that is known, or why it is not.

Shares of things that can be counted have Wilson's interval. Other figures were drawn again by
`benchmarks.language.intervals`. A test works the first out again with `throughline.analysis`, which this library does
not know.
"""

from __future__ import annotations

from dataclasses import dataclass

DRAWS = 2_000


@dataclass(frozen=True, slots=True)
class Bounds:
    """`low` and `high` are None where there is no interval; `how` says how they were made, or why there are none."""

    low: float | None
    high: float | None
    how: str

    @property
    def shown(self) -> str:
        """One short phrase for the page, ending without a stop."""
        if self.low is None or self.high is None:
            return f"no interval, because {self.how}"
        return f"likely between {self.low:.3f} and {self.high:.3f}, by {self.how}"


def counted(part: int, of: int, low: float, high: float) -> Bounds:
    """The interval of a share of things that were counted (Wilson 1927)."""
    return Bounds(low, high, f"Wilson’s interval of {part:,} in {of:,}")


def drawn(low: float, high: float, what: str) -> Bounds:
    """An interval that was measured: `what` was drawn again `DRAWS` times, and the middle 95 % kept."""
    return Bounds(low, high, f"drawing {what} again {DRAWS:,} times")


def none(because: str) -> Bounds:
    """No interval can be given, and why."""
    return Bounds(None, None, because)
