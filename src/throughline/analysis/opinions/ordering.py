"""An order of participants and statements that comes from the votes alone.

Sums of floating point numbers depend on the order of their terms, and so, in the last digits, does everything found
from them; where a method starts at random it depends on it altogether. Put into this order first, the same votes give
the same result however their rows, columns and labels were arranged. The order is also the same when agree and
disagree are swapped.

Each participant is hashed from the hashes of the statements voted on, each statement from those of its participants,
and so on, as in colour refinement (Weisfeiler & Lehman 1968). Each hash has an even part, which stays when agree and
disagree are swapped, and an odd part, which changes its sign; arithmetic is modulo 2⁶⁴, where sums have no order.
Only participants (or statements) whose votes cannot be told apart share a hash, and these are interchangeable.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import scipy

from throughline.analysis.opinions.votes import Votes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Hash = NDArray[np.uint64]

ROUNDS = 2


def by_content(votes: Votes) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Participants and statements in the order of their contents: two permutations of their numbers."""
    shape = (votes.n_participants, votes.n_statements)
    voted = scipy.sparse.csr_array((np.ones(votes.n_votes, dtype=np.int64), votes.columns, votes.starts), shape=shape)
    signed = scipy.sparse.csr_array((votes.values.astype(np.int64), voted.indices, voted.indptr), shape=shape)
    even, odd = _of_sums(votes.counts)
    for _ in range(ROUNDS):
        people = _round(voted, signed, even, odd)
        even, odd = _round(voted.T, signed.T, *people)
    return np.argsort(people[0], kind="stable"), np.argsort(even, kind="stable")


def arranged(votes: Votes, people: NDArray[np.intp], statements: NDArray[np.intp]) -> Votes:
    """The same votes with participants and statements in other orders, two permutations of their numbers."""
    place = np.empty(len(statements), dtype=votes.columns.dtype)
    place[statements] = np.arange(len(statements))
    shape = (votes.n_participants, votes.n_statements)
    rows = scipy.sparse.csr_array((votes.values, place[votes.columns], votes.starts), shape=shape)[people]
    rows = rows.tocsc().tocsr()  # rising columns, by two counting sorts
    return Votes(
        votes.participants[people], votes.statements[statements], rows.indptr.astype(np.int64), rows.indices, rows.data
    )


def _of_sums(counts: NDArray[np.int64]) -> tuple[Hash, Hash]:
    """The first hashes of statements: from their numbers of votes and passes, and agree less disagree."""
    agree, disagree, passed = counts.T
    lead = agree - disagree
    even = mixed((agree + disagree).astype(np.uint64)) + mixed(passed.astype(np.uint64) ^ np.uint64(1 << 40))
    return mixed(even + mixed((lead * lead).astype(np.uint64))), lead.astype(np.uint64)


def _round(voted: Any, signed: Any, even: Hash, odd: Hash) -> tuple[Hash, Hash]:
    """Hashes of the rows from those of the columns. Even: even terms where there is a vote, and vote times odd terms.
    Odd: the other way round."""
    blended = mixed(even)
    # SciPy multiplies whole numbers of 64 bits with their sign; the bits are the same.
    terms = np.column_stack([blended, odd * mixed(blended)]).view(np.int64)
    plain, turned = (voted @ terms).view(np.uint64), (signed @ terms).view(np.uint64)
    return mixed(plain[:, 0] + turned[:, 1]), turned[:, 0] + plain[:, 1]


def mixed(x: Hash) -> Hash:
    """Steele, Lea & Flood's mixing of 64 bits (2014, SplitMix), each input bit changing half of the output bits."""
    with np.errstate(over="ignore"):
        x = x + np.uint64(0x9E3779B97F4A7C15)
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return np.asarray(x ^ (x >> np.uint64(31)))
