"""The rules of the house that a linter of Python does not know. Each message names the right call."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "throughline"
MANAGERS = {"objects", "_default_manager", "_base_manager"}
WRITES = {"save", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
MOST_LINES = 350
Check = Callable[[str], Iterator[tuple[int, str]]]


def modules(name: str) -> list[Path]:
    """Every module called `name`, as a file or as a package."""
    return sorted([*SOURCE.rglob(f"{name}.py"), *SOURCE.rglob(f"{name}/*.py")])


def in_views(source: str) -> Iterator[tuple[int, str]]:
    """(line, message) for every place where a view reaches past actions and queries."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in MANAGERS:
            yield (
                node.lineno,
                (
                    f"“.{node.attr}” in a view: call a function of queries.py to read, scoped to the asker, "
                    "or one of actions to change"
                ),
            )
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            yield (
                node.lineno,
                (
                    f"“.{node.func.attr}()” in a view: call an action; only actions change state, in one transaction, "
                    "after asking who may, and with their row in the audit log"
                ),
            )


def problems(paths: list[Path], check: Check) -> str:
    """What a check finds in these modules, a line each; empty where all is well."""
    return "\n".join(
        f"{path.relative_to(ROOT)}:{line}: {message}" for path in paths for line, message in check(path.read_text())
    )


def test_a_view_calls_actions_and_queries_and_nothing_beneath():
    assert len(modules("views")) > 5
    assert problems(modules("views"), in_views) == ""


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("def view(request):\n    return Programme.objects.all()", 2),
        ("rows = getattr(models, 'Programme')\nrows.objects.filter(pk=1)", 2),
        ("from x import Programme as P\n\nP._default_manager.get(pk=1)", 3),
        ("programme.save()", 1),
        ("request.programme.stages.all().delete()", 1),
    ],
)
def test_the_check_sees_what_it_should(source, line):
    """The check itself, on views that break the rule: each is found, at its line, with the call to use."""
    (found,) = in_views(source)
    assert found[0] == line
    assert "queries.py" in found[1] or "action" in found[1]


def test_the_check_lets_good_views_pass():
    source = "def view(request):\n    # Model.objects\n    return render(request, 'x.html', {'rows': queries.rows()})"
    assert list(in_views(source)) == []


def in_actions(source: str) -> Iterator[tuple[int, str]]:
    """(line, message) for every public function of an actions module that lacks a type."""
    for node in ast.parse(source).body:
        if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
            continue
        untyped = [arg.arg for arg in node.args.kwonlyargs if arg.annotation is None]
        if node.returns is None or untyped:
            yield node.lineno, f"{node.name}: every argument and the result of an action has a type"


def test_actions_are_typed():
    assert len(modules("actions")) > 5
    assert problems(modules("actions"), in_actions) == ""


def test_modules_stay_small():
    """A module that has grown becomes a package of the same name."""
    paths = [path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts]
    lengths = {str(path.relative_to(ROOT)): path.read_text().count("\n") for path in paths}
    assert {name: lines for name, lines in lengths.items() if lines >= MOST_LINES} == {}


def test_arrows_point_down_only(capsys):
    """The contracts of .importlinter: layers, methods apart from each other, libraries without a framework."""
    assert lint_imports(config_filename=str(ROOT / ".importlinter"), no_cache=True) == 0, capsys.readouterr().out
