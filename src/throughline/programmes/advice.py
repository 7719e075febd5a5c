"""Advice on what organisers publish: reading age, long sentences and jargon. Advice, never a gate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughline.language import plain
from throughline.programmes import commitments
from throughline.programmes.models import Commitment, Programme
from throughline.programmes.wording.queries import OwnWords, own_words

if TYPE_CHECKING:
    from django.db.models import Model
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
    own = own_words(programme)
    found = on_fields(programme, _OF_PROGRAMME, own=own)
    held = commitments.published(programme) if with_commitment else None
    return [*found, *on_fields(held, _OF_COMMITMENT, own=own)] if held else found


def on_commitment(commitment: Commitment | None) -> list[Advice]:
    """Advice on the words of a commitment; none where there is none."""
    return on_fields(commitment, _OF_COMMITMENT, own=own_words(commitment.programme)) if commitment else []


def on_fields(row: Model, fields: Mapping[str, _StrPromise], *, own: OwnWords) -> list[Advice]:
    """What would make some texts of a row plainer.

    Args:
        fields: the column of each text, with its name for whoever wrote it.
        own: the words that the organisation keeps.
    """
    found = ((name, what) for field, name in fields.items() for what in on_text(getattr(row, field), own=own))
    return [Advice(str(name), what) for name, what in found]


def on_text(text: str, *, own: OwnWords) -> Iterator[str]:
    """What would make one text plainer, in sentences; the organisation's own words come before ours."""
    report = plain.check(text, extra_jargon=dict(own.hard), extra_power=dict(own.power), fine=own.fine)
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
    for one in report.acronyms:
        yield _("Say what “%(term)s” means, here or in your organisation’s words for readers.") % {"term": one.term}


def _shortened(sentence: str) -> str:
    sentence = " ".join(sentence.split())
    return sentence if len(sentence) <= SHOWN else sentence[:SHOWN].rstrip() + "…"
