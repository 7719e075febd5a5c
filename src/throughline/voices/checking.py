"""The page on which somebody compares what a person wrote down with what they said, and puts it right."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from throughline.core.errors import Refused
from throughline.core.forms import put_refusal
from throughline.voices import actions, queries
from throughline.voices.part.fields import WordsField
from throughline.voices.playing import play

UNPROCESSABLE = 422


class CheckForm(forms.Form):
    words = WordsField(
        label=_("Your words"),
        help_text=_("Correct what is wrong, and take out names."),
        required_message=_("Write what you said. To take it back, use the page that says what happened."),
        rows=14,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, recording: str) -> HttpResponse:
    """Listen, read and correct. Then the recording is deleted."""
    found = queries.sent_recording(ref=recording, participants=request.participants)  # type: ignore[attr-defined]
    assert found.contribution is not None, "what is written down has its words"
    form = CheckForm(request.POST or None, initial={"words": queries.words_of(found.contribution)})
    if request.method == "POST" and form.is_valid():
        words, once_key = form.cleaned_data["words"], request.POST.get("once", "")
        try:
            actions.check_recording(recording=found, words=words, once_key=once_key)
            return redirect("followed")
        except Refused as refused:
            put_refusal(form, refused)
    page = {"recording": found, "form": form}
    return render(request, "voices/part/compare.html", page, status=UNPROCESSABLE if form.errors else 200)


def sound(request: HttpRequest, recording: str) -> HttpResponseBase:
    """The recording, for the one who made it."""
    found = queries.sent_recording(ref=recording, participants=request.participants)  # type: ignore[attr-defined]
    return play(request, stored_as=found.stored_as, key=found.data_key, size=found.size, film=found.film)
