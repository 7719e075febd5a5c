"""Advice on what organisers publish: reading age, long sentences and jargon. Advice, never a gate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughline.language import plain
from throughline.programmes import commitments
from throughline.programmes.models import Commitment, Programme

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

SHOWN = 80
"""Characters of a long sentence that are enough to find it by."""

_OF_PROGRAMME = {
    "title": gettext_lazy("Name"),
    "question": gettext_lazy("Question"),
    "summary": gettext_lazy("Summary"),
}
_OF_COMMITMENT = {
    "can_change": gettext_lazy("What can change"),
    "cannot_change": gettext_lazy("What cannot change"),
    "who_decides": gettext_lazy("Who decides"),
}


@dataclass(frozen=True)
class Advice:
    """One thing to look at again: in which text, and what."""

    where: str
    what: str


def on_programme(programme: Programme, *, with_commitment: bool = False) -> list[Advice]:
    """Advice on the words of a programme, and on those of the commitment that holds, if asked for."""
    found = _on(programme, _OF_PROGRAMME)
    if with_commitment:
        found += on_commitment(commitments.published(programme))
    return found


def on_commitment(commitment: Commitment | None) -> list[Advice]:
    """Advice on the words of a commitment; none where there is none."""
    return _on(commitment, _OF_COMMITMENT) if commitment else []


def _on(row: Programme | Commitment, fields: dict[str, _StrPromise]) -> list[Advice]:
    return [Advice(str(name), what) for field, name in fields.items() for what in on_text(getattr(row, field))]


def on_text(text: str) -> Iterator[str]:
    """What would make one text plainer, in sentences."""
    report = plain.check(text)
    if report.too_hard:
        yield _("People need the reading age of %(age)d years. Aim for 11 or younger.") % {
            "age": report.reading_age.age
        }
    for sentence in report.sentences:
        yield _("This sentence has %(n)d words, so make two of it: “%(sentence)s”") % {
            "n": sentence.words,
            "sentence": _shortened(text[sentence.start : sentence.end]),
        }
    for term in dict.fromkeys((found.term, found.plain) for found in (*report.jargon, *report.power_words)):
        yield _("Instead of “%(term)s” you could write “%(plain)s”.") % {"term": term[0], "plain": term[1]}


def _shortened(sentence: str) -> str:
    sentence = " ".join(sentence.split())
    return sentence if len(sentence) <= SHOWN else sentence[:SHOWN].rstrip() + "…"
