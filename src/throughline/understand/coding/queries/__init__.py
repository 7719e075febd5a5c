"""Reads of codebooks and coding, for the analysts and organisers of a programme."""

from throughline.understand.coding.queries.codebooks import (
    Section,
    code,
    codebook_of,
    headings,
    history,
    retired,
    sections,
)
from throughline.understand.coding.queries.words import (
    Note,
    Reading,
    Standing,
    contribution,
    memos,
    next_for,
    notes,
    reading,
    standing,
)

__all__ = [
    "Note",
    "Reading",
    "Section",
    "Standing",
    "code",
    "codebook_of",
    "contribution",
    "headings",
    "history",
    "memos",
    "next_for",
    "notes",
    "reading",
    "retired",
    "sections",
    "standing",
]
