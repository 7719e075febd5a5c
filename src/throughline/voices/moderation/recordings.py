"""Recordings that wait for somebody of the team to listen and to write down what is said."""

from __future__ import annotations

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from throughline.core.errors import NotFound, Refused
from throughline.core.forms import put_refusal
from throughline.people.models import Account
from throughline.programmes.models import Programme
from throughline.voices import actions
from throughline.voices.models import Contribution, SentRecording
from throughline.voices.part.fields import WordsField
from throughline.voices.playing import play

UNPROCESSABLE = 422
SHOWN = 50


class HeardForm(forms.Form):
    """What is said in a recording."""

    words = WordsField(
        label=_("What is said"),
        help_text=_("In the speaker’s own words, as far as you can. Where you cannot make it out, write [unclear]."),
        required_message=_("Write down what is said in the recording"),
        rows=14,
    )


@require_safe
def queue(request: HttpRequest, programme: str) -> HttpResponse:
    """All that wait, the oldest first."""
    here: Programme = request.programme  # type: ignore[attr-defined]
    rows = list(_waiting(here).order_by("pk")[: SHOWN + 1])
    page = {"programme": here, "recordings": rows[:SHOWN], "more": len(rows) > SHOWN, "me": _me(request)}
    return render(request, "voices/moderation/recordings.html", page | {"written": "written" in request.GET})


@require_http_methods(["GET", "HEAD", "POST"])
def recording(request: HttpRequest, programme: str, recording: str) -> HttpResponse:
    """Take one, listen, and write it down."""
    found = _one(request, recording)
    form = HeardForm(request.POST if request.POST.get("do") == "write" else None)
    problem = ""
    try:
        if request.method == "POST" and request.POST.get("do") == "take":
            actions.take_recording(recording=found, by=_me(request))
            return redirect("recording", programme, recording)
        if form.is_bound and form.is_valid():
            words, once_key = form.cleaned_data["words"], request.POST.get("once", "")
            actions.write_recording(recording=found, words=words, by=_me(request), once_key=once_key)
            response = redirect("recordings", programme)
            response.headers["Location"] += "?written"
            return response
    except Refused as refused:
        problem = str(refused.message)
        if form.is_bound:
            put_refusal(form, refused)
    page = {"programme": found.submission.activity.programme, "recording": found, "form": form, "problem": problem}
    page |= {"mine": found.held_by == _me(request).pk, "taken": found.held_by is not None}
    status = UNPROCESSABLE if problem or form.errors else 200
    return render(request, "voices/moderation/recording.html", page, status=status)


def sound(request: HttpRequest, programme: str, recording: str) -> HttpResponseBase:
    """The recording, for whoever has taken it: the log says who did."""
    found = _one(request, recording)
    if found.held_by != _me(request).pk:
        raise NotFound
    return play(request, stored_as=found.stored_as, key=found.data_key, size=found.size, film=found.film)


def waiting_number(programme: Programme) -> int:
    """How many recordings wait to be written down."""
    return _waiting(programme).count()


def _waiting(programme: Programme) -> QuerySet[SentRecording]:
    return SentRecording.objects.filter(
        submission__activity__programme=programme,
        status=SentRecording.Status.WAITING,
        standing=Contribution.Standing.LIVE,
    ).select_related("submission__activity__programme", "data_key", "taken_by")


def _one(request: HttpRequest, ref: str) -> SentRecording:
    found = _waiting(request.programme).filter(ref=ref).first()  # type: ignore[attr-defined]
    if found is None:
        raise NotFound(_("This recording does not wait any more. Somebody wrote it down, or its author took it back."))
    return found


def _me(request: HttpRequest) -> Account:
    """Who is signed in; the rule of access has let nobody else pass."""
    assert isinstance(request.user, Account)
    return request.user
