"""A glossary in place: where the terms of a text stand, with their meanings, so that a page can show them there.

Only the first use of a term is marked, and none that the text explains itself. For what organisations write; the
words of participants are theirs and get no marks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from throughline.language.acronyms import definitions
from throughline.language.plain import jargon


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text; `meaning` is empty where there is nothing to explain."""

    text: str
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A term at its first use. `start` and `end` are character places in the text as given."""

    start: int
    end: int
    term: str
    meaning: str

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


def entries(text: str, *, extra: Mapping[str, str] | None = None, fine: Collection[str] = ()) -> list[Entry]:
    """The terms of our lists, and of `extra` (an organiser's own), at their first use, in order, never overlapping.

    Arguments: `fine`, terms that everybody knows there: they are not marked.
    """
    explained = {one.short.removesuffix("s") for one in definitions(text)}
    return [
        Entry(one.start, one.end, one.term, one.plain)
        for one in sorted(jargon(text, extra=extra, fine=fine), key=lambda one: one.start)
        if one.term.removesuffix("s") not in explained
    ]


def pieces(text: str, *, extra: Mapping[str, str] | None = None) -> Iterator[Piece]:
    """The whole text in pieces, which joined are the text again; those with a meaning are the terms."""
    at = 0
    for one in entries(text, extra=extra):
        if one.start > at:
            yield Piece(text[at : one.start])
        yield Piece(text[one.start : one.end], one.meaning)
        at = one.end
    if at < len(text):
        yield Piece(text[at:])
