"""Comments as numbers for the coding assistant: words, parts of words, meaning, and the question answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from throughline.language.embedding import Embedder, TfidfSvd, Vectors

# How much meaning, parts of words and the question weigh beside words: chosen on four splits of public comments.
MEANING, PARTS, QUESTION = 1.5, 0.7, 0.7
MOST_PARTS = 20_000
# Texts from which a term must be in more than one of them.
CHOOSY = 1_000


class Features:
    """Texts as numbers, for an assistant that learns from `count` texts which answer some `questions`.

    Sparse columns of words and parts of words, dense ones of meaning and question.
    """

    def __init__(self, count: int, questions: Iterable[str], engine: Embedder) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        self.engine = engine
        self._questions = {text: j for j, text in enumerate(sorted(set(questions) - {""}))}
        # Terms of one comment only cannot be relied on, but a codebook's examples are too few to be choosy.
        common, shared = (2, 4) if count > CHOOSY else (1, 1)
        settings = {"sublinear_tf": True, "dtype": np.float32}
        self._words = TfidfVectorizer(ngram_range=(1, 2), min_df=common, token_pattern=r"\w+", **settings)  # noqa: S106
        self._parts = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(3, 4), min_df=shared, max_features=MOST_PARTS, **settings
        )

    def fit(self, texts: Sequence[str]) -> Any:
        """The sparse columns of the texts to learn from."""
        return self._joined(self._words.fit_transform(texts), self._parts.fit_transform(texts))

    def sparse(self, texts: Sequence[str]) -> Any:
        """The sparse columns of other texts."""
        return self._joined(self._words.transform(texts), self._parts.transform(texts))

    def dense(
        self, texts: Sequence[str], vectors: Vectors | None, questions: Sequence[str] | None
    ) -> NDArray[np.float32]:
        """The dense columns. Raises `ValueError` when there is not one vector, or one question, a text."""
        for given, name in ((vectors, "vector"), (questions, "question")):
            if given is not None and len(given) != len(texts):
                raise ValueError(f"one {name} a text is needed: {len(texts)} texts, {len(given)} {name}s")
        asked = np.zeros((len(texts), len(self._questions)), dtype=np.float32)
        for row, question in enumerate(questions or ()):
            if question in self._questions:
                asked[row, self._questions[question]] = QUESTION
        if isinstance(self.engine, TfidfSvd):
            # Its vectors of two calls cannot be compared, and the words are there already.
            return asked
        if vectors is None:
            vectors = self.engine.embed(texts)
        return np.concatenate([vectors * np.float32(MEANING), asked], axis=1)

    def _joined(self, words: Any, parts: Any) -> Any:
        from scipy.sparse import hstack

        return hstack([words, parts * np.float32(PARTS)], format="csr", dtype=np.float32)
