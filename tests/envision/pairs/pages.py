"""Where the pages of a survey in pairs are in the world of every page."""

from __future__ import annotations

from typing import Any

from tests.envision.joining import client_with_seat
from tests.envision.pairs.comparing import make_survey, people_choose, worked_out
from tests.support.cookies import cookies_of
from tests.voices.part.walker import PERSON, Walker

from throughline.envision.pairs.models import Choice, Option


def add_to(world: Any) -> None:
    """Add a survey whose results are shown, and say where its pages are."""
    activity, options = make_survey(title="What matters most", settings={"results": "open"})
    Option.objects.filter(pk=options[0].pk).update(description="Appointments until 8pm on two days of the week.")
    *_others, seat = people_choose(activity, options, ["patients"] * 30 + ["staff"] * 20 + ["policy"] * 4, pairs=6)
    worked_out(activity)
    at, mine = (activity.programme.slug, activity.ref), cookies_of(client_with_seat(seat))
    walker = Walker(activity)
    walker.walk(**PERSON | {"region": {"region": "not-said"}})
    begun = cookies_of(walker.client)
    world.stand("pairs-start", "pairs-check", "pairs-discard", at=at, cookies=begun)
    world.stand("pairs-step", at=(*at, "role"), cookies=begun)
    world.stand("pairs-choose", "pairs-mine", "pairs-add", at=at, cookies=mine)
    world.stand("pairs-change", at=(*at, Choice.objects.filter(seat=seat).earliest("pk").ref), cookies=mine)
    world.stand("pairs-results", "pairs-options", "pairs-preview", "pairs-preview-results", at=at)
