"""Reads of recommendations: for the team, for the public, and the register of all answers."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from throughline.core.errors import NotFound
from throughline.evidence.models import Finding, Link
from throughline.programmes.models import Programme
from throughline.recommend import clock
from throughline.recommend.models import Answer, AnswerLink, Authority, Progress, Recommendation, Wording


@dataclass(frozen=True)
class Shown:
    """A published recommendation with what its authority has said and done."""

    recommendation: Recommendation
    answers: list[Answer]
    newest: Answer | None
    progress: list[Progress]
    clock: clock.Clock
    asked: str

    @property
    def last_progress(self) -> Progress | None:
        return self.progress[-1] if self.progress else None


def _with_everything(rows: QuerySet[Recommendation]) -> QuerySet[Recommendation]:
    return rows.select_related("programme__organisation", "authority").prefetch_related(
        "links",
        "wordings__approved_by",
        Prefetch("answers", queryset=Answer.objects.order_by("id").prefetch_related("progress")),
    )


def _shown(recommendation: Recommendation) -> Shown:
    answers = list(recommendation.answers.all())
    newest = answers[-1] if answers else None
    progress = list(newest.progress.all()) if newest else []
    asked = next((link.sent_to for link in recommendation.links.all() if link.revoked_at is None), "")
    return Shown(
        recommendation,
        answers,
        newest,
        progress,
        clock.read(recommendation, answer=newest, progress=progress[-1] if progress else None),
        asked,
    )


def published(*, programme: Programme | None = None) -> list[Shown]:
    """Every published recommendation, those that wait longest past their date first."""
    rows = Recommendation.objects.filter(status=Recommendation.Status.PUBLISHED)
    if programme is not None:
        rows = rows.filter(programme=programme)
    shown = [_shown(recommendation) for recommendation in _with_everything(rows)]
    return sorted(shown, key=lambda item: (-item.clock.days_overdue, item.recommendation.published_at))


def latest(*, limit: int) -> list[Shown]:
    """The recommendations published last, newest first, for the first page."""
    rows = Recommendation.objects.filter(status=Recommendation.Status.PUBLISHED).order_by("-published_at", "-id")
    return [_shown(recommendation) for recommendation in _with_everything(rows)[:limit]]


def shown(recommendation: Recommendation) -> Shown:
    """A published recommendation with everything a reader may see."""
    return _shown(_with_everything(Recommendation.objects.filter(pk=recommendation.pk)).get())


def of_programme(*, programme: Programme, ref: str) -> Recommendation:
    """One recommendation, whatever its state; for the team.

    Raises:
        NotFound: the programme has none with this ref.
    """
    found = Recommendation.objects.select_related("authority", "programme").filter(programme=programme, ref=ref).first()
    if found is None:
        raise NotFound
    return found


def public_one(*, programme: Programme, ref: str) -> Shown:
    """One published recommendation.

    Raises:
        NotFound: there is none, or it is still a draft.
    """
    recommendation = of_programme(programme=programme, ref=ref)
    if recommendation.status == Recommendation.Status.DRAFT:
        raise NotFound
    return shown(recommendation)


def for_team(programme: Programme) -> list[Recommendation]:
    return list(Recommendation.objects.filter(programme=programme).select_related("authority").order_by("-id"))


def cited_findings(recommendation: Recommendation, *, public: bool) -> list[Finding]:
    """The findings that a recommendation rests on; only published ones for the public."""
    refs = Link.objects.filter(to_kind="recommendation", to_ref=recommendation.ref, from_kind="finding")
    rows = Finding.objects.filter(programme_id=recommendation.programme_id, ref__in=refs.values("from_ref"))
    if public:
        rows = rows.exclude(status=Finding.Status.DRAFT)
    return list(rows.order_by("id"))


def citable_findings(programme: Programme) -> QuerySet[Finding]:
    return Finding.objects.filter(programme=programme, status=Finding.Status.PUBLISHED).order_by("title")


def wordings(recommendation: Recommendation) -> dict[str, Wording]:
    """The wordings written so far, by audience."""
    return {row.audience: row for row in recommendation.wordings.select_related("approved_by")}


def links(recommendation: Recommendation) -> list[AnswerLink]:
    """Every link that was sent, newest first; for the team."""
    return list(recommendation.links.order_by("-pk"))


def authorities() -> QuerySet[Authority]:
    return Authority.objects.order_by("name")


def wording_of(*, recommendation: Recommendation, audience: str) -> Wording:
    """The wording for one audience.

    Raises:
        NotFound: it has not been written.
    """
    found = Wording.objects.select_related("recommendation__programme").filter(
        recommendation=recommendation, audience=audience
    )
    row = found.first()
    if row is None:
        raise NotFound
    return row
