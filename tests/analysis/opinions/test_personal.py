"""A person's own result in words."""

import json

import numpy as np
import pytest
from tests.analysis.opinions.conversations import votes_of

from throughline.analysis.opinions.between import between_groups
from throughline.analysis.opinions.groups import opinion_groups
from throughline.analysis.opinions.map import opinion_map
from throughline.analysis.opinions.personal import own_result


@pytest.fixture(scope="module")
def conversation():
    rng = np.random.default_rng(0)
    side = rng.choice([-1, 1], 30)
    vote = np.repeat([1, -1], [120, 80])[:, None] * side * np.where(rng.random((200, 30)) < 0.15, -1, 1)
    vote[:, 0] = 1  # all agree
    vote[5, 0] = -1  # but for one
    person, statement = np.indices(vote.shape).reshape(2, -1)
    extra = np.full(2, 700), np.array([0, 1]), np.array([1, 0])
    rows = [np.concatenate(pair) for pair in zip((person, statement, vote.ravel()), extra, strict=True)]
    votes = votes_of(*rows)
    found = opinion_map(votes)
    groups = opinion_groups(found)
    return votes, found, groups, between_groups(votes, groups)


def test_a_member_reads_where_she_stands_and_what_all_share(conversation):
    result = own_result(*conversation, 0, words={0: "Keep the ward open"})
    assert result.votes == 30
    assert result.group == 0
    assert result.probability > 0.8
    assert result.with_all == (0,)
    assert result.sentences[0].startswith("You voted on 30 statements: you agreed with")
    assert result.sentences[1] == ("Your votes are most like those of Group A, to which about 60 in 100 people belong.")
    assert "Like every group, you agreed with “Keep the ward open”." in result.shown
    assert json.loads(json.dumps(result.to_dict(), allow_nan=False))["with_all"] == [0]


def test_who_goes_her_own_way_is_told_so(conversation):
    result = own_result(*conversation, 5)
    assert result.own_way[0] == 0
    assert "Unlike most people, you disagreed with statement 0" in result.shown


def test_two_votes_are_too_few_to_be_placed(conversation):
    result = own_result(*conversation, 700)
    assert result.group is None
    assert result.sentences[1] == "That is too few to say where you stand: 7 votes give a first idea."
    assert result.sentences[0].endswith("you agreed with 1, disagreed with 0 and passed on 1.")


def test_without_clear_groups_nobody_is_put_into_one():
    rng = np.random.default_rng(1)
    person, statement = np.indices((60, 12)).reshape(2, -1)
    votes = votes_of(person, statement, rng.choice([-1, 0, 1], 720))
    found = opinion_map(votes)
    groups = opinion_groups(found)
    result = own_result(votes, found, groups, between_groups(votes, groups), 3)
    assert result.group is None
    assert "There are no clear groups" in result.shown
    with pytest.raises(ValueError, match="there is no participant 99"):
        own_result(votes, found, groups, between_groups(votes, groups), 99)
