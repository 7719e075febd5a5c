"""One pass over a file that stores nothing: what would come in, and what is wrong with which row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from throughline.understand.imports.problems import Problems
from throughline.understand.imports.reading import Table
from throughline.understand.imports.rows import Entry, Interpreter, Meaning

FIRST = 10


@dataclass
class Checked:
    """What a file holds.

    Attributes:
        first: the first entries, exactly as they would be stored.
        rows: rows that are not blank.
        entries: texts to store.
        empty: rows without words.
        bad: rows with something wrong, those without words included.
        problems: the first of them, and the number of all.
        constituencies: constituency → texts.
        unknown_regions: what the file calls a region and is none here → rows; kept with the other columns.
    """

    first: list[Entry] = field(default_factory=list)
    rows: int = 0
    entries: int = 0
    empty: int = 0
    bad: int = 0
    problems: Problems = field(default_factory=Problems)
    constituencies: Counter[str] = field(default_factory=Counter)
    unknown_regions: Counter[str] = field(default_factory=Counter)
    notes: Sequence[str] = ()

    def see(self, meaning: Meaning) -> None:
        self.rows += 1
        self.empty += meaning.empty
        self.bad += bool(meaning.problems)
        self.problems.add(meaning.problems)
        self.entries += len(meaning.entries)
        for entry in meaning.entries:
            self.constituencies[entry.constituency] += 1
            if len(self.first) < FIRST:
                self.first.append(entry)


def check_rows(table: Table, interpreter: Interpreter) -> Checked:
    """Read every row once, in constant memory.

    Raises:
        BadFile: the file breaks off or is too long. Rows that are wrong by themselves are gathered, not raised.
    """
    checked = Checked(notes=table.notes)
    for row in table.rows():
        checked.see(interpreter.read(row))
    checked.unknown_regions = interpreter.unknown_regions
    return checked


def entries_of(table: Table, interpreter: Interpreter) -> Iterator[Entry]:
    """The entries of every row that is right, as a stream."""
    for row in table.rows():
        yield from interpreter.read(row).entries
