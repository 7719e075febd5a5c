"""Turning drafting on, and the drafts of a finding."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from throughline.core.errors import Refused
from throughline.core.forms import put_refusal
from throughline.evidence import queries as evidence
from throughline.evidence.drafting import actions, endpoint, forms, queries
from throughline.evidence.drafting.models import Proposal
from throughline.evidence.models import Finding
from throughline.people.models import Account
from throughline.programmes import pages

both = require_http_methods(["GET", "HEAD", "POST"])


@both
def choose(request: HttpRequest, programme: str) -> HttpResponse:
    """Turn drafting on or off."""
    row = request.programme  # type: ignore[attr-defined]
    held = queries.choice(row)

    def act(data: dict[str, Any], once: str) -> str:
        actions.choose(programme=row, on=data["on"] == "yes", by=_me(request))
        return request.path

    form = forms.ChoiceForm(request.POST or None, initial={"on": "yes" if held.on else "no"})
    context = {"programme": row, "held": held, "host": endpoint.host()}
    return pages.form_page(request, "drafting/choose.html", form, act, **context)


@both
def drafts(request: HttpRequest, programme: str, finding: str) -> HttpResponse:
    """Ask for a draft, and see those that were made."""
    row = _finding(request, finding)

    def act(data: dict[str, Any], once: str) -> str:
        made = actions.ask(finding=row, by=_me(request), once_key=once, **data)
        return reverse("finding-draft", args=[programme, finding, made.ref])

    context = {
        "programme": row.programme,
        "finding": row,
        "is_on": queries.is_on(row.programme),
        "host": endpoint.host(),
        "sent": len(queries.to_send(row, "summary").sources),
        "proposals": queries.proposals(row),
    }
    form = forms.AskForm(request.POST or None)
    return pages.form_page(request, "drafting/drafts.html", form, act, **context)


@both
def draft(request: HttpRequest, programme: str, finding: str, proposal: str) -> HttpResponse:
    """One draft: how far it is, each point with the words that hold it up, and what a person makes of it."""
    row = queries.proposal(finding=_finding(request, finding), ref=proposal)
    claims = queries.opened(row)
    form = forms.AcceptForm(request.POST or None, initial={"text": queries.text_of(claims)})
    if request.method == "POST":
        try:
            if "set-aside" in request.POST:
                actions.set_aside(proposal=row, by=_me(request))
                return redirect("finding-drafts", programme, finding)
            if form.is_valid():
                actions.accept(proposal=row, by=_me(request), **form.cleaned_data)
                return redirect("finding-edit", programme, finding)
        except Refused as refused:
            form.is_valid()
            put_refusal(form, refused)
    context = {
        "programme": row.finding.programme,
        "finding": row.finding,
        "proposal": row,
        "claims": claims,
        "progress": queries.progress(row) if row.status == Proposal.Status.WAITING else None,
        "form": form,
    }
    return render(request, "drafting/draft.html", context, status=pages.UNPROCESSABLE if form.errors else 200)


def _finding(request: HttpRequest, ref: str) -> Finding:
    return evidence.finding(programme=request.programme, ref=ref, public=False)  # type: ignore[attr-defined]


def _me(request: HttpRequest) -> Account:
    """Who is signed in; the rule of access has let nobody else pass."""
    assert isinstance(request.user, Account)
    return request.user
