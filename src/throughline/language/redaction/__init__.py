"""Redaction: which words could tell who somebody is, proposed to a moderator who decides.

In layers: what has a shape (`identifiers`); names after titles, roles, family words and phrases, and listed ones
(`people`); towns, sites, wards and streets (`where`); an organisation's own lists (`known`), which help most; a
small language model where one is installed (`throughline.language.entities`); and for a careful reader every
capitalised word that nothing vouches for (`review`). Nobody should read "nothing proposed" as "nothing there":
a person reads every text before it is public.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from throughline.language.entities import Finder
from throughline.language.identifiers import find_identifiers
from throughline.language.names import BLAME, KIN, PRAISE, TITLES
from throughline.language.redaction import known, people, where
from throughline.language.redaction.asking import by_model
from throughline.language.redaction.known import KnownNames
from throughline.language.redaction.reading import WORD, Reading
from throughline.language.redaction.review import unvouched
from throughline.language.redaction.spans import PEOPLE, REPLACEMENTS, Proposal, apply, join, proposal

__all__ = [
    "REPLACEMENTS",
    "KnownNames",
    "Proposal",
    "apply",
    "describe",
    "propose",
    "propose_many",
]

PRAISED = re.compile(rf"\b(?:{PRAISE})\b", re.IGNORECASE)
BLAMED = re.compile(rf"\b(?:{BLAME})\b", re.IGNORECASE)
OWN = re.compile(
    rf"\b(?:my name(?: is|['’]s)?|i am|i['’]m|(?:my|his|her|our|their) (?:{KIN}))\W{{1,3}}$", re.IGNORECASE
)
TITLED = re.compile(rf"\b(?:{TITLES}|dr|doctor|prof|professor)\.? $", re.IGNORECASE)
SENTENCE_END = re.compile(r"[.!?\n]")
SENTENCE_REACH = 300
RULES_ONLY = "Rules and word lists only: no model for names is installed, so more names are missed."


def propose(
    text: str,
    *,
    known_names: KnownNames | Sequence[str] = (),
    keep_praised_first_names: bool = False,
    review: bool = False,
    finder: Finder | None = None,
) -> list[Proposal]:
    """What a moderator should look at, in order of place, never overlapping.

    Arguments: `known_names`, an organisation's own staff, wards and sites (any case), or plain strings for names
    of any kind; `keep_praised_first_names` leaves a single first name that stands in a sentence of thanks without
    blame, so that staff can be thanked; `review` adds, with a score of 0.3, capitalised words inside a sentence
    that nothing else vouches for: more is found, and more of it is harmless; `finder`, the model layer of
    `entities.load`, is asked about sentences with a capitalised word that the rules leave open.
    """
    keep = keep_praised_first_names
    found = propose_many([text], known_names=known_names, keep_praised_first_names=keep, review=review, finder=finder)
    return found[0]


def propose_many(
    texts: Sequence[str],
    *,
    known_names: KnownNames | Sequence[str] = (),
    keep_praised_first_names: bool = False,
    review: bool = False,
    finder: Finder | None = None,
) -> list[list[Proposal]]:
    """`propose` for many texts, one list a text; with a model it is cheaper than one by one."""
    readings = [Reading(text) for text in texts]
    found = [_by_rules(reading, known_names) for reading in readings]
    if finder is not None:
        answers = by_model(finder, readings, found)
        found = [[*items, *more] for items, more in zip(found, answers, strict=True)]
    proposals = []
    for reading, items in zip(readings, found, strict=True):
        items += people.repeated(reading, items)
        settled = join([*items, *unvouched(reading)] if review else items)
        if keep_praised_first_names:
            settled = [item for item in settled if not _is_praised_first_name(reading.text, item)]
        proposals.append(settled)
    return proposals


def describe(finder: Finder | None = None) -> str:
    """Which layers are at work, in words for the people who rely on them."""
    if finder is None:
        return RULES_ONLY
    return f"Rules, word lists and a model for names ({finder.name} {finder.version})."


def _by_rules(reading: Reading, known_names: KnownNames | Sequence[str]) -> list[Proposal]:
    return [
        *(proposal(*found) for found in find_identifiers(reading.original)),
        *known.find(reading.original, known_names),
        *people.named(reading),
        *people.listed(reading),
        *people.by_context(reading),
        *where.sites(reading),
        *where.towns(reading),
    ]


def _is_praised_first_name(text: str, item: Proposal) -> bool:
    if item.kind not in PEOPLE or not WORD.fullmatch(text[item.start : item.end]):
        return False
    before = text[max(0, item.start - SENTENCE_REACH) : item.start]
    after = text[item.end : item.end + SENTENCE_REACH]
    sentence = SENTENCE_END.split(before)[-1] + " " + SENTENCE_END.split(after)[0]
    titled = TITLED.search(before[-20:])
    return bool(PRAISED.search(sentence)) and not (titled or BLAMED.search(sentence) or OWN.search(before[-40:]))
