"""What the model is asked, and what of its answers is believed.

The rules settle most capitalised words; the model reads only the sentences that hold one they leave open. That
is half the work for the same finds.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from throughline.language.entities import Entity, Finder
from throughline.language.redaction.reading import Reading, bare_end
from throughline.language.redaction.spans import Proposal, proposal

# label: kind and score. An organisation counts only where no list vouches for it: it is often a person or a site.
LABELS = {
    "PERSON": ("name", 0.7),
    "GPE": ("place", 0.6),
    "LOC": ("place", 0.6),
    "FAC": ("site", 0.6),
    "ORG": ("site", 0.4),
}
# A sentence ends at a mark and a space, but not after a title or an initial.
SENTENCE = re.compile(r"(?<!\b[A-Z])(?<!\b[DMS][rst])(?<!\bMrs)[.!?][\"'”’)]?\s{1,5}|\n{1,9}")


class Passage(NamedTuple):
    """Sentences of one text put together, and where each came from: (place here, place there)."""

    text: str
    places: list[tuple[int, int]]


def by_model(finder: Finder, readings: Sequence[Reading], found: Sequence[list[Proposal]]) -> list[list[Proposal]]:
    """What the model adds to each text, given what the rules found there."""
    passages = [_passage(reading, items) for reading, items in zip(readings, found, strict=True)]
    asked = [number for number, passage in enumerate(passages) if passage.text]
    answers: list[list[Proposal]] = [[] for _ in readings]
    for number, entities in zip(asked, finder.find([passages[number].text for number in asked]), strict=True):
        answers[number] = list(_believed(readings[number], passages[number], entities))
    return answers


def _passage(reading: Reading, found: Sequence[Proposal]) -> Passage:
    settled = {place for item in found for place in range(item.start, item.end)}
    loose = [word.start for word in reading.words if word.start not in settled and reading.is_open(word)]
    text: list[str] = []
    places: list[tuple[int, int]] = []
    length = 0
    for start, end in _sentences(reading.text):
        if bisect_left(loose, start) < bisect_left(loose, end):
            places.append((length, start))
            text.append(reading.text[start:end])
            length += end - start
    return Passage("".join(text), places)


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    last = 0
    for match in SENTENCE.finditer(text):
        yield last, match.end()
        last = match.end()
    if last < len(text):
        yield last, len(text)


def _believed(reading: Reading, passage: Passage, entities: Sequence[Entity]) -> Iterator[Proposal]:
    starts = [word.start for word in reading.words]
    for label, start, end in entities:
        if label in LABELS:
            here, there = passage.places[bisect_right(passage.places, (start, len(reading.text))) - 1]
            first, last = (bisect_left(starts, place - here + there) for place in (start, end))
            telling = [word for word in reading.words[first:last] if reading.is_open(word)]
            # One word that opens a sentence and is called an organisation is mostly a heading: "Eczema since birth."
            heading = label == "ORG" and len(telling) == 1 and reading.starts_sentence(telling[0].start)
            if telling and not heading:
                kind, score = LABELS[label]
                yield proposal(kind, telling[0].start, bare_end(telling[-1]), score)
