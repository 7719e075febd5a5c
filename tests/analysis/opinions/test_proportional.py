"""A set of statements in which minorities have their share."""

import json

import numpy as np
import pytest
from tests.analysis.opinions.conversations import planted, votes_of

from throughline.analysis.opinions.duplicates import duplicates
from throughline.analysis.opinions.groups import opinion_groups
from throughline.analysis.opinions.map import opinion_map
from throughline.analysis.opinions.proportional import statement_set


def sides(sizes=(70, 30), each=12):
    """Two groups, each agreeing with its own statements only: first those of the larger group."""
    group = np.repeat([0, 1], sizes)
    own = np.repeat([0, 1], each)
    vote = np.where(group[:, None] == own[None], 1, -1)
    person, statement = np.indices(vote.shape).reshape(2, -1)
    votes = votes_of(person, statement, vote.ravel())
    return votes, opinion_map(votes), own


def test_seats_are_in_proportion_and_the_majority_alone_would_have_taken_all():
    votes, found, own = sides()
    groups = opinion_groups(found, groups=2)
    chosen = statement_set(votes, found, size=10, groups=groups)
    assert np.bincount(own[list(chosen.statements)]).tolist() == [7, 3]
    everybody, larger, smaller = chosen.shares
    assert (everybody.covered, larger.mean, smaller.mean) == (1.0, 7.0, 3.0)
    assert (larger.by_most_votes, smaller.by_most_votes) == (10.0, 0.0)
    assert chosen.paid == 10
    assert chosen.deserving == ()
    assert chosen.guessed == 0


def test_a_near_duplicate_takes_no_second_seat():
    votes, found, _ = sides((50, 50), 6)
    alike = duplicates(votes)
    assert len(alike.families) == 1  # the sides are each other's opposite, so all votes rise and fall together
    assert len(statement_set(votes, found, size=1, alike=alike).statements) == 1
    with pytest.raises(ValueError, match="between 1 and 1 statements can be chosen"):
        statement_set(votes, found, size=2, alike=alike)


@pytest.mark.parametrize("seed", range(4))
def test_justified_representation_holds_on_incomplete_votes(seed):
    person, statement, vote, _ = planted(300, 40, 0.3, seed=seed, contrast=2.0)
    votes = votes_of(person, statement, vote)
    chosen = statement_set(votes, opinion_map(votes), size=6)
    assert chosen.deserving == ()
    assert len(set(chosen.statements)) == 6
    assert 0 < chosen.guessed < 1
    told = json.loads(json.dumps(chosen.to_dict(), allow_nan=False))
    assert told["statements"] == votes.statements[list(chosen.statements)].tolist()


def test_sizes_out_of_range_are_refused():
    votes, found, _ = sides()
    for size in (0, 25):
        with pytest.raises(ValueError, match="between 1 and 24"):
            statement_set(votes, found, size=size)
