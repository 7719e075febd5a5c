"""A survey in pairs on paper: pairs in which every option stands, in the order in which a helper is asked for them."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from throughline.envision.pairs import queries
from throughline.envision.pairs.forms import DEFAULT_QUESTION
from throughline.programmes.methods import OnPaper
from throughline.programmes.models import Activity


def asked(activity: Activity) -> Iterator[OnPaper]:
    """The pairs. One query."""
    rows = {row.pk: row for row in queries.votable(activity.pk).select_related("contribution__data_key").order_by("pk")}
    question = activity.settings.get("question") or DEFAULT_QUESTION
    for number, pair in enumerate(queries.pairs_on_paper(list(rows)), start=1):
        yield OnPaper(
            _("Pair %(number)s. %(question)s") % {"number": number, "question": question},
            _("You can stop after any pair.") if number == 1 else "",
            options=[*(queries.words_of(rows[one]) for one in pair), _("I can’t decide")],
            notes=[*(rows[one].description for one in pair), ""],
        )
    if activity.settings.get("ideas") != "no":
        yield OnPaper(_("Is there an idea of your own that others should choose from?"), lines=2)
