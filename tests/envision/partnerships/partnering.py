"""A partnership at each of its steps: words to gather, a long list, people who choose, and a workshop."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from tests.envision.joining import make_seats
from tests.support import factories
from tests.support.working import finished

from throughline.envision.partnerships import actions, queries
from throughline.envision.partnerships.models import Chosen, Question
from throughline.envision.partnerships.protocol import Protocol
from throughline.evidence.models import Run
from throughline.programmes.models import Activity, Programme, StageKind
from throughline.voices.models import Contribution

PROTOCOL: dict[str, Any] = {
    "scope": "Adults who live with pain that lasts.",
    "out_of_scope": "Pain after an operation.",
    "gathering": "An open call for stories, and two guidelines.",
    "decides": "By agreement; else the adviser asks each in turn.",
    "adviser": "Robin Hale",
    "adviser_from": "A charity that has no part in this",
    "most": 3,
    "rule": "combined",
    "size": 5,
    "agreed_on": "2026-03-02",
}
TEXTS = [
    "Does exercise in water help?",
    "How can people sleep better?",
    "Which clinics shorten the wait?",
    "What helps people back to work?",
    "Do group talks help families?",
    "How safe are long courses of tablets?",
    "Can an app replace a visit?",
    "What do carers need to know?",
]


def url(page: str, activity: Activity, *args: str) -> str:
    return reverse(f"partnerships-{page}", args=[activity.programme.slug, activity.ref, *args])


def key() -> str:
    return secrets.token_hex(8)


def partnership(*, programme: Programme | None = None, **changes: Any) -> Activity:
    """A partnership being prepared, with a steering group and a protocol that is not locked."""
    activity = factories.make_activity(
        programme=programme,
        method="partnerships",
        stage=StageKind.ENVISION,
        status="draft",
        title="Ten questions about pain",
    )
    for name, side in (("Ada", "patients"), ("Ben", "staff"), ("Cleo", "policy")):
        actions.add_member(activity=activity, name=name, about="", constituency=side, by=None, once_key=key())
    kept = Protocol(**PROTOCOL | changes)
    actions.keep_protocol(activity=activity, protocol=kept, by=None, once_key=key())
    return activity


def words_for(activity: Activity, **columns: Any) -> Contribution:
    """Approved words of a story call in the same programme."""
    stories = activity.programme.activities.filter(method="stories").first()
    stories = stories or factories.make_activity(programme=activity.programme)
    return factories.make_contribution(activity=stories, **{"text": "Would swimming do me good?"} | columns)


def write(activity: Activity, texts: list[str] = TEXTS, **more: Any) -> list[Question]:
    """Questions on the long list, compared with what is known. The first rests on somebody's words; the others come
    quickly."""
    wording = {"text": texts[0], "origin": "A guideline", "words": [words_for(activity).ref]} | more
    first = actions.write_question(activity=activity, by=None, once_key=key(), **wording)
    assert first is not None
    check(first)
    said = {"origin": "A guideline", "known": "none", "known_on": date(2026, 4, 1)}
    rows = [Question(activity=activity, number=n, text=text, **said) for n, text in enumerate(texts[1:], start=2)]
    return [first, *Question.objects.bulk_create(rows)]


def check(one: Question, known: str = "none", **said: str) -> None:
    actions.check_question(
        activity=one.activity,
        question=one.ref,
        known=known,
        note=said.get("note", ""),
        source=said.get("source", "Cochrane Library"),
        looked_on=date(2026, 4, 1),
        by=None,
        once_key=key(),
    )


def opened(*, programme: Programme | None = None, **changes: Any) -> tuple[Activity, list[Question]]:
    """A survey that people can answer, and its long list."""
    activity = partnership(programme=programme, **changes)
    actions.lock(activity=activity, by=None, once_key=key())
    rows = write(activity)
    put(activity, "open")
    return activity, rows


def put(activity: Activity, status: str) -> None:
    Activity.objects.filter(pk=activity.pk).update(status=status)
    activity.refresh_from_db()


def chose(activity: Activity, people: list[tuple[str, list[Question]]]) -> None:
    """People of these constituencies who chose so, quickly."""
    seats = make_seats(activity, [name for name, _chosen in people])
    rows = [
        Chosen(seat=seat, questions=[one.ref for one in chosen], chosen_at=timezone.now())
        for seat, (_name, chosen) in zip(seats, people, strict=True)
    ]
    Chosen.objects.bulk_create(rows)


def divided(rows: list[Question]) -> list[tuple[str, list[Question]]]:
    """200 patients would see the first three answered, 24 staff the fourth and fifth, 3 of policy the last."""
    return [("patients", rows[:3])] * 200 + [("staff", rows[3:5])] * 24 + [("policy", rows[7:])] * 3


def in_order(activity: Activity) -> Run:
    """Ask for the order of a closed survey, and do the job as a worker would."""
    run = actions.ask_for_order(activity=activity, by=None, once_key=key())
    return finished(run, queues=["default"])


def closed(*, programme: Programme | None = None, **changes: Any) -> tuple[Activity, list[Question]]:
    """A survey that has closed, with its order."""
    activity, rows = opened(programme=programme, **changes)
    chose(activity, divided(rows))
    put(activity, "closed")
    in_order(activity)
    return activity, rows


def shortened(activity: Activity, rows: list[Question]) -> list[str]:
    """Publish a short list of the first five questions, with a reason where that departs from the rule."""
    chosen = [one.ref for one in rows[:5]]
    reasons = {one.ref: "The steering group agreed." for one in rows}
    actions.keep_short_list(activity=activity, chosen=chosen, reasons=reasons, by=None, once_key=key())
    return chosen


def met(activity: Activity, short: list[str]) -> None:
    """Two small groups, of which the second came to the opposite order."""
    for name, order in (("Group 1", short), ("Group 2", short[::-1])):
        people = {"patients": 4, "staff": 3, "policy": 2}
        actions.keep_order(activity=activity, name=name, people=people, order=order, by=None, once_key=key())


def agreed(*, programme: Programme | None = None) -> tuple[Activity, list[Question]]:
    """A partnership with its top ten and what became of the first question."""
    activity, rows = closed(programme=programme)
    short = shortened(activity, rows)
    met(activity, short)
    reasons = dict.fromkeys(short, "Most people at the workshop live with it.")
    actions.keep_top(activity=activity, order=short, reasons=reasons, by=None, once_key=key())
    actions.write_follow_up(
        activity=activity,
        question=short[0],
        taken_up_by="The Pain Fund",
        words="They pay for a study of 400 people.",
        happened_on=date(2027, 2, 3),
        by=None,
        once_key=key(),
    )
    return activity, queries.questions(activity)
