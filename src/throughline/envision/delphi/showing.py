"""What pages show of a panel: names in plain words, and what one person may see of a round."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughline.analysis.disclosure.counts import SMALLEST_SHOWN
from throughline.core import vault
from throughline.envision.delphi import queries
from throughline.envision.delphi.definition import Settings
from throughline.envision.delphi.models import Item
from throughline.envision.seats.models import Seat
from throughline.evidence.models import Run
from throughline.programmes.models import Constituency
from throughline.voices.queries import public_words_of

STATUSES = {
    "in": gettext_lazy("Agreed"),
    "out": gettext_lazy("Agreed to leave out"),
    "ask again": gettext_lazy("Not settled"),
    "no consensus": gettext_lazy("No agreement"),
    "too few ratings": gettext_lazy("Too few ratings"),
    "dropped": gettext_lazy("Not asked any more"),
}


def status_name(status: str) -> str:
    return str(STATUSES[status])


def group_name(cell: str) -> str:
    """The name of a constituency, or of all of them together."""
    return str(Constituency(cell).label) if cell in Constituency.values else _("Everybody")


@dataclass(frozen=True)
class Others:
    """How an item was rated in a round that is over. own: what the reader gave then. cells: a group, and whether it is
    hidden. points: (rating, share in each shown group) from the lowest."""

    number: int
    own: int | None
    rated: bool
    cells: list[dict[str, Any]]
    points: list[tuple[int, list[str]]]

    @property
    def hidden(self) -> list[str]:
        return [group_name(cell["cell"]) for cell in self.cells if cell["hidden"]]

    @property
    def shown(self) -> list[dict[str, Any]]:
        return [cell | {"name": group_name(cell["cell"])} for cell in self.cells if not cell["hidden"]]


def others(
    item: Item, settings: Settings, run: Run | None, ratings: dict[tuple[int, int], int | None]
) -> Others | None:
    """What a person may see of how the panel rated an item: the last round that had it, once they have rated the item
    in that round or since. None where there is nothing to see."""
    if run is None:
        return None
    asked = [one for one in run.summary["rounds"] if item.text in one["items"]]
    if not asked:
        return None
    number = asked[-1]["number"]
    if not any(of == item.pk and round_ >= number for round_, of in ratings):
        return None
    cells = asked[-1]["items"][item.text]["cells"]
    open_cells = [cell for cell in cells if not cell["hidden"]]
    points = [
        (point, [f"{cell['percentages'][point - settings.low]}%" for cell in open_cells])
        for point in range(settings.low, settings.high + 1)
    ]
    return Others(number, ratings.get((number, item.pk)), (number, item.pk) in ratings, cells, points)


@dataclass(frozen=True)
class SaidBy:
    """Somebody's approved reason. constituency: "" where it is not shown. labels: what its author warns of."""

    words: str
    constituency: str
    labels: list[str]


def reasons(seat: Seat, item: Item, *, upto: int, masked: bool) -> list[SaidBy]:
    """What others wrote of an item up to a round, in an order that is this person's own.

    masked: leave out which group each is from. It is left out as well for a group of fewer than 8 people, whose
    members it could point to.
    """
    rows = queries.others_reasons(seat, item, upto)
    rows.sort(key=lambda row: vault.keyed_hash(f"{seat.ref}:{row.ref}", purpose="delphi.order"))
    large: set[str] = set()
    if rows and not masked:
        large = {one.constituency for one in queries.progress(seat.activity, None) if one.joined >= SMALLEST_SHOWN}
    return [
        SaidBy(public_words_of(row) or "", row.constituency if row.constituency in large else "", row.labels)
        for row in rows
    ]


def results(run: Run) -> list[dict[str, Any]]:
    """Every item with what the panel came to, in the last round that had it; as anybody may see it."""
    last: dict[str, dict[str, Any]] = {}
    for one in run.summary["rounds"]:
        for text, item in one["items"].items():
            last[text] = item | {"round": one["number"]}
    return [
        {
            "text": text,
            "round": item["round"],
            "status": status_name(run.summary["final"][text]),
            "stable": item["stable"],
            "rows": [_result_row(cell) for cell in item["cells"]],
        }
        for text, item in last.items()
    ]


def _result_row(cell: dict[str, Any]) -> tuple[str, ...]:
    """Group, people, middle rating, share in favour and against, and what the group by itself comes to."""
    name = group_name(cell["cell"])
    if cell["hidden"]:
        return name, "*", "–", "–", "–", _("Too few to show")
    verdict = status_name(cell["verdict"])
    shares = ("–" if cell[band][1] is None else cell[band][0] for band in ("favour", "against"))
    return name, cell["n"], f"{cell['median']:g}", *shares, verdict


def people(run: Run) -> list[tuple[str, ...]]:
    """Who took part in each round, as it may be shown."""
    return [
        (str(one["number"]), *(one["people"][name] for name in Constituency.values)) for one in run.summary["rounds"]
    ]
