"""The public pages: what people chose, an option that the reader composes, and how it was all done.

Figures are shown once the activity has closed, so that nobody's choice is swayed by those of others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from throughline.core.public_pages import public_page
from throughline.envision.choices import queries
from throughline.envision.choices.design import OPTIONS, Design, design_of
from throughline.envision.choices.plan import Attribute, ChoicePlan, Profile
from throughline.envision.choices.report import report as report_on
from throughline.envision.choices.results import percent, shown
from throughline.envision.choices.uptake import predict
from throughline.programmes.models import Activity


@dataclass(frozen=True)
class Field:
    """One attribute of one composed option. choices: (slug, words)."""

    name: str
    label: str
    choices: list[tuple[str, str]]
    value: str


@dataclass(frozen=True)
class Composed:
    """Two options that a reader composed. fields: of each. rows: (option, share, range). problem: why there are no
    rows, in words."""

    fields: list[tuple[str, list[Field]]]
    rows: list[tuple[str, str, str]]
    problem: str


def composed(plan: ChoicePlan, found: Mapping[str, Any], given: Mapping[str, str]) -> Composed:
    """How many would choose each of the options that an address describes; what it leaves out is as in the first
    option that may be for A, as in the last for B."""
    may_be = list(plan.profiles())
    options = [_profile(plan, given, *one) for one in zip(OPTIONS, (may_be[0], may_be[-1]), strict=True)]
    fields = [
        (option, [_field(one, option, level) for one, level in zip(plan.attributes, profile, strict=True)])
        for option, profile in zip(OPTIONS, options, strict=True)
    ]
    cannot = [option for option, profile in zip(OPTIONS, options, strict=True) if not plan.allows(profile)]
    if cannot:
        words = _("Option %(option)s has levels that cannot come together. Change one of them.")
        return Composed(fields, [], words % {"option": cannot[0]})
    names = [_("Option %(option)s") % {"option": option} for option in OPTIONS]
    if plan.opt_out:
        names.append(plan.neither)
    rows = [
        (name, percent(one.share), _("%(low)s to %(high)s") % {"low": percent(one.low), "high": percent(one.high)})
        for name, one in zip(names, predict(plan, found, options), strict=True)
    ]
    return Composed(fields, rows, "")


def _profile(plan: ChoicePlan, given: Mapping[str, str], option: str, otherwise: Profile) -> Profile:
    chosen = []
    for one, level in zip(plan.attributes, otherwise, strict=True):
        asked = given.get(f"{option}-{one.slug}", "")
        chosen.append(asked if asked in {own.slug for own in one.levels} else level)
    return tuple(chosen)


def _field(one: Attribute, option: str, level: str) -> Field:
    choices = [(own.slug, one.shown(own.slug)) for own in one.levels]
    return Field(f"{option}-{one.slug}", one.name, choices, level)


def _results(activity: Activity) -> tuple[Design | None, Any]:
    """(the design, the newest run with results), where the public may see them."""
    if activity.status != Activity.Status.CLOSED:
        return None, None
    return design_of(activity.settings), queries.latest_analysis(activity, done=True)


@public_page
@require_safe
def results(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """What people chose; and, for options in the address, how many would choose them."""
    asked = request.activity  # type: ignore[attr-defined]
    design, run = _results(asked)
    known = shown(design.plan, run.summary) if design and run else None
    told = design is not None and known is not None and not known.refused
    context = {
        "activity": asked,
        "programme": asked.programme,
        "shown": known,
        "composed": composed(design.plan, run.summary, request.GET) if design and told else None,
    }
    return render(request, "choices/results.html", context)


@public_page
@require_safe
def report(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """How it was done, item by item."""
    asked = request.activity  # type: ignore[attr-defined]
    design, run = _results(asked)
    items = report_on(asked, design_of(asked.settings), run) if asked.status != Activity.Status.DRAFT else []
    sections: dict[str, list[Any]] = {}
    for item in items:
        sections.setdefault(item.section, []).append(item)
    context = {"activity": asked, "programme": asked.programme, "sections": sections, "closed": design is not None}
    return render(request, "choices/report.html", context)
