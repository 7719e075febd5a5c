"""What the team's pages are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone

from throughline.envision.assemblies import counting, queries, runs_of, showing
from throughline.envision.assemblies.models import Addition, Answer, Assembly, Charter, Issue, Selection
from throughline.envision.assemblies.showing import Silence
from throughline.envision.seats import queries as seats
from throughline.evidence.models import Run
from throughline.programmes.models import Activity, Constituency
from throughline.voices.models import Contribution
from throughline.voices.queries import public_words_of

Kind, State = Addition.Kind, Issue.State
UNDECIDED = (Contribution.Moderation.WAITING, Contribution.Moderation.SECOND)


@dataclass(frozen=True)
class OnDesk:
    """An issue as the team sees it. `days`: since when the team is to decide; `late`: whether that is longer than was
    promised; `people`: supporters by constituency, exactly."""

    issue: Issue
    line: str
    days: int
    late: bool
    people: Mapping[str, int]


@dataclass(frozen=True)
class Desk:
    """Everything on the team's first page."""

    charter: Charter | None
    in_hand: Charter | None
    assemblies: list[Assembly]
    joined: Mapping[str, int]
    moderating: int
    to_decide: list[OnDesk]
    gathering: list[OnDesk]
    ready: int
    taken_up: list[tuple[Selection, Silence, Answer | None]]


def of(activity: Activity) -> Desk:
    """Read it all. A constant number of queries."""
    issues = queries.for_team(activity)
    counted = counting.exact(activity, issues)
    rows = [_on_desk(one, counted.get(one.ref, counting.Counted()).people) for one in issues]
    gathering = [row for row in rows if row.issue.state == State.GATHERING and row.line]
    added = Addition.objects.filter(issue__activity=activity, contribution__moderation__in=UNDECIDED).count()
    return Desk(
        charter=queries.charter_now(activity),
        in_hand=queries.charter_in_hand(activity),
        assemblies=queries.assemblies(activity),
        joined=seats.people(activity),
        moderating=added + sum(one.contribution.moderation in UNDECIDED for one in issues),
        to_decide=[row for row in rows if is_decidable(row.issue)],
        gathering=gathering,
        ready=sum(not queries.is_gathering(row.issue) for row in gathering),
        taken_up=_taken_up(activity),
    )


def _on_desk(one: Issue, people: Mapping[str, int]) -> OnDesk:
    days = queries.days_since(timezone.localdate(one.waits_since)) if one.waits_since else 0
    return OnDesk(one, queries.line_of(one), days, days > one.charter.terms.decide_days, people)


def _taken_up(activity: Activity) -> list[tuple[Selection, Silence, Answer | None]]:
    found = []
    for one in queries.taken_up(activity):
        answers = list(one.answers.all())
        found.append((one, showing.silence(one), answers[-1] if answers else None))
    return found


def said_to_team(one: Issue) -> list[tuple[str, str]]:
    """What the author of an issue answered or objected, as approved, the newest first: (kind in words, words)."""
    rows = queries.added_to(one, [Kind.REPLY, Kind.OBJECTION])
    return [(row.get_kind_display(), public_words_of(row.contribution) or "") for row in rows]


def is_decidable(one: Issue) -> bool:
    """Whether the team can decide about it now."""
    return bool(queries.line_of(one)) and (one.waits_since is not None or one.state == State.ASKED)


@dataclass(frozen=True)
class Listed:
    """An issue on the list that the rule made. `people` is exact, for the team."""

    issue: Issue
    people: Mapping[str, int]
    regions: int
    meets: bool
    chosen: bool


def listed(activity: Activity, run: Run | None) -> list[Listed]:
    """The newest list, without issues whose authors have taken them back since; those about harm come before others
    that the rule did not choose."""
    if run is None:
        return []
    refs = [row["ref"] for row in run.summary["issues"]]
    rows = runs_of.ready(activity).filter(ref__in=refs).select_related("contribution__data_key", "charter")
    issues = {one.ref: one for one in rows}
    found = [
        Listed(
            issues[row["ref"]],
            dict.fromkeys(Constituency.values, 0) | row["people"],
            counting.Counted(regions=row["regions"]).regions_reached,
            row["meets"],
            row["chosen"],
        )
        for row in run.summary["issues"]
        if row["ref"] in issues
    ]
    return sorted(found, key=lambda one: (not one.chosen, one.issue.harm != Issue.Harm.YES))
