"""How far people agree on which sentences a code is about, where they gave codes to parts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from throughline.language.coding.stretches import Span, sentences, within
from throughline.understand.coding.models import Coding
from throughline.voices.models import Contribution
from throughline.voices.queries import words_of

MOST_SENTENCES = 2_000

Given = frozenset[str]
BySentence = dict[int, dict[int, tuple[Given, ...]]]
"""Contribution → coder → the codes of each sentence."""


def gather(contributions: Sequence[int], codes: Collection[str]) -> BySentence:
    """What coders gave first, alone and without suggestions, sentence by sentence; only contributions in which two or
    more gave codes to parts, and only these coders. A code without a part is about every sentence.

    Args:
        contributions: the keys of those that are measured, in the order in which they are.
        codes: the keys of the codes in use.
    """
    rows = Coding.objects.filter(contribution__in=contributions, number=1, saw_suggestions=False)
    in_parts: dict[int, list[Coding]] = {}
    for coding in rows.filter(stretches__isnull=False).distinct().prefetch_related("codes", "stretches").order_by("pk"):
        in_parts.setdefault(coding.contribution_id, []).append(coding)
    compared = [pk for pk in contributions if len(in_parts.get(pk, ())) > 1]
    texts = {row.pk: row for row in Contribution.objects.filter(pk__in=compared).select_related("data_key")}
    found: BySentence = {}
    left = MOST_SENTENCES
    for pk in compared:
        spans = sentences(words_of(texts[pk]))
        left -= len(spans)
        if left < 0:
            break
        found[pk] = {coding.coder_id: _by_sentence(coding, spans, codes) for coding in in_parts[pk]}
    return found


def _by_sentence(coding: Coding, spans: Sequence[Span], codes: Collection[str]) -> tuple[Given, ...]:
    keys = {code.pk: code.key for code in coding.codes.all() if code.key in codes}
    told: list[set[str]] = [set() for _span in spans]
    whole = set(keys)
    for stretch in coding.stretches.all():
        whole.discard(stretch.code_id)
        for place in within(spans, Span(stretch.start, stretch.stop)) if stretch.code_id in keys else ():
            told[place].add(keys[stretch.code_id])
    return tuple(frozenset(given | {keys[pk] for pk in whole}) for given in told)


def laid_out(words: BySentence) -> tuple[list[list[Any]], list[int]]:
    """Coders × sentences for `analysis.agreement`, None where a coder did not code that text; and the text of each
    sentence, since those of one text are coded alike."""
    coders = sorted({coder for given in words.values() for coder in given})
    texts = [pk for pk, given in words.items() for _sentence in next(iter(given.values()))]
    rows: list[list[Any]] = [[] for _coder in coders]
    for given in words.values():
        number = len(next(iter(given.values())))
        for row, coder in zip(rows, coders, strict=True):
            row += given.get(coder, (None,) * number)
    return rows, texts
