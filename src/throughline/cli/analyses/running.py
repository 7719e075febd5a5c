"""From an option to a file: what every analysis on the command line has in common. The package tells how to use it."""

from __future__ import annotations

import functools
import hashlib
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from throughline.cli.analyses.files import Form
from throughline.cli.analyses.reading import Column, Table, read
from throughline.cli.analyses.writing import About, Report, check_folder, write
from throughline.cli.failures import BadInput
from throughline.cli.progress import Progress

FILE = click.Path(path_type=Path)
BLOCK = 1 << 20
AFTER, LOOK = 1.8, 0.2


class Work:
    """What a command works with: it reads files, remembers what was read, and says how far it is.

    seed: for everything random; 0 where a command has no --seed.
    """

    def __init__(self, form: Form, seed: int) -> None:
        self.seed = seed
        self.inputs: list[dict[str, Any]] = []
        self.notes: list[str] = []
        self._form = form
        self._said: tuple[int, int, str] = (0, 0, "reading")

    def read(self, path: Path, *columns: Column, others: Column | None = None) -> Table:
        """Read a table as `reading.read` does, and put it down as an input of the result."""
        self._said = (0, 0, f"reading {path.name}")
        table = read(path, *columns, others=others, form=self._form)
        used = [c.name for c in columns if table.has(c.name)] + list(table.others)
        self.used(path, rows=len(table), columns=used)
        self.notes += table.notes
        self._said = (0, 0, "")
        return table

    def used(self, path: Path, *, rows: int | None = None, columns: list[str] | None = None) -> None:
        """Put a file down as an input of the result, once: for what is not read by `read`. Raises BadInput where there
        is none."""
        if not path.is_file():
            raise BadInput(f"{path}: there is no such file")
        digest = hashlib.sha256()
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                digest.update(block)
        entry = {"file": path.name, "sha256": digest.hexdigest(), "bytes": path.stat().st_size, "rows": rows}
        before = next((one for one in self.inputs if entry.items() <= one.items()), None)
        if before is None:
            self.inputs.append({**entry, "columns": list(columns or [])})
        else:
            before["columns"] += [name for name in columns or [] if name not in before["columns"]]

    def progress(self, done: int, total: int = 0, note: str = "") -> None:
        """Say how far the work is; cheap, so call it as often as you like, or hand it to the library."""
        self._said = (done, total, note)

    def tell(self, stop: threading.Event) -> None:
        """Until `stop`, print what was last said; nothing at all on work that takes less than two seconds."""
        with Progress("Working") as report:
            if stop.wait(AFTER):
                return
            while not stop.wait(LOOK):
                report(*self._said)


def analysis(*, seeded: bool = False, tables: bool = True) -> Callable[[Callable[..., Report]], click.Command]:
    """Make a function (work, **options) -> Report a command of its name.

    It gets --out, --replace and --source, with `tables` --encoding and --delimiter, with `seeded` --seed. What the
    library refuses (ValueError) becomes one line and exit code 2.
    """

    def made(function: Callable[..., Report]) -> click.Command:
        @functools.wraps(function)
        def command(
            out: Path,
            replace: bool,
            source: str,
            encoding: str | None = None,
            delimiter: str | None = None,
            seed: int | None = None,
            **given: Any,
        ) -> None:
            check_folder(out, replace=replace)
            work = Work(Form(encoding, _delimiter(delimiter)), seed or 0)
            report = _watched(work, functools.partial(function, work, **given))
            about = About(_called(click.get_current_context()), work.inputs, _options(given), seed, source, work.notes)
            write(report, about, out)
            click.echo(f"{report.said()} See {out / 'report.html'}")

        found = click.command(function.__name__.replace("_", "-"))(command)
        found.params += _shared_options(seeded=seeded, tables=tables)
        return found

    return made


def _called(context: click.Context) -> str:
    """The words that call the command, without the program's own name: "analyse funnel"."""
    if context.parent is None:
        return ""
    return f"{_called(context.parent)} {context.info_name}".strip()


def _shared_options(*, seeded: bool, tables: bool) -> list[click.Parameter]:
    found: list[click.Parameter] = []
    if seeded:
        help = "The same seed gives the same numbers."
        found.append(click.Option(["--seed"], type=click.IntRange(min=0), default=0, show_default=True, help=help))
    if tables:
        found += [
            click.Option(["--encoding"], help="How the file is written, such as cp1252.  [default: found out]"),
            click.Option(["--delimiter"], help="What stands between cells, or “tab”.  [default: found out]"),
        ]
    return [
        *found,
        click.Option(["--source"], default="", help="Where the data come from, to be printed in the report."),
        click.Option(["--out"], type=FILE, required=True, help="A folder for the result, the report and the charts."),
        click.Option(["--replace"], is_flag=True, help="Write over an earlier result in that folder."),
    ]


def _watched(work: Work, call: Callable[[], Report]) -> Report:
    """Do the work while a thread says how far it is."""
    stop = threading.Event()
    thread = threading.Thread(target=work.tell, args=(stop,), name="progress", daemon=True)
    thread.start()
    try:
        return call()
    except ValueError as error:
        raise BadInput(_about_files(work, str(error))) from error
    finally:
        stop.set()
        thread.join()


def _about_files(work: Work, message: str) -> str:
    names = " and ".join(one["file"] for one in work.inputs)
    return f"{names}: {message}" if names else message


def _delimiter(given: str | None) -> str | None:
    if given is None:
        return None
    found = {"tab": "\t", "\\t": "\t"}.get(given.lower(), given)
    if len(found) != 1 or not found.isascii() or found in '"\r\n':
        raise BadInput(f"--delimiter must be one character or “tab”, not “{given}”")
    return found


def _options(given: Mapping[str, Any]) -> dict[str, Any]:
    """What was asked, fit for JSON: files by their names (the inputs tell more)."""
    return {name: _plain(value) for name, value in given.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Path):
        return value.name
    return [_plain(one) for one in value] if isinstance(value, tuple | list) else value
