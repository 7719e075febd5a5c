"""`throughline analyse opinions` on published exports and on tables of votes."""

import numpy as np
import polars as pl
import pytest
from tests.analysis.data import FOLDER, needs_data
from tests.analysis.opinions.conversations import planted
from tests.analysis.opinions.published import LAND_BANK, case
from tests.cli.analyses.test_documented_keys import keys_told

from throughline.analysis.opinions.exact import exact_map
from throughline.analysis.opinions.votes import Votes
from throughline.cli.analyses.conversations import read
from throughline.cli.analyses.files import Form
from throughline.cli.analyses.running import Work

EXPORTS = FOLDER / "opinions" / "exports"


@pytest.fixture
def folder(tmp_path):
    """An exported conversation of two planted groups: votes with times, in disorder; words with commas and lines."""
    people, statements, votes, _ = planted(n=120, m=20, density=0.8, sizes=(0.5, 0.5), contrast=2.5)
    rows = [f"{5000 + i},monday,{s},{p},{v}" for i, (p, s, v) in enumerate(zip(people, statements, votes, strict=True))]
    # Changed their mind: the later row stands first in the file.
    rows = ["9999999,monday,0,7,-1", *rows, "1,monday,0,7,1"]
    (tmp_path / "votes.csv").write_text("\n".join(["timestamp,datetime,comment-id,voter-id,vote", *rows]) + "\n")
    words = ["comment-id,author-id,moderated,comment-body"]
    words += [f'{s},1,{-1 if s == 3 else 0 if s == 4 else 1},"Buses, line\n{s}"' for s in range(20)]
    (tmp_path / "comments.csv").write_text("\n".join(words) + "\n")
    return tmp_path


def by_cell(votes):
    of = np.repeat(votes.participants, votes.per_participant).tolist()
    topics = votes.statements[votes.columns].tolist()
    return dict(zip(zip(of, topics, strict=True), votes.values.tolist(), strict=True))


def told(path, **names):
    asked = {"person": None, "statement": None, "vote": "vote", "statements": None, **names}
    return read(Work(Form(), 0), path, **asked)


@needs_data
def test_an_export_gives_the_votes_that_the_platform_ended_with():
    """votes.csv, in order of time, against the published final matrix; and the wide table of the same folder."""
    whole = told(EXPORTS / LAND_BANK)
    assert by_cell(whole.votes) == by_cell(case(LAND_BANK).votes)
    voted = set(whole.votes.statements.tolist())
    # One was rejected after the platform's output was taken.
    assert (set(whole.rejected) & voted) - set(case(LAND_BANK).truth["mod_out"]) == {272}
    assert len(whole.words) > 250


@needs_data
def test_the_wide_table_of_an_export_is_read_by_the_names_of_its_columns(tmp_path):
    wide = EXPORTS / LAND_BANK / "participants-votes.csv"
    frame = pl.read_csv(wide, infer_schema=False)
    frame.insert_column(1, pl.Series("xid", [f"x{i}" for i in range(frame.height)]))
    frame.write_csv(tmp_path / "participants-votes.csv")
    assert by_cell(told(tmp_path).votes) == by_cell(case(LAND_BANK).votes)


def test_both_modes_are_shown(run, folder):
    done = run("analyse", "opinions", folder)
    assert done.code == 0, done.stderr
    assert set(done.result) <= keys_told("What stands in `result`", "analyse opinions")
    assert sorted(done.result) == ["alike", "between", "chosen", "exact", "flags", "groups", "map"]
    assert done.json["n"] == 120
    assert {chart["file"] for chart in done.json["charts"]} == {
        "chart-map.svg", "chart-bridging.svg", "chart-agreed.svg", "chart-divided.svg", "chart-apart.svg",
        "chart-map-exact.svg", "chart-agreement-exact.svg",
    }  # fmt: skip
    tables = {chart["file"]: chart["table"] for chart in done.json["charts"]}
    assert tables["chart-apart.svg"]["headers"][1:] == ["Difference", "Lowest likely", "Highest likely"]
    assert len(tables["chart-apart.svg"]["rows"]) == len({row[0] for row in tables["chart-divided.svg"]["rows"]})
    assert done.result["groups"]["groups"] == 2
    assert "Buses, line" in done.report
    assert (
        "on 20 statements (1 left out, or about the conversation itself); 2 earlier votes were replaced" in done.report
    )
    # A statement that moderators took out is absent from the one map, and nought in the other.
    assert 3 not in done.result["map"]["statements"]["label"]
    out = dict(zip(*(done.result["exact"]["statements"][key] for key in ("id", "left_out")), strict=True))
    assert [s for s, left in out.items() if left] == [3]
    # The later vote of person 7 counts, wherever it stands.
    votes = told(folder).votes
    assert by_cell(votes)[7, 0] == -1


def test_strict_moderation_and_options_leave_more_out(run, folder):
    done = run("analyse", "opinions", folder, "--mode", "exact", "--strict", "--leave-out", "5", "--meta", "6")
    assert list(done.result) == ["exact"]
    statements = done.result["exact"]["statements"]
    assert {s for s, left in zip(statements["id"], statements["left_out"], strict=True) if left} == {3, 4, 5, 6}
    priority = dict(zip(statements["id"], statements["priority"], strict=True))
    assert priority[6] == 49
    run("analyse", "opinions", folder, "--leave-out", "77").refused("--leave-out 77", "no vote")


def test_the_own_result_of_one_person_is_told_when_asked(run, folder):
    done = run("analyse", "opinions", folder, "--mode", "default", "--own", "7")
    assert done.result["own"]["participant"] == 7
    assert done.result["own"]["sentences"][0].startswith("You voted on")
    assert done.result["own"]["sentences"][0] in done.report
    run("analyse", "opinions", folder, "--own", "x").refused("--own x", "has not voted")
    run("analyse", "opinions", folder, "--own", "7", "--mode", "exact").refused("--own is for the default mode")


def test_a_table_of_votes_gives_what_the_library_gives(run, tmp_path):
    people, statements, votes, _ = planted(n=60, m=30)
    frame = pl.DataFrame({"who": [f"p{p}" for p in people], "on": statements, "said": votes})
    frame.write_parquet(tmp_path / "votes.parquet")
    names = ("--person", "who", "--statement", "on", "--vote", "said")
    done = run("analyse", "opinions", tmp_path / "votes.parquet", *names, "--mode", "exact")
    assert done.code == 0, done.stderr
    expected = exact_map(Votes.from_columns(frame["who"], statements, votes))
    assert done.result["exact"]["participants"]["x"] == pytest.approx(expected.positions[:, 0].tolist())
    assert done.result["exact"]["participants"]["id"][0] == f"p{people[0]}"


def test_wrong_files_are_refused_in_one_line(run, csv, tmp_path):
    one = csv("participant,statement,vote", "1,1,1", "2,1,2")
    run("analyse", "opinions", one).refused("table.csv", "row 3", "“vote”", "“2” is above 1")
    run("analyse", "opinions", csv("participant,statement,vote", "1,1,")).refused("row 2", "the cell is empty")
    run("analyse", "opinions", csv("person,statement,vote", "1,1,1")).refused("row 1", "“participant”", "--person")
    run("analyse", "opinions", tmp_path / "nowhere.csv").refused("there is no such file")
    empty = tmp_path / "empty"
    empty.mkdir()
    run("analyse", "opinions", empty).refused("neither votes.csv nor participants-votes.csv")
    (empty / "participants-votes.csv").write_text("participant,group-id\n1,0\n")
    run("analyse", "opinions", empty).refused("no column is named by the number of a statement")
    good = csv("participant,statement,vote", "1,1,1", "2,1,-1", "2,2,0")
    run("analyse", "opinions", good, "--mode", "exact", "--engine", "spark://a").refused("dask://host:port")
    enough = csv("participant,statement,vote", *(f"{p},{s},{1 - (p + s) % 3}" for p in range(9) for s in range(5)))
    run("analyse", "opinions", enough, "--mode", "default", "--engine", "spark://a").refused("dask://host:port")
    run("analyse", "opinions", enough, "--mode", "exact", "--groups", "2").refused("--groups is for the default mode")
    words = csv("statement,text", "1,Buses", "two,Trains", name="words.csv")
    run("analyse", "opinions", good, "--statements", words).refused("words.csv", "row 3", "“two” is not a whole")


def test_of_votes_of_the_same_second_the_later_row_counts(tmp_path):
    rows = [f"7,{i % 5},{p},{1 if i < 500 else -1}" for i in range(1000) for p in (i % 100,)]
    (tmp_path / "votes.csv").write_text("\n".join(["timestamp,comment-id,voter-id,vote", *rows]) + "\n")
    votes = told(tmp_path / "votes.csv").votes
    assert set(votes.values.tolist()) == {-1}
    assert votes.participants[:3].tolist() == [0, 1, 2]
