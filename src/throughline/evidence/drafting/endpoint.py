"""The language model that the operator has set, if any. Without an address there is none, and nothing is ever sent."""

from __future__ import annotations

import stat
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from throughline.language.drafting.client import Drafter
from throughline.language.drafting.transport import endpoint

READABLE_BY_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def drafter() -> Drafter | None:
    """What asks the model, or None where the operator has set none.

    Raises:
        ImproperlyConfigured: the address is not allowed, the model has no name, or the key's file is missing or can be
            read by others.
    """
    if not settings.DRAFTING_URL:
        return None
    try:
        return Drafter(settings.DRAFTING_URL, settings.DRAFTING_MODEL, _key(), settings.DRAFTING_SECONDS)
    except ValueError as error:
        raise ImproperlyConfigured(f"DRAFTING_URL, DRAFTING_MODEL and DRAFTING_KEY_FILE: {error}") from error


def host() -> str:
    """The name of the machine that words are sent to; empty where there is none."""
    return endpoint(settings.DRAFTING_URL).host if settings.DRAFTING_URL else ""


def _key() -> str:
    if not settings.DRAFTING_KEY_FILE:
        return ""
    path = Path(settings.DRAFTING_KEY_FILE)
    try:
        if path.stat().st_mode & READABLE_BY_OTHERS:
            raise ImproperlyConfigured("DRAFTING_KEY_FILE can be read by others: chmod 600 it")
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured("DRAFTING_KEY_FILE names a file that cannot be read") from error
