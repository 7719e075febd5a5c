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

__all__ = [
    "Section",
    "code",
    "codebook_of",
    "headings",
    "history",
    "retired",
    "sections",
]
