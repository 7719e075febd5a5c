"""Making organisations and programmes, and the organiser's pages of a programme."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from throughline.core.errors import NotFound, Refused
from throughline.programmes import actions, advice, forms, hooks, pages, queries, tasks
from throughline.programmes.models import Programme, Role, StageKind
from throughline.programmes.wording import queries as wording

both = require_http_methods(["GET", "HEAD", "POST"])


@both
def organisation_new(request: HttpRequest) -> HttpResponse:
    def act(data: dict[str, Any], once: str) -> str:
        made = actions.create_organisation(**data, by=request.user, once_key=once)
        return reverse("organisation", args=[made.slug])

    form = forms.OrganisationForm(request.POST or None)
    title = _("Add an organisation")
    return pages.form_page(request, "programmes/form.html", form, act, title=title, back=reverse("account"))


@both
def organisation_people(request: HttpRequest, organisation: str) -> HttpResponse:
    """Let somebody plan programmes for an organisation."""
    row = request.organisation  # type: ignore[attr-defined]
    back = reverse("organisation", args=[row.slug])

    def act(data: dict[str, Any], once: str) -> str:
        actions.add_to_organisation(organisation=row, **data, by=request.user, once_key=once)
        return back

    return pages.form_page(
        request,
        "programmes/form.html",
        forms.PersonForm(request.POST or None),
        act,
        title=_("Add somebody who plans programmes"),
        back=back,
    )


@both
def programme_new(request: HttpRequest, organisation: str) -> HttpResponse:
    row = request.organisation  # type: ignore[attr-defined]

    def act(data: dict[str, Any], once: str) -> str:
        made = actions.create_programme(organisation=row, **data, by=request.user, once_key=once)
        return _manage(made)

    return pages.form_page(
        request,
        "programmes/form.html",
        forms.QuestionForm(request.POST or None),
        act,
        title=_("Plan a programme"),
        back=reverse("organisation", args=[row.slug]),
    )


@require_safe
def manage(request: HttpRequest, programme: str) -> HttpResponse:
    """The list of tasks."""
    row: Programme = request.programme  # type: ignore[attr-defined]
    plan = queries.plan_of(row)
    context = {
        "programme": row,
        "status": pages.status_tag(row),
        "planning": tasks.planning(plan),
        "people": tasks.people_and_promise(plan, queries.team_of(row)),
        "activities": tasks.activities(plan),
        "notes": hooks.notes_on(row, exact=True),
        "to_read": hooks.notes_before_asking(row),
        "is_organiser": Role.ORGANISER in request.roles,  # type: ignore[attr-defined]
        "asked_about": wording.waiting(row),
    }
    return render(request, "programmes/manage.html", context)


def edit(form_class: type, title: Any, *fields: str) -> Any:
    """A page that changes some fields of a programme by one form."""

    @both
    def view(request: HttpRequest, programme: str) -> HttpResponse:
        row: Programme = request.programme  # type: ignore[attr-defined]

        def act(data: dict[str, Any], once: str) -> str:
            changes = form.changes() if hasattr(form, "changes") else data
            actions.edit_programme(programme=row, changes=changes, by=request.user, once_key=once)
            return _manage(row)

        form = form_class(request.POST or None, initial={name: _value(row, name) for name in fields})
        return pages.form_page(
            request,
            "programmes/form.html",
            form,
            act,
            title=title,
            back=_manage(row),
            advice=advice.on_programme(row) if "question" in fields else (),
        )

    return view


def _value(programme: Programme, name: str) -> Any:
    value = getattr(programme, name)
    return [row.slug for row in value.all()] if name in ("topics", "regions") else value


@require_safe
def stages(request: HttpRequest, programme: str) -> HttpResponse:
    """The five stages, each planned or not."""
    row: Programme = request.programme  # type: ignore[attr-defined]
    planned = {stage.kind: stage for stage in queries.plan_of(row).stages}
    context = {"programme": row, "stages": [(kind, planned.get(kind)) for kind in StageKind], "back": _manage(row)}
    return render(request, "programmes/stages.html", context)


@both
def stage(request: HttpRequest, programme: str, stage: str) -> HttpResponse:
    """Plan one stage, or take it out."""
    row: Programme = request.programme  # type: ignore[attr-defined]
    if stage not in StageKind.values:
        raise NotFound
    back = reverse("programme-stages", args=[row.slug])
    if request.method == "POST" and "remove" in request.POST:
        actions.remove_stage(programme=row, kind=stage, by=request.user, once_key=request.POST.get("once", ""))
        return redirect(back)

    def act(data: dict[str, Any], once: str) -> str:
        planned = actions.StagePlan(kind=stage, **data)
        actions.set_stage(programme=row, stage=planned, by=request.user, once_key=once)
        return back

    known = next((one for one in queries.plan_of(row).stages if one.kind == stage), None)
    initial = {name: getattr(known, name) for name in ("starts_on", "ends_on", "summary")} if known else None
    form = forms.StageForm(request.POST or None, initial=initial)
    title = _("Stage: {stage}").format(stage=StageKind(stage).label)
    return pages.form_page(request, "programmes/stage.html", form, act, title=title, back=back, known=known is not None)


@both
def open_programme(request: HttpRequest, programme: str) -> HttpResponse:
    """Everything that should be looked at once more, and the button that opens the programme."""
    row: Programme = request.programme  # type: ignore[attr-defined]
    problem = status = None
    try:
        if request.method == "POST":
            actions.open_programme(programme=row, by=request.user, once_key=request.POST.get("once", ""))
            return redirect(_manage(row))
        actions.check_may_open(row)
    except Refused as refused:
        problem, status = refused, pages.UNPROCESSABLE if request.method == "POST" else 200
    context = {
        "programme": row,
        "plan": queries.plan_of(row),
        "problem": problem,
        "where": _where_to_fix(row, problem),
        "advice": advice.on_programme(row, with_commitment=True),
        "notes": hooks.notes_on(row, exact=True),
        "back": _manage(row),
    }
    return render(request, "programmes/open.html", context, status=status or 200)


def _where_to_fix(programme: Programme, problem: Refused | None) -> str:
    pages_of_fields = {"closes_on": "programme-dates", "commitment": "commitment", "answer_by": "commitment"}
    name = pages_of_fields.get(problem.field or "") if problem else None
    return reverse(name, args=[programme.slug]) if name else ""


@both
def close_programme(request: HttpRequest, programme: str) -> HttpResponse:
    """Ask once more, then close."""
    row: Programme = request.programme  # type: ignore[attr-defined]
    if request.method == "POST":
        actions.close_programme(programme=row, by=request.user, once_key=request.POST.get("once", ""))
        return redirect(_manage(row))
    return render(request, "programmes/close.html", {"programme": row, "back": _manage(row)})


def _manage(programme: Programme) -> str:
    return reverse("programme-manage", args=[programme.slug])


@both
def copy(request: HttpRequest, programme: str) -> HttpResponse:
    """Begin another programme as this one was planned."""
    row: Programme = request.programme  # type: ignore[attr-defined]

    def act(data: dict[str, Any], once: str) -> str:
        made = actions.copy_programme(programme=row, title=data["title"], by=request.user, once_key=once)  # type: ignore[arg-type]
        return reverse("programme-manage", args=[made.slug])

    form = forms.CopyForm(request.POST or None, initial={"title": row.title})
    said = _("The question, places and activities come along. The promise, the dates, the team and the words do not.")
    back = reverse("programme-manage", args=[row.slug])
    return pages.form_page(request, "programmes/copy.html", form, act, title=row.title, said=said, back=back)
