"""What every export of words has in common: pseudonyms made new for each export, and approved words only."""

from __future__ import annotations

import hmac
import secrets

from throughline.voices.models import Contribution
from throughline.voices.queries import public_words_of


class Pseudonyms:
    """Names for people that hold within one export and nowhere else, so that two exports cannot be joined."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def of(self, ref: str) -> str:
        """The name of whoever or whatever has this ref: 16 hexadecimal characters; "" for nobody."""
        return hmac.digest(self._key, ref.encode(), "sha256").hex()[:16] if ref else ""


def exported_words(contribution: Contribution) -> str:
    """The words as a moderator approved them, if their author agreed to be quoted; otherwise nothing."""
    return (public_words_of(contribution) or "") if contribution.may_quote else ""
