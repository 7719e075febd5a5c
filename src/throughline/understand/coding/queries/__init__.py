"""Reads of codebooks and coding, for the analysts and organisers of a programme."""

from throughline.understand.coding.queries.agreeing import disagreements, reason_of, settled, settlement
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
from throughline.understand.coding.queries.suggesting import suggested
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
    "disagreements",
    "headings",
    "history",
    "memos",
    "next_for",
    "notes",
    "outcomes",
    "reading",
    "reason_of",
    "retired",
    "sections",
    "settled",
    "settlement",
    "standing",
    "suggested",
]
