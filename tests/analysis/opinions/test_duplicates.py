"""Statements that say the same share one place."""

import numpy as np
import pytest
from tests.analysis.opinions.conversations import planted, votes_of

from throughline.analysis.opinions.duplicates import _correlation, duplicates
from throughline.analysis.opinions.map import opinion_map


def copies(seed=0):
    """Statements 0, 1 and 2 say the same (2 with the answers turned round, each with a few slips); 3 to 9 stand
    alone."""
    rng = np.random.default_rng(seed)
    vote = rng.choice([-1, 1], (200, 10))
    vote[:, 1], vote[:, 2] = vote[:, 0], -vote[:, 0]
    slips = rng.random((200, 2)) < 0.04
    vote[:, 1:3] = np.where(slips, -vote[:, 1:3], vote[:, 1:3])
    person, statement = np.indices(vote.shape).reshape(2, -1)
    return votes_of(person, statement, vote.ravel())


def test_statements_voted_on_alike_or_oppositely_share_one_weight():
    found = duplicates(copies())
    assert found.families == ((0, 1, 2),)
    assert found.weights.tolist() == pytest.approx([1 / 3] * 3 + [1] * 7)
    assert found.shown == "3 statements say only 1 thing: they share their weight."
    assert found.to_dict()["families"] == [[0, 1, 2]]
    assert (found.compared, found.warnings) == (45, ())


def test_what_all_agree_on_is_not_the_same_statement_unless_the_words_are():
    person, statement = np.indices((100, 4)).reshape(2, -1)
    votes = votes_of(person, statement, np.ones(400, dtype=int))
    assert duplicates(votes).families == ()
    assert duplicates(votes).shown == "Nothing is known of which statements say the same."
    assert duplicates(votes).warnings[0].startswith("Of 6 pairs of statements only 0 could be compared")
    similarity = np.eye(4)
    similarity[1, 3] = 0.95
    by_words = duplicates(votes, similarity=similarity)
    assert (by_words.families, by_words.compared, by_words.warnings) == (((1, 3),), 6, ())
    with pytest.raises(ValueError, match="4 × 4 finite numbers"):
        duplicates(votes, similarity=np.eye(3))
    with pytest.raises(ValueError, match="between 0 and 1"):
        duplicates(votes, alike=0)


def test_a_statement_put_in_five_times_does_not_turn_the_map_when_it_shares_its_weight():
    person, statement, vote, _ = planted(400, 30, 0.9, seed=2, log_sd=0.2)
    again = [(person[statement == 7], 100 + c, vote[statement == 7]) for c in range(8)]
    stuffed = votes_of(
        np.concatenate([person, *(p for p, _, _ in again)]),
        np.concatenate([statement, *(np.full(len(p), s) for p, s, _ in again)]),
        np.concatenate([vote, *(v for _, _, v in again)]),
    )
    shared = duplicates(stuffed).weights
    assert sorted(shared)[0] == pytest.approx(1 / 9)
    plain = opinion_map(votes_of(person, statement, vote))
    row = np.argsort(plain.participants)

    def kept(found):
        """How much of the plain map's places a map explains."""
        other = found.positions[np.argsort(found.participants)]
        own = plain.positions[row] - plain.positions.mean(0)
        fitted = np.column_stack([other, np.ones(len(other))])
        left = own - fitted @ np.linalg.lstsq(fitted, own, rcond=None)[0]
        return 1 - (left**2).sum() / (own**2).sum()

    assert kept(opinion_map(stuffed, weights=shared)) > kept(opinion_map(stuffed)) + 0.05
    with pytest.raises(ValueError, match="above 0 and up to 1"):
        opinion_map(stuffed, weights=np.zeros(stuffed.n_statements))


def test_full_and_empty_tables_are_compared_alike(monkeypatch):
    """Full ones as whole tables, some people at a time; empty ones without their gaps: the same to the last bit."""
    rng = np.random.default_rng(4)
    people, statements = np.nonzero(rng.random((500, 30)) < 0.3)
    votes = votes_of(people, statements, rng.integers(-1, 2, len(people)))
    monkeypatch.setattr("throughline.analysis.opinions.duplicates.AT_ONCE", 120)
    found = []
    for full in (0.0, 1.1):
        monkeypatch.setattr("throughline.analysis.opinions.duplicates.FULL", full)
        found.append(_correlation(votes)[0])
    assert (found[0] == found[1]).all()
    assert found[0].any()
