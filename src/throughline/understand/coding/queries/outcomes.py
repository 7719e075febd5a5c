"""What people agree that words are about: what was settled, or what everybody who coded them gave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from throughline.programmes.models import Programme
from throughline.understand.coding.models import Coding, Settlement
from throughline.understand.coding.queries.words import IN_USE, codings


@dataclass(frozen=True)
class Outcome:
    """Of one contribution: keys of its codes (none where nothing fits), or None while people differ, and where all
    its codes are retired, so that somebody has to read it anew. read_at: when somebody first coded what holds now.
    """

    contribution_id: int
    codes: frozenset[str] | None
    read_at: datetime


def outcomes(programme: Programme) -> list[Outcome]:
    """Of every contribution that somebody coded, in the order in which they were read. Retired codes are left out.

    Three queries, whatever there is.
    """
    given: dict[int, tuple[set[str], datetime]] = {}
    rows = codings(programme).values_list("contribution_id", "fingerprint", "coded_at").order_by("coded_at", "pk")
    for contribution, fingerprint, when in rows:
        given.setdefault(contribution, (set(), when))[0].add(fingerprint)
    agreed = _codes(codings(programme))
    settled = _codes(Settlement.objects.filter(IN_USE, contribution__programme=programme, is_current=True))
    return [
        Outcome(pk, settled[pk] if pk in settled else agreed[pk] if len(ways) == 1 else None, when)
        for pk, (ways, when) in given.items()
    ]


def _codes(rows: QuerySet[Coding] | QuerySet[Settlement]) -> dict[int, frozenset[str] | None]:
    """Codes in use by contribution; None where there are only retired ones."""
    live: dict[int, set[str]] = {}
    ever: set[int] = set()
    for contribution, key, gone in rows.values_list("contribution_id", "codes__key", "codes__retired_at"):
        live.setdefault(contribution, set()).update([key] if key and gone is None else [])
        ever |= {contribution} if key else set()
    return {pk: frozenset(codes) if codes or pk not in ever else None for pk, codes in live.items()}
