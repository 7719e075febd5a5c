"""Plain words: reading age, long sentences, jargon, and words that reinforce power, as advice to who publishes.

Advice, not a gate, and never for the words of participants: what patients say is never scored. The NHS aims at a
reading age of 9 to 11. The formulae were fitted on American texts and agree only roughly; on fewer than 100 words they
say little.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

from throughline.language.acronyms import Acronym, unexplained
from throughline.language.jargon_words import JARGON, POWER_WORDS
from throughline.language.plain_hints import LONG_WORDS, passives

TARGET_AGE = 11
LONG_SENTENCE = 25
FEWEST_WORDS = 100
FEWEST_SENTENCES_FOR_SMOG = 30

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+){0,5}|\d+(?:[.,]\d+){0,4}")
# A sentence ends at its stop, or at an empty line (a heading has no stop), or at a new list item.
BREAK = re.compile(r"(?<=[.!?…])[\"'”’)]{0,2}\s|\n\s{0,20}\n|\n(?=[-*•\d#])")
ABBREVIATION = re.compile(r"\b(?:mr|mrs|ms|dr|prof|st|e\.g|i\.e|etc|vs|no|approx)\.$", re.IGNORECASE)


@dataclass(frozen=True)
class Jargon:
    """A term and its plain words. `start` and `end` are character places in the text as given."""

    start: int
    end: int
    term: str
    plain: str

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class ReadingAge:
    """Age in years by two or three measures, and their mean, in whole years, as `age`; `enough` from 100 words.

    `smog` is None below 30 sentences, for which it was not made.
    """

    age: int
    flesch_kincaid: float
    ari: float
    smog: float | None
    words: int
    sentences: int
    enough: bool

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class SentenceHint:
    """A sentence longer than 25 words."""

    start: int
    end: int
    words: int

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Report:
    """What `check` returns. `ok` is true when there is nothing to suggest; passives alone are no more than a hint."""

    reading_age: ReadingAge
    sentences: tuple[SentenceHint, ...]
    jargon: tuple[Jargon, ...]
    power_words: tuple[Jargon, ...]
    long_words: tuple[Jargon, ...]
    acronyms: tuple[Acronym, ...]
    passives: tuple[tuple[int, int], ...]

    @property
    def ok(self) -> bool:
        return not (
            self.too_hard or self.sentences or self.jargon or self.power_words or self.long_words or self.acronyms
        )

    @property
    def too_hard(self) -> bool:
        return self.reading_age.enough and self.reading_age.age > TARGET_AGE

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "ok": self.ok, "too_hard": self.too_hard}


def check(
    text: str,
    *,
    extra_jargon: Mapping[str, str] | None = None,
    extra_power: Mapping[str, str] | None = None,
    fine: Collection[str] = (),
) -> Report:
    """Everything that would make `text` plainer.

    Arguments: `extra_jargon` and `extra_power` add an organiser's own terms, each with its plain words, in the place
    of ours; `fine` are names and short forms that everybody knows there, at which nothing is pointed.
    """
    hints = [SentenceHint(start, end, count) for start, end, count in _sentences(text) if count > LONG_SENTENCE]
    known = tuple(jargon(text, extra=extra_jargon, fine=fine))
    starts = {item.start for item in known}
    kept = _without(fine)
    return Report(
        reading_age=reading_age(text),
        sentences=tuple(hints),
        jargon=known,
        power_words=tuple(one for one in power_words(text, extra=extra_power) if kept(one.term)),
        long_words=tuple(one for one in _terms(text, LONG_WORDS, None) if kept(one.term)),
        acronyms=tuple(
            one
            for one in unexplained(text, extra=extra_jargon)
            if not one.plain and one.start not in starts and kept(one.term)
        ),
        passives=tuple(passives(text)),
    )


def reading_age(text: str) -> ReadingAge:
    """The age at which most people can read `text`: the mean of two or three school grades plus 5 (a grade's age).

    Flesch-Kincaid grade = 0.39·words/sentences + 11.8·syllables/words - 15.59 (Kincaid et al. 1975).
    Automated readability index = 4.71·letters/words + 0.5·words/sentences - 21.43 (Smith and Senter 1967).
    SMOG grade = 1.0430·√(30·polysyllables/sentences) + 3.1291 (McLaughlin 1969; polysyllables have three syllables
    or more), from 30 sentences. None goes below age 5. A text without words has age 5 and is not `enough`.
    """
    sentences = max(1, sum(1 for _ in _sentences(text)))
    found = [match.group() for match in WORD.finditer(text)]
    counts = [syllables(word) for word in found]
    words = len(found)
    if not words:
        return ReadingAge(5, 5.0, 5.0, None, 0, 0, False)
    kincaid = _age(0.39 * words / sentences + 11.8 * sum(counts) / words - 15.59)
    letters = sum(character.isalnum() for word in found for character in word)
    ari = _age(4.71 * letters / words + 0.5 * words / sentences - 21.43)
    smog = None
    if sentences >= FEWEST_SENTENCES_FOR_SMOG:
        smog = _age(1.0430 * math.sqrt(30 * sum(count >= 3 for count in counts) / sentences) + 3.1291)
    ages = [age for age in (kincaid, ari, smog) if age is not None]
    return ReadingAge(round(sum(ages) / len(ages)), kincaid, ari, smog, words, sentences, words >= FEWEST_WORDS)


def _age(grade: float) -> float:
    return round(max(grade, 0.0) + 5, 1)


# Vowels that look like one sound and are two, and endings that look like a sound and are silent.
SPLIT = re.compile(
    r"(?<![ctsxg])(?<![nl](?=ion))i[ao]|[ct]iat|ien(?!d)(?<!tien)(?<!cien)|scien|[dqu]iet|(?<=[aeiouy][dr])ea$"
    r"|rea[ck]t|creat|(?<![qg])ua|uen[ct]|uine|[aeiouy]ing$|[^aeiouy]ism$|video"
)
SILENT = re.compile(
    r"[^aeiouy]e$(?<!le)|(?<=[aeiouy])le$|[^aeiouytd]ed$|[^aeiouyszxgc]es$(?<!ches)(?<!shes)|^every|^some.|^business"
    r"|^(?:there|where)[a-z]|people|[^aeiouyl]e(?:ly|less|ful|ment|ness)(?:ly|s|ness)?$"
)


@lru_cache(maxsize=20_000)
def syllables(word: str) -> int:
    """Syllables of an English word: vowel groups, plus vowels that part, less endings that are silent.

    A heuristic of our own (English spelling has no rule); numbers count as one syllable a digit.
    """
    plain = re.sub(r"[^a-zà-ÿ]", "", word.lower().removesuffix("'s").removesuffix("’s"))
    if not plain:
        return max(1, sum(character.isdigit() for character in word))
    count = len(re.findall(r"[aeiouyà-ÿ]+", plain))
    return max(1, count + len(SPLIT.findall(plain)) - len(SILENT.findall(plain)))


def jargon(text: str, *, extra: Mapping[str, str] | None = None, fine: Collection[str] = ()) -> list[Jargon]:
    """Each term of our list (and of `extra`) at its first use, unless the text explains it or it is `fine`.

    An acronym counts as explained when it stands in brackets after, or has brackets after, its first use.
    """
    found: dict[str, Jargon] = {}
    explained = set()
    kept = _without(fine)
    for item in _terms(text, JARGON, extra):
        key = item.plain
        if text[item.start - 1 : item.start] == "(" or text[item.end : item.end + 2] == " (":
            explained.add(key)
        if kept(item.term):
            found.setdefault(key, item)
    return [item for key, item in found.items() if key not in explained]


def power_words(text: str, *, extra: Mapping[str, str] | None = None) -> list[Jargon]:
    """Every use of words that blame, label or command (and of `extra`), with words that respect."""
    return list(_terms(text, POWER_WORDS, extra))


def same(term: str) -> str:
    """The form in which terms are compared: letter case, hyphens and runs of spaces make no difference."""
    return " ".join(term.casefold().replace("-", " ").split())


def _without(fine: Collection[str]) -> Callable[[str], bool]:
    """Whether a term that was found is not one of those that are fine, in the singular or the plural."""
    known = {same(term) for term in fine}
    return lambda term: known.isdisjoint((same(term), same(term).removesuffix("s")))


def _terms(text: str, table: Mapping[str, str], extra: Mapping[str, str] | None) -> Iterator[Jargon]:
    both = (*table.items(), *(extra or {}).items())
    words = {same(term): plain for term, plain in both}
    for match in _pattern(tuple(term for term, _ in both)).finditer(text):
        form = same(match.group())
        # None where a letter only looks like one of the pattern (the Turkish dotless i): no list holds that word.
        known = words.get(form) or words.get(form.removesuffix("s"))
        if known:
            yield Jargon(match.start(), match.end(), match.group(), known)


@lru_cache(maxsize=128)
def _pattern(terms: tuple[str, ...]) -> re.Pattern[str]:
    # Longest first, so that "primary care network" is not read as "primary care".
    ordered = sorted((term for term in terms if term), key=lambda term: (-len(term), term))
    parts = [
        f"(?-i:{re.escape(term)}s?)" if term.isupper() else f"{re.escape(term).replace(chr(92) + ' ', '[ -]')}s?"
        for term in ordered
    ]
    return re.compile(rf"(?<![\w-])(?:{'|'.join(parts)})(?![\w-])", re.IGNORECASE)


def _sentences(text: str) -> Iterator[tuple[int, int, int]]:
    """(start, end, words) of each sentence that holds a word."""
    start = 0
    for match in [*BREAK.finditer(text), None]:
        end = match.start() if match else len(text)
        if match and ABBREVIATION.search(text, max(start, end - 8), end):
            continue
        count = sum(1 for _ in WORD.finditer(text, start, end))
        if count:
            skip = len(text[start:end]) - len(text[start:end].lstrip())
            yield start + skip, start + len(text[start:end].rstrip()), count
        start = match.end() if match else end
