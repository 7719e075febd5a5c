"""A choice experiment on paper: the choices of one version, in the order in which a helper is asked for them."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from throughline.envision.choices.asked import PAPER, asked_of, rows_of
from throughline.envision.choices.design import design_of
from throughline.envision.choices.models import Place
from throughline.envision.seats.numbers import drawn
from throughline.programmes.methods import OnPaper
from throughline.programmes.models import Activity


def asked(activity: Activity, form: str) -> Iterator[OnPaper]:
    """What the words mean, then every choice. The version is drawn for each form (its number)."""
    design = design_of(activity.settings)
    if design is None:
        return
    plan, version = design.plan, drawn(form, design.plan.blocks)
    yield OnPaper(
        _("Version %(number)s. What the words mean") % {"number": version},
        headers=[_("What differs"), _("What it means")],
        rows=[(one.name, one.about) for one in plan.attributes],
    )
    options = [_("Option A"), _("Option B"), *([plan.neither] if plan.opt_out else [])]
    tasks = asked_of(design, Place(block=version), PAPER)
    for one in tasks:
        yield OnPaper(
            _("Choice %(here)s of %(count)s") % {"here": one.position, "count": len(tasks)},
            _("This one is to try. It does not count.") if one.position == 1 else "",
            options=options,
            headers=[_("What differs"), _("Option A"), _("Option B")],
            rows=rows_of(plan, one.task),
        )
