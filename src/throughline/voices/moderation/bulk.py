"""Deciding on several items at once, each in a short transaction of its own, so that one refusal stops no other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from throughline.core.errors import DomainError, Refused
from throughline.people.models import Account
from throughline.programmes.models import Programme
from throughline.programmes.permissions import Duty, require
from throughline.voices.actions.moderation import decide
from throughline.voices.moderation import queries
from throughline.voices.moderation.queries import Item

MOST = queries.PAGE


@dataclass(frozen=True)
class Outcome:
    """How many decisions were stored, and which items were left as they are: (ref, why)."""

    done: int
    refused: Sequence[tuple[str, str]]


def decide_several(
    *,
    programme: Programme,
    seen: Mapping[str, str],
    outcome: str,
    rule: str = "",
    reason: str = "",
    by: Account,
    once_key: str,
) -> Outcome:
    """Decide alike on several items of a programme.

    Args:
        seen: for each item (ref), the ref of the newest decision that the moderator had before them; at most 20.
        outcome: “green”, with everything that software proposes taken out; “red”; or “second”.
        rule: slug of the public rule, for red.
        reason: plain words to the authors.
        by: the moderator.
        once_key: the form's key; the same key again decides nothing again.

    Raises:
        Refused: the outcome is not one that can be decided for several, a rule is missing, or too many were chosen.
        NotAllowed: the person may not.
    """
    require(Duty.MODERATE, by=by, programme=programme)
    _check(seen, outcome, rule)
    items = queries.chosen(programme=programme, refs=list(seen))
    done, refused = 0, []
    for ref, decision in seen.items():
        try:
            one = _ready(items.get(ref), outcome)
            decide(
                contribution=one.contribution,
                outcome=outcome,
                rule=rule if outcome == "red" else "",
                reason=reason,
                removals=one.proposals,
                labels=one.contribution.labels,
                seen=decision,
                by=by,
                once_key=f"{once_key}:{ref}",
            )
            done += 1
        except DomainError as error:
            refused.append((ref, str(error.message)))
    return Outcome(done, refused)


def _check(seen: Mapping[str, str], outcome: str, rule: str) -> None:
    if not seen:
        raise Refused(_("Tick the words that you want to decide on"), field="chosen")
    if len(seen) > MOST:
        raise Refused(_("Choose at most {most} at a time").format(most=MOST), field="chosen")
    if outcome not in ("green", "red", "second"):
        raise Refused(_("Choose a decision."), field="outcome")
    if outcome == "red" and not rule:
        raise Refused(_("Choose the rule that was broken. The author will see it."), field="rule")


def _ready(one: Item | None, outcome: str) -> Item:
    if one is None:
        raise Refused(_("Not in the queue any more. The author may have taken it back."))
    if outcome == "green" and one.contribution.signals:
        raise Refused(_("Somebody may be at risk, so this has to be opened and decided on by itself."))
    if outcome == "green" and one.open_routes:
        raise Refused(_("Somebody has to act on this still, so open it and decide on it by itself."))
    if outcome == "green" and one.looked == "not-yet":
        raise Refused(_("Software has not looked for names in full yet. Try again in a minute, or open it."))
    return one
