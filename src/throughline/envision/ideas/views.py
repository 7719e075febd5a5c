"""What anybody may read without joining: ideas, where each came from and went, questions, and what was found."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from throughline.core.errors import NotFound
from throughline.core.public_pages import public_page
from throughline.envision.ideas import lineage, own, queries, runs_of, shown
from throughline.envision.ideas.models import Idea
from throughline.envision.ideas.pages import PER_PAGE, activity_of, context_of, seat_if_any, seat_of
from throughline.envision.seats.models import Seat
from throughline.evidence.models import Run
from throughline.programmes.models import Activity


@require_safe
def listing(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """The ideas that stand, in an order of each reader's own. No number of supporters stands beside any."""
    return render(request, "ideas/list.html", list_context(request, seat_if_any(request)))


def list_context(request: HttpRequest, seat: Seat | None, **more: Any) -> dict[str, Any]:
    """A page of ideas, the same for the preview."""
    row = activity_of(request)
    order = queries.in_order(queries.current(row.pk), queries.reader_of(row, seat))
    page = Paginator(order, PER_PAGE).get_page(request.GET.get("page"))
    return context_of(
        request,
        seat=seat,
        page=page,
        rows=queries.in_full(list(page)),
        waiting=queries.waiting(row.pk),
        unended=queries.unended(row.pk).count(),
        **more,
    )


@require_safe
def idea(request: HttpRequest, programme: str, activity: str, idea: str) -> HttpResponse:
    """One idea: its words, where it came from and went, what becomes of it, and what people say about it."""
    found = _found(activity_of(request), idea)
    return render(request, "ideas/idea.html", idea_context(request, found, seat_if_any(request)))


def _found(activity: Activity, ref: str) -> Idea:
    found = queries.one(activity=activity.pk, ref=ref)
    if found is None:
        raise NotFound(_("We could not find this idea. It may have been taken back."))
    return found


def idea_context(request: HttpRequest, found: Idea, seat: Seat | None, problem: str = "") -> dict[str, Any]:
    """Everything on the page of an idea. `problem`: why what was pressed could not be taken."""
    activity = activity_of(request)
    came, went = lineage.history(found)
    reader = queries.reader_of(activity, seat)
    page = Paginator(queries.comments_in_order(found, reader), PER_PAGE).get_page(request.GET.get("page"))
    authors = lineage.authors_of([found.pk], lineage.graph(activity.pk)) if seat else set()
    return context_of(
        request,
        seat=seat,
        idea=queries.shown(found),
        endings=list(found.endings.all()),
        came=came,
        went=went,
        stands=queries.is_current(found),
        mine=seat is not None and seat.submission_id in authors,
        supports=seat is not None and queries.supports(seat, found),
        page=page,
        comments=queries.comments_in_full(list(page)),
        problem=problem,
    )


@require_safe
def questions(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """Questions to the lead with their answers; those without one come first, with the days that they wait."""
    row = activity_of(request)
    page = Paginator(queries.questions(row.pk), PER_PAGE).get_page(request.GET.get("page"))
    context = context_of(
        request,
        seat=seat_if_any(request),
        page=page,
        rows=[queries.said(one.contribution) for one in page],
        waiting=queries.waiting(row.pk),
        asked="asked" in request.GET,
    )
    return render(request, "ideas/questions.html", context)


@require_safe
def mine(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """What somebody gave here themselves, and what came of it."""
    row, seat = activity_of(request), seat_of(request)
    context = context_of(
        request, seat=seat, told=own.of(seat), public=runs_of.is_public(row), sent="sent" in request.GET
    )
    return render(request, "ideas/mine.html", context)


@public_page
def results(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """Which ideas have support, for everybody."""
    row = activity_of(request)
    return render(request, "ideas/results.html", results_context(request, runs_of.shown(row)))


def results_context(request: HttpRequest, run: Run | None, *, preview: bool = False) -> dict[str, Any]:
    """Everything on the page of results, the same for everybody."""
    activity = activity_of(request)
    context = context_of(
        request,
        run=run,
        preview=preview,
        public=preview or runs_of.is_public(activity),
        unended=queries.unended(activity.pk).count(),
        waiting=queries.waiting(activity.pk),
    )
    if run is None:
        return context
    standing = queries.in_full(list(queries.current(activity.pk).values_list("pk", flat=True)))
    by_ref = {row.ref: row for row in standing}
    lines = shown.lines(run.summary, {ref: row.title for ref, row in by_ref.items()})
    return context | {
        "people": shown.people_shown(run),
        "sentence": shown.sentence(lines),
        "chart": shown.chart(lines),
        "only": [row for row in lines if row.only],
        "few": sum(row.few for row in lines),
        "rows": [_row(row, by_ref[row.ref]) for row in lines],
        "names": list(shown.NAMES.values()),
    }


def _row(line: shown.Line, idea: queries.Shown) -> list[str]:
    ending = str(idea.ending.get_kind_display()) if idea.ending else _("Not decided yet")
    return [line.title, *(figure.text for figure in (line.whole, *line.groups)), ending]
