"""On the page of an activity for its team: which ideas were carried forward to it."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from throughline.envision.ideas.models import Trace
from throughline.envision.ideas.queries import titles, visible
from throughline.programmes.hooks import Note
from throughline.programmes.models import Activity

MOST = 20


def carried_here(activity: Activity, roles: Collection[str]) -> Iterator[Note]:
    """A line for each idea, with the way to it. At most two queries."""
    rows = Trace.objects.filter(to_activity=activity, change__undone_at__isnull=True).order_by("pk")
    found = list(rows.select_related("from_idea", "change__activity__programme")[:MOST])
    if not found:
        return
    names = titles(
        visible(*{row.change.activity_id for row in found}).filter(pk__in=[row.from_idea_id for row in found])
    )
    for row in found:
        if row.from_idea_id in names:
            where = row.change.activity
            url = reverse("ideas-idea", args=[where.programme.slug, where.ref, row.from_idea.ref])
            yield Note(_("Carried here: the idea “{title}”").format(title=names[row.from_idea_id]), url)
