"""Choices and best-worst answers as `analyse choices` finds them in a table."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from throughline.cli.analyses.reading import Table, column
from throughline.cli.analyses.running import Work
from throughline.cli.failures import BadInput

if TYPE_CHECKING:
    from throughline.analysis.choices.bestworst import BestWorst
    from throughline.analysis.choices.data import ChoiceData

KEYS = ("person", "task", "alternative")


def read_choices(work: Work, file: Path, given: dict[str, Any]) -> ChoiceData:
    """The choices of a file, with the columns that options name. given: the options of the command, by name."""
    from throughline.analysis.choices.columns import constants
    from throughline.analysis.choices.data import choice_data

    levels = levels_of(given)
    numbers = list(given["numbers"])
    if not numbers and not levels:
        raise BadInput("Name what describes the alternatives: --attribute for numbers, --category for levels.")
    about = list(dict.fromkeys(name for name in (given["group"], *given["covariates"]) if name))
    table = work.read(
        file,
        *(column(given[key], option=f"--{key}") for key in KEYS),
        column(given["chosen"], kind="flag", option="--chosen"),
        *(column(name, kind="number", option="--attribute") for name in numbers),
        *(column(name, choices=tuple(own), option="--category") for name, own in levels.items()),
        *(column(given["available"], kind="flag", option="--available") for _ in range(bool(given["available"]))),
        *(column(given["weight"], kind="number", above=0, option="--weight") for _ in range(bool(given["weight"]))),
        *(column(given["seconds"], kind="number", least=0, option="--seconds") for _ in range(bool(given["seconds"]))),
        *(column(name, option="--group") for name in about),
    )
    with _rows_named(table):
        data = choice_data(
            **{key: table[given[key]] for key in KEYS},
            chosen=table[given["chosen"]],
            attributes={name: table[name] for name in (*numbers, *levels)},
            categories=levels,
            available=table[given["available"]] if given["available"] else None,
            weights=table[given["weight"]] if given["weight"] else None,
            about={name: _plain(table[name]) for name in (*about, *([given["seconds"]] if given["seconds"] else []))},
            varying_sets=given["varying_sets"],
        )
    return data if given["constants"] is None else constants(data, given["constants"])


def read_best_worst(work: Work, file: Path, given: dict[str, Any]) -> BestWorst:
    """Best-worst answers, a row an item of a question: --alternative names the column of the item."""
    from throughline.analysis.choices.bestworst import from_rows

    table = work.read(
        file,
        *(column(given[key], option=f"--{key}") for key in KEYS),
        *(column(given[key], kind="flag", option=f"--{key}") for key in ("best", "worst")),
    )
    person, task, item = (table[given[key]] for key in KEYS)
    with _rows_named(table):
        return from_rows(person=person, task=task, item=item, best=table[given["best"]], worst=table[given["worst"]])


@contextmanager
def _rows_named(table: Table) -> Iterator[None]:
    """What the library refuses, with the row as a spreadsheet counts it."""
    from throughline.analysis.choices._checks import BadChoices

    try:
        yield
    except BadChoices as error:
        raise table.wrong(None if error.row is None else error.row - 1, error.column, error.why) from error


def levels_of(given: dict[str, Any]) -> dict[str, list[str]]:
    """The levels of each --category, the reference first."""
    found = {}
    for name, _, text in (one.partition("=") for one in given["categories"]):
        found[name] = [one.strip() for one in text.split(",") if one.strip()]
        if len(found[name]) < 2:
            raise BadInput("--category needs its levels, the reference first, such as --category who=doctor,nurse")
    return found


def _plain(texts: Any) -> list[Any]:
    """What is known of people: numbers where every cell is one, texts otherwise."""
    try:
        return [float(text) for text in texts]
    except ValueError:
        return list(texts)
