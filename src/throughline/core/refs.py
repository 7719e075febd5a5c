"""References that stand in URLs instead of database ids."""

import secrets

from django.urls import register_converter

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # no i, l, o, u: nothing to misread or to misspell into a word
LENGTH = 12
REF_PATTERN = f"[{ALPHABET}]{{{LENGTH}}}"


def new_ref() -> str:
    """Return 12 random characters of a 32-letter alphabet (60 bits), safe in URLs and easy to read aloud."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


class RefConverter:
    """Path converter: `<ref:ref>` matches exactly one reference."""

    regex = REF_PATTERN

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


def register() -> None:
    """Make `<ref:…>` usable in every path. Called once, when this module is imported."""
    register_converter(RefConverter, "ref")


register()
