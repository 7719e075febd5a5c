"""An organisation's own lists: its staff, wards and sites. Nothing else finds as much."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from throughline.language.redaction import lists
from throughline.language.redaction.reading import WORD
from throughline.language.redaction.spans import Proposal, proposal

SHORTEST_PART = 3


@dataclass(frozen=True, slots=True)
class KnownNames:
    """Names that an organisation gives: found whole in any case; of staff, each part with a capital too."""

    staff: tuple[str, ...] = ()
    wards: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


def find(text: str, names: KnownNames | Sequence[str]) -> Iterator[Proposal]:
    """Proposals for the names that stand in the text as whole words; plain strings are of kind "name"."""
    if not isinstance(names, KnownNames):
        names = KnownNames(others=tuple(names))
    for kind, score, pattern in _patterns(names):
        for match in pattern.finditer(text):
            yield proposal(kind, *match.span(), score)


@lru_cache(maxsize=8)
def _patterns(names: KnownNames) -> tuple[tuple[str, float, re.Pattern[str]], ...]:
    whole = (("staff_name", names.staff), ("ward", names.wards), ("site", names.sites), ("name", names.others))
    found = [
        (kind, 1.0, re.compile(f"(?<!\\w)(?:{'|'.join(parts)})(?!\\w)", re.IGNORECASE))
        for kind, given in whole
        if (parts := _escaped(given))
    ]
    if parts := _escaped(part for name in names.staff for part in _parts(name)):
        found.append(("staff_name", 0.9, re.compile(f"(?<!\\w)(?:{'|'.join(parts)})(?!\\w)")))
    return tuple(found)


def _escaped(names: Iterator[str] | Sequence[str]) -> list[str]:
    return sorted({re.escape(name.strip()) for name in names if name.strip()}, key=len, reverse=True)


def _parts(name: str) -> Iterator[str]:
    for word in WORD.findall(name):
        if len(word) >= SHORTEST_PART and not lists.is_vouched(word.lower()):
            yield word[0].upper() + word[1:]
