"""Where the pages of a panel are in the world of every page: one before it is fixed, in round one, in round two."""

from __future__ import annotations

from typing import Any

from tests.envision.delphi import ready
from tests.envision.joining import client_with_seat
from tests.support.cookies import cookies_of
from tests.voices.part.walker import PERSON, Walker

from throughline.envision.delphi import actions, queries
from throughline.envision.delphi.models import Invitation
from throughline.people.models import Contact
from throughline.programmes.models import Activity


def add_to(world: Any) -> None:
    """Add three panels, in programmes of their own, and say where their pages are."""
    prepared = ready.prepared(title="A panel that is not fixed")
    world.stand("delphi-definition", "delphi-items", "delphi-preview", at=_at(prepared))
    _first_round(world)
    _second_round(world)


def _at(activity: Activity) -> tuple[str, str]:
    return activity.programme.slug, activity.ref


def _first_round(world: Any) -> None:
    activity = ready.opened(title="A panel in round one")
    contacts = [Contact.objects.for_email(f"{name}@panel.example") for name in ("ann", "bo")]
    links = [
        queries.token_of(Invitation.objects.create(activity=activity, contact=one, constituency="patients").ref)
        for one in contacts
    ]
    world.stand("delphi-join", at=(*_at(activity), links[0]))
    walker = Walker(activity)
    here = walker.client.post(walker.url("join", links[1]), {"once": "join"}).url
    while not here.endswith("/check"):
        step = here.rpartition("/")[2]
        here = walker.answer(step, **(PERSON | {"rounds": {"agreed": "on"}}).get(step, {})).url
    begun = cookies_of(walker.client)
    world.stand("delphi-start", "delphi-check", "delphi-discard", at=_at(activity), cookies=begun)
    world.stand("delphi-step", at=(*_at(activity), "rounds"), cookies=begun)
    seats = ready.seated(activity, each=1)
    wished = ready.suggested(seats[0], "Chairs with arms")
    world.stand("delphi-suggest", at=_at(activity), cookies=cookies_of(client_with_seat(seats[0])))
    world.stand("delphi-suggestions", "delphi-invite", at=_at(activity))
    world.stand("delphi-decide", at=(*_at(activity), wished.ref))


def _second_round(world: Any) -> None:
    activity = ready.opened(title="A panel in round two")
    seats = ready.seated(activity)
    ready.reasoned(seats[0], "My mother could not hear the phone.")
    ready.rated(activity, seats)
    ready.closed(activity)
    actions.open_next_round(activity=activity, by=None, once_key="2")
    mine = cookies_of(client_with_seat(seats[1]))
    world.stand("delphi-round", at=_at(activity), cookies=mine)
    world.stand("delphi-rate", at=(*_at(activity), activity.delphi_items.earliest("number").ref), cookies=mine)
    world.stand("delphi-manage", "delphi-report", at=_at(activity))
    _ended(world)


def _ended(world: Any) -> None:
    activity = ready.opened(title="A panel that has ended", stable=False)
    ready.rated(activity, ready.seated(activity))
    ready.closed(activity)
    activity.status = Activity.Status.CLOSED
    activity.save(update_fields=["status"])
    world.stand("delphi-results", at=_at(activity))
