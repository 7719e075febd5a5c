"""Printed forms: the same questions, in the same words, to tick and to write on, for every method with seats."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from throughline.envision.seats.forms import PrintForm
from throughline.envision.seats.method import SeatMethod
from throughline.envision.seats.numbers import new_number
from throughline.programmes import methods
from throughline.programmes.methods import OnPaper
from throughline.programmes.models import Activity
from throughline.voices.part import queries as parts
from throughline.voices.part.person import ConsentStep, version
from throughline.voices.part.steps import Step

UNPROCESSABLE = 422
LINES = 2
ONE: dict[str, Any] = {"copies": 1, "large": False, "help": "", "back": ""}


@dataclass(frozen=True)
class Printed:
    """One form. `agreed`: how the answers may be used; `about`: who the person is; `asked`: the method's questions."""

    number: str
    agreed: Sequence[OnPaper]
    about: Sequence[OnPaper]
    asked: Sequence[OnPaper]


@require_safe
def page(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """As many forms as were asked for, to be printed by the browser. Their numbers are new each time."""
    row: Activity = request.activity  # type: ignore[attr-defined]
    form = PrintForm(request.GET if "copies" in request.GET else None, initial={"copies": 1})
    wanted = form.cleaned_data if form.is_valid() else ONE
    context = {
        "activity": row,
        "programme": row.programme,
        "form": form,
        "printed": printed(row, wanted["copies"]),
        "wanted": wanted,
        "version": version(),
        "answer_by": parts.answer_by(row.programme),
        "helped_url": methods.get(row.method).helped_url(row),
    }
    return render(request, "seats/paper.html", context, status=UNPROCESSABLE if form.errors else 200)


def printed(activity: Activity, copies: int) -> list[Printed]:
    """So many forms of an activity."""
    method = methods.get(activity.method)
    assert isinstance(method, SeatMethod)
    steps = list(method.journey.steps(activity, signed_in=False))
    agreed = [one for step in steps if isinstance(step, ConsentStep) for one in _of_step(step)]
    about = [one for step in steps if not isinstance(step, ConsentStep) and not step.aside for one in _of_step(step)]
    agreed.append(OnPaper(_("Your signature or your initials"), lines=1))
    numbers = [new_number() for _copy in range(copies)]
    return [Printed(number, agreed, about, method.paper(activity, form=number)) for number in numbers]


def _of_step(step: Step) -> Iterator[OnPaper]:
    notes = step.context().get("notes", {}) if isinstance(step, ConsentStep) else {}
    return of_form(step.form(), notes=notes)


def of_form(form: forms.Form, *, notes: Mapping[str, Any] | None = None) -> Iterator[OnPaper]:
    """The questions of a form as they stand on paper. notes: a choice → what stands under it."""
    for bound in form:
        field, text, hint = bound.field, str(bound.label), str(bound.help_text)
        if isinstance(field, forms.ChoiceField):
            choices = [(value, str(label)) for value, label in list(field.choices) if value != ""]  # type: ignore[arg-type]
            yield OnPaper(
                text,
                hint,
                options=[label for _value, label in choices],
                notes=[str((notes or {}).get(value, "")) for value, _label in choices],
                many=isinstance(field, forms.MultipleChoiceField),
            )
        elif isinstance(field, forms.BooleanField):
            yield OnPaper(text, hint, options=[_("Yes")])
        else:
            yield OnPaper(text, hint, lines=LINES)
