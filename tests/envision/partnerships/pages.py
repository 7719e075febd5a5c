"""Where the pages of a partnership are in the world of every page."""

from __future__ import annotations

from typing import Any

from tests.envision.joining import client_with_seat, make_seat
from tests.envision.partnerships import partnering
from tests.support.cookies import cookies_of
from tests.voices.part.walker import PERSON, Walker

from throughline.envision.partnerships import queries
from throughline.programmes.models import Programme


def partnership_pages(world: Any, opened: Programme) -> None:
    """One that is being prepared, one that people choose in, one whose workshop is under way, and one with its top
    ten."""
    prepared = partnering.partnership(programme=opened)
    first = partnering.write(prepared)[0]
    at = (opened.slug, prepared.ref)
    setting_up = ("setup", "member", "protocol-edit", "gather", "questions", "preview")
    world.stand(*(f"partnerships-{name}" for name in setting_up), at=at)
    of_question = ("question", "wording", "check-known", "leave-out")
    world.stand(*(f"partnerships-{name}" for name in of_question), at=(*at, first.ref))
    asked, rows = partnering.opened(programme=opened)
    at = (opened.slug, asked.ref)
    world.stand("partnerships-choose", at=at, cookies=cookies_of(client_with_seat(make_seat(asked))))
    chosen = client_with_seat(make_seat(asked))
    chosen.post(partnering.url("choose", asked), {"questions": [one.ref for one in rows[:2]]})
    world.stand("partnerships-done", at=at, cookies=cookies_of(chosen))
    walker = Walker(asked)
    about = {f"about-{slug}": {"answer": "prefer-not"} for slug in opened.about_questions}
    walker.walk(**PERSON | {"region": {"region": "not-said"}}, **about)
    joining = ("partnerships-start", "partnerships-check", "partnerships-discard")
    world.stand(*joining, at=at, cookies=cookies_of(walker.client))
    world.stand("partnerships-step", at=(*at, "role"), cookies=cookies_of(walker.client))
    meeting, rows = partnering.closed(programme=opened)
    at = (opened.slug, meeting.ref)
    partnering.met(meeting, partnering.shortened(meeting, rows))
    deciding = ("short-choose", "workshop", "order-new", "top", "progress")
    world.stand(*(f"partnerships-{name}" for name in deciding), at=at)
    world.stand("partnerships-order", at=(*at, queries.small_groups(meeting)[0].ref))
    ended, rows = partnering.agreed(programme=opened)
    at = (opened.slug, ended.ref)
    public = ("results", "long", "short", "protocol", "follow-ups")
    world.stand(*(f"partnerships-{name}" for name in public), at=at)
    world.stand("partnerships-follow-up", at=(*at, rows[0].ref))
