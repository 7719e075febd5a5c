"""`analyse delphi`, `pairs`, `ranking` and `budget` as somebody uses them who has a table."""

import pytest
from tests.analysis.data import FOLDER, needs_data

from throughline.analysis.panels import Definition

CHOICES = FOLDER / "choices"
ROUND = ["person,group,Letters,Parking", "a,staff,8,2", "b,staff,9,3", "c,patients,7,", "d,patients,8,9"]


def test_a_panel_of_two_rounds(run, csv):
    first, second = csv(*ROUND, name="one.csv"), csv(*ROUND[:-1], name="two.csv")
    done = run("analyse", "delphi", first, second, "--person", "person", "--group", "group", "--dated", "2026-01-31")
    assert done.code == 0, done.stderr
    assert done.result["final"] == {"Letters": "in", "Parking": "out"}
    assert done.json["title"] == "1 of 2 items are in"
    fingerprint = Definition(dated="2026-01-31").fingerprint
    assert fingerprint in done.stdout
    assert "ACCORD" in done.report
    assert {"chart-ratings.svg", "chart-medians.svg"} <= {one.name for one in done.folder.iterdir()}
    again = ["--person", "person", "--group", "group", "--dated", "2026-01-31", "--registered", fingerprint]
    assert not any("registered" in w for w in run("analyse", "delphi", first, second, *again).json["warnings"])


@needs_data
def test_a_real_panel(run):
    """Unisanté, round 2 as one round: the published median of the first item is 8 (case DEL-1)."""
    file = CHOICES / "delphiFT__dft2_data_clean.csv"
    options = ["--person", "record_id", "--items", "dft2_*_type1", "--no-stability", "--rule", "rand-ucla"]
    done = run("analyse", "delphi", file, *options)
    assert done.code == 0, done.stderr
    statistics = {s["item"]: s for s in done.result["rounds"][0]["statistics"]}
    assert (statistics["dft2_z_s1_type1"]["n"], statistics["dft2_z_s1_type1"]["median"]) == (22, 8)
    assert len(statistics) == 10


@pytest.mark.parametrize(
    ("lines", "options", "words"),
    [
        ([*ROUND, "e,staff,12,1"], [], ["table.csv", "row 6", "Letters", "12"]),
        ([*ROUND, "e,staff,x,1"], [], ["row 6", "Letters", "whole number"]),
        ([*ROUND, "a,staff,1,1"], [], ["row 6", "person", "second time"]),
        (ROUND, ["--scale", "nine"], ["--scale", "two whole numbers"]),
        (ROUND, ["--bands", "5,5"], ["apart"]),
        (ROUND, ["--at-least", "120"], ["percentage"]),
    ],
)
def test_wrong_panels_end_in_one_line(run, csv, lines, options, words):
    run("analyse", "delphi", csv(*lines), "--person", "person", "--group", "group", *options).refused(*words)


@needs_data
def test_a_real_wiki_survey(run):
    """Mercator, both questions: 1,172 votes, left chosen in 53.4% (methods/preferences.md section 4)."""
    file = CHOICES / "mercator_wikisurvey__votes_long.csv"
    done = run("analyse", "pairs", file, "--voter", "session", "--group", "question")
    assert done.code == 0, done.stderr
    assert done.json["n"] == 1172
    assert set(done.result) == {"scores", "position", "groups"}
    assert "The left was chosen in 53.4% of votes" in done.report
    assert len(done.json["charts"][0]["table"]["rows"]) == 20


def test_strengths_and_ties(run, csv):
    votes = csv("left,right,winner", *["a,b,a"] * 6, *["b,a,b"] * 2, "a,b,")
    done = run("analyse", "pairs", votes, "--method", "strengths")
    assert done.result["strengths"]["items"][0]["estimate"] == pytest.approx(0.5 * 1.0986, abs=1e-3)
    assert done.result["strengths"]["tie"] is not None


@pytest.mark.parametrize(
    ("rows", "options", "words"),
    [
        (["a,b,c"], [], ["row 2", "winner", "“c” was not shown"]),
        (["a,a,a"], [], ["row 2", "right", "against itself"]),
        (["a,b,a"], ["--method", "strengths"], ["won, or lost, every time"]),
        (["a,b,a"], ["--prior", "1"], ["--prior is for"]),
        (["a,b,a"], ["--voter", "who"], ["no column “who”"]),
    ],
)
def test_wrong_votes_end_in_one_line(run, csv, rows, options, words):
    run("analyse", "pairs", csv("left,right,winner", *rows), *options).refused(*words)


def test_a_ranking(run, csv):
    ballots = csv("n,a,b,c", "4,1,2,3", "3,3,1,2", "2,2,3,1", "1,1,1,")
    done = run("analyse", "ranking", ballots, "--count", "n")
    assert done.code == 0, done.stderr
    assert (done.json["n"], done.result["condorcet"]) == (10, None)
    assert "No option wins every duel" in done.json["warnings"][0]
    run("analyse", "ranking", csv("a,b", "1,0")).refused("row 2", "column “b”", "below 1")
    run("analyse", "ranking", csv("a", "1")).refused("2 to 200 options")


PROJECTS = ["project,cost", *(f"{side}{i},20" for side in "ab" for i in range(1, 6))]
VOTES = ["vote,area", *['"a1,a2,a3,a4,a5",north'] * 60, *['"b1,b2,b3,b4,b5",south'] * 40]


def test_a_budget(run, csv):
    """Case PB-1."""
    files = csv(*PROJECTS, name="projects.csv"), csv(*VOTES, name="votes.csv")
    done = run("analyse", "budget", *files, "--budget", "100", "--group", "area")
    assert done.code == 0, done.stderr
    assert done.result["outcome"]["chosen"] == ["a1", "a2", "a3", "b1", "b2"]
    assert done.result["usual"]["chosen"] == ["a1", "a2", "a3", "a4", "a5"]
    assert [g["covered"] for g in done.result["usual_representation"]["groups"]] == [0.6, 1.0, 0.0]
    assert "Its 60 supporters had 0.00 left" in done.report


@pytest.mark.parametrize(
    ("projects", "votes", "budget", "words"),
    [
        ([*PROJECTS, "c,-3"], VOTES, "100", ["projects.csv", "row 12", "cost", "above 0"]),
        ([*PROJECTS, "c,much"], VOTES, "100", ["row 12", "must be a number"]),
        (PROJECTS, [*VOTES, "z9,north"], "100", ["votes.csv", "row 102", "vote", "“z9” is not a project"]),
        (PROJECTS, [*VOTES, '"a1,a1",north'], "100", ["row 102", "twice"]),
        (PROJECTS, VOTES, "0", ["the budget must be above 0"]),
    ],
)
def test_wrong_budgets_end_in_one_line(run, csv, projects, votes, budget, words):
    files = csv(*projects, name="projects.csv"), csv(*votes, name="votes.csv")
    run("analyse", "budget", *files, "--budget", budget).refused(*words)


PABULIB = [
    "META",
    "key;value",
    "budget;100",
    "vote_type;approval",
    "PROJECTS",
    "project_id;cost;name",
    *(f"{side}{i};20;a name" for side in "ab" for i in range(1, 6)),
    "VOTES",
    "voter_id;district;vote",
    *(f"{v};north;a1,a2,a3,a4,a5" for v in range(60)),
    *(f"{v};south;b1,b2,b3,b4,b5" for v in range(60, 100)),
]


def test_a_file_of_pabulib(run, csv):
    done = run("analyse", "budget", csv(*PABULIB, name="town.pb"), "--group", "district")
    assert done.code == 0, done.stderr
    assert done.result["outcome"]["chosen"] == ["a1", "a2", "a3", "b1", "b2"]
    assert [g["group"] for g in done.result["representation"]["groups"]] == ["everybody", "north", "south"]


@pytest.mark.parametrize(
    ("lines", "options", "words"),
    [
        ([*PABULIB, "100;north;zz"], [], ["town.pb", "row 119", "vote", "“zz” is not a project"]),
        ([*PABULIB, "100"], [], ["row 119", "vote", "missing"]),
        ([one for one in PABULIB if one != "budget;100"], [], ["no budget"]),
        ([one.replace("approval", "cumulative") for one in PABULIB], [], ["cumulative", "only approvals"]),
        ([*PABULIB[:7], *PABULIB[6:]], [], ["project_id stands twice"]),
        (PABULIB[:5], [], ["no part PROJECTS"]),
        (PABULIB, ["--group", "age"], ["age", "missing"]),
    ],
)
def test_wrong_files_of_pabulib_end_in_one_line(run, csv, lines, options, words):
    run("analyse", "budget", csv(*lines, name="town.pb"), *options).refused(*words)


def test_two_tables_need_a_budget(run, csv):
    files = csv(*PROJECTS, name="projects.csv"), csv(*VOTES, name="votes.csv")
    run("analyse", "budget", *files).refused("--budget says how much money there is")
