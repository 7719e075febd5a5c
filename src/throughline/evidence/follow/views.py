"""What happened to what I said; changing consent; taking words back; replying to a decision."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from throughline.core import limits
from throughline.core.errors import Refused
from throughline.core.forms import put_refusal
from throughline.evidence.follow import forms, queries
from throughline.voices import access, actions, consent_wording
from throughline.voices import queries as voices


@require_http_methods(["GET", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """Enter the six words. A wrong code and an unknown one are answered in the same words."""
    form = forms.CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        limits.take(bucket="receipt", who=limits.who_from(request), rate=1 / 10, burst=20)
        participant = voices.participant_by_code(form.cleaned_data["code"])
        if participant is not None:
            return access.remember(redirect("followed"), participant)
        form.add_error("code", _("We could not find these six words. Check each word and try again."))
    return render(request, "evidence/follow.html", {"form": form}, status=422 if form.errors else 200)


def followed(request: HttpRequest) -> HttpResponse:
    page = {
        "sendings": queries.everything(request.participants),
        "uses": consent_wording.USES,
        "by_code": access.COOKIE in request.COOKIES,
    }
    return render(request, "evidence/followed.html", page)


@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """Shut one's own page on a shared telephone or computer."""
    return access.forget(redirect("follow"))


@require_http_methods(["GET", "POST"])
def consent(request: HttpRequest, submission: str) -> HttpResponse:
    mine = voices.submission(ref=submission, participants=request.participants)
    form = forms.ConsentForm(request.POST or None, now=voices.consent_now(mine))
    if request.method == "POST" and form.is_valid():
        actions.change_consent(submission=mine, uses=form.uses(), once_key=request.POST.get("once", ""))
        return redirect("followed")
    return render(request, "evidence/consent.html", {"form": form, "submission": mine}, status=_status(form))


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, submission: str) -> HttpResponse:
    """Pause, use again, stop or erase; what cannot be undone is said before."""
    mine = voices.submission(ref=submission, participants=request.participants)
    standing = voices.standing_of(mine)
    form = forms.WithdrawForm(request.POST or None, paused=standing == "paused", stopped=standing == "stopped")
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw(
                submission=mine, kind=form.cleaned_data["kind"], once_key=request.POST.get("once", "")
            )
            return redirect("followed")
        except Refused as refused:
            put_refusal(form, refused)
    always = [one for one in consent_wording.WITHDRAWAL if one.slug in ("published", "cannot")]
    page = {"form": form, "submission": mine, "always": always, "standing": standing}
    return render(request, "evidence/withdraw.html", page, status=_status(form))


@require_http_methods(["GET", "POST"])
def reply(request: HttpRequest, decision: str) -> HttpResponse:
    mine = voices.decision(ref=decision, participants=request.participants)
    form = forms.ReplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.reply_to_decision(
            decision=mine, words=form.cleaned_data["words"], once_key=request.POST.get("once", "")
        )
        return redirect("followed")
    return render(request, "evidence/reply.html", {"form": form, "decision": mine}, status=_status(form))


def _status(form: forms.forms.Form) -> int:
    return 422 if form.is_bound and form.errors else 200
