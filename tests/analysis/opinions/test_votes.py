"""Votes held compactly are the votes that were given."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from throughline.analysis.opinions import _labels
from throughline.analysis.opinions.votes import Votes

rows = st.lists(st.tuples(st.integers(-5, 5), st.integers(0, 4), st.sampled_from([-1, 0, 1])), min_size=1, max_size=60)


def held(votes):
    """{(participant, statement): vote}, read from the rows."""
    of = np.repeat(votes.participants, votes.per_participant).tolist()
    return dict(zip(zip(of, votes.statements[votes.columns].tolist(), strict=True), votes.values.tolist(), strict=True))


@settings(max_examples=150, deadline=None)
@given(rows)
def test_the_last_vote_of_a_person_on_a_statement_is_held_in_both_orientations(given_rows):
    expected = {(p, s): v for p, s, v in given_rows}
    votes = Votes.from_columns(*(np.array(column) for column in zip(*given_rows, strict=True)))
    assert held(votes) == expected
    assert votes.replaced == len(given_rows) - len(expected)
    assert votes.participants.tolist() == list(dict.fromkeys(p for p, _, _ in given_rows))
    assert votes.statements.tolist() == list(dict.fromkeys(s for _, s, _ in given_rows))
    turned = votes.by_statement
    of = np.repeat(votes.statements, np.diff(turned.starts)).tolist()
    people = votes.participants[turned.rows].tolist()
    assert dict(zip(zip(people, of, strict=True), turned.values.tolist(), strict=True)) == expected
    for j, statement in enumerate(votes.statements.tolist()):
        given_here = [v for (_, s), v in expected.items() if s == statement]
        assert votes.counts[j].tolist() == [given_here.count(v) for v in (1, -1, 0)]


def test_work_in_parts_gives_the_same_votes(monkeypatch):
    rng = np.random.default_rng(4)
    columns = rng.integers(0, 40, 3_000), rng.integers(0, 9, 3_000), rng.integers(-1, 2, 3_000)
    whole = Votes.from_columns(*columns)
    monkeypatch.setattr(_labels, "CHUNK", 97)
    monkeypatch.setattr("throughline.analysis.opinions.votes.CHUNK", 97)
    parts = Votes.from_columns(*columns)
    for name in ("participants", "statements", "starts", "columns", "values"):
        assert np.array_equal(getattr(whole, name), getattr(parts, name))
    blocks = list(whole.blocks(50))
    assert [b.start for b in blocks[1:]] == [b.stop for b in blocks[:-1]]
    assert (blocks[0].start, blocks[-1].stop) == (0, whole.n_participants)


@pytest.mark.parametrize(
    "column",
    [
        ["b", "a", "b", "c"],
        np.array(["b", "a", "b", "c"]),
        np.array(["b", "a", "b", "c"], dtype=object),
        pl.Series(["b", "a", "b", "c"]),
        pl.Series(["b", "a", "b", "c"], dtype=pl.Categorical),
    ],
)
def test_labels_of_text_are_kept(column):
    votes = Votes.from_columns(column, pl.Series([7, 7, 8, 7], dtype=pl.Int64), pl.Series([1, 0, -1, 1]))
    assert held(votes) == {("b", 7): 1, ("a", 7): 0, ("b", 8): -1, ("c", 7): 1}
    assert votes.participants.tolist() == ["b", "a", "c"]


def test_numbers_far_apart_and_whole_floats_are_labels_too():
    votes = Votes.from_columns(
        np.array([10**15, -3, 10**15]), np.array([1.0, 2.0, 2.0]), np.array([1, 1, 0], dtype=np.int8)
    )
    assert held(votes) == {(10**15, 1): 1, (-3, 2): 1, (10**15, 2): 0}


def test_a_statement_taken_out_is_absent():
    votes = Votes.from_columns([1, 1, 2, 3], [5, 6, 6, 5], [1, -1, 0, 1])
    less = votes.without([5, 99])
    assert held(less) == {(1, 6): -1, (2, 6): 0}
    assert less.participants.tolist() == [1, 2, 3]
    assert less.per_participant.tolist() == [1, 1, 0]
    assert votes.places([6, 99]).tolist() == [1]


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (([1, 2], [1, 1], [1, 2]), "vote at position 1 is 2"),
        (([1, 2], [1, 1], [np.nan, 1]), "vote at position 0 is nan"),
        (([1, 2], [1, 1], pl.Series([1, None])), "vote is empty at position 1"),
        (([1, 2], [1, 1], ["1", "0"]), "not text"),
        (([1, 2], [1, 1], np.array([True, False])), "not bool"),
        (([1], [1, 1], [1, 1]), "differ in length: 1 participants, 2 statements, 2 votes"),
        (([], [], []), "no vote"),
        (([1.5, 2], [1, 1], [1, 1]), "participant at position 0 is 1.5"),
        ((["a", None], [1, 1], [1, 1]), "no entry left empty"),
        ((np.ones((2, 2)), [1, 1], [1, 1]), "one column"),
        ((np.array([2**63, 1], dtype=np.uint64), [1, 1], [1, 1]), "give them as text"),
    ],
)
def test_wrong_columns_are_refused_with_their_place(columns, message):
    with pytest.raises(ValueError, match=message):
        Votes.from_columns(*columns)
