"""Reading a conversation that was held elsewhere, from the files that its platform exports.

`comments.csv` has a row for each statement (comment-id, comment-body, moderated: 1 shown, 0 undecided, -1 taken out).
`votes.csv` has a row for each vote (comment-id, voter-id, vote: 1 agree, 0 pass, -1 disagree, timestamp): of several
votes of one person on a statement the last counts. `participants-votes.csv` has a row for each person and a column for
each statement instead.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from throughline.core.errors import Refused

WORDS, ID, STATE = ("comment-body", "body", "text"), ("comment-id", "tid", "statement"), "moderated"
VOTER, VOTED, WHEN = ("voter-id", "pid", "participant"), "vote", "timestamp"
TAKEN_OUT = -1
MOST_STATEMENTS, MOST_VOTES = 5_000, 2_000_000
LONGEST_CELL = 4_000
csv.field_size_limit(131_072)


@dataclass
class Conversation:
    """`statements`: number → words, of those that moderators there did not take out. `votes`: (person, statement) →
    value. `left_out`: statements that were taken out there, or have no words; `not_known`: votes on those."""

    statements: dict[int, str]
    votes: dict[tuple[int, int], int] = field(default_factory=dict)
    left_out: int = 0
    not_known: int = 0

    @property
    def people(self) -> int:
        return len({person for person, _statement in self.votes})


def read(comments: bytes, votes: bytes) -> Conversation:
    """Both files as one conversation.

    Raises:
        Refused: something is wrong with a file; it says in which row, and `field` which file.
    """
    found = _statements(comments)
    header, rows = _table(votes, "votes")
    if _named(header, VOTER) and VOTED in header:
        cast = _long(header, rows)
    elif _named(header, VOTER) and any(name.isdigit() for name in header):
        cast = _wide(header, rows)
    else:
        raise Refused(
            _("This file has no votes in it: it needs the columns voter-id, comment-id and vote, or one column for ")
            + _("each statement."),
            field="votes",
        )
    for person, statement, value in cast:
        if statement not in found.statements:
            found.not_known += 1
            continue
        found.votes[person, statement] = value
        if len(found.votes) > MOST_VOTES:
            raise Refused(_("There are more than %(most)s votes.") % {"most": MOST_VOTES}, field="votes")
    if not found.votes:
        raise Refused(_("No vote in this file is on a statement of the other file."), field="votes")
    return found


def _statements(comments: bytes) -> Conversation:
    header, rows = _table(comments, "comments")
    what, words = _named(header, ID), _named(header, WORDS)
    if what is None or words is None:
        raise Refused(
            _("This file has no statements in it: it needs the columns comment-id and comment-body."), field="comments"
        )
    found = Conversation({})
    for number, row in rows:
        statement = _whole(row.get(what), "comments", number)
        said = " ".join((row.get(words) or "").split())[:LONGEST_CELL]
        state = _whole(row[STATE], "comments", number) if row.get(STATE) else 0
        if state == TAKEN_OUT or not said:
            found.left_out += 1
            continue
        found.statements[statement] = said
        if len(found.statements) > MOST_STATEMENTS:
            raise Refused(_("There are more than %(most)s statements.") % {"most": MOST_STATEMENTS}, field="comments")
    if not found.statements:
        raise Refused(_("No statement in this file can be brought in."), field="comments")
    return found


Rows = Iterator[tuple[int, dict[str, str]]]


def _table(content: bytes, field: str) -> tuple[list[str], Rows]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(_("This file is not written in UTF-8. Export it again."), field=field) from None
    if "\0" in text:
        raise Refused(_("This is not a CSV file."), field=field)
    reader = csv.DictReader(io.StringIO(text, newline=""))
    header = [name.strip() for name in reader.fieldnames or []]
    reader.fieldnames = header
    return header, _rows(reader, field)


def _rows(reader: csv.DictReader[str], field: str) -> Rows:
    try:
        yield from enumerate(reader, start=2)
    except csv.Error:
        raise Refused(_("This is not a CSV file."), field=field) from None


def _named(header: list[str], names: tuple[str, ...]) -> str | None:
    return next((name for name in names if name in header), None)


def _whole(cell: str | None, field: str, row: int) -> int:
    try:
        return int(cell or "")
    except ValueError:
        said = _("Row %(row)s: “%(cell)s” is not a whole number.") % {"row": row, "cell": (cell or "")[:40]}
        raise Refused(said, field=field) from None


def _value(cell: str | None, row: int) -> int:
    value = _whole(cell, "votes", row)
    if value not in (-1, 0, 1):
        said = _("Row %(row)s: a vote is 1, 0 or -1, not %(vote)s.") % {"row": row, "vote": value}
        raise Refused(said, field="votes")
    return value


def _long(header: list[str], rows: Rows) -> Iterator[tuple[int, int, int]]:
    """Votes in the order in which they were cast."""
    who, what = _named(header, VOTER), _named(header, ID)
    if what is None:
        raise Refused(_("This file does not say which statement a vote is on: comment-id is missing."), field="votes")
    cast = []
    for number, row in rows:
        key = (_whole(row.get(str(who)), "votes", number), _whole(row.get(what), "votes", number))
        cast.append((_time(row.get(WHEN)), *key, _value(row.get(VOTED), number)))
    cast.sort(key=lambda one: one[0])  # stable: votes of the same moment keep the order of the file
    return ((person, statement, value) for _when, person, statement, value in cast)


def _time(cell: str | None) -> float:
    try:
        found = float(cell or 0)
    except ValueError:
        return 0.0
    return found if math.isfinite(found) else 0.0


def _wide(header: list[str], rows: Rows) -> Iterator[tuple[int, int, int]]:
    who, topics = str(_named(header, VOTER)), [name for name in header if name.isdigit()]
    for number, row in rows:
        person = _whole(row.get(who), "votes", number)
        for topic in topics:
            if row.get(topic):
                yield person, int(topic), _value(row[topic], number)
