"""Words that anybody may read, a page at a time; and the words that an analysis may use, as a stream."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.http import QueryDict

from throughline.programmes.models import Activity, Constituency
from throughline.voices.labels import LABEL_SLUGS
from throughline.voices.models import Contribution
from throughline.voices.queries import heard_by_all, public_words_of

PAGE = 20
_READABLE = (Contribution.Moderation.GREEN, Contribution.Moderation.AMBER)


@dataclass(frozen=True)
class Choice:
    """What a reader wants to see: one constituency, one region (slug), which content labels not, and from where
    (the ref after which the page begins)."""

    constituency: str = ""
    region: str = ""
    hidden_labels: tuple[str, ...] = ()
    before: str = ""

    @classmethod
    def of(cls, asked: QueryDict) -> Choice:
        """Read a choice out of an address; what makes no sense is left out."""
        constituency = asked.get("constituency", "")
        return cls(
            constituency=constituency if constituency in Constituency.values else "",
            region=asked.get("region", "")[:50].replace("\0", ""),
            hidden_labels=tuple(slug for slug in asked.getlist("hide") if slug in LABEL_SLUGS),
            before=asked.get("before", "")[:12].replace("\0", ""),
        )

    @property
    def narrowed(self) -> bool:
        return bool(self.constituency or self.region or self.hidden_labels)

    def address(self, before: str = "") -> str:
        """The same choice as a query string, from another place."""
        pairs = [("constituency", self.constituency), ("region", self.region), ("before", before)]
        pairs += [("hide", label) for label in self.hidden_labels]
        return "?" + urlencode([(name, value) for name, value in pairs if value])


@dataclass(frozen=True)
class Published:
    """Words that anybody may read."""

    ref: str
    question: str
    words: str
    constituency: str
    region: str
    labels: Sequence[str]
    heard: bool


@dataclass(frozen=True)
class PublishedPage:
    """A page of them. `older`, `newest`: query strings of other pages; empty where there are none."""

    items: list[Published]
    older: str
    newest: str


def published(*, activity: Activity, choice: Choice) -> PublishedPage:
    """A page of approved words whose authors agreed to be quoted, newest first. One query."""
    rows = list(_chosen(_public(activity), choice).order_by("-id")[: PAGE + 1])
    return PublishedPage(
        items=[_shown(row) for row in rows[:PAGE]],
        older=choice.address(rows[PAGE - 1].ref) if len(rows) > PAGE else "",
        newest=choice.address() if choice.before else "",
    )


def usable(activity: Activity) -> QuerySet[Contribution]:
    """Every contribution of an activity that may be analysed, oldest first."""
    return Contribution.objects.filter(
        activity=activity, standing=Contribution.Standing.LIVE, may_analyse=True
    ).order_by("id")


def usable_stream(activity: Activity) -> Iterator[Contribution]:
    """The same, read in constant memory, with all that an export needs."""
    return usable(activity).select_related("data_key", "region", "submission", "participant").iterator(chunk_size=500)


def _public(activity: Activity) -> QuerySet[Contribution]:
    return (
        Contribution.objects.filter(
            activity=activity,
            standing=Contribution.Standing.LIVE,
            may_quote=True,
            moderation__in=_READABLE,
            public_words__isnull=False,
            data_key__isnull=False,
        )
        .select_related("data_key", "region")
        .annotate(heard=Exists(heard_by_all().filter(contribution=OuterRef("pk"))))
    )


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


def _shown(row: Contribution) -> Published:
    return Published(
        ref=row.ref,
        question=row.prompt,
        words=public_words_of(row) or "",
        constituency=row.constituency,
        region=row.region.name if row.region else "",
        labels=row.labels,
        heard=row.heard,  # type: ignore[attr-defined]
    )
