"""What people agree that words are about: what was settled, or what everybody who coded them gave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from throughline.programmes.models import Programme
from throughline.understand.coding.models import Settlement
from throughline.understand.coding.queries.words import IN_USE, codings


@dataclass(frozen=True)
class Outcome:
    """Of one contribution: keys of its codes (none where nothing fits), or None while people differ.

    read_at: when somebody first coded what holds now.
    """

    contribution_id: int
    codes: frozenset[str] | None
    read_at: datetime


def outcomes(programme: Programme) -> list[Outcome]:
    """Of every contribution that somebody coded, in the order in which they were read. Retired codes are left out.

    Four queries, whatever there is.
    """
    live = {"codes__retired_at__isnull": True}
    given: dict[int, tuple[set[str], datetime]] = {}
    rows = codings(programme).values_list("contribution_id", "fingerprint", "coded_at").order_by("coded_at", "pk")
    for contribution, fingerprint, when in rows:
        given.setdefault(contribution, (set(), when))[0].add(fingerprint)
    codes: dict[int, set[str]] = {}
    for contribution, key in codings(programme).filter(**live).values_list("contribution_id", "codes__key"):
        codes.setdefault(contribution, set()).update([key] if key else [])
    settled = Settlement.objects.filter(IN_USE, contribution__programme=programme, is_current=True)
    decided: dict[int, set[str]] = {pk: set() for pk in settled.values_list("contribution_id", flat=True)}
    for contribution, key in settled.filter(**live).values_list("contribution_id", "codes__key"):
        decided[contribution].update([key] if key else [])
    found = []
    for contribution, (fingerprints, when) in given.items():
        agreed = codes.get(contribution, set()) if len(fingerprints) == 1 else None
        final = decided.get(contribution, agreed)
        found.append(Outcome(contribution, None if final is None else frozenset(final), when))
    return found
