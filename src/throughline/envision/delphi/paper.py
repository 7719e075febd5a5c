"""A panel on paper: the statements of the round that is open, or all of them before the first."""

from __future__ import annotations

from collections.abc import Iterator

from throughline.envision.delphi import queries
from throughline.envision.delphi.forms import RatingForm
from throughline.envision.seats.paper import of_form
from throughline.programmes.methods import OnPaper
from throughline.programmes.models import Activity


def asked(activity: Activity) -> Iterator[OnPaper]:
    """Each statement with the scale, and room for a reason."""
    settings, round_ = queries.settings_of(activity), queries.open_round(queries.rounds_of(activity))
    for item in round_.items.all() if round_ else queries.items_of(activity):
        yield from of_form(RatingForm(settings=settings, question=item.text))
