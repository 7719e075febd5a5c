"""The pages of those who joined: raise an issue, go on with one's own, support those of others and add to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from throughline.core.errors import NotFound, Refused
from throughline.envision.assemblies import actions, queries, showing
from throughline.envision.assemblies.forms import RaiseForm, TellForm
from throughline.envision.assemblies.models import Addition, Issue
from throughline.envision.assemblies.views import activity_of, at, context_of, find_issue
from throughline.envision.seats.models import Seat
from throughline.programmes.models import Activity
from throughline.programmes.pages import UNPROCESSABLE, form_page

both = require_http_methods(["GET", "HEAD", "POST"])
Kind = Addition.Kind
QUESTIONS = {
    Kind.WHAT.value: gettext_lazy("What happens?"),
    Kind.CONCERNS.value: gettext_lazy("Who does it concern?"),
    Kind.WISH.value: gettext_lazy("What would you like to be different?"),
    Kind.REPLY.value: gettext_lazy("What do you answer the team?"),
    Kind.OBJECTION.value: gettext_lazy("Why is it not the same issue?"),
}


def _seat(request: HttpRequest) -> Seat:
    return request.seat  # type: ignore[attr-defined, no-any-return]


@require_safe
def home(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """One's own issues, and those that can be supported, in an order of one's own."""
    row, seat = activity_of(request), _seat(request)
    context = context_of(
        request,
        charter=queries.charter_now(row),
        mine=queries.of_seat(seat),
        others=queries.to_support(seat),
        upcoming=queries.next_assembly(row),
    )
    return render(request, "assemblies/home.html", context)


@both
def raise_one(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """What can be raised here, and a line on what it is about."""
    row = activity_of(request)
    charter = queries.charter_now(row)
    if charter is None:
        raise NotFound(_("Nothing can be raised here yet."))

    def act(data: dict[str, Any], once: str) -> str:
        made = actions.raise_issue(seat=_seat(request), text=data["words"], harm=data["harm"], once_key=once)
        return at("own", row, made.ref)

    context = context_of(request, terms=charter.terms, preview=False)
    return form_page(request, "assemblies/raise.html", RaiseForm(request.POST or None), act, **context)


def _own(request: HttpRequest, ref: str) -> Issue:
    found = queries.own_issue(_seat(request), ref)
    if found is None:
        raise NotFound(_("We could not find this issue."))
    return found


@require_safe
def own(request: HttpRequest, programme: str, activity: str, raised: str) -> HttpResponse:
    """One issue of one's own: where it stands, and what its author can do now."""
    return _own_page(request, _own(request, raised))


def _own_page(request: HttpRequest, issue: Issue, problem: str = "") -> HttpResponse:
    told = queries.own_kinds(_seat(request), issue)
    context = context_of(
        request,
        issue=issue,
        own_words=queries.own_line(issue),
        terms=issue.charter.terms,
        public=issue.state in queries.PUBLIC_STATES and bool(queries.line_of(issue)),
        may_object=queries.may_object(issue),
        until=showing.until(issue),
        questions=[(kind, QUESTIONS[kind], kind in told) for kind in queries.TOLD],
        trail=showing.trail(issue),
        problem=problem,
    )
    return render(request, "assemblies/own.html", context, status=UNPROCESSABLE if problem else 200)


@both
def tell(request: HttpRequest, programme: str, activity: str, raised: str, part: str) -> HttpResponse:
    """One question about one's own issue: of its three, or what the team asked, or an objection."""
    issue = _own(request, raised)
    if part not in QUESTIONS:
        raise NotFound
    row, seat = activity_of(request), _seat(request)
    back = at("own", row, issue.ref)
    special: dict[str, Callable[..., Addition]] = {
        Kind.REPLY.value: actions.answer_team,
        Kind.OBJECTION.value: actions.object_to_joining,
    }

    def act(data: dict[str, Any], once: str) -> str:
        given = {"seat": seat, "issue": issue.ref, "text": data["words"], "once_key": once}
        if part in special:
            special[part](**given)
            return back
        actions.tell_more(kind=part, **given)
        left = [kind for kind in queries.TOLD if kind not in queries.own_kinds(seat, issue)]
        return at("tell", row, issue.ref, left[0]) if left else back

    asked = showing.newest_reason(issue) if part in special else ""
    form = TellForm(request.POST or None, question=str(QUESTIONS[part]))
    context = context_of(request, issue=issue, back=back, asked=asked, line=queries.own_line(issue))
    return form_page(request, "assemblies/tell.html", form, act, **context)


@require_POST
def stay(request: HttpRequest, programme: str, activity: str, raised: str) -> HttpResponse:
    """Let one's own issue gather support once more."""
    issue = _own(request, raised)
    try:
        actions.let_it_stay(seat=_seat(request), issue=issue.ref, once_key=request.POST.get("once", ""))
    except Refused as refused:
        return _own_page(request, issue, str(refused.message))
    return redirect(at("own", activity_of(request), issue.ref))


@both
def support(request: HttpRequest, programme: str, activity: str, raised: str) -> HttpResponse:
    """One issue, to support or not. How many others do is not told here."""
    row, seat, problem = activity_of(request), _seat(request), ""
    if request.method == "POST":
        try:
            actions.support(seat=seat, issue=raised, given=request.POST.get("answer") == "yes")
            return redirect(at("support", row, raised))
        except Refused as refused:
            problem = str(refused.message)
    one = find_issue(request, raised)
    context = context_of(
        request,
        issue=one,
        told=queries.told_of(one),
        details=queries.details_of(one),
        gathering=queries.is_gathering(one) and row.status == Activity.Status.OPEN,
        until=showing.until(one),
        supports=queries.supports(seat, one),
        added="added" in request.GET,
        problem=problem,
    )
    return render(request, "assemblies/support.html", context, status=UNPROCESSABLE if problem else 200)


@both
def detail(request: HttpRequest, programme: str, activity: str, raised: str) -> HttpResponse:
    """Add what one knows about an issue of somebody's."""
    row, one = activity_of(request), find_issue(request, raised)
    back = at("support", row, one.ref)

    def act(data: dict[str, Any], once: str) -> str:
        actions.add_detail(seat=_seat(request), issue=one.ref, text=data["words"], once_key=once)
        return f"{back}?added"

    form = TellForm(
        request.POST or None,
        question=_("Why does this concern you too?"),
        hint=_("A moderator reads it before others do. Leave out names."),
    )
    context = context_of(request, issue=one, back=back, asked="", line=queries.line_of(one))
    return form_page(request, "assemblies/tell.html", form, act, **context)
