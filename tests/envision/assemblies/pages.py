"""Where the pages of a standing assembly are in the world of every page."""

from __future__ import annotations

from typing import Any

from tests.envision.assemblies.standing import added, confirmed, listed, make_standing, raised, supported
from tests.envision.joining import client_with_seat, make_seat
from tests.support.cookies import cookies_of
from tests.support.factories import days
from tests.voices.part.walker import PERSON, Walker

from throughline.envision.assemblies import actions
from throughline.envision.assemblies.models import Answer, Assembly


def add_to(world: Any) -> None:
    """Add a standing assembly in the middle of its second cycle, and say where its pages are."""
    activity, meeting = make_standing(title="Raise what matters to you")
    seat = make_seat(activity)
    chosen, rare = raised(activity, ends_in=-1), raised(activity, "No ramp at the side door", ends_in=-1, harm="yes")
    supported(chosen, patients=20, staff=12, policy=3)
    confirmed(activity, meeting, rare=[rare.ref])
    Assembly.objects.filter(pk=meeting.pk).update(held_on=days(-20), answer_by=days(8))
    selected = meeting.selections.get(issue=chosen)
    _answered(activity, selected.ref)
    gathering = raised(activity, "Letters come after the appointment", seat=make_seat(activity, "staff"))
    added(gathering, "what", "People read of their appointment when it is over.")
    added(gathering, "detail", "It happened to my father twice.", seat)
    supported(gathering, patients=17, staff=9)
    mine = raised(activity, "Visiting ends too early", seat=seat)
    waits = raised(activity, "The lift is out of order", state="raised", harm="yes")
    upcoming = Assembly.objects.create(
        activity=activity, held_on=days(40), place="Library", online="01632 960002", who=meeting.who, answer_by=days(60)
    )
    for line in ("Cold food at night", "Nowhere to charge a phone"):
        raised(activity, line, ends_in=-1, harm="unsure")
    listed(activity, upcoming)
    at, joined = (activity.programme.slug, activity.ref), cookies_of(client_with_seat(seat))
    world.stand("assemblies-home", "assemblies-raise", at=at, cookies=joined)
    world.stand("assemblies-own", at=(*at, mine.ref), cookies=joined)
    world.stand("assemblies-tell", at=(*at, mine.ref, "what"), cookies=joined)
    world.stand("assemblies-support", "assemblies-detail", at=(*at, gathering.ref), cookies=joined)
    world.stand("assemblies-results", "assemblies-manage", "assemblies-set-up", "assemblies-plan", at=at)
    world.stand("assemblies-preview", at=at)
    world.stand("assemblies-issue", at=(*at, gathering.ref))
    world.stand("assemblies-meeting", at=(*at, meeting.ref))
    world.stand("assemblies-list", "assemblies-change-plan", at=(*at, upcoming.ref))
    world.stand("assemblies-remit", at=(*at, waits.ref))
    world.stand("assemblies-answer", at=(*at, selected.ref))
    world.stand("assemblies-report", at=(*at, Answer.objects.get(selection=selected).ref))
    _joining(world, activity, at)


def _answered(activity: Any, selected: str) -> None:
    given = actions.answer(
        activity=activity,
        selected=selected,
        verdict="act",
        said="You are right, and it is dangerous.",
        answered_by="Dr Amara Bello, chief executive",
        next_step="Two people on every ward at night",
        due_on=days(-2),
        by=None,
        once_key="answer",
    )
    actions.report(
        activity=activity, given=given.ref, status="started", words="Ward 7 has two now.", by=None, once_key="report"
    )


def _joining(world: Any, activity: Any, at: tuple[str, str]) -> None:
    walker = Walker(activity)
    walker.walk(**PERSON | {"region": {"region": "not-said"}})
    begun = cookies_of(walker.client)
    world.stand("assemblies-start", "assemblies-check", "assemblies-discard", at=at, cookies=begun)
    world.stand("assemblies-step", at=(*at, "role"), cookies=begun)
