"""The exact mode against the Polis platform's own published output (truth.json: /api/v3/math/pca2 of the conversation
named; openData, CC BY 4.0) and against the definition, worked out on the full matrix."""

import json
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analysis.data import needs_data
from tests.analysis.opinions.published import BOWLING_GREEN, CLIMATE, LAND_BANK, UBER, case

from throughline.analysis.opinions.exact import exact_map
from throughline.analysis.opinions.exact_groups import silhouette
from throughline.analysis.opinions.votes import Votes


@cache
def mapped(name):
    """The map with the platform's own list of who is in, and its own groups: what is left is arithmetic."""
    votes, truth = case(name)
    voters = set(votes.participants.tolist())
    return exact_map(
        votes,
        moderated_out=truth["mod_out"],
        meta=truth["meta"],
        in_conversation=[who for who in truth["in_conv"] if who in voters],
        groups=case(name).groups,
    )


def cosines(found, truth):
    places = [found.statements.tolist().index(tid) for tid in truth["tids"]]
    theirs = np.array(truth["pca_comps"])
    ours = found.components.directions[:, places]
    return np.abs((theirs * ours).sum(1)) / np.linalg.norm(theirs, axis=1) / np.linalg.norm(ours, axis=1)


@needs_data
def test_a_components_are_the_platforms():
    """Bar A; the other conversation's export lacks 395 votes that the platform saw."""
    assert (cosines(mapped(CLIMATE), case(CLIMATE).truth) >= 1 - 1e-9).all()
    assert cosines(mapped(LAND_BANK), case(LAND_BANK).truth) == pytest.approx([0.99992, 0.99987], abs=5e-6)


@needs_data
def test_b_people_stand_where_the_platforms_base_clusters_are():
    """Bar B: mean projection of the members of each base cluster, sign free per axis."""
    found, base = mapped(CLIMATE), case(CLIMATE).truth["base_clusters"]
    place = {who: i for i, who in enumerate(found.participants.tolist())}
    for axis, name in enumerate("xy"):
        theirs = np.array(base[name])
        ours = np.array([found.positions[[place[who] for who in members], axis].mean() for members in base["members"]])
        error = min(np.sqrt(((sign * ours - theirs) ** 2).mean() / (theirs**2).mean()) for sign in (1, -1))
        assert error <= 1e-6


@needs_data
@pytest.mark.parametrize("name", [CLIMATE, LAND_BANK])
def test_c_representative_statements_are_the_platforms_in_order(name):
    """Bar C, for the published groups; values where the votes are exactly those that the platform saw."""
    found = mapped(name)
    for group, theirs in case(name).truth["repness"].items():
        ours = found.representative[int(group)]
        assert [(x["tid"], x["repful-for"], x.get("best-agree", False)) for x in theirs] == [
            (found.statements[x.statement], x.side, x.best_agree) for x in ours
        ]
        if name == CLIMATE:
            for one, other in zip(theirs, ours, strict=True):
                assert (other.successes, other.trials) == (one["n-success"], one["n-trials"])
                assert other.share == pytest.approx(one["p-success"], abs=1e-5)
                assert other.share_z == pytest.approx(one["p-test"], abs=1e-5)
                assert other.ratio == pytest.approx(one["repness"], abs=1e-5)
                assert other.ratio_z == pytest.approx(one["repness-test"], abs=1e-5)


@needs_data
@pytest.mark.parametrize("name", [CLIMATE, LAND_BANK])
def test_d_consensus_lists_are_the_platforms_in_order(name):
    """Bar D."""
    found = mapped(name)
    for side, theirs in case(name).truth["consensus"].items():
        assert [x["tid"] for x in theirs] == [found.statements[x.statement] for x in found.consensus[side]]


@needs_data
def test_e_f_consensus_extremity_and_priority_of_each_statement():
    """Bar E (1e-9 relative), bar F (1e-9 on statements not taken out), and priorities (methods file, finding 1)."""
    found, truth = mapped(CLIMATE), case(CLIMATE).truth
    names = [str(tid) for tid in found.statements.tolist()]
    theirs = [truth["group_aware_consensus"][tid] for tid in names]
    assert found.group_aware_consensus == pytest.approx(theirs, rel=1e-9)
    extremity = dict(zip(truth["tids"], truth["comment_extremity"], strict=True))
    kept = ~np.isin(np.arange(len(names)), found.left_out)
    theirs = np.array([extremity[tid] for tid in found.statements.tolist()])
    assert np.abs(found.extremity - theirs)[kept].max() <= 1e-9
    assert found.priority == pytest.approx([truth["comment_priorities"][tid] for tid in names], rel=1e-9)
    for group, theirs in truth["group_votes"].items():
        ours = found.counts[int(group)]
        assert found.group_sizes[int(group)] == theirs["n-members"]
        assert ours.tolist() == [[theirs["votes"][tid][x] for x in "ADS"] for tid in names]


@needs_data
@pytest.mark.parametrize(
    ("name", "people", "agreement"), [(CLIMATE, 900, 0.977), (LAND_BANK, None, 0.976), (UBER, 1218, 0.929)]
)
def test_groups_from_a_cold_start_are_nearly_the_platforms(name, people, agreement):
    """Adjusted Rand index with the published groups: the methods file's own re-implementation (section 6)."""
    from sklearn.metrics import adjusted_rand_score

    votes, truth = case(name)
    found = exact_map(votes, moderated_out=truth["mod_out"], meta=truth.get("meta", []))
    published = case(name).groups
    ours = dict(zip(votes.participants.tolist(), found.group.tolist(), strict=True))
    both = [who for who in published if ours[who] >= 0]
    pairs = [(published[who], ours[who]) for who in both]
    assert adjusted_rand_score(*zip(*pairs, strict=True)) == pytest.approx(agreement, abs=1e-3)
    assert people is None or sum(found.group_sizes) == people


@needs_data
def test_variances_are_those_of_the_reference():
    """truth.json, reference.eig_ratio_2_1, of the largest conversation: 2,031 × 896."""
    votes, truth = case(BOWLING_GREEN)
    found = exact_map(votes, moderated_out=truth["mod_out"])
    one, two = found.components.variances
    assert two / one == pytest.approx(truth["reference"]["eig_ratio_2_1"], rel=1e-9)


rows = st.lists(st.tuples(st.integers(0, 25), st.integers(0, 8), st.sampled_from([-1, 0, 1])), min_size=1, max_size=200)


def full(votes, out):
    """The platform's matrix: NaN where there is no vote, 0 in statements taken out."""
    matrix = np.full((votes.n_participants, votes.n_statements), np.nan)
    matrix[np.repeat(np.arange(votes.n_participants), votes.per_participant), votes.columns] = votes.values
    matrix[:, out] = 0
    return matrix


@settings(max_examples=60, deadline=None)
@given(rows, st.sets(st.integers(0, 8), max_size=3))
def test_positions_are_those_of_the_full_matrix(given_rows, taken_out):
    votes = Votes.from_columns(*(np.array(column) for column in zip(*given_rows, strict=True)))
    found = exact_map(votes, moderated_out=taken_out)
    matrix = full(votes, found.left_out)
    mean = np.nanmean(matrix, 0)
    centred = np.where(np.isnan(matrix), 0, matrix - mean)
    values = np.linalg.svd(centred, compute_uv=False)[:2] ** 2
    ours = found.components.variances * max(len(matrix) - 1, 1)
    assert ours[: len(values)] == pytest.approx(values, abs=1e-9)
    directions = found.components.directions
    assert directions @ directions.T == pytest.approx(np.diag((ours > 1e-9).astype(float)), abs=1e-9)
    assert np.linalg.norm(centred @ directions.T, axis=0) ** 2 == pytest.approx(ours, abs=1e-9)
    voted = (~np.isnan(matrix)).sum(1)
    expected = np.sqrt(matrix.shape[1] / voted)[:, None] * (centred @ directions.T)
    assert found.positions == pytest.approx(expected, abs=1e-9)
    told = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert set(told) == {
        "participants", "statements", "groups", "consensus", "variance_shares", "silhouettes", "warnings",
    }  # fmt: skip
    assert sum(group["people"] for group in told["groups"]) == int(found.grouping.member.sum())


def test_fewer_than_fifteen_people_are_topped_up_by_those_who_voted_most():
    people = np.repeat(np.arange(20), np.arange(1, 21))
    statements = np.concatenate([np.arange(n) for n in range(1, 21)])
    votes = Votes.from_columns(people, statements, np.where((people + statements) % 3, 1, -1))
    found = exact_map(votes)
    assert np.flatnonzero(found.grouping.member).tolist() == list(range(5, 20))
    assert found.warnings[0].startswith("Only 14 people cast 7 votes or more")
    few = exact_map(Votes.from_columns(people[people < 9], statements[people < 9], np.ones(45)))
    assert few.grouping.member.all()
    assert few.n_groups == 1
    assert "Only 3 people cast 7 votes or more" in few.warnings[0]
    assert "no groups" in " ".join(few.warnings)


def test_people_who_did_not_vote_have_no_place():
    votes = Votes.from_columns([1, 2, 2], [1, 1, 2], [1, -1, 0])
    with pytest.raises(ValueError, match="7 is not among the participants"):
        exact_map(votes, in_conversation=[1, 7])
    with pytest.raises(ValueError, match="9 is not among the participants"):
        exact_map(votes, groups={1: 0, 9: 1})


def test_silhouette_is_rousseeuws():
    """scikit-learn's silhouette_score, which has the same rule for clusters of one."""
    from sklearn.metrics import silhouette_score

    points = np.random.default_rng(2).normal(size=(30, 2))
    labels = np.r_[np.zeros(14), np.ones(15), 2].astype(int)
    apart = np.hypot(*(points[:, None, :] - points[None, :, :]).transpose(2, 0, 1))
    assert silhouette(apart, labels) == pytest.approx(silhouette_score(points, labels), abs=1e-12)
    assert silhouette(apart, np.zeros(30, dtype=int)) == 0
