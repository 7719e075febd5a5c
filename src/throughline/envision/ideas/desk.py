"""Reads for the team alone: how it is going, and what waits for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from throughline.envision.ideas import counting, likeness, lineage, queries
from throughline.envision.ideas.models import Change, Comment, Idea, Objection, Question, Support
from throughline.envision.ideas.telling import reply_of, words_of
from throughline.envision.seats import queries as seats
from throughline.envision.seats.queries import ENDED
from throughline.people.models import Account
from throughline.programmes.models import Activity, StageKind
from throughline.programmes.permissions import Duty
from throughline.voices.models import Contribution, PublicReply


@dataclass(frozen=True)
class Watched:
    """How it is going, in exact numbers. `people`: who joined, by constituency; `supporting`: who supports anything;
    `unread`: words that moderators have not decided on; `unanswered`: approved comments and questions without one;
    `objections`: those that nobody has answered."""

    people: dict[str, int]
    ideas: int
    supporting: int
    comments: int
    unread: int
    unended: int
    unanswered: int
    objections: int
    waiting: queries.Waiting


def watched(activity: Activity) -> Watched:
    """Exact numbers, for the team alone."""
    words = Contribution.objects.filter(activity=activity, standing=Contribution.Standing.LIVE)
    supporting = Support.objects.filter(
        idea__activity=activity, given=True, seat__in=seats.usable(activity).values("pk")
    )
    return Watched(
        people=seats.people(activity),
        ideas=queries.current(activity.pk).count(),
        supporting=supporting.values("seat").distinct().count(),
        comments=Comment.objects.filter(queries.APPROVED, idea__activity=activity).count(),
        unread=words.filter(moderation__in=queries.UNREAD).count(),
        unended=queries.unended(activity.pk).count(),
        unanswered=unanswered(activity).count(),
        objections=objections(activity).filter(replied_at__isnull=True).count(),
        waiting=queries.waiting(activity.pk),
    )


def unanswered(activity: Activity) -> QuerySet[Contribution]:
    """Approved comments and questions that nobody has answered, questions first, the oldest first."""
    here = Q(idea_question__activity=activity) | Q(idea_comment__idea__activity=activity)
    approved = Contribution.objects.filter(
        here,
        activity=activity,
        standing=Contribution.Standing.LIVE,
        moderation__in=(Contribution.Moderation.GREEN, Contribution.Moderation.AMBER),
        public_words__isnull=False,
        data_key__isnull=False,
    ).filter(~Exists(PublicReply.objects.filter(contribution=OuterRef("pk"))))
    asked = Exists(Question.objects.filter(contribution=OuterRef("pk")))
    return approved.annotate(asked=asked).select_related("data_key", "public_reply").order_by("-asked", "pk")


def one_said(activity: Activity, ref: str) -> Contribution | None:
    """A comment or a question that a moderator approved, to be answered."""
    here = Q(idea_question__activity=activity) | Q(idea_comment__idea__activity=activity)
    rows = Contribution.objects.filter(here, ref=ref, public_words__isnull=False, data_key__isnull=False)
    rows = rows.filter(standing=Contribution.Standing.LIVE)
    return rows.select_related("data_key", "public_reply").first()


@dataclass(frozen=True)
class Listed:
    """An idea in the team's list. `support`: exactly how many people support it, with what was joined in it."""

    shown: queries.Shown
    support: int
    comments: int


def listed(activity: Activity) -> list[tuple[int, int]]:
    """(id, supporters) of the ideas that stand: those without an ending first, then those with most support."""
    support = counting.gather(activity).by
    rows = queries.current(activity.pk).annotate(ended=Count("endings")).values_list("pk", "ref", "ended")
    ordered = sorted(rows, key=lambda row: (row[2] > 0, -len(support.get(row[1], ())), row[0]))
    return [(pk, len(support.get(ref, ()))) for pk, ref, _ended in ordered]


def in_full(page: list[tuple[int, int]]) -> list[Listed]:
    """A part of `listed` with the words. Three queries."""
    support = dict(page)
    counted = Comment.objects.filter(queries.APPROVED, idea__in=support).order_by().values_list("idea__ref")
    comments = dict(counted.annotate(n=Count("pk")))
    rows = queries.in_full(list(support))
    numbers = list(support.values())
    return [Listed(row, number, comments.get(row.ref, 0)) for row, number in zip(rows, numbers, strict=True)]


@dataclass(frozen=True)
class Against:
    """An objection as the team reads it, with its answer if there is one."""

    ref: str
    words: str
    reply: str


def objections(activity: Activity) -> QuerySet[Objection]:
    """What authors said against steps and have not taken back, those without an answer first."""
    rows = Objection.objects.filter(change__activity=activity).exclude(seat__submission__withdrawals__kind__in=ENDED)
    rows = rows.annotate(answered=Q(replied_at__isnull=False)).order_by("answered", "pk")
    return rows.select_related("data_key", "change__activity__programme")


def objection(activity: Activity, ref: str) -> Objection | None:
    """One of them."""
    return objections(activity).filter(ref=ref).first()


def told(row: Objection) -> Against:
    """An objection, opened for the team."""
    return Against(row.ref, words_of(row), reply_of(row))


def steps(activity: Activity) -> list[tuple[lineage.Step, list[Against]]]:
    """Every step that was made here, the newest first, with what authors said against it. Four queries."""
    changes = list(Change.objects.filter(activity=activity).select_related("activity__programme").order_by("-pk"))
    against: dict[int, list[Against]] = {}
    for row in objections(activity):
        against.setdefault(row.change_id, []).append(told(row))
    told_steps = lineage.steps_of(changes)
    return [(step, against.get(change.pk, [])) for change, step in zip(changes, told_steps, strict=True)]


def targets(activity: Activity, by: Account) -> list[tuple[str, Any]]:
    """(value, name) of where a person may carry an idea to: stages here, and activities that they run."""
    stages = activity.programme.stages.values_list("kind", flat=True)
    names = [(f"stage:{kind}", _("The stage “{stage}”").format(stage=StageKind(kind).label)) for kind in stages]
    runs = Activity.objects.filter(
        programme__memberships__account=by, programme__memberships__role__in=Duty.RUN_ACTIVITY.roles
    ).exclude(pk=activity.pk)
    rows = runs.select_related("programme").distinct().order_by("programme__title", "pk")
    return names + [(f"activity:{row.ref}", f"{row.title} ({row.programme.title})") for row in rows]


def alike(activity: Activity, idea: Idea) -> list[tuple[str, str]]:
    """(ref, title) of ideas that look like this one."""
    texts = queries.texts(queries.current(activity.pk))
    mine = next((text for ref, _title, text in texts if ref == idea.ref), "")
    return likeness.alike(mine, [one for one in texts if one[0] != idea.ref]) if mine else []
