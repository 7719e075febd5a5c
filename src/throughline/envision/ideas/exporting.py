"""Every idea with where it came from, where it went, who supports it (protected) and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from throughline.analysis import disclosure
from throughline.envision.ideas import counting
from throughline.envision.ideas.models import Comment, Ending, Idea, Question, Trace
from throughline.envision.ideas.queries import APPROVED, UNREAD, current, said, shown, visible
from throughline.programmes.methods import Column, Table
from throughline.programmes.models import Activity, Constituency
from throughline.voices.models import Contribution

_IDEAS = [
    Column("idea", "integer", _("The idea’s number in this export.")),
    Column("title", "text", _("What people read; empty where it is not shown.")),
    Column("words", "text", _("More about it, as people read it.")),
    Column("origin", "text", _("participant, or team (joined or split from others).")),
    Column("state", "text", _("stands, gone (into another, or undone), waiting (for a moderator), or not shown.")),
    Column("ending", "text", _("What becomes of it: the newest decision; empty where there is none yet.")),
]
_LINEAGE = [
    Column("step", "integer", _("The step’s number; one step may have several lines.")),
    Column("kind", "text", _("merge, split or carry.")),
    Column("from_idea", "integer", _("The idea that went.")),
    Column("to_idea", "integer", _("The idea that came of it; empty where it was carried elsewhere.")),
    Column("to", "text", _("The activity or stage that it was carried to.")),
    Column("reason", "text", _("Why, as everybody reads it.")),
    Column("made_on", "date", _("The day of the step.")),
    Column("undone_on", "date", _("The day on which it was undone; empty where it holds.")),
    Column("undone_reason", "text", _("Why it was undone.")),
]
_SUPPORT = [
    Column("idea", "integer", _("The idea’s number; empty for everybody who supports any.")),
    Column("constituency", "text", _("patients, staff, policy, or all.")),
    Column("people", "text", _("Who supports it, to the nearest 5; * for fewer than 8, or hidden with those.")),
]
_ENDINGS = [
    Column("idea", "integer", _("The idea’s number.")),
    Column("ending", "text", _("forward, part, already, not-now or not-ours.")),
    Column("passed_to", "text", _("Who has it now, where it is not ours.")),
    Column("reason", "text", _("Why, as everybody reads it.")),
    Column("decided_on", "date", _("The day of the decision; the last one counts.")),
]
_SAID = [
    Column("kind", "text", _("comment or question.")),
    Column("idea", "integer", _("The idea that a comment is about; empty for questions.")),
    Column("words", "text", _("What people read; empty where it is not shown.")),
    Column("answer", "text", _("The team’s answer in public; empty where there is none yet.")),
    Column("days", "integer", _("Days since it was said.")),
]


def tables(activity: Activity) -> list[Table]:
    """Ideas, lineage, support, endings, and what was said. Read as streams, whatever their number."""
    rows = Idea.objects.filter(activity=activity).order_by("pk").values_list("pk", flat=True)
    numbers = {pk: number for number, pk in enumerate(rows, start=1)}
    return [
        Table("ideas", _IDEAS, _ideas(activity, numbers)),
        Table("lineage", _LINEAGE, _lineage(activity, numbers)),
        Table("support", _SUPPORT, _support(activity, numbers)),
        Table("endings", _ENDINGS, _endings(activity, numbers)),
        Table("said", _SAID, _said(activity, numbers)),
    ]


def _ideas(activity: Activity, numbers: dict[int, int]) -> Iterator[tuple[Any, ...]]:
    seen = set(visible(activity.pk).values_list("pk", flat=True))
    stands = set(current(activity.pk).values_list("pk", flat=True))
    rows = Idea.objects.filter(pk__in=numbers).order_by("pk").select_related("contribution__data_key")
    for row in rows.prefetch_related("endings").iterator(chunk_size=500):
        told = shown(row) if row.pk in seen else None
        waits = row.contribution is not None and row.contribution.moderation in UNREAD
        state = "stands" if row.pk in stands else "gone" if told else "waiting" if waits else "not shown"
        newest = max(row.endings.all(), key=lambda one: one.pk, default=None)
        yield (
            numbers[row.pk],
            told.title if told else "",
            told.words if told else "",
            "participant" if row.contribution_id else "team",
            state,
            newest.kind if newest else "",
        )


def _lineage(activity: Activity, numbers: dict[int, int]) -> Iterator[tuple[Any, ...]]:
    rows = Trace.objects.filter(change__activity=activity).select_related("change", "to_activity").order_by("pk")
    steps: dict[int, int] = {}
    for row in rows.iterator(chunk_size=500):
        change = row.change
        yield (
            steps.setdefault(change.pk, len(steps) + 1),
            change.kind,
            numbers.get(row.from_idea_id),
            numbers.get(row.to_idea_id or 0),
            row.to_activity.title if row.to_activity else row.to_stage,
            change.reason,
            timezone.localdate(change.made_at),
            timezone.localdate(change.undone_at) if change.undone_at else None,
            change.undone_reason,
        )


def _support(activity: Activity, numbers: dict[int, int]) -> Iterator[tuple[Any, ...]]:
    if not numbers:
        return
    found = counting.count(counting.gather(activity))
    of_ref = {ref: numbers[pk] for pk, ref in Idea.objects.filter(pk__in=numbers).values_list("pk", "ref")}
    rows = [(None, found["people"]), *((of_ref[ref], counts) for ref, counts in found["support"].items())]
    for number, counts in rows:
        table = disclosure.protect_counts(dict.fromkeys(Constituency.values, 0) | counts)
        for name in Constituency.values:
            yield number, name, table[name].text
        yield number, "all", table.total.text if table.total else ""


def _endings(activity: Activity, numbers: dict[int, int]) -> Iterator[tuple[Any, ...]]:
    rows = Ending.objects.filter(idea__activity=activity).order_by("idea_id", "pk")
    for row in rows.iterator(chunk_size=500):
        yield numbers[row.idea_id], row.kind, row.passed_to, row.reason, timezone.localdate(row.made_at)


def _said(activity: Activity, numbers: dict[int, int]) -> Iterator[tuple[Any, ...]]:
    related = ("contribution__data_key", "contribution__public_reply")
    comments = Comment.objects.filter(idea__activity=activity).select_related(*related).order_by("pk")
    seen = set(comments.filter(APPROVED).values_list("pk", flat=True))
    for one in comments.iterator(chunk_size=500):
        yield "comment", numbers[one.idea_id], *_told(one.contribution, one.pk in seen)
    questions = Question.objects.filter(activity=activity).select_related(*related).order_by("pk")
    seen = set(questions.filter(APPROVED).values_list("pk", flat=True))
    for asked in questions.iterator(chunk_size=500):
        yield "question", None, *_told(asked.contribution, asked.pk in seen)


def _told(contribution: Contribution, seen: bool) -> tuple[str, str, int]:
    told = said(contribution)
    return told.words if seen else "", told.reply.words if told.reply else "", told.days
