"""Reads of ideas: what people may see, in an order of each reader's own, and what waits."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from throughline.envision.ideas.models import TITLE, Change, Comment, Ending, Idea, Question, Support, Trace
from throughline.envision.seats.models import Seat
from throughline.programmes.models import Activity
from throughline.voices.models import Contribution, PublicReply
from throughline.voices.queries import public_words_of

APPROVED = Q(
    contribution__standing=Contribution.Standing.LIVE,
    contribution__moderation__in=(Contribution.Moderation.GREEN, Contribution.Moderation.AMBER),
    contribution__may_quote=True,
    contribution__may_analyse=True,
    contribution__public_words__isnull=False,
    contribution__data_key__isnull=False,
)
"""Of ideas, comments and questions: others may read them."""
UNREAD = (Contribution.Moderation.WAITING, Contribution.Moderation.SECOND)
_NEWEST = Prefetch("endings", queryset=Ending.objects.order_by("-pk"))


@dataclass(frozen=True)
class Shown:
    """An idea as people read it. `labels`: what it warns of; `ending`: what becomes of it, if that is decided."""

    ref: str
    title: str
    words: str
    labels: list[str]
    ending: Ending | None


def visible(*activities: int) -> QuerySet[Idea]:
    """Ideas of some activities (their ids) that people may read, also those that went into others."""
    return Idea.objects.filter(Q(contribution__isnull=True) | APPROVED, activity_id__in=activities)


def current(activity: int) -> QuerySet[Idea]:
    """Those that stand now: neither gone into others, nor made by a step that was undone."""
    held = Trace.objects.filter(to_idea__isnull=False)
    gone = held.filter(from_idea=OuterRef("pk"), change__undone_at__isnull=True)
    undone = held.filter(to_idea=OuterRef("pk"), change__undone_at__isnull=False)
    return visible(activity).filter(~Exists(gone), ~Exists(undone))


def unended(activity: int) -> QuerySet[Idea]:
    """Those that stand and of which nobody has said what becomes of them."""
    return current(activity).filter(endings__isnull=True)


def _split(idea: Idea) -> tuple[str, str]:
    """(title, words). Of somebody's idea the first line is the title, as a moderator approved it. Fetch it with
    `contribution__data_key`."""
    if idea.contribution is None:
        return idea.title, idea.words
    title, _line, words = (public_words_of(idea.contribution) or "").strip().partition("\n")
    if len(title) <= TITLE:
        return title.strip(), words.strip()
    return title[: TITLE - 1].strip() + "…", f"{title}\n{words}".strip()


def title_of(idea: Idea) -> str:
    """An idea's title as everybody may read it."""
    return _split(idea)[0] or _("An idea without a title")


def shown(idea: Idea) -> Shown:
    """An idea that may be read, as a page shows it. Fetch it by `in_full` or `one`."""
    endings = list(idea.endings.all())
    labels = idea.contribution.labels if idea.contribution else []
    return Shown(idea.ref, title_of(idea), _split(idea)[1], labels, endings[0] if endings else None)


def in_order(rows: QuerySet[Idea], reader: str) -> list[int]:
    """The ids of ideas in this reader's own order, the same whenever they look. One query."""
    return [pk for _key, pk in sorted((_draw(reader, ref), pk) for pk, ref in rows.values_list("pk", "ref"))]


def _draw(reader: str, ref: str) -> bytes:
    return hashlib.sha256(f"{reader}\0{ref}".encode()).digest()


def reader_of(activity: Activity, seat: Seat | None) -> str:
    """Whose order it is: a person's own; for those without a seat another one each day."""
    return seat.ref if seat else f"{activity.ref}:{timezone.localdate().isoformat()}"


def in_full(pks: Collection[int]) -> list[Shown]:
    """Ideas that may be read, by their ids, in that order. Two queries."""
    rows = Idea.objects.filter(pk__in=pks).select_related("contribution__data_key").prefetch_related(_NEWEST)
    found = {row.pk: row for row in rows}
    return [shown(found[pk]) for pk in pks if pk in found]


def titles(rows: QuerySet[Idea]) -> dict[int, str]:
    """Id → title. One query."""
    return {row.pk: title_of(row) for row in rows.select_related("contribution__data_key")}


def one(*, activity: int, ref: str) -> Idea | None:
    """One idea that people may read, also where it went into another. Two queries."""
    rows = visible(activity).select_related("contribution__data_key", "activity__programme")
    return rows.prefetch_related(_NEWEST).filter(ref=ref).first()


def is_current(idea: Idea) -> bool:
    """Whether an idea stands now."""
    return current(idea.activity_id).filter(pk=idea.pk).exists()


def supports(seat: Seat, idea: Idea) -> bool:
    """Whether a person supports an idea now."""
    return Support.objects.filter(seat=seat, idea=idea, given=True).exists()


@dataclass(frozen=True)
class Said:
    """A comment or a question as everybody may read it, with the team's answer if there is one. `days`: since when."""

    ref: str
    words: str
    labels: list[str]
    days: int
    reply: PublicReply | None


def said(contribution: Contribution) -> Said:
    """Fetch it with `data_key` and `public_reply`."""
    days = (timezone.localdate() - timezone.localdate(contribution.created_at)).days
    reply = getattr(contribution, "public_reply", None)
    return Said(contribution.ref, public_words_of(contribution) or "", contribution.labels, max(0, days), reply)


def comments(idea: Idea) -> QuerySet[Comment]:
    """What people say about an idea, as others may read it."""
    return Comment.objects.filter(APPROVED, idea=idea)


def comments_in_order(idea: Idea, reader: str) -> list[int]:
    """The ids of comments in this reader's own order. One query."""
    rows = comments(idea).values_list("pk", "contribution__ref")
    return [pk for _key, pk in sorted((_draw(reader, ref), pk) for pk, ref in rows)]


def comments_in_full(pks: Collection[int]) -> list[Said]:
    """Comments by their ids, in that order. One query."""
    rows = Comment.objects.filter(pk__in=pks).select_related("contribution__data_key", "contribution__public_reply")
    found = {row.pk: said(row.contribution) for row in rows}
    return [found[pk] for pk in pks if pk in found]


def questions(activity: int) -> QuerySet[Question]:
    """Questions that everybody may read: those without an answer first, the oldest of them first."""
    rows = Question.objects.filter(APPROVED, activity_id=activity)
    rows = rows.select_related("contribution__data_key", "contribution__public_reply")
    return rows.annotate(answered=Exists(PublicReply.objects.filter(contribution=OuterRef("contribution")))).order_by(
        "answered", "pk"
    )


@dataclass(frozen=True)
class Waiting:
    """Questions without an answer, as everybody may know. `unread`: how many of them no moderator has read yet."""

    count: int
    unread: int
    days: int


def waiting(activity: int) -> Waiting:
    """How many questions wait, and for how long the oldest has: also those that moderators have not read. One query."""
    rows = Question.objects.filter(
        activity_id=activity, contribution__standing=Contribution.Standing.LIVE, contribution__public_reply__isnull=True
    ).exclude(contribution__moderation=Contribution.Moderation.RED)
    found = list(rows.order_by("pk").values_list("contribution__created_at", "contribution__moderation"))
    if not found:
        return Waiting(0, 0, 0)
    days = (timezone.localdate() - timezone.localdate(found[0][0])).days
    return Waiting(len(found), sum(moderation in UNREAD for _when, moderation in found), max(0, days))


def texts(rows: QuerySet[Idea]) -> list[tuple[str, str, str]]:
    """(ref, title, title with words) of ideas. One query."""
    found: Iterable[Idea] = rows.select_related("contribution__data_key").order_by("pk")
    return [(row.ref, title_of(row), " ".join(_split(row))) for row in found]


def change(*, activity: int, ref: str) -> Change | None:
    """One step of lineage."""
    return Change.objects.select_related("activity__programme").filter(activity_id=activity, ref=ref).first()
