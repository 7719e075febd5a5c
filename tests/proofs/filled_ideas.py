"""Ideas in every state, with what was said about them, what was done with them, and what an author said against it."""

from __future__ import annotations

from typing import Any

from tests.proofs.filled_rows import Words
from tests.proofs.filled_site import Site
from tests.support import factories

from throughline.core import vault
from throughline.core.models import DataKey
from throughline.core.refs import new_ref
from throughline.envision.ideas.models import Change, Comment, Ending, Idea, Objection, Question, Trace
from throughline.envision.seats.models import Seat
from throughline.voices.models import Contribution, PublicReply


def settings(text: Words) -> dict[str, Any]:
    return {"question": text("ideas.question"), "lead": text("ideas.lead")}


def suggested(site: Site, text: Words) -> None:
    """An idea that stands, one that waits, one that the team made of two, comments, questions, and an objection."""
    activity = site.activities["ideas"]
    submission = factories.make_submission(activity, participant=site.participant)
    seat = Seat.objects.create(activity=activity, participant=site.participant, submission=submission)

    def words(kind: str, state: str) -> Contribution:
        shown = text(f"public.idea-{state}") if state == "green" else None
        return factories.make_contribution(
            activity=activity,
            submission=submission,
            kind=kind,
            prompt=text("contribution.prompt"),
            text=text(f"raw.idea-{state}"),
            public_words=shown,
            moderation=state,
        )

    ideas = [Idea.objects.create(activity=activity, contribution=words("idea", "green")) for _number in range(2)]
    Idea.objects.create(activity=activity, contribution=words("idea", "waiting"))
    made = Idea.objects.create(activity=activity, title=text("ideas.title"), words=text("ideas.words"))
    for row in (made, ideas[0]):
        site.add("idea", row)
    for state in ("green", "waiting"):
        Comment.objects.create(idea=made, contribution=words("comment", state))
        asked = Question.objects.create(activity=activity, contribution=words("question", state))
        if state == "green":
            site.add("unanswered", asked.contribution)
    answered = Comment.objects.create(idea=made, contribution=words("comment", "green")).contribution
    PublicReply.objects.create(contribution=answered, outcome="answered", words=text("ideas.answer"))
    Ending.objects.create(idea=made, kind="not-ours", passed_to=text("ideas.passed_to"), reason=text("ideas.reason"))
    change = site.add("change", Change.objects.create(activity=activity, kind="merge", reason=text("ideas.reason")))
    Trace.objects.bulk_create([Trace(change=change, from_idea=idea, to_idea=made) for idea in ideas])
    undone = Change.objects.create(
        activity=activity,
        kind="carry",
        reason=text("ideas.reason"),
        undone_at=change.made_at,
        undone_reason=text("ideas.reason"),
    )
    Trace.objects.create(change=undone, from_idea=made, to_activity=site.activities["pairs"])
    for answered_by, step in ((None, change), (site.all_roles, undone)):
        _objection(site, text, seat, step, answered_by)


def _objection(site: Site, text: Words, seat: Seat, change: Change, answered_by: Any) -> None:
    row = Objection(ref=new_ref(), change=change, seat=seat, data_key=DataKey.objects.new(), replied_by=answered_by)
    row.words = vault.seal(text("objection.words"), key=row.data_key, context=row.context("words"))
    if answered_by is not None:
        row.reply = vault.seal(text("objection.reply"), key=row.data_key, context=row.context("reply"))
        row.replied_at = change.made_at
    row.save()
    site.add("objection", row)
