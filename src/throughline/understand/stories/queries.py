"""Reads of stories: what anybody may see, and what an analyst may take away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from throughline.programmes.models import Activity
from throughline.voices.models import Contribution
from throughline.voices.queries import public_words_of

PAGE = 20
_READABLE = (Contribution.Moderation.GREEN, Contribution.Moderation.AMBER)


@dataclass(frozen=True)
class Choice:
    """What a reader wants to see: one constituency, one region (slug), and which content labels not."""

    constituency: str = ""
    region: str = ""
    hidden_labels: tuple[str, ...] = ()
    before: str = ""


@dataclass(frozen=True)
class Story:
    """Words that anybody may read."""

    ref: str
    question: str
    words: str
    constituency: str
    region: str
    labels: Sequence[str]


@dataclass(frozen=True)
class StoryPage:
    stories: list[Story]
    older: str
    """The ref after which the next page begins; empty on the last."""


def published(*, activity: Activity, choice: Choice) -> StoryPage:
    """A page of approved words whose authors agreed to be quoted, newest first. One query."""
    rows = list(_chosen(_public(activity), choice).order_by("-id")[: PAGE + 1])
    return StoryPage(
        stories=[_story(row) for row in rows[:PAGE]],
        older=rows[PAGE - 1].ref if len(rows) > PAGE else "",
    )


def usable(activity: Activity) -> Iterator[Contribution]:
    """Every contribution that may be analysed, oldest first, as a stream."""
    rows = Contribution.objects.filter(
        activity=activity, standing=Contribution.Standing.LIVE, may_analyse=True
    ).select_related("data_key", "region", "submission", "participant")
    return rows.order_by("id").iterator(chunk_size=500)


def with_signals(activity: Activity) -> Iterator[tuple[str, list[str]]]:
    """(ref, kinds of red flag) of every usable contribution in which software noticed one."""
    rows = Contribution.objects.filter(
        activity=activity, standing=Contribution.Standing.LIVE, may_analyse=True
    ).exclude(signals=[])
    return rows.order_by("id").values_list("ref", "signals").iterator(chunk_size=500)


def _public(activity: Activity) -> QuerySet[Contribution]:
    return Contribution.objects.filter(
        activity=activity,
        standing=Contribution.Standing.LIVE,
        may_quote=True,
        moderation__in=_READABLE,
        public_words__isnull=False,
        data_key__isnull=False,
    ).select_related("data_key", "region")


def _chosen(rows: QuerySet[Contribution], choice: Choice) -> QuerySet[Contribution]:
    if choice.constituency:
        rows = rows.filter(constituency=choice.constituency)
    if choice.region:
        rows = rows.filter(region__slug=choice.region)
    if choice.before:
        rows = rows.filter(id__lt=Contribution.objects.filter(ref=choice.before).values("id"))
    unwanted = Q()
    for label in choice.hidden_labels:
        # As text, because only one of the two databases can look into a JSON list.
        unwanted |= Q(label_text__contains=f'"{label}"')
    return rows.annotate(label_text=Cast("labels", TextField())).exclude(unwanted) if unwanted else rows


def _story(row: Contribution) -> Story:
    return Story(
        ref=row.ref,
        question=row.prompt,
        words=public_words_of(row) or "",
        constituency=row.constituency,
        region=row.region.name if row.region else "",
        labels=row.labels,
    )
