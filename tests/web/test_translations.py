"""Every text that people read goes through the translation, in templates and in Python, and is found by extraction.

Two lints read the sources; the third test turns every message into a made-up language and looks for words that
stayed English on real pages. Seen red by each of the samples below, and by passing “Start now” bare to a macro.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from django.conf import settings as configured
from django.utils import translation
from django.utils.translation import trans_real
from jinja2 import Environment, nodes
from tests.proofs import crawl
from tests.proofs.filled import fill

from throughline.programmes.models import Region, Topic
from throughline.web.jinja import environment

SOURCE = Path(__file__).parents[2] / "src" / "throughline"
MAKEFILE = SOURCE.parents[1] / "Makefile"
TEMPLATES = sorted(SOURCE.rglob("jinja2/**/*.html"))
WORD = re.compile(r"[A-Za-z]{2,}")
READ_ALOUD = re.compile(r"\b(?:title|alt|aria-label|placeholder|aria-description)=\"([^\"{]*[A-Za-z]{2}[^\"{]*)\"")
# Not for translation: the name of the design system's marks, telephone numbers, and codes.
NAMES = {"NHS", "html", "doctype", "CSV", "XLSX", "Atom"}
MADE_UP = {"Sam Rees"}  # a person on the page of components
# Arguments that hold text to be read, whatever the function.
TEXT_ARGUMENTS = {"label", "help_text", "verbose_name", "empty_label"}
TEXT_CALLS = {"Refused", "NotAllowed", "NotFound", "ValidationError", "TooMany", "Busy"}


class BareText(HTMLParser):
    """Finds words between tags, and in attributes that are read aloud."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        words = [word for word in WORD.findall(data) if word not in NAMES]
        if words:
            self.found.append(" ".join(data.split()))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {"title", "alt", "aria-label", "placeholder", "aria-description"}
        self.found += [value for name, value in attrs if name in named and value and WORD.search(value)]


def bare_in_template(source: str) -> list[str]:
    """Human text in a template that is neither in `_()` nor in `{% trans %}`."""
    source = re.sub(r"\{#.*?#\}", "", source, flags=re.DOTALL)
    source = re.sub(r"\{%-?\s*trans\b.*?endtrans\s*-?%\}", "", source, flags=re.DOTALL)
    source = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", source, flags=re.DOTALL)
    parser = BareText()
    parser.feed(source)
    # What is left of an attribute whose value was an expression is no text.
    return [text for text in parser.found if '="' not in text]


def bare_in_calls(source: str, env: Environment) -> Iterator[tuple[int, str]]:
    """(line, text) of sentences that a template hands to a macro, or prints, as bare strings."""
    tree = env.parse(source)
    translated = {id(child) for call in tree.find_all(nodes.Call) if _is_gettext(call) for child in call.args}
    for constant in tree.find_all(nodes.Const):
        text = constant.value
        if (
            isinstance(text, str)
            and id(constant) not in translated
            and re.match(r"[A-Z][a-z’']*( [\w’',.]+)+[.?!]?$", text)
        ):
            yield constant.lineno, text


def _is_gettext(call: nodes.Call) -> bool:
    return isinstance(call.node, nodes.Name) and call.node.name in {"_", "gettext", "ngettext", "pgettext", "npgettext"}


def bare_in_python(source: str) -> Iterator[tuple[int, str]]:
    """(line, text) of strings that people will read and that no translation sees."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        wanted = [word.value for word in node.keywords if word.arg in TEXT_ARGUMENTS and name not in {"TextField"}]
        if name in TEXT_CALLS or name == "add_error":
            wanted += node.args[:1] if name in TEXT_CALLS else node.args[1:]
        if name in {"dict", "setdefault", "Actor"}:
            continue
        for value in wanted:
            text = value.value if isinstance(value, ast.Constant) else None
            if isinstance(value, ast.JoinedStr):
                text = ast.unparse(value)
            if isinstance(text, str) and WORD.search(text):
                yield value.lineno, text


def python_sources() -> list[Path]:
    """What has words for readers of pages. The columns' help in models is for developers; commands speak English."""
    left_out = {"migrations", "cli", "language", "analysis"}
    return [
        path
        for path in SOURCE.rglob("*.py")
        if not left_out & set(path.relative_to(SOURCE).parts) and "models" not in str(path)
    ]


def test_no_template_holds_bare_text():
    found = [f"{path.relative_to(SOURCE)}: {text}" for path in TEMPLATES for text in bare_in_template(path.read_text())]
    assert "\n".join(found) == ""


def test_no_template_hands_bare_sentences_on(env):
    found = [
        f"{path.relative_to(SOURCE)}:{line}: {text}"
        for path in TEMPLATES
        for line, text in bare_in_calls(path.read_text(), env)
        if text not in MADE_UP
    ]
    assert "\n".join(found) == ""


def test_no_python_tells_people_bare_text():
    found = [
        f"{path.relative_to(SOURCE)}:{line}: {text}"
        for path in python_sources()
        for line, text in bare_in_python(path.read_text())
    ]
    assert "\n".join(found) == ""


def test_translation_has_no_other_name():
    """Texts in a function that is called something else are not found by `make messages`."""
    other = re.compile(r"n?p?gettext\w* as (?!_\b)\w+|\b\w+ = n?p?gettext\w*$", re.MULTILINE)
    found = [
        f"{path.relative_to(SOURCE)}: {name}"
        for path in SOURCE.rglob("*.py")
        for name in other.findall(path.read_text())
    ]
    assert "\n".join(found) == ""


@pytest.mark.parametrize(
    "sample",
    [
        "<p>Hello you</p>",
        '<img alt="A tree">',
        '<a aria-label="Go back" href="x">{{ _("x") }}</a>',
        "<p>{{ x }} people</p>",
    ],
)
def test_the_lint_sees_bare_text_in_templates(sample):
    assert bare_in_template(sample)


def test_the_lint_sees_bare_sentences_in_calls(env):
    assert list(bare_in_calls('{{ button("Start now") }}{{ button(_("Start now")) }}', env)) == [(1, "Start now")]


@pytest.mark.parametrize(
    "sample", ['Refused("Not today.")', 'CharField(label="Your name")', 'form.add_error("x", f"No {y}!")']
)
def test_the_lint_sees_bare_text_in_python(sample):
    assert list(bare_in_python(sample))


@pytest.fixture
def env() -> Environment:
    return environment(autoescape=True)


@cache
def catalogue() -> Catalog:
    """What `make messages` finds, by the very command of the Makefile. Nobody changes it."""
    line = re.search(r"pybabel (-q extract .*?)--no-location", MAKEFILE.read_text().replace("\\\n", " "), re.DOTALL)
    assert line, "Makefile: messages"
    with tempfile.NamedTemporaryFile(suffix=".pot") as file:
        command = [sys.executable, "-m", "babel.messages.frontend", *line[1].split(), "-o", file.name, str(SOURCE)]
        run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, cwd=MAKEFILE.parent)
        assert run.returncode == 0, run.stderr
        return read_po(file)


def test_extraction_finds_texts_of_every_kind():
    """In templates, in macros' arguments, in sentences with values, in Python, late and at once."""
    found = catalogue()
    for text in ("You do not have access to this page.", "I have written it down", "What happened?"):
        assert text in found, text
    assert len(found) > 900


@pytest.fixture
def made_up_language(monkeypatch):
    """Welsh for the time of a test, as a language in which every text stands between ⟦ and ⟧."""
    marked = trans_real.DjangoTranslation("cy")
    asked: set[str] = set()

    def mark(text: str) -> str:
        asked.add(text)
        return f"⟦{text}⟧" if text else text

    monkeypatch.setattr(marked, "gettext", mark)
    monkeypatch.setattr(
        marked, "ngettext", lambda one, many, n: mark(one) and mark(many) and mark(one if n == 1 else many)
    )
    monkeypatch.setitem(trans_real._translations, "cy", marked)
    with translation.override("cy"):
        yield asked


# Texts of the framework's own, in its own catalogues: months, and what its fields say.
_OWN = trans_real.translation("cy")._catalog.keys()
FRAMEWORK = {":", "…", *(str(key[0] if isinstance(key, tuple) else key) for key in list(_OWN))}


class Unmarked(HTMLParser):
    """Collects text outside the marks; what people typed is known by its beginning."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.skip = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.skip += tag in ("script", "style", "textarea", "svg")
        self.parts += [value for name, value in attrs if name in ("alt", "aria-label", "placeholder") and value]

    def handle_endtag(self, tag: str) -> None:
        self.skip -= tag in ("script", "style", "textarea", "svg")

    def handle_data(self, data: str) -> None:
        if not self.skip:
            self.parts.append(data)

    def left(self) -> list[str]:
        """Words that no translation touched."""
        text = "\n".join(self.parts)
        while "⟦" in text:
            shorter = re.sub(r"⟦[^⟦⟧]*⟧", "", text)
            if shorter == text:
                break
            text = shorter
        text = re.sub(r"typed\S*", "", text)
        return [line.strip() for line in text.splitlines() if WORD.search(line)]


# Names of places, days and colours that come from rows or the framework's own catalogue, numbers with units, addresses.
DATA = re.compile(
    r"(?i)^[\W\d]*(north east.*|gp.*|health board.*|january|february|march|april|may|june|july|august|september|"
    r"october|november|december|\w+ \d{4}|\S+@\S+|https?://\S+|throughline|.*programme-\d+.*|patients|ward|"
    r"comment|who|csrf|draft|folded|following|helping|receipt|session|"
    r"(organiser|facilitator|moderator|analyst|sponsor|decision maker|decision-maker|challenge) \d+)[\W\d]*$"
)
PAGES = {
    "home",
    "about",
    "rules",
    "follow",
    "hear",
    "programmes",
    "programme",
    "stories-start",
    "sign-in",
    "contact",
    "privacy",
    "accessibility",
    "cookies",
    "answers",
    "findings",
    "throughline",
    "stories-results",
    "moderation",
    "themes",
    "team",
    "programme-manage",
    "recommendation-edit",
    "findings-manage",
    "followed",
    "withdraw",
    "stories-check",
    "imports-upload",
}


def typed(name: str) -> str:
    if name.endswith("email"):
        return f"typed-{name.replace('.', '-')}@example.org"
    return {"cell.who": "patients", "cell.header": "Ward"}.get(name, f"typed-{name}")


@pytest.mark.django_db
def test_pages_come_out_in_a_made_up_language(settings, tmp_path, made_up_language):
    """Forms, choices, macros' arguments, navigation: all of it passes through gettext when the page is made."""
    settings.MEDIA_ROOT = tmp_path
    site = fill(typed)
    names = {row.name for model in (Topic, Region) for row in model.objects.all()}
    left, read = set(), set()
    for page in crawl.crawl(site, per_name=1, wanted=("nobody", "team")):
        if page.name not in PAGES or page.status != 200 or not page.is_html:
            continue
        read.add(page.name)
        parser = Unmarked()
        parser.feed(page.body.decode())
        left |= {f"{page.name}: {line}" for line in parser.left() if not DATA.match(line) and line not in names}
    assert read >= PAGES - {"stories-check"}
    assert configured.LANGUAGE_CODE == "en-gb"
    assert "\n".join(sorted(left)) == ""
    # What was asked for while the pages were made is what translators are given, to the letter.
    known = {text for one in catalogue() for text in (one.id if isinstance(one.id, tuple) else (one.id,))}
    assert sorted(made_up_language - known - FRAMEWORK) == []
