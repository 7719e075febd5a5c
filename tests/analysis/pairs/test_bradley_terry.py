"""Strengths from pairs, against published fits and simulated truth."""

import csv
import itertools
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit
from tests.analysis.data import FOLDER, needs_data

from throughline.analysis.pairs import _newton, bradley_terry, by_group, collect, from_codes, from_counts, plackett_luce
from throughline.analysis.pairs.pairs_chart import strengths


def pudding():
    with (FOLDER / "choices" / "PlackettLuce__pudding.csv").open() as file:
        return [
            (row["i"], row["j"], float(row["w_ij"]), float(row["w_ji"]), float(row["t_ij"]))
            for row in csv.DictReader(file)
        ]


def case():
    cases = json.loads((FOLDER / "choices" / "cases.json").read_text())
    return next(c for c in cases if c["id"] == "PW-1")


def simulated(seed, items=6, votes=600, ties=0.0, left=0.0, spread=1.0):
    rng = np.random.default_rng(seed)
    truth = rng.normal(0, spread, items)
    a = rng.integers(0, items, votes)
    b = (a + rng.integers(1, items, votes)) % items
    d = truth[a] - truth[b] + left
    weights = np.stack([np.exp(d / 2), np.exp(-d / 2), np.full(votes, ties)])
    drawn = (rng.random(votes) * weights.sum(0) > weights.cumsum(0)).sum(0)
    names = [f"i{k}" for k in range(items)]
    return truth - truth.mean(), from_codes(names, a, b, np.array([1, -1, 0])[drawn])


@needs_data
def test_pudding_with_ties_equals_davidson():
    """Case PW-1 (Davidson 1970; PlackettLuce vignette): worths, tie parameter, deviance, contrasts and their
    errors."""
    found, expected = bradley_terry(from_counts("123456", pudding())), case()
    assert found.worths == pytest.approx(expected["worth"], abs=1e-5)
    assert np.exp(found.tie[0]) == pytest.approx(expected["tie"], abs=1e-5)
    assert found.deviance == pytest.approx(expected["deviance"], abs=1e-3)
    contrasts = [found.contrast(item, "1") for item in "23456"] + [found.tie]
    assert [b for b, _ in contrasts] == pytest.approx(expected["log_contrasts"], abs=5e-5)
    assert [e for _, e in contrasts] == pytest.approx(expected["se"], abs=5e-5)


@needs_data
def test_pudding_as_rankings_is_the_same():
    """Plackett-Luce of two items at a time with ties is Davidson's model, errors included."""
    rankings, counts = [], []
    for a, b, won, lost, tied in pudding():
        rankings += [(a, b), (b, a), ((a, b),)]
        counts += [won, lost, tied]
    ranked = plackett_luce(rankings, counts=counts, prior=0)
    paired = bradley_terry(from_counts("123456", pudding()))
    assert ranked.estimates == pytest.approx(paired.estimates, abs=1e-9)
    assert ranked.errors == pytest.approx(paired.errors, abs=1e-9)
    assert ranked.ties[2] == pytest.approx(paired.tie, abs=1e-9)
    assert ranked.log_likelihood == pytest.approx(paired.log_likelihood)


def test_two_items_have_a_closed_form():
    """The log of the odds, with error sqrt(1/w + 1/l)."""
    found = bradley_terry(from_counts("ab", [("a", "b", 30, 10, 0)]))
    gap, error = found.contrast("a", "b")
    assert gap == pytest.approx(np.log(3))
    assert error == pytest.approx((1 / 30 + 1 / 10) ** 0.5)
    chance = found.chance("a", "b")
    assert chance.estimate == pytest.approx(0.75)
    assert chance.low < 0.75 < chance.high
    assert found.shown == "“a” is strongest; it would win 75% of its meetings with “b” (40 votes)."


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_the_maximum_gives_every_item_the_wins_it_had(seed):
    """The likelihood equations: observed wins equal expected wins."""
    _, votes = simulated(seed)
    found = bradley_terry(votes)
    b = np.array(found.estimates)
    expected = np.zeros(6)
    np.add.at(expected, votes.left, expit(b[votes.left] - b[votes.right]))
    np.add.at(expected, votes.right, expit(b[votes.right] - b[votes.left]))
    assert expected == pytest.approx(found.wins, abs=1e-6)
    assert sum(found.estimates) == pytest.approx(0, abs=1e-12)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_neither_order_nor_side_nor_label_matters(seed):
    _, votes = simulated(seed, ties=0.5)
    plain = bradley_terry(votes)
    rng = np.random.default_rng(seed)
    order, names = rng.permutation(len(votes)), rng.permutation(6)
    flip = rng.random(len(votes)) < 0.5
    left, right = names[np.where(flip, votes.right, votes.left)], names[np.where(flip, votes.left, votes.right)]
    y = np.where(flip, -votes.outcome, votes.outcome)
    moved = bradley_terry(from_codes(votes.items, left[order], right[order], y[order]))
    assert [moved.estimates[k] for k in names] == pytest.approx(plain.estimates, abs=1e-8)
    assert [moved.errors[k] for k in names] == pytest.approx(plain.errors, abs=1e-8)
    assert moved.tie == pytest.approx(plain.tie, abs=1e-8)


def test_conjugate_gradients_and_factorisation_agree(monkeypatch):
    _, votes = simulated(1, items=40, votes=4_000, ties=0.3)
    plain = bradley_terry(votes)
    monkeypatch.setattr(_newton, "SMALL", 5)
    other = bradley_terry(votes)
    assert other.estimates == pytest.approx(plain.estimates, abs=1e-8)
    assert other.errors == pytest.approx(plain.errors, abs=1e-8)


def test_many_items_are_counted_as_few_are(monkeypatch):
    from throughline.analysis.pairs import votes as module

    _, votes = simulated(2, ties=0.3)
    plain = module.counted(votes)
    monkeypatch.setattr(module, "DENSE", 1)
    other = module.counted(votes)
    for field in ("first", "second", "won", "lost", "tied", "cell"):
        assert getattr(other, field).tolist() == getattr(plain, field).tolist()


def test_the_advantage_of_the_left_is_found():
    _, votes = simulated(3, votes=6_000, left=0.4, ties=0.4)
    found = bradley_terry(votes, left=True)
    assert abs(found.left[0] - 0.4) < 3 * found.left[1]
    assert abs(found.tie[0] - np.log(0.4)) < 3 * found.tie[1]
    assert bradley_terry(votes).left is None


def test_ties_as_half_a_win_or_left_out():
    votes = collect(list("aaab"), list("bbbc"), ["a", None, "b", None])
    half = bradley_terry(votes, ties="half")
    assert half.tie is None
    assert half.ties == (2 - 1, 2, 1)
    with pytest.raises(ValueError, match="never compared"):
        bradley_terry(votes, ties="leave out")


def test_votes_of_one_voter_widen_errors():
    """Each vote given four times by one voter: errors are those of the single votes, not half of them."""
    _, votes = simulated(5, votes=1_500)
    single = bradley_terry(votes)
    again = np.repeat(np.arange(len(votes)), 4)
    many = from_codes(votes.items, votes.left[again], votes.right[again], votes.outcome[again], voters=again)
    robust = bradley_terry(many)
    assert robust.robust
    assert robust.estimates == pytest.approx(single.estimates, abs=1e-8)
    assert np.array(robust.errors) / np.array(single.errors) == pytest.approx(np.ones(6), rel=0.12)
    naive = bradley_terry(from_codes(votes.items, many.left, many.right, many.outcome))
    assert np.array(naive.errors) / np.array(single.errors) == pytest.approx(np.full(6, 0.5), rel=1e-6)


def test_an_item_without_votes_keeps_the_width_of_the_prior():
    _, votes = simulated(6, votes=300)
    names = [*votes.items, "new"]
    for voters in (None, np.arange(300) // 3):
        found = bradley_terry(from_codes(names, votes.left, votes.right, votes.outcome, voters=voters), prior=0.5)
        assert found.estimates[-1] == pytest.approx(-sum(found.estimates[:-1]))
        assert found.errors[-1] > 1.4 > 2 * max(found.errors[:-1])


def test_groups_that_differ_are_told():
    _, one = simulated(7, votes=2_000)
    turned = from_codes(one.items, one.left, one.right, -one.outcome)
    both = from_codes(
        one.items,
        np.concatenate([one.left, turned.left]),
        np.concatenate([one.right, turned.right]),
        np.concatenate([one.outcome, turned.outcome]),
    )
    found = by_group(both, ["staff"] * 2_000 + ["patients"] * 2_000)
    assert found.differences[0].p < 1e-6
    assert "differences are beyond chance" in found.shown
    rng = np.random.default_rng(1)
    same = by_group(one, rng.choice(["staff", "patients"], 2_000).tolist())
    assert same.shown == "No item is valued differently by the groups beyond chance."
    assert len(same.to_dict()["differences"]) == 12


def test_a_chart_says_what_its_table_says():
    _, votes = simulated(8)
    drawn = strengths(bradley_terry(votes), title="One idea leads", most=3)
    assert len(drawn.table[1]) == 3
    assert "average item" in drawn.sentence


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: collect(["a"], ["a"], ["a"]), "vote 1 shows “a” against itself"),
        (lambda: collect(["a", "a"], ["b", "b"], ["a", "c"]), "vote 2: “c” won"),
        (lambda: collect(["a"], ["b"], ["a"], items=["a"]), "no item “b”"),
        (lambda: collect(["a"], ["b"], ["a"], items=["a", "b", "a"]), "named twice"),
        (lambda: collect([], [], []), "there are no votes"),
        (lambda: collect(["a"], ["b"], ["a"], voters=[None]), "some votes have no voter"),
        (lambda: bradley_terry(collect(["a"], ["b"], [None])), "every vote is a tie"),
        (lambda: collect(["a"], ["b"], ["a"], voters=[1, 2]), "1 votes need 1 voters"),
        (lambda: from_codes("ab", [0], [5], [1]), "numbered from 0 to 1"),
        (lambda: from_codes("ab", [0], [1], [3]), "an outcome is"),
        (lambda: from_counts("ab", [("a", "b", 1, -1, 0)]), "three numbers of 0 or more"),
        (lambda: from_counts("ab", [("a", "b", 1, 1, 0), ("b", "a", 1, 1, 0)]), "given twice"),
        (lambda: from_counts("ab", [("a", "c", 1, 1, 0)]), "not two of the items"),
        (
            lambda: bradley_terry(from_counts("ab", [("a", "b", 5, 0, 0)])),
            "won, or lost, every time .* prior such as 0.5",
        ),
        (lambda: bradley_terry(from_counts("abcd", [("a", "b", 5, 2, 0), ("c", "d", 1, 1, 0)])), "never compared"),
        (lambda: bradley_terry(from_counts("ab", [("a", "b", 5, 1, 0)]), prior=-1), "0 or more"),
        (lambda: bradley_terry(from_counts("ab", [("a", "b", 5, 1, 0)]), left=True), "from votes"),
        (lambda: bradley_terry(from_counts("ab", [("a", "b", 5, 1, 0)]), ties="x"), "davidson"),
        (lambda: by_group(collect(["a"], ["b"], ["a"]), ["x"]), "at least 2 groups"),
        (lambda: bradley_terry(from_counts("ab", [("a", "b", 5, 1, 0)])).contrast("a", "z"), "no item “z”"),
    ],
)
def test_bad_votes_are_refused_in_words(call, words):
    with pytest.raises(ValueError, match=words):
        call()


@pytest.mark.prove
@pytest.mark.parametrize("clusters", [False, True])
def test_ranges_hold_the_truth_at_their_rate(clusters):
    """200 surveys of 8 items and 800 votes; with clusters, 80 voters whose tastes differ (so the margin is
    attenuated and only contrasts of equal items are known to be 0)."""
    held = []
    for seed in range(200):
        rng = np.random.default_rng(seed)
        truth = np.zeros(8) if clusters else rng.normal(size=8)
        who = np.arange(800) % 80
        taste = truth + (rng.normal(size=(80, 8)) if clusters else 0)
        a = rng.integers(0, 8, 800)
        b = (a + rng.integers(1, 8, 800)) % 8
        mine = np.broadcast_to(taste, (80, 8))[who]
        d = mine[np.arange(800), a] - mine[np.arange(800), b]
        y = np.where(rng.random(800) < expit(d), 1, -1)
        found = bradley_terry(from_codes(list("abcdefgh"), a, b, y, voters=who if clusters else None))
        for i, j in itertools.combinations(range(8), 2):
            gap, error = found.contrast("abcdefgh"[i], "abcdefgh"[j])
            held.append(abs(gap - (truth[i] - truth[j])) < 1.96 * error)
    assert 0.92 <= np.mean(held) <= 0.975
