"""Numbers of printed forms: short, and without letters and digits that look alike."""

from __future__ import annotations

import hashlib
import secrets

LETTERS = "2346789ABCDEFGHJKMNPQRTUVWXYZ"
LONG = 6


def new_number() -> str:
    """A number for one printed form, such as “K7M-42Q”."""
    return told("".join(secrets.choice(LETTERS) for _place in range(LONG)))


def told(number: str) -> str:
    """A number as people read it."""
    return f"{number[:3]}-{number[3:]}"


def drawn(number: str, of: int) -> int:
    """One of 1 to `of`, drawn by lot for a form."""
    return int.from_bytes(hashlib.sha256(number.encode()).digest()[:8], "big") % of + 1
