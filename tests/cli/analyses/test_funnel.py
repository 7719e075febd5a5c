"""`throughline analyse funnel` on places, real and made up."""

import pytest
from tests.analysis.data import FOLDER, needs_data

TOY = FOLDER / "evaluation" / "funnel" / "toy_SR_SHMI.csv"


@needs_data
def test_ratios_have_the_published_dispersion_and_limits(run):
    """Expected: FunnelPlotR, FUN-02 of ../shared/data/evaluation/cases.json."""
    done = run("analyse", "funnel", TOY, "--place", "group", "--events", "numerator", "--expected", "denominator")
    assert done.code == 0
    assert done.result["phi"] == pytest.approx(2.9480331751, abs=1e-9)
    assert done.result["tau2"] == pytest.approx(0.019477530578, abs=1e-9)
    assert done.result["unadjusted"] == 1
    assert done.json["title"] == "None of 6 places stands out"
    assert "With limits for chance alone, 1 of 6 places would lie outside." in done.report
    cqc = run(
        *("analyse", "funnel", TOY, "--place", "group", "--events", "numerator"),
        *("--expected", "denominator", "--method", "cqc"),
    )
    assert cqc.result["phi"] != done.result["phi"]


@pytest.fixture
def trusts(csv):
    usual = [f"Trust {i},{(100 + 40 * i) // 4 + i % 3},{100 + 40 * i}" for i in range(30)]
    return csv("place,events,people", *usual, "Far <b>Out</b>,300,500")


def test_shares_name_the_place_outside_and_rank_nobody(run, trusts):
    done = run("analyse", "funnel", trusts, "--people", "people")
    assert done.json["title"] == "1 of 31 places stands out"
    assert "Far <b>Out</b> (higher)" in done.stdout
    assert "Far &lt;b&gt;Out&lt;/b&gt;" in (done.folder / "chart.svg").read_text()
    assert "<b>Out" not in done.report
    rows = done.json["charts"][0]["table"]["rows"]
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)
    assert rows[0][:3] == ["Far <b>Out</b>", "500", "60.0%"]


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["A,1,10", "A,2,10"], "row 3, column “place”: “A” stands here a second time"),
        (["A,1,10", "B,-2,10"], "row 3, column “events”: “-2” is below 0"),
        (["A,1,0"], "row 2, column “people”: “0” is not above 0"),
        (["A,1,10", "B,2,10"], "table.csv: 2 places are too few to compare: at least 3 are needed"),
        (["A,1,10", "B,2,10", "C,12,10"], "table.csv: C: the numerator is larger than the denominator"),
    ],
)
def test_wrong_places_are_refused_with_their_row(run, csv, lines, words):
    run("analyse", "funnel", csv("place,events,people", *lines), "--people", "people").refused(words)


def test_one_of_people_and_expected_is_needed(run, trusts):
    for options in ([], ["--people", "people", "--expected", "people"]):
        run("analyse", "funnel", trusts, *options).refused("Say --people COLUMN")


def test_a_column_of_another_name_is_guessed_and_its_option_told(run, csv):
    path = csv("place,events,peple", "A,1,10")
    run("analyse", "funnel", path, "--people", "people").refused("Did you mean “peple”?", "Name it with --people.")
