"""The pages of taking part: suggest, support, comment, ask, and say what is wrong with a step."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from throughline.core.errors import NotFound, Refused
from throughline.envision.ideas import actions, likeness, lineage, queries
from throughline.envision.ideas.forms import SuggestForm, WordsForm
from throughline.envision.ideas.pages import activity_of, at, both, context_of, seat_of
from throughline.envision.ideas.views import idea_context
from throughline.programmes.pages import UNPROCESSABLE, form_page


@both
def suggest(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """Suggest an idea. Where others look like it they are shown first, with everything typed kept; nothing is stored
    until it is sent after that."""
    row, form = activity_of(request), SuggestForm(request.POST or None)
    context = context_of(request, seat=seat_of(request), alike=[])
    if request.method == "POST" and "anyway" not in request.POST and form.is_valid():
        text = f"{form.cleaned_data['title']} {form.cleaned_data['words']}"
        context["alike"] = likeness.alike(text, queries.texts(queries.current(row.pk)))
        if context["alike"]:
            return render(request, "ideas/suggest.html", context | {"form": form, "once": request.POST.get("once", "")})

    def act(data: dict[str, Any], once: str) -> str:
        actions.suggest(seat=seat_of(request), **data, once_key=once)
        return at("mine", row) + "?sent"

    return form_page(request, "ideas/suggest.html", form, act, **context)


@require_POST
def support(request: HttpRequest, programme: str, activity: str, idea: str) -> HttpResponse:
    """Support an idea, or take that back. It leads back to the idea."""
    row, seat, answer = activity_of(request), seat_of(request), request.POST.get("support")
    try:
        if answer not in ("yes", "no"):
            raise Refused(_("Press the button to say whether you support this idea."))
        actions.support(seat=seat, idea=idea, given=answer == "yes")
    except Refused as refused:
        found = queries.one(activity=row.pk, ref=idea)
        if found is None:
            raise
        context = idea_context(request, found, seat, str(refused.message))
        return render(request, "ideas/idea.html", context, status=UNPROCESSABLE)
    return redirect(at("idea", row, idea))


@both
def comment(request: HttpRequest, programme: str, activity: str, idea: str) -> HttpResponse:
    """Say something about an idea."""
    row = activity_of(request)
    about = queries.one(activity=row.pk, ref=idea)
    if about is None:
        raise NotFound(_("We could not find this idea. It may have been taken back."))

    def act(data: dict[str, Any], once: str) -> str:
        actions.comment(seat=seat_of(request), idea=idea, words=data["words"], once_key=once)
        return at("mine", row) + "?sent"

    context = context_of(
        request,
        seat=seat_of(request),
        heading=_("Comment on an idea"),
        about=queries.title_of(about),
        hint=_("Say what would make it work, or what could go wrong. The team answers comments in public."),
        button=_("Send my comment"),
        back=at("idea", row, idea),
        public=True,
    )
    return form_page(request, "ideas/words.html", WordsForm(request.POST or None), act, **context)


@both
def ask(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """Put a question to the lead."""
    row = activity_of(request)

    def act(data: dict[str, Any], once: str) -> str:
        actions.ask(seat=seat_of(request), words=data["words"], once_key=once)
        return at("questions", row) + "?asked"

    context = context_of(
        request,
        seat=seat_of(request),
        heading=_("Ask a question"),
        about="",
        hint=_("It is answered in public. Until then everybody can see that a question waits, and for how many days."),
        button=_("Send my question"),
        back=at("questions", row),
        public=True,
    )
    return form_page(request, "ideas/words.html", WordsForm(request.POST or None), act, **context)


@both
def object_to(request: HttpRequest, programme: str, activity: str, change: str) -> HttpResponse:
    """Say what is wrong with a step that an idea of one's own went by."""
    row = activity_of(request)
    found = queries.change(activity=row.pk, ref=change)
    if found is None:
        raise NotFound

    def act(data: dict[str, Any], once: str) -> str:
        actions.object_to(seat=seat_of(request), change=change, words=data["words"], once_key=once)
        return at("mine", row) + "?sent"

    (step,) = lineage.steps_of([found])
    context = context_of(
        request,
        seat=seat_of(request),
        heading=_("What is wrong with this step?"),
        about="",
        step=step,
        hint=_("Say why it does not do your idea justice. The team reads it, answers you, and can undo the step."),
        button=_("Send it to the team"),
        back=at("mine", row),
        public=False,
    )
    return form_page(request, "ideas/words.html", WordsForm(request.POST or None), act, **context)
