"""Training a reading order on graded words, and saying how well it does on words that it has not seen."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from throughline.language.reading_order import Answer, ReadingOrder, Vectors, counts, facts, weighted
from throughline.language.signals import find

FEWEST, FEWEST_GRAVE = 200, 30
MOST_TERMS = 40_000
# A question needs so many answers to have vector weights of its own.
ENOUGH_OF_A_QUESTION = 100
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Settings:
    """How a model learns.

    Attributes:
        least: answers that a term must be in. by_kind: questions are told apart by what they ask for only, and each of
            these kinds has a like share of the grave (how many examples of a kind there happen to be says nothing).
        freedom: the inverse of the ridge penalty. help: the weight of the step from "not good" to "bad", which helps
            to tell "grave".
    """

    least: int = 2
    by_kind: bool = False
    freedom: float = 1.0
    help: float = 0.3


GRADED = Settings()
# Of a few examples without a mistake in them, more can be believed. Chosen on one half of public comments.
WRITTEN = Settings(least=1, by_kind=True, freedom=10.0, help=0.6)


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of like score: how many, the mean score, the share that was grave."""

    n: int
    score: float
    grave: float


@dataclass(frozen=True, slots=True)
class Measured:
    """How a reading order does on answers that it was not trained on.

    Attributes:
        n, grave: answers, and those that people graded as grave.
        first_fifth: the share of the grave ones within the first fifth of the reading order, rules included.
        to_read_for_90: the share of the pile that holds nine in ten of the grave ones.
        brier: mean squared distance of score and truth (Brier 1950); brier_of_share: that of always saying the share.
        bins: ten bins of equally many answers, by rising score.
    """

    n: int
    grave: int
    first_fifth: float
    to_read_for_90: float
    brier: float
    brier_of_share: float
    bins: tuple[Bin, ...]
    warnings: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


def train(
    answers: Sequence[Answer],
    grades: Sequence[int],
    vectors: Vectors | None = None,
    *,
    name: str,
    folds: int = 5,
    seed: int = 0,
) -> tuple[ReadingOrder, Measured]:
    """A reading order from words that people graded, calibrated, with what it does on words it has not seen.

    Arguments: one grade an answer, a whole number that grows with gravity: the highest that occurs is "grave".
    `vectors`, n × d, of one embedder. `folds` parts are left out in turn to measure; equal texts stay in one part.
    Raises `ValueError` with fewer than 200 answers or 30 grave ones, or lengths that differ.
    """
    grave = _checked(answers, grades, vectors)
    parts = _parts([one.text for one in answers], grave, folds, seed)
    raw = np.zeros(len(answers))
    for part in range(folds):
        out, rest = np.flatnonzero(parts == part), np.flatnonzero(parts != part)
        model = fit(*_taken(answers, grades, vectors, rest), name=name)
        raw[out] = _logit(model.scores([answers[int(i)] for i in out], None if vectors is None else vectors[out]))
    scores = np.zeros(len(answers))
    for part in range(folds):
        slope, shift = _platt(raw[parts != part], grave[parts != part])
        scores[parts == part] = 1 / (1 + np.exp(-(slope * raw[parts == part] + shift)))
    slope, shift = _platt(raw, grave)
    model = replace(fit(answers, grades, vectors, name=name), slope=slope, shift=shift, calibrated=True)
    return model, measure(answers, grave, scores)


def fit(
    answers: Sequence[Answer],
    grades: Sequence[int],
    vectors: Vectors | None = None,
    *,
    name: str,
    settings: Settings = GRADED,
) -> ReadingOrder:
    """The model alone, not calibrated: L2 penalty, grave and other weigh alike. Arguments as for `train`."""
    import scipy.sparse as sparse

    empty = ReadingOrder(name, {}, {}, {}, 0.0, by_kind=settings.by_kind)
    answers = [empty.normal(one) for one in answers]
    found = [counts(one) for one in answers]
    idf = _idf(found, settings.least)
    known = [facts(one) for one in answers]
    names = sorted({fact for row in known for fact in row})
    words = [weighted(row, {term: idf[term] for term in row if term in idf}) for row in found]
    blocks = [_sparse(words, list(idf)), _sparse(known, names)]
    questions = _questions(answers) if vectors is not None else []
    if vectors is not None:
        for question in questions:
            mine = np.array([not question or one.question == question for one in answers])
            blocks.append(sparse.csr_matrix(vectors * mine[:, None]))
    kinds = [one.question if settings.by_kind else "" for one in answers]
    weights, bias = _weights(sparse.hstack(blocks).tocsr(), np.asarray(grades), kinds, settings)
    ends = np.cumsum([len(idf), len(names), *([0 if vectors is None else vectors.shape[1]] * len(questions))])
    of_words, of_facts, *of_vectors = np.split(weights, ends[:-1])
    return replace(
        empty,
        terms={term: (idf[term], float(w)) for term, w in zip(idf, of_words, strict=True)},
        facts={fact: float(w) for fact, w in zip(names, of_facts, strict=True)},
        vectors={q: tuple(map(float, row)) for q, row in zip(questions, of_vectors, strict=True)},
        bias=bias,
    )


def measure(answers: Sequence[Answer], grave: NDArray[np.bool_], scores: Floats) -> Measured:
    """What a reading order by rules and `scores` does for answers of which the truth is known.

    Raises `ValueError` when none or all are grave, or lengths differ.
    """
    if not len(answers) == len(grave) == len(scores):
        raise ValueError("answers, truths and scores must be of one length")
    if not 0 < grave.sum() < len(grave):
        raise ValueError("some answers must be grave and some not, or there is nothing to measure")
    flagged = np.array([bool(find(one.text)) for one in answers])
    ranked = grave[np.lexsort((-scores, ~flagged))]
    reached = np.cumsum(ranked) / ranked.sum()
    share = float(grave.mean())
    bins = [rows for rows in np.array_split(np.argsort(scores, kind="stable"), 10) if len(rows)]
    few = ("Fewer than 100 grave answers: the shares may be off by 5 points or more.",) if grave.sum() < 100 else ()
    return Measured(
        n=len(grave),
        grave=int(grave.sum()),
        first_fifth=float(reached[max(len(grave) // 5, 1) - 1]),
        to_read_for_90=float((np.argmax(reached >= 0.9) + 1) / len(grave)),
        brier=float(np.mean((scores - grave) ** 2)),
        brier_of_share=share * (1 - share),
        bins=tuple(Bin(len(rows), float(scores[rows].mean()), float(grave[rows].mean())) for rows in bins),
        warnings=few,
    )


def _checked(answers: Sequence[Answer], grades: Sequence[int], vectors: Vectors | None) -> NDArray[np.bool_]:
    if len(answers) != len(grades) or (vectors is not None and len(vectors) != len(answers)):
        raise ValueError("answers, grades and vectors must be of one length")
    grave = np.asarray(grades) == max(grades, default=0)
    if len(grave) < FEWEST or grave.sum() < FEWEST_GRAVE or grave.all():
        raise ValueError(
            f"a reading order needs at least {FEWEST} graded answers, {FEWEST_GRAVE} of them of the gravest grade and "
            f"some of another; here are {len(grave)} and {int(grave.sum())}: use default() until there are more"
        )
    return grave


def _taken(answers: Sequence[Answer], grades: Sequence[int], vectors: Vectors | None, rows: NDArray[np.intp]) -> Any:
    return [answers[i] for i in rows], [grades[i] for i in rows], None if vectors is None else vectors[rows]


def _parts(texts: Sequence[str], grave: NDArray[np.bool_], folds: int, seed: int) -> NDArray[np.intp]:
    """A part for each text; equal texts in one part, grave ones spread evenly."""
    groups: dict[str, list[int]] = {}
    for index, text in enumerate(texts):
        groups.setdefault(" ".join(text.lower().split()), []).append(index)
    rng = np.random.default_rng(seed)
    order = [group for _, group in sorted(groups.items())]
    order = [order[i] for i in rng.permutation(len(order))]
    parts = np.zeros(len(texts), dtype=np.intp)
    sizes, graves = np.zeros(folds), np.zeros(folds)
    for group in sorted(order, key=lambda rows: -int(grave[rows].sum())):
        part = int(np.lexsort((sizes, graves))[0]) if grave[group].any() else int(np.argmin(sizes))
        parts[group] = part
        sizes[part] += len(group)
        graves[part] += grave[group].sum()
    return parts


def _idf(found: Sequence[Counter[str]], least: int) -> dict[str, float]:
    """ln((1 + n) / (1 + texts with the term)) + 1, of the commonest terms, in the order of the alphabet."""
    seen = Counter(term for row in found for term in row)
    kept = [term for term, count in sorted(seen.items(), key=lambda item: (-item[1], item[0])) if count >= least]
    return {term: math.log((1 + len(found)) / (1 + seen[term])) + 1 for term in sorted(kept[:MOST_TERMS])}


def _questions(answers: Sequence[Answer]) -> list[str]:
    """The empty one for all, and each question with answers enough."""
    often = Counter(one.question for one in answers)
    return ["", *sorted(q for q, count in often.items() if q and count >= ENOUGH_OF_A_QUESTION)]


def _sparse(rows: Sequence[dict[str, float]], names: Sequence[str]) -> Any:
    import scipy.sparse as sparse

    column = {name: i for i, name in enumerate(names)}
    cells = [(r, column[name], value) for r, row in enumerate(rows) for name, value in row.items()]
    where = np.array([cell[:2] for cell in cells], dtype=np.intp).reshape(-1, 2)
    values = np.array([cell[2] for cell in cells])
    return sparse.csr_matrix((values, (where[:, 0], where[:, 1])), shape=(len(rows), len(names)))


def _weights(matrix: Any, grades: NDArray[np.int_], kinds: Sequence[str], settings: Settings) -> tuple[Floats, float]:
    """Two logistic regressions, "grave" and "at least the grade below", added up to one straight line.

    Each kind's grave answers weigh as much together as its others, and as those of each other kind.
    """
    from sklearn.linear_model import LogisticRegression

    total, bias = np.zeros(matrix.shape[1]), 0.0
    steps = np.unique(grades)[::-1]
    for step, share in zip(steps, (1.0, settings.help), strict=False):
        high = grades >= step
        if high.all():
            break
        cells = list(zip(kinds, high.tolist(), strict=True))
        size = Counter(cells)
        heed = np.array([len(cells) / (len(size) * size[cell]) for cell in cells])
        line = LogisticRegression(C=settings.freedom, solver="liblinear", max_iter=1_000, random_state=0)
        line.fit(matrix, high, sample_weight=heed)
        total += share * line.coef_[0]
        bias += share * float(line.intercept_[0])
    return total, bias


def _logit(scores: Floats) -> Floats:
    inside = np.clip(scores, 1e-12, 1 - 1e-12)
    return np.log(inside / (1 - inside))


def _platt(raw: Floats, grave: NDArray[np.bool_]) -> tuple[float, float]:
    """Slope and shift that make the score a chance (Platt 1999)."""
    from sklearn.linear_model import LogisticRegression

    line = LogisticRegression(C=1e6, solver="lbfgs").fit(raw[:, None], grave)
    return float(line.coef_[0, 0]), float(line.intercept_[0])
