"""The team of a programme, and what its sponsor promises."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from throughline.core import limits
from throughline.core.errors import Refused
from throughline.programmes import actions, advice, commitments, forms, pages, queries
from throughline.programmes.models import Programme, Role
from throughline.programmes.views.organising import both


@require_safe
def team(request: HttpRequest, programme: str) -> HttpResponse:
    """Who has which role."""
    return _team(request, request.programme)  # type: ignore[attr-defined]


def _team(request: HttpRequest, row: Programme, problem: str = "", status: int = 200) -> HttpResponse:
    context = {"programme": row, "team": queries.team_of(row), "problem": problem, "back": _manage(row)}
    return render(request, "programmes/team.html", context, status=status)


@both
def team_add(request: HttpRequest, programme: str) -> HttpResponse:
    """Give somebody a role and invite them."""
    row: Programme = request.programme  # type: ignore[attr-defined]
    back = reverse("team", args=[row.slug])

    def act(data: dict[str, Any], once: str) -> str:
        limits.take(bucket="invite", who=request.user.ref, rate=1 / 60, burst=60)
        actions.add_to_team(programme=row, **data, by=request.user, once_key=once)
        return back

    form = forms.TeamForm(request.POST or None)
    return pages.form_page(
        request, "programmes/team_add.html", form, act, title=_("Add to the team"), back=back, hints=_hints()
    )


def _hints() -> dict[str, Any]:
    return {role.value: hint for role, hint in forms.ROLE_HINTS.items()}


@require_POST
def team_remove(request: HttpRequest, programme: str) -> HttpResponse:
    """Take a role away."""
    row: Programme = request.programme  # type: ignore[attr-defined]
    try:
        actions.remove_from_team(
            programme=row,
            account_ref=request.POST.get("account", ""),
            role=request.POST.get("role", ""),
            by=request.user,
            once_key=request.POST.get("once", ""),
        )
    except Refused as refused:
        return _team(request, row, str(refused.message), pages.UNPROCESSABLE)
    return redirect("team", row.slug)


@both
def commitment(request: HttpRequest, programme: str) -> HttpResponse:
    """Write what the sponsor is to promise; a published version is the start of the next."""
    row: Programme = request.programme  # type: ignore[attr-defined]
    plan = queries.plan_of(row)

    def act(data: dict[str, Any], once: str) -> str:
        actions.draft_commitment(programme=row, **data, by=request.user, once_key=once)
        return reverse("commitment-publish", args=[row.slug])

    known = plan.draft or plan.promised
    initial = {name: getattr(known, name) for name in forms.CommitmentForm.base_fields} if known else None
    return pages.form_page(
        request,
        "programmes/commitment.html",
        forms.CommitmentForm(request.POST or None, initial=initial),
        act,
        programme=row,
        plan=plan,
        # A sponsor who is not an organiser has no list of tasks to go back to.
        back=_manage(row) if Role.ORGANISER in request.roles else reverse("account"),  # type: ignore[attr-defined]
        advice=advice.on_commitment(known),
    )


@both
def commitment_publish(request: HttpRequest, programme: str) -> HttpResponse:
    """The draft as the public would read it. A sponsor sees a button; others see who has to press it."""
    row: Programme = request.programme  # type: ignore[attr-defined]
    problem = ""
    if request.method == "POST":
        try:
            actions.publish_commitment(
                programme=row,
                by=request.user,
                seen=request.POST.get("seen", ""),
                once_key=request.POST.get("once", ""),
            )
            return redirect("programme", row.slug)
        except Refused as refused:
            problem = str(refused.message)
    draft = queries.plan_of(row).draft
    context = {
        "programme": row,
        "draft": draft,
        "seen": commitments.fingerprint(draft) if draft else "",
        "is_sponsor": Role.SPONSOR in request.roles,  # type: ignore[attr-defined]
        "problem": problem,
        "advice": advice.on_commitment(draft),
        "back": reverse("commitment", args=[row.slug]),
    }
    status = pages.UNPROCESSABLE if problem else 200
    return render(request, "programmes/commitment_publish.html", context, status=status)


def _manage(programme: Programme) -> str:
    return reverse("programme-manage", args=[programme.slug])
