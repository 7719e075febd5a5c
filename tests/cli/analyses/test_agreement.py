"""`throughline analyse agreement` on ratings and codes."""

import pytest
from tests.analysis.data import FOLDER, needs_data

from throughline.analysis.agreement import cohen, krippendorff

ANXIETY = FOLDER / "choices" / "irr__anxiety.csv"


@needs_data
def test_three_raters_of_twenty_people_agree_little(run):
    """The anxiety ratings of the R package irr: the command gives what the library gives on its columns."""
    done = run("analyse", "agreement", ANXIETY, "--scale", "ordinal", "--seed", "4")
    assert done.code == 0
    rows = [list(map(float, line.split(","))) for line in ANXIETY.read_text().splitlines()[1:]]
    expected = krippendorff(list(zip(*rows, strict=True)), scale="ordinal", seed=4)
    assert done.result["All codes together"]["coefficient"] == pytest.approx(expected.coefficient)
    assert done.json["seed"] == 4
    assert done.json["title"] == "Agreement is low"
    assert "Coders: rater1, rater2, rater3." in done.report


@pytest.fixture
def codes(csv):
    rows = [f"{i},{'ab'[i % 2]},{'ab'[i % 2] if i % 5 else 'a'},{'c' if i == 7 else ''}" for i in range(40)]
    return csv("item,human_1,human_2,machine", *rows)


def test_each_code_has_an_agreement_of_its_own(run, codes):
    done = run("analyse", "agreement", codes, "--item", "item", "--coders", "human_*")
    assert list(done.result) == ["All codes together", "a", "b"]
    assert done.json["n"] == 40
    first, second = ([line.split(",")[i] for line in codes.read_text().splitlines()[1:]] for i in (1, 2))
    kappa = run("analyse", "agreement", codes, "--item", "item", "--coders", "human_*", "--measure", "cohen")
    assert kappa.result["All codes together"]["coefficient"] == pytest.approx(cohen(first, second).coefficient)
    fleiss = run("analyse", "agreement", codes, "--item", "item", "--coders", "human_*", "--measure", "fleiss")
    assert fleiss.result["All codes together"]["name"] == "Fleiss' kappa"


def test_sets_of_codes_are_split_at_semicolons(run, csv):
    rows = [f"food; cost,{'cost ;food' if i % 3 else 'food'}" if i % 2 else "staff,staff" for i in range(40)]
    done = run("analyse", "agreement", csv("one,two", *rows), "--scale", "sets")
    assert sorted(done.result) == ["All codes together", "cost", "food", "staff"]
    assert done.result["staff"]["coefficient"] == 1
    assert done.result["All codes together"]["coefficient"] < 1


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--coders", "robot_*"], "row 1: there are no columns like “robot_*”"),
        (["--coders", "human_1"], "two or more columns of coders are needed"),
        (["--coders", "*", "--measure", "cohen"], "Cohen's kappa is of 2 coders, not 3"),
        (["--measure", "fleiss"], "row 2, column “machine”: Fleiss' kappa needs a code of every coder"),
        (["--scale", "interval"], "row 2, column “human_1”: “a” is not a number"),
        (["--measure", "fleiss", "--scale", "ordinal"], "--scale is for --measure alpha"),
        (["--weights", "linear"], "--weights are for --measure cohen"),
    ],
)
def test_what_cannot_be_measured_is_refused(run, codes, options, words):
    run("analyse", "agreement", codes, "--item", "item", *options).refused(words)


def test_one_code_only_says_nothing_about_agreement(run, csv):
    run("analyse", "agreement", csv("a,b", "x,x", "x,x")).refused("table.csv: only one code was used")
