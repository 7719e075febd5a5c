"""`throughline analyse did` on the California tobacco panel and on wrong files."""

import pytest
from tests.analysis.data import FOLDER, needs_data

PROP99 = FOLDER / "evaluation" / "did" / "california_prop99.csv"
COLUMNS = ["--place", "State", "--when", "Year", "--value", "PacksPerCapita", "--changed", "treated"]


@needs_data
def test_california_gives_the_published_difference(run):
    """Expected: DID-01 of ../shared/data/evaluation/cases.json."""
    done = run("analyse", "did", PROP99, *COLUMNS)
    assert done.code == 0
    assert done.result["estimate"] == pytest.approx(-27.34911108, abs=1e-6)
    assert done.result["p"] == pytest.approx(0.1026, abs=1e-3)
    assert done.json["title"] == "No clear difference from other places"
    assert done.json["n"] == 39
    assert [c["file"] for c in done.json["charts"]] == ["chart-course.svg", "chart-moments.svg"]
    assert "pretending the change in each other place" in done.report


@needs_data
@pytest.mark.parametrize(("method", "expected"), [("synthetic", -19.51), ("synthetic-difference", -15.605)])
def test_mixtures_give_their_numbers_and_what_they_are_made_of(run, method, expected):
    """Expected: ../shared/methods/evaluation.md section 2."""
    done = run("analyse", "did", PROP99, *COLUMNS, "--method", method)
    assert done.result["estimate"] == pytest.approx(expected, abs=5e-3)
    assert "What the mixture is made of" in done.report


@needs_data
def test_a_pretended_law_leaves_the_years_after_it_out(run):
    done = run("analyse", "did", PROP99, *COLUMNS, "--pretend", "8")
    assert done.result["periods"][-1] == "1988"
    assert done.result["start"] == 11


@pytest.fixture
def rows():
    return [f"{p},{t},{i + t}.5,{int(p == 'b' and t > 3)}" for i, p in enumerate("abcd") for t in range(1, 7)]


def test_different_starts_have_the_event_study_alone(run, csv, rows):
    late = [row[:-1] + "1" if row.startswith("c,6") else row for row in rows]
    done = run("analyse", "did", csv("place,when,value,changed", *late))
    assert [c["file"] for c in done.json["charts"]] == ["chart.svg"]
    assert done.result["start"] is None


def test_days_sort_in_time_however_they_are_written(run, csv):
    days = [(day, month) for month in (5, 4, 3, 2) for day in (1, 20)]
    rows = [f"{p},{d}/0{m}/2026,{m}.{i},{int(p == 'b' and m > 3)}" for i, p in enumerate("abc") for d, m in days]
    done = run("analyse", "did", csv("place,when,value,changed", *rows))
    assert done.result["periods"][:3] == ["2026-02-01", "2026-02-20", "2026-03-01"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda r: [*r, r[3]], ["row 26", "column “when”", "a in 4 stands in row 5 already"]),
        (lambda r: ["a,one,1,0", *r[1:]], ["row 2", "column “when”", "“one” is not a number or a date"]),
        (lambda r: [r[0], "a,2024-05,1,0", *r[2:]], ["row 3", "“2024-05” is not a whole number"]),
        (lambda r: ["a,1,much,0", *r[1:]], ["row 2", "column “value”", "not a number"]),
        (lambda r: ["a,1,1,maybe", *r[1:]], ["row 2", "column “changed”", "neither yes nor no"]),
        (lambda r: r[1:], ["rows are missing (a in 1)"]),
        (lambda r: [row[:-1] + "0" for row in r], ["no place has the change"]),
    ],
)
def test_a_wrong_file_gets_one_line(run, csv, rows, change, words):
    run("analyse", "did", csv("place,when,value,changed", *change(rows))).refused(*words)
