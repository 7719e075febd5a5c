"""What each panellist sees before rating again: their own score beside the distribution of each constituency.

A distribution of few people would give single scores away, so one of fewer than 8 people is hidden, and with it
another where it could be worked out by subtraction. Shares are whole percentages; names are never shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from throughline.analysis.disclosure.counts import SMALLEST_SHOWN
from throughline.analysis.panels.rounds import UNABLE
from throughline.analysis.panels.statistics import percentile

if TYPE_CHECKING:
    from throughline.analysis.panels.rounds import Counts, Round, Scale


@dataclass(frozen=True, slots=True)
class Distribution:
    """How one cell rated an item: the percentage of its people at each point of the scale, and the median. Both are
    None where too few rated it to show them."""

    cell: str
    percentages: tuple[int, ...] | None
    median: float | None


@dataclass(frozen=True, slots=True)
class Seen:
    """One item as a panellist sees it. own: their score in the last round, None where they gave none; unable: whether
    they said that they could not judge."""

    item: str
    own: int | None
    unable: bool
    distributions: tuple[Distribution, ...]

    @property
    def shown(self) -> str:
        mine = f"You gave {self.own}." if self.own is not None else "You did not rate this."
        if self.unable:
            mine = "You said that you could not judge this."
        others = [f"{d.cell}: median {d.median:g}" for d in self.distributions if d.median is not None]
        hidden = [d.cell for d in self.distributions if d.median is None]
        return " ".join(
            [
                mine,
                *([f"{'; '.join(others)}."] if others else []),
                *([f"Too few ratings to show: {', '.join(hidden)}."] if hidden else []),
            ]
        )

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "shown": self.shown}


def feedback(round_: Round, *, least: int = SMALLEST_SHOWN) -> Mapping[str, tuple[Seen, ...]]:
    """Every panellist's sheet: name -> items in order.

    least: the fewest ratings whose distribution is shown. Raises ValueError below 3.
    """
    if least < 3:
        raise ValueError("a distribution of fewer than 3 ratings tells each of two people what the other gave")
    tally = round_.tally()
    drawn = [_distributions(round_.cells, tally[:, i], round_.scale, least) for i in range(len(round_.items))]
    return {
        person: tuple(
            Seen(item, int(code) + round_.scale.low if code >= 0 else None, bool(code == UNABLE), drawn[i])
            for i, (item, code) in enumerate(zip(round_.items, row.tolist(), strict=True))
        )
        for person, row in zip(round_.people, round_.codes, strict=True)
    }


def _distributions(cells: tuple[str, ...], counts: Counts, scale: Scale, least: int) -> tuple[Distribution, ...]:
    sizes = dict(zip(cells, counts.sum(-1).tolist(), strict=True))
    hidden = _hidden(sizes, least)
    return tuple(
        Distribution(cell, None, None)
        if cell in hidden
        else Distribution(
            cell,
            tuple(round(100 * x / sizes[cell]) for x in row.tolist()),
            scale.low + int(percentile(row, 1, 2)) / 2,
        )
        for cell, row in zip(cells, counts, strict=True)
    )


def _hidden(sizes: dict[str, int], least: int) -> set[str]:
    """Cells that are too small, and those that must be hidden with them so that everybody less the rest is no less."""
    total, *groups = sizes
    hidden = {group for group in groups if sizes[group] < least}
    shown = sorted((group for group in groups if group not in hidden), key=lambda g: (sizes[g], g))
    while shown and 0 < sum(sizes[g] for g in hidden) < least:
        hidden.add(shown.pop(0))
    return hidden | ({total} if sizes[total] < least else set())
