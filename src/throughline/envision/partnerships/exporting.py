"""The tables of a partnership, with which its order can be worked out again; nobody who took part is named in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from throughline.envision.partnerships import queries
from throughline.envision.partnerships.models import FollowUp, Gathered
from throughline.envision.partnerships.working import agreed, by_rule
from throughline.evidence import counting
from throughline.programmes.methods import Column, Table
from throughline.programmes.models import Activity, Constituency
from throughline.voices.part.exporting import Pseudonyms

Rows = Iterator[tuple[Any, ...]]
_NUMBER = Column("question", "integer", _("The question's number."))
_CONSTITUENCY = Column("constituency", "text", _("patients, staff or policy."))
_PROTOCOL = [
    Column("setting", "text", _("What was decided before the survey.")),
    Column("value", "text", _("How it was decided.")),
]
_QUESTIONS = [
    _NUMBER,
    Column("text", "text", _("What people read.")),
    Column("explained", "text", _("What explains it.")),
    Column("origin", "text", _("Where it comes from besides people's words.")),
    Column("known", "text", _("What is known: none, partly or answered; empty where nobody looked.")),
    Column("known_note", "text", _("What is known, in words.")),
    Column("known_source", "text", _("Where that stands.")),
    Column("known_on", "date", _("The day on which somebody looked.")),
    Column("left_because", "text", _("Why it is on no list; empty where it is.")),
    Column("by_rule", "boolean", _("Whether the rule puts it on the short list; empty before there is an order.")),
    Column("short", "boolean", _("Whether it is on the short list.")),
    Column("short_reason", "text", _("Why the rule was departed from.")),
    Column("place", "integer", _("Its place in the top ten; may be empty.")),
    Column("place_reason", "text", _("Why it has this place.")),
]
_WORDS = [
    Column("words_id", "text", _("Stands for the words within this export only.")),
    Column("constituency", "text", _("Whose words they are: patients, staff or policy.")),
    Column("question", "integer", _("The number of a question that rests on them; empty where out of scope.")),
    Column("reason", "text", _("Why they are out of scope.")),
]
_CHOICES = [
    Column("person_id", "text", _("Stands for the person within this export only.")),
    _CONSTITUENCY,
    Column("questions", "text", _("The numbers of the questions chosen, with commas between.")),
]
_COUNTS = [
    _NUMBER,
    _CONSTITUENCY,
    Column("people", "integer", _("How many people of this group chose any question.")),
    Column("chose", "integer", _("How many of them chose this one.")),
    Column("place", "integer", _("Its place within the group; empty where the group has no order of its own.")),
]
_ORDER = [
    _NUMBER,
    Column("points", "number", _("The sum of the points of the groups.")),
    Column("place", "integer", _("Its place in the order of all groups. Equal questions share the better place.")),
]
_WORKSHOP = [
    Column("group", "text", _("The small group; “together” for the sum of places.")),
    *(Column(name, "integer", _("How many people of this constituency were there.")) for name in Constituency.values),
    _NUMBER,
    Column("place", "integer", _("Its place in the order of the group, or in the order of all.")),
    Column("sum", "integer", _("The sum of its places in the groups; of “together” only.")),
]
_FOLLOW_UPS = [
    _NUMBER,
    Column("taken_up_by", "text", _("Who took it up.")),
    Column("words", "text", _("What they did.")),
    Column("happened_on", "date", _("When.")),
]


def tables(activity: Activity) -> list[Table]:
    """Every table of an activity."""
    names = Pseudonyms()
    numbers = {one.ref: one.number for one in queries.questions(activity)}
    return [
        Table("protocol", _PROTOCOL, _protocol(activity)),
        Table("questions", _QUESTIONS, _questions(activity)),
        Table("words", _WORDS, _words(activity, names)),
        Table("choices", _CHOICES, _choices(activity, numbers, names)),
        Table("counts", _COUNTS, _counts(activity, numbers)),
        Table("order", _ORDER, _order(activity, numbers)),
        Table("workshop", _WORKSHOP, _workshop(activity, numbers)),
        Table("follow_ups", _FOLLOW_UPS, _follow_ups(activity)),
    ]


def _protocol(activity: Activity) -> Rows:
    partnership, run = queries.partnership_of(activity), queries.shown(activity)
    for name, value in partnership.protocol.kept().items():
        yield name, str(value)
    yield "fingerprint", partnership.fingerprint
    yield "locked_on", partnership.locked_at.date().isoformat() if partnership.locked_at else ""
    yield "run", run.ref if run else ""
    yield "run_fingerprint", run.fingerprint if run else ""


def _questions(activity: Activity) -> Rows:
    run = queries.shown(activity)
    ruled = None
    if run is not None and not run.summary["refused"]:
        ruled = by_rule(queries.partnership_of(activity).protocol, run.summary)
    for one in queries.questions(activity):
        yield (
            one.number,
            one.text,
            one.explained,
            one.origin,
            one.known,
            one.known_note,
            one.known_source,
            one.known_on,
            one.left_because,
            one.ref in ruled if ruled is not None else None,
            one.short,
            one.short_reason,
            one.place,
            one.place_reason,
        )


def _words(activity: Activity, names: Pseudonyms) -> Rows:
    rows = Gathered.objects.filter(counting.is_usable("contribution__"), activity=activity).order_by("pk")
    columns = ("contribution__ref", "contribution__constituency", "question__number", "reason")
    for ref, constituency, number, reason in rows.values_list(*columns).iterator(chunk_size=1000):
        yield names.of(ref), constituency, number, reason


def _choices(activity: Activity, numbers: dict[str, int], names: Pseudonyms) -> Rows:
    for one in queries.given(activity):
        chosen = ",".join(str(numbers[ref]) for ref in one.questions if ref in numbers)
        yield names.of(one.ref), one.constituency, chosen


def _counts(activity: Activity, numbers: dict[str, int]) -> Rows:
    run = queries.shown(activity)
    if run is None:
        return
    found = run.summary
    for ref, chose in found["chose"].items():
        for name in Constituency.values:
            place = found.get("by_group", {}).get(name, {}).get(ref)
            yield numbers[ref], name, found["people"][name], chose[name], place


def _order(activity: Activity, numbers: dict[str, int]) -> Rows:
    run = queries.shown(activity)
    for ref in run.summary.get("order", ()) if run else ():
        yield numbers[ref], run.summary["points"][ref], run.summary["places"][ref]  # type: ignore[union-attr]


def _workshop(activity: Activity, numbers: dict[str, int]) -> Rows:
    groups = queries.small_groups(activity)
    for one in groups:
        people = [one.people.get(name, 0) for name in Constituency.values]
        for place, ref in enumerate(one.order, start=1):
            yield one.name, *people, numbers[ref], place, None
    for ref, place, total in agreed({one.name: one.order for one in groups}):
        yield "together", None, None, None, numbers[ref], place, total


def _follow_ups(activity: Activity) -> Rows:
    rows = FollowUp.objects.filter(question__activity=activity).select_related("question").order_by("pk")
    for row in rows:
        yield row.question.number, row.taken_up_by, row.words, row.happened_on
