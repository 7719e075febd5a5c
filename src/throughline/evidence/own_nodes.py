"""Contributions and findings as they stand on the throughline."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughline.evidence import nodes, queries
from throughline.evidence.models import Finding, Link
from throughline.evidence.nodes import Node, Scope
from throughline.programmes import methods
from throughline.programmes.models import Activity, Programme
from throughline.voices.labels import LABEL_NAMES
from throughline.voices.models import Contribution

TITLE_WORDS = 14


def load_contributions(programme: Programme, refs: Collection[str], scope: Scope) -> Iterable[Node]:
    """Contributions by their public words, or by what readers are warned of; those that the public may not read are
    absent in any scope.
    """
    rows = Contribution.objects.filter(programme=programme, ref__in=refs)
    for quote in queries.quotes(rows, most=len(refs)):
        page = reverse("throughline-node", args=[programme.slug, "contribution", quote.contribution.ref])
        yield Node("contribution", quote.contribution.ref, _title(quote), page, quote.contribution.created_at)


def _title(quote: queries.Quote) -> str:
    labels = quote.contribution.labels
    if labels:  # in the title of a page and in lists nothing can be folded away
        return _("Words about: {what}").format(what=", ".join(str(LABEL_NAMES.get(one, one)) for one in labels))
    words = quote.text.split()
    return " ".join(words[:TITLE_WORDS]) + ("…" if len(words) > TITLE_WORDS else "")


def load_findings(programme: Programme, refs: Collection[str], scope: Scope) -> Iterable[Node]:
    rows = Finding.objects.filter(programme=programme, ref__in=refs)
    if scope is Scope.PUBLIC:
        rows = rows.exclude(status=Finding.Status.DRAFT)
    for row in rows:
        page = reverse("finding", args=[programme.slug, row.ref])
        state = row.get_status_display() if row.status != Finding.Status.PUBLISHED else ""
        yield Node("finding", row.ref, row.title, page, row.published_at or row.created_at, state)


def load_activities(programme: Programme, refs: Collection[str], scope: Scope) -> Iterable[Node]:
    """Activities whose answers something rests on; before they open, nobody answered."""
    for row in programme.activities.exclude(status=Activity.Status.DRAFT).filter(ref__in=refs):
        page = methods.get(row.method).results_url(row)
        yield Node("activity", row.ref, row.title, page, row.created_at)


def leave_drafts(contributions: Sequence[Contribution]) -> None:
    """Words that may no longer be used leave every finding that is not yet published. Paused words only stop
    counting, so that using them again puts them back."""
    gone = [one for one in contributions if one.standing != Contribution.Standing.PAUSED or not one.may_analyse]
    drafts = Finding.objects.filter(
        programme__in={one.programme_id for one in contributions}, status=Finding.Status.DRAFT
    )
    Link.objects.filter(
        from_kind="contribution",
        from_ref__in=[one.ref for one in gone],
        to_kind="finding",
        to_ref__in=drafts.values("ref"),
    ).delete()


def register() -> None:
    """Join the throughline; called once at start."""
    nodes.register(
        "contribution",
        name=gettext_lazy("Contribution"),
        plural=gettext_lazy("Contributions"),
        order=0,
        load=load_contributions,
    )
    nodes.register(
        "activity",
        name=gettext_lazy("Activity"),
        plural=gettext_lazy("Activities"),
        order=5,
        load=load_activities,
    )
    nodes.register(
        "finding",
        name=gettext_lazy("Finding"),
        plural=gettext_lazy("Findings"),
        order=20,
        load=load_findings,
        all=lambda programme: programme.findings.values_list("ref", flat=True),
    )
