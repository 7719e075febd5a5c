"""`throughline design choices` on a plan as a newcomer would write it."""

import csv
import tomllib
from pathlib import Path

import pytest

PLAN = """
tasks = 9
blocks = 3
rules = ["if who = nurse then wait < 30"]

[[attributes]]
name = "wait"
levels = [7, 14, 60]
coding = "linear"
prior = -0.02
spread = 0.01
better = "earlier"

[[attributes]]
name = "who"
levels = ["doctor", "nurse", "pharmacist"]
prior = [-0.2, -0.4]

[[attributes]]
name = "cost"
levels = [0, 10, 25]
coding = "linear"
prior = -0.05

[[alternatives]]
name = "A"

[[alternatives]]
name = "B"

[[alternatives]]
name = "Neither"
opt_out = true
constant = -1

[search]
starts = 4
rounds = 0
draws = 16
"""


@pytest.fixture
def plan(tmp_path: Path):
    def written(text: str = PLAN) -> Path:
        path = tmp_path / "plan.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return written


def test_a_design_is_written_as_tasks_a_result_and_a_report(run, plan):
    done = run("design", "choices", plan())
    assert done.code == 0, done.stderr
    assert done.stdout.startswith("9 tasks with a D-error of")
    with (done.folder / "tasks.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 27
    assert {r["block"] for r in rows} == {"1", "2", "3"}
    assert all(r["wait"] == r["who"] == "" for r in rows if r["alternative"] == "Neither")
    assert not any(r["who"] == "nurse" and float(r["wait"]) >= 30 for r in rows)
    assert done.result["audit"]["people"] > 0
    assert done.result["error_fresh_draws"] > 0
    for words in ("How often each level is shown", "People needed", "what balance costs", "Utility balance"):
        assert words in done.report
    assert {one["file"] for one in done.json["charts"]} == {"chart-balance.svg", "chart-people.svg"}


def test_a_plan_without_priors_has_no_chart_of_people(run, plan):
    text = (
        PLAN.replace("prior = -0.02\n", "")
        .replace("spread = 0.01\n", "")
        .replace("prior = [-0.2, -0.4]\n", "")
        .replace("prior = -0.05\n", "")
    )
    done = run("design", "choices", plan(text.replace("constant = -1", "constant = 0")))
    assert done.code == 0, done.stderr
    assert [one["file"] for one in done.json["charts"]] == ["chart.svg"]
    assert "ask a few people first" in " ".join(done.json["warnings"])


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("tasks = 9", "tasks = ", ("this is not a TOML file", "line 2")),
        ("tasks = 9", "tusks = 9", ("plan.toml: the plan has “tusks”",)),
        ("tasks = 9", "tasks = 2", ("plan.toml", "2 tasks")),
        ("wait < 30", "weight < 30", ("plan.toml", "does not begin with an attribute")),
        ("starts = 4", "starts = 0", ("plan.toml", "at least one start")),
    ],
)
def test_a_wrong_plan_is_one_line(run, plan, old, new, words):
    assert old in PLAN
    run("design", "choices", plan(PLAN.replace(old, new))).refused(*words)


def test_a_file_that_is_no_plan_is_one_line(run, plan, tmp_path):
    run("design", "choices", tmp_path / "none.toml").refused("there is no such file")
    path = plan()
    path.write_bytes(b"name = '\xff'")
    run("design", "choices", path).refused("not written in UTF-8")


def test_the_plan_is_what_the_manual_shows():
    """docs/analysis.md shows a whole plan; it must be one."""
    from throughline.analysis.choices.design.spec import plan_of

    manual = (Path(__file__).parents[3] / "docs" / "analysis.md").read_text(encoding="utf-8")
    shown = manual.split("## A plan for a choice experiment")[1].split("```toml\n")[1].split("```")[0]
    found, _ = plan_of(tomllib.loads(shown))
    assert found.tasks > 0
