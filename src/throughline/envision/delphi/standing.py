"""Where one panellist stands: read once for each page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from throughline.envision.delphi import queries, showing
from throughline.envision.delphi.definition import Settings
from throughline.envision.delphi.models import Item, Round
from throughline.envision.seats.models import Seat
from throughline.evidence.models import Run
from throughline.programmes.models import Activity


@dataclass(frozen=True)
class ItemRow:
    """One item in the list of a panellist. rated: whether they rated it in the round that is open, or else in the last
    one that had it; value: what they gave. status: how the item stands, once they may know."""

    item: Item
    rated: bool
    value: int | None
    asked: bool
    to_see: bool
    status: str


class Standing:
    """What a panellist's pages are made of."""

    def __init__(self, seat: Seat) -> None:
        self.seat = seat
        self.activity: Activity = seat.activity

    @cached_property
    def settings(self) -> Settings:
        return queries.settings_of(self.activity)

    @cached_property
    def rounds(self) -> list[Round]:
        return queries.rounds_of(self.activity)

    @cached_property
    def open(self) -> Round | None:
        """The round that takes ratings now."""
        return queries.open_round(self.rounds) if self.activity.status == Activity.Status.OPEN else None

    @cached_property
    def run(self) -> Run | None:
        return queries.worked_out(self.activity)

    @cached_property
    def over(self) -> bool:
        return queries.is_over(self.activity, self.rounds, self.run)

    @cached_property
    def ratings(self) -> dict[tuple[int, int], int | None]:
        return queries.ratings_of(self.seat)

    @cached_property
    def items(self) -> list[Item]:
        """What is asked now."""
        return list(self.open.items.all()) if self.open else []

    @property
    def may_suggest(self) -> bool:
        return self.settings.suggest and self.open is not None and self.open.number == 1

    def asks(self, item: Item) -> bool:
        return item in self.items

    def todo(self) -> list[Item]:
        """Items of the open round that this person has not rated in it."""
        number = self.open.number if self.open else 0
        return [item for item in self.items if (number, item.pk) not in self.ratings]

    def rows(self) -> list[ItemRow]:
        """The items of the open round, or of all rounds between them."""
        if self.open is not None:
            return [self._row(item, self.open.number) for item in self.items]
        last = {item: one.number for one in self.rounds for item in one.items.all()}
        return [self._row(item, number) for item, number in sorted(last.items(), key=lambda pair: pair[0].number)]

    def _row(self, item: Item, number: int) -> ItemRow:
        to_see = self.others(item) is not None
        status = self.run.summary["final"].get(item.text, "") if self.run and to_see and not self.open else ""
        value = self.ratings.get((number, item.pk))
        return ItemRow(item, (number, item.pk) in self.ratings, value, self.asks(item), to_see, status)

    def others(self, item: Item) -> showing.Others | None:
        """How the item was rated in a round that is over, if this person may see that."""
        return showing.others(item, self.settings, self.run, self.ratings)

    def reasons(self, item: Item) -> list[showing.SaidBy]:
        """Approved reasons of others, if this person may see how the item was rated."""
        seen = self.others(item)
        if seen is None:
            return []
        masked = {"never": True, "always": False}.get(self.settings.behind, self.open is not None)
        return showing.reasons(self.seat, item, upto=seen.number, masked=masked)
