"""`throughline analyse agreement` on ratings and codes."""

import pytest
from tests.analysis.data import FOLDER, needs_data
from tests.cli.analyses.test_documented_keys import keys_told

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


@needs_data
@pytest.mark.parametrize(
    ("options", "key", "value"),
    [
        (["--measure", "kendall"], "w", 0.53965688),
        (["--measure", "icc"], "estimate", 0.1979983),
        (["--measure", "icc", "--kind", "C,1"], "estimate", 0.2160494),
    ],
)
def test_ratings_that_go_together_are_told_as_irr_does(run, options, key, value):
    """Case AGR-1 of the reference set (irr: kendall and icc of anxiety)."""
    done = run("analyse", "agreement", ANXIETY, *options)
    assert done.result["All codes together"][key] == pytest.approx(value, abs=1e-7)
    assert (done.json["n"], done.json["title"]) == (20, "How far 3 raters agree")
    assert "Raters: rater1, rater2, rater3." in done.report
    assert set(done.result["All codes together"]) <= keys_told("What stands in `result`", "analyse agreement")


@needs_data
def test_lights_kappa_is_told_with_its_range(run):
    done = run("analyse", "agreement", ANXIETY, "--measure", "light", "--weights", "quadratic")
    found = done.result["All codes together"]
    assert found["name"] == "Light's kappa, quadratic weights"
    assert found["low"] < found["coefficient"] < found["high"]


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
        (["--measure", "light"], "row 2, column “machine”: Light's kappa needs a code of every coder"),
        (["--measure", "kendall"], "row 2, column “human_1”: “a” is not a number"),
        (["--measure", "fleiss", "--scale", "ordinal"], "--scale is for --measure alpha"),
        (["--weights", "linear"], "--weights are for --measure cohen and light"),
    ],
)
def test_what_cannot_be_measured_is_refused(run, codes, options, words):
    run("analyse", "agreement", codes, "--item", "item", *options).refused(words)


def test_one_code_only_says_nothing_about_agreement(run, csv):
    run("analyse", "agreement", csv("a,b", "x,x", "x,x")).refused("table.csv: only one code was used")
