"""Reads of themes for the analysts of a programme."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Case, Count, F, Q, QuerySet, Value, When

from throughline.core.errors import NotFound
from throughline.evidence import counting, runs
from throughline.evidence import queries as evidence
from throughline.evidence.models import Disposition, Run
from throughline.programmes.models import Programme
from throughline.understand.themes.models import Assignment, RareSignal, Theme
from throughline.voices import queries as voices
from throughline.voices.models import Contribution

IN_USE = counting.is_usable("contribution__")


@dataclass(frozen=True)
class Coverage:
    """What has been read by a person and where every usable contribution stands; exact, for the team."""

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
class Sized:
    """An open theme with the number of contributions in it, by constituency."""

    theme: Theme
    sizes: dict[str, int]

    @property
    def size(self) -> int:
        return sum(self.sizes.values())


@dataclass(frozen=True)
class Line:
    """One contribution beneath a theme, with its words as given."""

    assignment: Assignment
    contribution: Contribution
    text: str


def coverage(programme: Programme) -> Coverage:
    """Where the words of a programme stand, in two queries. Nothing is counted twice."""
    usable = counting.usable(programme)
    placed = Q(pk__in=_placed(programme))
    ended = Q(pk__in=evidence.dispositions(programme).values("contribution_id"))
    totals = usable.aggregate(
        usable=Count("pk"),
        read=Count("pk", filter=Q(first_read_at__isnull=False)),
        placed=Count("pk", filter=placed),
        alone=Count("pk", filter=ended & ~placed),
    )
    return Coverage(**totals)


def unplaced(programme: Programme) -> QuerySet[Contribution]:
    """Usable contributions that are in no theme and on no list: those that came in since the last run."""
    ended = evidence.dispositions(programme).values("contribution_id")
    return counting.usable(programme).exclude(pk__in=_placed(programme)).exclude(pk__in=ended)


def _placed(programme: Programme) -> QuerySet[Assignment]:
    return Assignment.objects.filter(theme__programme=programme, theme__status__in=Theme.OPEN).values("contribution_id")


def themes(programme: Programme) -> list[Sized]:
    """Themes and proposals, the largest first. Two queries."""
    counted = (
        Assignment.objects.filter(IN_USE, theme__programme=programme, theme__status__in=Theme.OPEN)
        .values_list("theme_id", "contribution__constituency")
        .annotate(n=Count("pk"))
        .order_by()
    )
    sizes: dict[int, dict[str, int]] = {}
    for theme_id, constituency, n in counted:
        sizes.setdefault(theme_id, {})[constituency] = n
    rows = Theme.objects.filter(programme=programme, status__in=Theme.OPEN).select_related("signed_by", "programme")
    found = [Sized(row, sizes.get(row.pk, {})) for row in rows]
    return sorted(found, key=lambda one: (-one.size, one.theme.pk))


def signed_off(programme: Programme) -> list[Theme]:
    """Themes that a person has signed off, by name."""
    rows = Theme.objects.filter(programme=programme, status=Theme.Status.SIGNED_OFF)
    return list(rows.select_related("programme", "run").order_by("name"))


def theme(*, programme: Programme, ref: str) -> Theme:
    """One theme of the programme.

    Raises:
        NotFound: there is none, or it is still being prepared.
    """
    found = Theme.objects.select_related("programme", "run", "signed_by", "opened_by", "merged_into").filter(
        programme=programme, ref=ref
    )
    row = found.exclude(status=Theme.Status.PREPARING).first()
    if row is None:
        raise NotFound
    return row


def open_themes(programme: Programme) -> list[Theme]:
    """Every theme and group in which words may be placed, named ones first."""
    rows = Theme.objects.filter(programme=programme, status__in=Theme.OPEN)
    return list(rows.order_by(Case(When(name="", then=Value(1)), default=Value(0)), "name", "pk"))


def others(theme: Theme) -> list[Theme]:
    """The other open themes of its programme."""
    return [one for one in open_themes(theme.programme) if one.pk != theme.pk]


def assignments(theme: Theme) -> QuerySet[Assignment]:
    """What is in a theme: nearest to the centre first, then the edge, then the rest."""
    rank = {Assignment.Place.NEAREST: 0, Assignment.Place.EDGE: 1, Assignment.Place.INSIDE: 2}
    order = Case(*(When(place=place, then=Value(value)) for place, value in rank.items()))
    return (
        theme.assignments.filter(IN_USE)
        .select_related("contribution__data_key", "contribution__region", "contribution__source", "by_account")
        .annotate(rank=order)
        .order_by("rank", "pk")
    )


def lines(rows: list[Assignment]) -> list[Line]:
    return [Line(row, row.contribution, text_of(row.contribution)) for row in rows]


def alone(programme: Programme) -> QuerySet[Disposition]:
    """Everything that stands alone, unread first."""
    return (
        evidence.dispositions(programme)
        .filter(IN_USE, kind=Disposition.Kind.STANDS_ALONE)
        .exclude(contribution_id__in=_placed(programme))
        .select_related("contribution__data_key", "contribution__region", "contribution__source", "by_account")
        .order_by(F("contribution__first_read_at").asc(nulls_first=True), "pk")
    )


def signals(programme: Programme) -> QuerySet[RareSignal]:
    """Rare signals: those waiting first, the gravest first among them."""
    shown = Q(run__isnull=True) | Q(run__status=Run.Status.DONE)
    waiting = When(outcome=RareSignal.Outcome.WAITING, then=Value(0))
    return (
        RareSignal.objects.filter(shown, IN_USE, programme=programme)
        .select_related(
            "programme",
            "contribution__data_key",
            "contribution__programme",
            "contribution__region",
            "contribution__source",
            "read_by",
        )
        .order_by(Case(waiting, default=Value(1)), "-score", "pk")
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
    return signals(programme).filter(outcome=RareSignal.Outcome.WAITING).count()


def run(*, programme: Programme, ref: str) -> Run:
    """One run.

    Raises:
        NotFound: there is none.
    """
    found = Run.objects.select_related("asked_by").filter(programme=programme, kind="themes", ref=ref).first()
    if found is None:
        raise NotFound
    return found


def given_up(run: Run) -> bool:
    """Whether the job of a run failed so often that nobody tries any more."""
    return run.status in runs.UNFINISHED and not runs.is_busy(run)


def text_of(contribution: Contribution) -> str:
    """The words as given, for an analyst with the duty to read them."""
    return voices.words_of(contribution)
