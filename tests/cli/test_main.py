"""The command line as a person meets it: quick help, one clean line when something is wrong, honest exit codes."""

import socket
import subprocess
import sys
from pathlib import Path

import click
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError

from throughline.cli import failures
from throughline.cli.main import COMMANDS, Commands, throughline
from throughline.core.errors import Busy, NotFound, Refused


def test_the_site_starts_without_what_only_analyses_need():
    code = (
        "import sys; from throughline.cli.django_ready import set_up; set_up(); import throughline.web.urls\n"
        "heavy = [name for name in ('numpy', 'scipy', 'polars', 'onnxruntime') if name in sys.modules]\n"
        "sys.stderr.write(','.join(heavy))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stderr == ""


def test_numerical_libraries_start_no_threads_of_their_own(monkeypatch):
    """Seen red while `OPENBLAS_NUM_THREADS` was not set: half of a matrix product was made at a page's priority."""
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    code = (
        "from throughline.cli.django_ready import set_up; set_up(); import scipy.linalg\n"
        "from threadpoolctl import threadpool_info; print({pool['num_threads'] for pool in threadpool_info()})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "{1}\n"


def test_help_names_every_command_and_loads_none_of_them():
    code = (
        "import sys; from throughline.cli.main import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = [name for name in ('django', 'numpy', 'granian', 'polars') if name in sys.modules]\n"
        "sys.stderr.write(','.join(heavy))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stderr == ""
    for name in COMMANDS:
        assert f"\n  {name} " in done.stdout


def walk(command: click.Command, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], click.Command]]:
    """Every command with the words that call it."""
    found = [(path, command)]
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            found += walk(inner, (*path, name))
    return found


EVERY = walk(throughline)


@pytest.mark.parametrize(("path", "command"), EVERY, ids=[" ".join(path) or "throughline" for path, _ in EVERY])
def test_every_command_says_what_it_does_and_what_each_option_is(path, command):
    assert command.help
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help or parameter.show_envvar, parameter.name


def test_every_command_in_the_list_can_be_loaded():
    context = click.Context(throughline)
    assert isinstance(throughline, Commands)
    for name in COMMANDS:
        assert throughline.get_command(context, name) is not None
    assert throughline.get_command(context, "nonsense") is None


@pytest.mark.parametrize(
    ("error", "words", "code"),
    [
        (Refused("There is no such row."), "There is no such row.", 2),
        (NotFound("There is no such programme."), "There is no such programme.", 2),
        (Busy(), str(Busy()), 1),
        (ImproperlyConfigured("SITE_URL is not an address"), "A setting is not right: SITE_URL is not an address", 2),
        (OperationalError("connection refused\nDETAIL: more"), "The database said no: connection refused", 1),
        (FileNotFoundError(2, "No such file or directory", "a.csv"), "No such file or directory: a.csv", 1),
        (failures.Failed("It did not work."), "It did not work.", 1),
        (failures.BadInput("That is not a date."), "That is not a date.", 2),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_each_error_becomes_one_line_and_a_code(capsys, error, words, code):
    @click.command()
    def fails() -> None:
        raise error

    assert failures.run(fails, []) == code
    assert capsys.readouterr().err == words + "\n"


def test_what_nobody_foresaw_is_still_one_line(capsys):
    @click.command()
    def fails() -> None:
        raise ZeroDivisionError("division by zero\nand more")

    assert failures.run(fails, []) == 1
    line = "This should not happen (ZeroDivisionError: division by zero). --debug shows more.\n"
    assert capsys.readouterr().err == line


def test_debug_shows_the_whole_error(capsys):
    @click.command()
    @click.option("--debug", is_flag=True)
    def fails(debug: bool) -> None:
        raise ZeroDivisionError

    assert failures.run(fails, ["--debug"]) == 1
    assert "Traceback (most recent call last)" in capsys.readouterr().err


def test_stopping_by_hand_is_no_error_of_ours(capsys):
    @click.command()
    def stopped() -> None:
        raise KeyboardInterrupt

    assert failures.run(stopped, []) == 130
    assert capsys.readouterr().err.strip() == "Stopped."


def test_wrong_use_ends_with_2_and_no_traceback(throughline):
    for arguments in (["nonsense"], ["serve", "--port", "0"], ["restore", "/no/such/folder"], ["import"]):
        done = throughline(*arguments)
        assert done.returncode == 2, arguments
        assert "Traceback" not in done.stderr


def test_a_wrong_setting_is_named(throughline):
    done = throughline("check", DATABASE_URL="mysql://localhost/x")
    assert done.returncode == 2
    assert done.stderr == "A setting is not right: DATABASE_URL must begin with postgres:// or sqlite:///\n"


def test_a_port_in_use_is_said_before_anything_starts(throughline):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = throughline("serve", "--port", port)
    assert done.returncode == 2
    assert done.stderr.startswith(f"Cannot listen on 127.0.0.1 port {port}:")


def test_serve_and_worker_want_a_database_that_fits(throughline):
    for command in ("serve", "worker"):
        done = throughline(command, PORT="0" if command == "worker" else "8769")
        assert done.returncode == 1
        assert "Run: throughline migrate" in done.stderr


def test_a_new_site_step_by_step(throughline, tmp_path: Path):
    before = throughline("check")
    assert before.returncode == 1
    assert "Run: throughline migrate" in before.stdout
    assert throughline("migrate").returncode == 0
    made = throughline("createorganiser", "ann@example.org", "Ann Example", SITE_URL="https://voices.example.org")
    assert made.returncode == 0
    assert made.stdout.splitlines()[-1].startswith("https://voices.example.org/sign-in/")
    after = throughline("check")
    assert (after.returncode, after.stderr) == (0, "")
    assert "ok     audit log       1 rows" in after.stdout
    wrong = throughline("createorganiser", "not an address", "Ann")
    assert (wrong.returncode, wrong.stderr) == (2, "“not an address” is not an e-mail address.\n")


def test_backup_and_restore_from_the_command_line(throughline, django_db_blocker, tmp_path: Path):
    with django_db_blocker.unblock():
        throughline.has_tables()
    assert throughline("createorganiser", "ann@example.org", "Ann Example").returncode == 0
    done = throughline("backup", "b", "--keys-to", "k")
    assert done.returncode == 0, done.stderr
    without = throughline("restore", "b", "--keys", "k", "--into", "new")
    assert without.returncode == 2
    assert "The master key is needed" in without.stderr
    assert not (tmp_path / "new").exists()
    master = str(tmp_path / "data" / "keys" / "master.key")
    back = throughline("restore", "b", "--keys", "k", "--into", "new", "--master-key", master)
    assert back.returncode == 0, back.stderr
    check = throughline("check", DATA_DIR=str(tmp_path / "new"))
    assert check.returncode == 0
    again = throughline("restore", "b", "--keys", "k", "--into", "new", "--master-key", master)
    assert again.returncode == 1
    assert again.stderr == "The database to restore into is not empty. Nothing was changed.\n"
