"""The queue, one item, and deciding on several."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from throughline.core import vault
from throughline.core.errors import NotFound, Refused
from throughline.core.forms import put_refusal
from throughline.people.models import Account
from throughline.voices import actions, rules
from throughline.voices.models import Hold, RouteKind
from throughline.voices.moderation import bulk, care, forms, queries, recordings, removing, routing
from throughline.voices.moderation.queries import Choice, Item

UNPROCESSABLE = 422
_PURPOSE = "voices.moderation.bulk"
_RESULT_LIFE = 3600


@require_http_methods(["GET", "HEAD"])
def queue(request: HttpRequest, programme: str) -> HttpResponse:
    """All words of a programme, a page at a time."""
    return _queue_page(request, forms.BulkForm(None))


@require_http_methods(["GET", "HEAD", "POST"])
def several(request: HttpRequest, programme: str) -> HttpResponse:
    """Decide on everything that was ticked; then say how many, and which could not be."""
    if request.method != "POST":
        return _result_page(request)
    form = forms.BulkForm(request.POST)
    if form.is_valid():
        seen = form.cleaned_data.pop("chosen")
        try:
            outcome = bulk.decide_several(
                programme=request.programme,  # type: ignore[attr-defined]
                seen=seen,
                **form.cleaned_data,
                by=_moderator(request),
                once_key=request.POST.get("once", ""),
            )
        except Refused as refused:
            put_refusal(form, refused)
        else:
            sealed = vault.seal_value([outcome.done, list(outcome.refused)], purpose=_PURPOSE)
            query = Choice.of(request.GET).address()
            return redirect(f"{reverse('moderation-bulk', args=[programme])}?{query}&result={sealed}")
    return _queue_page(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
def item(request: HttpRequest, programme: str, contribution: str) -> HttpResponse:
    """One item, taken by whoever opens it. A decision is shown as others will see it before it is stored."""
    found = queries.item(programme=request.programme, ref=contribution)  # type: ignore[attr-defined]
    form = forms.DecisionForm(request.POST or None, item=found)
    step = request.POST.get("step", "")
    if request.method == "POST" and step == "give-back":
        actions.give_back(contribution=found.contribution, by=_moderator(request))
        return redirect(_queue_address(request))
    if request.method == "POST" and step in ("check", "confirm") and form.is_valid():
        try:
            if step == "check":
                return _check_page(request, found, form)
            _decide(request, found, form)
            return redirect(_after(request, contribution))
        except Refused as refused:
            put_refusal(form, refused)
    if step == "pass-on":
        return _pass_on(request, found, form)
    if found.contribution.first_read_at is None:
        actions.mark_read(contribution=found.contribution, by=_moderator(request))
    # Going back to change something is no error, so nothing is said about what is not filled in yet.
    if step == "change":
        form = _unchecked(form)
    return _item_page(request, found, form, _take(request, found))


def _pass_on(request: HttpRequest, found: Item, form: forms.DecisionForm) -> HttpResponse:
    """Pass words on before any decision, and go on with everything that was typed."""
    try:
        actions.pass_on(
            contribution=found.contribution,
            kinds=form.sent.getlist("routes"),
            by=_moderator(request),
            once_key=request.POST.get("once", ""),
        )
    except Refused as refused:
        # What else is not filled in yet is no error, for nothing is decided on.
        form.errors.clear()
        put_refusal(form, refused)
        return _item_page(request, found, form, _take(request, found))
    found = queries.item(programme=found.contribution.programme, ref=found.contribution.ref)
    form = _unchecked(form)
    form.initial["routes"] = []
    return _item_page(request, found, form, _take(request, found), passed_on=True)


def _take(request: HttpRequest, found: Item) -> Hold | None:
    """The hold under which the page is shown; none where this moderator cannot decide anyway."""
    if _is_own_second(request, found):
        return None
    return actions.take(contribution=found.contribution, by=_moderator(request))


def _moderator(request: HttpRequest) -> Account:
    """Who is signed in; the rule of access has let nobody else pass."""
    assert isinstance(request.user, Account)
    return request.user


def _decide(request: HttpRequest, found: Item, form: forms.DecisionForm) -> None:
    data = form.cleaned_data
    actions.decide(
        contribution=found.contribution,
        outcome=data["outcome"],
        rule=data["rule"],
        reason=data["reason"],
        removals=form.removals,
        labels=data["labels"],
        routes=data["routes"],
        hear=form.hears,
        hear_reason=data.get("hearing_reason", ""),
        seen=data["seen"],
        by=_moderator(request),
        once_key=request.POST.get("once", ""),
    )


def _unchecked(form: forms.DecisionForm) -> forms.DecisionForm:
    """The same values in a form that has not been sent."""
    again = forms.DecisionForm(None, item=form.item)
    for name in ("typed", "outcome", "rule", "reason", "hearing", "hearing_reason", "seen"):
        again.initial[name] = form.sent.get(name, "")
    for name in ("proposals", "labels", "routes"):
        again.initial[name] = form.sent.getlist(name)
    return again


def _after(request: HttpRequest, decided: str) -> str:
    """The next item of the same part of the queue, or the queue where that was the last."""
    programme, choice = request.programme, Choice.of(request.GET)  # type: ignore[attr-defined]
    following = queries.next_ref(programme=programme, choice=choice, by=_moderator(request))
    name, args = ("moderation-item", [programme.slug, following]) if following else ("moderation", [programme.slug])
    return f"{reverse(name, args=args)}?{choice.address()}&after={decided}#maincontent"


def _queue_address(request: HttpRequest) -> str:
    programme = request.programme  # type: ignore[attr-defined]
    return f"{reverse('moderation', args=[programme.slug])}?{Choice.of(request.GET).address()}"


def _queue_page(request: HttpRequest, form: forms.BulkForm) -> HttpResponse:
    programme, choice = request.programme, Choice.of(request.GET)  # type: ignore[attr-defined]
    shown = queries.queue(programme=programme, choice=choice, number=request.GET.get("page"))
    page = {
        "programme": programme,
        "choice": choice,
        "queue": shown,
        "states": _states(choice, shown),
        "filter": forms.FilterForm(choice, shown.activities),
        "form": form,
        "ticked": set(form.sent.getlist("chosen")),
        "advice": care.names,
        "open_routes": routing.open_number(programme),
        "recordings": recordings.waiting_number(programme),
        "me": _moderator(request),
        "after": request.GET.get("after", ""),
    }
    return render(request, "voices/moderation/queue.html", page, status=UNPROCESSABLE if form.errors else 200)


def _states(choice: Choice, shown: queries.Queue) -> list[dict[str, Any]]:
    """Each part of the queue with its exact number and how many of them carry red flags."""
    return [
        {
            "slug": show,
            "query": choice.address(show=show),
            "count": shown.counts[show],
            "flagged": shown.flagged[show],
            "current": show == choice.show,
        }
        for show in queries.SHOWS
    ]


def _item_page(
    request: HttpRequest, found: Item, form: forms.DecisionForm, hold: Hold | None, *, passed_on: bool = False
) -> HttpResponse:
    mine = hold is not None and hold.account_id == _moderator(request).pk
    page = _about(request, found) | {
        "form": form,
        "history": queries.history(found),
        "kinds": removing.KINDS,
        "colours": {colour.slug: colour.meaning for colour in rules.COLOURS},
        "own_second": _is_own_second(request, found),
        "passed_on": passed_on,
        "route_hints": routing.hints(found.contribution),
        "hold": hold,
        "mine": mine,
        # Who has typed something keeps the form, to copy from or to try again.
        "locked": hold is not None and not mine and request.method != "POST",
        "after": request.GET.get("after", ""),
    }
    return render(request, "voices/moderation/item.html", page, status=UNPROCESSABLE if form.errors else 200)


def _check_page(request: HttpRequest, found: Item, form: forms.DecisionForm) -> HttpResponse:
    """What others will see and what the author will read, before anything is stored. The words are held for as long
    again.

    Raises:
        Refused: somebody else has them open.
    """
    hold = _take(request, found)
    if hold is not None and hold.account_id != _moderator(request).pk:
        actions.refuse_held(hold)
    data, removals = form.cleaned_data, form.removals
    page = _about(request, found) | {
        "form": form,
        "outcome": dict(forms.OUTCOMES)[data["outcome"]],
        "publishes": form.publishes,
        "public": removing.public_text(found.text, removals) if form.publishes else "",
        "count": len(removals),
        "still": removing.still_there(found.text, removals) if form.publishes else [],
        "rule": rules.BY_SLUG.get(data["rule"]),
        "told": _told(data),
        "routes": [dict(RouteKind.choices)[kind] for kind in data["routes"]],
    }
    return render(request, "voices/moderation/check.html", page)


def _told(data: dict[str, Any]) -> str:
    """What the author reads with the decision: the sentence of the rule, and the moderator's note."""
    rule = rules.BY_SLUG.get(data["rule"])
    said = {"amber": rule.amber, "red": rule.red}.get(data["outcome"], "") if rule else ""
    return f"{said} {data['reason']}".strip()


def _about(request: HttpRequest, found: Item) -> dict[str, Any]:
    choice = Choice.of(request.GET)
    return {
        "programme": request.programme,  # type: ignore[attr-defined]
        "item": found,
        "noticed": care.noticed(found.text, found.contribution.signals),
        "query": choice.address(),
        "rules": rules.BY_SLUG,
    }


def _is_own_second(request: HttpRequest, found: Item) -> bool:
    """Whether a second opinion is asked for that this moderator cannot give."""
    waits = found.contribution.moderation == "second" or (found.second is not None and found.second.for_author)
    return waits and bool(found.decisions) and found.decisions[-1].decided_by_id == request.user.pk


def _result_page(request: HttpRequest) -> HttpResponse:
    try:
        done, refused = vault.open_value(request.GET.get("result", ""), purpose=_PURPOSE, max_age=_RESULT_LIFE)
    except (vault.Tampered, vault.Expired):
        raise NotFound from None
    page = {
        "programme": request.programme,  # type: ignore[attr-defined]
        "done": done,
        "refused": refused,
        "query": Choice.of(request.GET).address(),
    }
    return render(request, "voices/moderation/done.html", page)
