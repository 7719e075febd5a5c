"""Recommendations, answers and actions as they stand on the throughline."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughline.evidence import nodes
from throughline.evidence.nodes import Node, Scope
from throughline.programmes.models import Programme
from throughline.recommend.models import Answer, Progress, Recommendation


def _page(programme: Programme, ref: str) -> str:
    return reverse("recommendation", args=[programme.slug, ref])


def load_recommendations(programme: Programme, refs: Collection[str], scope: Scope) -> Iterable[Node]:
    rows = Recommendation.objects.filter(programme=programme, ref__in=refs).select_related("authority")
    if scope is Scope.PUBLIC:
        rows = rows.exclude(status=Recommendation.Status.DRAFT)
    for row in rows:
        yield Node(
            "recommendation",
            row.ref,
            row.title,
            _page(programme, row.ref),
            row.published_at or row.created_at,
            row.get_status_display() if row.status != Recommendation.Status.PUBLISHED else "",
        )


def load_answers(programme: Programme, refs: Collection[str], scope: Scope) -> Iterable[Node]:
    rows = Answer.objects.filter(ref__in=refs, recommendation__programme=programme)
    for row in rows.select_related("recommendation"):
        title = _("{who} answered: {verdict}").format(who=row.answered_by, verdict=row.get_verdict_display())
        yield Node("answer", row.ref, title, _page(programme, row.recommendation.ref), row.answered_at)


def load_progress(programme: Programme, refs: Collection[str], scope: Scope) -> Iterable[Node]:
    rows = Progress.objects.filter(ref__in=refs, answer__recommendation__programme=programme)
    for row in rows.select_related("answer__recommendation"):
        title = _("{state}: {words}").format(state=row.get_state_display(), words=row.words)
        yield Node("action", row.ref, title, _page(programme, row.answer.recommendation.ref), row.reported_at)


def register() -> None:
    """Join the throughline; called once at start."""
    nodes.register(
        "recommendation",
        name=gettext_lazy("Recommendation"),
        plural=gettext_lazy("Recommendations"),
        order=50,
        load=load_recommendations,
    )
    nodes.register("answer", name=gettext_lazy("Answer"), plural=gettext_lazy("Answers"), order=60, load=load_answers)
    nodes.register("action", name=gettext_lazy("Action"), plural=gettext_lazy("Actions"), order=65, load=load_progress)
