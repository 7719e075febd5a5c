"""How words and codes are bound to their rows: the contexts of sealed fields, and what is stored of a code."""

from throughline.core import vault
from throughline.voices import words


def draft_context(ref: str) -> str:
    return f"voices.draft:{ref}:sealed"


def receipt_code(once_key: str) -> str:
    """The code for a form's key. Derived, so that a form sent again after a lost answer gets the same words."""
    return words.code_from_key(vault.blind_index(once_key, purpose="receipt.code"))


def receipt_index(code: str) -> bytes:
    """What is stored of a code: a keyed hash."""
    return vault.blind_index(code, purpose="receipt.index")
