"""The pages that participants and the public read are in plain words: reading age and jargon, by our own checker.

The texts are our own, as rendered; what people typed is left out. The bound is the upper end of what the NHS service
manual asks (9 to 11), without an exception: pages of fewer than 100 words are not judged, since the formulae say
little there. Seen red on the finder of programmes before its choices were told apart (14).
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from tests.proofs import crawl
from tests.proofs.filled import fill

from throughline.language import plain

pytestmark = pytest.mark.django_db
OLDEST = plain.TARGET_AGE
PAGES = {
    "home",
    "about",
    "rather-not-see",
    "rules",
    "follow",
    "cookies",
    "contact",
    "stories-start",
    "stories-check",
    "stories-discard",
    "plan-start",
    "questionnaires-start",
    "followed",
    "withdraw",
    "consent-change",
    "programme",
    "answers",
    "privacy",
    "accessibility",
    "programmes",
    "hear",
    "stories-step",
    "choices-start",
    "partnerships-start",
    "partnerships-results",
    "partnerships-short",
    "partnerships-long",
    "partnerships-protocol",
}
# “GP” is what patients say, and part of a topic's name. “A commissioner” is what some people are; the answer goes on
# “I plan or buy services”.
EXPLAINED = {
    "hear": {"gp"},
    "programme": {"gp"},
    "programmes": {"gp"},
    "stories-step": {"commissioner"},
}
BLOCKS = {
    "p",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "label",
    "legend",
    "dt",
    "dd",
    "div",
    "td",
    "th",
    "summary",
    "button",
    "span",
    "option",
}


class Blocks(HTMLParser):
    """The main part of a page as blocks of text."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks, self.inside, self.skip = [""], False, 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = self.inside or tag == "main"
        self.skip += tag in ("svg", "textarea", "script", "time")
        if tag in BLOCKS:
            self.blocks.append("")

    def handle_endtag(self, tag: str) -> None:
        self.skip -= tag in ("svg", "textarea", "script", "time")
        self.inside = self.inside and tag != "main"
        if tag in BLOCKS:
            self.blocks.append("")

    def handle_data(self, data: str) -> None:
        if self.inside and not self.skip:
            self.blocks[-1] += data

    def text(self) -> str:
        """One paragraph a block, without what people typed."""
        tidy = (" ".join(block.split()) for block in self.blocks)
        return "\n\n".join(block for block in tidy if block and "typed" not in block and "@" not in block)


def texts(site) -> dict[str, str]:
    """name → all that pages of this name say, as nobody and as an author."""
    said: dict[str, dict[str, None]] = {}
    for page in crawl.crawl(site, per_name=12, wanted=("nobody", "author"), names=PAGES):
        if page.status == 200:
            parser = Blocks()
            parser.feed(page.body.decode())
            said.setdefault(page.name, {}).update(dict.fromkeys(parser.text().split("\n\n")))
    return {name: "\n\n".join(blocks) for name, blocks in said.items()}


def typed(name: str) -> str:
    if name.endswith("email"):
        return f"typed-{name.replace('.', '-')}@example.org"
    return {"cell.who": "patients", "cell.header": "Ward"}.get(name, "typed")


@pytest.fixture
def said(settings, tmp_path) -> dict[str, str]:
    settings.MEDIA_ROOT = tmp_path
    return texts(fill(typed))


def test_pages_can_be_read_at_nine_to_eleven(said):
    assert said.keys() >= PAGES - {"stories-check"}
    ages = {name: plain.reading_age(text) for name, text in said.items()}
    too_hard = {name: age.age for name, age in ages.items() if age.enough and age.age > OLDEST}
    assert too_hard == {}


def test_pages_hold_no_jargon(said):
    found = {
        f"{name}: {one.term} → {one.plain}"
        for name, text in said.items()
        for one in (*plain.jargon(text), *plain.power_words(text))
        if one.term.lower() not in EXPLAINED.get(name, set())
    }
    assert "\n".join(sorted(found)) == ""


def test_no_sentence_is_very_long(said):
    """Sentences of more than 35 words are two sentences. (25 is what the checker advises.)"""
    long = [
        f"{name}: {sentence}"
        for name, text in said.items()
        for sentence in re.split(r"(?<=[.!?])\s|\n\n", text)
        if len(plain.WORD.findall(sentence)) > 35
    ]
    assert "\n".join(long) == ""
