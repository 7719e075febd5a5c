"""Parts of a contribution that a coder gave a code, as people meet them: by the numbers of sentences."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from throughline.language.coding.stretches import Span, sentences, within
from throughline.understand.coding.models import Code, Coding


@dataclass(frozen=True)
class Part:
    """A code, and the code points of the words that it was given to."""

    code: Code
    start: int
    stop: int


@dataclass(frozen=True)
class Sentence:
    """A numbered sentence, with the space that comes before it."""

    number: int
    gap: str
    text: str


@dataclass(frozen=True)
class Row:
    """A part as a form shows it: from sentence, to sentence, counted from 1."""

    part: Part
    first: int
    last: int

    @property
    def where(self) -> str:
        """The sentences in words."""
        if self.first == self.last:
            return _("sentence {n}").format(n=self.first)
        return _("sentences {first} to {last}").format(first=self.first, last=self.last)


def numbered(text: str) -> list[Sentence]:
    """The sentences of a text for a page: put one after the other they are the text again."""
    found, end = [], 0
    for number, span in enumerate(sentences(text), start=1):
        found.append(Sentence(number, text[end : span.start], text[span.start : span.stop]))
        end = span.stop
    return found


def of(coding: Coding) -> list[Part]:
    """What a coder gave to parts, in the order of the words."""
    rows = sorted(coding.stretches.all(), key=lambda one: (one.start, one.stop, one.code.number))
    return [Part(one.code, one.start, one.stop) for one in rows]


def rows(text: str, parts: Iterable[Part]) -> list[Row]:
    """Parts by the sentences that they touch; one that touches none, which no page makes, is left out."""
    spans = sentences(text)
    touched = [(part, within(spans, Span(part.start, part.stop))) for part in parts]
    return [Row(part, places[0] + 1, places[-1] + 1) for part, places in touched if places]


def between(text: str, first: int, last: int) -> Span:
    """The code points from one sentence to another, counted from 1.

    Raises:
        IndexError: there is no such sentence.
    """
    spans = sentences(text)
    return Span(spans[first - 1].start, spans[last - 1].stop)
