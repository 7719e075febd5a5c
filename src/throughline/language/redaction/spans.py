"""A proposal to take words out, the marks that stand in their place, and how overlapping ones become one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

REPLACEMENTS = {
    "name": "[name removed]",
    "staff_name": "[staff name removed]",
    "place": "[place removed]",
    "site": "[hospital or other site removed]",
    "ward": "[ward removed]",
    "email": "[e-mail removed]",
    "phone": "[telephone number removed]",
    "url": "[link removed]",
    "handle": "[account name removed]",
    "nhs_number": "[NHS number removed]",
    "national_insurance": "[National Insurance number removed]",
    "postcode": "[postcode removed]",
    "address": "[address removed]",
    "date_of_birth": "[date of birth removed]",
    "age": "[age removed]",
    "vehicle": "[vehicle number removed]",
    "reference": "[reference number removed]",
}
PEOPLE = frozenset({"name", "staff_name"})


@dataclass(frozen=True)
class Proposal:
    """One stretch of text that may identify somebody. `score` (0 to 1) is the rule's own certainty."""

    kind: str
    start: int
    end: int
    score: float
    replacement: str

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


def proposal(kind: str, start: int, end: int, score: float) -> Proposal:
    """A proposal with the mark of its kind."""
    return Proposal(kind, start, end, score, REPLACEMENTS[kind])


def join(found: Iterable[Proposal]) -> list[Proposal]:
    """In order of place. Overlapping spans become one that covers them all: dropping one would bare its rest."""
    joined: list[Proposal] = []
    for item in sorted(found, key=lambda item: (item.start, -item.end, -item.score, item.kind)):
        if joined and item.start < joined[-1].end:
            before = joined[-1]
            best = max(before, item, key=lambda one: one.score)
            joined[-1] = replace(best, start=before.start, end=max(before.end, item.end))
        else:
            joined.append(item)
    return joined


def apply(text: str, spans: Iterable[Proposal]) -> str:
    """The text with each span replaced by its mark. Overlapping spans become one.

    Raises `ValueError` for a span outside the text.
    """
    parts, last = [], 0
    for item in join(spans):
        if not 0 <= item.start < item.end <= len(text):
            raise ValueError(f"the span {item.start}-{item.end} is not inside the text")
        parts += [text[last : item.start], item.replacement]
        last = item.end
    return "".join([*parts, text[last:]])
