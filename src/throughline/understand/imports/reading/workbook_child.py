"""The child process that opens a workbook, under limits. Run by `workbooks`; knows nothing of the rest.

Reads the workbook from standard input. Writes a line of JSON that says which sheets there are or why it was refused,
then one line for each row that is not blank: [number, [cell, …]].
"""

import datetime
import json
import resource
import sys
from typing import Any, TextIO

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, load_workbook

MEMORY = 1536 * 1024 * 1024
SECONDS = 90


def main() -> int:
    """Read, write, and return the exit code."""
    asked = json.loads(sys.argv[1])
    _limit(resource.RLIMIT_AS, MEMORY)
    _limit(resource.RLIMIT_CPU, SECONDS)
    out = open(sys.stdout.fileno(), "w", encoding="utf-8", newline="\n", closefd=False)  # noqa: SIM115
    try:
        book = load_workbook(sys.stdin.buffer)
        return _write(book, asked["sheet"], asked["rows"], out)
    except PasswordError:
        return _refuse(out, refused="locked")
    except (CalamineError, MemoryError, OSError, ValueError):
        return _refuse(out, refused="damaged")
    finally:
        out.flush()


def _limit(what: int, most: int) -> None:
    try:
        resource.setrlimit(what, (most, most))
    except (ValueError, OSError):
        return  # some systems know no such limit; the checks of the zip still hold


def _write(book: CalamineWorkbook, wanted: str, most: int, out: TextIO) -> int:
    names = book.sheet_names
    if wanted and wanted not in names:
        return _refuse(out, refused="no sheet", names=names[:20])
    for name in [wanted] if wanted else names:
        sheet = book.get_sheet_by_name(name)
        if sheet.total_height:
            break
    if sheet.total_height > most:
        return _refuse(out, refused="rows")
    out.write(json.dumps({"sheets": names[:100], "sheet": name}) + "\n")
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        texts = [text(cell) for cell in cells]
        if any(part.strip() for part in texts):
            out.write(json.dumps([number, texts], ensure_ascii=False) + "\n")
    return 0


def _refuse(out: TextIO, **why: Any) -> int:
    out.write(json.dumps(why) + "\n")
    return 1


def text(cell: Any) -> str:
    """A cell as text: days and whole numbers without what only a computer writes."""
    match cell:
        case bool():
            return "TRUE" if cell else "FALSE"
        case float() if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        case datetime.datetime() if cell.time() == datetime.time():
            return cell.date().isoformat()
        case datetime.datetime():
            return cell.isoformat(sep=" ", timespec="seconds")
        case datetime.date() | datetime.time():
            return cell.isoformat()
        case _:
            return str(cell)


if __name__ == "__main__":
    sys.exit(main())
