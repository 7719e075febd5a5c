"""Statements that say the same, by their votes or by their words, and weights with which they share one place.

Two statements are taken for the same, or for each other's opposite, if the votes of people who voted on both rise and
fall together so closely that the lower limit of their correlation (Fisher 1921) is at least 0.7. Statements that nearly
everybody agrees with have nothing to correlate: there only words can tell, if their similarity is given. In a family
each two statements are alike (complete linkage: Sørensen 1948), so that no chain of half-alike statements grows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy

from throughline.analysis._words import many
from throughline.analysis.intervals import z_value
from throughline.analysis.opinions.ordering import by_content

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from throughline.analysis.opinions.votes import Votes

    Array = NDArray[np.float64]

ALIKE, ALIKE_WORDS, TOGETHER = 0.7, 0.9, 20
SAMPLE = 20_000  # people whose votes are compared: more would not tell more
FULL, AT_ONCE = 0.1, 2048  # where so much of a table is there, whole tables are multiplied faster, so many people's


@dataclass(frozen=True, eq=False, slots=True)
class Duplicates:
    """families: numbers of statements that say the same, two or more each. weights: of every statement, 1 by the size
    of its family; 1 for statements without one. compared: pairs of statements that could be, by votes or by words."""

    statements: NDArray[Any]
    families: tuple[tuple[int, ...], ...]
    weights: Array
    compared: int

    @property
    def pairs(self) -> int:
        return len(self.statements) * (len(self.statements) - 1) // 2

    @property
    def warnings(self) -> tuple[str, ...]:
        if 2 * self.compared >= self.pairs:
            return ()
        return (
            f"Of {self.pairs:,} pairs of statements only {self.compared:,} could be compared: fewer than {TOGETHER} "
            "people voted on both of the others, or all voted alike. Whether those say the same is for people to read.",
        )

    @property
    def shown(self) -> str:
        if not self.families:
            found = (
                "No two statements were found to say the same" if self.warnings else "No two statements say the same"
            )
            return f"{found}." if self.compared else "Nothing is known of which statements say the same."
        said = sum(map(len, self.families))
        return f"{said} statements say only {many(len(self.families), 'thing')}: they share their weight."

    def to_dict(self) -> dict[str, Any]:
        labels = self.statements.tolist()
        return {
            "families": [[labels[j] for j in family] for family in self.families],
            "weights": self.weights.tolist(),
            "compared": self.compared,
            "warnings": list(self.warnings),
            "shown": self.shown,
        }


def duplicates(
    votes: Votes, *, similarity: Array | None = None, alike: float = ALIKE, alike_words: float = ALIKE_WORDS
) -> Duplicates:
    """Families of statements that say the same.

    similarity: of the statements' words, m × m, 0 to 1 (such as cosines of embeddings). alike: least correlation of
    votes. alike_words: least similarity of words. Raises ValueError for limits outside 0 to 1 or a similarity of
    another shape or not of finite numbers.
    """
    m = votes.n_statements
    if not (0 < alike <= 1 and 0 < alike_words <= 1):
        raise ValueError("the limits of likeness must lie between 0 and 1")
    correlation, known = _correlation(votes)
    likeness = correlation / alike
    if similarity is not None:
        words = np.asarray(similarity, dtype=float)
        if words.shape != (m, m) or not np.isfinite(words).all():
            raise ValueError(f"the similarity of {m} statements must be {m} × {m} finite numbers")
        likeness, known = np.maximum(likeness, np.maximum(words, words.T) / alike_words), np.ones((m, m), dtype=bool)
    family = _families(likeness)
    sizes = np.bincount(family, minlength=1)
    members = [np.flatnonzero(family == f) for f in np.flatnonzero(sizes > 1)]
    families = sorted(tuple(int(j) for j in one) for one in members)
    return Duplicates(votes.statements, tuple(families), 1 / sizes[family], int(np.triu(known, 1).sum()))


def _correlation(votes: Votes) -> tuple[Array, NDArray[np.bool_]]:
    """Lower limits of the size of the correlation of each two statements, over people who voted on both; 0 where it
    is not known, and where it is."""
    shape = (votes.n_participants, votes.n_statements)
    rows = scipy.sparse.csr_array((votes.values.astype(np.float32), votes.columns, votes.starts), shape=shape)
    if votes.n_participants > SAMPLE:
        rows = rows[by_content(votes)[0][:SAMPLE]]
    n, sums, products, squares = _sums(rows)
    with np.errstate(divide="ignore", invalid="ignore"):
        covariance = products - sums * sums.T / n
        variance = squares - sums**2 / n
        r = np.abs(covariance) / np.sqrt(variance * variance.T)
        low = np.tanh(np.arctanh(np.minimum(r, 1 - 1e-9)) - z_value(0.95) / np.sqrt(n - 3))
    known = (n >= TOGETHER) & (variance > 1e-9) & (variance.T > 1e-9)
    return np.where(known, np.maximum(low, 0), 0), known


def _sums(rows: scipy.sparse.csr_array) -> Array:
    """Over people who voted on both of two statements: how many they are, the sum of their votes on the first, of the
    products, and of the squares of their votes on the first; 4 × m × m."""
    ones = scipy.sparse.csr_array((np.ones_like(rows.data), rows.indices, rows.indptr), shape=rows.shape)
    sizes = abs(rows)  # of -1, 0 and 1 the square is the size
    if rows.nnz < FULL * np.prod(rows.shape):
        pairs = ((ones, ones), (rows, ones), (rows, rows), (sizes, ones))
        return np.array([(a.T @ b).toarray() for a, b in pairs], dtype=float)
    found = np.zeros((4, rows.shape[1], rows.shape[1]))
    for start in range(0, rows.shape[0], AT_ONCE):
        voted, votes, size = (one[start : start + AT_ONCE].toarray() for one in (ones, rows, sizes))
        for place, (a, b) in enumerate(((voted, voted), (votes, voted), (votes, votes), (size, voted))):
            found[place] += a.T @ b
    return found


def _families(likeness: Array) -> NDArray[np.intp]:
    """A number of the family of each statement: each two within one are alike (likeness of 1 or more)."""
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    if len(likeness) < 2:
        return np.zeros(len(likeness), dtype=np.intp)
    distance = 1 / np.maximum(likeness, 1e-6)
    np.fill_diagonal(distance, 0)
    return np.asarray(fcluster(linkage(squareform(distance, checks=False), "complete"), 1.0, "distance") - 1)
