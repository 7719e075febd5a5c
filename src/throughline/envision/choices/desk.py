"""The team's pages: what people choose between, the tasks made of it, a look at them, and how far people are."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from throughline.core.errors import NotFound, Refused
from throughline.core.forms import put_refusal
from throughline.envision.choices import actions, queries
from throughline.envision.choices.asked import asked_of
from throughline.envision.choices.design import design_of, is_current
from throughline.envision.choices.forms import AttributeForm, ChoiceForm, PairForm
from throughline.envision.choices.models import Place
from throughline.envision.choices.plan import Pair, plan_of, problems
from throughline.envision.choices.results import NAMES, shown
from throughline.envision.choices.views import page_of_task
from throughline.evidence import runs
from throughline.programmes.hooks import Note
from throughline.programmes.models import Activity, Role

UNPROCESSABLE = 422
SLUG = "choices"
TEAM = (Role.ORGANISER, Role.FACILITATOR, Role.ANALYST)


def page_of(activity: Activity, roles: Collection[str]) -> Iterator[Note]:
    """The way from an activity's page to how far people are."""
    if activity.method == SLUG and set(TEAM) & set(roles):
        place = [activity.programme.slug, activity.ref]
        yield Note(_("How far people are, and what their choices tell"), reverse("choices-progress", args=place))


def _context(request: HttpRequest, **more: Any) -> dict[str, Any]:
    activity = request.activity  # type: ignore[attr-defined]
    return {"activity": activity, "programme": activity.programme, "once": request.POST.get("once", ""), **more}


@require_safe
def setup(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """What people choose between, and the tasks."""
    return _setup(request)


def _setup(request: HttpRequest, problem: str = "") -> HttpResponse:
    asked = request.activity  # type: ignore[attr-defined]
    design = design_of(asked.settings)
    may_change = asked.status == Activity.Status.DRAFT
    plan = design.plan if design and not may_change else plan_of(asked.settings)
    run = queries.latest_design(asked)
    context = _context(
        request,
        plan=plan,
        design=design,
        current=not may_change or is_current(asked.settings),
        wrong=problems(plan) if may_change else [],
        pairs=_pairs(plan),
        run=run,
        busy=runs.is_busy(run),
        may_change=may_change,
        problem=problem,
    )
    return render(request, "choices/setup.html", context, status=UNPROCESSABLE if problem else 200)


def _pairs(plan: Any) -> list[tuple[str, Pair]]:
    """The pairs ruled out, in words and as they are sent back."""
    found = []
    for pair in plan.pairs:
        one, other = plan.attribute(pair.attribute), plan.attribute(pair.other)
        words = _("%(one)s: %(level)s, together with %(other)s: %(other_level)s") % {
            "one": one.name,
            "level": one.shown(pair.level),
            "other": other.name,
            "other_level": other.shown(pair.other_level),
        }
        found.append((words, pair))
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def attribute(request: HttpRequest, programme: str, activity: str, slug: str = "") -> HttpResponse:
    """Add something in which options differ, or change it (its slug)."""
    asked = request.activity  # type: ignore[attr-defined]
    plan = plan_of(asked.settings)
    current = plan.attribute(slug)
    if slug and current is None:
        raise NotFound
    form = AttributeForm(request.POST if request.method == "POST" else None, attribute=current)
    if form.is_bound and form.is_valid():
        try:
            actions.put_attribute(
                activity=asked,
                attribute=form.built(plan),
                replaces=slug,
                by=request.user,  # type: ignore[arg-type]
                once_key=request.POST.get("once", ""),
            )
            return redirect("choices-setup", programme, activity)
        except Refused as refused:
            put_refusal(form, refused)
    context = _context(request, form=form, changing=bool(slug))
    return render(request, "choices/attribute.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_POST
def remove(request: HttpRequest, programme: str, activity: str, slug: str) -> HttpResponse:
    """Take something out in which options differ."""
    return _act(request, actions.remove_attribute, slug=slug)


@require_http_methods(["GET", "HEAD", "POST"])
def pairs(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """Say which levels cannot come together; or let two come together again."""
    asked = request.activity  # type: ignore[attr-defined]
    if "allow" in request.POST:
        parts = request.POST["allow"].split(":")
        return _act(request, actions.allow_pair, pair=Pair(*(parts + [""] * 4)[:4]))
    form = PairForm(request.POST if request.method == "POST" else None, plan=plan_of(asked.settings))
    if form.is_bound and form.is_valid():
        try:
            actions.rule_out_pair(
                activity=asked,
                pair=form.pair(),
                by=request.user,  # type: ignore[arg-type]
                once_key=request.POST.get("once", ""),
            )
            return redirect("choices-setup", programme, activity)
        except Refused as refused:
            put_refusal(form, refused)
    context = _context(request, form=form)
    return render(request, "choices/pairs.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_POST
def make(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """Ask for tasks."""
    return _act(request, actions.ask_for_design)


def _act(request: HttpRequest, act: Any, **options: Any) -> HttpResponse:
    asked = request.activity  # type: ignore[attr-defined]
    try:
        act(activity=asked, by=request.user, once_key=request.POST.get("once", ""), **options)
    except Refused as refused:
        return _setup(request, str(refused.message))
    return redirect("choices-setup", asked.programme.slug, asked.ref)


@require_safe
def preview(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """The choices of one version as a participant meets them; nothing can be sent."""
    asked_activity = request.activity  # type: ignore[attr-defined]
    design = design_of(asked_activity.settings)
    if design is None:
        return redirect("choices-setup", programme, activity)
    blocks = design.plan.blocks
    block = next((n for n in range(1, blocks + 1) if request.GET.get("version") == str(n)), 1)
    asked = asked_of(design, Place(block=block), "preview")
    here = next((one for one in asked if request.GET.get("choice") == str(one.position)), asked[0])
    context = page_of_task(request, asked, here, ChoiceForm(plan=design.plan), design.plan)
    extra = {"preview": True, "block": block, "blocks": range(1, blocks + 1)}
    return render(request, "choices/task.html", context | extra)


@require_safe
def progress(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """How far people are, and what their choices tell so far."""
    asked = request.activity  # type: ignore[attr-defined]
    design = design_of(asked.settings)
    run, done = queries.latest_analysis(asked), queries.latest_analysis(asked, done=True)
    context = _context(
        request,
        watched=queries.watched(asked, design.plan.tasks if design else 0),
        names=NAMES,
        run=run,
        busy=runs.is_busy(run),
        done=done,
        shown=shown(design.plan, done.summary) if design and done else None,
        may_analyse=Role.ANALYST in request.roles,  # type: ignore[attr-defined]
    )
    return render(request, "choices/progress.html", context)


@require_POST
def analyse(request: HttpRequest, programme: str, activity: str) -> HttpResponse:
    """Ask for what the choices tell."""
    asked = request.activity  # type: ignore[attr-defined]
    by, key = request.user, request.POST.get("once", "")
    actions.ask_for_analysis(activity=asked, by=by, once_key=key)  # type: ignore[arg-type]
    return redirect("choices-progress", programme, activity)
