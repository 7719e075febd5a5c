"""What the voices and the throughline did with a contribution, told to its author."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from throughline.evidence import nodes, steps
from throughline.evidence.models import Disposition, Link, Run
from throughline.evidence.nodes import End, Node, Scope
from throughline.evidence.steps import Step
from throughline.evidence.walking import MOST_STEPS
from throughline.programmes.models import Programme
from throughline.voices import rules
from throughline.voices.models import Contribution, Decision, Route, SentRecording, Submission, Withdrawal
from throughline.voices.moderation import routing
from throughline.voices.signposts import BY_KIND

Moderation, Hearing = Contribution.Moderation, SentRecording.Hearing
ENDED = 15
"""Where a disposition stands among steps of the same moment: after themes, before findings."""

PASSED_ON = 3
"""Where help to turn to stands among steps of the same moment: after the decision."""

WISHES = {
    Withdrawal.Kind.PAUSE: gettext_lazy("You paused it"),
    Withdrawal.Kind.RESUME: gettext_lazy("You let us use it again"),
    Withdrawal.Kind.STOP: gettext_lazy("You took it back"),
    Withdrawal.Kind.ERASE: gettext_lazy("You asked us to erase it"),
}


def tell_of_words(contributions: Sequence[Contribution]) -> Mapping[str, Sequence[Step]]:
    """Received, read, decided, answered, and what the author changed. Uses what the page has loaded; no query."""
    return {one.ref: list(_of_words(one)) for one in contributions}


def _of_words(one: Contribution) -> Iterable[Step]:
    yield Step(when=one.created_at, title=_("Received"), reason=_("Stored safely, under a key of its own."))
    recording = getattr(one, "recording", None)
    if recording is not None and recording.written_at is not None:
        yield Step(
            when=recording.written_at,
            title=_("Written down from your recording"),
            reason=_("You can correct the words until {day}.").format(day=date_format(recording.check_by))
            if recording.checkable
            else ("" if recording.here else _("The recording is deleted.")),
            by=recording.written_by.name if recording.written_by else "",
        )
    if recording is not None:
        yield from _of_hearing(recording)
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
    if one.submission is not None:
        yield from tell_of_wishes(one.submission)


def _of_hearing(recording: SentRecording) -> Iterable[Step]:
    """Whether others may hear it: what its author agreed to, and what a moderator decided."""
    hearing, deleted = recording.hearing, "" if recording.here else _("The recording is deleted.")
    if hearing == Hearing.WAITING and recording.here:
        reason = _("You agreed that others may hear it. A moderator listens first.")
        yield Step(when=recording.sent_at, title=_("Your recording is kept"), reason=reason)
    if recording.heard_at is None:
        return
    by = _("A moderator of the programme")
    if hearing == Hearing.APPROVED:
        reason = _("It can be heard together with your words.") if recording.here else deleted
        yield Step(when=recording.heard_at, title=_("Your recording was published"), reason=reason, by=by, order=3)
    elif hearing == Hearing.REFUSED:
        reason = f"{recording.heard_reason} {deleted}".strip()
        yield Step(when=recording.heard_at, title=_("Your recording is not published"), reason=reason, by=by, order=3)
    elif hearing == Hearing.NO:
        title = _("Nobody else can hear your recording any more")
        yield Step(when=recording.heard_at, title=title, reason=deleted, order=5)


def tell_of_wishes(submission: Submission) -> Iterable[Step]:
    """What the author said may be done with it, where it was not yes to all, and what they changed."""
    first, *changed = list(submission.consents.all()) or [None]
    if first is not None and not first.uses.get("analyse"):
        yield Step(
            when=first.given_at,
            title=_("Not counted or compared"),
            reason=_("You asked us not to. So it is in no theme, count or finding."),
            order=1,
        )
    for record in changed:
        yield Step(when=record.given_at, title=_("You changed how we may use it"), order=4)
    for wish in submission.withdrawals.all():
        yield Step(when=wish.asked_at, title=WISHES[wish.kind], order=5)
        if wish.kind == Withdrawal.Kind.ERASE and wish.done_at is not None:
            yield Step(when=wish.done_at, title=_("Erased"), reason=_("Nobody can read it any more."), order=6)


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
        by="" if decision.outcome == Moderation.WAITING else _("A moderator of the programme"),
        order=2,
    )


def tell_of_links(contributions: Sequence[Contribution]) -> Mapping[str, Sequence[Step]]:
    """Dispositions, and every published thing that the words reached. Queries grow with steps, not with words."""
    told: dict[str, list[Step]] = {one.ref: [] for one in contributions}
    shown = Q(run__isnull=True) | Q(run__status=Run.Status.DONE)
    dispositions = Disposition.objects.filter(shown, contribution__in=contributions)
    for disposition in dispositions.select_related("contribution", "by_account"):
        told[disposition.contribution.ref].append(_disposition_step(disposition))
    programmes = {one.programme_id: one.programme for one in contributions}
    for programme_id, programme in programmes.items():
        theirs = [one.ref for one in contributions if one.programme_id == programme_id]
        for ref, found in reached(programme, {ref: ("contribution", ref) for ref in theirs}).items():
            told[ref].extend(found)
    return told


def tell_of_routes(contributions: Sequence[Contribution]) -> Mapping[str, Sequence[Step]]:
    """Where the author can turn to, for what a moderator passed on, and that it was followed up. Two queries."""
    told: dict[str, list[Step]] = {one.ref: [] for one in contributions}
    programmes = {one.programme_id: one.programme for one in contributions}
    routes = list(Route.objects.filter(contribution__in=contributions).select_related("contribution"))
    known = routing.contacts_of(list(programmes.values())) if routes else {}
    for route in routes:
        own = known[route.contribution.programme_id].get(route.kind, "")
        told[route.contribution.ref].extend(_route_steps(route, own))
    return told


def _route_steps(route: Route, own: str) -> Iterable[Step]:
    guide = BY_KIND[route.kind]
    here = _("You can also turn to: {contact}").format(contact=own) if own else ""
    reason = " ".join(filter(None, (str(guide.words), str(guide.national), here)))
    yield Step(when=route.raised_at, title=guide.title, reason=reason, order=PASSED_ON)
    if route.done_at is not None and not guide.quiet:
        yield Step(when=route.done_at, title=_("Somebody of the team followed this up"), order=PASSED_ON)


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
        order=ENDED,
    )


def _node_step(node: Node) -> Step:
    kind = nodes.kind(node.kind)
    assert kind is not None
    assert node.when is not None
    return Step(when=node.when, title=f"{kind.name}: {node.short}", url=node.url, order=kind.order)


def reached(programme: Programme, starts: Mapping[str, End]) -> dict[str, list[Step]]:
    """A step for every public thing that was reached from each start, walking through public things only.

    Args:
        programme: whose throughline.
        starts: owner → where their way begins; several may begin at one end.
    """
    met: dict[str, dict[End, Node]] = {owner: {} for owner in starts}
    frontier: dict[End, set[str]] = {}
    for owner, end in starts.items():
        frontier.setdefault(end, set()).add(owner)
    for _step in range(MOST_STEPS):
        onward = _onward(frontier)
        frontier = {}
        for end, node in nodes.load(programme, onward, Scope.PUBLIC).items():
            new = {owner for owner in onward[end] if end not in met[owner]}
            for owner in new:
                met[owner][end] = node
            if new:
                frontier[end] = new
        if not frontier:
            break
    return {owner: [_node_step(node) for node in found.values()] for owner, found in met.items()}


def _onward(frontier: Mapping[End, set[str]]) -> dict[End, set[str]]:
    """What the ends of a frontier lead to, each with the contributions that come by it."""
    links = Link.objects.filter(
        from_kind__in={kind for kind, _ref in frontier}, from_ref__in={ref for _kind, ref in frontier}
    )
    onward: dict[End, set[str]] = {}
    for from_kind, from_ref, to_kind, to_ref in links.values_list("from_kind", "from_ref", "to_kind", "to_ref"):
        owners = frontier.get((from_kind, from_ref), set())
        if owners:
            onward.setdefault((to_kind, to_ref), set()).update(owners)
    return onward


def register() -> None:
    steps.register(tell_of_words)
    steps.register(tell_of_routes)
    steps.register(tell_of_links)
