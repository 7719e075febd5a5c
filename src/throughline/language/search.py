"""Search what people wrote, by meaning and by words: two lists side by side, never one mixed list.

By meaning: the texts whose vectors are most alike to the question's (cosine). By words: the texts that hold
every word or quoted phrase of the question, in any form of the word, with the places to highlight. The lists
stay apart because mixing their ranks was measured and found less of what people had coded than meaning alone.

Without a model the first list compares words by TF-IDF, and `description` says so.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from throughline.language.embedding import Embedder, TfidfSvd, Vectors
from throughline.language.words import STOP_WORDS, root

TOP = 20
# Cosine below which a text is about something else: unrelated sentences lie between -0.1 and 0.15.
FLOOR = 0.15
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
PHRASE = re.compile(r"[\"“”]([^\"“”]*)[\"“”]?")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Hit:
    """One wording that was found. index: its first text. also: later texts of the same wording.

    score: the cosine with the question (by meaning), or how many places match (by words). spans: what to
    highlight, as (start, stop) in code points; empty by meaning, where no one word is the reason.
    """

    index: int
    also: tuple[int, ...]
    score: float
    spans: tuple[Span, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Found:
    """Both lists for one question. total: how many wordings hold its words, where `words` shows only the first.

    description: how the first list was made, for the page.
    """

    question: str
    meaning: tuple[Hit, ...]
    words: tuple[Hit, ...]
    total: int
    description: str

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


class Index:
    """Texts made ready for search. Equal wordings, spaces and case aside, are found as one."""

    def __init__(self, texts: Sequence[str], engine: Embedder, vectors: Vectors | None = None) -> None:
        """Arguments: `texts` (n); the `engine` that embeds questions, and the texts where their `vectors`
        (n × d, of the same engine) are not given. Raises `ValueError` when there is not one vector a text.
        """
        if vectors is not None and len(vectors) != len(texts):
            raise ValueError(f"one vector a text is needed: {len(texts)} texts, {len(vectors)} vectors")
        self._texts = texts
        self._same = _same_wordings(texts)
        self._first = np.array([same[0] for same in self._same], dtype=np.intp)
        distinct = [texts[index] for index in self._first]
        self._holds = _inverted(distinct)
        self.description = engine.description
        if isinstance(engine, TfidfSvd):
            # Its vectors of two calls cannot be compared, so the question is weighed with the texts' own words.
            self._alike = _by_tfidf(distinct)
        else:
            rows = engine.embed(distinct) if vectors is None else vectors[self._first]
            self._alike = lambda question: rows @ engine.embed([question])[0]

    def search(self, question: str, top: int = TOP) -> Found:
        """Both lists, at most `top` wordings each. Raises `ValueError` for a question without a word."""
        held = self.words(question)
        return Found(question, self.semantic(question, top), held[:top], len(held), self.description)

    def semantic(self, question: str, top: int = TOP) -> tuple[Hit, ...]:
        """The wordings most alike to the question, best first; those below `FLOOR` are left out.

        Raises `ValueError` for a question without a word.
        """
        if not WORD.search(question):
            raise ValueError("a question needs at least one word")
        if not self._same:
            return ()
        scores = self._alike(question)
        best = np.argsort(-scores, kind="stable")[:top]
        return tuple(self._hit(int(row), float(scores[row])) for row in best if scores[row] >= FLOOR)

    def words(self, question: str) -> tuple[Hit, ...]:
        """Every wording that holds all the words, and the "quoted phrases" as they stand, most places first.

        Any form of a word counts (wait, waits, waited). Words such as "the" are passed over unless quoted, or
        alone. Raises `ValueError` for a question without a word.
        """
        wanted = _wanted(question)
        rows = set.intersection(*(self._holds.get(word, set()) for phrase in wanted for word in phrase))
        hits = []
        for row in rows:
            spans = [_places(self._texts[self._first[row]], phrase) for phrase in wanted]
            if all(spans):
                places = tuple(sorted({span for found in spans for span in found}))
                hits.append(self._hit(row, float(len(places)), places))
        return tuple(sorted(hits, key=lambda hit: (-hit.score, len(self._texts[hit.index]), hit.index)))

    def _hit(self, row: int, score: float, spans: tuple[Span, ...] = ()) -> Hit:
        first, *also = self._same[row]
        return Hit(first, tuple(also), score, spans)


def _same_wordings(texts: Sequence[str]) -> list[list[int]]:
    same: dict[str, list[int]] = {}
    for index, text in enumerate(texts):
        if key := " ".join(text.casefold().split()):
            same.setdefault(key, []).append(index)
    return list(same.values())


def _inverted(texts: Iterable[str]) -> dict[str, set[int]]:
    holds: dict[str, set[int]] = defaultdict(set)
    for row, text in enumerate(texts):
        for word in set(WORD.findall(text)):
            holds[root(word)].add(row)
    return dict(holds)


def _wanted(question: str) -> list[tuple[str, ...]]:
    """The roots to look for: each quoted phrase as one, and each word outside of quotes."""
    quoted = [tuple(map(root, WORD.findall(phrase))) for phrase in PHRASE.findall(question)]
    free = WORD.findall(PHRASE.sub(" ", question))
    phrases = [phrase for phrase in quoted if phrase]
    content = [word for word in free if not _is_common(word)] or ([] if phrases else free)
    wanted = phrases + [(root(word),) for word in content]
    if not wanted:
        raise ValueError("a question needs at least one word")
    return list(dict.fromkeys(wanted))


def _places(text: str, phrase: tuple[str, ...]) -> list[Span]:
    """Where the roots stand one after the other."""
    words = list(WORD.finditer(text))
    roots = [root(word.group()) for word in words]
    size = len(phrase)
    starts = (at for at in range(len(roots) - size + 1) if tuple(roots[at : at + size]) == phrase)
    return [(words[at].start(), words[at + size - 1].end()) for at in starts]


def _by_tfidf(texts: list[str]) -> Callable[[str], NDArray[np.float32]]:
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(sublinear_tf=True, analyzer=_content, dtype=np.float32)
    try:
        matrix = vectorizer.fit_transform(texts)
    except ValueError:  # no text holds a word
        return lambda question: np.zeros(len(texts), dtype=np.float32)
    return lambda question: (matrix @ vectorizer.transform([question]).T).toarray()[:, 0]


def _content(text: str) -> list[str]:
    return [root(word) for word in WORD.findall(text) if not _is_common(word)]


def _is_common(word: str) -> bool:
    return word.casefold().replace("’", "'") in STOP_WORDS
