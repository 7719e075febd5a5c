"""Which words software would have people read first: what teaches it most, and what may be gravest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from throughline.language import reading_order

if TYPE_CHECKING:
    from throughline.language.coding.assistant import Assistant
    from throughline.language.embedding import Embedder

MOST_TEACHING, MOST_GRAVE = 100, 1_000
MOST_COMPARED = 5_000
"""Of more words than this, what teaches most is sought in a fair part: it finds as good ones, and is done sooner."""


@dataclass(frozen=True)
class Place:
    """The place of one contribution in each order, from 0; None where it is not among the first."""

    teaches: int | None = None
    grave: int | None = None


def places(words: Mapping[int, tuple[str, str]], assistant: Assistant, engine: Embedder) -> dict[int, Place]:
    """The first of both orders.

    Args:
        words: the words that wait and the question that they answer, by contribution.
        assistant: what has learnt from people's codes.
        engine: what it compares texts by.
    """
    teaches = {pk: place for place, pk in enumerate(_teaching(words, assistant, engine))}
    grave = {pk: place for place, pk in enumerate(_gravest(words))}
    return {pk: Place(teaches.get(pk), grave.get(pk)) for pk in {*teaches, *grave}}


def _teaching(words: Mapping[int, tuple[str, str]], assistant: Assistant, engine: Embedder) -> list[int]:
    step = max(1, -(-len(words) // MOST_COMPARED))
    compared = list(words)[::step]
    texts, questions = [words[pk][0] for pk in compared], [words[pk][1] for pk in compared]
    asked = assistant.ask_next(texts, engine.embed(texts), questions, count=MOST_TEACHING)
    return [compared[index] for index in asked]


def _gravest(words: Mapping[int, tuple[str, str]]) -> list[int]:
    pks = list(words)
    answers = [reading_order.Answer(text, question) for text, question in words.values()]
    return [pks[one.index] for one in _order().order(answers)[:MOST_GRAVE]]


@cache
def _order() -> reading_order.ReadingOrder:
    """Learnt once a process, from our own examples: it takes about a second."""
    return reading_order.default()
