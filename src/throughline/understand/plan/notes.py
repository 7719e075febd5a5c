"""What the page of a programme says about suggestions on its plan."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from throughline.analysis.disclosure import protect_count
from throughline.programmes.hooks import Note
from throughline.programmes.models import Activity, Programme
from throughline.understand.plan import queries


def of(programme: Programme, exact: bool) -> Iterator[Note]:
    """The suggestions on a plan, and how many wait. Hooked into `programmes.hooks.notes`."""
    activity = queries.plan_activity(programme)
    if activity is None:
        return
    address = reverse("plan-results", args=[programme.slug, activity.ref])
    waiting = waiting_in_words(activity, exact=exact)
    yield Note(waiting or _("Suggestions on the plan, and the answers to them"), address, waits=bool(waiting))


def waiting_in_words(activity: Activity, *, exact: bool) -> str:
    """How many suggestions wait for an answer; empty where none does.

    Args:
        exact: whether the asker has the duty to answer them; the public reads a protected number.
    """
    waiting = queries.unanswered(activity)
    if not waiting:
        return ""
    if exact:
        told = ngettext("%(n)d suggestion waits for an answer", "%(n)d suggestions wait for an answer", waiting)
        return told % {"n": waiting}
    shown = protect_count(waiting)
    if shown.value is None:
        return _("Fewer than 8 suggestions wait for an answer")
    return _("About %(n)d suggestions wait for an answer") % {"n": shown.value}
