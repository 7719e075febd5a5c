"""Reading a file of notes or of numbers: columns by their names, each row checked, each problem with its place."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext as _

from throughline.understand.imports.problems import Problem, Problems, bad_file
from throughline.understand.imports.reading import Row, open_table

MOST_ROWS = 2_000
EARLIEST_YEAR = 1800
LARGEST = 100_000_000
LONGEST_FOUND = 5_000
_HIDDEN = re.compile(r"\*|<\s*\d{1,3}")
_WHOLE = re.compile(r"\d{1,3}(,\d{3})+|\d{1,9}(\.0+)?")
_DOI = re.compile(r"(?:doi:\s*)?(10\.\d{4,9}/\S+)", re.IGNORECASE)
_TOTALS = frozenset({"total", "totals", "grand total", "all", "all themes", "sum"})
_is_address = URLValidator(schemes=["http", "https"])

# What is read → names under which tools and people put it, the likeliest first.
NOTE_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "citation": ("citation", "reference", "source", "paper", "publication", "title"),
    "year": ("year", "publication year", "published", "date"),
    "found": ("what it found", "found", "finding", "findings", "summary", "results", "result", "abstract"),
    "url": ("url", "link", "doi", "address", "web address"),
}
NUMBER_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "theme": ("theme", "subject", "subject area", "category", "topic", "issue"),
    "count": ("count", "number", "complaints", "number of complaints", "n", "total"),
    "period": ("period", "quarter", "month", "financial year", "year", "date"),
    "service": ("service", "service area", "ward", "site", "department"),
    "region": ("region", "area"),
}
_OPTIONAL = frozenset({"url", "period", "service", "region"})

Cells = dict[str, str]
Wrong = Callable[..., None]
"""(what is read, what is wrong, what to do): notes a problem of the row being read."""


@dataclass
class Read:
    """What a file holds: `rows` ready to be stored, which column was read as what, and what is wrong."""

    sha256: str
    columns: dict[str, str]
    unused: list[str]
    rows: list[dict[str, Any]] = field(default_factory=list)
    problems: Problems = field(default_factory=Problems)
    skipped: int = 0


def read_notes(content: bytes, *, known: Collection[str] = ()) -> Read:
    """Read a file of notes on literature.

    Args:
        content: the file, CSV or XLSX.
        known: citations that are noted already, in small letters.

    Raises:
        BadFile: it cannot be read, has too many rows, or lacks a column.
    """
    seen = set(known)

    def meaning(cells: Cells, wrong: Wrong) -> dict[str, Any]:
        citation = _text(cells, "citation", 500, wrong)
        if citation.casefold() in seen:
            wrong("citation", _("This is noted already."), _("Keep one note for each publication."))
        seen.add(citation.casefold())
        found = _text(cells, "found", LONGEST_FOUND, wrong)
        return {"citation": citation, "year": _year(cells, wrong), "found": found, "url": _url(cells, wrong)}

    return _read(content, NOTE_COLUMNS, meaning)


def read_numbers(content: bytes, *, period: str = "") -> Read:
    """Read a file of numbers by theme.

    Args:
        content: the file, CSV or XLSX.
        period: of every row of a file that has no column for it.

    Raises:
        BadFile: it cannot be read, has too many rows, lacks a column, or says nowhere which time it is about.
    """
    seen: set[tuple[str, ...]] = set()

    def meaning(cells: Cells, wrong: Wrong) -> dict[str, Any]:
        row: dict[str, Any] = {
            "theme": _text(cells, "theme", 200, wrong),
            "count": _count(cells, wrong),
            "period": _text(cells if "period" in cells else {"period": period}, "period", 80, wrong),
            "service": _text(cells, "service", 160, wrong),
            "region": _text(cells, "region", 160, wrong),
        }
        if row["theme"].casefold() in _TOTALS:
            wrong("theme", _("This looks like a total."), _("Leave totals out: their numbers would count twice."))
        place = tuple(row[part].casefold() for part in ("theme", "period", "service", "region"))
        if place in seen:
            wrong("theme", _("There is an earlier row for the same theme, time and place."), _("Keep one of them."))
        seen.add(place)
        return row

    read = _read(content, NUMBER_COLUMNS, meaning)
    if "period" not in read.columns and not period:
        raise bad_file(_("No column says which time the numbers are about."), _("Add one called “period”."))
    return read


def _read(content: bytes, parts: Mapping[str, tuple[str, ...]], meaning: Callable[[Cells, Wrong], Any]) -> Read:
    table = open_table(io.BytesIO(content))
    columns = _columns(table.header, parts)
    unused = [name for name in table.header if name not in columns.values()]
    read = Read(hashlib.sha256(content).hexdigest(), columns, unused)
    place = {part: list(table.header).index(name) for part, name in columns.items()}
    for count, row in enumerate(table.rows(), 1):
        if count > MOST_ROWS:
            what = _("There are more than {most} rows.").format(most=f"{MOST_ROWS:,}")
            raise bad_file(what, _("Split the file and bring in one part after the other."), row=row.number)
        _read_row(read, row, place, meaning)
    return read


def _read_row(read: Read, row: Row, place: Mapping[str, int], meaning: Callable[[Cells, Wrong], Any]) -> None:
    found: list[Problem] = [row.problem] if row.problem else []

    def wrong(part: str, what: str, to_do: str = "") -> None:
        found.append(Problem(what, to_do, row.number, read.columns.get(part, "")))

    if not found:
        cells = {part: " ".join(row.cells[at].replace("\0", "").split()) for part, at in place.items()}
        means = meaning(cells, wrong)
    if found:
        read.problems.add(found)
        read.skipped += 1
    else:
        read.rows.append(means)


def _columns(header: Any, parts: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """What is read → the column it is read from.

    Raises:
        BadFile: a column that is needed is not there.
    """
    named = {" ".join(re.findall(r"\w+", name.casefold())): name for name in header}
    columns: dict[str, str] = {}
    for part, likely in parts.items():
        name = next((named[one] for one in likely if one in named and named[one] not in columns.values()), None)
        if name is not None:
            columns[part] = name
        elif part not in _OPTIONAL:
            what = _("There is no column called “{name}”.").format(name=part)
            raise bad_file(what, _("These names are read too: {names}.").format(names=", ".join(likely[1:])), row=1)
    return columns


def _text(cells: Mapping[str, str], part: str, most: int, wrong: Wrong) -> str:
    said = cells.get(part, "")
    if not said and (part not in _OPTIONAL or (part == "period" and part in cells)):
        wrong(part, _("This cell is empty."))
    if len(said) > most:
        wrong(part, _("This is longer than {most} characters.").format(most=most))
    return said


def _year(cells: Cells, wrong: Wrong) -> int:
    said = cells["year"].removesuffix(".0")
    year = int(said[:4]) if re.fullmatch(r"[0-9]{4}(-[0-9]{2}-[0-9]{2}.*)?", said) else 0
    if not EARLIEST_YEAR <= year <= timezone.localdate().year + 1:
        wrong("year", _("This is not a year."), _("Write it with four digits, like 2021."))
    return year


def _url(cells: Cells, wrong: Wrong) -> str:
    said = cells.get("url", "")
    doi = _DOI.fullmatch(said)
    address = f"https://doi.org/{doi[1]}" if doi else said
    if address:
        try:
            _is_address(address)
        except ValidationError:
            wrong("url", _("This is not an address of a page."), _("It should begin with https://, or be a DOI."))
        if len(address) > 500:
            wrong("url", _("This is longer than {most} characters.").format(most=500))
    return address


def _count(cells: Cells, wrong: Wrong) -> int | None:
    """None where the source hides a small number itself."""
    said = cells["count"]
    if _HIDDEN.fullmatch(said):
        return None
    number = int(said.replace(",", "").partition(".")[0]) if said.isascii() and _WHOLE.fullmatch(said) else -1
    if not 0 <= number <= LARGEST:
        what = _("This is not a whole number.")
        wrong("count", what, _("Write digits only. Where the source hides a small number, write *."))
    return number
