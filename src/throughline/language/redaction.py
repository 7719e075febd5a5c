"""Redaction: which words could tell who somebody is, proposed to a moderator who decides.

Rules and short lists, no model: what has a shape (`identifiers`), names after titles, roles, family words and
phrases such as "my name is", and common first names. An organisation's own names (`known_names`: its staff,
sites, wards) help most. Nobody should read "nothing proposed" as "nothing there": about one name in five is
missed by rules of this kind, so a person reads every text before it is public.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from throughline.language.identifiers import find_identifiers
from throughline.language.names import (
    BLAME,
    EPONYMS,
    FIRST_NAMES,
    KIN,
    NOT_PEOPLE,
    PRAISE,
    STAFF_TITLES,
    TITLES,
    WORD_NAMES,
)
from throughline.language.words import STOP_WORDS

REPLACEMENTS = {
    "name": "[name removed]",
    "staff_name": "[staff name removed]",
    "email": "[e-mail removed]",
    "phone": "[telephone number removed]",
    "url": "[link removed]",
    "handle": "[account name removed]",
    "nhs_number": "[NHS number removed]",
    "national_insurance": "[National Insurance number removed]",
    "postcode": "[postcode removed]",
    "address": "[address removed]",
    "date_of_birth": "[date of birth removed]",
    "age": "[age removed]",
    "vehicle": "[vehicle number removed]",
    "reference": "[reference number removed]",
}

CAPITAL = r"(?-i:[A-ZÀ-ÞŁŚŻŽŠČ])[^\W\d_]{0,24}(?:['’\-](?-i:[A-ZÀ-Þ])?[^\W\d_]{1,24}){0,2}"
PARTICLE = r"(?:(?:de|van|von|der|al|el|bin|ap|da|dos|del|la|le) ){0,2}"
NAME = rf"(?P<x>{PARTICLE}{CAPITAL}(?: {PARTICLE}{CAPITAL}){{0,2}})"
SMALL = r"(?P<x>[^\W\d_]{2,24})"
# (kind, score, pattern): context, then the name in group "x".
NAME_RULES: tuple[tuple[str, float, re.Pattern[str]], ...] = tuple(
    (kind, score, re.compile(pattern, re.IGNORECASE))
    for kind, score, pattern in (
        ("name", 0.95, rf"\b(?:{TITLES})\b\.? {NAME}"),
        ("staff_name", 0.95, rf"\b(?:{STAFF_TITLES})s?\b[.,]? (?:(?:was |is )?(?:called|named) )?{NAME}"),
        ("name", 0.6, rf"\b(?:mr|mrs|ms|miss)\b\.? {SMALL}\b"),
        ("staff_name", 0.6, rf"\b(?:dr|nurse called|doctor called|nurse named)\b\.? {SMALL}\b"),
        ("name", 0.95, rf"\b(?:my name['’]s|name (?:is|was)|named|called|signed|regards) ?[:,]? {NAME}"),
        ("name", 0.7, rf"\bmy name(?:['’]s| is) {SMALL}\b"),
        ("name", 0.5, rf"\b(?:he|she|they) (?:was|is|were|are) (?:called|named) {SMALL}\b"),
        ("name", 0.9, rf"\b(?:my|his|her|our|their|the) (?:\w{{1,15}} )?(?:{KIN}),? {NAME}"),
        ("name", 0.8, rf"\b{NAME},? (?:my|his|her|our) (?:{KIN})\b"),
    )
)  # fmt: skip
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+){0,3}")
SENTENCE_END = re.compile(r"[.!?\n]")
EPONYM = re.compile(rf"\b(?:{EPONYMS})\b", re.IGNORECASE)
PRAISED = re.compile(rf"\b(?:{PRAISE})\b", re.IGNORECASE)
BLAMED = re.compile(rf"\b(?:{BLAME})\b", re.IGNORECASE)
OWN = re.compile(
    rf"\b(?:my name(?: is|['’]s)?|i am|i['’]m|(?:my|his|her|our|their) (?:{KIN}))\W{{1,3}}$", re.IGNORECASE
)
SENTENCE_REACH = 300


@dataclass(frozen=True)
class Proposal:
    """One stretch of text that may identify somebody. `score` (0 to 1) is the rule's own certainty."""

    kind: str
    start: int
    end: int
    score: float
    replacement: str

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


def propose(
    text: str,
    *,
    known_names: Sequence[str] = (),
    keep_praised_first_names: bool = False,
    review: bool = False,
) -> list[Proposal]:
    """What a moderator should look at, in order of place, never overlapping.

    Arguments: `known_names`, an organisation's own staff, sites and wards (any case);
    `keep_praised_first_names` leaves a single first name that stands in a sentence of thanks without blame, so
    that staff can be thanked; `review` adds, with a score of 0.3, capitalised words inside a sentence that
    nothing else vouches for: more is found, and more of it is harmless.
    """
    found = [*_structured(text), *_known(text, known_names), *_named(text), *_first_names(text)]
    if review:
        found += _unvouched(text)
    proposals = _join(found)
    if keep_praised_first_names:
        proposals = [item for item in proposals if not _is_praised_first_name(text, item)]
    return proposals


def apply(text: str, spans: Iterable[Proposal]) -> str:
    """The text with each span replaced by its mark. Overlapping spans become one.

    Raises `ValueError` for a span outside the text.
    """
    parts, last = [], 0
    for item in _join(spans):
        if not 0 <= item.start < item.end <= len(text):
            raise ValueError(f"the span {item.start}-{item.end} is not inside the text")
        parts += [text[last : item.start], item.replacement]
        last = item.end
    return "".join([*parts, text[last:]])


def _proposal(kind: str, start: int, end: int, score: float) -> Proposal:
    return Proposal(kind, start, end, score, REPLACEMENTS[kind])


def _join(found: Iterable[Proposal]) -> list[Proposal]:
    """Overlapping spans become one that covers them all: dropping one would bare its rest."""
    joined: list[Proposal] = []
    for item in sorted(found, key=lambda item: (item.start, -item.end, -item.score, item.kind)):
        if joined and item.start < joined[-1].end:
            before = joined[-1]
            best = max(before, item, key=lambda one: one.score)
            joined[-1] = replace(best, start=before.start, end=max(before.end, item.end))
        else:
            joined.append(item)
    return joined


def _structured(text: str) -> Iterator[Proposal]:
    for found in find_identifiers(text):
        yield _proposal(*found)


def _known(text: str, names: Sequence[str]) -> Iterator[Proposal]:
    parts = sorted({re.escape(name.strip()) for name in names if name.strip()}, key=len, reverse=True)
    if parts:
        for match in re.finditer(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", text, re.IGNORECASE):
            yield _proposal("name", *match.span(), 1.0)


def _named(text: str) -> Iterator[Proposal]:
    """Names that their context gives away."""
    safe = _eponyms(text)
    for kind, score, pattern in NAME_RULES:
        for match in pattern.finditer(text):
            start, end = match.span("x")
            kept = [word for word in WORD.finditer(text, start, end) if not _is_common(word.group())]
            if kept and kept[0].start() == start and start not in safe:
                end = _without_tail(text, start, end)
                yield _proposal(kind, start, end, score)


def _without_tail(text: str, start: int, end: int) -> int:
    """Cut everyday words ("Smith On Monday") and a possessive off the end of a name."""
    last = start
    for word in WORD.finditer(text, start, end):
        if _is_common(word.group()):
            break
        last = word.end()
    return last - 2 if text[start:last].lower().endswith(("'s", "’s")) and last - start > 2 else last


def _is_common(word: str) -> bool:
    plain = word.lower().replace("’", "'")
    return plain in STOP_WORDS or plain in NOT_PEOPLE or plain in COMMON_AFTER_TITLE


# What follows "dr" or "mrs" in small letters and is no name.
COMMON_AFTER_TITLE = frozenset(
    """said told asked came saw gave explained appointment appointments surgery surgeries office room
    practice called named listened rang phoned looked checked referred prescribed wanted needed care staff team
    service system call calls visit visits thought kind lovely helpful led available today tomorrow yesterday
    first next new old young good great excellent assistant specialist practitioner manager calling
    coming back forward through names waiting talking speaking working looking seeing people person patient
    patients""".split()  # noqa: SIM905
)


def _first_names(text: str) -> Iterator[Proposal]:
    """First names from our list, with the capitalised surname that may follow."""
    safe = _eponyms(text)
    words = list(WORD.finditer(text))
    for number, match in enumerate(words):
        word = match.group().replace("’", "'").removesuffix("'s")
        plain, capital = word.lower(), word[:1].isupper()
        ambiguous = plain in WORD_NAMES
        if match.start() in safe or not (ambiguous or plain in FIRST_NAMES):
            continue
        end = match.start() + len(word)
        surname = _surname(text, words, number)
        if surname and capital and surname.start() not in safe:
            yield _proposal("name", match.start(), _without_tail(text, match.start(), surname.end()), 0.9)
        elif ambiguous:
            if capital and not _starts_sentence(text, match.start()) and plain not in NOT_PEOPLE:
                yield _proposal("name", match.start(), end, 0.5)
        else:
            yield _proposal("name", match.start(), end, 0.8 if capital else 0.6)


def _surname(text: str, words: list[re.Match[str]], number: int) -> re.Match[str] | None:
    if number + 1 == len(words):
        return None
    here, after = words[number], words[number + 1]
    near = text[here.end() : after.start()] in {" ", "  "}
    fits = near and after.group()[0].isupper() and not after.group().isupper()
    return after if fits and not _is_common(after.group()) else None


def _starts_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - 8) : start].rstrip(" \t\"'“‘(-–*•")
    return not before or before[-1] in ".!?\n:…"


def _eponyms(text: str) -> set[int]:
    return {place for match in EPONYM.finditer(text) for place in range(match.start(), match.end())}


def _unvouched(text: str) -> Iterator[Proposal]:
    """Capitalised words inside a sentence that are in none of our lists and never in small letters here."""
    safe = _eponyms(text)
    matches = list(WORD.finditer(text))
    small = {match.group() for match in matches if match.group().islower()}
    for number, match in enumerate(matches):
        word = match.group()
        name_like = word[0].isupper() and not word.isupper() and len(word) > 2
        odd = name_like and word.lower() not in small
        if not odd or match.start() in safe or _is_common(word):
            continue
        # A sentence begins with a capital anyway, unless a second one follows as in a name.
        if not _starts_sentence(text, match.start()) or _surname(text, matches, number):
            yield _proposal("name", match.start(), match.end(), 0.3)


def _is_praised_first_name(text: str, item: Proposal) -> bool:
    if item.kind not in {"name", "staff_name"} or not WORD.fullmatch(text[item.start : item.end]):
        return False
    before = text[max(0, item.start - SENTENCE_REACH) : item.start]
    after = text[item.end : item.end + SENTENCE_REACH]
    sentence = SENTENCE_END.split(before)[-1] + " " + SENTENCE_END.split(after)[0]
    titled = re.search(rf"\b(?:{TITLES}|dr|doctor|prof|professor)\.? $", before[-20:], re.IGNORECASE)
    return bool(PRAISED.search(sentence)) and not (titled or BLAMED.search(sentence) or OWN.search(before[-40:]))
