"""The coding assistant: learns from the codebook's examples and people's coding, suggests, and asks.

For each code a logistic regression on the words (TF-IDF), the parts of words (so that a misspelling still
counts) and the meaning (the embedding) of a comment, and the question that it answers. On public patient
comments such a model comes close to large language networks trained for hours, in seconds.

What it returns are suggestions with chances. They never become codes by themselves: a person gives codes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from throughline.language.coding import logistic
from throughline.language.coding.codebook import Codebook, CodebookError
from throughline.language.coding.features import Features
from throughline.language.embedding import Embedder, Vectors

SUGGESTIONS = 3
RIDGE = 0.2
# A code with fewer comments than this, or than the commonest, counts more, by the root of what it lacks.
ENOUGH, ROOT = 300, 0.4
# The chance, before that is corrected, from which a suggestion is marked: it rises with the logarithm of a code's
# comments between the two numbers, because the best balance of misses and false alarms does (Lipton, Elkan &
# Narayanaswamy 2014: half of the F1 that can be reached). Chosen on four splits of public comments.
MARKED_FROM, MARKED_TO, FEW, MANY = 0.12, 0.34, 25, 1_000
# Cosine above which two comments would teach the same.
ALIKE = 0.9


@dataclass(frozen=True, slots=True)
class Coded:
    """A comment as people coded it. codes: keys; none where people found that none fits. question: what it answers."""

    text: str
    codes: frozenset[str]
    question: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A code that may fit, and its chance. marked: whether that is high for this code, which for a rare one may be
    a small chance: of all that could be shown to a person, these keep the best balance of misses and false alarms."""

    code: str
    probability: float
    marked: bool

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


class Assistant:
    """What `learn` returns.

    codes: the keys that it knows, in the order of its columns. marks: the chance from which each is marked.
    learnt_from: comments that people coded. description: how it compares, for the page.
    """

    def __init__(
        self,
        codes: tuple[str, ...],
        marks: NDArray[np.floating[Any]],
        learnt_from: int,
        features: Features,
        model: logistic.Logistic,
    ) -> None:
        self.codes, self.marks, self.learnt_from = codes, marks, learnt_from
        self.description = features.engine.description
        self._features, self._model = features, model

    def probabilities(
        self, texts: Sequence[str], vectors: Vectors | None = None, questions: Sequence[str] | None = None
    ) -> NDArray[np.float32]:
        """The chance of each code for each text, n × k. Arguments as for `suggest`."""
        dense = self._features.dense(texts, vectors, questions)
        return self._model.probabilities(self._features.sparse(texts), dense)

    def suggest(
        self,
        texts: Sequence[str],
        vectors: Vectors | None = None,
        questions: Sequence[str] | None = None,
        *,
        count: int = SUGGESTIONS,
    ) -> list[tuple[Suggestion, ...]]:
        """The `count` codes that fit each text best, best first.

        Arguments: `texts` (n); their `vectors` where they are known, of the engine that it learnt with; the
        `questions` that they answer. Raises `ValueError` when there is not one of each a text.
        """
        chances = self.probabilities(texts, vectors, questions)
        best = np.argsort(-chances, axis=1, kind="stable")[:, :count]
        return [
            tuple(Suggestion(self.codes[j], float(row[j]), bool(row[j] >= self.marks[j])) for j in order)
            for row, order in zip(chances, best, strict=True)
        ]

    def ask_next(
        self, texts: Sequence[str], vectors: Vectors, questions: Sequence[str] | None = None, *, count: int = 20
    ) -> tuple[int, ...]:
        """The indices of the comments whose coding by a person would teach it most, most first.

        Margin sampling (Scheffer, Decomain & Wrobel 2001): those between whose two best codes it wavers most.
        Of comments that are much alike only the first is asked, until there are no others. It is what served rare codes
        best of what was tried (nearness to the mark, covering of codes or of meaning, density, a beginning by clusters
        or by names of codes): 400 asked for teach as much as 620 at random, each of 33 codes counting alike. For common
        codes they teach no more than as many at random, because what is asked has rare codes oftener than the rest.
        Where each comment has one of nine themes, 400 asked for teach as much as 1,600 at random, each theme counting
        alike, and as 1,090 each comment counting alike; where it may have several, as 560 and 500.
        """
        chances = np.sort(self.probabilities(texts, vectors, questions), axis=1)
        margin = chances[:, -1] - chances[:, -2] if chances.shape[1] > 1 else np.abs(chances[:, 0] - 0.5)
        order = np.argsort(margin, kind="stable").tolist()
        chosen: list[int] = []
        for index in order:
            if len(chosen) == count:
                break
            if not chosen or float((vectors[chosen] @ vectors[index]).max()) < ALIKE:
                chosen.append(index)
        taken = set(chosen)
        return tuple(chosen + [index for index in order if index not in taken][: count - len(chosen)])


def learn(codebook: Codebook, coded: Sequence[Coded], engine: Embedder, vectors: Vectors | None = None) -> Assistant:
    """Learn from a codebook's examples and from what people have coded so far (which may be nothing).

    Arguments: `codebook`; `coded`, people's coding; the `engine` for meaning, and the `vectors` of the coded
    texts where they are known. Raises `CodebookError` for a code that is no code of the codebook, and where
    there is nothing at all to learn from; `ValueError` when there is not one vector a text.
    """
    codes = tuple(code.key for code in codebook.given)
    place = {key: j for j, key in enumerate(codes)}
    if unknown := sorted({key for one in coded for key in one.codes} - place.keys()):
        raise CodebookError(f"not among the codes of {codebook.name}: {', '.join(unknown)}")
    examples = [Coded(text, frozenset({code.key})) for code in codebook.given for text in code.examples]
    learnt = [*examples, *coded]
    texts, questions = [one.text for one in learnt], [one.question for one in learnt]
    if not codes or not any(re.search(r"\w", text) for text in texts):
        raise CodebookError("there is nothing to learn from: give codes examples, or code some comments first")
    truth = np.zeros((len(learnt), len(codes)), dtype=bool)
    for row, one in enumerate(learnt):
        truth[row, [place[key] for key in one.codes]] = True
    features = Features(len(learnt), questions, engine)
    if vectors is not None:
        if len(vectors) != len(coded):
            raise ValueError(f"one vector a text is needed: {len(coded)} texts, {len(vectors)} vectors")
        vectors = np.concatenate([engine.embed(texts[: len(examples)]), vectors])
    heed, marks = _heed_and_marks(truth.sum(axis=0))
    dense = features.dense(texts, vectors, questions)
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):  # so that a result does not depend on how many cores there are
        model = logistic.fit(features.fit(texts), dense, truth, heed, ridge=RIDGE)
    return Assistant(codes, marks, len(coded), features, model)


def _heed_and_marks(sizes: NDArray[np.int_]) -> tuple[NDArray[np.float32], NDArray[np.floating[Any]]]:
    """For codes with so many comments: how much each comment counts, and the chance from which a code is marked."""
    sizes = sizes.clip(1)
    heed = np.maximum(1, min(ENOUGH, sizes.max()) / sizes).astype(np.float32) ** np.float32(ROOT)
    slope = np.log(sizes / FEW) / np.log(MANY / FEW)
    mark = (MARKED_FROM + (MARKED_TO - MARKED_FROM) * slope).clip(MARKED_FROM, MARKED_TO)
    return heed, mark / (mark + heed * (1 - mark))
