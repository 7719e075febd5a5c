"""Reads of a standing assembly, scoped to who asks."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from throughline.envision.assemblies.models import (
    Addition,
    Answer,
    Assembly,
    Charter,
    Issue,
    RemitDecision,
    Selection,
    Support,
)
from throughline.envision.seats.models import Seat
from throughline.programmes.models import Activity
from throughline.voices.models import Contribution
from throughline.voices.queries import public_words_of, words_of

State, Kind = Issue.State, Addition.Kind
PUBLIC_STATES = (State.GATHERING, State.CHOSEN, State.NOT_CHOSEN)
TOLD = (Kind.WHAT, Kind.CONCERNS, Kind.WISH)


def readable(prefix: str) -> Q:
    """Words that others may read: approved, in use, and agreed to. `prefix`: the way to the contribution."""
    wanted = {
        "standing": Contribution.Standing.LIVE,
        "moderation__in": (Contribution.Moderation.GREEN, Contribution.Moderation.AMBER),
        "may_quote": True,
        "may_analyse": True,
        "public_words__isnull": False,
        "data_key__isnull": False,
    }
    return Q(**{f"{prefix}__{name}": value for name, value in wanted.items()})


def charters(activity: Activity) -> list[Charter]:
    """Every published version, the newest first."""
    rows = Charter.objects.filter(activity=activity, locked_at__isnull=False).select_related("locked_by")
    return list(rows.order_by("-number"))


def charter_now(activity: Activity) -> Charter | None:
    """The version that holds for what is raised now."""
    return next(iter(charters(activity)), None)


def charter_in_hand(activity: Activity) -> Charter | None:
    """The version that the team prepares, if there is one."""
    return Charter.objects.filter(activity=activity, locked_at=None).first()


def assemblies(activity: Activity) -> list[Assembly]:
    """All of them, in the order of their days."""
    return list(Assembly.objects.filter(activity=activity).select_related("listed_by"))


def confirmed(activity: Activity) -> list[Assembly]:
    """Those with a public list, in the order of their days."""
    return list(Assembly.objects.filter(activity=activity, listed_at__isnull=False).select_related("run"))


def next_assembly(activity: Activity) -> Assembly | None:
    """The first whose list nobody has confirmed."""
    return Assembly.objects.filter(activity=activity, listed_at=None).first()


def assembly(activity: Activity, ref: str) -> Assembly | None:
    return Assembly.objects.select_related("listed_by", "run").filter(activity=activity, ref=ref).first()


def with_trail(rows: QuerySet[Issue]) -> QuerySet[Issue]:
    """Issues with everything that is told of them. A constant number of queries."""
    answers = Answer.objects.prefetch_related("reports").order_by("pk")
    selections = Selection.objects.select_related("assembly__activity__programme")
    decisions = RemitDecision.objects.select_related("decided_by", "into__contribution__data_key")
    joins = ("activity__programme", "contribution__data_key", "charter", "into__contribution__data_key")
    return rows.select_related(*joins, "seat__submission").prefetch_related(
        Prefetch("decisions", queryset=decisions),
        Prefetch("selections", queryset=selections.prefetch_related(Prefetch("answers", queryset=answers))),
    )


def public_issues(activity: Activity) -> list[Issue]:
    """Issues that anybody may read, in the order of `PUBLIC_STATES` and of no more than their random refs."""
    rows = Issue.objects.filter(readable("contribution"), activity=activity, state__in=PUBLIC_STATES)
    listed = rows.select_related("contribution__data_key", "charter").order_by("ref")
    return sorted(listed, key=lambda one: PUBLIC_STATES.index(State(one.state)))


def public_issue(activity: Activity, ref: str) -> Issue | None:
    """An issue that anybody may read, with what was decided."""
    rows = Issue.objects.filter(readable("contribution"), activity=activity, state__in=PUBLIC_STATES, ref=ref)
    return with_trail(rows).first()


def issue(activity: Activity, ref: str) -> Issue | None:
    """Any issue, for the team."""
    return with_trail(Issue.objects.filter(activity=activity, ref=ref)).first()


def line_of(one: Issue) -> str:
    """An issue's line as everybody may read it; empty where nobody may."""
    given = one.contribution
    approved = given.moderation in (Contribution.Moderation.GREEN, Contribution.Moderation.AMBER)
    if not (approved and given.standing == Contribution.Standing.LIVE and given.may_quote and given.may_analyse):
        return ""
    return public_words_of(given) or ""


def added_to(one: Issue, kinds: Iterable[str]) -> list[Addition]:
    """Approved words about an issue, the newest first of what can be said once."""
    rows = Addition.objects.filter(readable("contribution"), issue=one, kind__in=list(kinds))
    return list(rows.select_related("contribution__data_key").order_by("-pk"))


def told_of(one: Issue) -> dict[str, str]:
    """Kind → what its author told more, as it may be read now."""
    found: dict[str, str] = {}
    for row in added_to(one, TOLD):
        found.setdefault(row.kind, public_words_of(row.contribution) or "")
    return found


def details_of(one: Issue) -> list[tuple[Contribution, str]]:
    """What others added, each with its words, in no order that tells who came first."""
    rows = sorted(added_to(one, [Kind.DETAIL]), key=lambda row: row.contribution.ref)
    return [(row.contribution, public_words_of(row.contribution) or "") for row in rows]


def details_refs(one: Issue) -> list[str]:
    """Refs of everything approved that was written about an issue, for the evidence of a finding."""
    return sorted(row.contribution.ref for row in added_to(one, (*TOLD, Kind.DETAIL)))


@dataclass(frozen=True)
class Waiting:
    """How many issues wait for the team's decision, and for how many days the first of them has."""

    count: int
    days: int


def waiting(activity: Activity) -> Waiting:
    """What waits for a decision of the team, counted in public."""
    rows = Issue.objects.filter(activity=activity, waits_since__isnull=False)
    live = rows.filter(contribution__standing=Contribution.Standing.LIVE)
    since = list(
        live.exclude(contribution__moderation=Contribution.Moderation.RED).values_list("waits_since", flat=True)
    )
    return Waiting(len(since), max((days_since(timezone.localdate(one)) for one in since), default=0))


def days_since(day: date) -> int:
    """Whole days from a day to today."""
    return max(0, (timezone.localdate() - day).days)


def is_gathering(one: Issue) -> bool:
    """Whether an issue takes support today."""
    return one.state == State.GATHERING and one.gathers_until is not None and timezone.localdate() <= one.gathers_until


def selections(meeting: Assembly) -> list[Selection]:
    """What an assembly took up, and what not, with the answers."""
    rows = Selection.objects.filter(assembly=meeting).select_related("issue__contribution__data_key")
    answers = Answer.objects.prefetch_related("reports").order_by("pk")
    return list(rows.select_related("assembly").prefetch_related(Prefetch("answers", queryset=answers)))


def taken_up(activity: Activity) -> list[Selection]:
    """Every issue that an assembly took up, with its answers."""
    rows = Selection.objects.filter(assembly__activity=activity, chosen=True).select_related("assembly")
    return list(
        rows.select_related("issue__contribution__data_key").prefetch_related(
            Prefetch("answers", queryset=Answer.objects.prefetch_related("reports").order_by("pk"))
        )
    )


def turned_down(activity: Activity) -> list[RemitDecision]:
    """What was sent elsewhere or joined with another issue, with the reason, where its words may be read."""
    rows = RemitDecision.objects.filter(
        readable("issue__contribution"),
        issue__activity=activity,
        outcome__in=(RemitDecision.Outcome.ROUTE, RemitDecision.Outcome.MERGE),
        issue__state__in=(State.ROUTED, State.MERGED),
    )
    joined = ("issue__contribution__data_key", "into__contribution__data_key", "decided_by")
    newest = {row.issue_id: row for row in rows.select_related(*joined)}
    return sorted(newest.values(), key=lambda row: row.issue.ref)


def selection(activity: Activity, ref: str) -> Selection | None:
    rows = Selection.objects.filter(assembly__activity=activity, ref=ref)
    return rows.select_related("assembly", "issue__contribution__data_key").first()


def answer(activity: Activity, ref: str) -> Answer | None:
    rows = Answer.objects.filter(selection__assembly__activity=activity, ref=ref)
    return rows.select_related("selection__assembly", "selection__issue__contribution__data_key").first()


def for_team(activity: Activity) -> list[Issue]:
    """Every issue, the longest waiting first."""
    rows = Issue.objects.filter(activity=activity).select_related("contribution__data_key", "charter")
    return list(rows.order_by("waits_since", "pk"))


def of_seat(seat: Seat) -> list[Issue]:
    """The issues that a person raised, with what was decided."""
    return list(with_trail(Issue.objects.filter(seat=seat)).order_by("pk"))


def own_issue(seat: Seat, ref: str) -> Issue | None:
    return with_trail(Issue.objects.filter(seat=seat, ref=ref)).first()


def own_line(one: Issue) -> str:
    """An issue's line as its author reads it; empty where the words have been erased."""
    return words_of(one.contribution) if one.contribution.data_key is not None else ""


def may_object(one: Issue) -> bool:
    """Whether its author can still object to its being joined with another."""
    merges = [row for row in one.decisions.all() if row.outcome == RemitDecision.Outcome.MERGE]
    return one.state == State.MERGED and one.waits_since is None and len(merges) == 1


def to_support(seat: Seat) -> list[tuple[Issue, bool]]:
    """Issues that gather support, each with whether this person supports it, in an order of their own."""
    rows = Issue.objects.filter(
        readable("contribution"),
        activity_id=seat.activity_id,
        state=State.GATHERING,
        gathers_until__gte=timezone.localdate(),
    )
    mine = set(Support.objects.filter(seat=seat, given=True).values_list("issue_id", flat=True))
    listed = sorted(
        rows.select_related("contribution__data_key"),
        key=lambda one: hashlib.sha256(f"{seat.ref}:{one.ref}".encode()).digest(),
    )
    return [(one, one.pk in mine) for one in listed]


def supports(seat: Seat, one: Issue) -> bool:
    """Whether this person supports the issue now."""
    return Support.objects.filter(seat=seat, issue=one, given=True).exists()


def own_kinds(seat: Seat, one: Issue) -> set[str]:
    """What an issue's author has told more already."""
    return set(Addition.objects.filter(seat=seat, issue=one).values_list("kind", flat=True))


def others(activity: Activity, one: Issue) -> Sequence[Issue]:
    """Issues with which this one could be joined."""
    return [other for other in public_issues(activity) if other.pk != one.pk and other.state == State.GATHERING]
