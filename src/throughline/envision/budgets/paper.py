"""A budget on paper: every option, to tick or to give points to."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from throughline.envision.budgets.forms import BallotForm
from throughline.envision.budgets.plan import SHARE, amount, plan_of
from throughline.programmes.methods import OnPaper
from throughline.programmes.models import Activity


def asked(activity: Activity) -> Iterator[OnPaper]:
    """The one question, with what each option changes and costs."""
    plan = plan_of(activity.settings)
    whole, shares = amount(plan.budget, plan.unit), plan.ballot == SHARE
    if shares:
        words = _("There is %(whole)s in all. You have %(points)s points to share out. Leave a box empty for none.")
    else:
        words = _("There is %(whole)s in all. Tick what you would fund. It must not cost more than there is.")
    yield OnPaper(
        _("What would you fund?"),
        words % {"whole": whole, "points": f"{plan.points:,}"},
        options=[one.name for one in plan.options],
        notes=list(BallotForm(plan=plan).hints.values()),
        many=True,
        boxes=shares,
        also=_("None of these"),
    )
