"""Intervals against published numbers."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughline.analysis.intervals import exact_share, mean, newcombe, poisson, wilson


def test_wilson_equals_the_reference_numbers():
    """Case PLAN-01 of the evaluation reference set, and Newcombe (1998) table I, method 3."""
    assert (wilson(8, 30).low, wilson(8, 30).high) == pytest.approx((0.14183, 0.44448), abs=1e-5)
    assert (wilson(81, 263).low, wilson(81, 263).high) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert (wilson(15, 148).low, wilson(15, 148).high) == pytest.approx((0.0624, 0.1605), abs=5e-5)
    assert (wilson(0, 20).low, wilson(0, 20).high) == pytest.approx((0, 0.1611), abs=5e-5)
    assert (wilson(1, 29).low, wilson(1, 29).high) == pytest.approx((0.0061, 0.1718), abs=5e-5)


def test_wilson_of_none_and_of_all_ends_exactly_at_the_edge():
    assert wilson(0, 12).low == 0.0
    assert wilson(0, 12).high == pytest.approx(0.2425, abs=5e-5)
    assert wilson(12, 12).high == 1.0


@pytest.mark.parametrize(
    ("x1", "n1", "x2", "n2", "low", "high"),
    [
        (56, 70, 48, 80, 0.0524, 0.3339),
        (9, 10, 3, 10, 0.1705, 0.8090),
        (6, 7, 2, 7, 0.0582, 0.8062),
        (5, 56, 0, 29, -0.0381, 0.1926),
        (0, 10, 0, 20, -0.1611, 0.2775),
        (10, 10, 0, 20, 0.6791, 1.0),
    ],
)
def test_the_difference_of_two_shares_equals_newcombe(x1, n1, x2, n2, low, high):
    """Newcombe (1998), Statistics in Medicine 17: 873-890, table II, method 10."""
    found = newcombe(x1, n1, x2, n2)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


def test_the_exact_interval_of_a_share_equals_published_numbers():
    """Newcombe (1998) table I, method 5 (Clopper-Pearson)."""
    assert (exact_share(81, 263).low, exact_share(81, 263).high) == pytest.approx((0.2527, 0.3676), abs=5e-5)
    assert (exact_share(0, 20).low, exact_share(0, 20).high) == pytest.approx((0, 0.1684), abs=5e-5)


def test_the_exact_interval_of_a_count_equals_published_tables():
    """Garwood's limits as tabled: 0 (0, 3.689), 10 (4.795, 18.390); and E = 15 ratio from the funnel-plot reference."""
    assert (poisson(0).low, poisson(0).high) == pytest.approx((0, 3.689), abs=5e-4)
    assert (poisson(10).low, poisson(10).high) == pytest.approx((4.795, 18.390), abs=5e-4)
    rate = poisson(15, exposure=15.0)
    assert (rate.low, rate.high) == pytest.approx((0.5596924, 1.6493479), abs=1e-6)


def test_a_mean_has_the_t_interval():
    found = mean([1, 2, 3, 4, 5])
    assert (found.estimate, found.low, found.high) == pytest.approx((3, 1.036757, 4.963243), abs=1e-6)


def test_a_small_group_is_known_better_when_most_of_it_answered():
    open_group, small_group = wilson(30, 60), wilson(30, 60, population=80)
    assert small_group.high - small_group.low < open_group.high - open_group.low
    assert "60 of only 80" in small_group.warnings[-1]
    census = wilson(30, 60, population=60)
    assert census.low == census.high == 0.5


def test_an_interval_says_its_n_and_its_doubt():
    assert wilson(8, 30).shown == "27% (likely between 14% and 44%; 30 people)"
    assert newcombe(56, 70, 48, 80).shown == "+20 percentage points (likely between +5 and +33; 150 people)"
    assert wilson(2, 9).warnings == ("Only 9 people: read this as a hint.",)
    assert wilson(8, 30).to_dict()["method"] == "Wilson score"


@pytest.mark.parametrize(
    "call",
    [
        lambda: wilson(0, 0),
        lambda: wilson(5, 4),
        lambda: wilson(-1, 4),
        lambda: wilson(float("nan"), 4),
        lambda: wilson(1, 4, population=3),
        lambda: wilson(1, 4, level=95),
        lambda: poisson(-1),
        lambda: poisson(2.5),
        lambda: poisson(float("inf")),
        lambda: poisson(2, level=1.5),
        lambda: exact_share(1, 4, level=0),
        lambda: mean([1, 2], level=1),
        lambda: poisson(2, exposure=0),
        lambda: mean([1]),
        lambda: mean([1, float("nan")]),
    ],
)
def test_what_has_no_interval_is_refused(call):
    with pytest.raises(ValueError, match=r"\w{3,}"):
        call()


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_limits_bracket_the_estimate_and_mirror(pair):
    x, n = pair
    found, mirrored = wilson(x, n), wilson(n - x, n)
    assert 0 <= found.low <= found.estimate <= found.high <= 1
    assert (1 - mirrored.high, 1 - mirrored.low) == pytest.approx((found.low, found.high), abs=1e-12)


def test_the_library_starts_without_scipy_stats_or_django():
    code = (
        "import sys, throughline.analysis.intervals, throughline.analysis.disclosure.audit;"
        "assert not {'scipy.stats', 'scipy.optimize', 'django'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
