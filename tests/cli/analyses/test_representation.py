"""`throughline analyse representation` on a sample and the census."""

import csv as standard
import json

import pytest
from tests.analysis.data import FOLDER, needs_data

POPULATION = FOLDER / "population"
SAMPLE = POPULATION / "raking_sample2000.csv"
CENSUS = POPULATION / "uk12_region_sex_age5.csv"


@needs_data
def test_a_sample_beside_the_census_says_who_is_missing(run):
    done = run("analyse", "representation", SAMPLE, "--population", CENSUS, "--group", "region", "--group", "sex")
    assert done.code == 0
    assert done.json["title"] == "Heard less than their share: Northern Ireland, Wales, Male"
    groups = {group["name"]: group for group in done.result["sex"]["groups"]}
    # Source of the totals: REP-04 of cases.json (ONS and NRS: 67,008,382 people).
    assert groups["Male"]["expected"] == pytest.approx(_men() / 67_008_382, rel=1e-6)
    assert groups["Male"]["standing"] == "under"
    assert sorted(one.name for one in done.folder.glob("*.svg")) == ["chart-region.svg", "chart-sex.svg"]
    assert "exact numbers of people" in done.report
    census, sample = done.json["inputs"]
    assert (census["file"], census["rows"], census["columns"]) == (CENSUS.name, 456, ["region", "n", "sex"])
    assert (sample["file"], sample["rows"], sample["columns"]) == (SAMPLE.name, 2000, ["region", "sex"])


def _men():
    with CENSUS.open() as file:
        return sum(int(row["n"]) for row in standard.DictReader(file) if row["sex"] == "Male")


@needs_data
def test_raking_to_four_margins_gives_the_published_weights(run, tmp_path):
    """Expected: R survey::rake, REP-01 of ../shared/data/evaluation/cases.json."""
    targets = json.loads((POPULATION / "raking_targets.json").read_text())
    options = ["--rake", "--people", "people"]
    for name, groups in targets.items():
        path = tmp_path / f"{name}.csv"
        with path.open("w", newline="") as file:
            standard.writer(file).writerows([(name, "people"), *groups.items()])
        options += ["--group", name, "--population", path]
    done = run("analyse", "representation", SAMPLE, *options)
    weights = done.result["weights"]
    assert weights["design_effect"] == pytest.approx(1.557819, abs=1e-5)
    assert weights["effective_n"] == pytest.approx(1283.847, abs=0.01)
    assert (min(weights["weights"]), max(weights["weights"])) == pytest.approx((0.265539, 7.893538), abs=1e-5)
    written = (done.folder / "weights.csv").read_text().splitlines()
    assert written[0] == "row,weight"
    assert written[1].split(",")[0] == "2"
    assert len(written) == 2001


@pytest.fixture
def places(csv):
    return csv("county,n", "North,100", "North,200", "South,300", name="people.csv")


def test_names_may_differ_and_rows_of_a_group_are_added_up(run, csv, places):
    people = csv("where,told", *["North,1"] * 10, *["South,5"] * 29, ",4")
    options = ["--population", places, "--group", "where=county", "--contributions", "told"]
    done = run("analyse", "representation", people, *options)
    north, south = done.result["where"]["groups"]
    assert (north["expected"], south["expected"]) == (0.5, 0.5)
    assert (north["n"], done.result["where"]["unknown"]) == (10, 1)
    assert done.result["concentration"]["contributions"] == 10 + 5 * 29 + 4
    assert "The busiest tenth of 40 people" in done.report


def test_a_majority_does_not_drown_a_minority(run, csv):
    """methods/evaluation.md section 5: 770 of 900 and 16 of 100 agree; pooled 79%."""
    living = csv("part,n", "North,900", "South,100", name="people.csv")
    rows = ["North,yes"] * 770 + ["North,no"] * 130 + ["South,yes"] * 16 + ["South,no"] * 84 + ["South,", ",yes"]
    options = ["--population", living, "--group", "part", "--agree", "view"]
    done = run("analyse", "representation", csv("part,view", *rows), *options)
    found = done.result["consensus by part"]
    assert (found["verdict"], found["least"]) == ("divided", "South")
    assert found["pooled"]["estimate"] == pytest.approx(0.786)
    assert found["groups"]["South"]["n"] == 100
    assert "Groups are divided. South agrees least: 16%" in done.report
    chart = done.json["charts"][1]
    assert chart["title"] == "Groups are divided"
    assert [row[0] for row in chart["table"]["rows"]] == ["South", "North"]


def test_a_vote_that_nobody_cast_is_refused(run, csv, places):
    people = csv("county,view", "North,", ",yes")
    options = ["--population", places, "--group", "county", "--agree", "view"]
    run("analyse", "representation", people, *options).refused("column “view”", "nobody whose group is known")


@needs_data
def test_the_slope_runs_from_the_least_to_the_most_deprived(run, csv):
    """Rates of 2 to 6 per 100,000 of the people of each quintile of England: equal steps, so the slope is exact."""
    quintiles = POPULATION / "imd2025_quintile_pop_by_region_England.csv"
    with quintiles.open() as file:
        living = {str(i): 0 for i in range(1, 6)}
        for row in standard.DictReader(file):
            living[row["quintile"]] += int(row["n"])
    people = csv("quintile,x", *(f"{q},1" for q, n in living.items() for _ in range(round(n * (7 - int(q)) / 100_000))))
    options = ["--population", quintiles, "--group", "quintile", "--deprivation", "quintile"]
    done = run("analyse", "representation", people, *options)
    assert done.result["slope"]["sii"] == pytest.approx(0.05, rel=0.01)
    assert "From the least to the most deprived the rate changes by +0.05 (likely between" in done.report
    assert done.result["slope"]["n"] == done.json["n"]


@pytest.mark.parametrize(
    ("lines", "options", "words"),
    [
        (["North", "Northern"], [], "table.csv, row 3, column “county”: “Northern” is none of North, South"),
        (["North", ""], ["--rake"], "table.csv, row 3, column “county”: the cell is empty"),
        (["North"], ["--rake"], "Nobody in the sample is South (county)"),
        (["North"], ["--group", "sex"], "people.csv, row 1: no population table has a column “sex”"),
        (["North"], ["--people", "number"], "people.csv, row 1: there is no column “number”", ),
        (["North"], ["--deprivation", "county"], "--deprivation names a --group whose groups are numbers"),
        (["North", "South"], ["--rake", "--cap", "0.5"], "--cap"),
    ],
)  # fmt: skip
def test_wrong_samples_and_populations_are_refused(run, csv, places, lines, options, words):
    people = csv("county,x", *(f"{line},1" for line in lines))
    done = run("analyse", "representation", people, "--population", places, "--group", "county", *options)
    assert done.code == 2
    assert words in done.stderr
    assert not done.folder.exists()
