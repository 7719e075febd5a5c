"""One programme that has gone all the way: words, a theme, a finding, a recommendation, an answer, an action."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.support import factories

from throughline.evidence.actions import cite, draft_finding, link, publish_finding
from throughline.evidence.models import Finding, Run
from throughline.people.models import Account
from throughline.programmes.models import Activity, Programme, Role
from throughline.recommend.models import Answer, Authority, Progress, Recommendation
from throughline.understand.themes.models import Assignment, Theme
from throughline.voices.models import Contribution

WORDS = {"kind": "theme", "title": "It is hard to get through", "summary": "People told us about the phone."}


@dataclass
class Line:
    """Everything on one throughline."""

    programme: Programme
    activity: Activity
    analyst: Account
    theme: Theme
    finding: Finding
    recommendation: Recommendation
    answer: Answer
    progress: Progress
    contributions: list[Contribution]

    def ends(self) -> list[tuple[str, Any]]:
        return [
            ("theme", self.theme),
            ("finding", self.finding),
            ("recommendation", self.recommendation),
            ("answer", self.answer),
            ("action", self.progress),
        ]


def make_theme(programme: Programme, contributions: list[Contribution], by: Account, name: str = "Phones") -> Theme:
    """A theme that this person opened and signed off."""
    now = timezone.now()
    theme = Theme.objects.create(
        programme=programme,
        name=name,
        status=Theme.Status.SIGNED_OFF,
        opened_at=now,
        opened_by=by,
        signed_at=now,
        signed_by=by,
    )
    Assignment.objects.bulk_create(
        [Assignment(theme=theme, contribution=one) for one in contributions], batch_size=1000
    )
    return theme


def make_finding(
    programme: Programme,
    contributions: list[Contribution],
    *,
    theme: Theme | None = None,
    publish: bool = True,
    **words: str,
) -> Finding:
    run = Run.objects.create(programme=programme, kind="themes", inputs=len(contributions), status="done")
    said = WORDS | words
    finding = draft_finding(programme=programme, **said, run=run, by=None, once_key=factories.secrets.token_hex(8))
    if theme is not None:
        cite(finding=finding, evidence=[("theme", theme.ref)], by=None)
    cite(finding=finding, evidence=[("contribution", one.ref) for one in contributions], by=None)
    return publish_finding(finding=finding, by=None) if publish else finding


def make_line(contributions: list[Contribution], activity: Activity) -> Line:
    programme = activity.programme
    analyst = factories.make_member(programme, Role.ANALYST, Role.ORGANISER)
    theme = make_theme(programme, contributions, analyst)
    finding = make_finding(programme, contributions, theme=theme)
    authority, _made = Authority.objects.get_or_create(name="Northern trust", defaults={"level": "operational"})
    recommendation = Recommendation.objects.create(
        programme=programme,
        title="Answer the phone within 5 minutes",
        authority=authority,
        status="published",
        answer_due_on=date(2030, 1, 1),
        published_at=timezone.now(),
    )
    answer = Answer.objects.create(
        recommendation=recommendation, verdict="accept", reason="We agree.", answered_by="The chief executive"
    )
    progress = Progress.objects.create(answer=answer, state="started", words="Two more lines", reported_by="Them")
    for start, end in (
        (("finding", finding.ref), ("recommendation", recommendation.ref)),
        (("recommendation", recommendation.ref), ("answer", answer.ref)),
        (("answer", answer.ref), ("action", progress.ref)),
    ):
        link(programme=programme, start=start, end=end, by=None)
    return Line(programme, activity, analyst, theme, finding, recommendation, answer, progress, contributions)


@pytest.fixture
def line(db: None) -> Line:
    activity = factories.make_activity()
    spoken = {"patients": 12, "staff": 9, "policy": 3}
    rows = [
        factories.make_contribution(activity=activity, text=f"{who} words {n}", constituency=who)
        for who, count in spoken.items()
        for n in range(count)
    ]
    return make_line(rows, activity)


def page(path: str, client: Client | None = None, status: int = 200) -> str:
    response = (client or Client()).get(path)
    assert response.status_code == status, (path, response.status_code)
    return response.content.decode()
