"""What the columns of a file probably are, by what such files are often like. A person always decides."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from throughline.understand.imports.mapping import COLUMN_FIELDS
from throughline.understand.imports.reading import Table

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

LOOKED_AT = 200
"""So many rows tell what kind of column it is."""
WORDY = 4.0
"""Columns whose filled cells have at least so many words on average hold what people said."""

_COMMON: dict[str, tuple[str, ...]] = {
    "question": ("question", "fft question", "prompt"),
    "date": ("date", "comment date", "response date", "submitted", "created", "timestamp"),
    "region": ("region", "area", "place"),
    "service": ("service", "service type", "service type 1", "ward", "department", "hospital", "practice", "trust"),
    "constituency": ("constituency", "who is answering", "role", "respondent type"),
    "rating": ("rating", "score", "stars", "fft categorical answer", "rating (1 to 5)"),
}
_COMMENT = ("comment", "comments", "feedback", "fft answer", "answer", "response", "free text", "story", "text")
_SHOWS_WHO = re.compile(
    r"^names?$|\b((first|last|full|your|user|patient|contact|family) ?names?|surnames?|forenames?|e-?mails?|phones?|"
    r"telephones?|mobiles?|address(es)?|post ?codes?|nhs (no|number)|date of birth|dob|ip|respondents? id|author)\b"
)
"""Names of columns that could show who somebody is."""


@dataclass(frozen=True)
class Kind:
    """A kind of file. `often`: field → what its columns are often called, in small letters. `several`: each wordy
    column is a question of its own. `left_out`: columns of such files that are nobody's words here."""

    slug: str
    name: str | _StrPromise
    often: Mapping[str, Sequence[str]]
    several: bool = False
    left_out: Sequence[str] = ()
    fixed: Mapping[str, str] = field(default_factory=dict)


KINDS = {
    kind.slug: kind
    for kind in (
        Kind("comments", _("One comment in each row"), {**_COMMON, "text": _COMMENT}),
        Kind(
            "survey",
            _("The export of a survey tool: several questions in each row"),
            {
                **_COMMON,
                "date": ("end date", "date submitted", "completed", "completion time", "submit date", *_COMMON["date"]),
                "question": (),
            },
            several=True,
        ),
        Kind(
            "stories",
            _("The export of a story site: title, story, date, service"),
            {
                **_COMMON,
                "text": ("story", "your story", "story text", "body", "posting", "opinion", "what happened", "text"),
                "title": ("title", "story title", "headline", "subject"),
                "date": ("date", "story date", "date of story", "submitted", "published", "date published", "created"),
                "service": ("service", "services", "organisation", "provider", "hospital", "practice", "trust"),
            },
            # The service's own answer is not what its patient said.
            left_out=("response", "responses", "reply", "service response", "provider response"),
            fixed={"constituency": "patients"},
        ),
    )
}


def guess(table: Table, kind: Kind) -> dict[str, list[str] | str]:
    """What the columns of a file of this kind probably are.

    Returns:
        Field → column; “text” and “leave_out” → lists of columns; “…_fixed” → a value for every row.
    """
    by_name = {" ".join(name.casefold().split()): name for name in table.header}
    found: dict[str, str] = {}
    for part in ("text", *COLUMN_FIELDS):
        names = (by_name[often] for often in kind.often.get(part, ()) if often in by_name)
        name = next((name for name in names if name not in found.values()), "")
        if name:
            found[part] = name
    taken = set(found.values())
    left_out = [by_name[name] for name in kind.left_out if name in by_name and by_name[name] not in taken]
    left_out += [name for name in table.header if name not in taken and _SHOWS_WHO.search(name.casefold())]
    texts = [found.pop("text")] if "text" in found else []
    if kind.several:
        texts = [name for name in _wordy(table) if name not in taken and name not in left_out]
    told: dict[str, list[str] | str] = {"text": texts, "leave_out": left_out, **found}
    return told | {f"{part}_fixed": value for part, value in kind.fixed.items()}


def _wordy(table: Table) -> list[str]:
    """The columns that hold sentences rather than marks, in order, as the first rows tell."""
    filled, words = [0] * len(table.header), [0] * len(table.header)
    for row in islice(table.rows(), LOOKED_AT):
        for place, cell in enumerate(row.cells[: len(table.header)]):
            if cell.strip():
                filled[place] += 1
                words[place] += len(cell.split())
    return [name for place, name in enumerate(table.header) if filled[place] and words[place] / filled[place] >= WORDY]
