"""A ranking on paper: every item with a box for its place."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from throughline.envision.rankings.plan import plan_of, question_of
from throughline.programmes.methods import OnPaper
from throughline.programmes.models import Activity


def asked(activity: Activity, form: str) -> Iterator[OnPaper]:
    """The one question. The items stand in another order on each form (its number)."""
    plan = plan_of(activity.settings)
    words = _("Write 1 beside what is most important to you, then 2, and so on up to %(places)s. Use each number once.")
    items = plan.shuffled(form)
    yield OnPaper(
        question_of(plan),
        words % {"places": plan.places},
        options=[one.name for one in items],
        notes=[one.about for one in items],
        boxes=True,
    )
