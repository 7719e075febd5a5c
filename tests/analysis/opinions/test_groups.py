"""Groups on the default map: found where they were planted, the same in any order, and none where there are none."""

import json

import numpy as np
import pytest
from tests.analysis.data import needs_data
from tests.analysis.opinions.conversations import REAL, adjusted_rand, columns, planted, shuffled, votes_of

from throughline.analysis.opinions.groups import opinion_groups
from throughline.analysis.opinions.map import opinion_map

# Mean adjusted Rand index under 20 % vote drop-out of the platform's own recipe: methods/opinion-map.md, section 4.
PLATFORM = dict(zip(REAL, (0.777, 0.841, 0.860, 0.704), strict=True))


def grouped(person, statement, vote, **options):
    found = opinion_map(votes_of(person, statement, vote))
    return found, opinion_groups(found, **options)


def test_planted_groups_are_found_and_memberships_are_calibrated():
    """methods/opinion-map.md, section 6: 10,000 × 500 at 8 %, log-sd of votes 1.4, groups of 55, 30 and 15 %."""
    *rows, true = planted(10_000, 500, 0.08, log_sd=1.4, seed=11)
    found, groups = grouped(*rows)
    true = true[found.participants]
    often = found.n_votes >= 30
    assert groups.k == 3
    assert groups.clear
    assert adjusted_rand(true, groups.group) >= 0.30
    assert adjusted_rand(true[often], groups.group[often]) >= 0.55
    assert groups.shares == pytest.approx([0.55, 0.30, 0.15], abs=0.03)
    told, happened = groups.membership.ravel(), (true[:, None] == np.arange(3)).ravel()
    bins = np.minimum((told * 10).astype(int), 9)
    for one in range(10):
        here = bins == one
        assert told[here].mean() == pytest.approx(happened[here].mean(), abs=0.05)


@pytest.mark.parametrize("seed", range(2))
def test_groups_do_not_depend_on_rows_columns_labels_or_which_answer_is_agree(seed):
    """Bar G of methods/opinion-map.md, section 6."""
    person, statement, vote, _ = planted(500, 60, seed=seed)
    found, groups = grouped(person, statement, vote)
    (p, s, v), renamed = shuffled(person, statement, vote, seed)
    for sign in (1, -1):
        other, again = grouped(p, s, sign * v)
        row = np.argsort(other.participants)[renamed[found.participants] - 1000]
        assert adjusted_rand(groups.group, again.group[row]) == 1.0
        assert np.array_equal(groups.membership, again.membership[row])


@needs_data
@pytest.mark.parametrize("name", REAL)
def test_groups_of_a_real_conversation_do_not_depend_on_order_or_signs(name):
    """Bar G on the reference cases; the reference Python peer changes 6 of 10 when signs are swapped."""
    person, statement, vote = columns(name)
    found, groups = grouped(person, statement, vote)
    (p, s, v), renamed = shuffled(person, statement, -vote, 5)
    other, again = grouped(p, s, v)
    rows = np.argsort(other.participants)
    row = rows[np.searchsorted(other.participants[rows], renamed[found.participants])]
    assert groups.k == 2
    assert np.array_equal(groups.group, again.group[row])


def cloud(kind, seed):
    """Votes of people whose places form one cloud, without groups."""
    rng = np.random.default_rng(seed)
    draw = {"round": rng.standard_normal, "flat": lambda size: rng.uniform(-1.7, 1.7, size)}
    draw["lopsided"] = lambda size: rng.gamma(2, 0.7, size) - 1.4
    place, loading = draw[kind]((600, 2)), rng.standard_normal((50, 2)) * [0.5, 0.3]
    person, statement = np.nonzero(rng.random((600, 50)) < 0.5)
    mean = 0.2 + (place[person] * loading[statement]).sum(1) + rng.normal(0, 0.5, len(person))
    return person, statement, np.clip(np.round(mean), -1, 1).astype(int)


@pytest.mark.parametrize("kind", ["round", "flat", "lopsided"])
def test_one_cloud_of_opinions_is_said_to_hold_no_clear_groups(kind):
    for seed in range(3):
        _, groups = grouped(*cloud(kind, seed), resamples=1)
        assert not groups.clear
        assert "no clear groups" in groups.shown
        assert groups.warnings[0] == "No clear groups: do not speak of sides or camps."


@pytest.mark.prove
@pytest.mark.parametrize("kind", ["round", "flat", "lopsided"])
def test_groups_are_called_clear_by_chance_in_one_of_twenty_clouds_at_most(kind):
    clear = sum(grouped(*cloud(kind, seed), resamples=1)[1].clear for seed in range(100, 200))
    assert clear <= 5


def test_two_groups_that_lie_apart_are_called_clear():
    person, statement, vote, true = planted(600, 60, 0.5, sizes=(0.6, 0.4), contrast=1.5, log_sd=0.7)
    found, groups = grouped(person, statement, vote)
    assert groups.clear
    assert groups.k == 2
    assert adjusted_rand(true[found.participants], groups.group) > 0.8
    assert "There are 2 groups, of " in groups.shown


def test_four_groups_at_the_corners_are_four_though_two_would_gain_most_each():
    rng = np.random.default_rng(2)
    group = rng.integers(0, 4, 400)
    place = np.column_stack([group % 2, group // 2]) * 2 - 1
    loading = np.zeros((60, 2))
    loading[:30, 0], loading[30:, 1] = 0.6, 0.55
    mean = place @ loading.T * rng.choice([-1, 1], 60)
    vote = np.clip(np.round(mean + rng.normal(0, 0.4, mean.shape)), -1, 1).astype(int)
    person, statement = np.indices(vote.shape).reshape(2, -1)
    found, groups = grouped(person, statement, vote.ravel())
    assert groups.k == 4
    assert adjusted_rand(group[found.participants], groups.group) > 0.95
    assert (groups.stability > 0.9).all()


def test_a_number_may_be_given_and_who_cast_no_vote_belongs_to_none():
    person, statement, vote, _ = planted(200, 30)
    votes = votes_of(person, statement, vote).without(range(10))
    found = opinion_map(votes)
    groups = opinion_groups(found, groups=3)
    silent = found.n_votes == 0
    assert silent.any()
    assert groups.k == 3
    assert groups.candidates == ()
    assert (groups.group[silent] == -1).all()
    assert (groups.membership[silent] == 0).all()
    assert groups.membership[~silent].sum(1) == pytest.approx(1)
    assert (groups.shares_low <= groups.shares).all()
    assert (groups.shares <= groups.shares_high).all()
    told = json.loads(json.dumps(groups.to_dict(), allow_nan=False))
    assert told["n"] == (~silent).sum()
    with pytest.raises(ValueError, match="cannot be told apart into 100 groups"):
        opinion_groups(found, groups=100)
    with pytest.raises(ValueError, match="must be at least 1"):
        opinion_groups(found, resamples=0)


def test_all_agree_makes_one_group():
    person, statement = np.indices((30, 8)).reshape(2, -1)
    _, groups = grouped(person, statement, np.ones(240, dtype=int))
    assert groups.k == 1
    assert len(groups.candidates) == 1


@needs_data
@pytest.mark.prove
@pytest.mark.parametrize("name", REAL)
def test_groups_stay_when_a_fifth_of_the_votes_is_dropped_more_than_the_platforms(name):
    person, statement, vote = columns(name, at_least=5)
    found, groups = grouped(person, statement, vote)
    of = dict(zip(found.participants.tolist(), groups.group.tolist(), strict=True))
    often = set(found.participants[found.n_votes >= 7].tolist())
    indices = []
    for seed in range(3):
        kept = np.random.default_rng(seed).random(len(person)) >= 0.2
        fewer, again = grouped(person[kept], statement[kept], vote[kept])
        both = [
            (of[p], g) for p, g in zip(fewer.participants.tolist(), again.group.tolist(), strict=True) if p in often
        ]
        indices.append(adjusted_rand(*np.array(both).T))
    assert np.mean(indices) >= PLATFORM[name]
