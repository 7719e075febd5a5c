"""The short list, the orders of the workshop, the top ten, and what became of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from throughline.core.actions import action
from throughline.core.errors import NotFound, Refused
from throughline.envision.partnerships import queries, working
from throughline.envision.partnerships.actions._common import after_closing, begin, record
from throughline.envision.partnerships.models import FollowUp, Question, SmallGroup
from throughline.envision.partnerships.protocol import TOP
from throughline.people.models import Account
from throughline.programmes.models import Activity, Constituency

FEWEST_GROUPS, MOST_GROUPS = 2, 6


@action
def keep_short_list(
    *, activity: Activity, chosen: Collection[str], reasons: Mapping[str, str], by: Account | None, once_key: str
) -> None:
    """Publish the short list: what the rule gives, and where the steering group departs from it, why.

    Args:
        activity: one that has closed, with an order.
        chosen: refs of the questions on the short list.
        reasons: ref → why, for each that the rule does not give or that is left out against it.
        by, once_key: who asks, with the form's key.

    Raises:
        NotAllowed: the account may not.
        Refused: there is no order yet, the workshop has begun, a reason is missing, or fewer than 2 are chosen.
    """
    partnership = begin("short", activity, by, once_key)
    if partnership is None:
        return
    after_closing(partnership)
    run = queries.shown(activity)
    if run is None or run.summary["refused"]:
        raise Refused(_("There is no order to begin from yet."))
    if SmallGroup.objects.filter(activity=activity).exists():
        raise Refused(_("Small groups have put this short list in order. Take their orders out first."))
    rows = queries.long_list(activity)
    known = {one.ref for one in rows}
    if not set(chosen) <= known:
        raise Refused(_("One of these questions is not on the long list."))
    if len(set(chosen)) < 2:
        raise Refused(_("A short list has at least 2 questions."), field="chosen")
    by_rule = set(working.by_rule(partnership.protocol, run.summary))
    for one in rows:
        departs = (one.ref in chosen) != (one.ref in by_rule)
        if departs and not reasons.get(one.ref):
            raise Refused(_("Say why. Everybody can read it"), field=f"reason-{one.ref}")
        one.short, one.short_reason = one.ref in chosen, reasons.get(one.ref, "") if departs else ""
        one.place, one.place_reason = None, ""
    Question.objects.bulk_update(rows, ["short", "short_reason", "place", "place_reason"])
    partnership.short_at, partnership.short_run, partnership.top_at = timezone.now(), run.ref, None
    partnership.save(update_fields=["short_at", "short_run", "top_at"])
    record(activity, by, "short", questions=len(set(chosen)))


@action
def keep_order(
    *,
    activity: Activity,
    name: str,
    people: Mapping[str, int],
    order: Sequence[str],
    by: Account | None,
    once_key: str,
) -> None:
    """Write down the order that a small group of the workshop came to. The same name again takes its place.

    Args:
        activity: one with a short list.
        name: of the group, such as “Group 1”.
        people: constituency → how many were there.
        order: refs of every question on the short list, the most important first.
        by, once_key: who asks, with the form's key.

    Raises:
        NotAllowed: the account may not.
        Refused: there is no short list, the top ten rests on the orders already, a question is missing or there twice,
            people of one side only were there, or there are too many groups.
    """
    partnership = begin("order", activity, by, once_key)
    if partnership is None:
        return
    short = {one.ref for one in queries.short_list(activity)}
    if not short or partnership.short_at is None:
        raise Refused(_("Choose the short list first."))
    if partnership.top_at is not None:
        raise Refused(_("The top ten rests on these orders, so they stay."))
    if len(set(order)) != len(order):
        raise Refused(_("A question is there twice."))
    if set(order) != short:
        raise Refused(_("Give every question of the short list a place, and no other."))
    counted = {side: int(people.get(side, 0)) for side in Constituency.values}
    if sum(n > 0 for n in counted.values()) < 2:
        raise Refused(_("A small group has people of at least two sides. Say how many were there of each."))
    others = SmallGroup.objects.filter(activity=activity).exclude(name=name)
    if others.count() >= MOST_GROUPS:
        raise Refused(_("There are at most %(most)s small groups.") % {"most": MOST_GROUPS}, field="name")
    SmallGroup.objects.update_or_create(
        activity=activity, name=name, defaults={"people": counted, "order": list(order)}
    )
    record(activity, by, "order", groups=others.count() + 1)


@action
def remove_order(*, activity: Activity, group: str, by: Account | None, once_key: str) -> None:
    """Take the order of a small group (its ref) out again.

    Raises:
        NotAllowed: the account may not.
        NotFound: there is no such group.
        Refused: the top ten rests on it.
    """
    partnership = begin("remove-order", activity, by, once_key)
    if partnership is None:
        return
    if partnership.top_at is not None:
        raise Refused(_("The top ten rests on these orders, so they stay."))
    if not SmallGroup.objects.filter(activity=activity, ref=group).delete()[0]:
        raise NotFound
    record(activity, by, "remove-order")


@action
def keep_top(
    *, activity: Activity, order: Sequence[str], reasons: Mapping[str, str], by: Account | None, once_key: str
) -> None:
    """Publish the top ten as the whole workshop agreed on it.

    Args:
        activity: one with the orders of at least two small groups.
        order: refs of the questions of the short list that came first, the first first; ten, or all if there are fewer.
        reasons: ref → why it has this place.
        by, once_key: who asks, with the form's key.

    Raises:
        NotAllowed: the account may not.
        Refused: there are too few small groups, too many or too few questions, one is there twice or not on the short
            list, or a reason is missing.
    """
    partnership = begin("top", activity, by, once_key)
    if partnership is None:
        return
    if SmallGroup.objects.filter(activity=activity).count() < FEWEST_GROUPS:
        raise Refused(_("Write down the orders of at least two small groups first."))
    rows = {one.ref: one for one in queries.short_list(activity)}
    if len(set(order)) != len(order):
        raise Refused(_("A question is there twice."))
    last = min(TOP, len(rows))
    if not set(order) <= rows.keys() or len(order) != last:
        raise Refused(_("Give the places 1 to %(last)s to questions of the short list.") % {"last": last})
    for ref in order:
        if not reasons.get(ref):
            raise Refused(_("Say why it has this place"), field=f"reason-{ref}")
    Question.objects.filter(activity=activity).update(place=None, place_reason="")
    for place, ref in enumerate(order, start=1):
        rows[ref].place, rows[ref].place_reason = place, reasons[ref]
        rows[ref].save(update_fields=["place", "place_reason", "changed_at"])
    partnership.top_at = timezone.now()
    partnership.save(update_fields=["top_at"])
    record(activity, by, "top", questions=len(order))


@action
def write_follow_up(
    *,
    activity: Activity,
    question: str,
    taken_up_by: str,
    words: str,
    happened_on: date,
    by: Account | None,
    once_key: str,
) -> None:
    """Write down what became of a question of the top ten (its ref).

    Raises:
        NotAllowed: the account may not.
        NotFound: there is no such question in the top ten.
    """
    if begin("follow-up", activity, by, once_key) is None:
        return
    row = queries.question(activity, question)
    if row.place is None:
        raise NotFound
    FollowUp.objects.create(question=row, taken_up_by=taken_up_by, words=words, happened_on=happened_on)
    record(activity, by, "follow-up", question=question)
