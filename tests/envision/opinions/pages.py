"""Where the pages of opinion maps are, for whoever opens every page of the site."""

from __future__ import annotations

from typing import Any

from tests.envision.joining import client_with_seat
from tests.envision.opinions.talking import make_map, people_vote, worked_out
from tests.support.cookies import cookies_of
from tests.voices.part.walker import PERSON, Walker

from throughline.programmes.models import Programme


def opinion_pages(world: Any, opened: Programme) -> None:
    """A map that is open, with something on every page, and one that has ended, with how balanced it was."""
    activity, statements = make_map(programme=opened, title="What matters", settings={"results": "open"})
    *_others, seat = people_vote(activity, statements[:9], 60)
    worked_out(activity)
    at, cookies = (opened.slug, activity.ref), cookies_of(client_with_seat(seat))
    walker = Walker(activity)
    about = {f"about-{slug}": {"answer": "prefer-not"} for slug in activity.programme.about_questions}
    walker.walk(**PERSON | {"region": {"region": "not-said"}}, **about)
    drafted = cookies_of(walker.client)
    world.stand("opinions-start", "opinions-check", "opinions-discard", at=at, cookies=drafted)
    world.stand("opinions-step", at=(*at, "role"), cookies=drafted)
    world.stand("opinions-vote", "opinions-mine", "opinions-add", "opinions-own", at=at, cookies=cookies)
    world.stand("opinions-change", at=(*at, statements[0].ref), cookies=cookies)
    _balance_pages(world, opened)
    world.stand("opinions-results", "opinions-statements", "opinions-preview", "opinions-import", at=at)
    world.stand("opinions-preview-vote", at=at, query="?statement=2")
    world.stand("seats-watch", at=at)


def _balance_pages(world: Any, opened: Programme) -> None:
    activity, statements = make_map(programme=opened, title="What mattered", status="closed")
    people_vote(activity, statements, 96)
    world.stand("balance", "balance-exact", at=(opened.slug, activity.ref))
