"""The public pages: what is raised and gathers support, one issue, and one assembly with its answers."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from throughline.core.errors import NotFound
from throughline.core.public_pages import public_page
from throughline.envision.assemblies import counting, queries, showing
from throughline.envision.assemblies.charter import Terms
from throughline.envision.assemblies.models import Assembly, Issue
from throughline.programmes.models import Activity
from throughline.voices import folding


def activity_of(request: HttpRequest) -> Activity:
    return request.activity  # type: ignore[attr-defined, no-any-return]


def at(name: str, activity: Activity, *more: str) -> str:
    """The address of a page of an activity."""
    return reverse(f"assemblies-{name}", args=[activity.programme.slug, activity.ref, *more])


def context_of(request: HttpRequest, **more: Any) -> dict[str, Any]:
    """What every page of an activity is given."""
    activity = activity_of(request)
    return {
        "activity": activity,
        "programme": activity.programme,
        "open": activity.status == Activity.Status.OPEN,
        "line_of": queries.line_of,
        "tag_of": showing.tag_of,
        **folding.context(request),
        **more,
    }


@public_page
def results(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """Everything that was raised and accepted, what waits, and the assemblies."""
    row = activity_of(request)
    charters = queries.charters(row)
    terms = charters[0].terms if charters else Terms()
    issues = queries.public_issues(row)
    context = context_of(
        request,
        charters=charters,
        terms=terms,
        issues=[(one, showing.until(one)) for one in issues],
        waiting=showing.waiting_words(terms, queries.waiting(row)),
        turned_down=queries.turned_down(row),
        assemblies=queries.assemblies(row) if charters else [],
        silences=showing.silent_in(queries.taken_up(row)),
    )
    return render(request, "assemblies/results.html", context)


def find_issue(request: HttpRequest, ref: str) -> Issue:
    """An issue that anybody may read.

    Raises:
        NotFound: there is none.
    """
    found = queries.public_issue(activity_of(request), ref)
    if found is None:
        raise NotFound(_("We could not find this issue. Its author may have taken it back."))
    return found


@public_page
def issue(request: HttpRequest, programme: str, activity: str, raised: str) -> HttpResponse:
    """One issue: what it is, how far it has come, and everything that was decided about it."""
    row, one = activity_of(request), find_issue(request, raised)
    context = context_of(
        request,
        issue=one,
        told=queries.told_of(one),
        details=queries.details_of(one),
        gathering=queries.is_gathering(one),
        until=showing.until(one),
        terms=one.charter.terms,
        progress=showing.progress(one.charter.terms, counting.in_steps(one, row)),
        trail=showing.trail(one),
        silences=[showing.silence(chosen) for chosen in one.selections.all() if chosen.chosen],
    )
    return render(request, "assemblies/issue.html", context)


def find_assembly(request: HttpRequest, ref: str) -> Assembly:
    """An assembly of this activity.

    Raises:
        NotFound: there is none.
    """
    found = queries.assembly(activity_of(request), ref)
    if found is None:
        raise NotFound(_("We could not find this assembly."))
    return found


@public_page
def meeting(request: HttpRequest, programme: str, activity: str, meeting: str) -> HttpResponse:
    """One assembly: when, where, who answers, what is talked about, and what was answered."""
    row = find_assembly(request, meeting)
    listed = [(one, showing.silence(one)) for one in queries.selections(row)] if row.listed_at else []
    figures = showing.figures_of(row)
    context = context_of(
        request,
        meeting=row,
        chosen=[(one, silent, figures.get(one.issue.ref)) for one, silent in listed if one.chosen],
        left=[one for one, _silent in listed if not one.chosen],
        answered=showing.answered,
    )
    return render(request, "assemblies/meeting.html", context)
