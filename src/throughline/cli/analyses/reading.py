"""Tables as commands want them: columns by name, each of a kind, every cell checked, every error one line.

    table = read(path, column("place", kind="text", unique=True), column("events", kind="integer", least=0))
    table["events"]          # a NumPy array
    raise table.wrong(3, "events", "more events than people")   # file, row and column are added

Kinds and what `table[name]` gives:

| kind | cells | gives |
| --- | --- | --- |
| number | 12, -3.5, 1e6 | NumPy float64; with `blanks`, NaN where a cell is empty |
| integer | 12, 12.0 | NumPy int64; with `blanks`, float64 with NaN |
| date | 2024-03-01, 2024-03 (its first day), 01/03/2024 (day first) | list of datetime.date, or None |
| text | anything, without spaces around it | list of str, or None |
| flag | yes, no, true, false, y, n, 1, 0 | NumPy bool; with `blanks`, list of bool or None |

An empty cell is refused unless the column says `blanks=True`. For numbers, dates and flags NA, N/A, NaN and null are
empty cells too; infinity is always refused. `table.series(name)` gives the checked Polars column, for millions of rows.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from throughline.cli.analyses.files import FIRST_ROW, Form, Source, WrongFile
from throughline.cli.failures import BadInput

if TYPE_CHECKING:
    import polars as pl

Kind = Literal["number", "integer", "date", "text", "flag"]
EMPTY = ("", "NA", "N/A", "NaN", "nan", "null", "NULL")
FLAGS = {"yes": True, "no": False, "true": True, "false": False, "y": True, "n": False, "1": True, "0": False}
WANTED = {
    "number": "is not a number (written like 1234.5)",
    "integer": "is not a whole number",
    "date": "is not a date (written like 2024-03-31 or 31/03/2024)",
    "flag": "is neither yes nor no",
}
MOST_EXACT = 2.0**53
NAMES_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Column:
    """What is asked of a column; see `column`."""

    name: str
    kind: Kind
    required: bool
    blanks: bool
    choices: tuple[str, ...] | None
    least: float | None
    above: float | None
    most: float | None
    unique: bool
    rising: bool
    option: str | None


def column(
    name: str,
    *,
    kind: Kind = "text",
    required: bool = True,
    blanks: bool = False,
    choices: Sequence[str] | None = None,
    least: float | None = None,
    above: float | None = None,
    most: float | None = None,
    unique: bool = False,
    rising: bool = False,
    option: str | None = None,
) -> Column:
    """Ask for a column.

    kind: what its cells hold. required: whether the file must have it (`table.has(name)` says). blanks: whether cells
    may be empty. choices: the texts there may be. least, above, most: the range of numbers. unique: no value twice.
    rising: each value greater than the one before (dates in order). option: the option of the command that names this
    column, for the error message.
    """
    return Column(
        name, kind, required, blanks, tuple(choices) if choices else None, least, above, most, unique, rising, option
    )


class Table:
    """The columns that were asked for, checked. header: all names in the file. others: the names that matched
    `others`. notes: what had to be supposed in reading, in plain words."""

    def __init__(self, source: Source, frame: pl.DataFrame, kinds: dict[str, Kind], others: tuple[str, ...]) -> None:
        self.path, self.header, self.notes = source.path, source.header, source.notes
        self.others = others
        self._frame, self._kinds = frame, kinds

    def __len__(self) -> int:
        return self._frame.height

    def __getitem__(self, name: str) -> Any:
        series = self._frame[name]
        kind = self._kinds[name]
        if kind in ("date", "text") or (kind == "flag" and series.null_count()):
            return series.to_list()
        return series.to_numpy()

    def has(self, name: str) -> bool:
        return name in self._kinds

    def get(self, name: str) -> Any:
        """`table[name]`, or None where the file has no such column."""
        return self[name] if self.has(name) else None

    def series(self, name: str) -> pl.Series:
        return self._frame[name]

    def row(self, index: int) -> int:
        """The row of a spreadsheet in which record `index` (from 0) stands."""
        return index + FIRST_ROW

    def wrong(self, index: int | None, column: str | None, message: str) -> WrongFile:
        """The error to raise for record `index`; None where it is about the whole column or file."""
        return WrongFile(self.path, message, row=None if index is None else self.row(index), column=column)


def read(path: Path, *columns: Column, others: Column | None = None, form: Form | None = None) -> Table:
    """Read the named columns of a CSV, TSV or Parquet file.

    others: asked of every other column whose name fits its pattern (`column("*")` all, `column("S_*")` some). form:
    encoding and delimiter, where they are known. Raises `WrongFile`, one line that names the file, the row and the
    column.
    """
    _refuse_twice(columns)
    source = Source(path, form or Form())
    asked = {c.name: c for c in columns if _is_there(c, source)}
    rest = () if others is None else _others(source, [c.name for c in columns], others)
    asked |= {name: _renamed(others, name) for name in rest if others is not None}
    cells = source.cells(list(asked))
    if not cells.height:
        raise WrongFile(path, "there are no rows beneath the header")
    frame = cells.select([_Check(path, c, cells[name]).checked() for name, c in asked.items()])
    return Table(source, frame, {name: c.kind for name, c in asked.items()}, rest)


def _refuse_twice(columns: Sequence[Column]) -> None:
    seen: dict[str, Column] = {}
    for one in columns:
        if one.name in seen:
            names = " and ".join(str(c.option or c.kind) for c in (seen[one.name], one))
            raise BadInput(f"{names} both name the column “{one.name}”; each needs a column of its own.")
        seen[one.name] = one


def _is_there(wanted: Column, source: Source) -> bool:
    if wanted.name in source.header:
        return True
    if not wanted.required:
        return False
    near = difflib.get_close_matches(wanted.name.lower(), [name.lower() for name in source.header], n=1, cutoff=0.6)
    guess = next((f" Did you mean “{name}”?" for name in source.header if [name.lower()] == near), "")
    names = ", ".join(source.header[:NAMES_SHOWN]) + (" …" if len(source.header) > NAMES_SHOWN else "")
    say = f" Name it with {wanted.option}." if wanted.option else ""
    raise WrongFile(source.path, f"there is no column “{wanted.name}”.{guess} There are: {names}.{say}", row=1)


def _others(source: Source, named: list[str], wanted: Column) -> tuple[str, ...]:
    free = [name for name in source.header if name not in named and not name.startswith("(column ")]
    found = tuple(name for name in free if fnmatchcase(name, wanted.name))
    if not found and wanted.required:
        which = "other columns" if wanted.name == "*" else f"columns like “{wanted.name}”"
        raise WrongFile(source.path, f"there are no {which}", row=1)
    return found


def _renamed(wanted: Column, name: str) -> Column:
    from dataclasses import replace

    return replace(wanted, name=name)


class _Check:
    """One column, from text or from what Parquet holds, to its kind."""

    def __init__(self, path: Path, wanted: Column, given: pl.Series) -> None:
        import polars as pl

        self.pl = pl
        self.path, self.wanted = path, wanted
        self.typed = given if given.dtype.is_numeric() and wanted.kind in ("number", "integer") else None
        self.text = given if self.typed is not None else self._as_text(given)
        self.empty = self.text.is_null()

    def _as_text(self, given: pl.Series) -> pl.Series:
        text = given.cast(self.pl.String).str.strip_chars()
        blank = text.is_in(("",) if self.wanted.kind == "text" else EMPTY)
        return text.set(blank.fill_null(False), None)

    def checked(self) -> pl.Series:
        made: dict[Kind, Callable[[], pl.Series]] = {
            "number": self._number,
            "integer": self._integer,
            "date": self._date,
            "text": lambda: self.text,
            "flag": self._flag,
        }
        series = made[self.wanted.kind]().alias(self.wanted.name)
        if not self.wanted.blanks:
            self._refuse(series.is_null(), "the cell is empty", shown=False)
        self._range(series)
        return series

    def _number(self) -> pl.Series:
        given = self.text if self.typed is None else self.typed
        numbers = given.cast(self.pl.Float64, strict=False)
        if self.typed is not None:
            numbers = numbers.fill_nan(None)
            self.empty = numbers.is_null()
        self._refuse(numbers.is_null() & ~self.empty, WANTED[self.wanted.kind])
        self._refuse((numbers.is_infinite() | numbers.is_nan()).fill_null(False), "is not a finite number")
        # NumPy has no empty cell but NaN; `blanks` says where it may stand.
        return numbers

    def _integer(self) -> pl.Series:
        given = self.text if self.typed is None else self.typed
        if not given.dtype.is_float():
            # Nearly always all are written without a point; then nothing is made twice, which counts with 50 million.
            whole = given.cast(self.pl.Int64, strict=False)
            if whole.null_count() == given.null_count():
                return whole
        numbers = self._number()
        broken = (numbers != numbers.round()) | (numbers.abs() > MOST_EXACT)
        self._refuse(broken.fill_null(False), WANTED["integer"])
        return numbers.cast(self.pl.Int64)

    def _date(self) -> pl.Series:
        iso = self.text.str.replace(r"^(\d{4}-\d{2})$", "$1-01").str.replace(r"[T ]\d{2}:.*$", "")
        dates = iso.str.to_date("%Y-%m-%d", strict=False)
        dates = dates.zip_with(dates.is_not_null(), iso.str.to_date("%d/%m/%Y", strict=False))
        self._refuse(dates.is_null() & ~self.empty, WANTED["date"])
        return dates

    def _flag(self) -> pl.Series:
        flags = self.text.str.to_lowercase().replace_strict(FLAGS, default=None, return_dtype=self.pl.Boolean)
        self._refuse(flags.is_null() & ~self.empty, WANTED["flag"])
        return flags

    def _range(self, series: pl.Series) -> None:
        wanted = self.wanted
        if wanted.choices is not None:
            wrong = ~series.is_in(wanted.choices).fill_null(True)
            self._refuse(wrong, f"is none of {', '.join(wanted.choices)}")
        if wanted.least is not None:
            self._refuse((series < wanted.least).fill_null(False), f"is below {wanted.least:g}")
        if wanted.above is not None:
            self._refuse((series <= wanted.above).fill_null(False), f"is not above {wanted.above:g}")
        if wanted.most is not None:
            self._refuse((series > wanted.most).fill_null(False), f"is above {wanted.most:g}")
        if wanted.unique:
            self._refuse(~series.is_first_distinct() & series.is_not_null(), "stands here a second time")
        if wanted.rising:
            falls = (series <= series.shift(1)).fill_null(False)
            self._refuse(falls, "does not come after the row above: put the rows in order")

    def _refuse(self, wrong: pl.Series, message: str, *, shown: bool = True) -> None:
        if not wrong.any():
            return
        at = int(wrong.arg_max() or 0)
        more = int(wrong.sum()) - 1
        given = self.text[at] if self.typed is None else self.typed[at]
        what = f"“{given}” {message}" if shown else message
        also = f" (and {more:,} more rows)" if more > 1 else " (and 1 more row)" if more else ""
        raise WrongFile(self.path, what + also, row=at + FIRST_ROW, column=self.wanted.name)
