"""Control charts against NHSRplotthedots, point by point."""

import csv
import math
import random
from collections import Counter
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analysis.data import FOLDER, needs_data

from throughline.analysis import _spc_given as given_values
from throughline.analysis import _spc_rules as rule
from throughline.analysis.spc import LeftOut, Rebase, false_alarms, p_chart, xmr

VIGNETTE = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
LABELS = {
    "Common Cause": "common",
    "Above UCL": "point",
    "Below LCL": "point",
    "2 in 3 Above CL": "two of three",
    "2 in 3 Below CL": "two of three",
    "7 Points Above CL": "shift",
    "7 Points Below CL": "shift",
}
KINDS = {"special_cause_improvement": "improvement", "special_cause_concern": "concern", "common_cause": "common_cause"}


def expected(name):
    with (FOLDER / "evaluation" / "spc" / name).open() as file:
        return list(csv.DictReader(file))


def monthly(column):
    rows = expected("ae_monthly_total.csv")
    return [float(r[column]) for r in rows], [date.fromisoformat(r["period"]) for r in rows]


@pytest.mark.parametrize(
    ("preset", "lower", "upper"), [("nhsr", -0.7155556, 4.6044444), ("mdc_excel", -3.062614, 6.951503)]
)
def test_the_vignette_with_and_without_screening(preset, lower, upper):
    """Cases SPC-01 and SPC-02 of the evaluation reference set (NHSRplotthedots, vignette on deviations)."""
    chart = xmr(VIGNETTE, better="increase", preset=preset)
    assert chart.segments[0].mean == pytest.approx(1.9444444, abs=1e-6)
    assert (chart.segments[0].lower, chart.segments[0].upper) == pytest.approx((lower, upper), abs=1e-5)
    assert [i for i, p in enumerate(chart.points) if p.label != "common"] == [4]
    assert chart.points[4].label == "point"


@needs_data
@pytest.mark.parametrize(
    ("name", "column", "better", "target", "preset"),
    [
        ("A_total_attendances_screen.csv", "attendances", "decrease", None, "nhsr"),
        ("A_total_attendances_noscreen.csv", "attendances", "decrease", None, "mdc_excel"),
        ("B_perf_target95.csv", "perf", "increase", 0.95, "nhsr"),
        ("D_vignette_screen.csv", None, "increase", None, "nhsr"),
        ("D_vignette_noscreen.csv", None, "increase", None, "mdc_excel"),
    ],
)
def test_every_point_equals_the_r_package(name, column, better, target, preset):
    """Cases SPC-03 and SPC-04: limits to 1e-9 (relative), every label and kind exact."""
    rows = expected(name)
    chart = xmr([float(r["y"]) for r in rows], better=better, target=target, preset=preset)
    for point, row in zip(chart.points, rows, strict=True):
        for ours, theirs in ((point.mean, "mean_col"), (point.lower, "lpl"), (point.upper, "upl")):
            assert ours == pytest.approx(float(row[theirs]), rel=1e-9)
        assert point.label == LABELS[row["special_cause_type"]]
        assert point.kind == KINDS[row["point_type"]]
    if column:
        assert [float(r["y"]) for r in rows] == pytest.approx(monthly(column)[0])


@needs_data
def test_all_attendances_are_common_cause_within_the_published_limits():
    """Case SPC-03: mean 2,000,539, limits 1,731,844 and 2,269,234, to 1 attendance; all 36 months common cause."""
    chart = xmr(monthly("attendances")[0], better="decrease")
    limits = chart.segments[0]
    assert (limits.mean, limits.lower, limits.upper) == pytest.approx((2_000_539, 1_731_844, 2_269_234), abs=1)
    assert [p.label for p in chart.points] == ["common"] * 36


@needs_data
def test_the_four_hour_target_is_missed_month_after_month():
    """Case SPC-04: 6 common, 23 improvement, 7 concern; last point common; target 95% beyond the limits."""
    values, when = monthly("perf")
    chart = xmr(values, better="increase", target=0.95, when=when)
    assert Counter(p.kind for p in chart.points) == {"common_cause": 6, "improvement": 23, "concern": 7}
    assert (chart.variation, chart.assurance) == ("common_cause", "fail")
    assert chart.shown == (
        "The latest value is within the usual ups and downs (30 of 36 points are flagged); "
        "the target will be missed month after month unless something changes."
    )
    assert any("Neighbouring values" in w for w in chart.warnings)


@needs_data
def test_new_limits_start_where_a_reason_is_given():
    """methods/evaluation.md section 1: the same series with new limits from October 2017."""
    values, when = monthly("perf")
    start = when.index(date(2017, 10, 1))
    chart = xmr(values, better="increase", rebase=[Rebase(start, "New way of counting")])
    found = [(s.mean, s.lower, s.upper) for s in chart.segments]
    assert found[0] == pytest.approx((0.894624, 0.870218, 0.919031), abs=1e-6)
    assert found[1] == pytest.approx((0.874787, 0.840436, 0.909138), abs=1e-6)
    assert chart.segments[1].reason == "New way of counting"


def test_the_rules_one_by_one():
    """Case SPC-09 of the evaluation reference set (unit tests of NHSRplotthedots)."""
    assert not any(rule.trend([1, 2, 3, 3, 4, 5, 6], 7))
    assert rule.trend([1, 2, 3, 4, 5, 6, 7], 7) == [1] * 7
    assert rule.trend([7, 6, 5, 4, 3, 2, 1], 7) == [-1] * 7
    assert not any(rule.trend([1, 2, 3, 4, 5, 6], 7))
    assert "common" not in {p.label for p in xmr([1, 2, 3, 4, 5, 6, 7]).points}
    assert rule.shift([1] * 7 + [-1], 7) == [True] * 7 + [False]
    assert not any(rule.shift([1] * 6 + [-1] * 6, 7))
    assert not any(rule.two_of_three([1, -1, 1], [True, True, True]))


def test_a_point_on_the_mean_breaks_a_shift():
    assert not any(rule.shift([1, 1, 1, 0, 1, 1, 1, 1], 7))


def test_two_of_three_labels_only_the_far_points_on_one_side():
    assert rule.two_of_three([1, 1, 1, -1], [True, False, True, True]) == [True, False, True, False]
    assert not any(rule.two_of_three([1, 1, 1], [True, False, False]))


def test_a_point_of_two_trends_belongs_to_the_later_one():
    assert rule.trend([0, 1, 2, 3, 4, 5, 6, 5, 4, 3, 2, 1, 0], 7) == [1] * 6 + [-1] * 7


@needs_data
def test_a_merger_flags_every_month_and_asks_for_its_reason():
    """methods/evaluation.md section 1: breaches of trust RRK, 36 of 36 points flagged."""
    months = Counter()
    for row in expected("ae_attendances.csv"):
        if row["org_code"] == "RRK":
            months[row["period"]] += int(row["breaches"])
    chart = xmr([months[m] for m in sorted(months)], better="decrease")
    assert (chart.flagged, len(chart.points)) == (36, 36)


def test_the_p_chart_equals_its_published_limits():
    """The AUS-DOH package: mean .216327, limits 38.76 and 4.50 (n 52), 35.62 and 7.65 (n 78), in percent."""
    chart = p_chart([11, 30, 30, 18, 17], [52, 120, 120, 120, 78])
    assert chart.segments[0].mean == pytest.approx(0.216327, abs=1e-6)
    first, last = chart.points[0], chart.points[-1]
    assert (100 * first.upper, 100 * first.lower) == pytest.approx((38.76, 4.50), abs=5e-3)
    assert (100 * last.upper, 100 * last.lower) == pytest.approx((35.62, 7.65), abs=5e-3)
    assert "use an XmR chart" in p_chart([2000, 2500], [20_000, 21_000]).warnings[0]


@pytest.mark.parametrize(
    ("better", "target", "assurance"),
    [
        ("increase", 100, "fail"),
        ("increase", -100, "pass"),
        ("decrease", 100, "pass"),
        ("decrease", -100, "fail"),
        ("increase", 1.5, "inconsistent"),
        ("neutral", 100, None),
        ("increase", None, None),
    ],
)
def test_assurance_compares_the_target_with_the_limits(better, target, assurance):
    assert xmr(VIGNETTE, better=better, target=target).assurance == assurance


def test_a_fixed_baseline_leaves_later_points_out_of_the_limits():
    baseline = [4.0, 5.0, 6.0, 5.0] * 4
    chart = xmr([*baseline, *[9.0] * 8], better="decrease", baseline=16)
    assert chart.segments[0].mean == 5.0
    assert chart.variation == "concern_high"


def test_a_chart_says_how_often_it_is_wrong():
    assert false_alarms(24) == "Of 100 charts like this where nothing changed, about 18 show a flag by chance."
    assert "about 13" in false_alarms(18)
    assert "more than 29" in false_alarms(60)
    assert "fewer than 7" in false_alarms(8)
    assert any("rest on 8 points" in w for w in xmr([1, 2] * 4).warnings)


def test_gaps_in_the_dates_are_told():
    when = [date(2026, m, 1) for m in (1, 2, 3, 4, 8, 9)]
    assert any("gap between 2026-04-01 and 2026-08-01" in w for w in xmr([1, 2, 1, 2, 1, 2], when=when).warnings)


@settings(max_examples=50)
@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=60))
def test_limits_bracket_the_mean_and_a_mirror_gives_mirrored_flags(values):
    chart, mirrored = xmr(values, better="increase"), xmr([-v for v in values], better="decrease")
    assert all(p.lower <= p.mean <= p.upper for p in chart.points)
    assert [p.kind for p in chart.points] == [p.kind for p in mirrored.points]
    assert chart.to_dict()["flagged"] == sum(p.label != "common" for p in chart.points)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: xmr([1.0]), "at least 2 points"),
        (lambda: xmr([]), "at least 2 points"),
        (lambda: xmr([1, math.nan, 2]), "point 2 is missing"),
        (lambda: xmr([1, None, 2]), "point 2 is missing"),
        (lambda: xmr([1, 2], when=[date(2026, 2, 1), date(2026, 1, 1)]), "dates must rise"),
        (lambda: xmr([1, 2], when=[date(2026, 2, 1)]), "2 values but 1 dates"),
        (lambda: xmr([1, 2], when=[date(2026, 2, 1), None]), "date of point 2 is missing"),
        (lambda: xmr([1, 1e308, -1e308]), "point 2 is too large"),
        (lambda: xmr([1, 2], better="up"), "not 'up'"),
        (lambda: xmr([1, 2], baseline=0), "at least 2 points, not 0"),
        (lambda: xmr([1, 2], target=math.nan), "finite"),
        (lambda: p_chart([], []), "at least one share"),
        (lambda: p_chart([1], [2], better="up"), "not 'up'"),
        (lambda: xmr([1, 2, 3, 4], rebase=[Rebase(2, " ")]), "need a reason"),
        (lambda: xmr([1, 2, 3, 4], rebase=[Rebase(9, "x")]), "cannot start at point 10"),
        (lambda: xmr([1, 2, 3], rebase=[Rebase(2, "x")]), "starts at point 3 has 1"),
        (lambda: xmr([1, 2, 3], leave_out=[LeftOut(1, "")]), "without a reason"),
        (lambda: xmr([1, 2, 3], leave_out=[LeftOut(3, "x")]), "there are points 1 to 3"),
        (lambda: xmr([1, 2, 3], leave_out=[LeftOut(0, "x"), LeftOut(0, "y")]), "each once"),
        (lambda: xmr([1, 2, 3], leave_out=[LeftOut(0, "x"), LeftOut(1, "y")]), "has 1"),
        (lambda: xmr([1, 2], preset="mine"), "no preset named"),
        (lambda: xmr([1, 2], better="increase", target=math.inf), "finite"),
        (lambda: p_chart([3], [2]), "denominator above 0"),
        (lambda: p_chart([1, 2], [2]), "denominator above 0"),
    ],
)
def test_bad_series_are_refused_in_words(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_a_constant_series_has_no_flags():
    chart = xmr([3.0] * 20, better="increase")
    assert chart.flagged == 0
    assert chart.autocorrelation is None


def test_points_left_out_for_a_reason_change_no_limit_and_no_run():
    plain = [5.0, 6, 4, 5, 6, 5, 4, 6, 5, 4, 5, 6, 4, 5]
    with_strike = [*plain[:6], 40.0, *plain[6:]]
    kept, left = xmr(plain, better="decrease"), xmr(with_strike, better="decrease", leave_out=[LeftOut(6, " Strike ")])
    assert left.segments[0].upper == kept.segments[0].upper
    assert [p for p in left.points if p.label != "left out"] == list(kept.points)
    assert (left.points[6].kind, left.points[6].value, left.flagged) == ("left_out", 40.0, kept.flagged)
    assert (left.variation, left.autocorrelation) == (kept.variation, kept.autocorrelation)
    assert "Points left out of limits and rules: 1. Each has its reason." in left.warnings
    assert left.to_dict()["left_out"] == ({"index": 6, "reason": " Strike "},)


def test_a_run_goes_on_past_a_point_left_out():
    values = [1.0, 9, 1, 9, 1, 9, 1, 9, 8, 8, 8, 8, 0, 8, 8, 8]
    run = xmr(values, baseline=8, leave_out=[LeftOut(12, "System down")])
    assert [p.label for p in run.points[8:]] == ["shift"] * 4 + ["left out"] + ["shift"] * 3


@needs_data
def test_a_chart_refuses_to_judge_where_the_months_before_were_moving():
    """methods/evaluation.md sections 0 and 1: control charts alone mislead where there was a trend before."""
    with (FOLDER / "evaluation" / "its" / "uk_seatbelts.csv").open() as file:
        front = [float(row["S.kms"]) for row in csv.DictReader(file)]
    chart = xmr(front, better="decrease", baseline=169)
    assert chart.moving == "rising"
    assert chart.shown.startswith(
        "The values were rising already while the limits were set, so this chart alone cannot"
    )
    assert any("fit an interrupted time series" in w for w in chart.warnings)
    assert xmr(front, better="decrease").moving is None


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (range(8), "rising"),
        (range(8, 0, -1), "falling"),
        ([1, 2] * 10, None),
        ([3] * 10, None),
        (range(7), None),
    ],
)
def test_a_trend_before_is_told_by_its_direction(values, expected):
    assert given_values.moving(list(values)) == expected


def test_trends_are_seldom_seen_where_there_are_none():
    rng = random.Random(1)
    seen = [given_values.moving([rng.gauss(0, 1) for _ in range(24)]) for _ in range(1000)]
    assert sum(one is not None for one in seen) <= 20


def test_new_limits_that_nothing_asks_for_or_that_did_not_last_are_told():
    quiet = [5.0, 6, 4, 5, 6, 5, 4, 6, 5, 4, 5, 6, 4, 5, 6, 5]
    chart = xmr(quiet, rebase=[Rebase(9, "New form", date(2026, 3, 1))])
    assert any("nothing had changed at point 10" in w for w in chart.warnings)
    assert any("has lasted 7 points" in w for w in chart.warnings)
    assert chart.segments[1].decided == date(2026, 3, 1)
    moved = xmr([*quiet, *[v + 9 for v in quiet]], rebase=[Rebase(16, "New clinic")])
    assert not any("nothing had changed" in w or "has lasted" in w for w in moved.warnings)
    assert moved.segments[0].upper < moved.segments[1].lower
