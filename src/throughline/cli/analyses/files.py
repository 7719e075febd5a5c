"""The bytes of a table → its header and its cells as text. What is not a table is refused, with its row.

Rows are counted as a spreadsheet does: the header is row 1, and a cell that holds several lines is still one row.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from throughline.cli.failures import BadInput

if TYPE_CHECKING:
    import polars as pl

DELIMITERS = ",;\t|"
PARQUET = (".parquet", ".pq")
FIRST_ROW = 2
CHUNK = 1 << 24
MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}
NOT_TABLES = {
    b"PK\x03\x04": "a spreadsheet or a zip",
    b"\xd0\xcf\x11\xe0": "an old Excel file",
    b"%PDF": "a PDF",
    b"PAR1": "Parquet: let its name end in .parquet",
}


class WrongFile(BadInput):
    """What is wrong with a file, and where: one line."""

    def __init__(self, path: Path, message: str, *, row: int | None = None, column: str | None = None) -> None:
        where = [str(path)] + ([f"row {row:,}"] if row else []) + ([f"column “{column}”"] if column else [])
        super().__init__(f"{', '.join(where)}: {message}")


@dataclass(frozen=True, slots=True)
class Form:
    """How a text file is written, where that is known; None: found out."""

    encoding: str | None = None
    delimiter: str | None = None


class Source:
    """A CSV, TSV or Parquet file: first its header, then the columns that are wanted of it. notes: what had to be
    supposed, in plain words."""

    def __init__(self, path: Path, form: Form) -> None:
        self.path = path
        self.notes: tuple[str, ...] = ()
        if not path.is_file():
            what = "this is a folder, not a file" if path.is_dir() else "there is no such file"
            raise WrongFile(path, what)
        self.data = b""
        self.parquet = path.suffix.lower() in PARQUET
        if self.parquet:
            self.header = self._parquet_header()
        else:
            self._open_text(form)

    def cells(self, wanted: list[str]) -> pl.DataFrame:
        """The columns `wanted`, those of a text file as text, without empty rows at the end."""
        import polars as pl

        if self.parquet:
            return pl.read_parquet(self.path, columns=wanted)
        places = sorted(self.header.index(name) for name in wanted)
        frame = pl.read_csv(
            self.data, separator=self.delimiter, infer_schema=False, columns=places, truncate_ragged_lines=True
        )
        if frame.height != self.records:
            raise WrongFile(self.path, f"its {self.records:,} rows cannot be told apart: check the quotation marks")
        frame.columns = [self.header[place] for place in places]
        return frame.head(self.records - self.empty_at_end).select(wanted)

    def _parquet_header(self) -> tuple[str, ...]:
        import polars as pl

        try:
            return tuple(pl.read_parquet_schema(self.path))
        except (pl.exceptions.PolarsError, OSError) as error:
            raise WrongFile(self.path, "this is not a Parquet file") from error

    def _open_text(self, form: Form) -> None:
        data = self.path.read_bytes()
        if not data.strip():
            raise WrongFile(self.path, "the file is empty")
        for mark, what in NOT_TABLES.items():
            if data.startswith(mark):
                raise WrongFile(self.path, f"this is {what}; save it as CSV (comma separated values)")
        self.data = self._as_utf8(data, form.encoding)
        if b"\n" not in self.data:
            self.data = self.data.replace(b"\r", b"\n")
        if b"\0" in self.data:
            raise WrongFile(self.path, "this is not text: save it as CSV (comma separated values)")
        self.delimiter = form.delimiter or _delimiter(self.data[: self.data.find(b"\n")].decode(), path=self.path)
        self.header = self._header()
        self.records, self.empty_at_end = self._count()

    def _as_utf8(self, data: bytes, encoding: str | None) -> bytes:
        found = encoding or next((name for mark, name in MARKS.items() if data.startswith(mark)), None)
        if found is None and data.isascii():
            return data
        try:
            return data.decode(found or "utf-8").encode()
        except LookupError:
            raise WrongFile(self.path, f"there is no encoding named {found!r}") from None
        except UnicodeDecodeError as error:
            row = data[: error.start].count(b"\n") + 1
            if found is None:
                return self._as_windows(data, row)
            raise WrongFile(
                self.path, f"the file is not written in {found}; name another --encoding", row=row
            ) from None

    def _as_windows(self, data: bytes, row: int) -> bytes:
        try:
            text = data.decode("cp1252")
        except UnicodeDecodeError:
            raise WrongFile(self.path, "the file is not written in UTF-8; name its --encoding", row=row) from None
        self.notes = (f"{self.path.name} is not written in UTF-8 (row {row:,}), so it was read as Windows-1252.",)
        return text.encode()

    def _records(self) -> Iterator[list[str]]:
        """Each record of the file, the header first, read strictly."""
        text = io.TextIOWrapper(io.BytesIO(self.data), encoding="utf-8", newline="")
        reader = csv.reader(text, delimiter=self.delimiter, strict=True)
        row = 0
        while True:
            row += 1
            try:
                record = next(reader, None)
            except csv.Error:
                message = 'a quotation mark (") is not closed, or stands inside a value: write it twice there'
                raise WrongFile(self.path, message, row=row) from None
            if record is None:
                return
            yield record

    def _header(self) -> tuple[str, ...]:
        names = [name.strip() for name in next(self._records())]
        for place, name in enumerate(names):
            if name and name in names[:place]:
                raise WrongFile(self.path, f"two columns are called “{name}”; give each a name of its own", row=1)
        if not any(names):
            raise WrongFile(self.path, "the names of the columns are missing", row=1)
        return tuple(name or f"(column {place})" for place, name in enumerate(names, start=1))

    def _count(self) -> tuple[int, int]:
        """Refuse a row that is longer or shorter than the header. Returns the rows, and how many at the end are
        empty."""
        if b'"' not in self.data:
            self._refuse_ragged_lines()
            blank = self.data[len(self.data.rstrip(f" \r\n{self.delimiter}".encode())) :]
            unended = not self.data.endswith(b"\n")
            return self.data.count(b"\n") + unended - 1, blank.count(b"\n") - (not unended)
        row, empty = 1, 0
        for record in self._records():
            blank_row = not any(map(str.strip, record))
            empty = empty + 1 if blank_row else 0
            if not blank_row and len(record) != len(self.header):
                raise self._ragged(row, len(record))
            row += 1
        return row - FIRST_ROW, empty

    def _refuse_ragged_lines(self) -> None:
        """As `_count`, for a file without quotation marks: a hundred times as fast, for millions of votes."""
        import numpy as np

        row, start, mark = 1, 0, ord(self.delimiter)
        while start < len(self.data):
            stop = self.data.find(b"\n", start + CHUNK) + 1 or len(self.data)
            part = np.frombuffer(self.data, dtype=np.uint8, count=stop - start, offset=start)
            ends = np.append(np.flatnonzero(part == ord("\n")), len(part))
            found = np.diff(np.searchsorted(np.flatnonzero(part == mark), ends), prepend=0) + 1
            for line in np.flatnonzero(found != len(self.header)).tolist():
                begin = ends[line - 1] + 1 if line else 0
                if part[begin : ends[line]].tobytes().strip(f" \r{self.delimiter}".encode()):
                    raise self._ragged(row + line, int(found[line]))
            row, start = row + len(ends) - 1, stop

    def _ragged(self, row: int, cells: int) -> WrongFile:
        mark = "a tab" if self.delimiter == "\t" else f"“{self.delimiter}”"
        message = f"it has {cells} cells, the header {len(self.header)}; a cell with {mark} in it needs quotation marks"
        return WrongFile(self.path, message, row=row)


def _delimiter(first: str, *, path: Path) -> str:
    """The delimiter that the first line uses most outside quotation marks; a comma where there is one column only."""
    if path.suffix.lower() == ".tsv":
        return "\t"
    return max(DELIMITERS, key=re.sub(r'"[^"]*"', "", first).count)
