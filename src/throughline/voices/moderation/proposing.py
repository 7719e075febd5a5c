"""What software proposes to take out: made by a job soon after words arrive, and by rules on the page until then.

The model that reads names is slow to load and large, so that no page waits for it: a job looks at everything that
waits in one go, which is cheaper than one by one, and again whenever the lists of names or the model change. What it
finds while a moderator has the words open is pointed out to them (`forms.DecisionForm`).
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from django.db.models import Q, QuerySet

from throughline.core import jobs, vault
from throughline.language import entities, models, redaction
from throughline.language.entities import Finder
from throughline.programmes.models import Programme
from throughline.voices import actions
from throughline.voices.models import Contribution, ProposedRemovals
from throughline.voices.moderation import name_lists
from throughline.voices.moderation.name_lists import Known
from throughline.voices.moderation.removing import Removal
from throughline.voices.queries import words_of

log = logging.getLogger(__name__)
UNDECIDED = (Contribution.Moderation.WAITING, Contribution.Moderation.SECOND)
BATCH = 50
AT_ONCE = 1000


class Proposed(NamedTuple):
    """Removals, and what found them: “model”, “rules”, or “not-yet” where the job has not looked."""

    removals: Sequence[Removal]
    by: str


def stored_or_by_rules(row: Contribution, text: str, known: Known) -> Proposed:
    """What the job found, or what rules and lists find now where it has not looked since the lists changed.

    Args:
        row: with `proposed` and `data_key` loaded.
        known: the lists of its programme.
    """
    stored: ProposedRemovals | None = getattr(row, "proposed", None)
    if stored is not None and (stored.names == known.version or row.moderation not in UNDECIDED):
        found = vault.unseal_json(bytes(stored.sealed), key=row.data_key, context=row.context("proposed"))
        return Proposed(
            [Removal(start, end, kind) for kind, start, end in found], "model" if stored.engine else "rules"
        )
    return Proposed(_removals(redaction.propose(text, known_names=known.names)), "not-yet")


def anything_waits() -> bool:
    """Whether any words wait to be decided on."""
    return _undecided().exists()


def catch_up(finder: Finder | None, *, most: int = AT_ONCE) -> int:
    """Look at words that wait and that nobody has looked at with this finder and the lists as they are now.

    Returns:
        How many were looked at: fewer than `most` where none is left.
    """
    engine, done = f"{finder.name} {finder.version}"[:80] if finder else "", 0
    programmes = _undecided().values("programme")
    for programme in Programme.objects.filter(pk__in=programmes).order_by("pk"):
        known, last = name_lists.known(programme), 0
        while done < most:
            rows = list(_stale(programme, engine, known.version).filter(pk__gt=last)[:BATCH])
            if not rows:
                break
            _look(rows, finder, known, engine)
            done, last = done + len(rows), rows[-1].pk
    return done


@cache
def finder() -> Finder | None:
    """The model for names, loaded once for a worker; None where there is none, or where it is damaged."""
    try:
        return entities.load()
    except models.ModelError:
        log.exception("The model for names is damaged: rules alone propose what to take out.")
        return None


def _look(rows: list[Contribution], finder: Finder | None, known: Known, engine: str) -> None:
    texts = [words_of(row) for row in rows]
    found = jobs.compute(
        lambda _tell: redaction.propose_many(texts, known_names=known.names, finder=finder), progress=jobs.progress
    )
    removals = {row.pk: _removals(one) for row, one in zip(rows, found, strict=True)}
    actions.keep_proposals(found=removals, engine=engine, names=known.version)


def _removals(found: Sequence[redaction.Proposal]) -> list[Removal]:
    return [Removal(one.start, one.end, one.kind) for one in found]


def _undecided() -> QuerySet[Contribution]:
    return Contribution.objects.filter(
        moderation__in=UNDECIDED, standing=Contribution.Standing.LIVE, data_key__isnull=False
    )


def _stale(programme: Programme, engine: str, version: str) -> QuerySet[Contribution]:
    """What nobody has looked at so."""
    other = Q(proposed__isnull=True) | ~Q(proposed__engine=engine) | ~Q(proposed__names=version)
    return _undecided().filter(other, programme=programme).select_related("data_key").order_by("pk")
