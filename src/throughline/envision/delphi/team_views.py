"""The team's pages of a panel: set it up, invite, run its rounds, decide on suggestions, and report."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from throughline.core.errors import NotFound, Refused
from throughline.core.forms import put_refusal
from throughline.envision.delphi import actions, queries, report, showing
from throughline.envision.delphi.forms import DecisionForm, DefinitionForm, InviteForm, ItemsForm, RatingForm
from throughline.envision.delphi.models import Suggestion
from throughline.evidence import runs
from throughline.programmes.models import Activity
from throughline.voices.queries import public_words_of

UNPROCESSABLE = 422
BOTH = require_http_methods(["GET", "HEAD", "POST"])
DEEDS: dict[str, Callable[..., Any]] = {
    "lock": actions.lock,
    "open": actions.open_next_round,
    "close": actions.close_round,
    "remind": actions.remind,
    "again": actions.work_out,
}


@BOTH
def manage(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """Everything about one panel, and the buttons that move it on."""
    row: Activity = request.activity  # type: ignore[attr-defined]
    if request.method != "POST":
        return _manage_page(request, row)
    deed = DEEDS.get(request.POST.get("do", ""))
    if deed is None:
        return _manage_page(request, row, _("Choose what to do."))
    try:
        deed(activity=row, by=request.user, once_key=request.POST.get("once", ""))
    except Refused as refused:
        return _manage_page(request, row, str(refused.message))
    return redirect("delphi-manage", programme, activity)


def _manage_page(request: HttpRequest, row: Activity, problem: str = "") -> HttpResponse:
    rounds = queries.rounds_of(row)
    newest = runs.latest(row.programme, queries.KIND, activity=row)
    done = queries.worked_out(row)
    panel, current = queries.panel_of(row), queries.open_round(rounds)
    suggested = queries.suggestions(row)
    context = {
        "activity": row,
        "programme": row.programme,
        "panel": panel,
        "items": queries.items_of(row),
        "rounds": rounds,
        "open": current,
        "progress": queries.progress(row, current or (rounds[-1] if rounds else None)),
        "suggested": len(suggested),
        "undecided": sum(one.decided_at is None for one in suggested),
        "run": newest,
        "busy": runs.is_busy(newest),
        "found": showing.results(done) if done else [],
        "told": done.summary if done else None,
        "over": queries.is_over(row, rounds, done),
        "group_name": showing.group_name,
        "problem": problem,
    }
    return render(request, "delphi/manage.html", context, status=UNPROCESSABLE if problem else 200)


@BOTH
def definition(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """How the panel decides: the usual choices are filled in."""
    row: Activity = request.activity  # type: ignore[attr-defined]
    panel = queries.panel_of(row)
    data = request.POST if request.method == "POST" else None
    form = DefinitionForm(data, settings=panel.decides)

    def keep() -> None:
        once_key = request.POST.get("once", "")
        actions.keep_settings(activity=row, settings=form.built(), by=request.user, once_key=once_key)  # type: ignore[arg-type]

    return _kept(request, form, keep, "delphi/definition.html", {"panel": panel})


@BOTH
def items(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """The items, one on a line."""
    row: Activity = request.activity  # type: ignore[attr-defined]
    listed = queries.items_of(row)
    data = request.POST if request.method == "POST" else None
    form = ItemsForm(data, initial={"items": "\n".join(item.text for item in listed)})

    def keep() -> None:
        texts, once_key = form.cleaned_data["items"].splitlines(), request.POST.get("once", "")
        actions.keep_items(activity=row, texts=texts, by=request.user, once_key=once_key)  # type: ignore[arg-type]

    return _kept(request, form, keep, "delphi/items.html", {"panel": queries.panel_of(row), "items": listed})


@require_safe
def preview(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """A statement as panellists meet it in the first round; nothing can be sent."""
    row: Activity = request.activity  # type: ignore[attr-defined]
    listed = queries.items_of(row)
    if not listed:
        return redirect("delphi-items", programme, activity)
    here = next((n for n in range(1, len(listed) + 1) if request.GET.get("statement") == str(n)), 1)
    item, settings = listed[here - 1], queries.settings_of(row)
    context = {
        "preview": True,
        "activity": row,
        "item": item,
        "asked": True,
        "others": None,
        "mine": [],
        "form": RatingForm(settings=settings, question=item.text),
        "here": here,
        "count": len(listed),
    }
    return render(request, "delphi/rate.html", context)


@BOTH
def invite(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """Invite people of one constituency, beside how many of each there are."""
    row: Activity = request.activity  # type: ignore[attr-defined]
    form = InviteForm(request.POST if request.method == "POST" else None)

    def keep() -> None:
        actions.invite(
            activity=row,
            emails=form.cleaned_data["emails"].replace(",", "\n").splitlines(),
            constituency=form.cleaned_data["constituency"],
            by=request.user,  # type: ignore[arg-type]
            once_key=request.POST.get("once", ""),
        )

    return _kept(request, form, keep, "delphi/invite.html", {"progress": queries.progress(row, None)})


def _kept(request: HttpRequest, form: Any, keep: Callable[[], None], template: str, more: dict[str, Any]) -> Any:
    """Keep what a form says and go back to the panel, or show the form with what is wrong."""
    row: Activity = request.activity  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        try:
            keep()
            return redirect("delphi-manage", row.programme.slug, row.ref)
        except Refused as refused:
            put_refusal(form, refused)
    context = {"form": form, "activity": row, "programme": row.programme, "once": request.POST.get("once", "")}
    return render(request, template, context | more, status=UNPROCESSABLE if form.errors else 200)


@require_safe
def suggestions(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """What panellists suggested, as a moderator approved it."""
    row: Activity = request.activity  # type: ignore[attr-defined]
    listed = [(one, public_words_of(one.contribution)) for one in queries.suggestions(row)]
    context = {"activity": row, "programme": row.programme, "listed": listed}
    return render(request, "delphi/suggestions.html", context)


@BOTH
def decide(request: HttpRequest, programme: str, activity: str, wished: str) -> HttpResponse:
    """Take a suggestion up, or say no, with the reason."""
    row: Activity = request.activity  # type: ignore[attr-defined]
    found = queries.suggestion(row, wished)
    if found is None:
        raise NotFound
    words = public_words_of(found.contribution)
    form = DecisionForm(request.POST if request.method == "POST" else None, initial={"text": words or ""})

    def keep() -> None:
        _decide(request, form, found)

    return _kept(request, form, keep, "delphi/decide.html", {"suggestion": found, "words": words})


def _decide(request: HttpRequest, form: DecisionForm, found: Suggestion) -> None:
    taken = form.cleaned_data["decision"] == "take"
    actions.decide(
        suggestion=found,
        text=form.cleaned_data["text"] if taken else "",
        why=form.cleaned_data["words"],
        by=request.user,  # type: ignore[arg-type]
        once_key=request.POST.get("once", ""),
    )


@require_safe
def report_page(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """The report of the panel, as far as what is stored here can fill it."""
    row: Activity = request.activity  # type: ignore[attr-defined]
    context = {
        "activity": row,
        "programme": row.programme,
        "entries": report.entries(row),
    }
    return render(request, "delphi/report.html", context)
