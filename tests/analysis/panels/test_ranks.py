"""Exact tests on ranks, against every possible outcome counted by hand, and against scipy."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from throughline.analysis.panels._ranks import rank_sum, sign_test, signed_rank, standardised


def steps(differences, size=8):
    down = np.bincount([-d for d in differences if d < 0], minlength=size + 1)[1:]
    return down, np.bincount([d for d in differences if d > 0], minlength=size + 1)[1:]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(-8, 8), min_size=1, max_size=9).filter(any))
def test_signed_ranks_equal_all_signs_counted(differences):
    moved = [d for d in differences if d]
    ranks = stats.rankdata(np.abs(moved))
    rose = ranks[np.array(moved) > 0].sum()
    sums = [np.dot(signs, ranks) for signs in itertools.product((0, 1), repeat=len(moved))]
    lower, upper = np.mean(np.array(sums) <= rose + 1e-9), np.mean(np.array(sums) >= rose - 1e-9)
    p, how = signed_rank(*steps(differences))
    assert (p, how) == (pytest.approx(min(1, 2 * min(lower, upper)), abs=1e-12), "exact")


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 5), min_size=1, max_size=4), st.lists(st.integers(0, 5), min_size=1, max_size=5))
def test_rank_sums_equal_all_splits_counted(first, second):
    both = np.array(first + second)
    ranks = stats.rankdata(both)
    total = ranks[: len(first)].sum()
    sums = np.array([ranks[list(c)].sum() for c in itertools.combinations(range(len(both)), len(first))])
    expected = min(1, 2 * min(np.mean(sums <= total + 1e-9), np.mean(sums >= total - 1e-9)))
    share, p, how = rank_sum(np.bincount(first, minlength=6), np.bincount(second, minlength=6))
    wins = np.mean([(a > b) + (a == b) / 2 for a in first for b in second])
    assert (share, p, how) == (pytest.approx(wins), pytest.approx(expected, abs=1e-12), "exact")


def test_large_panels_equal_scipys_normal_forms():
    rng = np.random.default_rng(2)
    differences = rng.integers(-3, 5, 300)
    down, up = steps(differences)
    expected = stats.wilcoxon(differences, correction=True, method="asymptotic").pvalue
    assert signed_rank(down, up) == (pytest.approx(expected, rel=1e-9), "normal")
    a, b = rng.integers(1, 9, 60), rng.integers(2, 10, 80)
    found = rank_sum(np.bincount(a, minlength=10), np.bincount(b, minlength=10))
    u = stats.mannwhitneyu(a, b, method="asymptotic")
    assert found == (pytest.approx(u.statistic / 4800), pytest.approx(u.pvalue, rel=1e-9), "normal")


def test_exact_and_normal_meet():
    rng = np.random.default_rng(4)
    differences = rng.integers(-4, 6, 100)
    differences = differences[differences != 0]
    normal = stats.wilcoxon(differences, correction=True, method="asymptotic").pvalue
    assert signed_rank(*steps(differences))[0] == pytest.approx(normal, abs=1e-3)


def test_nobody_moved_and_nobody_to_compare():
    none = np.zeros(8, dtype=np.int64)
    assert signed_rank(none, none) == (1.0, "nobody moved")
    assert rank_sum(none, none + 1) == (0.5, 1.0, "nobody to compare")
    assert rank_sum(np.array([40, 0]), np.array([40, 0]))[1] == 1.0


@given(st.integers(0, 30), st.integers(0, 30))
def test_the_sign_test_equals_scipys(one, other):
    expected = stats.binomtest(one, one + other).pvalue if one + other else 1.0
    assert sign_test(one, other) == pytest.approx(expected)


def test_standardised_difference():
    assert standardised([1, 2, 3], [2, 3, 4]) == pytest.approx(-1)
    assert standardised([1], [1, 1]) is None
    assert standardised([], [1, 2, 3]) is None
