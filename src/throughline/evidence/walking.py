"""Walking the throughline from any end, in both directions, through what the reader may see and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from throughline.evidence import counting, nodes
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
    """Every contribution beneath that may be counted; not loaded, and not narrowed to what may be quoted."""


def walk(*, programme: Programme, end: End, scope: Scope) -> Walk | None:
    """Everything that an end rests on and everything that it shaped.

    Args:
        programme: whose throughline.
        end: where to start.
        scope: what the reader may see. The walk never passes through what they may not.

    Returns:
        None where the reader may not see the end itself. The number of queries depends on the number of
        steps and kinds, never on how many contributions there are.
    """
    start = nodes.load(programme, [end], scope).get(end)
    if start is None:
        return None
    earlier = _reach(programme, end, scope, forward=False)
    later = _reach(programme, end, scope, forward=True)
    return Walk(
        start,
        _by_kind(earlier.values()),
        _by_kind(later.values()),
        _contributions(programme, {end, *earlier}),
    )


def whole(*, programme: Programme, scope: Scope) -> list[tuple[Kind, list[Node]]]:
    """Everything on a programme's line except single contributions, by kind, in the order of the line."""
    links = Link.objects.filter(programme=programme, from_kind__in=_without_contributions())
    ends: set[End] = set()
    for from_kind, from_ref, to_kind, to_ref in links.values_list("from_kind", "from_ref", "to_kind", "to_ref"):
        ends |= {(from_kind, from_ref), (to_kind, to_ref)}
    for kind in nodes.kinds():
        if kind.all is not None:
            ends |= {(kind.slug, ref) for ref in kind.all(programme)}
    return _by_kind(nodes.load(programme, ends, scope).values())


def _reach(programme: Programme, end: End, scope: Scope, *, forward: bool) -> dict[End, Node]:
    """Every end reached in one direction, contributions left out on the way back: they are too many."""
    reached: dict[End, Node] = {}
    frontier = {end}
    if forward and end[0] == "contribution":
        # Shown, but not walked on from: a finding that rests on the theme need not rest on these words.
        reached |= nodes.load(programme, _holders(end[1]), scope)
    for _step in range(MOST_STEPS):
        ends = _onward(programme, frontier) if forward else _backward(programme, frontier)
        found = nodes.load(programme, ends - reached.keys() - {end}, scope)
        if not found:
            break
        reached |= found
        frontier = set(found)
    return reached


def _onward(programme: Programme, frontier: set[End]) -> set[End]:
    links = Link.objects.filter(_any_of("from", frontier), programme=programme)
    return set(links.values_list("to_kind", "to_ref"))


def _holders(contribution: str) -> set[End]:
    return {
        (kind.slug, ref) for kind in nodes.kinds() if kind.holders is not None for ref in kind.holders([contribution])
    }


def _backward(programme: Programme, frontier: set[End]) -> set[End]:
    links = Link.objects.filter(_any_of("to", frontier), programme=programme, from_kind__in=_without_contributions())
    return set(links.values_list("from_kind", "from_ref"))


def _without_contributions() -> list[str]:
    """Named rather than excluded, so that an index leads past the contributions, of which there may be 100,000."""
    return [kind.slug for kind in nodes.kinds() if kind.slug != "contribution"]


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
        (kind, sorted(grouped[kind.slug], key=lambda node: (node.title, node.ref)))
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
    return counting.usable(programme).filter(condition)
