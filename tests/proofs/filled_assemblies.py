"""A standing assembly with an issue in every state, with what was added to it, decided about it and answered."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from tests.proofs.filled_rows import Words
from tests.proofs.filled_site import Site
from tests.support import factories

from throughline.envision.assemblies.charter import Terms
from throughline.envision.assemblies.models import (
    Addition,
    Answer,
    Assembly,
    Charter,
    Issue,
    RemitDecision,
    Report,
    Selection,
    Support,
)
from throughline.envision.seats.models import Seat
from throughline.evidence.models import Run
from throughline.programmes.models import Activity


def raised(site: Site, text: Words) -> None:
    """One person raised issues, which were routed, joined, chosen and answered, or wait."""
    activity = site.activities["assemblies"]
    terms = Terms(text("assembly.remit"), text("assembly.not-here"), ((text("assembly.place"), text("assembly.how")),))
    for number, locked in ((1, timezone.now()), (2, None)):
        Charter.objects.create(activity=activity, number=number, chosen=terms.kept(), locked_at=locked)
    submission = factories.make_submission(activity, participant=site.participant)
    seat = Seat.objects.create(activity=activity, participant=site.participant, submission=submission)
    waiting = _words(text, seat, "issue-waiting", moderation="waiting")
    site.add("raised", _row(activity, seat, waiting, "raised"))
    issues = {state: _issue(site, text, seat, state) for state in Issue.State.values}
    gathering = issues["gathering"]
    for kind in ("detail", "reply"):
        words = _words(text, seat, f"issue-{kind}")
        Addition.objects.create(contribution=words, issue=gathering, seat=seat, kind=kind)
    Support.objects.create(seat=seat, issue=gathering, given=True, changed_at=timezone.now())
    for outcome in RemitDecision.Outcome.values:
        RemitDecision.objects.create(
            issue=gathering,
            outcome=outcome,
            reason=text("assembly.decided"),
            routed_to=text("assembly.routed"),
            into=issues["chosen"] if outcome == "merged" else None,
            decided_by=site.all_roles,
        )
    _meetings(site, text, activity, issues)
    site.refs["part"] = ["what", "reply"]


def _words(text: Words, seat: Seat, name: str, moderation: str = "green") -> Any:
    return factories.make_contribution(
        activity=seat.activity,
        submission=seat.submission,
        kind=name[:20],
        prompt=text("contribution.prompt"),
        text=text(f"raw.{name}"),
        public_words=text(f"public.{name}") if moderation == "green" else None,
        moderation=moderation,
    )


def _row(activity: Activity, seat: Seat, words: Any, state: str) -> Issue:
    return Issue.objects.create(
        activity=activity,
        seat=seat,
        contribution=words,
        charter=activity.assembly_charters.get(number=1),
        harm="yes",
        state=state,
        waits_since=timezone.now() if state == "raised" else None,
        gathers_until=factories.days(-1) if state == "gathering" else None,
    )


def _issue(site: Site, text: Words, seat: Seat, state: str) -> Issue:
    row: Issue = site.add("raised", _row(seat.activity, seat, _words(text, seat, "issue"), state))
    return row


def _meetings(site: Site, text: Words, activity: Activity, issues: dict[str, Issue]) -> None:
    shared = {
        "activity": activity,
        "place": text("assembly.where"),
        "online": text("assembly.online"),
        "who": [[text("assembly.who"), text("assembly.role")]],
        "answer_by": factories.days(60),
    }
    site.add("meeting", Assembly.objects.create(held_on=factories.days(30), **shared))
    now = timezone.now()
    run = Run.objects.create(
        programme=activity.programme, activity=activity, kind="assemblies", status="done", finished_at=now,
        summary={"issues": [], "shown": {}},
    )  # fmt: skip
    held = Assembly.objects.create(
        held_on=factories.days(-3), run=run, listed_at=now - timedelta(days=9), listed_by=site.all_roles, **shared
    )
    site.add("meeting", held)
    for state, chosen in (("chosen", True), ("not-chosen", False)):
        row = Selection.objects.create(
            assembly=held, issue=issues[state], chosen=chosen, how="person", reason=text("assembly.reason")
        )
        if chosen:
            site.add("selected", row)
            _answered(site, text, row)


def _answered(site: Site, text: Words, row: Selection) -> None:
    answer = Answer.objects.create(
        selection=row,
        verdict="act",
        said=text("assembly.said"),
        answered_by=text("assembly.answered-by"),
        next_step=text("assembly.next"),
        due_on=factories.days(20),
    )
    site.add("given", answer)
    Report.objects.create(
        answer=answer, status="started", words=text("assembly.done"), reported_by=text("assembly.reported-by")
    )
