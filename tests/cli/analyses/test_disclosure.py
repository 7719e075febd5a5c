"""`throughline analyse disclosure`: what may be published, and what leaks."""

import pytest
from tests.analysis.data import FOLDER, needs_data

SAMPLE = FOLDER / "population" / "raking_sample2000.csv"
# Like SDC-01 of ../shared/data/evaluation/cases.json: three small numbers, each alone in its row.
GRID = [[20, 50, 10, 5], [5, 19, 22, 9], [17, 32, 12, 6]]


@needs_data
def test_a_table_of_people_is_protected_and_nothing_leaks(run):
    done = run("analyse", "disclosure", SAMPLE, "--rows", "region", "--columns", "eth")
    assert done.code == 0
    assert done.json["title"] == "Nothing small can be worked out"
    assert done.result["audit"]["leaks"] == []
    assert done.json["n"] == 2000
    assert done.json["warnings"][0].startswith("Publish protected.csv only.")
    lines = (done.folder / "protected.csv").read_text().splitlines()
    assert lines[0] == "region,Asian,Black,Mixed,Other,White,All"
    assert lines[-1].endswith(",2000")
    shown = {cell for line in lines[1:] for cell in line.split(",")[1:]}
    assert all(cell == "*" or int(cell) % 5 == 0 for cell in shown)


@pytest.fixture
def cells(csv):
    rows = [f"{'ABC'[i]},{'wxyz'[j]},{n}" for i, row in enumerate(GRID) for j, n in enumerate(row)]
    return csv("ward,answer,n", *rows)


def published(csv, told):
    """A table as somebody means to publish it: cells by `told`, and true totals."""
    rows = [f"{'ABC'[i]},{'wxyz'[j]},{told(n)}" for i, row in enumerate(GRID) for j, n in enumerate(row)]
    rows += [f"{'ABC'[i]},,{sum(row)}" for i, row in enumerate(GRID)]
    rows += [f",{'wxyz'[j]},{sum(column)}" for j, column in enumerate(zip(*GRID, strict=True))]
    return csv("ward,answer,shown", *rows, f",,{sum(map(sum, GRID))}", name="published.csv")


def test_hiding_only_small_numbers_gives_every_one_away(run, cells, csv):
    path = published(csv, lambda n: "*" if n < 8 else n)
    options = ["--rows", "ward", "--columns", "answer", "--count", "n", "--published", path]
    done = run("analyse", "disclosure", cells, *options)
    assert done.json["title"] == "Small numbers can be worked out"
    assert done.result["audit"]["recovered"] == 3
    # How many, and not which: the result beside a protected table must not tell what it hides.
    assert done.result["small_hidden_only"] == {"small": 3, "recovered": 3, "isolated": 0, "leaking": 3}
    assert "Do not publish these tables as they are" in done.stdout
    ways = [row[0] for row in done.json["charts"][0]["table"]["rows"]]
    assert ways == ["Only 1 to 7 hidden, all else exact", "Protected as here", "As in the published file"]
    assert [row[1] for row in done.json["charts"][0]["table"]["rows"]] == ["3", "0", "3"]


def test_what_is_published_must_be_true_and_known(run, cells, csv):
    options = ["--rows", "ward", "--columns", "answer", "--count", "n", "--published"]
    wrong = published(csv, lambda n: n + 1)
    run("analyse", "disclosure", cells, *options, wrong).refused(
        "published.csv, row 2, column “shown”: “21” is not true"
    )
    word = published(csv, lambda n: "few")
    run("analyse", "disclosure", cells, *options, word).refused("“few” is neither a whole number nor *")
    strange = csv("ward,answer,shown", "Z,w,5", name="published.csv")
    run("analyse", "disclosure", cells, *options, strange).refused("row 2, column “ward”: there is nobody of Z and w")


def test_rounded_numbers_are_read_as_ranges_and_left_out_ones_as_nothing(run, cells, csv):
    rounded = [f"{'ABC'[i]},{'wxyz'[j]},{5 * round(n / 5)}" for i, row in enumerate(GRID) for j, n in enumerate(row)]
    path = csv("ward,answer,shown", *rounded[1:], "A,w,..", name="published.csv")
    options = ["--rows", "ward", "--columns", "answer", "--count", "n", "--published", path, "--rounding", "5"]
    assert run("analyse", "disclosure", cells, *options).result["audit"]["leaks"] == []


def test_a_table_of_one_way_and_each_kind_of_totals(run, csv):
    people = csv("role", *["patient"] * 60, *["staff"] * 20, *["policy"] * 3)
    rounded = run("analyse", "disclosure", people, "--rows", "role")
    assert (rounded.folder / "protected.csv").read_text() == "role,patient,policy,staff,All\nPeople,60,*,20,85\n"
    derived = run("analyse", "disclosure", people, "--rows", "role", "--margins", "derived")
    assert (derived.folder / "protected.csv").read_text().endswith("60,*,20,85\n")
    none = run("analyse", "disclosure", people, "--rows", "role", "--margins", "none")
    assert (none.folder / "protected.csv").read_text() == "role,patient,policy,staff\nPeople,60,*,20\n"


def test_a_cell_that_stands_twice_or_is_no_count_is_refused(run, csv):
    options = ["--rows", "ward", "--columns", "answer", "--count", "n"]
    twice = csv("ward,answer,n", "A,x,9", "A,x,10")
    run("analyse", "disclosure", twice, *options).refused(
        "row 3, column “ward”: the cell of A and x stands here a second"
    )
    half = csv("ward,answer,n", "A,x,9.5")
    run("analyse", "disclosure", half, *options).refused("row 2, column “n”: “9.5” is not a whole number")
