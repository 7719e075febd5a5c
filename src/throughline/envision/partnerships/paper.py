"""The survey of a partnership on paper: every question of the long list."""

from __future__ import annotations

from collections.abc import Iterator

from throughline.envision.partnerships import queries
from throughline.envision.partnerships.choosing_forms import ChoiceForm
from throughline.envision.seats.paper import of_form
from throughline.programmes.methods import OnPaper
from throughline.programmes.models import Activity


def asked(activity: Activity, form: str) -> Iterator[OnPaper]:
    """The one question. What there is to tick stands in another order on each form (its number)."""
    rows = queries.shuffled(form, queries.long_list(activity))
    most = queries.partnership_of(activity).protocol.most
    if rows:
        yield from of_form(ChoiceForm(questions=rows, most=most), notes={one.ref: one.explained for one in rows})
