"""`throughline analyse pathway` as a patient group would use it."""

from pathlib import Path

import pytest
from tests.cli.analyses.test_documented_keys import keys_told

FORM = (Path(__file__).parents[3] / "examples" / "analysis" / "pathway.toml").read_text(encoding="utf-8")


@pytest.fixture
def toml(tmp_path):
    def written(text):
        path = tmp_path / "clinic.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return written


def test_a_changed_pathway_is_told_in_words_first(run, toml):
    done = run("analyse", "pathway", toml(FORM), "--runs", 40)
    assert done.code == 0
    assert done.stdout.startswith("With “a second person at reception” a person waits on average ")
    assert "In group “interpreter”:" in done.stdout
    found = done.result
    assert set(found) | set(found["now"]) <= keys_told("What stands in `result`", "analyse pathway")
    assert found["differences"]["wait"]["high"] < 0
    assert found["now"]["record"]["steps"][2]["source"] == "a guess of the nurses; time it"
    assert found["changed"]["record"]["teams"][0]["size"] == 2
    assert {one.name for one in done.folder.iterdir()} == {
        "chart-differences.svg",
        "chart-waits.svg",
        "report.html",
        "result.json",
    }
    assert "a guess of the nurses; time it" in done.report
    assert "STRESS-DES" in done.report


def test_a_pathway_alone_is_simulated_with_its_seed(run, toml):
    alone = toml(FORM.split("[changed]")[0])
    one, two, three = (run("analyse", "pathway", alone, "--runs", 40, "--seed", seed) for seed in (1, 1, 2))
    assert one.json == two.json
    assert one.result["everybody"] != three.result["everybody"]
    assert one.stdout.startswith("A typical person waits ")
    assert {one.name for one in one.folder.iterdir()} == {"chart.svg", "report.html", "result.json"}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("people = 1\n", "people = 0\n", ["clinic.toml: team “reception” needs at least 1 person"]),
        ("nurse = 96", "nurse = 80", ["clinic.toml: step “check-in”: the shares", "sum to 0.84, not to 1"]),
        ("leave = 65", "pharmacy = 65", ["step “nurse” speaks of step “pharmacy”"]),
        ("{mean = 14, sd = 8}", "-14", ["steps.nurse.minutes", "above 0, not -14"]),
        ("[teams.reception]", "[teams.reception", ["clinic.toml, row 9: this is not TOML"]),
        ("patients' group", "\N{LATIN SMALL LETTER E WITH ACUTE}", []),
    ],
)
def test_a_wrong_form_is_one_line(run, toml, old, new, words):
    assert old in FORM
    path = toml(FORM.replace(old, new))
    if not words:
        path.write_bytes(path.read_text(encoding="utf-8").encode("latin-1"))
        words = ["clinic.toml", "not text in UTF-8"]
    run("analyse", "pathway", path).refused(*words)


def test_a_file_that_is_not_there_is_one_line(run, tmp_path):
    run("analyse", "pathway", tmp_path / "none.toml").refused("there is no such file")
