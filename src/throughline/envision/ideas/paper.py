"""Ideas on paper: those that stand, to tick what one supports, in an order drawn by lot; then lines for one's own."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from throughline.envision.ideas import queries
from throughline.programmes.methods import OnPaper
from throughline.programmes.models import Activity


def asked(activity: Activity, form: str) -> Iterator[OnPaper]:
    """The questions of a form with this number. Three queries."""
    rows = queries.in_full(queries.in_order(queries.current(activity.pk), form))
    if rows:
        yield OnPaper(
            _("Which of these ideas do you support?"),
            _("Tick as many as you like. They stand in an order drawn by lot."),
            options=[row.title for row in rows],
            notes=[row.words for row in rows],
            many=True,
        )
    yield OnPaper(_("Your own idea"), _("First in one line, then more about it if you like. Leave out names."), lines=6)
    if activity.settings.get("comments") != "no":
        yield OnPaper(_("Do you want to comment on an idea?"), _("Say which one."), lines=4)
    yield OnPaper(_("Do you want to ask a question?"), _("It is answered in public."), lines=3)
