"""Conversations on statements, from a table of votes or from the folder in which an opinion platform exports them.

A folder holds `votes.csv` (a row for each vote, with its time; of several votes of one person on a statement the last
counts) or `participants-votes.csv` (a row for each person, a column for each statement), and, where they are known, the
words of the statements and what moderators decided in `comments.csv`. Columns are found by their names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from throughline.cli.analyses.files import Form, Source, WrongFile
from throughline.cli.analyses.reading import Column, Table, column
from throughline.cli.analyses.running import Work

if TYPE_CHECKING:
    import polars as pl

    from throughline.analysis.opinions.votes import Votes

VOTES, WIDE, STATEMENTS = "votes.csv", "participants-votes.csv", "comments.csv"
# Where a column is not named: what published exports call it.
PEOPLE = ("participant", "voter-id", "participant-id", "voter", "pid")
TOPICS = ("statement", "comment-id", "statement-id", "tid")
WORDS = ("comment-body", "text", "statement-text", "body")
TIME = "timestamp"
REJECTED, UNDECIDED = -1, 0


@dataclass(frozen=True, slots=True)
class Conversation:
    """votes: all that were cast. words: of each statement whose words are known. rejected: statements that moderators
    took out; undecided: that no moderator has decided on."""

    votes: Votes
    words: dict[Any, str]
    rejected: tuple[Any, ...] = ()
    undecided: tuple[Any, ...] = ()

    def worded(self, statement: Any) -> str:
        return self.words.get(statement, f"Statement {statement}")


def read(
    work: Work, path: Path, *, person: str | None, statement: str | None, vote: str, statements: Path | None
) -> Conversation:
    """path: a table or a folder. person, statement, vote: names of the columns of a table. statements: a table of
    words (and moderation). Raises WrongFile, one line that names file, row and column."""
    if path.is_dir():
        long, wide = path / VOTES, path / WIDE
        if not long.is_file() and not wide.is_file():
            raise WrongFile(path, f"the folder has neither {VOTES} nor {WIDE}")
        votes = _long(work, long, person, statement, vote) if long.is_file() else _wide(work, wide)
        told = path / STATEMENTS
        statements = statements or (told if told.is_file() else None)
    else:
        votes = _long(work, path, person, statement, vote)
    if statements is None:
        return Conversation(votes, {})
    return _with_words(work, votes, statements, statement)


def _long(work: Work, path: Path, person: str | None, statement: str | None, vote: str) -> Votes:
    """A row for each vote."""
    import numpy as np

    from throughline.analysis.opinions.votes import Votes

    header = Source(path, Form()).header
    who, what = _named(header, person, PEOPLE), _named(header, statement, TOPICS)
    table = work.read(
        path,
        column(who, option="--person"),
        column(what, option="--statement"),
        column(vote, kind="integer", least=-1, most=1, option="--vote"),
        *([column(TIME, kind="number")] if TIME in header else []),
    )
    columns = [_labels(table.series(who)), _labels(table.series(what)), table[vote]]
    if TIME in header:
        order = np.argsort(table[TIME], kind="stable")  # votes of the same second keep the order of the file
        columns = [one[order] for one in columns]
    return Votes.from_columns(*columns)


def _wide(work: Work, path: Path) -> Votes:
    """A row for each person. Statements are the columns whose names are numbers: an `xid` or group may stand before
    them."""
    import numpy as np

    from throughline.analysis.opinions.votes import Votes

    header = Source(path, Form()).header
    topics = [name for name in header if name.isdigit()]
    who = _named(header, None, PEOPLE)
    if not topics:
        raise WrongFile(path, "no column is named by the number of a statement", row=1)
    cells: list[Column] = [column(name, kind="integer", blanks=True, least=-1, most=1) for name in topics]
    table = work.read(path, column(who), *cells)
    matrix = np.column_stack([table[name].astype(float) for name in topics])
    rows, columns = np.nonzero(~np.isnan(matrix))
    labels = _labels(table.series(who))
    return Votes.from_columns(
        labels[rows], np.array(topics, dtype=np.int64)[columns], matrix[rows, columns].astype(np.int8)
    )


def _named(header: Sequence[str], given: str | None, usual: Sequence[str]) -> str:
    """The column asked for, else the first of the usual names that is there, else the first usual name, so that the
    error tells what is missing."""
    return given or next((name for name in usual if name in header), usual[0])


def _labels(series: pl.Series) -> Any:
    """Labels as whole numbers where all are, so that 7 in one file is 7 in another; else as text."""
    import polars as pl

    numbers = series.cast(pl.Int64, strict=False)
    return series if numbers.null_count() else numbers.to_numpy()


def _with_words(work: Work, votes: Votes, path: Path, statement: str | None) -> Conversation:
    header = Source(path, Form()).header
    what, words = _named(header, statement if statement in header else None, TOPICS), _named(header, None, WORDS)
    table = work.read(
        path,
        column(what, unique=True),
        column(words, blanks=True),
        column("moderated", kind="integer", required=False, least=-1, most=1),
    )
    labels = table.series(what) if votes.statements.dtype.kind == "U" else _whole(table, what)
    ids = labels.to_list()
    decided = table.get("moderated")
    states = [None] * len(ids) if decided is None else decided.tolist()
    return Conversation(
        votes,
        {label: said for label, said in zip(ids, table[words], strict=True) if said},
        tuple(label for label, state in zip(ids, states, strict=True) if state == REJECTED),
        tuple(label for label, state in zip(ids, states, strict=True) if state == UNDECIDED),
    )


def _whole(table: Table, name: str) -> pl.Series:
    import polars as pl

    given = table.series(name)
    numbers = given.cast(pl.Int64, strict=False)
    if numbers.null_count():
        at = int(numbers.is_null().arg_max() or 0)
        raise table.wrong(at, name, f"“{given[at]}” is not a whole number, as statements are in the votes")
    return numbers
