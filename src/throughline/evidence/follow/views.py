"""What happened to what I said; changing consent; taking words back; replying to a decision."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from throughline.core import limits
from throughline.core.errors import Refused
from throughline.core.forms import put_refusal
from throughline.evidence.fairness import queries as fairness
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
        if participant is not None and voices.wrote_down(account=request.user, participant=participant):
            form.add_error("code", _("You wrote this down for somebody else. Only they can open it."))
        elif participant is not None:
            return access.remember(redirect("followed"), participant)
        else:
            form.add_error("code", _("We could not find these six words. Check each word and try again."))
    return render(request, "evidence/follow.html", {"form": form}, status=422 if form.errors else 200)


def followed(request: HttpRequest) -> HttpResponse:
    page = {
        "sendings": queries.everything(request.participants),
        "asked": fairness.asked_of(request.participants),
        "by_code": access.COOKIE in request.COOKIES,
        "published_meaning": next(one.words for one in consent_wording.WITHDRAWAL if one.slug == "published"),
    }
    return render(request, "evidence/followed.html", page)


@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """Shut one's own page on a shared telephone or computer."""
    return access.forget(redirect("follow"))


@require_http_methods(["GET", "POST"])
def consent(request: HttpRequest, submission: str) -> HttpResponse:
    mine = voices.submission(ref=submission, participants=request.participants)
    if voices.standing_of(mine) not in ("live", "paused"):
        return redirect("followed")
    heard = any(recording.may_be_heard for recording in mine.recordings.all())
    form = forms.ConsentForm(request.POST or None, now=voices.consent_now(mine), heard=heard)
    if request.method == "POST" and form.is_valid():
        actions.change_consent(submission=mine, uses=form.uses(), once_key=request.POST.get("once", ""))
        return redirect("followed")
    return render(request, "evidence/consent.html", {"form": form, "submission": mine}, status=_status(form))


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, submission: str) -> HttpResponse:
    """Pause, use again, stop or erase; what cannot be undone is said before."""
    mine = queries.sending(ref=submission, participants=request.participants)
    if mine.erased:
        return redirect("followed")
    form = forms.WithdrawForm(
        request.POST or None, paused=mine.standing == "paused", stopped=mine.standing == "stopped"
    )
    if request.method == "POST" and form.is_valid():
        try:
            kind = form.cleaned_data["kind"]
            actions.withdraw(submission=mine.submission, kind=kind, once_key=request.POST.get("once", ""))
            return redirect("followed")
        except Refused as refused:
            put_refusal(form, refused)
    page = {"form": form, "sending": mine, "meanings": {one.slug: one for one in consent_wording.WITHDRAWAL}}
    return render(request, "evidence/withdraw.html", page, status=_status(form))


@require_http_methods(["GET", "POST"])
def reply(request: HttpRequest, decision: str) -> HttpResponse:
    mine = voices.decision(ref=decision, participants=request.participants)
    form = forms.ReplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["words"]
        actions.reply_to_decision(decision=mine, words=words, once_key=request.POST.get("once", ""))
        return redirect("followed")
    return render(request, "evidence/reply.html", {"form": form, "decision": mine}, status=_status(form))


def _status(form: forms.forms.Form) -> int:
    return 422 if form.is_bound and form.errors else 200
