"""Reads of what was passed on: the open ones of a programme, and whom to turn to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from throughline.core import vault
from throughline.core.errors import NotFound
from throughline.programmes.models import Organisation, Programme
from throughline.voices import signposts
from throughline.voices.models import Contribution, Route, Signpost

DONE_SHOWN = 50


@dataclass(frozen=True)
class Passed:
    """A route with what was said to be done; empty while it is open, and where the words were erased since."""

    route: Route
    done: str

    @property
    def readable(self) -> bool:
        """Whether the words can still be opened in the queue."""
        return self.route.contribution.standing == Contribution.Standing.LIVE


def open_number(programme: Programme) -> int:
    """How many routes of a programme nobody has ended, also of words that were taken back since."""
    return _of(programme).filter(done_at__isnull=True).count()


def passed(programme: Programme) -> tuple[list[Passed], list[Passed]]:
    """The open routes, the oldest first, and those that ended last. Two queries, whatever there is."""
    rows = _of(programme).select_related("contribution", "raised_by", "done_by", "data_key")
    done = rows.filter(done_at__isnull=False).order_by("-done_at")[:DONE_SHOWN]
    return [Passed(one, "") for one in rows.filter(done_at__isnull=True).order_by("pk")], _read(list(done))


def one(*, programme: Programme, ref: str) -> Passed:
    """One route.

    Raises:
        NotFound: the programme has no such route.
    """
    rows = _of(programme).select_related("contribution__programme", "raised_by", "done_by", "data_key")
    found = rows.filter(ref=ref).first()
    if found is None:
        raise NotFound(_("We could not find what was passed on."))
    return _read([found])[0]


def contacts(programme: Programme) -> dict[str, str]:
    """Kind → whom to turn to: what the programme says, or else its organisation."""
    return contacts_of([programme])[programme.pk]


def contacts_of(programmes: Sequence[Programme]) -> dict[int, dict[str, str]]:
    """`contacts` of several programmes by their key, in one query."""
    rows = list(
        Signpost.objects.filter(
            Q(programme__in=programmes) | Q(organisation__in={one.organisation_id for one in programmes})
        )
    )
    return {
        programme.pk: {row.kind: row.words for row in rows if row.organisation_id == programme.organisation_id}
        | {row.kind: row.words for row in rows if row.programme_id == programme.pk}
        for programme in programmes
    }


def own_words(owner: Programme | Organisation) -> dict[str, str]:
    """Kind → whom to turn to, as this owner says and nobody else."""
    return dict(owner.signposts.values_list("kind", "words"))


def hints(contribution: Contribution) -> dict[str, str]:
    """Kind → what a moderator reads beside it: when it fits, whom to turn to, and whether software proposes it."""
    known, proposed = contacts(contribution.programme), signposts.proposed_for(contribution.signals)
    told = {}
    for guide in signposts.GUIDES:
        parts = [str(guide.when), known.get(guide.kind, str(guide.national))]
        if guide.kind in proposed:
            parts.insert(0, _("Software suggests this. You decide."))
        told[guide.kind] = " ".join(parts)
    return told


def _of(programme: Programme) -> QuerySet[Route]:
    return Route.objects.filter(contribution__programme=programme)


def _read(rows: list[Route]) -> list[Passed]:
    return [
        Passed(row, vault.unseal(bytes(row.done_words), key=row.data_key, context=row.context()))
        if row.done_words is not None
        else Passed(row, "")
        for row in rows
    ]
