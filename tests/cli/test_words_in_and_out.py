"""`import`, `analyse` and `export` on a file: the same actions as the pages, one line when something is wrong (A3)."""

import csv
import io
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest

from throughline.cli import failures, main
from throughline.programmes import actions

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

MAPPING = """
[mapping]
text = "Comment"
date = "Date"
[mapping.fixed]
constituency = "patients"
[source]
title = "Cards"
where_from = "Made up for a test"
licence = "None"
consent_basis = "Made up"
may_quote = true
"""
SUBJECTS = [
    "the ward was cold",
    "the food was cold",
    "the letter came late",
    "nobody told my family",
    "the nurse was kind",
]


class Done(NamedTuple):
    """What came of a command: its exit code, and what it printed."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def folder(tmp_path: Path, monkeypatch) -> Path:
    """Where the person works: a file of 40 comments, and its mapping."""
    rows = [["Comment", "Date"]] + [[f"In room {n} {SUBJECTS[n % 5]} again", "2026-03-01"] for n in range(40)]
    write_csv(tmp_path / "comments.csv", rows)
    (tmp_path / "mapping.toml").write_text(MAPPING)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def site(database, folder: Path, capsys) -> Callable[..., Done]:
    """`site(…)` types a command at a site with a draft programme “waiting-times”. In this process, since a process of
    its own takes a second and more; the first test has those."""
    organisation = actions.create_organisation(name="Board", by=None)
    actions.create_programme(organisation=organisation, title="Waiting times", question="Why?", by=None)

    def typed(*arguments: str) -> Done:
        capsys.readouterr()
        code = failures.run(main.throughline, list(arguments))
        return Done(code, *capsys.readouterr())

    return typed


def write_csv(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)


def bring(site, name: str = "comments.csv", *more: str):
    return site("import", "comments", name, "--programme", "waiting-times", "--mapping", "mapping.toml", *more)


def test_a_file_comes_in_is_analysed_and_goes_out(site, throughline, database, folder: Path):
    site = partial(throughline, DATABASE_URL=database.url)
    done = bring(site)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("40 texts are in, 0 rows were left out.")
    found = site("analyse", "themes", "--programme", "waiting-times", "--seed", "7")
    assert found.returncode == 0, found.stderr
    assert found.stdout.startswith("40 texts in ")
    assert "Seed 7, input " in found.stdout
    out = site("export", "activity", "--programme", "waiting-times", "--out", "out")
    assert out.returncode == 0, out.stderr
    (archive,) = (folder / "out").glob("imports-*.zip")
    with zipfile.ZipFile(archive) as opened:
        tables = {
            name: list(csv.reader(io.StringIO(opened.read(name).decode("utf-8-sig")))) for name in opened.namelist()
        }
    assert any("dictionary" in name for name in tables)
    assert max(len(rows) for rows in tables.values()) >= 41
    assert not list((folder / "out").glob(".*"))


def test_the_same_seed_over_the_same_words_gives_the_same_groups(site):
    assert bring(site).returncode == 0
    runs = [site("analyse", "themes", "--programme", "waiting-times", "--seed", "3").stdout for _ in range(2)]
    kept = [[line for line in run.splitlines() if line.startswith(("Groups", "Stand", "Rare"))] for run in runs]
    inputs = [run.split("input ")[1][:12] for run in runs]
    assert kept[0] == kept[1]
    assert inputs[0] == inputs[1]


def test_the_same_file_twice_is_refused_unless_asked_for(site):
    assert bring(site).returncode == 0
    again = bring(site)
    assert again.returncode == 2
    assert "already" in again.stderr
    assert bring(site, "comments.csv", "--again").returncode == 0


def test_a_bad_row_is_named_and_nothing_is_stored(site, folder: Path):
    write_csv(folder / "bad.csv", [["Comment", "Date"], ["Good words here", "2026-03-01"], ["More words", "not a day"]])
    done = bring(site, "bad.csv")
    assert done.returncode == 2
    assert "3" in done.stderr
    assert "Traceback" not in done.stderr
    skipped = bring(site, "bad.csv", "--skip-problems")
    assert skipped.stdout.startswith("1 texts are in, 1 rows were left out.")


def test_what_is_named_wrongly_is_said_in_one_line(site, folder: Path):
    (folder / "broken.toml").write_text("[mapping")
    wrong = [
        (
            ["import", "comments", "comments.csv", "--programme", "nope", "--mapping", "mapping.toml"],
            "no programme called",
        ),
        (
            ["import", "comments", "comments.csv", "--programme", "waiting-times", "--mapping", "broken.toml"],
            "mapping file",
        ),
        (["analyse", "themes", "--programme", "nope"], "There are: waiting-times"),
        (["export", "activity", "--out", "out"], "Name one activity"),
        (["export", "activity", "nope", "--out", "out"], "no activity with the reference"),
    ]
    for arguments, words in wrong:
        done = site(*arguments)
        assert done.returncode == 2, arguments
        assert words in done.stderr
        assert len(done.stderr.splitlines()) == 1


def test_too_few_words_to_group_all_stand_alone(site, folder: Path):
    write_csv(folder / "few.csv", [["Comment", "Date"], ["Only a few words here", "2026-03-01"]])
    assert bring(site, "few.csv").returncode == 0
    done = site("analyse", "themes", "--programme", "waiting-times")
    assert done.returncode == 0
    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert "Groups: 0" in lines
    assert "Stand alone: 1" in lines
