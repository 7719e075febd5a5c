"""Acronyms of a text: which it explains itself, and which a reader meets without help.

Definitions ("integrated care board (ICB)", also "ICB (integrated care board)") are found by the algorithm of
Schwartz and Hearst (2003), A simple algorithm for identifying abbreviation definitions in biomedical text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from throughline.language.jargon_words import JARGON

CAPITALS = re.compile(r"(?<![\w@#.-])[A-Z](?:[A-Z0-9&]|(?<=[A-Z])/(?=[A-Z])){1,7}s?(?![\w@])")
BRACKET = re.compile(r"(?<=[\w’'])\s{1,2}\(([^()\n]{2,80})\)")
SHORT = re.compile(r"[^\W_][\w&/-]{1,9}(?: [\w&/-]{1,9})?")
BEFORE = 200
# What everybody reads as a word, or is no acronym.
PLAIN = frozenset("AM BBC EU FAQ ID ITV MP NHS OK PC PDF PIN PM SMS TV UK URL USA USB VAT".split())  # noqa: SIM905
ROMAN = re.compile(r"[IVXLC]{2,6}")


@dataclass(frozen=True, slots=True)
class Definition:
    """A short form that the text explains; places are those of the short form."""

    short: str
    long: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Acronym:
    """The first use of capitals that the text does not explain; `plain` is empty where our lists do not know them."""

    start: int
    end: int
    term: str
    plain: str

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


def definitions(text: str) -> list[Definition]:
    """Every short form that stands with its long form, in order of place."""
    found = []
    for match in BRACKET.finditer(text):
        inside = match.group(1).strip()
        before = text[max(0, match.start() - BEFORE) : match.start()]
        if _is_short(inside) and (long := _long_form(inside, before)):
            found.append(Definition(inside, long, match.start(1), match.start(1) + len(inside)))
            continue
        last = re.search(r"[\w&/-]{2,10}$", before)
        if last and _is_short(last.group()) and (long := _long_form(last.group(), inside)):
            found.append(Definition(last.group(), long, match.start() - len(last.group()), match.start()))
    return found


def unexplained(text: str, *, extra: Mapping[str, str] | None = None) -> list[Acronym]:
    """Each acronym at its first use, unless the text defines it. `extra` adds an organiser's own meanings."""
    known = {**JARGON, **(extra or {})}
    explained = {one.short.removesuffix("s") for one in definitions(text)}
    first: dict[str, Acronym] = {}
    for match in CAPITALS.finditer(text):
        term = match.group().removesuffix("s")
        if term not in PLAIN and not ROMAN.fullmatch(term) and not _shouted(text, match) and term not in explained:
            first.setdefault(term, Acronym(match.start(), match.end(), match.group(), known.get(term, "")))
    return list(first.values())


def _is_short(text: str) -> bool:
    return bool(SHORT.fullmatch(text)) and any(letter.isupper() for letter in text)


def _shouted(text: str, match: re.Match[str]) -> bool:
    """Whether the words beside it are capitals too: a heading or a shout, not an acronym."""
    around = re.findall(r"[^\W\d_]{2,}", text[max(0, match.start() - 30) : match.start()])[-1:]
    around += re.findall(r"[^\W\d_]{2,}", text[match.end() : match.end() + 30])[:1]
    return bool(around) and all(word.isupper() for word in around)


def _long_form(short: str, before: str) -> str:
    """The words at the end of `before` that `short` stands for, or "". Letters are matched from the right; the first
    must begin a word (Schwartz and Hearst 2003, figure 1)."""
    words = list(re.finditer(r"\S+", before))
    letters = [letter.lower() for letter in short if letter.isalnum()]
    most = min(len(letters) + 5, 2 * len(letters))
    if not words or not letters:
        return ""
    lowest = words[-min(most, len(words))].start()
    at = len(before)
    for index in range(len(letters) - 1, -1, -1):
        at = _last(before, letters[index], lowest, at, begins=index == 0)
        if at < 0:
            return ""
    long = before[at:].strip()
    return long if len(long) > len(short) and short not in long.split() else ""


def _last(text: str, letter: str, lowest: int, before: int, *, begins: bool) -> int:
    """The last place of `letter` in text[lowest:before], at the beginning of a word if so asked; -1 where none is."""
    places: Iterator[int] = (place for place in range(before - 1, lowest - 1, -1) if text[place].lower() == letter)
    return next((place for place in places if not begins or place == 0 or not text[place - 1].isalnum()), -1)
