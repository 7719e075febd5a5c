"""An organisation's words as a CSV file, out and in again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from throughline.core.errors import Refused
from throughline.language.plain import same
from throughline.programmes import exporting
from throughline.programmes.methods import Column, Table
from throughline.programmes.wording.models import OwnWord
from throughline.programmes.wording.terms import Term, check

MOST_BYTES = 1024 * 1024
SHOWN = 20
"""So many problems are told one by one; of the rest only the number."""
COLUMNS = ("kind", "term", "meaning")


class BadFile(Refused):
    """A file that cannot be brought in. `problems` names row and column of each thing that is wrong."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems[:SHOWN]
        more = len(problems) - len(self.problems)
        if more:
            self.problems.append(ngettext("%(n)d more problem.", "%(n)d more problems.", more) % {"n": more})
        super().__init__(_("The file was not brought in. Put right what is listed below."), field="file")


@dataclass(frozen=True)
class Row:
    """A row of the file: its number as a spreadsheet counts it, and its cells by column."""

    number: int
    cells: dict[str, str]


def written(words: Iterable[OwnWord]) -> bytes:
    """The words as CSV, safe to open in a spreadsheet."""
    to = io.BytesIO()
    columns = [Column(name, "text", "") for name in COLUMNS]
    exporting.write_csv(Table("words", columns, ((one.kind, one.term, one.meaning) for one in words)), to)
    return to.getvalue()


def read(content: bytes) -> list[Term]:
    """The words of a CSV file with the columns kind, term and meaning.

    Raises:
        BadFile: with every problem, by row and column.
    """
    if len(content) > MOST_BYTES:
        raise BadFile([_("The file is larger than 1 MB.")])
    found: list[Term] = []
    problems: list[str] = []
    seen: dict[str, int] = {}
    for row in _rows(content):
        try:
            term = check(kind=row.cells["kind"].lower(), term=row.cells["term"], meaning=row.cells["meaning"])
        except Refused as refused:
            problems.append(_where(row.number, refused.field or "", str(refused.message)))
            continue
        first = seen.setdefault(same(term.term), row.number)
        if first != row.number:
            problems.append(_where(row.number, "term", _("This word stands in row %(n)d too.") % {"n": first}))
        found.append(term)
    if not found and not problems:
        problems.append(_("There is no word in the file."))
    if problems:
        raise BadFile(problems)
    return found


def _where(number: int, column: str, what: str) -> str:
    return _("Row %(row)d, column “%(column)s”: %(what)s") % {"row": number, "column": column, "what": what}


def _rows(content: bytes) -> Iterator[Row]:
    """The rows that hold anything.

    Raises:
        BadFile: it is no CSV file, or a column is missing.
    """
    try:
        text = content.decode("utf-8-sig")
        delimiter = max(",;\t", key=text.split("\n", 1)[0].count)
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except (UnicodeDecodeError, csv.Error):
        lines = []
    if not lines or "\0" in content.decode("utf-8", "replace"):
        raise BadFile([_("This is not a CSV file in UTF-8. Save the table as “CSV UTF-8” and choose that file.")])
    heads = [head.strip().casefold() for head in lines[0]]
    missing = [name for name in COLUMNS if name not in heads]
    if missing:
        needed = _("Row 1 must name the columns kind, term and meaning. Missing: %(names)s.")
        raise BadFile([needed % {"names": ", ".join(missing)}])
    for number, line in enumerate(lines[1:], start=2):
        cells = [_as_given(cell) for cell in line] + [""] * len(heads)
        if any(cells):
            yield Row(number, {name: cells[heads.index(name)] for name in COLUMNS})


def _as_given(cell: str) -> str:
    """The text of a cell, without the mark that our own files put before what could run."""
    given = exporting.as_given(cell)
    return (given if exporting.inert(given) == cell else cell).strip()
