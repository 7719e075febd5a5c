"""Reading where ideas came from and where they went. Steps that were undone are told, and lead nowhere any more."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from throughline.envision.ideas.models import Change, Idea, Trace
from throughline.envision.ideas.queries import title_of, visible
from throughline.programmes.models import Activity

JOINED = (Change.Kind.MERGE,)
BOTH = (Change.Kind.MERGE, Change.Kind.SPLIT)


@dataclass(frozen=True)
class Graph:
    """Which ideas were made from which, by changes that hold: (kind, from, to), each an id."""

    edges: tuple[tuple[str, int, int], ...]

    def parts(self, ideas: Iterable[int], kinds: Collection[str] = BOTH) -> set[int]:
        """These ideas and everything that they were made from."""
        return _reach(ideas, [(after, before) for kind, before, after in self.edges if kind in kinds])

    def later(self, ideas: Iterable[int]) -> set[int]:
        """These ideas and everything that was made from them."""
        return _reach(ideas, [(before, after) for _kind, before, after in self.edges])


def _reach(start: Iterable[int], edges: Collection[tuple[int, int]]) -> set[int]:
    onward: dict[int, list[int]] = {}
    for one, other in edges:
        onward.setdefault(one, []).append(other)
    met, frontier = set(start), list(start)
    while frontier:
        fresh = {other for one in frontier for other in onward.get(one, ())} - met
        met |= fresh
        frontier = list(fresh)
    return met


def graph(*activities: int) -> Graph:
    """Of some activities (their ids). One query."""
    rows = Trace.objects.filter(
        change__activity__in=activities, change__undone_at__isnull=True, to_idea__isnull=False
    ).order_by("pk")
    return Graph(tuple(rows.values_list("change__kind", "from_idea_id", "to_idea_id")))


def authors_of(ideas: Iterable[int], known: Graph) -> set[int]:
    """The submissions (ids) whose words these ideas are made from. One query."""
    rows = Idea.objects.filter(pk__in=known.parts(ideas), contribution__submission__isnull=False)
    return set(rows.values_list("contribution__submission_id", flat=True))


def concerned(change: Change) -> set[int]:
    """The submissions (ids) whose ideas a change is about. Three queries."""
    before = Trace.objects.filter(change=change).values_list("from_idea_id", flat=True)
    return authors_of(before, graph(change.activity_id))


@dataclass(frozen=True)
class Place:
    """One end of a step, as a page names it."""

    name: str
    url: str = ""


@dataclass(frozen=True)
class Step:
    """One change as everybody may read it. `before` and `after`: its ends."""

    ref: str
    kind: str
    title: str
    reason: str
    when: datetime
    undone: datetime | None
    undone_reason: str
    before: list[Place] = field(default_factory=list)
    after: list[Place] = field(default_factory=list)


def history(idea: Idea) -> tuple[list[Step], list[Step]]:
    """(the steps that an idea came by, those by which it went on), oldest first. Three queries."""
    about = Change.objects.filter(Q(traces__from_idea=idea) | Q(traces__to_idea=idea)).distinct().order_by("pk")
    steps = steps_of(list(about.select_related("activity__programme")))
    came = set(Trace.objects.filter(to_idea=idea).values_list("change__ref", flat=True))
    return [one for one in steps if one.ref in came], [one for one in steps if one.ref not in came]


def steps_of(changes: Sequence[Change]) -> list[Step]:
    """Changes as everybody may read them, in their order. Two queries. Fetch them with `activity__programme`."""
    traces = Trace.objects.filter(change__in=changes).order_by("pk").select_related("to_activity__programme")
    rows = list(traces.select_related("from_idea", "to_idea", "to_activity__programme"))
    ideas = {one for row in rows for one in (row.from_idea_id, row.to_idea_id) if one}
    activities = {change.activity_id: change.activity for change in changes}
    seen = {row.pk: row for row in visible(*activities).filter(pk__in=ideas).select_related("contribution__data_key")}
    return [_step(change, [row for row in rows if row.change_id == change.pk], seen) for change in changes]


def _step(change: Change, rows: list[Trace], seen: dict[int, Idea]) -> Step:
    before = {row.from_idea_id: _of_idea(seen.get(row.from_idea_id), change.activity) for row in rows}
    return Step(
        ref=change.ref,
        kind=change.kind,
        title=str(Change.Kind(change.kind).label),
        reason=change.reason,
        when=change.made_at,
        undone=change.undone_at,
        undone_reason=change.undone_reason,
        before=list(before.values()),
        after=list(dict.fromkeys(_end(row, seen, change.activity) for row in rows)),
    )


def _end(row: Trace, seen: dict[int, Idea], activity: Activity) -> Place:
    if row.to_activity is not None:
        programme = row.to_activity.programme
        public = row.to_activity.status != Activity.Status.DRAFT
        return Place(row.to_activity.title, reverse("programme", args=[programme.slug]) if public else "")
    if row.to_stage:
        said = _("the stage “{stage}” of this programme")
        return Place(
            said.format(stage=row.get_to_stage_display()), reverse("programme", args=[activity.programme.slug])
        )
    return _of_idea(seen.get(row.to_idea_id or 0), activity)


def _of_idea(idea: Idea | None, activity: Activity) -> Place:
    if idea is None:
        return Place(_("an idea that cannot be shown"))
    return Place(title_of(idea), reverse("ideas-idea", args=[activity.programme.slug, activity.ref, idea.ref]))
