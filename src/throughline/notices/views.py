"""Registering to hear of what opens, and the feeds."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from throughline.core import limits
from throughline.core.errors import Refused
from throughline.notices import actions
from throughline.notices.forms import HearForm


@require_http_methods(["GET", "HEAD", "POST"])
def hear(request: HttpRequest) -> HttpResponse:
    form = HearForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        limits.take(bucket="hear", who=limits.who_from(request), rate=1 / 60, burst=10)
        actions.register(**form.cleaned_data, once_key=request.POST.get("once", ""))
        return redirect("hear-sent")
    return render(request, "notices/hear.html", {"form": form}, status=422 if form.errors else 200)


def hear_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "notices/sent.html")


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows a button and POST confirms, because mail scanners open links."""
    page: dict[str, object] = {"state": "ask"}
    if request.method == "POST":
        try:
            actions.confirm(token=token, wish=request.GET.get("for", ""))
            page = {"state": "done"}
        except Refused as refused:
            page = {"state": "refused", "message": refused.message}
    return render(request, "notices/confirm.html", page, status=400 if page["state"] == "refused" else 200)


@csrf_exempt  # mail programs press the one-click stop themselves (RFC 8058); the token is the proof
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    if request.method == "POST":
        actions.stop(token=token)
    return render(request, "notices/stop.html", {"done": request.method == "POST"})
