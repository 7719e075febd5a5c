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


@pytest.fixture
def beside(csv):
    """The three further tables, each complete; `beside(staff=lines)` writes one of them otherwise."""
    told = {
        "consequences": (
            "who,what,unit,option,value,low,high,better,source",
            "patients,wait,minutes,as now,60,55,65,less,pilot",
            "patients,wait,minutes,calls,40,35,45,less,pilot",
            "patients,wait,minutes,reminders,58,52,64,less,pilot",
            "carbon,travel,kg,as now,9,,,,model",
            "carbon,travel,kg,calls,8,,,,model",
            "carbon,travel,kg,reminders,9,,,,model",
        ),
        "groups": (
            "group,people,draw,gain",
            *(f"most deprived fifth,300,{d},{0.001 + 0.0001 * (d % 5):.6f}" for d in range(50)),
            *(f"others,700,{d},{0.004 + 0.0001 * (d % 5):.6f}" for d in range(50)),
        ),
        "staff": (
            "name,kind,minutes,times,realised,cost_of_hour,hours_of_post,source",
            "overtime,cash,6,40000,0.5,50,1573,finance team",
            "back to care,capacity,3,40000,0.5,50,1573,finance team",
            "a calmer room,quality,1,40000,1,50,1573,finance team",
        ),
    }

    def options(**changed):
        files = {name: csv(*lines, name=f"{name}.csv") for name, lines in (told | changed).items()}
        return [part for name, path in files.items() for part in (f"--{name}", path)]

    return options


def test_consequences_groups_and_staff_time_stand_beside_the_ratio(run, drawn, beside):
    """Case ECO-05 of the evaluation reference set: 6 minutes × 40,000 × £50 an hour, half realised, 1,573 hours."""
    done = run("analyse", "value", drawn(), "--on", "2026-05-01", *beside())
    assert done.code == 0, done.stderr
    found = done.result
    assert set(found) <= keys_told("What stands in `result`", "analyse value")
    wait, travel = found["consequences"]["lines"]
    assert wait["against_first"] == {"calls": "better", "reminders": "not clearly different"}
    assert travel["against_first"] == {"calls": "less", "reminders": "not clearly different"}
    assert [g["share_of_people"] for g in found["by_group"]["groups"]] == [0.3, 0.7]
    assert found["by_group"]["warnings"][0] in done.json["warnings"]
    kinds = found["staff_time"]["by_kind"]
    assert kinds["cash"] == pytest.approx({"hours": 4000, "posts": 2.5429, "realised": 100_000}, abs=1e-4)
    assert (kinds["capacity"]["realised"], kinds["quality"]["realised"]) == (50_000, 0)
    assert {one["file"] for one in done.json["inputs"]} == {"table.csv", "consequences.csv", "groups.csv", "staff.csv"}
    titles = {one["file"]: one["title"] for one in done.json["charts"]}
    assert titles["chart-gains.svg"] == "A person of “others” gains most, one of “most deprived fifth” least"
    assert titles["chart-staff-time.svg"] == "£100,000 a year leaves the budget"
    for words in ("What each option does, for whom", "40 (35 to 45)", "Staff time that is saved", "finance team"):
        assert words in done.report
    assert done.report.index("What each option does") < done.report.index("Options by cost")


def test_each_further_table_may_come_alone(run, drawn, beside):
    options = beside()
    for i, key in enumerate(("consequences", "by_group", "staff_time")):
        found = run("analyse", "value", drawn(), "--on", "2026-05-01", *options[2 * i : 2 * i + 2]).result
        assert [k for k in ("consequences", "by_group", "staff_time") if k in found] == [key]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (
            {"consequences": ("who,what,unit,option,value,source", "a,b,c,calls,1,x")},
            "“b” (a) has no figure for option",
        ),
        (
            {"consequences": ("who,what,unit,option,value,source", "a,b,c,pills,1,x")},
            "consequences.csv, row 2, column “option”: “pills” is none of as now, calls, reminders",
        ),
        (
            {"consequences": ("who,what,unit,option,value,source", "a,b,c,calls,1,x", "a,b,c,calls,2,x")},
            "consequences.csv, row 3, column “option”: “b” (a) stands twice for “calls”",
        ),
        (
            {"consequences": ("who,what,unit,option,value,source", "a,b,kg,calls,1,x", "a,b,g,as now,2,x")},
            "consequences.csv, row 3, column “unit”: “g” differs from “kg” of the same consequence",
        ),
        (
            {"consequences": ("who,what,unit,option,value,low,high,source", "a,b,c,calls,1,2,3,x")},
            "column “value”: 1 does not lie between low, 2, and high, 3",
        ),
        (
            {"consequences": ("who,what,unit,option,value,low,high,source", "a,b,c,calls,1,,3,x")},
            "column “low”: is not given; give both ends of the range, or none",
        ),
        (
            {"consequences": ("who,what,unit,option,value,low,source", "a,b,c,calls,1,0,x")},
            "column “high”: is not given",
        ),
        ({"groups": ("group,people,draw,gain", "a,1,0,1", "a,2,1,1")}, "groups.csv, row 3, column “people”: 2 differs"),
        ({"groups": ("group,people,draw,gain", "a,1,0,1", "a,1,0,1")}, "row 3, column “draw”: draw 0 stands twice"),
        ({"groups": ("group,people,draw,gain", "a,1,0,1", "a,1,1,1")}, "for the same 2 or more groups"),
        (
            {"staff": ("name,kind,minutes,times,realised,cost_of_hour,hours_of_post,source", "x,cash,1,1,50,9,9,y")},
            "staff.csv, row 2, column “realised”: “50” is above 1",
        ),
        (
            {"staff": ("name,kind,minutes,times,realised,cost_of_hour,hours_of_post,source", "x,cash,1,1,1,9,9,")},
            "staff.csv, row 2, column “source”: the cell is empty",
        ),
    ],
)
def test_wrong_further_tables_are_one_line(run, drawn, beside, changed, words):
    run("analyse", "value", drawn(), "--on", "2026-05-01", *beside(**changed)).refused(words)
