"""Grave words that were misspelt, put right for the rules of `signals`; places in the text stay those of the text.

A word is read as one of `TERMS` when one letter is missing, too many, wrong or swapped with its neighbour
(Damerau 1964), its first letter stands, and it is no other English word that we know of. Short forms of chat are
read by `SHORT`. Only the rules see the result: nothing is shown, kept or changed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache

TERMS = """
    abused abusing abusive aggressive agony allergic anaesthetic assaulted assault bleeding breathing bruised bruises
    bullied bullying collapsed confidential coroner corridor dehydrated discriminated discrimination drowned faeces
    falsified frightened harassed harassment humiliated infected infection insulin intimidated killing malnourished
    medication misdiagnosed morphine murdered neglected negligence negligent neglect ombudsman overdosed overdose
    paracetamol paralysed penicillin racist restrained safeguarding screaming sedated seizure sepsis sexually shouted
    solicitor starving stillborn strangled strangling suicidal suicide swollen tablets terrified threatened
    threatening threatens trolley unconscious unresponsive urine violence violent whistleblower
""".split()  # noqa: SIM905 (a list would be 80 lines)

# English words one letter away from a term, which must stay what they are.
OTHER_WORDS = frozenset(
    """
    abuse abuses abuser amused amusing assaults bleating blending breaching breeding bullies collapse collapses
    complaint compliant confidentially corner coronet corridors crowned discriminate discriminates drowns faces
    falsifies frightens harasser humiliates infecting infections inflection injected injection insulins intimidates
    killings kilning kipling medications meditation murderer neglects overdone overdoses paralyses racism racists
    rapist restrains retrained scouted screams seated sedates seizures sexual shorted spouted solicitors staring
    starring starting staving streaming strangler strangles suicides swelled table tables tablet terrifies threaten
    troller trolleys urines violently violet violets
    """.split()  # noqa: SIM905
)

SHORT = {
    "wanna": "want to",
    "gonna": "going to",
    "gunna": "going to",
    "u": "you",
    "ur": "your",
    "neice": "niece",
    "killin": "killing",
    "diein": "dying",
    "suiside": "suicide",
    "sucide": "suicide",
    "suisidal": "suicidal",
    "brused": "bruised",
    "nurce": "nurse",
    "docter": "doctor",
    "abit": "a bit",
    "cldnt": "couldn't",
    "breath": "breathe",
}

WORD = re.compile(r"[^\W\d_]{1,30}")


def respell(text: str) -> tuple[str, list[tuple[int, int]]]:
    """`text` with grave words put right, and for each change (place in the new text, letters gained by then)."""
    pieces, moved, last, gained = [], [], 0, 0
    for start, end, right in _changes(text):
        pieces += [text[last:start], right]
        gained += len(right) - (end - start)
        moved.append((end + gained, gained))
        last = end
    return "".join([*pieces, text[last:]]), moved


def place(moved: list[tuple[int, int]], offset: int) -> int:
    """Where a place of the respelt text stands in the text as given; within a changed word, at most its end."""
    index = bisect_right(moved, (offset, 10**9)) - 1
    return offset - (moved[index][1] if index >= 0 else 0)


def _changes(text: str) -> Iterator[tuple[int, int, str]]:
    for match in WORD.finditer(text):
        word = match.group().lower()
        right = SHORT.get(word) or _term(word)
        if right and right != word:
            yield match.start(), match.end(), right


def _term(word: str) -> str | None:
    """The term that `word` was meant to be, or None."""
    if not 4 <= len(word) <= 16 or word in OTHER_WORDS or word in _KNOWN:
        return None
    table = _shortened()
    for form in (word, *_less_one(word)):
        for term in table.get(form, ()):
            if term[0] == word[0] and _one_apart(word, term):
                return term
    return None


_KNOWN = frozenset(TERMS)


@cache
def _shortened() -> dict[str, tuple[str, ...]]:
    """Every term, and every term without one of its letters, with the terms it may stand for."""
    found: dict[str, tuple[str, ...]] = {}
    for term in TERMS:
        for form in {term, *_less_one(term)}:
            found[form] = (*found.get(form, ()), term)
    return found


def _less_one(word: str) -> Iterator[str]:
    return (word[:i] + word[i + 1 :] for i in range(len(word)))


def _one_apart(word: str, term: str) -> bool:
    """Whether one letter is missing, too many, wrong, or swapped with its neighbour."""
    if abs(len(word) - len(term)) == 1:
        long, short = (word, term) if len(word) > len(term) else (term, word)
        return short in set(_less_one(long))
    differing = [i for i, (a, b) in enumerate(zip(word, term, strict=False)) if a != b]
    if len(word) != len(term) or not differing:
        return False
    i, j = differing[0], differing[-1]
    return len(differing) == 1 or (j == i + 1 and len(differing) == 2 and word[i] == term[j] and word[j] == term[i])
