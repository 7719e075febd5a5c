"""Signing in and out."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from throughline.core import limits
from throughline.core.errors import Refused
from throughline.people import actions
from throughline.people.forms import SignInForm


@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    form = SignInForm(request.POST or None)
    next_path = (request.POST or request.GET).get("next", "")
    if request.method == "POST" and form.is_valid():
        limits.take(bucket="sign-in", who=limits.who_from(request), rate=1 / 60, burst=10)
        actions.send_sign_in_link(email=form.cleaned_data["email"], next_path=next_path)
        return redirect("sign-in-sent")
    return render(request, "people/sign_in.html", {"form": form, "next": next_path})


def sign_in_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "people/sign_in_sent.html")


@require_http_methods(["GET", "POST"])
def sign_in_link(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows a button; POST signs in. Scanners that open links use nothing up."""
    if request.method != "POST":
        return render(request, "people/sign_in_link.html", {"error": None})
    limits.take(bucket="sign-in-link", who=limits.who_from(request), rate=1 / 6, burst=20)
    try:
        signed_in = actions.use_link(token=token)
    except Refused as refused:
        return render(request, "people/sign_in_link.html", {"error": refused.message}, status=400)
    login(request, signed_in.account, backend=settings.AUTHENTICATION_BACKENDS[0])
    # An absolute end: twelve hours from now, whatever happens in between.
    request.session.set_expiry(timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE))
    return redirect(signed_in.next_path)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("home")
