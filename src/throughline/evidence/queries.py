"""Reads of the throughline, scoped to what the asker may see."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from throughline.core.errors import NotFound
from throughline.evidence import counting
from throughline.evidence.models import Disposition, Finding, Link, Run
from throughline.programmes.models import Programme
from throughline.voices import queries as voices
from throughline.voices.models import Contribution

Moderation = Contribution.Moderation


@dataclass(frozen=True)
class Quote:
    """A contribution as the public may read it."""

    contribution: Contribution
    text: str


def findings(*, programme: Programme, public: bool) -> list[Finding]:
    rows = Finding.objects.filter(programme=programme)
    if public:
        rows = rows.exclude(status=Finding.Status.DRAFT)
    return list(rows.order_by("-published_at", "-pk"))


def finding(*, programme: Programme, ref: str, public: bool) -> Finding:
    """One finding.

    Raises:
        NotFound: there is none, or it is a draft and the asker is the public.
    """
    found = (
        Finding.objects.select_related("run", "programme", "published_by").filter(programme=programme, ref=ref).first()
    )
    if found is None or (public and found.status == Finding.Status.DRAFT):
        raise NotFound
    return found


def newer(finding: Finding) -> Finding | None:
    """The version that took a finding's place, once it is public."""
    return Finding.objects.filter(replaces=finding).exclude(status=Finding.Status.DRAFT).first()


def newest_base(programme: Programme) -> dict[str, int]:
    """People heard, by constituency, as the newest published finding has it; empty before the first. Exact."""
    published = Finding.objects.filter(programme=programme).exclude(status=Finding.Status.DRAFT)
    return dict(published.order_by("-published_at", "-pk").values_list("base", flat=True).first() or {})


def quotable(contributions: QuerySet[Contribution]) -> QuerySet[Contribution]:
    """Those of them that the public may read: approved, agreed to, and in use."""
    return contributions.filter(
        standing=Contribution.Standing.LIVE,
        may_quote=True,
        moderation__in=[Moderation.GREEN, Moderation.AMBER],
        public_words__isnull=False,
    ).select_related("data_key", "region", "source")


def quotes(contributions: QuerySet[Contribution], *, start: int = 0, most: int = 10) -> list[Quote]:
    """A page of quotations, in a fixed order that favours nobody."""
    rows = quotable(contributions).order_by("ref")[start : start + most]
    return [Quote(row, text) for row in rows if (text := voices.public_words_of(row)) is not None]


def public_contribution(*, programme: Programme, ref: str) -> Quote:
    """One contribution as the public may read it.

    Raises:
        NotFound: there is none, or the public may not read it.
    """
    found = quotes(Contribution.objects.filter(programme=programme, ref=ref), most=1)
    if not found:
        raise NotFound
    return found[0]


def cited_by(finding: Finding) -> QuerySet[Contribution]:
    """The contributions that a finding rests on and that may (still) be counted."""
    links = Link.objects.filter(to_kind="finding", to_ref=finding.ref, from_kind="contribution")
    return counting.usable(finding.programme).filter(ref__in=links.values("from_ref"))


def in_published_findings(refs: Collection[str]) -> set[str]:
    """Those of these contributions (refs) that a finding rests on which has been published."""
    public = Finding.objects.exclude(status=Finding.Status.DRAFT)
    links = Link.objects.filter(
        from_kind="contribution", from_ref__in=refs, to_kind="finding", to_ref__in=public.values("ref")
    )
    return set(links.values_list("from_ref", flat=True))


def dispositions(programme: Programme) -> QuerySet[Disposition]:
    """Where contributions ended that are in no theme. What software says counts once its run is done."""
    return Disposition.objects.filter(
        Q(run__isnull=True) | Q(run__status=Run.Status.DONE), contribution__programme=programme
    )


def share_read(programme: Programme) -> tuple[int, int]:
    """How many usable contributions a person has read, and how many there are."""
    row = counting.usable(programme).aggregate(
        read=Count("pk", filter=Q(first_read_at__isnull=False)), usable=Count("pk")
    )
    return row["read"], row["usable"]
