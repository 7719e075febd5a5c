"""What the pages of this app share: a form that leads to one action, and how a plan is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from throughline.core.errors import Refused
from throughline.core.forms import put_refusal
from throughline.programmes.models import Programme, Stage, StageKind
from throughline.programmes.queries import Plan

UNPROCESSABLE = 422
Tag = tuple[str, str]
"""(words, colour)."""


def form_page(
    request: HttpRequest,
    template: str,
    form: forms.Form,
    act: Callable[[dict[str, Any], str], str],
    **context: Any,
) -> HttpResponse:
    """Show a form; when it is sent and fits, run one action and go on.

    Args:
        form: bound to the POST, or unbound.
        act: given the cleaned data and the form's key, calls the action and returns the address to go on to.
        context: further values for the template, which gets `form` and `once` as well.

    Returns:
        A redirect, or the page; with status 422 and everything typed kept where something did not fit.
    """
    once, status = request.POST.get("once", ""), 200
    if request.method == "POST":
        if form.is_valid():
            try:
                return redirect(act(form.cleaned_data, once))
            except Refused as refused:
                put_refusal(form, refused)
        status = UNPROCESSABLE
    return render(request, template, {**context, "form": form, "once": once}, status=status)


def status_tag(programme: Programme) -> Tag:
    """The state of a programme as a tag."""
    colours = {Programme.Status.OPEN: "green", Programme.Status.DRAFT: "blue", Programme.Status.CLOSED: "grey"}
    status = Programme.Status(programme.status)
    return str(status.label), colours[status]


@dataclass(frozen=True)
class Ahead:
    """Something that will happen on a day."""

    day: date
    text: str


def timeline(plan: Plan, today: date | None = None) -> list[tuple[Stage, str, str]]:
    """Each stage with its name and its state: “done”, “current” or “next”. In a draft nothing has begun."""
    today = today or timezone.localdate()
    draft = plan.programme.status == Programme.Status.DRAFT
    return [(stage, str(StageKind(stage.kind).label), _state(stage, today, draft)) for stage in plan.stages]


def _state(stage: Stage, today: date, draft: bool) -> str:
    if draft or today < stage.starts_on:
        return "next"
    return "done" if stage.ends_on < today else "current"


def what_is_next(plan: Plan, today: date | None = None) -> list[Ahead]:
    """Everything dated that lies ahead, the nearest first."""
    today, programme = today or timezone.localdate(), plan.programme
    ahead = [
        Ahead(stage.starts_on, _("The stage “{stage}” starts").format(stage=StageKind(stage.kind).label))
        for stage in plan.stages
    ]
    if programme.status == Programme.Status.DRAFT and programme.opens_on:
        ahead.append(Ahead(programme.opens_on, _("It is planned to open")))
    if programme.status != Programme.Status.CLOSED and programme.closes_on:
        ahead.append(Ahead(programme.closes_on, _("Last day to take part")))
    if plan.promised:
        ahead.append(Ahead(plan.promised.answer_by, _("Last day for the sponsor to answer")))
    return sorted((one for one in ahead if one.day >= today), key=lambda one: one.day)
