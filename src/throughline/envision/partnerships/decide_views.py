"""The team's pages after the survey: the short list, the workshop, the top ten, and what became of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from throughline.core.errors import NotFound, Refused
from throughline.envision.partnerships import actions, queries, showing, working
from throughline.envision.partnerships.choosing_forms import PEOPLE, PLACE, GroupForm, ShortListForm, TopForm
from throughline.envision.partnerships.desk import at
from throughline.envision.partnerships.forms import FollowUpForm
from throughline.envision.partnerships.protocol import TOP
from throughline.envision.partnerships.views import UNPROCESSABLE, both, context_of
from throughline.programmes.pages import form_page


@both
def short_list(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """Choose the short list, beginning from what the rule gives."""
    row = request.activity  # type: ignore[attr-defined]
    context = context_of(request, heading=_("The short list"), back=at("setup", row))
    partnership, run, rows = context["partnership"], queries.shown(row), queries.long_list(row)
    if run is None or run.summary["refused"]:
        said = _("There is no order to begin from yet. Close the survey and put the questions in order.")
        return render(request, "partnerships/not_yet.html", context | {"said": said})
    by_rule = working.by_rule(partnership.protocol, run.summary)
    places = {one.ref: number for number, one in enumerate(_in_order(rows, run.summary["order"]))}
    ordered = sorted(rows, key=lambda one: places[one.ref])
    published = partnership.short_at is not None
    form = ShortListForm(request.POST or None, questions=ordered, by_rule=by_rule, published=published)

    def act(data: dict[str, Any], once: str) -> str:
        actions.keep_short_list(
            activity=row,
            chosen=data["chosen"],
            reasons=form.reasons,
            by=request.user,  # type: ignore[arg-type]
            once_key=once,
        )
        return at("setup", row)

    lines = showing.lines_of(rows, run.summary)
    context |= {
        "hints": {one.question.ref: _hint(one, by_rule) for one in lines},
        "shown": showing.shown(rows, run.summary),
        "rule": partnership.protocol.sentences[4],
    }
    return form_page(request, "partnerships/short_choose.html", form, act, **context)


def _in_order(rows: list[Any], order: list[str]) -> list[Any]:
    known = {one.ref: one for one in rows}
    return [known[ref] for ref in order if ref in known] + [one for one in rows if one.ref not in order]


def _hint(line: showing.Line, by_rule: list[str]) -> str:
    own = [f"{showing.NAMES[name]}: {place}" for name, (place, _share, _n) in line.groups.items() if place]
    said = _("Place %(place)s. %(own)s.") % {"place": line.place, "own": "; ".join(own)}
    return said if line.question.ref in by_rule else said + " " + _("Not by the rule.")


@require_safe
def workshop(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """The orders of the small groups beside each other."""
    return _workshop_page(request)


def _workshop_page(request: HttpRequest, problem: str = "") -> HttpResponse:
    row = request.activity  # type: ignore[attr-defined]
    groups, short = queries.small_groups(row), queries.short_list(row)
    context = context_of(
        request,
        groups=groups,
        people=[(one.name, *(str(one.people.get(name, 0)) for name in showing.NAMES)) for one in groups],
        names=showing.NAMES,
        short=short,
        shown=showing.workshop(groups, short),
        problem=problem,
    )
    return render(request, "partnerships/workshop.html", context, status=UNPROCESSABLE if problem else 200)


@both
def order(request: HttpRequest, programme: str, activity: str, group: str = "") -> HttpResponse:
    """Write down the order of a small group, or change it (its ref)."""
    row = request.activity  # type: ignore[attr-defined]
    short = queries.short_list(row)
    if not short:
        return redirect(at("workshop", row))
    form = GroupForm(request.POST or None, questions=short, initial=_initial(request, group))

    def act(data: dict[str, Any], once: str) -> str:
        actions.keep_order(
            activity=row,
            name=data["name"],
            people=form.people,
            order=form.order,
            by=request.user,  # type: ignore[arg-type]
            once_key=once,
        )
        return at("workshop", row)

    context = context_of(request, heading=_("The order of a small group"), back=at("workshop", row))
    return form_page(request, "partnerships/order.html", form, act, **context)


def _initial(request: HttpRequest, group: str) -> dict[str, Any]:
    groups = queries.small_groups(request.activity)  # type: ignore[attr-defined]
    if not group:
        return {"name": _("Group %(n)s") % {"n": len(groups) + 1}}
    one = next((one for one in groups if one.ref == group), None)
    if one is None:
        raise NotFound
    places = {PLACE + ref: place for place, ref in enumerate(one.order, start=1)}
    return {"name": one.name, **{PEOPLE + side: n for side, n in one.people.items()}, **places}


@require_POST
def remove_order(request: HttpRequest, programme: str, activity: str, group: str) -> HttpResponse:
    row = request.activity  # type: ignore[attr-defined]
    try:
        actions.remove_order(activity=row, group=group, by=request.user, once_key=request.POST.get("once", ""))  # type: ignore[arg-type]
    except Refused as refused:
        return _workshop_page(request, str(refused.message))
    return redirect(at("workshop", row))


@both
def top(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """Write down the final order of the whole workshop, with the reasons."""
    row = request.activity  # type: ignore[attr-defined]
    groups, short = queries.small_groups(row), queries.short_list(row)
    context = context_of(request, heading=_("The top ten"), back=at("setup", row))
    if len(groups) < actions.FEWEST_GROUPS:
        said = _("Write down the orders of at least two small groups first.")
        return render(request, "partnerships/not_yet.html", context | {"said": said})
    sums = {ref: total for ref, _place, total in working.agreed({one.name: one.order for one in groups})}
    ordered = sorted(short, key=lambda one: (sums[one.ref], one.number))
    last = min(TOP, len(ordered))
    form = TopForm(request.POST or None, questions=ordered, last=last)

    def act(_data: dict[str, Any], once: str) -> str:
        actions.keep_top(activity=row, order=form.order, reasons=form.reasons, by=request.user, once_key=once)  # type: ignore[arg-type]
        return at("setup", row)

    return form_page(request, "partnerships/top.html", form, act, last=last, sums=sums, ordered=ordered, **context)


@require_safe
def follow_ups(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """The top ten, with what became of each so far."""
    row = request.activity  # type: ignore[attr-defined]
    return render(request, "partnerships/follow_ups.html", context_of(request, top=queries.top(row)))


@both
def follow_up(request: HttpRequest, programme: str, activity: str, question: str) -> HttpResponse:
    """Write down what became of a question of the top ten."""
    row = request.activity  # type: ignore[attr-defined]
    one = queries.question(row, question)

    def act(data: dict[str, Any], once: str) -> str:
        actions.write_follow_up(activity=row, question=one.ref, by=request.user, once_key=once, **data)  # type: ignore[arg-type]
        return at("follow-ups", row)

    context = context_of(request, heading=_("What became of it"), about=one.text, back=at("follow-ups", row))
    return form_page(request, "partnerships/form.html", FollowUpForm(request.POST or None), act, **context)
