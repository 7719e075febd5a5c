"""Where the pages of ideas are in the world of every page."""

from __future__ import annotations

from typing import Any

from django.test import Client
from tests.envision.ideas.making import author_of, counted, make_comment, make_ideas, make_question, people_support
from tests.envision.joining import client_with_seat
from tests.support.cookies import cookies_of
from tests.support.factories import make_activity, make_member
from tests.voices.part.walker import PERSON, Walker

from throughline.envision.ideas import actions
from throughline.programmes.models import Activity, Role


def add_to(world: Any) -> None:
    """Add ideas in an activity that is open, with something on every page, and say where its pages are."""
    activity, ideas = make_ideas(title="What would make waiting easier", ideas=6, settings={"lead": "The head nurse"})
    by = make_member(activity.programme, Role.FACILITATOR)
    people_support(activity, {ideas[0]: ["patients"] * 30 + ["staff"] * 20, ideas[1]: ["staff"] * 24 + ["policy"] * 4})
    for text in ("It worked in another hospital.", "Who pays for it?"):
        comment = make_comment(ideas[0], text)
    actions.answer(activity=activity, said=comment.contribution.ref, words="The trust.", by=by, once_key="a")
    question = make_question(activity, "Who decides what is built?")
    words = {"title": "Easier arrival", "words": "Parking and letters.", "reason": "They say the same.", "by": by}
    merged = actions.merge(activity=activity, ideas=[ideas[1].ref, ideas[3].ref], once_key="m", **words)
    there = make_activity(programme=activity.programme, method="pairs", stage="envision", title="Which first?")
    carried = {"target": f"activity:{there.ref}", "reason": "People asked.", "by": by, "once_key": "c"}
    actions.carry(activity=activity, idea=ideas[0].ref, **carried)
    ended = {"kind": "part", "reason": "It starts on two wards.", "by": by, "once_key": "e"}
    actions.end(activity=activity, idea=ideas[0].ref, **ended)
    author = author_of(ideas[1])
    objection = actions.object_to(seat=author, change=merged.ref, words="Parking is not a letter.", once_key="o")
    counted(activity)
    stand(world, activity, ideas[0].ref, merged.ref, client_with_seat(author), client_with_seat(author_of(ideas[3])))
    at = (activity.programme.slug, activity.ref)
    world.stand("ideas-objection", at=(*at, objection.ref))
    world.stand("ideas-answer", at=(*at, question.contribution.ref))


def stand(world: Any, activity: Activity, idea: str, change: str, author: Client, other: Client) -> None:
    at, mine = (activity.programme.slug, activity.ref), cookies_of(author)
    walker = Walker(activity)
    walker.walk(**PERSON | {"region": {"region": "not-said"}})
    begun = cookies_of(walker.client)
    world.stand("ideas-start", "ideas-check", "ideas-discard", at=at, cookies=begun)
    world.stand("ideas-step", at=(*at, "role"), cookies=begun)
    world.stand("ideas-list", "ideas-go-on", "ideas-suggest", "ideas-questions", at=at, cookies=mine)
    world.stand("ideas-ask", "ideas-mine", at=at, cookies=mine)
    world.stand("ideas-idea", "ideas-comment", at=(*at, idea), cookies=mine)
    world.stand("ideas-object", at=(*at, change), cookies=cookies_of(other))
    world.stand("ideas-results", "ideas-desk", "ideas-join", "ideas-steps", "ideas-waiting", at=at)
    world.stand("ideas-preview", "ideas-preview-results", at=at)
    world.stand("ideas-one", "ideas-split", "ideas-carry", at=(*at, idea))
    world.stand("ideas-undo", at=(*at, change))
