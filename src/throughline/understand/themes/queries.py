"""Reads of themes for the analysts of a programme."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Case, Count, F, Q, QuerySet, Value, When

from throughline.core.errors import NotFound
from throughline.evidence import counting
from throughline.evidence.models import Disposition, Run
from throughline.programmes.models import Constituency, Programme
from throughline.understand.themes.models import Assignment, RareSignal, Theme
from throughline.voices import queries as voices
from throughline.voices.models import Contribution

OPEN = (Theme.Status.PROPOSED, Theme.Status.SIGNED_OFF)


@dataclass(frozen=True)
class Coverage:
    """What has been read by a person and where every contribution stands; exact, for the team."""

    usable: int
    read: int
    placed: int
    alone: int

    @property
    def share_read(self) -> float:
        """Share read by a person, 0 to 1."""
        return self.read / self.usable if self.usable else 0.0

    @property
    def unplaced(self) -> int:
        """Contributions that no run has looked at yet."""
        return max(0, self.usable - self.placed - self.alone)


@dataclass(frozen=True)
class Line:
    """One contribution beneath a theme, with its words."""

    assignment: Assignment | None
    contribution: Contribution
    text: str


def coverage(programme: Programme) -> Coverage:
    """One query each for read, placed and alone."""
    usable = counting.usable(programme)
    totals = usable.aggregate(
        usable=Count("pk"),
        read=Count("pk", filter=Q(first_read_at__isnull=False)),
        alone=Count("pk", filter=Q(disposition__isnull=False)),
    )
    placed = usable.filter(assignments__theme__status__in=OPEN, disposition__isnull=True).distinct().count()
    return Coverage(placed=placed, **totals)


def themes(programme: Programme) -> list[Theme]:
    """Themes and proposals with their sizes, the largest first. `by_constituency` holds exact sizes."""
    per_constituency = {
        f"n_{slug}": Count("assignments", filter=Q(assignments__contribution__constituency=slug))
        for slug in Constituency.values
    }
    rows = (
        Theme.objects.filter(programme=programme, status__in=OPEN)
        .select_related("signed_by")
        .annotate(size=Count("assignments"), **per_constituency)
        .order_by("-size", "pk")
    )
    return list(rows)


def theme(*, programme: Programme, ref: str) -> Theme:
    """One theme of the programme.

    Raises:
        NotFound: there is none.
    """
    found = Theme.objects.select_related("programme", "run", "signed_by", "opened_by", "merged_into").filter(
        programme=programme, ref=ref
    )
    row = found.first()
    if row is None:
        raise NotFound
    return row


def others(theme: Theme) -> list[Theme]:
    """The other open themes of its programme, by name."""
    rows = Theme.objects.filter(programme=theme.programme, status__in=OPEN).exclude(pk=theme.pk)
    return list(rows.order_by("name", "pk"))


def assignments(theme: Theme) -> QuerySet[Assignment]:
    """What is in a theme: nearest to the centre first, then the edge, then the rest."""
    rank = {Assignment.Place.NEAREST: 0, Assignment.Place.EDGE: 1, Assignment.Place.INSIDE: 2}
    order = Case(*(When(place=place, then=Value(value)) for place, value in rank.items()))
    return (
        theme.assignments.select_related(
            "contribution__data_key", "contribution__region", "contribution__source", "by_account"
        )
        .annotate(rank=order)
        .order_by("rank", "pk")
    )


def lines(rows: list[Assignment]) -> list[Line]:
    return [Line(row, row.contribution, voices.words_of(row.contribution)) for row in rows]


def alone(programme: Programme) -> QuerySet[Disposition]:
    """Everything that stands alone, unread first."""
    return (
        Disposition.objects.filter(contribution__programme=programme, kind=Disposition.Kind.STANDS_ALONE)
        .select_related("contribution__data_key", "contribution__region", "by_account")
        .order_by(F("contribution__first_read_at").asc(nulls_first=True), "pk")
    )


def signals(programme: Programme) -> QuerySet[RareSignal]:
    """Rare signals: those waiting first, the gravest first among them."""
    waiting = Q(outcome=RareSignal.Outcome.WAITING)
    return (
        RareSignal.objects.filter(programme=programme)
        .select_related("contribution__data_key", "contribution__region", "read_by")
        .annotate(is_waiting=Count("pk", filter=waiting))
        .order_by("-is_waiting", "-score", "pk")
    )


def signal(*, programme: Programme, ref: str) -> RareSignal:
    """One rare signal.

    Raises:
        NotFound: there is none.
    """
    found = signals(programme).filter(ref=ref).first()
    if found is None:
        raise NotFound
    return found


def waiting_signals(programme: Programme) -> int:
    return RareSignal.objects.filter(programme=programme, outcome=RareSignal.Outcome.WAITING).count()


def run(*, programme: Programme, ref: str) -> Run:
    """One run.

    Raises:
        NotFound: there is none.
    """
    found = Run.objects.select_related("asked_by").filter(programme=programme, ref=ref).first()
    if found is None:
        raise NotFound
    return found


def latest_run(programme: Programme) -> Run | None:
    return Run.objects.filter(programme=programme, kind="themes").order_by("-pk").first()


def contribution(*, programme: Programme, ref: str) -> Contribution:
    """One usable contribution.

    Raises:
        NotFound: there is none.
    """
    found = counting.usable(programme).filter(ref=ref).first()
    if found is None:
        raise NotFound
    return found


def text_of(contribution: Contribution) -> str:
    """The words as given, for an analyst with the duty to read them."""
    return voices.words_of(contribution)
