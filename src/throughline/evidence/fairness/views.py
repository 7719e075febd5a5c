"""Asking whether a finding is fair, saying so, and answering those who say that it is not."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from throughline.core.errors import Refused
from throughline.core.forms import put_refusal
from throughline.evidence import queries as evidence
from throughline.evidence.fairness import actions, figures, forms, queries
from throughline.programmes.permissions import Duty, allowed


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, programme: str, finding: str) -> HttpResponse:
    """Ask about one finding; once asked, what people say until now."""
    row = evidence.finding(programme=request.programme, ref=finding, public=False)
    form = forms.AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask(finding=row, by=request.user, once_key=request.POST.get("once", ""), **form.cleaned_data)
            return redirect("finding-fair", programme, finding)
        except Refused as refused:
            put_refusal(form, refused)
    question = queries.question_of(row)
    may_read = allowed(Duty.ANALYSE, by=request.user, programme=request.programme)
    page = {
        "programme": request.programme,
        "finding": row,
        "form": form,
        "question": question,
        "figures": figures.now(question) if question else None,
        "waiting": queries.waiting_number(request.programme) if may_read else 0,
        "may_read": may_read,
    }
    return render(request, "fairness/ask.html", page, status=_status(form))


def said(request: HttpRequest, programme: str) -> HttpResponse:
    """What people wrote about whether findings are fair; what waits for an answer first."""
    waiting, rest = queries.with_words(request.programme)
    number = queries.waiting_number(request.programme)
    page = {"programme": request.programme, "waiting": waiting, "rest": rest, "number": number}
    return render(request, "fairness/said.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, programme: str, said: str) -> HttpResponse:
    """Answer one of them."""
    found = queries.said(programme=request.programme, ref=said)
    form = forms.ReplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.reply(
                judgement=found.judgement, by=request.user, once_key=request.POST.get("once", ""), **form.cleaned_data
            )
            return redirect("fairness", programme)
        except Refused as refused:
            put_refusal(form, refused)
    page = {"programme": request.programme, "said": found, "form": form}
    return render(request, "fairness/reply.html", page, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
def say(request: HttpRequest, asked: str) -> HttpResponse:
    """Somebody's own page: is this fair?"""
    found = queries.asked(ref=asked, participants=request.participants)
    start = {"choice": found.judgement.choice, "words": found.words} if found.judgement else {}
    form = forms.SayForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        once_key = request.POST.get("once", "")
        try:
            actions.say(question=found.question, participant=found.participant, once_key=once_key, **form.cleaned_data)
            return redirect("followed")
        except Refused as refused:
            put_refusal(form, refused)
    return render(request, "fairness/say.html", {"asked": found, "form": form}, status=_status(form))


def _status(form: forms.forms.Form) -> int:
    return 422 if form.is_bound and form.errors else 200
