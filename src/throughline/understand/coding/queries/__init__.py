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
from throughline.understand.coding.queries.outcomes import Outcome, outcomes
from throughline.understand.coding.queries.suggesting import is_busy, latest_run, suggested
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
    "Outcome",
    "Reading",
    "Section",
    "Standing",
    "code",
    "codebook_of",
    "contribution",
    "headings",
    "history",
    "is_busy",
    "latest_run",
    "memos",
    "next_for",
    "notes",
    "outcomes",
    "reading",
    "retired",
    "sections",
    "standing",
    "suggested",
]
