"""Which column of a file is what: as a person chooses it on a page, or as a mapping file says it.

A mapping file is TOML:

    [mapping]
    text = "Comment"                    # or ["What was good?", "What was not?"], each its own question
    title = "Title"                     # stands above the text, as its author's own first line
    question = "Question"               # the column with the question that the text answers
    date = "Date"
    region = "Region"
    service = "Ward"
    constituency = "Who is answering"
    rating = "Score"
    date_order = "dmy"                  # day first, or "mdy", or "either": month first where only that makes a date
    leave_out = ["Email", "Postcode"]   # columns that are not stored at all
    separator = ";"                     # of a CSV file, where it is not found out rightly
    sheet = "Comments"                  # of a workbook, where it is not the first

    [mapping.fixed]                     # the same for every row, or where a cell is empty
    constituency = "patients"
    question = "How was your care?"

    [mapping.values.constituency]       # what the file says = what it means here
    "Nurse" = "staff"

    [source]
    title = "…"                         # and where_from, licence, consent_basis, may_quote, may_keep

Columns that are not named are kept with the words, sealed as they are, unless they are left out.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping as Given
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from throughline.core.errors import Refused

COLUMN_FIELDS = ("title", "question", "date", "region", "service", "constituency", "rating")
FIXED_FIELDS = ("question", "date", "region", "service", "constituency")
VALUE_FIELDS = ("region", "constituency", "rating")
DATE_ORDERS = ("dmy", "mdy", "either")


@dataclass(frozen=True)
class Mapping:
    """Which column is what.

    Attributes:
        texts: the columns of text, at least one.
        columns: field of `COLUMN_FIELDS` → column.
        fixed: field of `FIXED_FIELDS` → its value for every row in which the column says nothing.
        values: field of `VALUE_FIELDS` → what the file says → what it means here.
        leave_out: columns that are not stored at all.
        date_order: "dmy", "mdy" or "either", for dates written with two numbers first.
        separator, sheet: how to open the file, where it is not found out.
    """

    texts: Sequence[str]
    columns: Given[str, str] = field(default_factory=dict)
    fixed: Given[str, str] = field(default_factory=dict)
    values: Given[str, Given[str, str]] = field(default_factory=dict)
    leave_out: Sequence[str] = ()
    date_order: str = "dmy"
    separator: str = ""
    sheet: str = ""

    def as_json(self) -> dict[str, Any]:
        """The mapping as it is kept with the source, in the words of a mapping file."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Given[str, Any]) -> Mapping:
        """A mapping that `as_json` gave."""
        return cls(**kept)

    @property
    def used(self) -> set[str]:
        """The columns that stand for a field of ours."""
        return {*self.texts, *self.columns.values()}


@dataclass(frozen=True)
class SourceDetails:
    """Where words come from, and on what basis they may be used. Shown in public beside them."""

    title: str
    where_from: str
    licence: str
    consent_basis: str
    may_quote: bool = False
    may_keep: bool = False


def check(mapping: Mapping, header: Sequence[str]) -> None:
    """See that a mapping fits a file.

    Raises:
        Refused: it names a column that is not there, no text, one column twice, or what is not known here.
    """
    if not mapping.texts:
        raise Refused(_("Say which column holds the text."), field="text")
    named = [("text", name) for name in mapping.texts]
    named += [*mapping.columns.items(), *(("leave_out", name) for name in mapping.leave_out)]
    for part, name in named:
        if name not in header:
            raise Refused(_("There is no column “{name}” in the file.").format(name=name), field=part)
    taken: dict[str, str] = {}
    for part, name in named:
        if taken.setdefault(name, part) != part or (part == "text" and mapping.texts.count(name) > 1):
            raise Refused(_("The column “{name}” is chosen twice.").format(name=name), field=part)


def read_file(path: Path) -> tuple[Mapping, SourceDetails | None]:
    """Read a mapping file.

    Returns:
        The mapping, and the source's details if the file has them.

    Raises:
        Refused: it is no TOML, or says something that a mapping file cannot say.
        OSError: it cannot be read.
    """
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refused(_("The mapping file cannot be read: {why}").format(why=error)) from None
    source = told.get("source")
    return from_table(told.get("mapping")), None if source is None else _source(source)


def from_table(told: Any) -> Mapping:
    """A mapping as the [mapping] table of a mapping file says it.

    Raises:
        Refused: a key is unknown or its value is of the wrong kind.
    """
    if not isinstance(told, dict) or "text" not in told:
        raise Refused(_("The mapping file needs a table [mapping] that says which column holds the text."))
    known = {"text", "fixed", "values", "leave_out", "date_order", "separator", "sheet", *COLUMN_FIELDS}
    _require(not told.keys() - known, "mapping", ", ".join(sorted(told.keys() - known)))
    texts = [told["text"]] if isinstance(told["text"], str) else told["text"]
    fixed, values, leave_out = told.get("fixed", {}), told.get("values", {}), told.get("leave_out", [])
    _require(_strings(texts), "mapping.text")
    _require(_strings(leave_out), "mapping.leave_out")
    _require(_table(fixed, FIXED_FIELDS), "mapping.fixed")
    _require(isinstance(values, dict) and set(values) <= set(VALUE_FIELDS), "mapping.values")
    for part, meanings in values.items():
        _require(_table(meanings), f"mapping.values.{part}")
    _require(told.get("date_order", "dmy") in DATE_ORDERS, "mapping.date_order")
    columns = {part: told[part] for part in COLUMN_FIELDS if part in told}
    _require(_strings([*columns.values(), told.get("separator", ""), told.get("sheet", "")]), "mapping")
    return Mapping(
        texts=tuple(texts),
        columns=columns,
        fixed={part: str(value) for part, value in fixed.items()},
        values={part: {str(k): str(v) for k, v in meanings.items()} for part, meanings in values.items()},
        leave_out=tuple(leave_out),
        date_order=told.get("date_order", "dmy"),
        separator=told.get("separator", ""),
        sheet=told.get("sheet", ""),
    )


def _source(told: Any) -> SourceDetails:
    names = ("title", "where_from", "licence", "consent_basis")
    _require(isinstance(told, dict), "source")
    _require(not told.keys() - {*names, "may_quote", "may_keep"}, "source")
    _require(_strings([told.get(name, "") for name in names]), "source")
    uses = {name: told.get(name, False) for name in ("may_quote", "may_keep")}
    _require(all(isinstance(value, bool) for value in uses.values()), "source")
    return SourceDetails(**{name: told.get(name, "") for name in names}, **uses)


def _strings(values: Any) -> bool:
    return isinstance(values, list) and all(isinstance(value, str) for value in values)


def _table(told: Any, known: Sequence[str] | None = None) -> bool:
    if not isinstance(told, dict) or any(isinstance(value, dict | list) for value in told.values()):
        return False
    return known is None or set(told) <= set(known)


def _require(fits: bool, where: str, what: str = "") -> None:
    if not fits:
        message = _("The mapping file is not right at [{where}].").format(where=where)
        raise Refused(f"{message} {what}".strip())
