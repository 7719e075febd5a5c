"""An opinion map with a statement of the team's, and one of somebody's in every state."""

from __future__ import annotations

from tests.proofs.filled_rows import Words
from tests.proofs.filled_site import Site
from tests.support import factories

from throughline.envision.opinions.models import Statement


def mapped(site: Site, text: Words) -> None:
    """Statements, the team's own and those that people added."""
    activity = site.activities["opinions"]
    site.add("statement", Statement.objects.create(activity=activity, words=text("statement.words")))
    submission = factories.make_submission(activity, participant=site.participant)
    site.add("submission", submission)
    for state in ("green", "amber", "red", "waiting", "unquoted"):
        words = factories.make_contribution(
            activity=activity,
            submission=submission,
            kind="statement",
            prompt=text("contribution.prompt"),
            text=text(f"raw.{state}"),
            public_words=text(f"public.{state}") if state in ("green", "amber") else None,
            moderation="green" if state == "unquoted" else state,
            uses={"quote": state != "unquoted"},
        )
        site.add("contribution", words)
        site.add("statement", Statement.objects.create(activity=activity, contribution=words))
