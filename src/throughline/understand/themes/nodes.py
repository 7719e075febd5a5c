"""Themes as they stand on the throughline."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from throughline.evidence import nodes
from throughline.evidence.nodes import Node, Scope
from throughline.programmes.models import Programme
from throughline.understand.themes.models import Assignment, Theme
from throughline.voices.models import Contribution


def load(programme: Programme, refs: Collection[str], scope: Scope) -> Iterable[Node]:
    """Themes that a person has signed off, also those merged since; for the team, proposals too."""
    rows = Theme.objects.filter(programme=programme, ref__in=refs).exclude(status=Theme.Status.PREPARING)
    if scope is Scope.PUBLIC:
        rows = rows.filter(signed_at__isnull=False, status__in=[Theme.Status.SIGNED_OFF, Theme.Status.MERGED])
    for row in rows:
        page = reverse("throughline-node", args=[programme.slug, "theme", row.ref])
        title = row.name or ", ".join(row.machine_words[:4])
        state = "" if row.status == Theme.Status.SIGNED_OFF else row.get_status_display()
        yield Node("theme", row.ref, title, page, row.signed_at or row.created_at, state)


def beneath(refs: Collection[str]) -> QuerySet[Contribution]:
    """The contributions in these themes."""
    places = Assignment.objects.filter(theme__ref__in=refs, theme__status=Theme.Status.SIGNED_OFF)
    return Contribution.objects.filter(pk__in=places.values("contribution_id"))


def holders(refs: Collection[str]) -> Iterable[str]:
    """The signed-off themes that these contributions are in."""
    signed = Theme.objects.filter(status=Theme.Status.SIGNED_OFF, assignments__contribution__ref__in=refs)
    return set(signed.values_list("ref", flat=True))


def every(programme: Programme) -> Iterable[str]:
    """All signed-off themes of a programme."""
    return Theme.objects.filter(programme=programme, status=Theme.Status.SIGNED_OFF).values_list("ref", flat=True)


def register() -> None:
    """Join the throughline; called once at start."""
    nodes.register(
        "theme",
        name=_("Theme"),
        plural=_("Themes"),
        order=10,
        load=load,
        beneath=beneath,
        holders=holders,
        all=every,
    )
