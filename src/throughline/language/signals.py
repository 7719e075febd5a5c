"""Signals: words that a person should read soon, because somebody may be or may have been hurt.

Rules only, on the words as they were written (before anything is redacted). A signal orders the reading; it
decides nothing, and the absence of one clears nothing: every text is still read by a person. The rules are
our own list in `signal_rules`; they miss what is said in other words: of 30 roundabout phrases written after
the rules, they found 7 before they were taught the rest.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any, Literal, get_args

from throughline.language.signal_rules import RULES

Kind = Literal["harm", "risk_to_life", "safeguarding", "serious_incident", "legal", "staff_concern"]
KINDS: tuple[Kind, ...] = get_args(Kind)

BETWEEN = r"[^\w]{1,6}"
GAP = rf"(?:{BETWEEN}\w{{1,30}}){{0,4}}?{BETWEEN}"
# A "not" up to two words before, in the same clause: "never felt bullied", "no bruising".
DENIAL = re.compile(
    r"\b(?:no|not|never|without|nor|isn['’]?t|wasn['’]?t|aren['’]?t|weren['’]?t|didn['’]?t|don['’]?t"
    r"|doesn['’]?t|haven['’]?t|hasn['’]?t|nothing|nobody)(?:\s+[\w'’]+){0,2}\s+$",
    re.IGNORECASE,
)
LOOK_BACK = 48


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
    denial is the signal ("did not feel safe") or that it must be read all the same ("not suicidal").
    """
    found = []
    for kind in KINDS:
        pattern, rules = _compiled(kind)
        for match in pattern.finditer(text):
            stays, score = rules[int(str(match.lastgroup)[1:])]
            if stays or not DENIAL.search(text, max(0, match.start() - LOOK_BACK), match.start()):
                found.append(Signal(kind, match.start(), match.end(), match.group(), score))
    return sorted(found, key=lambda signal: (signal.start, signal.end, signal.kind))


@cache
def _compiled(kind: Kind) -> tuple[re.Pattern[str], list[tuple[bool, float]]]:
    parts, rules = [], []
    for number, (phrase, score) in enumerate(RULES[kind]):
        parts.append(f"(?P<r{number}>{_pattern(phrase.removesuffix('!'))})")
        rules.append((phrase.endswith("!"), score))
    return re.compile(rf"\b(?:{'|'.join(parts)})\b", re.IGNORECASE), rules


def _pattern(phrase: str) -> str:
    """Our short notation as a regular expression; see `signal_rules`."""
    gap, between = "\x00", "\x01"
    pattern = phrase.replace(" ~ ", gap).replace(" ?", f"{between}?").replace(" ", between)
    # Spacing that may be absent keeps its question mark; all else needs at least one character.
    pattern = pattern.replace(f"{between}?", rf"(?:{BETWEEN})?").replace(between, BETWEEN)
    pattern = pattern.replace(gap, GAP).replace("'", "['’]?")
    return pattern.replace(r"\w+", r"\w{1,30}").replace(r"\w*", r"\w{0,30}")
