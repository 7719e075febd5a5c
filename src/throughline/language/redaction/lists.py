"""The word lists beside this module, read once, and what they say about a word."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from throughline.language.names import NOT_PEOPLE, WORD_NAMES, WORD_PLACES
from throughline.language.words import STOP_WORDS

HERE = Path(__file__).parent
Phrases = dict[str, list[tuple[str, ...]]]

# Illnesses, tests and medicines are too many to list; their endings are not those of names.
MEDICAL = re.compile(
    r"(?:ology|ologist|ologists|ectomy|otomy|ostomy|scopy|itis|osis|aemia|emia|opathy|graphy|plasty|therapy|algia"
    r"|oxia|uria|plegia|trophy|sclerosis|syndrome|carcinoma|sarcoma|lymphoma|melanoma|cillin|mycin|azole|statin"
    r"|pril|sartan|olol|formin|gliptin|gliflozin|oxetine|triptan|tidine|dipine|zepam|xaban|parin|mab|nib|cept|tide"
    r"|ation|ations|ness|ment|ments|ities|ical|able|ible)$"
)


@cache
def _read(name: str) -> tuple[frozenset[str], Phrases]:
    """The single words of a list, and its phrases by their first word."""
    lines = (HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    # Words are compared without a possessive ending, so they are kept without it.
    entries = {entry.replace("'s", "") for line in lines if not line.startswith("#") for entry in line.split()}
    phrases: Phrases = {}
    for entry in sorted(entry for entry in entries if "_" in entry):
        first, *rest = entry.split("_")
        phrases.setdefault(first, []).append(tuple(rest))
    return frozenset(entry for entry in entries if "_" not in entry), phrases


@cache
def known() -> frozenset[str]:
    """Words that are written with a capital and name nobody, wherever they stand."""
    return _read("vouched")[0] | STOP_WORDS | NOT_PEOPLE


@cache
def vouched() -> frozenset[str]:
    """Those, and everyday words. "Will" is a name often enough to be looked at with a capital."""
    return (known() | _read("everyday")[0]) - {"will"}


def vouched_phrases() -> Phrases:
    return _read("vouched")[1]


@cache
def first_names() -> frozenset[str]:
    """First names that are no other word."""
    return _read("first_names")[0] - WORD_NAMES - vouched()


@cache
def ambiguous_names() -> frozenset[str]:
    """First names that are other words too: believed only with a capital inside a sentence, or a surname."""
    return WORD_NAMES | (_read("first_names")[0] & vouched())


@cache
def last_names() -> frozenset[str]:
    return _read("last_names")[0] - vouched() - WORD_NAMES - places()


@cache
def places() -> frozenset[str]:
    """Towns and counties of one word that are no other word."""
    return _read("places")[0] - WORD_PLACES - vouched() - first_names()


def place_phrases() -> Phrases:
    return _read("places")[1]


def is_vouched(plain: str) -> bool:
    """True when a word in small letters is an everyday one, or otherwise known to name nobody."""
    return _is_among(plain, vouched())


def is_known(plain: str) -> bool:
    """As `is_vouched`, for the names of streets and sites, which everyday words can make: "Church Lane"."""
    return _is_among(plain, known())


def _is_among(plain: str, words: frozenset[str]) -> bool:
    single = plain in words or plain.removesuffix("s") in words
    parted = "-" in plain and all(part in words for part in plain.split("-"))
    return single or parted or bool(MEDICAL.search(plain))


def in_phrases(words: list[str], phrases: Phrases) -> Iterable[tuple[int, int]]:
    """First and last position of each phrase among words in small letters; the longest where several fit."""
    for number, word in enumerate(words):
        fits = [rest for rest in phrases.get(word, ()) if tuple(words[number + 1 : number + 1 + len(rest)]) == rest]
        if fits:
            yield number, number + max(map(len, fits))
