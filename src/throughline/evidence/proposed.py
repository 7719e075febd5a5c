"""The page of what an activity found: read a proposal, write it up or publish it as it stands."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from throughline.core.errors import NotFound, Refused
from throughline.evidence import actions, measured, proposing
from throughline.programmes import queries as programmes
from throughline.programmes.hooks import Note
from throughline.programmes.models import Activity, Role

TEAM = (Role.ANALYST, Role.ORGANISER)
"""Who writes findings up, and so may read what is proposed."""


@require_http_methods(["GET", "HEAD", "POST"])
def proposed(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    row = programmes.activity_in(request.programme, activity)  # type: ignore[attr-defined]
    if row is None:
        raise NotFound
    problem = ""
    if request.method == "POST":
        try:
            return _take_up(request, row)
        except Refused as refused:
            problem = str(refused.message)
    page = {
        "programme": row.programme,
        "activity": row,
        "proposals": [(one, measured.table(measured.kept(one.draft))) for one in proposing.of(row)],
        "problem": problem,
        "may_run": bool({Role.ORGANISER, Role.FACILITATOR} & set(request.roles)),  # type: ignore[attr-defined]
    }
    return render(request, "evidence/proposed.html", page, status=422 if problem else 200)


def _take_up(request: HttpRequest, activity: Activity) -> HttpResponse:
    """Make a draft of the chosen proposal, and publish it straight away if that was pressed."""
    finding = actions.take_up(
        activity=activity,
        key=request.POST.get("finding", ""),
        by=request.user,  # type: ignore[arg-type]
        once_key=request.POST.get("once", ""),
    )
    place = [activity.programme.slug, finding.ref]
    if "publish" not in request.POST:
        return redirect("finding-edit", *place)
    actions.publish_finding(finding=finding, by=request.user)  # type: ignore[arg-type]
    return redirect("finding", *place)


def page_of(activity: Activity, roles: Collection[str]) -> Iterator[Note]:
    """The way here from an activity's page, for those who may."""
    if set(TEAM) & set(roles) and activity.status != Activity.Status.DRAFT:
        yield Note(_("What was found, to write up and publish"), reverse("proposed", args=_place(activity)))


def _place(activity: Activity) -> list[str]:
    return [activity.programme.slug, activity.ref]
