"""A programme's codebook as people read it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from throughline.core.errors import NotFound
from throughline.programmes.models import Programme
from throughline.understand.coding.models import Code, Codebook, CodeChange


@dataclass(frozen=True)
class Section:
    """A heading, or None for codes below none, with the codes that may be given."""

    heading: Code | None
    codes: list[Code]


def codebook_of(programme: Programme) -> Codebook | None:
    """The codebook of a programme, or None before anybody began one."""
    return Codebook.objects.filter(programme=programme).select_related("programme", "started_by").first()


def sections(codebook: Codebook) -> list[Section]:
    """Codes in use below their headings, in the order of their numbers; those below none come last. One query."""
    live = list(codebook.codes.filter(retired_at__isnull=True).order_by("number"))
    found = [
        Section(heading, [code for code in live if code.heading_id == heading.pk])
        for heading in live
        if heading.is_heading
    ]
    loose = [code for code in live if code.heading_id is None and not code.is_heading]
    return [*found, Section(None, loose)] if loose else found


def headings(codebook: Codebook) -> list[Code]:
    """Headings in use, by name."""
    return list(codebook.codes.filter(is_heading=True, retired_at__isnull=True).order_by("name"))


def retired(codebook: Codebook) -> list[Code]:
    """Codes and headings that are not used any more, the latest first."""
    return list(codebook.codes.filter(retired_at__isnull=False).order_by("-retired_at", "number"))


def code(*, programme: Programme, ref: str) -> Code:
    """One code or heading of the programme's codebook.

    Raises:
        NotFound: there is none.
    """
    found = Code.objects.select_related("codebook__programme", "heading")
    row = found.filter(codebook__programme=programme, ref=ref).first()
    if row is None:
        raise NotFound
    return row


def history(code: Code) -> QuerySet[CodeChange]:
    """Everything that happened to a code, the latest first."""
    return code.changes.select_related("by_account").order_by("-pk")
