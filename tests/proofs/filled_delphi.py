"""A panel in its first round, with a reason and a suggestion, as `filled_rows` fills the rest."""

from __future__ import annotations

from django.utils import timezone
from tests.proofs.filled_rows import Words
from tests.proofs.filled_site import Site
from tests.support import factories

from throughline.envision.delphi.definition import Settings
from throughline.envision.delphi.models import Item, Panel, Rating, Reason, Round, Suggestion
from throughline.envision.seats.models import Seat


def panel(site: Site, text: Words) -> None:
    """One person has rated the one statement, said why, and suggested another."""
    activity = site.activities["delphi"]
    chosen = Settings(low_label=text("delphi.low"), high_label=text("delphi.high")).kept()
    Panel.objects.create(activity=activity, chosen=chosen, fingerprint="0" * 64, locked_at=timezone.now())
    item = site.add("rated", Item.objects.create(activity=activity, number=1, text=text("delphi.item")))
    round_ = Round.objects.create(activity=activity, number=1)
    round_.items.add(item)
    submission = factories.make_submission(activity, participant=site.participant)
    seat = Seat.objects.create(activity=activity, participant=site.participant, submission=submission)
    Rating.objects.create(seat=seat, item=item, round=round_, value=8)
    words = [
        factories.make_contribution(
            activity=activity,
            submission=submission,
            kind=kind,
            prompt=text("contribution.prompt"),
            text=text(f"raw.{kind}"),
            public_words=text(f"public.{kind}"),
        )
        for kind in ("reason", "wished")
    ]
    Reason.objects.create(contribution=words[0], seat=seat, item=item, round=round_)
    site.add("wished", Suggestion.objects.create(contribution=words[1], seat=seat))
