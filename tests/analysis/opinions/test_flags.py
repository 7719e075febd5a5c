"""Flags: the same answer to everything, planted blocs, and nobody else."""

import json

import numpy as np
from tests.analysis.opinions.conversations import planted, shuffled, votes_of

from throughline.analysis.opinions.flags import flags
from throughline.analysis.opinions.groups import opinion_groups
from throughline.analysis.opinions.map import opinion_map


def with_suspects(seed=0):
    """A planted conversation with a straight-liner (900), one who agrees with popular statements only (901), and a bloc
    of six with a slip each (910 to 915)."""
    person, statement, vote, _ = planted(400, 60, 0.4, seed=seed)
    rng = np.random.default_rng(seed)
    popular = np.argsort(-np.bincount(statement, vote, 60))[:10]
    script, at = rng.choice([-1, 1], 30), rng.permutation(60)[:30]
    rows = [(900, np.arange(60), np.ones(60, dtype=int)), (901, popular, np.ones(10, dtype=int))]
    for one in range(6):
        own = script.copy()
        own[one] *= -1
        rows.append((910 + one, at, own))
    return (
        np.concatenate([person, *(np.full(len(s), p) for p, s, _ in rows)]),
        np.concatenate([statement, *(s for _, s, _ in rows)]),
        np.concatenate([vote, *(v for _, _, v in rows)]),
    )


def test_the_suspects_are_flagged_and_nobody_else():
    found = flags(votes_of(*with_suspects()))
    assert [one.participant for one in found.straight_lines] == [900]
    assert found.straight_lines[0].answer == "agree"
    assert found.straight_lines[0].shown == "900 answered “agree” to all 60 statements."
    assert [sorted(bloc.participants) for bloc in found.blocs] == [list(range(910, 916))]
    assert found.blocs[0].same > 0.9
    assert found.shown == (
        "To look at: 1 person gave the same answer to everything, and 1 bunch of people voted nearly alike. They are "
        "counted like everybody else."
    )
    assert found.warnings == (found.shown,)
    assert json.loads(json.dumps(found.to_dict(), allow_nan=False))["blocs"][0]["votes"] == 30


def test_flags_do_not_depend_on_rows_columns_or_which_answer_is_agree():
    columns = with_suspects(3)
    one = flags(votes_of(*columns))
    (p, s, v), renamed = shuffled(*columns, seed=3)
    other = flags(votes_of(p, s, -v))
    assert [renamed[x.participant] for x in one.straight_lines] == [x.participant for x in other.straight_lines]
    assert sorted(renamed[list(one.blocs[0].participants)]) == sorted(other.blocs[0].participants)
    assert other.straight_lines[0].answer == "disagree"


def test_people_of_one_mind_are_no_bloc_when_their_group_is_known():
    rng = np.random.default_rng(5)
    side = rng.choice([-1, 1], 40)
    vote = np.repeat([1, -1], [60, 60])[:, None] * side * np.where(rng.random((120, 40)) < 0.04, -1, 1)
    person, statement = np.indices(vote.shape).reshape(2, -1)
    votes = votes_of(person, statement, vote.ravel())
    groups = opinion_groups(opinion_map(votes))
    assert flags(votes).blocs
    assert flags(votes, groups).blocs == ()


def test_a_quiet_conversation_raises_no_flag():
    for seed in range(4):
        found = flags(votes_of(*planted(500, 50, 0.4, seed=seed)[:3]))
        assert found.straight_lines == ()
        assert found.blocs == ()
        assert found.shown.startswith("Nothing unusual")
    few = flags(votes_of([0, 0, 1], [0, 1, 0], [1, 1, 1]))
    assert few.n == 0
    assert few.warnings == ()


def test_many_who_answer_a_few_statements_alike_are_a_bloc_where_two_would_not_be():
    person, statement, vote, _ = planted(150, 40, 0.6, seed=7)
    told = np.random.default_rng(7).choice([-1, 1], 14)
    for copies, blocs in ((2, 0), (9, 1)):
        newcomers = np.repeat(np.arange(900, 900 + copies), 14)
        rows = (person, newcomers), (statement, np.tile(np.arange(14), copies)), (vote, np.tile(told, copies))
        found = flags(votes_of(*(np.concatenate(one) for one in rows)))
        assert len(found.blocs) == blocs
        assert all(bloc.participants == tuple(range(900, 909)) for bloc in found.blocs)
        assert all(bloc.chance < 0.05 for bloc in found.blocs)
