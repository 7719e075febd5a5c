"""What is wrong with a file, said so that a person can put it right: where, what, and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from throughline.core.errors import Refused

SHOWN = 50
"""So many problems are listed one by one; of the rest only the number is told."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong.

    Attributes:
        what: what is wrong. It never repeats more of a cell than a date or a number needs.
        to_do: what to do about it.
        row: the row as a spreadsheet counts it (the names of the columns are row 1); 0 for the whole file.
        column: the name of the column; empty for the whole row.
    """

    what: str
    to_do: str = ""
    row: int = 0
    column: str = ""

    @property
    def where(self) -> str:
        """Row and column in words; empty for the whole file."""
        if self.row and self.column:
            return _("Row {row}, “{column}”").format(row=self.row, column=self.column)
        return _("Row {row}").format(row=self.row) if self.row else ""

    def __str__(self) -> str:
        return " ".join(part for part in (f"{self.where}:" if self.where else "", self.what, self.to_do) if part)


class BadFile(Refused):
    """A file cannot be brought in as it is.

    Attributes:
        problems: the first of them, at most `SHOWN`.
        count: how many there are in all.
    """

    def __init__(self, problems: Iterable[Problem], *, count: int = 0, field: str | None = "file") -> None:
        self.problems: Sequence[Problem] = list(problems)[:SHOWN]
        self.count = max(count, len(self.problems))
        super().__init__(self._summary(), field=field)

    def _summary(self) -> str:
        first = str(self.problems[0])
        more = self.count - 1
        if not more:
            return first
        return _("{first} ({more})").format(
            first=first,
            more=ngettext("and %(n)d more problem", "and %(n)d more problems", more) % {"n": more},
        )


def bad_file(what: str, to_do: str = "", *, row: int = 0, column: str = "") -> BadFile:
    """A `BadFile` with one problem."""
    return BadFile([Problem(what, to_do, row, column)])


@dataclass
class Problems:
    """Gathers problems in constant memory: the first `SHOWN`, and the number of all."""

    first: list[Problem] = field(default_factory=list)
    count: int = 0

    def add(self, found: Iterable[Problem]) -> None:
        for problem in found:
            self.count += 1
            if len(self.first) < SHOWN:
                self.first.append(problem)

    def as_error(self) -> BadFile:
        return BadFile(self.first, count=self.count)
