"""What every analysis has in common, on the quickest of them."""

import subprocess
import sys
import threading

import click
import pytest

from throughline.cli import failures
from throughline.cli.analyses import running
from throughline.cli.analyses.files import Form
from throughline.cli.analyses.groups import Found
from throughline.cli.analyses.reading import column
from throughline.cli.analyses.running import FILE, Work, analysis
from throughline.cli.main import throughline
from throughline.cli.progress import Progress


@pytest.fixture
def months(csv):
    return csv("month,value", *(f"{i},{10 + i % 3}" for i in range(14)))


def test_a_command_says_one_sentence_and_where_the_report_is(run, months):
    done = run("analyse", "spc", months)
    assert done.code == 0
    assert done.stdout == (
        "The latest value is within the usual ups and downs (0 of 14 points are flagged). "
        f"See {done.folder / 'report.html'}\n"
    )
    assert done.stderr == ""


def test_the_same_file_and_options_give_the_same_bytes(run, months):
    first, second = run("analyse", "spc", months), run("analyse", "spc", months)
    for name in ("result.json", "report.html", "chart.svg"):
        assert (first.folder / name).read_bytes() == (second.folder / name).read_bytes()


def test_an_earlier_result_is_replaced_only_when_told(run, months):
    done = run("analyse", "spc", months)
    again = run("analyse", "spc", months, "--target", "11", "--better", "increase", out=done.folder)
    assert again.code == 2
    assert "the folder is not empty" in again.stderr
    assert again.json["options"]["target"] is None
    assert run("analyse", "spc", months, "--target", "11", "--replace", out=done.folder).json["options"]["target"] == 11


def test_encoding_delimiter_and_source_reach_the_report(run, tmp_path):
    path = tmp_path / "t.txt"
    path.write_bytes("märz\tvalue\n".encode("cp1252") + b"x\t1\n" * 2)
    done = run("analyse", "spc", path, "--encoding", "cp1252", "--delimiter", "tab", "--source", "Trust board paper 7")
    assert done.code == 0
    assert "Trust board paper 7" in done.report
    for wrong in ("tabs", '"', "\n", "§"):
        run("analyse", "spc", path, "--delimiter", wrong).refused("--delimiter must be one character or “tab”")


def test_what_the_library_refuses_is_one_line_with_the_file(run, csv):
    run("analyse", "spc", csv("value", "1")).refused("table.csv: limits need at least 2 points")


def test_a_wrong_file_is_refused_before_anything_is_written(run, csv, tmp_path):
    run("analyse", "spc", tmp_path / "none.csv").refused("none.csv: there is no such file")
    done = run("analyse", "spc", csv("value", "1", "x"))
    done.refused("table.csv, row 3, column “value”: “x” is not a number")
    assert not done.folder.exists()


@analysis(seeded=True, tables=False)
@click.argument("file", type=FILE)
def slow_thing(work, file):
    """Read something of its own, then stop."""
    work.used(file)
    raise ValueError(f"seed {work.seed}, {work.inputs[0]['bytes']} bytes")


def test_a_command_may_read_files_of_its_own(capsys, tmp_path):
    spec = tmp_path / "spec.toml"
    spec.write_text("a = 1\n")
    assert slow_thing.name == "slow-thing"
    assert failures.run(slow_thing, [str(spec), "--out", str(tmp_path / "o"), "--seed", "3"]) == 2
    assert capsys.readouterr().err == "spec.toml: seed 3, 6 bytes\n"
    assert failures.run(slow_thing, [str(tmp_path / "none"), "--out", str(tmp_path / "o")]) == 2
    assert capsys.readouterr().err == f"{tmp_path / 'none'}: there is no such file\n"
    assert {option.name for option in slow_thing.params} == {"file", "out", "replace", "source", "seed"}


def test_long_work_says_how_far_it_is(monkeypatch):
    monkeypatch.setattr(running, "AFTER", 0.0)
    monkeypatch.setattr(running, "LOOK", 0.01)
    work, stop, said = Work(Form(), 0), threading.Event(), []

    def hear(_progress: Progress, *words: object) -> None:
        said.append(words)
        stop.set()

    monkeypatch.setattr(Progress, "__call__", hear)
    work.progress(3, 10, "fitting")
    work.tell(stop)
    assert said == [(3, 10, "fitting")]


def test_quick_work_says_nothing(capsys):
    stop = threading.Event()
    stop.set()
    Work(Form(), 0).tell(stop)
    assert capsys.readouterr() == ("", "")


def test_two_files_are_both_inputs(csv):
    work = Work(Form(), 0)
    work.read(csv("a", "1", name="x.csv"), column("a"))
    work.read(csv("b", "1", "2", name="y.csv"), column("b", kind="number"))
    assert [(one["file"], one["rows"], one["columns"]) for one in work.inputs] == [
        ("x.csv", 1, ["a"]),
        ("y.csv", 2, ["b"]),
    ]


def test_no_analysis_starts_the_framework(months, tmp_path):
    code = (
        "import sys; from throughline.cli.main import main\n"
        f"try: main(['analyse', 'spc', {str(months)!r}, '--out', {str(tmp_path / 'out')!r}])\n"
        "except SystemExit as end: assert end.code == 0\n"
        "sys.stderr.write(','.join(n for n in ('django', 'sklearn', 'scipy.stats') if n in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stderr == ""


def test_help_of_an_analysis_loads_no_numbers():
    code = (
        "import sys; from throughline.cli.main import main\n"
        "try: main(['analyse', '--help'])\n"
        "except SystemExit: pass\n"
        "sys.stderr.write(','.join(n for n in ('django', 'numpy', 'polars', 'jinja2') if n in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stderr == ""
    assert "\n  themes " in done.stdout


def test_each_module_of_the_package_is_a_command():
    group = throughline.get_command(click.Context(throughline), "analyse")
    assert isinstance(group, Found)
    context = click.Context(group)
    assert {"spc", "themes"} <= set(group.list_commands(context))
    assert group.get_command(context, "nonsense") is None
