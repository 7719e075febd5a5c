"""What an analysis leaves behind: `result.json`, `report.html`, its charts, and any tables of its own.

`result.json` has these keys, whatever the analysis:

| key | what |
| --- | --- |
| schema, version | "throughline.analyse.<command>" and the version of these keys, now 1 |
| software | the program and its version |
| inputs | file, sha256, bytes, rows, columns that were used |
| options, seed | what was asked; seed is null where nothing is random |
| n | how many people, rows or points the finding rests on |
| title, sentence | the finding, and what is shown in one sentence |
| warnings | in plain words |
| charts | file, title, sentence and table (headers, rows) of each chart |
| files | names of further files beside it |
| result | the numbers: the `to_dict()` of the library, documented there |

No time of day is in it: the same input, options and version give the same bytes.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from throughline.cli.failures import BadInput

if TYPE_CHECKING:
    from throughline.analysis.charts import Chart

VERSION = 1
RESULT, REPORT = "result.json", "report.html"
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Result(Protocol):
    """A result of the library."""

    def to_dict(self) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Listing:
    """A table of the report beside those of the charts. rows: text or numbers, as they are to be read."""

    title: str
    headers: Sequence[str]
    rows: Sequence[Sequence[object]]


@dataclass(frozen=True, slots=True)
class Checklist:
    """What a reporting guideline asks, and what this analysis answers. rows: (item, what is said); an item that only a
    person can answer says so."""

    name: str
    source: str
    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Report:
    """What a command gives back.

    result: of the library, or a mapping of several. n: how many people, rows or points it rests on. title: the finding.
    sentence: what is shown; by default the result's `shown`. method: how it was worked out, in plain words, with the
    source of the formula. charts: name -> chart; a single one is written as chart.svg, several as chart-<name>.svg.
    warnings: by default the result's own. files: name -> text of further files, such as weights.csv (see `as_csv`).
    """

    result: Result | Mapping[str, Result]
    n: int
    title: str
    method: Sequence[str]
    sentence: str = ""
    charts: Mapping[str, Chart] = field(default_factory=dict)
    tables: Sequence[Listing] = ()
    warnings: Sequence[str] | None = None
    checklist: Checklist | None = None
    files: Mapping[str, str] = field(default_factory=dict)

    def results(self) -> dict[str, Result]:
        return dict(self.result) if isinstance(self.result, Mapping) else {"": self.result}

    def said(self) -> str:
        return self.sentence or " ".join(getattr(one, "shown", "") for one in self.results().values()).strip()

    def warned(self) -> list[str]:
        if self.warnings is not None:
            return list(self.warnings)
        return [words for one in self.results().values() for words in getattr(one, "warnings", ())]

    def drawn(self) -> dict[str, Chart]:
        """File name -> chart."""
        alone = len(self.charts) == 1
        return {"chart.svg" if alone else f"chart-{_slug(name)}.svg": chart for name, chart in self.charts.items()}


@dataclass(frozen=True, slots=True)
class About:
    """What every result says of how it came to be."""

    command: str
    inputs: Sequence[Mapping[str, Any]]
    options: Mapping[str, Any]
    seed: int | None
    source: str
    notes: Sequence[str]


def check_folder(out: Path, *, replace: bool) -> None:
    """Refuse a folder that holds anything, unless what is in it may be replaced."""
    if out.exists() and not out.is_dir():
        raise BadInput(f"{out}: this is a file; --out names a folder")
    if not replace and out.is_dir() and any(out.iterdir()):
        raise BadInput(
            f"{out}: the folder is not empty; name another, or say --replace to write over an earlier result"
        )


def write(report: Report, about: About, out: Path) -> None:
    """Write every file, each whole or not at all, `result.json` last. Files that an earlier result names go."""
    from throughline.cli.analyses.page import render

    texts = {name: chart.svg for name, chart in report.drawn().items()}
    texts |= dict(report.files) | {REPORT: render(report, about), RESULT: as_json(report, about)}
    out.mkdir(parents=True, exist_ok=True)
    for name in _earlier(out) - set(texts):
        (out / name).unlink(missing_ok=True)
    for name, text in texts.items():
        part = out / f".{name}.part"
        part.write_text(text, encoding="utf-8", newline="")
        part.replace(out / name)


def _earlier(out: Path) -> set[str]:
    """The names of the files that a result which lies in the folder says are its own."""
    try:
        found = json.loads((out / RESULT).read_text(encoding="utf-8"))
        names = [*(chart["file"] for chart in found["charts"]), *found["files"]]
    except (OSError, ValueError, LookupError, TypeError):
        return set()
    return {name for name in names if isinstance(name, str) and Path(name).name == name}


def as_json(report: Report, about: About) -> str:
    """`result.json`; its keys are told at the top of this module."""
    from importlib.metadata import version

    results = {name: one.to_dict() for name, one in report.results().items()}
    charts = []
    for name, chart in report.drawn().items():
        told = chart.to_dict()
        del told["svg"]
        charts.append({"file": name, **told})
    document = {
        "schema": f"throughline.{about.command.replace(' ', '.')}",
        "version": VERSION,
        "software": f"throughline {version('throughline')}",
        "inputs": list(about.inputs),
        "options": dict(about.options),
        "seed": about.seed,
        "n": report.n,
        "title": report.title,
        "sentence": report.said(),
        "warnings": [*about.notes, *report.warned()],
        "charts": charts,
        "files": list(report.files),
        "result": results[""] if list(results) == [""] else results,
    }
    # A number that is not finite would be a bug of ours: stop instead of writing what no other program can read.
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def as_csv(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A CSV file; a text that a spreadsheet would run as a formula gets one apostrophe in front."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([_harmless(name) for name in headers])
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return text.getvalue()


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
