"""Which ideas look like another one, by the words that they share: at once, as somebody is about to send theirs.

Words count by how few ideas hold them, in any form of the word; words such as “the” do not count. Two texts are as
alike as the part of the shorter one's weight that they share.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from throughline.language.words import STOP_WORDS, WORD, root

ALIKE, MOST, LEAST_SHARED = 0.5, 5, 2


def alike(text: str, others: Sequence[tuple[str, str, str]]) -> list[tuple[str, str]]:
    """(ref, title) of those that look like a text, the most alike first. `others`: (ref, title, text)."""
    mine = _words(text)
    theirs = [_words(words) for _ref, _title, words in others]
    held = Counter(word for words in theirs for word in words)
    weight = {word: math.log(1 + (1 + len(others)) / (1 + held[word])) for word in mine | held.keys()}
    found = []
    for (ref, title, _text), words in zip(others, theirs, strict=True):
        shared, least = mine & words, min(_sum(mine, weight), _sum(words, weight))
        enough = len(shared) >= min(LEAST_SHARED, len(mine), len(words))
        score = _sum(shared, weight) / least if least and enough else 0.0
        if score >= ALIKE:
            found.append((-score, title, ref))
    return [(ref, title) for _score, title, ref in sorted(found)[:MOST]]


def _words(text: str) -> set[str]:
    return {root(word) for word in WORD.findall(text) if word.casefold() not in STOP_WORDS}


def _sum(words: Iterable[str], weight: dict[str, float]) -> float:
    return sum(weight[word] for word in sorted(words))
