"""What all groups agree on, and what divides them."""

import json
from dataclasses import replace

import numpy as np
import pytest
from tests.analysis.opinions.conversations import planted, votes_of

from throughline.analysis.intervals import newcombe, wilson
from throughline.analysis.opinions.between import between_groups
from throughline.analysis.opinions.groups import opinion_groups
from throughline.analysis.opinions.map import opinion_map


def two_sides(sizes=(80, 20), seed=0):
    """Two groups that are certain of themselves; statement 0: all agree; 1: only the first group; 2: only the second;
    3: nobody; 4: the first group, and the second passes."""
    group = np.repeat([0, 1], sizes)
    table = np.array([[1, 1, -1, -1, 1], [1, -1, 1, -1, 0]])
    filler = np.tile([[1], [-1]], (1, 12)) * np.random.default_rng(seed).choice([-1, 1], 12)
    vote = np.hstack([table, filler])[group]
    person, statement = np.indices(vote.shape).reshape(2, -1)
    votes = votes_of(person, statement, vote.ravel())
    groups = opinion_groups(opinion_map(votes), groups=2, resamples=2)
    # Memberships as certain as the votes are: what is tested here is what follows from them.
    return votes, replace(groups, membership=np.eye(2)[group], group=group)


def test_shares_limits_and_products_are_those_of_the_counts():
    votes, groups = two_sides()
    found = between_groups(votes, groups)
    assert found.agree[:5].tolist() == [[1, 1], [1, 0], [0, 1], [0, 0], [1, 0]]
    assert found.disagree[:5].tolist() == [[0, 0], [0, 1], [1, 0], [1, 1], [0, 0]]
    assert found.n[0] == pytest.approx([80, 20])
    assert found.agree_low[0] == pytest.approx(wilson(20, 20).low)
    assert found.disagree_low[3] == pytest.approx(wilson(20, 20).low)
    assert found.agree_low[1] == 0
    assert found.least[1] == 1
    assert found.least[2] == 0
    assert found.product[0] == pytest.approx(81 / 82 * 21 / 22)
    assert found.product[1] == pytest.approx(81 / 82 * 1 / 22)
    expected = newcombe(80, 80, 0, 20)
    assert (found.apart[1].low, found.apart[1].high) == pytest.approx((expected.low, expected.high))
    assert found.pairs[1] == (0, 1)
    assert found.pairs[2] == (1, 0)
    assert found.apart[4].estimate == pytest.approx(0.5)  # agree against pass is half of agree against disagree


def test_lists_hold_what_every_group_agrees_on_however_large_the_majority():
    votes, groups = two_sides((180, 20))
    found = between_groups(votes, groups)
    assert found.agreed() == [0]
    assert found.rejected() == [3]
    divided = found.divided(14)
    assert 0 not in divided
    assert 3 not in divided
    assert {1, 2} <= set(divided)


def test_swapping_agree_and_disagree_swaps_the_lists_and_keeps_the_divisions():
    person, statement, vote, _ = planted(500, 40, seed=4)
    one, other = (votes_of(person, statement, sign * vote) for sign in (1, -1))
    first, second = (between_groups(v, opinion_groups(opinion_map(v))) for v in (one, other))
    assert first.agreed() == second.rejected()
    assert np.allclose(first.agree_low, second.disagree_low)
    assert [a.estimate for a in first.apart] == pytest.approx([a.estimate for a in second.apart])
    assert first.divided() == second.divided()


def test_with_one_group_there_is_agreement_and_no_division():
    votes, _ = two_sides()
    found = between_groups(votes, opinion_groups(opinion_map(votes), groups=1))
    assert found.apart[0] is None
    assert found.divided() == []
    assert found.agreed()[0] == 0


def test_a_statement_nobody_in_a_group_voted_on_passes_for_nothing():
    votes, groups = two_sides()
    person, statement, vote = np.repeat(votes.participants, votes.per_participant), votes.columns, votes.values
    kept = ~((statement == 0) & (person >= 80))
    fewer = votes_of(person[kept], statement[kept], vote[kept])
    found = between_groups(fewer, groups)
    assert found.n[0].tolist() == [80, 0]
    assert found.agree_low[0] == 0
    assert found.apart[0] is None
    assert "fewer than 10 votes" in found.warnings[0]
    told = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert told["statements"][0]["apart"] is None
    with pytest.raises(ValueError, match="the groups are of 100 people and the votes of 99"):
        between_groups(votes_of(person[person > 0], statement[person > 0], vote[person > 0]), groups)


def test_differences_hold_the_true_one_at_their_rate():
    """Memberships known, 200 statements a group: 95 % ranges of the difference of agreement."""
    rng = np.random.default_rng(1)
    group, agree = np.repeat([0, 1], [150, 60]), rng.random((2, 200))
    vote = np.where(rng.random((210, 200)) < agree[group], 1, -1)
    person, statement = np.indices(vote.shape).reshape(2, -1)
    votes = votes_of(person, statement, vote.ravel())
    groups = replace(two_sides()[1], membership=np.eye(2)[group], group=group)
    found = between_groups(votes, groups)
    held = 0
    for j, (a, b) in enumerate(found.pairs):
        held += found.apart[j].low <= agree[a, j] - agree[b, j] <= found.apart[j].high
    assert 180 <= held <= 199
