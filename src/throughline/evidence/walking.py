"""Walking the throughline from any end, in both directions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from throughline.evidence import nodes
from throughline.evidence.models import Link
from throughline.evidence.nodes import End, Kind, Node, Scope
from throughline.programmes.models import Programme
from throughline.voices.models import Contribution

MOST_STEPS = 8  # contribution, theme, finding, solution, pilot, recommendation, answer, action, adoption


@dataclass(frozen=True)
class Walk:
    """What lies before and after an end, by kind, in the order of the throughline."""

    node: Node
    before: list[tuple[Kind, list[Node]]]
    after: list[tuple[Kind, list[Node]]]
    contributions: QuerySet[Contribution]
    """Every contribution beneath; not loaded."""


def walk(*, programme: Programme, end: End, scope: Scope) -> Walk | None:
    """Everything that an end rests on and everything that it shaped.

    Args:
        programme: whose throughline.
        end: where to start.
        scope: what the reader may see.

    Returns:
        None where the reader may not see the end itself. The number of queries depends on the number of
        steps and kinds, never on how many contributions there are.
    """
    start = nodes.load(programme, [end], scope).get(end)
    if start is None:
        return None
    earlier = _reach(programme, end, forward=False)
    later = _reach(programme, end, forward=True)
    shown = nodes.load(programme, earlier | later, scope)
    return Walk(
        start,
        _by_kind(shown[one] for one in earlier if one in shown),
        _by_kind(shown[one] for one in later if one in shown),
        _contributions(programme, {end, *earlier}),
    )


def _reach(programme: Programme, end: End, *, forward: bool) -> set[End]:
    """Every end reached in one direction, contributions left out on the way back: they are too many."""
    reached: set[End] = set()
    frontier = {end}
    for _step in range(MOST_STEPS):
        links = Link.objects.filter(_any_of("from" if forward else "to", frontier), programme=programme)
        if forward:
            ends = set(links.values_list("to_kind", "to_ref"))
        else:
            ends = set(links.exclude(from_kind="contribution").values_list("from_kind", "from_ref"))
        frontier = ends - reached - {end}
        if not frontier:
            break
        reached |= frontier
    return reached


def _any_of(side: str, ends: set[End]) -> Q:
    by_kind: dict[str, list[str]] = {}
    for kind, ref in ends:
        by_kind.setdefault(kind, []).append(ref)
    condition = Q()
    for kind, refs in by_kind.items():
        condition |= Q(**{f"{side}_kind": kind, f"{side}_ref__in": refs})
    return condition


def _by_kind(found: Iterable[Node]) -> list[tuple[Kind, list[Node]]]:
    grouped: dict[str, list[Node]] = {}
    for node in found:
        grouped.setdefault(node.kind, []).append(node)
    return [
        (kind, sorted(grouped[kind.slug], key=lambda node: node.title))
        for kind in nodes.kinds()
        if kind.slug in grouped
    ]


def _contributions(programme: Programme, ends: set[End]) -> QuerySet[Contribution]:
    """The contributions linked to any of these ends, or held by them."""
    linked = Link.objects.filter(_any_of("to", ends), programme=programme, from_kind="contribution")
    condition = Q(ref__in=linked.values("from_ref"))
    for kind in nodes.kinds():
        refs = [ref for slug, ref in ends if slug == kind.slug]
        if refs and kind.beneath is not None:
            condition |= Q(pk__in=kind.beneath(refs).values("pk"))
    condition |= Q(ref__in=[ref for slug, ref in ends if slug == "contribution"])
    return Contribution.objects.filter(condition, programme=programme)


def whole(*, programme: Programme, scope: Scope) -> list[tuple[Kind, list[Node]]]:
    """Everything on a programme's line except single contributions, by kind, in the order of the line."""
    links = Link.objects.filter(programme=programme)
    ends = set(links.exclude(from_kind="contribution").values_list("from_kind", "from_ref").distinct())
    ends |= set(links.values_list("to_kind", "to_ref").distinct())
    return _by_kind(nodes.load(programme, ends, scope).values())
