"""Parts of a text: its sentences as a coder counts them, and where a part went in another version of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

MOST_WORDS = 40
"""Speech and hurried writing have no stops: a longer run of words is cut, so that a part of it can be coded too."""
# A stop with what closes a quotation, at a space or the end; a stop that no space follows in its script; a new line.
_END = re.compile(
    r"(?<!\bDr)(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bProf)(?<!\be\.g)(?<!\bi\.e)"
    r"[.!?…؟۔]+[\"'”’»)\]]*(?=\s|$)|[。！？]+[」』”]*|\n+"
)
_WORD = re.compile(r"\S+")
_TOKEN = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Span:
    """Code points of a text, from `start` up to, not with, `stop`."""

    start: int
    stop: int


def sentences(text: str) -> tuple[Span, ...]:
    """The sentences of a text in order, without the space around them. Every word is in exactly one."""
    found: list[Span] = []
    begin = 0
    for end in [*(match.end() for match in _END.finditer(text)), len(text)]:
        found += _cut(text, begin, end)
        begin = end
    return tuple(found)


def _cut(text: str, begin: int, end: int) -> Iterator[Span]:
    """A sentence, in pieces where it is very long."""
    words = list(_WORD.finditer(text, begin, end))
    for first in range(0, len(words), MOST_WORDS):
        last = words[min(first + MOST_WORDS, len(words)) - 1]
        yield Span(words[first].start(), last.end())


def within(spans: Sequence[Span], part: Span) -> range:
    """The places of the sentences that a part of the text touches."""
    touched = [place for place, one in enumerate(spans) if one.start < part.stop and part.start < one.stop]
    return range(touched[0], touched[-1] + 1) if touched else range(0)


def moved(before: str, after: str, parts: Sequence[Span]) -> list[Span | None]:
    """Where parts of one version of a text stand in another, in which words were taken out or put in.

    Arguments: `before`, the text that the parts are of; `after`, its other version.
    Returns a part of `after` for each, or None where none of its words is left.
    """
    if before == after:
        return list(parts)
    old, new = list(_TOKEN.finditer(before)), list(_TOKEN.finditer(after))
    blocks = SequenceMatcher(None, [one[0] for one in old], [one[0] for one in new]).get_matching_blocks()
    pairs = [(old[a + k].span(), new[b + k].span()) for a, b, size in blocks for k in range(size)]
    found: list[Span | None] = []
    for part in parts:
        here = [there for (start, stop), there in pairs if start < part.stop and part.start < stop]
        found.append(Span(here[0][0], here[-1][1]) if here else None)
    return found
