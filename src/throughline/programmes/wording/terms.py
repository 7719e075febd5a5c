"""What makes a word fit for an organisation's list."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _

from throughline.core.errors import Refused
from throughline.language.plain import same
from throughline.programmes.wording.models import LONGEST_MEANING, LONGEST_TERM, OwnWord

SHORTEST = 2
MOST = 500
"""Words of one organisation: every public page looks for each of them."""
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True)
class Term:
    """A word that may stand in a list."""

    kind: str
    term: str
    meaning: str


def check(*, kind: str, term: str, meaning: str) -> Term:
    """The word, tidied.

    Raises:
        Refused: it does not fit; `field` is “kind”, “term” or “meaning”.
    """
    term, meaning = _tidy(term), _tidy(meaning)
    if kind not in OwnWord.Kind.values:
        raise Refused(_("Choose the kind: hard, power or fine."), field="kind")
    if not SHORTEST <= len(term) <= LONGEST_TERM or not _LETTER.search(term):
        raise Refused(_("Enter a word or short phrase of 2 to 60 characters."), field="term")
    if len(meaning) > LONGEST_MEANING:
        raise Refused(_("Use at most 300 characters."), field="meaning")
    if kind == OwnWord.Kind.FINE:
        return Term(kind, term, "")
    if not meaning:
        raise Refused(_("Enter plain words that say the same."), field="meaning")
    if same(meaning) == same(term):
        raise Refused(_("The plain words are the word itself. Say it in other words."), field="meaning")
    return Term(kind, term, meaning)


def _tidy(text: str) -> str:
    """One form of each letter, one space between words, and nothing that cannot be shown."""
    shown = "".join(letter if unicodedata.category(letter) not in ("Cc", "Cf", "Co", "Cs") else " " for letter in text)
    return " ".join(unicodedata.normalize("NFC", shown).split())
