"""One text as the rules read it: its words, which of them begin a sentence, and which nobody need look at."""

from __future__ import annotations

import re
from functools import cached_property
from typing import NamedTuple

from throughline.language.names import EPONYMS, NOT_PEOPLE
from throughline.language.redaction import lists
from throughline.language.words import STOP_WORDS

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+){0,3}")
EPONYM = re.compile(rf"\b(?:{EPONYMS})\b", re.IGNORECASE)

SHORT = 40  # letters: less may be a heading or a name by itself


class Word(NamedTuple):
    """A word's place, how it is written, and in small letters without a possessive ending."""

    start: int
    end: int
    written: str
    plain: str


class Reading:
    """The words of one text. `safe` holds the places (characters) of eponyms and well-known phrases."""

    def __init__(self, text: str) -> None:
        self.original = text
        self.text = _spoken(text)
        self.words = [_word(match) for match in WORD.finditer(self.text)]

    @cached_property
    def safe(self) -> frozenset[int]:
        spans = [match.span() for match in EPONYM.finditer(self.text)]
        in_small_letters = [word.plain for word in self.words]
        for first, last in lists.in_phrases(in_small_letters, lists.vouched_phrases()):
            spans.append((self.words[first].start, self.words[last].end))
        return frozenset(place for start, end in spans for place in range(start, end))

    @cached_property
    def small(self) -> frozenset[str]:
        """Words that also stand in small letters here: they are hardly names."""
        return frozenset(word.written for word in self.words if word.written.islower())

    def starts_sentence(self, place: int) -> bool:
        before = self.text[max(0, place - 8) : place].rstrip(" \t\"'“‘(-–*•")
        return not before or before[-1] in ".!?\n:…"

    def is_open(self, word: Word) -> bool:
        """True for a capitalised word that no list vouches for."""
        written = word.written
        return (
            written[0].isupper()
            and len(word.plain) > 2
            and not written.isupper()
            and not self.text[word.end : word.end + 1].isdigit()
            and word.start not in self.safe
            and word.plain not in self.small
            and not lists.is_vouched(word.plain)
        )

    def is_capital(self, word: Word) -> bool:
        """True for a capitalised word that can be part of a name: no small word, month or the like."""
        common = word.plain in STOP_WORDS or word.plain in NOT_PEOPLE
        return word.written[0].isupper() and not word.written.isupper() and word.start not in self.safe and not common

    def is_pair(self, word: Word, after: Word) -> bool:
        """True for two capitalised words that are not both known to name nobody: "Two Rivers"."""
        capitals = self.is_capital(word) and self.is_capital(after)
        return capitals and not (lists.is_known(word.plain) or lists.is_known(after.plain))

    def next_to(self, number: int) -> Word | None:
        """The word after this one, when only a space is between them."""
        if number + 1 >= len(self.words):
            return None
        here, after = self.words[number], self.words[number + 1]
        return after if self.text[here.end : after.start] in {" ", "  "} else None

    def before(self, number: int, count: int = 1) -> list[str]:
        """Up to `count` words before this one in small letters, the nearest first, as far as only spaces part them."""
        found: list[str] = []
        for place in range(number - 1, max(-1, number - 1 - count), -1):
            if self.text[self.words[place].end : self.words[place + 1].start].strip(" "):
                break
            found.append(self.words[place].plain)
        return found

    def name_end(self, number: int) -> int:
        """Where a run of capitalised words that begins here ends, a possessive left out: "Pateley Bridge"."""
        last = number
        while last - number < 3 and (after := self.next_to(last)) is not None and self.is_capital(after):
            last += 1
        return bare_end(self.words[last])


def _spoken(text: str) -> str:
    """The text, in small letters where it is all in capitals: those say nothing about names then."""
    letters = [letter for letter in text if letter.isalpha()]
    shouted = len(letters) > SHORT and sum(map(str.isupper, letters)) > len(letters) / 2
    small = text.lower()
    return small if shouted and len(small) == len(text) else text


def bare_end(word: Word) -> int:
    """Where a word ends without its possessive."""
    return word.end - 2 if word.written.lower().endswith(("'s", "’s")) and len(word.written) > 3 else word.end


def plain(written: str) -> str:
    """A word in small letters, with a straight apostrophe and without a possessive ending."""
    return written.lower().replace("’", "'").removesuffix("'s")


def _word(match: re.Match[str]) -> Word:
    return Word(*match.span(), match.group(), plain(match.group()))
