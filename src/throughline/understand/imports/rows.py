"""What each row of a file means under a mapping: the words to store, or what is wrong with the row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from throughline.programmes.models import Constituency, Region
from throughline.understand.imports.dates import parse_day
from throughline.understand.imports.mapping import Mapping
from throughline.understand.imports.problems import Problem
from throughline.understand.imports.reading import Row

LONGEST_SERVICE = 160
LONGEST_QUESTION = 500
EARLIEST = date(1900, 1, 1)
_WHOLE = re.compile(r"-?[0-9]{1,4}")
UNKNOWN_REGIONS_LISTED = 50
Wrong = Callable[..., None]
"""(field, what is wrong, what to do): notes a problem of the row being read."""


@dataclass(frozen=True)
class Entry:
    """One text of one row, as it will be stored."""

    row: int
    column: int
    question: str
    text: str
    given_on: date
    region: Region | None
    service: str
    constituency: str
    rating: int | None
    extra: dict[str, str]


@dataclass(frozen=True)
class Meaning:
    """What a row means: entries, or problems. A row without words has one problem and is `empty`."""

    entries: Sequence[Entry] = ()
    problems: Sequence[Problem] = ()
    empty: bool = False


@dataclass
class Interpreter:
    """Reads rows under a mapping.

    Attributes:
        header: the names of the file's columns.
        mapping: one that fits them (`mapping.check`).
        regions: every region that is known.
        today: no comment is from after this day.
        unknown_regions: filled while reading: what the file calls a region and is none here → rows.
    """

    header: Sequence[str]
    mapping: Mapping
    regions: Sequence[Region]
    today: date = field(default_factory=timezone.localdate)
    unknown_regions: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        place = {name: number for number, name in enumerate(self.header)}
        self._texts = [(name, place[name]) for name in self.mapping.texts]
        self._title = place[self.mapping.columns["title"]] if "title" in self.mapping.columns else None
        self._place = {part: place[name] for part, name in self.mapping.columns.items()}
        kept = [name for name in self.header if name not in self.mapping.used | set(self.mapping.leave_out)]
        self._kept = [(name, place[name]) for name in kept]
        self._regions = {word.casefold(): region for region in self.regions for word in (region.slug, region.name)}
        self._constituencies = {
            word.casefold(): value for value, label in Constituency.choices for word in (value, str(label))
        }
        self._values = {
            part: {said.strip().casefold(): meant for said, meant in meanings.items()}
            for part, meanings in self.mapping.values.items()
        }

    def read(self, row: Row) -> Meaning:
        """What one row means."""
        if row.problem:
            return Meaning(problems=[row.problem])
        texts = [(number, name, row.cells[place]) for number, (name, place) in enumerate(self._texts)]
        if not any(text.strip() for _number, _name, text in texts):
            problem = Problem(_("There are no words."), "", row.number, self.mapping.texts[0])
            return Meaning(problems=[problem], empty=True)
        problems: list[Problem] = []

        def wrong(part: str, what: str, to_do: str = "") -> None:
            problems.append(Problem(what, to_do, row.number, self.mapping.columns.get(part, "")))

        extra = {name: row.cells[place] for name, place in self._kept if row.cells[place]}
        common = {
            "given_on": self._day(row, wrong),
            "region": self._region(row, extra),
            "service": self._service(row, wrong),
            "constituency": self._constituency(row, wrong),
            "rating": self._rating(row, wrong),
            "extra": extra,
        }
        title = row.cells[self._title].strip() if self._title is not None else ""
        if title:  # it belongs to the first words of the row
            at = next(place for place, (_n, _name, text) in enumerate(texts) if text.strip())
            number, name, text = texts[at]
            texts[at] = (number, name, f"{title}\n\n{text}")
        questions = [(number, self._question(row, name, wrong), text) for number, name, text in texts if text.strip()]
        if problems:
            return Meaning(problems=problems)
        # The row of names is row 1 of the file, so the first row of words is row 2.
        return Meaning([Entry(row.number - 1, number, asked, text, **common) for number, asked, text in questions])

    def _cell(self, row: Row, part: str) -> str:
        place = self._place.get(part)
        said = row.cells[place].strip() if place is not None else ""
        if part in self._values:
            said = self._values[part].get(said.casefold(), said)
        return said or self.mapping.fixed.get(part, "")

    def _day(self, row: Row, wrong: Wrong) -> date:
        said = self._cell(row, "date")
        if not said:
            if "date" in self._place:
                wrong("date", _("There is no date."), _("Enter it, or give one date for rows without."))
            return self.today
        day = parse_day(said, order=self.mapping.date_order)
        if day is None:
            what = _("“{said}” is not a date.") if len(said) <= 20 else _("This is not a date.")
            to_do = _("Write it like 30/09/2021 or 2021-09-30.")
            if any(parse_day(said, order=order) for order in ("dmy", "mdy")):
                to_do = _("It would be one the other way round: say how dates are written in this file.")
            wrong("date", what.format(said=said), to_do)
            return self.today
        if not EARLIEST <= day <= self.today:
            wrong("date", _("{day} cannot be the day on which this was said.").format(day=day.isoformat()))
        return day

    def _region(self, row: Row, extra: dict[str, str]) -> Region | None:
        said = self._cell(row, "region")
        found = self._regions.get(said.casefold()) if said else None
        if said and found is None:
            if said in self.unknown_regions or len(self.unknown_regions) < UNKNOWN_REGIONS_LISTED:
                self.unknown_regions[said] += 1
            extra[self.mapping.columns.get("region", "region")] = said
        return found

    def _service(self, row: Row, wrong: Wrong) -> str:
        said = self._cell(row, "service")
        if len(said) > LONGEST_SERVICE:
            wrong("service", _("This is longer than {most} characters.").format(most=LONGEST_SERVICE))
        return said

    def _constituency(self, row: Row, wrong: Wrong) -> str:
        said = self._cell(row, "constituency")
        found = self._constituencies.get(said.casefold(), "")
        if not found:
            what = _("It does not say whose voice this is.")
            if said:
                what = _("We do not know whose voice “{said}” is.").format(said=said[:40])
            wrong("constituency", what, _("Say in the mapping whether it means patients, staff or policy."))
        return found

    def _rating(self, row: Row, wrong: Wrong) -> int | None:
        said = self._cell(row, "rating")
        if not said:
            return None
        whole = said.removesuffix(".0")
        if not _WHOLE.fullmatch(whole):
            wrong("rating", _("This rating is not a whole number."), _("Say in the mapping which number it means."))
            return None
        return int(whole)

    def _question(self, row: Row, column: str, wrong: Wrong) -> str:
        """What the text answers: the column of questions, one question for all, or the text column's own name."""
        said = self._cell(row, "question") or (column if len(self._texts) > 1 else "")
        if len(said) > LONGEST_QUESTION:
            wrong("question", _("This is longer than {most} characters.").format(most=LONGEST_QUESTION))
        return said
