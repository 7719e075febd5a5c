"""Stories with planted identifiers, read from their files, and how much of them is found."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from throughline.language.entities import Finder
from throughline.language.redaction import propose_many
from throughline.language.redaction.spans import PEOPLE

HERE = Path(__file__).parent
MARK = re.compile(r"\[\[(\w+):([^\]]*)\]\]")
# What the rules learned from, and what they never saw.
SEEN = ("redaction_tuned", "redaction_second")
UNSEEN = "redaction_unseen"
HIT = 0.8  # of an identifier's characters


@dataclass(frozen=True)
class Story:
    """A story without its marks, and the (kind, start, end) of each identifier in it."""

    text: str
    spans: list[tuple[str, int, int]]


@dataclass
class Score:
    """Counts over stories; `labelled` are hits of the right kind, staff and other people counted alike.

    `missed` and `wrong` hold the words, for whoever tunes the rules.
    """

    planted: Counter = field(default_factory=Counter)
    hit: Counter = field(default_factory=Counter)
    proposed: Counter = field(default_factory=Counter)
    right: Counter = field(default_factory=Counter)
    labelled: int = 0
    missed: list[tuple[str, str]] = field(default_factory=list)
    wrong: list[tuple[str, str]] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.hit.total() / self.planted.total()

    @property
    def right_kind(self) -> float:
        return self.labelled / self.hit.total()

    @property
    def precision(self) -> float:
        return self.right.total() / self.proposed.total()


def stories(name: str) -> list[Story]:
    """The stories of a file beside this one, a line each."""
    lines = (HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [read(line) for line in lines if line.strip() and not line.startswith("#")]


def read(marked: str, mark: re.Pattern[str] = MARK) -> Story:
    text, spans, last = "", [], 0
    for match in mark.finditer(marked):
        text += marked[last : match.start()]
        spans.append((match[1], len(text), len(text) + len(match[2])))
        text += match[2]
        last = match.end()
    return Story(text + marked[last:], spans)


def score(given: Sequence[Story], *, finder: Finder | None = None, review: bool = False) -> Score:
    """Recall counts an identifier that is covered to 80 %; precision a proposal that touches one."""
    found = propose_many([story.text for story in given], finder=finder, review=review)
    result = Score()
    for story, items in zip(given, found, strict=True):
        covered = {place for item in items for place in range(item.start, item.end)}
        for kind, start, end in story.spans:
            hit = len(covered & set(range(start, end))) >= HIT * (end - start)
            result.planted[kind] += 1
            result.hit[kind] += hit
            kinds = {item.kind for item in items if item.start < end and start < item.end}
            result.labelled += hit and bool(kinds & (PEOPLE if kind in PEOPLE else {kind}))
            if not hit:
                result.missed.append((kind, story.text[start:end]))
        for item in items:
            right = any(item.start < end and start < item.end for _, start, end in story.spans)
            result.proposed[item.kind] += 1
            result.right[item.kind] += right
            if not right:
                result.wrong.append((item.kind, story.text[item.start : item.end]))
    return result
