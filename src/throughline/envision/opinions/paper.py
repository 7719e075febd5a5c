"""An opinion map on paper: every statement that people may vote on."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from throughline.envision.opinions import queries
from throughline.programmes.methods import OnPaper
from throughline.programmes.models import Activity


def asked(activity: Activity) -> Iterator[OnPaper]:
    """The statements, each with the three answers. One query."""
    answers = [_("Agree"), _("Disagree"), _("Pass, or not sure")]
    for row in queries.votable(activity.pk).select_related("contribution__data_key").order_by("pk"):
        yield OnPaper(f"“{queries.words_of(row)}”", options=answers, also=_("This matters to me"))
    yield OnPaper(_("Is there a statement of your own that others should vote on?"), lines=2)
