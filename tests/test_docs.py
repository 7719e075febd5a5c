"""docs/operations.md and docs/analysis.md name every command and every setting there is, and no other. They fail when
they go stale."""

import ast
import re
from functools import cache
from pathlib import Path

import click
import pytest

from throughline.cli.main import throughline

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
# Commands that need no site are told where researchers look.
COMMANDS = PAGE + (ROOT / "docs" / "analysis.md").read_text(encoding="utf-8")
READERS = {"get", "getenv"}
# Not settings of ours: conventions that are only looked at, or things set for child processes.
NOT_OURS = {"DJANGO_SETTINGS_MODULE"}


def commands(command: click.Command, path: str) -> set[str]:
    """The words that call each command that does something."""
    if not isinstance(command, click.Group):
        return {path}
    context = click.Context(command)
    inner = {name: command.get_command(context, name) for name in command.list_commands(context)}
    return set().union(*(commands(one, f"{path} {name}") for name, one in inner.items() if one is not None))


def variables_read(path: Path) -> set[str]:
    """The names of environment variables that a module reads, wherever `environ` or `envvar=` is written."""
    found: set[str] = set()
    text = path.read_text(encoding="utf-8")
    if "environ" not in text and "envvar" not in text:
        return found  # most modules, and a tree takes long
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Call(func=ast.Attribute(attr=attr, value=value), args=[ast.Constant(value=str(name)), *_]) if (
                attr in READERS and ast.unparse(value).endswith("environ")
            ):
                found.add(name)
            case ast.Subscript(value=value, slice=ast.Constant(value=str(name)), ctx=ast.Load()) if ast.unparse(
                value
            ).endswith("environ"):
                found.add(name)
            case ast.keyword(arg="envvar", value=ast.Constant(value=str(name))):
                found.add(name)
    return found


@cache
def every_variable() -> set[str]:
    modules = (ROOT / "src").rglob("*.py")
    return set().union(*map(variables_read, modules)) - NOT_OURS


def test_the_search_for_variables_finds_what_is_there():
    assert {"DATA_DIR", "DATABASE_URL", "PORT", "THROUGHLINE_MASTER_KEY_FILE"} <= every_variable()


def test_every_command_is_described():
    missing = sorted(name for name in commands(throughline, "throughline") if f"`{name}`" not in COMMANDS)
    assert missing == []


def test_every_command_described_exists():
    described = set(re.findall(r"^\| `(throughline [a-z -]+)` \|", COMMANDS, re.MULTILINE))
    assert described == commands(throughline, "throughline")


def test_every_setting_is_described():
    missing = sorted(name for name in every_variable() if f"`{name}`" not in PAGE)
    assert missing == []


def test_every_setting_described_is_read():
    described = set(re.findall(r"^\| `([A-Z_]+)` \|", PAGE, re.MULTILINE))
    assert described - every_variable() == set()


@pytest.mark.parametrize(
    "name", ["README.md", "CONTRIBUTING.md", "docs/operations.md", "docs/architecture.md", "docs/analysis.md"]
)
def test_links_between_the_pages_lead_somewhere(name):
    page = ROOT / name
    targets = re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8"))
    broken = [one for one in targets if "://" not in one and not (page.parent / one).exists()]
    assert broken == []
