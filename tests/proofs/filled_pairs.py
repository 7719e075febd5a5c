"""A survey in pairs with options of the team's, and an idea of somebody's in every state."""

from __future__ import annotations

from django.utils import timezone
from tests.proofs.filled_rows import Words
from tests.proofs.filled_site import Site
from tests.support import factories

from throughline.envision.pairs.models import Choice, Option
from throughline.envision.seats.models import Seat


def compared(site: Site, text: Words) -> None:
    """Options, the team's own and those that a person added, who has chosen from one pair."""
    activity = site.activities["pairs"]
    first, second = (
        Option.objects.create(activity=activity, words=text("pairs.option"), description=text("pairs.description"))
        for _number in range(2)
    )
    site.add("offered", first)
    submission = factories.make_submission(activity, participant=site.participant)
    seat = Seat.objects.create(activity=activity, participant=site.participant, submission=submission)
    choice = Choice.objects.create(
        seat=seat, first=first, second=second, first_left=True, value=1, changed_at=timezone.now()
    )
    site.add("chosen", choice)
    for state in ("green", "waiting"):
        words = factories.make_contribution(
            activity=activity,
            submission=submission,
            kind="idea",
            prompt=text("contribution.prompt"),
            text=text(f"raw.idea-{state}"),
            public_words=text(f"public.idea-{state}") if state == "green" else None,
            moderation=state,
        )
        Option.objects.create(activity=activity, contribution=words)
