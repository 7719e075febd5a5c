"""Consensus only where every sufficiently large group agrees."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughline.analysis import consensus_chart
from throughline.analysis.consensus import consensus


def test_a_majority_does_not_drown_a_minority():
    """methods/evaluation.md section 5: 900 and 100 people; pooled 79% hides 16% of the minority, 66% hides nothing."""
    drowned = consensus({"majority": (770, 900), "minority": (16, 100)})
    fair = consensus({"majority": (597, 900), "minority": (67, 100)})
    assert drowned.pooled.estimate == pytest.approx(0.79, abs=5e-3)
    assert drowned.group_aware == pytest.approx(0.142, abs=5e-4)
    assert (drowned.verdict, drowned.least) == ("divided", "minority")
    assert min(g.estimate for g in fair.groups.values()) == pytest.approx(0.663, abs=5e-4)
    assert fair.group_aware == pytest.approx(0.442, abs=5e-4)
    assert fair.verdict == "consensus"
    assert fair.least == "minority"


def test_the_least_agreeing_group_is_named_in_words():
    found = consensus({"patients": (80, 100), "staff": (50, 100), "policy": (3, 5)})
    assert found.shown == "Groups are divided. staff agrees least: 50% (likely between 40% and 60%; 100 people)."
    assert found.too_small == ("policy",)
    assert found.warnings == ("Too few people to count, so ask them in words: policy.",)
    assert found.to_dict()["groups"]["policy"]["n"] == 5


def test_small_groups_alone_give_no_verdict():
    found = consensus({"patients": (29, 29), "staff": (0, 0)})
    assert (found.verdict, found.least, found.least_low) == ("too few to say", None, None)
    assert "no group has 30 people" in found.shown


def test_the_agreement_of_one_group_is_called_so():
    assert "agreement of one group" in consensus({"patients": (90, 100), "staff": (2, 2)}).warnings[-1]


def test_the_picture_has_who_agrees_least_first_and_the_small_last():
    found = consensus({"patients": (80, 100), "policy": (0, 5), "staff": (50, 100)})
    drawn = consensus_chart.draw(found, title="Groups are divided")
    assert [row[0] for row in drawn.table[1]] == ["staff", "patients", "policy"]
    assert [row[-1] for row in drawn.table[1]] == ["100", "100", "5"]
    assert drawn.table[1][2][1] == "0%, too few to count"
    assert "half of a group" in drawn.svg
    assert drawn.sentence == found.shown


@given(
    st.dictionaries(
        st.text("abc", min_size=1),
        st.integers(0, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
        min_size=1,
    ).filter(lambda v: any(n for _, n in v.values()))
)
def test_consensus_means_at_least_half_in_each_large_group(votes):
    found = consensus(votes)
    large = {g: a / n for g, (a, n) in votes.items() if n >= 30}
    if found.verdict == "consensus":
        assert min(large.values()) > 0.5
    if large and min(large.values()) < 0.5:
        assert found.verdict == "divided"


@pytest.mark.parametrize("votes", [{}, {"a": (0, 0)}, {"a": (3, 2)}, {"a": (-1, 2)}])
def test_votes_that_cannot_be_are_refused(votes):
    with pytest.raises(ValueError, match=r"nobody|share|whole number"):
        consensus(votes)
