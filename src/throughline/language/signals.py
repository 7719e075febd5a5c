"""Signals: words that a person should read soon, because somebody may be or may have been hurt.

Rules only, on the words as they were written (before anything is redacted). A signal orders the reading; it
decides nothing, and the absence of one clears nothing: every text is still read by a person. The rules are
our own list in `signal_rules`; they miss what is said in other words, and the tests say how much they missed
each time new phrases were put to them (`tests/language/signal_phrases.py`). `reading_order` is the second pair of
eyes: it never takes away what a rule has found.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any, Literal, cast, get_args

from throughline.language.signal_rules import HARMLESS, RULES
from throughline.language.signal_spelling import place, respell
from throughline.language.signal_terms import CHILD, YOUNG_OR_GROWN

Kind = Literal[
    "risk_to_life",  # somebody is in danger now
    "risk_to_self",
    "risk_to_others",
    "safeguarding_child",
    "safeguarding",  # an adult, or it cannot be told
    "serious_incident",  # never events too
    "harm",
    "legal",  # complaints too
    "staff_concern",
]
KINDS: tuple[Kind, ...] = get_args(Kind)

BETWEEN = r"[^\w]{1,6}"
GAP = rf"(?:{BETWEEN}\w{{1,30}}){{0,4}}?{BETWEEN}"
# How every phrase begins. Without it, each letter of a script that has marks for its vowels is an edge of a word at
# which all phrases are tried, and 50,000 words of Tamil take half a minute.
START = r"\b(?=['’a-z])"
# A "not" up to two words before, in the same clause: "never felt bullied", "no bruising".
DENIAL = re.compile(
    r"\b(?:no|not|never|without|nor|isn['’]?t|wasn['’]?t|aren['’]?t|weren['’]?t|didn['’]?t|don['’]?t"
    r"|doesn['’]?t|haven['’]?t|hasn['’]?t|nothing|nobody)(?:\s+[\w'’]+){0,2}\s+$",
    re.IGNORECASE,
)
LOOK_BACK = 48
LOOK_AROUND = 120


@dataclass(frozen=True)
class Signal:
    """One phrase worth a person's eye: where it stands, what kind, how strongly it speaks (0 to 1)."""

    kind: Kind
    start: int
    end: int
    phrase: str
    score: float

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


def find(text: str) -> list[Signal]:
    """All signals in `text`, in order of place. Offsets are in characters of the text as given.

    A phrase that is denied just before it ("no bruising") is left out, except where the rule says that the
    denial is the signal ("did not feel safe") or that it must be read all the same ("not suicidal"). Abuse and
    neglect are `safeguarding_child` where a child is spoken of within a sentence or so, else `safeguarding`, and
    both where a son or an uncle leaves it open.
    """
    read, moved = respell(text)
    harmless = [match.span() for match in _words("|".join(HARMLESS)).finditer(read)]
    found = []
    for family in RULES:
        pattern, rules = _compiled(family)
        for match in pattern.finditer(read):
            stays, score = rules[int(str(match.lastgroup)[1:])]
            if any(start < match.end() and match.start() < end for start, end in harmless):
                continue
            if stays or not DENIAL.search(read, max(0, match.start() - LOOK_BACK), match.start()):
                start, end = place(moved, match.start()), place(moved, match.end())
                found += [Signal(kind, start, end, text[start:end], score) for kind in _kinds(family, read, match)]
    return sorted(found, key=lambda signal: (signal.start, signal.end, signal.kind))


def _kinds(family: str, read: str, match: re.Match[str]) -> Sequence[Kind]:
    if family != "safeguarding":
        return (cast(Kind, family),)
    around = max(0, match.start() - LOOK_AROUND), match.end() + LOOK_AROUND
    if _words(CHILD).search(read, *around):
        return ("safeguarding_child",)
    if _words(YOUNG_OR_GROWN).search(read, *around):
        return ("safeguarding_child", "safeguarding")
    return ("safeguarding",)


@cache
def _words(phrase: str) -> re.Pattern[str]:
    return re.compile(rf"{START}(?:{_pattern(phrase)})\b", re.IGNORECASE)


@cache
def _compiled(family: str) -> tuple[re.Pattern[str], list[tuple[bool, float]]]:
    parts, rules = [], []
    for number, (phrase, score) in enumerate(RULES[family]):
        parts.append(f"(?P<r{number}>{_pattern(phrase.removesuffix('!'))})")
        rules.append((phrase.endswith("!"), score))
    return re.compile(rf"{START}(?:{'|'.join(parts)})\b", re.IGNORECASE), rules


def _pattern(phrase: str) -> str:
    """Our short notation as a regular expression; see `signal_rules`."""
    gap, between = "\x00", "\x01"
    pattern = phrase.replace(" ~ ", gap).replace(" ?", f"{between}?").replace(" ", between)
    # Spacing that may be absent keeps its question mark; all else needs at least one character.
    pattern = pattern.replace(f"{between}?", rf"(?:{BETWEEN})?").replace(between, BETWEEN)
    pattern = pattern.replace(gap, GAP).replace("'", "['’]?")
    return pattern.replace(r"\w+", r"\w{1,30}").replace(r"\w*", r"\w{0,30}")
