"""Where the pages that seats share are, for whoever opens every page of the site."""

from __future__ import annotations

from typing import Any

from tests.envision.budgets.sharing import budget
from tests.support.cookies import cookies_of
from tests.voices.part.walker import PERSON, Walker

from throughline.programmes.models import Programme


def helped_seat_pages(world: Any, opened: Programme) -> None:
    """Of one method; they are the same for every method with seats."""
    activity = budget(programme=opened)
    walker = Walker(activity, pages="seat-helped")
    walker.client.force_login(world.member(opened.slug, "facilitator"))
    about = {f"about-{slug}": {"answer": "prefer-not"} for slug in opened.about_questions}
    told = {"medium": {"medium": "paper"}, "consent": PERSON["consent"] | {"given": "paper"}}
    walker.walk(**PERSON | told | {"region": {"region": "not-said"}}, **about)
    at, cookies = (opened.slug, activity.ref), cookies_of(walker.client)
    world.stand("seat-helped-start", "seat-helped-check", "seat-helped-discard", at=at, cookies=cookies)
    world.stand("seat-helped-step", at=(*at, "consent"), cookies=cookies)
    world.stand("seat-paper", at=at, query="?copies=2&large=on&help=020+7946+0000&back=The+front+desk")
