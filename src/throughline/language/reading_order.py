"""The order in which people read: what is most likely to be grave first, and everything in its turn.

A score from a straight-line model (logistic regression over TF-IDF words and, where there are any, meaning vectors)
puts texts in order; a text in which a rule of `signals` found something always comes before all others. Nothing is left
out and nothing is cleared: the last in the order is read too. `default` learns from examples that we wrote, from
no real comment; `reading_order_training.train` learns from an organisation's own graded words.

The question that was asked changes what an answer means ("nothing", to "what was good?"), so give it where it is
known: on public patient comments it matters more than any other choice of model.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from throughline.language.signals import Signal, find

WORD = re.compile(r"[^\W\d_]{1,30}(?:['’][^\W\d_]{1,10})?|[!?]|\d{1,9}")
MOST_WORDS = 2_000
# The first words of an answer are read together with its question.
CROSSED = 20
WHOLE = 3

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Answer:
    """Words and what is known of how they were asked for; `rating` is a category as it stands in the file."""

    text: str
    question: str = ""
    rating: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """A text in the order. `score` is 0 to 1, a chance only where the model is `calibrated`; `signals` put it first;
    `because` holds the words that raised the score most (no reason to decide anything)."""

    index: int
    score: float
    signals: tuple[Signal, ...]
    because: tuple[str, ...]

    @property
    def flagged(self) -> bool:
        return bool(self.signals)

    def to_dict(self) -> dict[str, Any]:
        """`index`, `score`, `flagged`, `signals`, `because`."""
        return {**asdict(self), "flagged": self.flagged}


@dataclass(frozen=True, slots=True)
class ReadingOrder:
    """A trained model, all of it numbers: kept as JSON by `to_dict`, never as code.

    Attributes:
        name: what it learnt from, in words.
        terms: word or pair → (inverse document frequency, weight).
        facts: "question", "rating" and length → weight.
        vectors: "" for all answers, or a question → one weight a dimension; empty without vectors.
        bias, slope, shift: chance = 1 / (1 + exp(-(slope · (bias + sum) + shift))).
        calibrated: whether slope and shift were learnt from real grades.
        by_kind: whether questions are told apart by what they ask for only (see `asked_for`).
    """

    name: str
    terms: Mapping[str, tuple[float, float]]
    facts: Mapping[str, float]
    vectors: Mapping[str, tuple[float, ...]]
    bias: float
    slope: float = 1.0
    shift: float = 0.0
    calibrated: bool = False
    by_kind: bool = False

    def scores(self, answers: Sequence[Answer], vectors: Vectors | None = None) -> NDArray[np.float64]:
        """One score an answer. `vectors`: n × d, from the same embedder as in training; left out, words alone count.

        Raises `ValueError` when the model needs vectors that are missing, or of another shape.
        """
        self._check(len(answers), vectors)
        answers = [self.normal(one) for one in answers]
        sums = np.array([sum(self._words(one).values()) + self._facts(one) for one in answers], dtype=float)
        if self.vectors and vectors is not None:
            sums += vectors @ np.array(self.vectors[""])
            for question in {one.question for one in answers} & (self.vectors.keys() - {""}):
                rows = np.array([one.question == question for one in answers])
                sums[rows] += vectors[rows] @ np.array(self.vectors[question])
        return cast("NDArray[np.float64]", 1 / (1 + np.exp(-(self.slope * (self.bias + sums) + self.shift))))

    def order(self, answers: Sequence[Answer], vectors: Vectors | None = None) -> list[Placed]:
        """Every answer, flagged ones first, each part by falling score; equal scores keep the order given."""
        scores = self.scores(answers, vectors)
        placed = [
            Placed(index, round(float(score), 6), tuple(find(one.text)), self._because(one))
            for index, (one, score) in enumerate(zip(answers, scores, strict=True))
        ]
        return sorted(placed, key=lambda one: (not one.flagged, -one.score, one.index))

    def normal(self, one: Answer) -> Answer:
        """The answer with its question as this model tells questions apart."""
        return Answer(one.text, asked_for(one.question) if self.by_kind else one.question, one.rating)

    def to_dict(self) -> dict[str, Any]:
        """The fields, JSON-safe; `from_dict` reads them back."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> ReadingOrder:
        """A model from what `to_dict` gave. Raises `ValueError` for anything else."""
        try:
            terms = {str(term): (float(idf), float(weight)) for term, (idf, weight) in data["terms"].items()}
            facts = {str(name): float(weight) for name, weight in data["facts"].items()}
            vectors = {str(name): tuple(float(x) for x in row) for name, row in data["vectors"].items()}
            bias, slope, shift = (float(data[name]) for name in ("bias", "slope", "shift"))
            model = cls(
                str(data["name"]), terms, facts, vectors, bias, slope, shift, bool(data["calibrated"]), data["by_kind"]
            )
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise ValueError("this is not a reading order that was kept with to_dict: train it again") from error
        numbers = [bias, slope, shift, *facts.values(), *(x for pair in terms.values() for x in pair)]
        if not all(map(math.isfinite, [*numbers, *(x for row in vectors.values() for x in row)])):
            raise ValueError("this reading order holds numbers that are not finite: train it again")
        return model

    def _check(self, n: int, vectors: Vectors | None) -> None:
        wanted = len(self.vectors.get("", ()))
        if bool(wanted) != (vectors is not None):
            raise ValueError("this reading order was trained " + ("with" if wanted else "without") + " vectors")
        if vectors is not None and vectors.shape != (n, wanted):
            raise ValueError(f"vectors must be {n} × {wanted}, one row an answer; they are {vectors.shape}")

    def _words(self, one: Answer) -> dict[str, float]:
        """What each term adds."""
        shares = weighted(counts(one), {term: idf for term, (idf, _) in self._known(one)})
        return {term: share * self.terms[term][1] for term, share in shares.items()}

    def _known(self, one: Answer) -> list[tuple[str, tuple[float, float]]]:
        return [(term, self.terms[term]) for term in counts(one) if term in self.terms]

    def _facts(self, one: Answer) -> float:
        return sum(self.facts.get(name, 0.0) * value for name, value in facts(one).items())

    def _because(self, one: Answer) -> tuple[str, ...]:
        added = self._words(self.normal(one))
        best = sorted((term for term in added if added[term] > 0), key=lambda term: (-added[term], term))
        return tuple(dict.fromkeys(term.rsplit("|", 1)[-1].removeprefix("=") for term in best))[:3]


def asked_for(question: str) -> str:
    """What a question asks for: "good", "better" or "" (anything)."""
    if re.search(
        r"\b(?:improve\w*|better|chang\w+|differen\w+|wrong|bad|not (?:go )?well|could we|should we)\b", question, re.I
    ):
        return "better"
    return "good" if re.search(r"\b(?:good|well|best|liked?|enjoy\w*|happy with|positive)\b", question, re.I) else ""


def counts(one: Answer) -> Counter[str]:
    """Words, pairs of words, and the first words together with the question."""
    words = [word.replace("’", "'") for word in WORD.findall(one.text.lower())[:MOST_WORDS]]
    found = Counter(words)
    found.update(f"{first} {second}" for first, second in pairwise(words))
    found.update(f"{one.question}|{word}" for word in words[:CROSSED])
    if len(words) <= WHOLE:
        found[f"{one.question}|={' '.join(words)}"] += 1
    return found


def weighted(found: Mapping[str, int], idf: Mapping[str, float]) -> dict[str, float]:
    """TF-IDF of the terms in `idf`: (1 + ln count) · idf, of length one together (Salton & Buckley 1988)."""
    raw = {term: (1 + math.log(found[term])) * idf[term] for term in idf}
    length = math.sqrt(sum(value * value for value in raw.values()))
    return {term: value / length for term, value in raw.items()} if length else {}


def facts(one: Answer) -> dict[str, float]:
    """What is known besides the words: their number (logarithm, a quarter of it), the question, the rating."""
    length = math.log1p(len(one.text.split())) / 4
    found = {"length": length, f"question={one.question}": 1.0, f"length of {one.question}": length}
    return found | ({f"rating={one.rating}": 1.0} if one.rating else {})


def default(embed: Callable[[Sequence[str]], Vectors] | None = None) -> ReadingOrder:
    """The model that learnt from our own examples only. It orders; its scores are not chances.

    Arguments: `embed`, as of `embedding.MiniLM`, when the answers to be ordered come with its vectors.

    No real comment and no real grade is learnt from. How it learns (three numbers, `WRITTEN`) was chosen on a random
    half of 6,170 public comments, where .905 of the strongly negative came in the first fifth; on the other half,
    looked at once, it was .900.
    """
    from throughline.language.reading_order_examples import EXAMPLES
    from throughline.language.reading_order_training import WRITTEN, fit

    answers = [Answer(text, question) for _, question, text in EXAMPLES]
    vectors = embed([one.text for one in answers]) if embed else None
    return fit(answers, [grade for grade, _, _ in EXAMPLES], vectors, name="our own examples", settings=WRITTEN)
