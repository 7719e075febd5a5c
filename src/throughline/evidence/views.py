"""Findings, and the throughline as a page that anybody can open and walk."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from throughline.core.errors import NotFound, Refused
from throughline.core.forms import put_refusal
from throughline.core.public_pages import public_page
from throughline.evidence import actions, advice, figures, forms, queries, walking
from throughline.evidence.drafting import queries as drafting
from throughline.evidence.fairness import figures as fairness
from throughline.evidence.nodes import Scope
from throughline.programmes.wording import queries as wording
from throughline.voices import queries as voices

PAGE = 10


@public_page
def throughline(request: HttpRequest, programme: str) -> HttpResponse:
    """The whole line of a programme, from what was heard to what was done."""
    page = {
        "programme": request.programme,
        "line": walking.whole(programme=request.programme, scope=Scope.PUBLIC),
        "heard": figures.heard(request.programme),
    }
    return render(request, "evidence/throughline.html", page)


@public_page
def node(request: HttpRequest, programme: str, kind: str, ref: str) -> HttpResponse:
    """One thing on the line, what it rests on, and what it shaped."""
    walk = walking.walk(programme=request.programme, end=(kind, ref), scope=Scope.PUBLIC)
    if walk is None:
        raise NotFound
    start = _start(request)
    words = kind == "contribution"
    page = {
        "programme": request.programme,
        "walk": walk,
        "quotes": queries.quotes(walk.contributions, start=start, most=PAGE + 1),
        "most": PAGE,
        "start": start,
        "itself": queries.public_contribution(programme=request.programme, ref=ref) if words else None,
        "recording": voices.heard_with(programme=request.programme, ref=ref) if words else None,
    }
    return render(request, "evidence/node.html", page)


@public_page
def findings(request: HttpRequest, programme: str) -> HttpResponse:
    rows = queries.findings(programme=request.programme, public=True)
    page = {"programme": request.programme, "items": [(row, figures.of(row)) for row in rows]}
    return render(request, "evidence/findings.html", page)


@public_page
def finding(request: HttpRequest, programme: str, finding: str) -> HttpResponse:
    row = queries.finding(programme=request.programme, ref=finding, public=True)
    walk = walking.walk(programme=request.programme, end=("finding", row.ref), scope=Scope.PUBLIC)
    if walk is None:
        raise NotFound
    start = _start(request)
    page = {
        "programme": request.programme,
        "finding": row,
        "figures": figures.of(row),
        "walk": walk,
        "quotes": queries.quotes(queries.cited_by(row), start=start, most=PAGE + 1),
        "most": PAGE,
        "start": start,
        "read": figures.read_by_people(request.programme),
        "inputs": figures.inputs(row),
        "newer": queries.newer(row),
        "own_words": wording.own_words(request.programme),
        "drafted": drafting.checked(row),
        "fair": fairness.public(row),
    }
    return render(request, "evidence/finding.html", page)


def manage(request: HttpRequest, programme: str) -> HttpResponse:
    rows = queries.findings(programme=request.programme, public=False)
    return render(request, "evidence/manage.html", {"programme": request.programme, "items": rows})


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, programme: str, finding: str) -> HttpResponse:
    """Change a draft, and publish it as it stands on the page."""
    row = queries.finding(programme=request.programme, ref=finding, public=False)
    start = {name: getattr(row, name) for name in ("kind", "title", "summary", "limits")}
    form = forms.FindingForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_finding(finding=row, by=request.user, **form.cleaned_data)
            if "publish" in request.POST:
                actions.publish_finding(finding=row, by=request.user)
                return redirect("finding", programme, finding)
            return redirect("finding-edit", programme, finding)
        except Refused as refused:
            put_refusal(form, refused)
    page = {
        "programme": request.programme,
        "finding": row,
        "form": form,
        "cited": queries.cited_by(row).count(),
        "preview": figures.preview(row) if row.status == row.Status.DRAFT else None,
        "drafting_is_on": drafting.is_on(row.programme),
        "advice": advice.on_finding(row) if row.status == row.Status.DRAFT else (),
    }
    return render(request, "evidence/edit.html", page, status=422 if form.is_bound and form.errors else 200)


@require_http_methods(["GET", "POST"])
def retract(request: HttpRequest, programme: str, finding: str) -> HttpResponse:
    row = queries.finding(programme=request.programme, ref=finding, public=False)
    form = forms.RetractForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.retract_finding(finding=row, reason=form.cleaned_data["reason"], by=request.user)
            return redirect("finding-edit", programme, finding)
        except Refused as refused:
            put_refusal(form, refused)
    page = {"programme": request.programme, "finding": row, "form": form}
    return render(request, "evidence/retract.html", page, status=422 if form.errors else 200)


@require_POST
def revise(request: HttpRequest, programme: str, finding: str) -> HttpResponse:
    """Begin the next version of a finding that was taken back."""
    row = queries.finding(programme=request.programme, ref=finding, public=False)
    draft = actions.revise_finding(finding=row, by=request.user)
    return redirect("finding-edit", programme, draft.ref)


def _start(request: HttpRequest) -> int:
    """Where the page of quotations starts; anything odd starts at the beginning."""
    value = request.GET.get("from", "0")
    return min(int(value), 1_000_000) if value.isascii() and value.isdigit() else 0
