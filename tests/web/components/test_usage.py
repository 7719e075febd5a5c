"""Every page of every app uses the components as they are: names that exist, arguments that they take."""

from pathlib import Path

import pytest
from jinja2 import nodes

import throughline

PAGES = sorted(Path(throughline.__file__).parent.glob("**/jinja2/**/*.html"))


def imported(env, page):
    """The macros that a page imports from components/, by the name it uses."""
    macros = {}
    for statement in page.find_all(nodes.FromImport):
        source = getattr(statement.template, "value", "")
        if source.startswith("components/"):
            module = env.get_template(source).module
            for name in statement.names:
                name, alias = name if isinstance(name, tuple) else (name, name)
                macros[alias] = getattr(module, name)
    return macros


@pytest.mark.parametrize("path", PAGES, ids=lambda path: "/".join(path.parts[-3:]))
def test_page_calls_components_with_arguments_they_take(env, path):
    page = env.parse(path.read_text("utf-8"))
    macros = imported(env, page)
    for call in page.find_all(nodes.Call):
        macro = macros.get(getattr(call.node, "name", None))
        if macro is not None:
            assert {given.key for given in call.kwargs} <= set(macro.arguments), f"line {call.lineno}: {macro.name}"
            fits = macro.catch_varargs or len(call.args) <= len(macro.arguments)
            assert fits, f"line {call.lineno}: {macro.name}"


def test_there_are_pages_to_check():
    assert len(PAGES) > 40
