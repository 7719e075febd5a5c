"""Receipt codes: six plain words that a person can copy by hand, read down a telephone and type back.

Six words out of 2,048 carry 66 bits: 60 at random (about 10^18 codes) and 6 of checksum, which tells most
slips of the pen from a code that was never given. No two words in words.txt share their first four letters or
are one letter apart, so one slip in a word can never turn it into another word.
"""

from __future__ import annotations

import hashlib
import hmac
import itertools
import math
import re
import secrets
import string
from functools import cache
from pathlib import Path

WORDS_IN_CODE = 6
_WORD_BITS = 11
_CHECK_BITS = 6
_PAYLOAD_BITS = WORDS_IN_CODE * _WORD_BITS - _CHECK_BITS
_PAYLOAD_BYTES = math.ceil(_PAYLOAD_BITS / 8)
_PREFIX = 4
# Longer input is no code. It also bounds the work that one request can ask for.
_LONGEST_INPUT = 200
_LONGEST_TYPED_WORD = 12
_MOST_READINGS = 2**_CHECK_BITS


@cache
def word_list() -> tuple[str, ...]:
    """The 2,048 words, sorted; a word's place is its value."""
    return tuple(Path(__file__).with_name("words.txt").read_text(encoding="utf-8").split())


@cache
def _places() -> dict[str, int]:
    return {word: place for place, word in enumerate(word_list())}


@cache
def _by_prefix() -> dict[str, str]:
    return {word[:_PREFIX]: word for word in word_list() if len(word) >= _PREFIX}


def new_code(random_bytes: bytes | None = None) -> str:
    """A receipt code: six words joined by spaces.

    Args:
        random_bytes: at least 8 bytes, of which the first 60 bits are used; fresh ones when left out.

    Raises:
        ValueError: fewer than 8 bytes.
    """
    if random_bytes is None:
        random_bytes = secrets.token_bytes(_PAYLOAD_BYTES)
    if len(random_bytes) < _PAYLOAD_BYTES:
        raise ValueError(f"a receipt code needs {_PAYLOAD_BYTES} bytes")
    first = int.from_bytes(random_bytes[:_PAYLOAD_BYTES], "big")
    payload = first >> (_PAYLOAD_BYTES * 8 - _PAYLOAD_BITS)
    number = payload << _CHECK_BITS | _checksum(payload)
    mask = 2**_WORD_BITS - 1
    shifts = range((WORDS_IN_CODE - 1) * _WORD_BITS, -1, -_WORD_BITS)
    return " ".join(word_list()[number >> shift & mask] for shift in shifts)


def code_from_key(secret: bytes) -> str:
    """The code that belongs to a secret: the same secret always gives the same code.

    So a form that is sent twice, because the first answer got lost, shows the code already on its row.

    Args:
        secret: at least 16 bytes that nobody else knows. They cannot be worked out from the code
            (HMAC-SHA256, RFC 2104).

    Raises:
        ValueError: fewer than 16 bytes.
    """
    if len(secret) < 16:
        raise ValueError("a secret of at least 16 bytes is needed")
    return new_code(hmac.digest(secret, b"throughline receipt code 1", "sha256"))


def normalise(typed: str) -> str | None:
    """The code a person meant, as `new_code` writes it, or None if it cannot be one.

    Takes any case, commas, hyphens, numbers and line breaks between words, the first four letters or more of
    a word, and one slip (a letter missing, added, wrong, or two swapped) in each word. Where a slip leaves
    more than one reading, the checksum must leave exactly one.
    """
    if len(typed) > _LONGEST_INPUT:
        return None
    words = re.findall(r"[a-z]+", typed.lower())
    if len(words) != WORDS_IN_CODE:
        return None
    readings = [_readings(word) for word in words]
    if not 0 < math.prod(map(len, readings)) <= _MOST_READINGS:
        return None
    valid = [" ".join(code) for code in itertools.product(*readings) if _is_valid(code)]
    return valid[0] if len(valid) == 1 else None


def _readings(typed: str) -> list[str]:
    """The words of the list that `typed` may stand for."""
    places = _places()
    if typed in places:
        return [typed]
    if not 2 <= len(typed) <= _LONGEST_TYPED_WORD:
        return []
    found = {slip for slip in _slips(typed) if slip in places}
    whole = _by_prefix().get(typed[:_PREFIX])
    if whole and len(typed) >= _PREFIX and whole.startswith(typed):
        found.add(whole)
    return sorted(found)


def _slips(word: str) -> set[str]:
    """Everything one insertion, deletion, change or swap of neighbours away."""
    splits = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    shorter = {left + right[1:] for left, right in splits if right}
    swapped = {left + right[1] + right[0] + right[2:] for left, right in splits if len(right) > 1}
    changed = {left + c + right[1:] for left, right in splits if right for c in string.ascii_lowercase}
    longer = {left + c + right for left, right in splits for c in string.ascii_lowercase}
    return shorter | swapped | changed | longer


def _is_valid(words: tuple[str, ...]) -> bool:
    number = 0
    for word in words:
        number = number << _WORD_BITS | _places()[word]
    return _checksum(number >> _CHECK_BITS) == number & (2**_CHECK_BITS - 1)


def _checksum(payload: int) -> int:
    digest = hashlib.sha256(b"receipt" + payload.to_bytes(_PAYLOAD_BYTES, "big")).digest()
    return digest[0] >> (8 - _CHECK_BITS)
