"""What became of an issue, a detail and a support, told to whoever gave it on their own page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from throughline.envision.assemblies import queries, showing
from throughline.envision.assemblies.models import Addition, Issue, Support
from throughline.evidence.steps import Step
from throughline.voices.models import Contribution, Submission

Kind = Addition.Kind
FURTHER = {Kind.DETAIL, *queries.TOLD}
"""Kinds of words whose authors are told what became of the issue."""


def tell_of_words(contributions: Sequence[Contribution]) -> Mapping[str, Sequence[Step]]:
    """Of an issue every step; of what was added to one, what it was added to and what became of that."""
    rows = queries.with_trail(Issue.objects.filter(contribution__in=contributions))
    told: dict[str, list[Step]] = {one.contribution.ref: list(_of_issue(one)) for one in rows}
    issues = queries.with_trail(Issue.objects.all())
    added = Addition.objects.filter(contribution__in=contributions).select_related("contribution")
    for one in added.prefetch_related(Prefetch("issue", queryset=issues)):
        told[one.contribution.ref] = list(_of_addition(one))
    return told


def _of_issue(issue: Issue) -> Iterable[Step]:
    page = reverse("seat-go-on", args=[issue.seat.submission.ref]) if issue.seat else ""
    yield Step(when=issue.raised_at, title=_("You raised an issue. Go on with it here"), url=page)
    yield from showing.trail(issue)[1:]


def _of_addition(one: Addition) -> Iterable[Step]:
    title = _("You wrote this about the issue “%(line)s”") % {"line": queries.line_of(one.issue)}
    public = one.issue.state in queries.PUBLIC_STATES and queries.line_of(one.issue)
    page = _page(one.issue) if public else ""
    yield Step(when=one.contribution.created_at, title=title, url=page)
    if one.kind in FURTHER:
        yield from (step for step in showing.trail(one.issue)[1:] if step.when > one.contribution.created_at)


def tell_of_support(submissions: Sequence[Submission]) -> Mapping[str, Sequence[Step]]:
    """What somebody supports, and what became of it since."""
    issues = queries.with_trail(Issue.objects.all())
    rows = Support.objects.filter(seat__submission__in=submissions, given=True).select_related("seat__submission")
    told: dict[str, list[Step]] = {}
    for one in rows.order_by("pk").prefetch_related(Prefetch("issue", queryset=issues)):
        told.setdefault(one.seat.submission.ref, []).extend(_of_support(one))
    return told


def _of_support(one: Support) -> Iterable[Step]:
    line = queries.line_of(one.issue)
    title = _("You support the issue “%(line)s”") % {"line": line}
    if not line:
        title = _("You supported an issue. Its author has taken it back since")
    yield Step(when=one.changed_at, title=title, url=_page(one.issue) if line else "")
    yield from (step for step in showing.trail(one.issue)[1:] if step.when > one.changed_at)


def _page(issue: Issue) -> str:
    activity = issue.activity
    return reverse("assemblies-issue", args=[activity.programme.slug, activity.ref, issue.ref])
