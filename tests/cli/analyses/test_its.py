"""`throughline analyse its` on a known change."""

import json

import pytest
from tests.analysis.data import FOLDER, needs_data

ITS = FOLDER / "evaluation" / "its"


@needs_data
def test_a_pilot_of_24_months_gives_the_published_step(run):
    """Expected: nlme::gls by REML, ITS-01 of ../shared/data/evaluation/cases.json."""
    done = run(
        "analyse", "its", ITS / "pilot24.csv", "--value", "y", "--kind", "continuous", "--slope", "--change", "13"
    )
    assert done.code == 0
    assert done.result["level"]["estimate"] == pytest.approx(-6.93812079, abs=1e-4)
    assert done.result["level"]["error"] == pytest.approx(1.08304333, abs=1e-4)
    assert done.result["slope"]["estimate"] == pytest.approx(-0.730816, abs=1e-4)
    assert done.json["title"] == "A fall at the change"
    assert done.stdout.startswith("At the change the level moved by -6.94 (likely between")
    rows = done.json["charts"][0]["table"]["rows"]
    assert [row[3] == "" for row in rows] == [True] * 12 + [False] * 12


@needs_data
def test_seat_belts_with_seasons_give_the_published_rate(run):
    """Expected: ITS-05 of ../shared/data/evaluation/cases.json (quasi-Poisson, 2 harmonics)."""
    case = next(c for c in json.loads((FOLDER / "evaluation" / "cases.json").read_text()) if c["id"] == "ITS-05")
    options = ["--value", "S.drivers", "--kind", "counts", "--change", "170", "--season", "12"]
    found = run("analyse", "its", ITS / "uk_seatbelts.csv", *options).result
    assert found["ratio"][0] == pytest.approx(case["expected"]["RR"], abs=2e-4)
    assert found["dispersion"] == pytest.approx(case["expected"]["phi"], abs=2e-4)


@pytest.fixture
def calls(csv):
    rows = [f"2023-{1 + i % 12:02d},{60 - i % 4},{1000 + i}" for i in range(12)]
    return csv("month,calls,people", *rows, *(f"2024-{1 + i:02d},{30 + i % 3},1000" for i in range(12)))


def test_dates_exposure_and_the_day_of_change(run, calls):
    options = ["--value", "calls", "--when", "month", "--kind", "counts", "--exposure", "people"]
    done = run("analyse", "its", calls, *options, "--change", "2023-12-15")
    assert done.result["start"] == 12
    assert done.result["ratio"][0] < 0.6
    assert "The change is put before 1 Jan 2024" in done.report
    assert "1 Jan 2023" in (done.folder / "chart.svg").read_text()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--change", "2030-01-01"], "no period is on or after 2030-01-01"),
        (["--change", "soon"], "--change must be a date such as 2024-03-31 or a period from 1: “soon”"),
        (["--change", "20"], "19 periods before the change and 5 after are too few to judge it"),
        (["--change", "13", "--value", "month"], "--value and --when both name the column “month”"),
        (["--change", "13", "--kind", "continuous", "--season", "12"], "--exposure and --season are for --kind counts"),
    ],
)
def test_a_wrong_change_or_column_is_one_line(run, calls, options, words):
    run("analyse", "its", calls, "--value", "calls", "--kind", "counts", "--when", "month", *options).refused(words)


def test_a_period_needs_to_be_there(run, calls):
    run("analyse", "its", calls, "--value", "calls", "--kind", "counts", "--change", "25").refused("1 to 24")


def test_a_month_left_out_is_refused_where_it_should_stand(run, csv):
    months = [f"{2023 + i // 12}-{1 + i % 12:02d},{50 + i % 5}" for i in range(24) if i != 5]
    options = ["--value", "calls", "--kind", "counts", "--change"]
    done = run("analyse", "its", csv("month,calls", *months), *options, "2024-01-01", "--when", "month")
    done.refused("row 7, column “month”", "between 2023-05-01 and 2023-07-01", "leave --when out")
    assert run("analyse", "its", csv("month,calls", *months), *options, "12").result["start"] == 11


def test_unsorted_dates_and_negative_counts_are_refused(run, csv):
    path = csv("month,calls", "2024-02,3", "2024-01,4")
    options = ["--value", "calls", "--when", "month", "--kind", "counts", "--change", "9"]
    run("analyse", "its", path, *options).refused("row 3, column “month”: “2024-01” does not come after the row above")
    path = csv("month,calls", "2024-02,-3")
    run("analyse", "its", path, *options).refused("row 2, column “calls”: “-3” is below 0")
