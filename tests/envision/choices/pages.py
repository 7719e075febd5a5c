"""Where the pages of a choice experiment are, for whoever opens every page of the site."""

from __future__ import annotations

from typing import Any

from tests.envision.choices.asking import ended, experiment, pictured, walk
from tests.envision.joining import make_seat
from tests.support.cookies import cookies_of
from tests.voices.part.walker import PERSON, Walker

from throughline.programmes.models import Programme


def choice_pages(world: Any, opened: Programme) -> None:
    """An experiment that people are in the middle of, one being prepared, and one that has ended with its results."""
    running = experiment(programme=opened)
    at = (opened.slug, running.ref)
    begun = walk(make_seat(running), "1", upto=4)
    world.stand("choices-tasks", at=at, cookies=cookies_of(begun))
    world.stand("choices-task", at=(*at, "3"), cookies=cookies_of(begun))
    finished = walk(make_seat(running), "2")
    world.stand("choices-done", at=at, cookies=cookies_of(finished))
    walker = Walker(running)
    about = {f"about-{slug}": {"answer": "prefer-not"} for slug in opened.about_questions}
    walker.walk(**PERSON | {"region": {"region": "not-said"}}, **about)
    joining = ("choices-start", "choices-check", "choices-discard")
    world.stand(*joining, at=at, cookies=cookies_of(walker.client))
    world.stand("choices-step", at=(*at, "role"), cookies=cookies_of(walker.client))
    draft = experiment(status="draft", programme=opened)
    for level in ("l1", "l2"):
        pictured(draft, "q1", level)
    prepared = (opened.slug, draft.ref)
    world.stand("choices-setup", "choices-attribute-new", "choices-pairs", "choices-preview", at=prepared)
    world.stand("choices-attribute", "choices-pictures", at=(*prepared, "q1"))
    with_results = (opened.slug, ended(programme=opened).ref)
    world.stand("choices-results", "choices-report", "choices-progress", at=with_results)
