"""What was passed on and what was done about it; and the page on which organisers say whom to turn to."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from throughline.core.errors import Refused
from throughline.core.forms import put_refusal
from throughline.people.models import Account
from throughline.programmes.models import Organisation, Programme
from throughline.voices import actions, signposts
from throughline.voices.moderation import routing

UNPROCESSABLE = 422


class DoneForm(forms.Form):
    """What was done about words that were passed on."""

    words = forms.CharField(
        label=_("What was done?"),
        help_text=_("Who acted, and when. The author does not read this, only that it was followed up."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say what was done.")},
    )


class SignpostForm(forms.Form):
    """Whom to turn to, a field for each kind of route."""

    def __init__(self, data: object, *, kept: dict[str, str], fallback: dict[str, str]) -> None:
        super().__init__(data, initial=kept)  # type: ignore[arg-type]
        for guide in signposts.GUIDES:
            self.fields[guide.kind] = forms.CharField(
                label=guide.asked,
                help_text=fallback.get(guide.kind) or guide.national,
                max_length=500,
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
            )


@require_http_methods(["GET", "HEAD"])
def routes(request: HttpRequest, programme: str) -> HttpResponse:
    """Everything that was passed on in a programme, the open ones first."""
    here = request.programme  # type: ignore[attr-defined]
    waiting, done = routing.passed(here)
    return render(request, "voices/moderation/routes.html", {"programme": here, "waiting": waiting, "done": done})


@require_http_methods(["GET", "HEAD", "POST"])
def route(request: HttpRequest, programme: str, route: str) -> HttpResponse:
    """One of them; whoever knows says here what was done."""
    here = request.programme  # type: ignore[attr-defined]
    found = routing.one(programme=here, ref=route)
    form = DoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        once_key = request.POST.get("once", "")
        try:
            actions.say_done(route=found.route, words=form.cleaned_data["words"], by=_me(request), once_key=once_key)
            return redirect("moderation-routes", here.slug)
        except Refused as refused:
            put_refusal(form, refused)
    page = {
        "programme": here,
        "passed": found,
        "form": form,
        "guide": signposts.BY_KIND[found.route.kind],
        "contact": routing.contacts(here).get(found.route.kind, ""),
    }
    return render(request, "voices/moderation/route.html", page, status=UNPROCESSABLE if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def of_programme(request: HttpRequest, programme: str) -> HttpResponse:
    """Whom to turn to in one programme."""
    here: Programme = request.programme  # type: ignore[attr-defined]
    form = SignpostForm(
        request.POST or None, kept=routing.own_words(here), fallback=routing.own_words(here.organisation)
    )
    if request.method == "POST" and form.is_valid():
        once_key = request.POST.get("once", "")
        actions.keep_signposts(programme=here, words=form.cleaned_data, by=_me(request), once_key=once_key)
        return redirect("programme-manage", here.slug)
    back = reverse("programme-manage", args=[here.slug])
    return _signpost_page(request, form, here.title, back)


@require_http_methods(["GET", "HEAD", "POST"])
def of_organisation(request: HttpRequest, organisation: str) -> HttpResponse:
    """Whom to turn to in every programme of an organisation that does not say otherwise."""
    here: Organisation = request.organisation  # type: ignore[attr-defined]
    form = SignpostForm(request.POST or None, kept=routing.own_words(here), fallback={})
    if request.method == "POST" and form.is_valid():
        once_key = request.POST.get("once", "")
        actions.keep_signposts(organisation=here, words=form.cleaned_data, by=_me(request), once_key=once_key)
        return redirect("organisation", here.slug)
    return _signpost_page(request, form, here.name, reverse("organisation", args=[here.slug]))


def _signpost_page(request: HttpRequest, form: SignpostForm, title: str, back: str) -> HttpResponse:
    page = {"form": form, "title": title, "back": back, "guides": signposts.GUIDES}
    return render(request, "voices/moderation/signposts.html", page, status=UNPROCESSABLE if form.errors else 200)


def _me(request: HttpRequest) -> Account:
    """Who is signed in; the rule of access has let nobody else pass."""
    assert isinstance(request.user, Account)
    return request.user
