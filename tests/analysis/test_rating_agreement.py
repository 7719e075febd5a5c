"""Kendall's W, intraclass correlations and Light's kappa against the R package irr."""

import csv
import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analysis.data import FOLDER, needs_data
from tests.analysis.test_agreement import DIAGNOSES, few_draws

from throughline.analysis.agreement import cohen, icc, kendall, light


def anxiety():
    with (FOLDER / "choices" / "irr__anxiety.csv").open() as file:
        return [[int(x) for x in row.values()] for row in csv.DictReader(file)]


@needs_data
def test_kendalls_w_of_anxiety_equals_irr():
    """Case AGR-1 of the reference set (irr, kendall(anxiety, correct = TRUE))."""
    found = kendall(anxiety())
    assert found.w == pytest.approx(0.53965688, abs=1e-7)
    assert found.without_ties == pytest.approx(0.50192147, abs=1e-7)
    assert (found.df, found.chi_square, found.p) == (
        19,
        pytest.approx(30.7604, abs=1e-4),
        pytest.approx(0.0429, abs=1e-4),
    )
    assert (found.items, found.raters) == (20, 3)


@needs_data
@pytest.mark.parametrize(
    ("kind", "value"), [("A,1", 0.1979983), ("C,1", 0.2160494), ("1", 0.1750224), ("A,k", 0.4254988)]
)
def test_intraclass_correlations_of_anxiety_equal_irr(kind, value):
    """Case AGR-1 of the reference set (irr, icc)."""
    found = icc(anxiety(), kind)
    assert found.estimate == pytest.approx(value, abs=1e-7)
    assert found.low < found.estimate < found.high


@needs_data
def test_the_range_of_anxietys_agreement_equals_the_documentation_of_irr():
    """irr, icc(anxiety, model = "twoway", type = "agreement"): 95% range -0.039 to 0.494."""
    found = icc(anxiety())
    assert (found.low, found.high) == (pytest.approx(-0.039, abs=5e-4), pytest.approx(0.494, abs=5e-4))


def test_lights_kappa_equals_irr():
    """irr, kappam.light(diagnoses): 0.45941214; raters in the order of that file, sorted within a patient."""
    rows = [[code for code, n in enumerate(row) for _ in range(int(n))] for row in DIAGNOSES.split()]
    found = light(list(zip(*rows, strict=True)))
    assert found.coefficient == pytest.approx(0.45941214, abs=1e-8)
    assert found.low < found.coefficient < found.high
    assert (found.units, found.coders, found.name) == (30, 6, "Light's kappa")


@settings(max_examples=3, deadline=None)
@given(st.integers(0, 10_000))
def test_lights_kappa_is_the_mean_of_cohens(seed):
    rng = np.random.default_rng(seed)
    codes = [[0, 1, 2, *rng.integers(0, 3, 12)] for _ in range(3)]
    for weights in ("none", "linear", "quadratic"):
        with few_draws():
            pairs = [cohen(a, b, weights=weights).coefficient for a, b in itertools.combinations(codes, 2)]
            found = light(codes, weights=weights).coefficient
        assert found == pytest.approx(np.mean(pairs), abs=1e-12)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_w_counts_order_alone_and_neither_who_nor_which_comes_first(seed):
    rng = np.random.default_rng(seed)
    x = rng.integers(1, 6, (9, 5)) + np.arange(9)[:, None]
    plain = kendall(x)
    moved = kendall(np.exp(x[rng.permutation(9)][:, rng.permutation(5)] / 3))
    assert (moved.w, moved.p) == (pytest.approx(plain.w), pytest.approx(plain.p))
    assert 0 <= plain.w <= 1


def test_perfect_and_cancelling_orders():
    assert kendall(np.arange(10)[:, None].repeat(4, 1)).w == pytest.approx(1)
    assert kendall(np.column_stack([np.arange(10), np.arange(10)[::-1]])).w == pytest.approx(0)


@pytest.mark.prove
@pytest.mark.parametrize("kind", ["1", "C,1", "A,1"])
def test_ranges_hold_the_truth_at_their_rate(kind):
    """Items with variance 2, raters with 1 (none for kind 1), error with 1: 200 samples of 30 items by 4 raters."""
    rng = np.random.default_rng(5)
    bias = 0.0 if kind == "1" else 1.0
    truth = 2 / (2 + 1 + (bias if kind == "A,1" else 0))
    held = 0
    for _ in range(200):
        x = rng.normal(0, 2**0.5, (30, 1)) + rng.normal(0, bias, (1, 4)) + rng.normal(size=(30, 4))
        found = icc(x, kind)
        held += found.low <= truth <= found.high
    assert 0.90 <= held / 200 <= 0.99


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: kendall([[1, 1], [1, 1]]), "no order to agree on"),
        (lambda: kendall([[1, 2]]), "2 or more items by 2 or more raters"),
        (lambda: icc([[1, float("nan")], [1, 2]]), "some ratings are missing"),
        (lambda: icc([[1, 2], [1, 2]]), "same mean rating"),
        (lambda: icc([[1, 2], [3, 2]], "B"), r"there is no ICC\(B\)"),
        (lambda: light([[1, 1], [1, 1]]), "one code only"),
        (lambda: light([[1, 1]]), "two or more raters"),
    ],
)
def test_bad_ratings_are_refused_in_words(call, words):
    with pytest.raises(ValueError, match=words):
        call()
