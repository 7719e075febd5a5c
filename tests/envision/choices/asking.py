"""A small choice experiment, and people who choose as known weights would have them."""

from __future__ import annotations

import math
import random
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.envision.joining import client_with_seat, make_seats
from tests.support import factories
from tests.support.working import finished

from throughline.envision.choices.actions import ask_for_analysis, begin, choose
from throughline.envision.choices.asked import asked_of
from throughline.envision.choices.design import Design, design_of, make_design
from throughline.envision.choices.given import NO_OPTION, Answer, Given, columns_of
from throughline.envision.choices.models import Choice, LevelPicture, Place
from throughline.envision.choices.plan import plan_of
from throughline.envision.seats.models import Seat
from throughline.evidence.models import Run
from throughline.programmes.models import Activity, Programme, StageKind

BLUE = bytes.fromhex("5249464622000000574542505650384c160000002f5fc011000750ada865ff034042f87f5f89e87fea05")
"""A picture of 96 by 72 pixels, all of one colour, as WebP."""
WAIT = {"slug": "q1", "name": "How long you wait", "about": "From asking until you are seen.", "unit": "days"}
WHO = {"slug": "q2", "name": "Who you see", "about": "The person who looks after you.", "unit": ""}
DAYS = {"slug": "q3", "name": "When it is open", "about": "The days on which you can come.", "unit": ""}


def _levels(*labels: str) -> list[dict[str, str]]:
    return [{"slug": f"l{n}", "label": label} for n, label in enumerate(labels, start=1)]


PLAN: dict[str, Any] = {
    "attributes": [
        WAIT | {"better": "earlier", "levels": _levels("1", "7", "21")},
        WHO | {"better": "", "levels": _levels("A doctor", "A nurse", "A pharmacist")},
        DAYS | {"better": "later", "levels": _levels("Monday to Friday", "Saturday too")},
    ],
    "pairs": [{"attribute": "q1", "level": "l1", "other": "q2", "other_level": "l1"}],
    "tasks": 6,
    "blocks": 2,
    "opt_out": True,
    "opt_out_label": "I would not go",
}
TRUTH = {"q1": -0.08, "q2: l2": -0.4, "q2: l3": -0.9, "q3: l2": 0.5, NO_OPTION: -1.8}


@cache
def _made() -> dict[str, Any]:
    return make_design(plan_of(PLAN), seed=1, run="made-before", starts=2)


def experiment(*, status: str = "open", programme: Programme | None = None) -> Activity:
    """An experiment whose tasks are made."""
    return factories.make_activity(
        programme=programme,
        method="choices",
        stage=StageKind.ENVISION,
        status=status,
        title="Which clinic would you choose?",
        settings=PLAN | {"design": _made()},
    )


def ended(*, programme: Programme | None = None, people: int = 120) -> Activity:
    """An experiment that has closed, with what these people's choices told. Two thirds mind who they see, the others
    the wait."""
    activity = experiment(programme=programme)
    made = made_design()
    names = [("patients", "staff", "policy")[n % 3] if n % 4 else "patients" for n in range(people)]
    rows = []
    for n, seat in enumerate(make_seats(activity, names)):
        weights = TRUTH if n % 3 else TRUTH | {"q1": -0.01, "q2: l3": -3.0}
        place = begin(seat=seat)
        for one in asked_of(made, place, seat.ref):
            chosen = chosen_by(weights, made, one.task.number, f"{n} {one.kind}")
            rows.append(Choice(seat=seat, kind=one.kind, task=one.task.number, position=one.position, chosen=chosen))
    for row in rows:
        row.answered_at = timezone.now()
    Choice.objects.bulk_create(rows)
    worked_out(activity)
    Activity.objects.filter(pk=activity.pk).update(status="closed")
    activity.refresh_from_db()
    return activity


def given(
    people: Sequence[str], weights: Callable[[int], Mapping[str, float]] = lambda _n: TRUTH, seed: str = ""
) -> Given:
    """The choices of people of these constituencies, without a database."""
    made, answers = made_design(), []
    for n in range(len(people)):
        own = made.of_block(n % 2 + 1)
        for kind, task in [("try", made.warm_up), *(("task", one) for one in own), ("again", own[0])]:
            chosen = chosen_by(weights(n), made, task.number, f"{seed}{n} {kind}")
            answers.append(Answer(n, kind, task.number, chosen))
    return Given(tuple(people), tuple({} for _one in people), tuple(answers))


def pictured(activity: Activity, attribute: str, level: str, alt: str = "A clock on a wall") -> LevelPicture:
    """A picture of a level, past the page on which it is sent."""
    activity.settings = activity.settings | {"pictures": True}
    activity.save(update_fields=["settings"])
    return LevelPicture.objects.create(
        activity=activity, attribute=attribute, level=level, alt=alt, content=BLUE, width=96, height=72
    )


def made_design() -> Design:
    """The tasks of every experiment here."""
    made = design_of({"design": _made()})
    assert made is not None
    return made


def worked_out(activity: Activity) -> Run:
    """Ask for what the choices tell, and do the job as a worker would."""
    run = ask_for_analysis(activity=activity, by=None, once_key=secrets.token_hex(8))
    return finished(run, queues=["default"])


def url(page: str, activity: Activity, *args: str) -> str:
    return reverse(f"choices-{page}", args=[activity.programme.slug, activity.ref, *args])


def chosen_by(weights: Mapping[str, float], made: Design, number: int, who: str) -> int:
    """What somebody (who: a name, also of the seed) chooses in a task: utility and chance, as the model has it. The
    same whatever the order of tasks."""
    rng = random.Random(f"{who} {number}")
    options = [columns_of(made.plan, profile) for profile in made.task(number).shown]
    if made.plan.opt_out:
        options.append({NO_OPTION: 1.0})
    utility = [sum(weights[name] * x for name, x in one.items()) for one in options]
    felt = [u - math.log(-math.log(rng.random())) for u in utility]
    return felt.index(max(felt))


def quick(seat: Seat, who: str, weights: Mapping[str, float] = TRUTH) -> Client:
    """The same as `walk`, only sending what the pages would have sent: one request a choice."""
    client, made = client_with_seat(seat), made_design()
    client.post(url("tasks", seat.activity))
    for one in asked_of(made, Place.objects.get(seat=seat), seat.ref):
        chosen = chosen_by(weights, made, one.task.number, f"{who} {one.kind}")
        sent = {"task": f"{one.kind}:{one.task.number}", "chosen": str(chosen)}
        assert client.post(url("task", seat.activity, str(one.position)), sent).status_code == 302
    return client


def act(seat: Seat, who: str) -> None:
    """The same by the actions alone, for many people."""
    made, place = made_design(), begin(seat=seat)
    for one in asked_of(made, place, seat.ref):
        chosen = chosen_by(TRUTH, made, one.task.number, f"{who} {one.kind}")
        choose(seat=seat, kind=one.kind, task=one.task.number, chosen=chosen)


def walk(seat: Seat, who: str, weights: Mapping[str, float] = TRUTH, upto: int = 99) -> Client:
    """Somebody begins, and chooses on page after page as a browser does, up to that page."""
    activity, client = seat.activity, client_with_seat(seat)
    made = made_design()
    here = client.post(url("tasks", activity))["Location"]
    while not here.endswith("/done") and int(here.rpartition("/")[2]) <= upto:
        page = client.get(here).content.decode()
        kind, number = re.search(r'name="task" value="(\w+):(\d+)"', page).groups()  # type: ignore[union-attr]
        sent = {"task": f"{kind}:{number}", "chosen": str(chosen_by(weights, made, int(number), f"{who} {kind}"))}
        here = client.post(here, sent)["Location"]
    return client
