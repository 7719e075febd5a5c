"""What the voices and the throughline did with a contribution, told to its author."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from throughline.evidence import nodes, steps
from throughline.evidence.models import Disposition, Link
from throughline.evidence.nodes import Node, Scope
from throughline.evidence.steps import Step
from throughline.voices import rules
from throughline.voices.models import Contribution, Decision

Moderation = Contribution.Moderation


def tell_of_words(contributions: Sequence[Contribution]) -> Mapping[str, Sequence[Step]]:
    """Received, read, decided, answered. Uses what the page has loaded; no query of its own."""
    return {one.ref: list(_of_words(one)) for one in contributions}


def _of_words(one: Contribution) -> Iterable[Step]:
    yield Step(when=one.created_at, title=_("Received"), reason=_("Stored safely, under a key of its own."))
    if one.first_read_at is not None:
        yield Step(when=one.first_read_at, title=_("Read by a person"), order=1)
    for decision in one.decisions.all():
        yield _decision_step(decision)
    reply = getattr(one, "public_reply", None)
    if reply is not None:
        yield Step(
            when=reply.replied_at,
            title=_("Answered by the team: {outcome}").format(outcome=reply.get_outcome_display()),
            reason=reply.words,
            order=3,
        )


def _decision_step(decision: Decision) -> Step:
    rule = rules.BY_SLUG.get(decision.rule)
    said = {Moderation.AMBER: rule.amber, Moderation.RED: rule.red} if rule else {}
    reasons = [str(said[decision.outcome])] if decision.outcome in said else []
    if decision.removed:
        count = len(decision.removed)
        reasons.append(
            ngettext(
                "{n} detail was taken out so that nobody can be recognised.",
                "{n} details were taken out so that nobody can be recognised.",
                count,
            ).format(n=count)
        )
    if decision.reason:
        reasons.append(decision.reason)
    return Step(
        when=decision.decided_at,
        title=decision.get_outcome_display(),
        reason=" ".join(reasons),
        by=_("A moderator of the programme"),
        order=2,
    )


def tell_of_links(contributions: Sequence[Contribution]) -> Mapping[str, Sequence[Step]]:
    """Dispositions, and every published thing that the words reached. Queries grow with steps, not with words."""
    told: dict[str, list[Step]] = {one.ref: [] for one in contributions}
    for disposition in Disposition.objects.filter(contribution__in=contributions).select_related(
        "contribution", "by_account"
    ):
        told[disposition.contribution.ref].append(_disposition_step(disposition))
    programmes = {one.programme_id: one.programme for one in contributions}
    for programme_id, programme in programmes.items():
        theirs = [one.ref for one in contributions if one.programme_id == programme_id]
        reached = _reached(theirs)
        shown = nodes.load(programme, {end for ends in reached.values() for end in ends}, Scope.PUBLIC)
        for ref, ends in reached.items():
            told[ref].extend(_node_step(shown[end]) for end in ends if end in shown)
    return told


def _disposition_step(disposition: Disposition) -> Step:
    by_machine = disposition.by_account is None
    reason = disposition.reason
    if by_machine:
        reason += " " + _("It is kept and listed, and a person reads it.")
    return Step(
        when=disposition.decided_at,
        title=disposition.get_kind_display(),
        reason=reason,
        by=disposition.by_account.name if disposition.by_account else "",
        by_machine=by_machine,
        order=20,
    )


def _node_step(node: Node) -> Step:
    kind = nodes.kind(node.kind)
    assert kind is not None
    assert node.when is not None
    return Step(when=node.when, title=f"{kind.name}: {node.title}", url=node.url, order=kind.order)


def _reached(refs: Sequence[str]) -> dict[str, set[nodes.End]]:
    """For each contribution, every end downstream of it."""
    reached: dict[str, set[nodes.End]] = {ref: set() for ref in refs}
    frontier: dict[nodes.End, set[str]] = {("contribution", ref): {ref} for ref in refs}
    seen: set[nodes.End] = set(frontier)
    while frontier:
        links = Link.objects.filter(
            from_kind__in={kind for kind, _ref in frontier}, from_ref__in={ref for _kind, ref in frontier}
        ).values_list("from_kind", "from_ref", "to_kind", "to_ref")
        onward: dict[nodes.End, set[str]] = {}
        for from_kind, from_ref, to_kind, to_ref in links:
            owners = frontier.get((from_kind, from_ref))
            if owners:
                onward.setdefault((to_kind, to_ref), set()).update(owners)
        for end, owners in onward.items():
            for owner in owners:
                reached[owner].add(end)
        frontier = {end: owners for end, owners in onward.items() if end not in seen}
        seen |= set(onward)
    return reached


def register() -> None:
    steps.register(tell_of_words)
    steps.register(tell_of_links)
