"""`throughline analyse value` as a health economist would use it."""

import numpy as np
import pytest
from tests.cli.analyses.test_documented_keys import keys_told


@pytest.fixture
def drawn(csv):
    """400 draws of two options; calls are in the file before reminders."""
    rng = np.random.default_rng(1)
    rows = []
    for draw, (risk, price) in enumerate(zip(rng.normal(0.03, 0.01, 400), rng.normal(500, 40, 400), strict=True)):
        rows.append(f"as now,{draw},0,0,{risk:.6f}")
        rows.append(f"calls,{draw},{2 * price:.4f},{1.1 * risk:.6f},{risk:.6f}")
        rows.append(f"reminders,{draw},{price:.4f},{risk:.6f},{risk:.6f}")
    return lambda *more, skip=None: csv(
        "option,draw,cost,effect,risk", *(r for i, r in enumerate(rows) if i != skip), *more
    )


def test_options_are_compared_at_every_threshold_of_the_day(run, drawn):
    done = run("analyse", "value", drawn(), "--on", "2026-05-01", "--number", "risk")
    assert done.code == 0
    found = done.result
    assert set(found) <= keys_told("What stands in `result`", "analyse value")
    assert found["options"] == ["as now", "calls", "reminders"]
    assert [x["threshold"]["value"] for x in found["lines"]] == [15_000, 20_000, 30_000, 70_000]
    assert found["draws"] == done.json["n"] == 400
    assert [o["status"] for o in found["frontier"]] == ["frontier", "frontier", "frontier"]
    assert list(found["knowing"]) == ["risk"]
    assert "At £20,000 (NICE, lower end)" in done.stdout
    assert done.json["warnings"][0].startswith("Only 400 draws")
    assert "DHSC impact assessments" in done.report
    assert {one.name for one in done.folder.iterdir()} == {
        "chart-acceptability.svg",
        "chart-plane.svg",
        "report.html",
        "result.json",
    }


def test_the_order_of_rows_changes_nothing_and_first_is_what_is_asked(run, drawn, csv):
    path = drawn()
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    one = run("analyse", "value", path, "--on", "2026-05-01", "--first", "as now").result
    back = csv(header, *reversed(rows), name="back.csv")
    two = run("analyse", "value", back, "--on", "2026-05-01", "--first", "as now").result
    assert two["options"] == ["as now", "reminders", "calls"]
    assert {o["name"]: o["cost"] for o in one["frontier"]} == {o["name"]: o["cost"] for o in two["frontier"]}
    by_option = {x["option"]: x["ratio"] for x in two["against_first"]}
    assert {x["option"]: x["ratio"] for x in one["against_first"]} == pytest.approx(by_option)


def test_a_medicine_has_other_thresholds_from_april(run, drawn):
    for day, lower in (("2026-03-31", 20_000), ("2026-04-01", 25_000)):
        found = run("analyse", "value", drawn(), "--on", day, "--use", "medicine").result
        assert found["lines"][1]["threshold"]["value"] == lower


def test_another_unit_needs_a_threshold_of_its_own(run, drawn):
    arguments = (drawn(), "--on", "2026-05-01", "--unit", "fall avoided")
    run("analyse", "value", *arguments).refused("What one fall avoided may cost is not known: give it with --threshold")
    found = run("analyse", "value", *arguments, "--threshold", "900=our board, May").result
    assert [(x["threshold"]["value"], x["threshold"]["source"]) for x in found["lines"]] == [(900, "our board, May")]
    run("analyse", "value", *arguments, "--threshold", "cheap").refused("--threshold “cheap” must be an amount")
    more = run("analyse", "value", drawn(), "--on", "2026-05-01", "--threshold", "50000=a citizens' panel").result
    assert [x["threshold"]["value"] for x in more["lines"]] == [15_000, 20_000, 30_000, 50_000, 70_000]


def test_wrong_draws_are_one_line(run, drawn):
    arguments = ("--on", "2026-05-01")
    twice = drawn("as now,399,0,0,0.1")
    run("analyse", "value", twice, *arguments).refused("table.csv, row 1,202, column “option”: “as now” stands twice")
    missing = drawn(skip=4)
    run("analyse", "value", missing, *arguments).refused("row 6, column “option”: draw 1 has no row for “calls”")
    other = drawn("as now,400,0,0,0.1", "calls,400,1,1,0.1", "reminders,400,1,1,0.2")
    run("analyse", "value", other, *arguments, "--number", "risk").refused("row 1,204, column “risk”: differs")
    words = drawn("as now,400,free,0,0.1")
    run("analyse", "value", words, *arguments).refused("row 1,202, column “cost”: “free” is not a number")
    run("analyse", "value", drawn(), "--on", "May").refused("--on “May” must be a day written like 2026-03-31")
    run("analyse", "value", drawn(), *arguments, "--first", "pills").refused(
        "--first “pills” is no option of table.csv"
    )
