"""XLSX workbooks, checked before they are opened, and opened in a process of their own.

A workbook is a zip of XML: a small one can unpack to more than a machine has, and one cell in the last corner of a
sheet makes a reader ask for a table of billions. So the zip's own list is checked first, and the reading is done by
a child process with limits of memory and time, from which only rows of text come back. Formulas are never worked
out: what the spreadsheet last showed is read.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from typing import IO, Any, BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from throughline.understand.imports.problems import BadFile, bad_file
from throughline.understand.imports.reading.table import Table, table_of

CHILD = "throughline.understand.imports.reading.workbook_child"
MOST_UNPACKED = 300 * 1024 * 1024
MOST_RATIO = 200
RATIO_COUNTS_FROM = 1024 * 1024
MOST_ENTRIES = 2_000


def open_workbook(file: BinaryIO, *, sheet: str = "") -> Table:
    """Read one sheet of a workbook.

    Args:
        file: open for reading and seeking; not needed any more once this returns.
        sheet: the name of the sheet; the first one with anything in it unless given.

    Raises:
        BadFile: it is no workbook, would unpack to too much, is locked, or has no such sheet.
    """
    _check_zip(file)
    rows, about = _unpacked(file, sheet)
    notes = []
    if len(about["sheets"]) > 1:
        notes.append(
            _("The workbook has {n} sheets. Only “{name}” is read.").format(n=len(about["sheets"]), name=about["sheet"])
        )
    return table_of(lambda: _records(rows), notes=notes, sheets=tuple(about["sheets"]))


def _check_zip(file: BinaryIO) -> None:
    file.seek(0)
    try:
        entries = zipfile.ZipFile(file).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError, OverflowError):
        raise _not_a_workbook() from None
    unpacked = sum(entry.file_size for entry in entries)
    packed_well = any(
        entry.file_size > RATIO_COUNTS_FROM and entry.file_size > MOST_RATIO * max(1, entry.compress_size)
        for entry in entries
    )
    if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED or packed_well:
        raise bad_file(
            _("This workbook would unpack to far more than its size, so it was not opened."),
            _("Save the sheet as CSV and choose that file."),
        )
    if "[Content_Types].xml" not in {entry.filename for entry in entries}:
        raise _not_a_workbook()


def _not_a_workbook() -> BadFile:
    return bad_file(_("This is not an XLSX workbook, or it is damaged."), _("Save it again as XLSX or CSV."))


def _unpacked(file: BinaryIO, sheet: str) -> tuple[IO[bytes], dict[str, Any]]:
    """Have the child write the sheet's rows to a nameless file. Returns that file and what the child says of the
    workbook.
    """
    rows = tempfile.TemporaryFile()  # noqa: SIM115 - the table keeps it open for as long as it is read
    with tempfile.TemporaryFile() as copy:
        file.seek(0)
        while chunk := file.read(1024 * 1024):
            copy.write(chunk)
        copy.seek(0)
        limits = json.dumps({"sheet": sheet, "rows": settings.IMPORT_MAX_ROWS + 1})
        try:
            done = subprocess.run(  # noqa: S603 - our own module, no shell
                [sys.executable, "-m", CHILD, limits],
                stdin=copy,
                stdout=rows,
                stderr=subprocess.DEVNULL,
                timeout=120,
                check=False,
            )
        except subprocess.TimeoutExpired:
            done = None
    rows.seek(0)
    answer = _answer(rows.readline()) if done is not None else {}
    if done is None or done.returncode != 0 or "sheets" not in answer:
        raise _refusal(answer)
    return rows, answer


def _answer(line: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(line)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _refusal(answer: dict[str, Any]) -> BadFile:
    match answer.get("refused"):
        case "locked":
            return bad_file(_("This workbook is locked with a password."), _("Save it without a password."))
        case "no sheet":
            names = ", ".join(f"“{name}”" for name in answer["names"])
            return bad_file(_("There is no sheet of that name. There are: {names}.").format(names=names))
        case "rows":
            return bad_file(
                _("There are more than {most} rows.").format(most=f"{settings.IMPORT_MAX_ROWS:,}"),
                _("Split the file and bring in one part after the other."),
            )
        case _:
            return bad_file(
                _("This workbook could not be opened: it is damaged or too large."),
                _("Save the sheet as CSV and choose that file."),
            )


def _records(rows: IO[bytes]) -> Iterator[tuple[int, list[str]]]:
    rows.seek(0)
    place = len(rows.readline())  # the child's own line comes first
    while True:
        # Two passes may be at different places of the same file.
        rows.seek(place)
        line = rows.readline()
        if not line:
            return
        place += len(line)
        number, cells = json.loads(line)
        yield number, cells
