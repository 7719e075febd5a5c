"""`throughline analyse spc` as somebody uses it who has a file of months."""

import pytest
from tests.analysis.data import FOLDER, needs_data

SPC = FOLDER / "evaluation" / "spc"
MONTHLY = SPC / "ae_monthly_total.csv"


@needs_data
def test_performance_against_its_target_gives_the_published_limits_and_labels(run):
    """Expected: NHSRplotthedots 0.2, as SPC-04 of ../shared/data/evaluation/cases.json."""
    options = ["--value", "perf", "--when", "period", "--better", "increase", "--target", "0.95"]
    done = run("analyse", "spc", MONTHLY, *options)
    assert done.code == 0
    found = done.result
    assert found["points"][0]["mean"] == pytest.approx(0.884705682942, abs=1e-9)
    assert found["points"][0]["lower"] == pytest.approx(0.860447212875, abs=1e-9)
    kinds = [point["kind"] for point in found["points"]]
    assert [kinds.count(kind) for kind in ("common_cause", "improvement", "concern")] == [6, 23, 7]
    assert found["assurance"] == "fail"
    assert done.json["title"] == "30 of 36 points differ from the usual ups and downs"
    assert done.stdout.startswith("The latest value is within the usual ups and downs (30 of 36 points are flagged)")
    assert "1 Apr 2016" in done.report
    assert sorted(one.name for one in done.folder.iterdir()) == ["chart.svg", "report.html", "result.json"]


@needs_data
@pytest.mark.parametrize(
    ("preset", "lower", "upper"), [("nhsr", -0.7155556, 4.6044444), ("mdc_excel", -3.062614, 6.951503)]
)
def test_screening_belongs_to_the_preset(run, preset, lower, upper):
    """Expected: SPC-01 and SPC-02 of ../shared/data/evaluation/cases.json, with one outlier screened or not."""
    done = run("analyse", "spc", SPC / "D_vignette_screen.csv", "--value", "y", "--when", "x", "--preset", preset)
    assert done.result["points"][0]["lower"] == pytest.approx(lower, abs=1e-5)
    assert done.result["points"][0]["upper"] == pytest.approx(upper, abs=1e-5)
    assert f"preset {preset}" in done.report


@pytest.fixture
def months(csv):
    rows = [f"{2023 + i // 12}-{1 + i % 12:02d},{(20 if i < 12 else 40) + i % 3},{100 + i}" for i in range(24)]
    return csv("month,value,seen", *rows)


@pytest.mark.parametrize("where", ["2023-12-15", "13"])
def test_limits_are_rebased_for_a_reason(run, months, where):
    done = run("analyse", "spc", months, "--when", "month", "--rebase", f"{where}=a second nurse came")
    first, second = done.result["segments"]
    assert (first["stop"], second["start"], second["reason"]) == (12, 12, "a second nurse came")
    assert done.json["title"] == "None of 24 points differs from the usual ups and downs"
    assert "rebase: " + where in done.report


def test_a_point_is_left_out_for_a_reason(run, csv):
    values = csv("month,value", *(f"2024-{1 + i:02d},{90 if i == 4 else 20 + i % 3}" for i in range(12)))
    done = run("analyse", "spc", values, "--when", "month", "--leave-out", "2024-05-01=the lift was broken")
    assert done.result["left_out"] == [{"index": 4, "reason": "the lift was broken"}]
    assert done.result["points"][0]["upper"] < 30
    assert done.json["charts"][0]["table"]["rows"][4][2] == "left out, for a known reason"


def test_a_baseline_is_fixed_and_the_direction_decides_what_is_good(run, months):
    done = run("analyse", "spc", months, "--baseline", "12", "--better", "decrease", "--unit", " min")
    assert done.result["segments"][0]["mean"] == 21
    assert done.result["variation"] == "concern_high"
    assert "21.0 min" in (done.folder / "chart.svg").read_text()


def test_shares_have_limits_by_their_size(run, months):
    done = run("analyse", "spc", months, "--of", "seen")
    lowest, highest = done.result["points"][0]["lower"], done.result["points"][-1]["lower"]
    assert lowest < highest
    assert "p-chart" in done.report
    assert done.json["charts"][0]["table"]["rows"][0][1] == "20%"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--rebase", "13"], "new limits at point 13 need a reason"),
        (["--rebase", "soon=x"], "--rebase “soon=x” must begin with a date (2024-03-31=reason) or a point (13=reason)"),
        (["--rebase", "2023-05-01=x"], "--rebase with a date needs --when"),
        (["--when", "month", "--rebase", "2030-01-01=x"], "no point is on or after that day"),
        (["--rebase", "24=x"], "limits need at least 2 points; the part that starts at point 24 has 1"),
        (["--leave-out", "3"], "point 3 cannot be left out without a reason"),
        (["--leave-out", "2023-05-01=x"], "--leave-out with a date needs --when"),
        (["--rebase", "99=x"], "new limits cannot start at point 99 of 24"),
        (["--of", "seen", "--baseline", "12"], "--rebase, --leave-out and --baseline are for charts without --of"),
        (["--value", "seen", "--of", "value"], "row 2, column “seen”: 100 is not between 0 and the 20 of “value”"),
        (["--target", "nan", "--better", "increase"], "the target must be a finite number"),
    ],
)
def test_what_makes_no_chart_is_one_line(run, months, options, words):
    run("analyse", "spc", months, *options).refused(words)


def test_a_series_with_a_hole_is_refused_at_its_row(run, csv):
    run("analyse", "spc", csv("value,note", "1,a", ",b", "3,c")).refused("row 3, column “value”: the cell is empty")


def test_one_point_differs(run, csv):
    done = run("analyse", "spc", csv("value", *["10", "11"] * 10, "40"), "--baseline", "20")
    assert done.json["title"] == "1 of 21 points differs from the usual ups and downs"
