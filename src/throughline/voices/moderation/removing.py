"""Taking words out: which stretches, what stands in their place, and whether the same words remain elsewhere.

Everything is counted in characters of the words as given. Typed words are compared as people see them (Unicode
NFKC, without case, invisible characters, or differences between quotation marks, dashes and kinds of space), so
that a name is found whether its accent is one character or two.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from throughline.language import redaction
from throughline.language.redaction import Proposal

OTHER = "other"
MARK = "[removed]"

KINDS = {
    "name": _("Name"),
    "staff_name": _("Name of a member of staff"),
    "place": _("Town or area"),
    "site": _("Hospital or other site"),
    "ward": _("Ward"),
    "email": _("E-mail address"),
    "phone": _("Telephone number"),
    "url": _("Link"),
    "handle": _("Account name"),
    "nhs_number": _("NHS number"),
    "national_insurance": _("National Insurance number"),
    "postcode": _("Postcode"),
    "address": _("Address"),
    "date_of_birth": _("Date of birth"),
    "age": _("Age"),
    "vehicle": _("Vehicle number"),
    "reference": _("Reference number"),
    OTHER: _("Other words"),
}
_ALIKE = str.maketrans("‘’‛ʼ`´“”„‟‐‑‒–—−", "''''''\"\"\"\"------")


@dataclass(frozen=True)
class Removal:
    """A stretch of the words, in characters from their start, that others do not see, and what kind it is."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Piece:
    """Words to show: `kind` says what software proposes, or a person decided, to take out; empty where they stay."""

    text: str
    kind: str = ""
    number: int = 0


def public_text(text: str, removals: Iterable[Removal]) -> str:
    """The words as others see them, each removal replaced by its mark. Overlapping removals become one.

    Raises:
        ValueError: a removal lies outside the words.
    """
    marks = redaction.REPLACEMENTS
    return redaction.apply(
        text, [Proposal(one.kind, one.start, one.end, 1.0, marks.get(one.kind, MARK)) for one in removals]
    )


def pieces(text: str, removals: Sequence[Removal]) -> list[Piece]:
    """The words cut at every removal, numbered from 1 in their order, for showing them in place.

    Args:
        removals: in order of place, never overlapping.
    """
    shown, last = [], 0
    for number, one in enumerate(removals, 1):
        shown += [Piece(text[last : one.start]), Piece(text[one.start : one.end], one.kind, number)]
        last = one.end
    shown.append(Piece(text[last:]))
    return [piece for piece in shown if piece.text]


def find_all(text: str, typed: str, *, kind: str = OTHER) -> list[Removal]:
    """Every place where the typed words stand as whole words; where they do so nowhere, inside longer words too.

    Returns:
        Removals in order of place, which may overlap; none where the words are not in the text.
    """
    folded, places = _fold(text)
    wanted = _fold(typed)[0].strip()
    if not wanted:
        return []
    starts = list(_starts(folded, wanted))
    whole = [start for start in starts if _is_whole(folded, start, start + len(wanted))]
    return [Removal(places[start][0], places[start + len(wanted) - 1][1], kind) for start in whole or starts]


def still_there(text: str, removals: Sequence[Removal]) -> list[str]:
    """What is taken out in one place and still stands in another, as it was first written."""
    kept = [piece.text for piece in pieces(text, join(removals)) if not piece.kind]
    gone = {_fold(text[one.start : one.end])[0].strip(): text[one.start : one.end] for one in reversed(removals)}
    return [words for folded, words in gone.items() if folded and any(find_all(part, words) for part in kept)]


def join(removals: Iterable[Removal]) -> list[Removal]:
    """The same removals in order of place; overlapping ones become one, of the first one's kind."""
    joined: list[Removal] = []
    for one in sorted(set(removals), key=lambda one: (one.start, -one.end, one.kind)):
        if joined and one.start < joined[-1].end:
            before = joined[-1]
            joined[-1] = Removal(before.start, max(before.end, one.end), before.kind)
        else:
            joined.append(one)
    return joined


def _fold(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text as it is compared, and for each of its characters the place in the text that it comes from."""
    folded: list[str] = []
    places: list[tuple[int, int]] = []
    for start, end in _clusters(text):
        seen = "".join(char for char in text[start:end] if unicodedata.category(char) != "Cf")
        plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", seen).casefold()).translate(_ALIKE)
        if seen.isspace():
            if folded and folded[-1] == " ":
                places[-1] = (places[-1][0], end)
                continue
            plain = " "
        folded += plain
        places += [(start, end)] * len(plain)
    return "".join(folded), places


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Each character with the combining and invisible ones that belong to it."""
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or not _belongs_to_the_one_before(text[place]):
            yield start, place
            start = place


def _belongs_to_the_one_before(char: str) -> bool:
    return unicodedata.category(char) in ("Mn", "Me", "Mc", "Cf")


def _starts(folded: str, wanted: str) -> Iterator[int]:
    start = folded.find(wanted)
    while start >= 0:
        yield start
        start = folded.find(wanted, start + 1)


def _is_whole(folded: str, start: int, end: int) -> bool:
    cut_before = start > 0 and folded[start - 1].isalnum() and folded[start].isalnum()
    cut_after = end < len(folded) and folded[end - 1].isalnum() and folded[end].isalnum()
    return not cut_before and not cut_after
