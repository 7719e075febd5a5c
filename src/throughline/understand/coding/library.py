"""A programme's codebook as the language library knows it."""

from __future__ import annotations

from throughline.language.coding import codebook as library
from throughline.understand.coding.models import Codebook


def book_of(codebook: Codebook) -> library.Codebook:
    """The codes in use with their headings. A heading below which nothing stands is left out: it would be a code."""
    live = list(codebook.codes.filter(retired_at__isnull=True).select_related("heading").order_by("number"))
    used = {code.heading_id for code in live}
    codes = tuple(
        library.Code(
            key=code.key,
            name=code.name,
            definition=code.definition,
            include=code.include,
            exclude=code.exclude,
            parent=code.heading.key if code.heading else None,
            neutral=tuple(code.examples),
        )
        for code in live
        if not code.is_heading or code.pk in used
    )
    return library.Codebook(codebook.programme.title, str(codebook.version), codes)
