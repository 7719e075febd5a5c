"""Where people can turn: what an author reads when a moderator has passed their words on, and the national contacts.

The author's page may be read over their shoulder, or by somebody who is the danger: of safeguarding it shows the help
that there is for anybody, and never that somebody acted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from throughline.voices.models import RouteKind

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Guide:
    """One kind of route.

    Attributes:
        kind: a `RouteKind`.
        when: for moderators, when it fits.
        title: for the author, kind and without alarm.
        words: for the author.
        national: whom anybody in the country can turn to; always shown.
        asked: what an organisation is asked for.
        quiet: whether the author is not told that it was followed up.
    """

    kind: str
    when: str | _StrPromise
    title: str | _StrPromise
    words: str | _StrPromise
    national: str | _StrPromise
    asked: str | _StrPromise
    quiet: bool = False


GUIDES: tuple[Guide, ...] = (
    Guide(
        RouteKind.CARE,
        _("Somebody needs help now, for their body or their mind."),
        _("Where you can get help now"),
        _("Thank you for telling us. You do not have to cope with this alone."),
        _(
            "If somebody is in danger, call 999. For urgent help with your health, also your mental health, call "
            "111. You can talk to Samaritans at any time on 116 123. It is free."
        ),
        _("Whom people can call in a crisis"),
    ),
    Guide(
        RouteKind.SAFEGUARDING,
        _("A child or an adult may be hurt, neglected or afraid of somebody."),
        _("Where you can find help to stay safe"),
        _("Nobody should be hurt, neglected or made afraid. If this is about you or somebody you know, there is help."),
        _(
            "If somebody is in danger now, call 999. The social care team of your local council listens to worries "
            "about a child or an adult. You do not have to give your name."
        ),
        _("Who looks after safeguarding"),
        quiet=True,
    ),
    Guide(
        RouteKind.COMPLAINT,
        _("Something went wrong that the author may want looked into."),
        _("How to have this looked into"),
        _(
            "What you told us can be looked into as a complaint, if you want that. It is your choice, and it does "
            "not change your care."
        ),
        _(
            "The Patient Advice and Liaison Service (PALS) of a hospital, or the manager of a GP surgery, can help. "
            "If you do not agree with the answer, you can ask the Parliamentary and Health Service Ombudsman on 0345 "
            "015 4033."
        ),
        _("Who takes complaints"),
    ),
    Guide(
        RouteKind.STAFF_CONCERN,
        _("A member of staff raises a worry about safety or about how people are treated."),
        _("Who listens to worries at work"),
        _("Thank you for speaking up. You have a right to be heard, and to be treated fairly for it."),
        _(
            "The Freedom to Speak Up Guardian where you work listens in confidence. They help you to be heard and to "
            "stay safe at work."
        ),
        _("Who listens to worries of staff"),
    ),
)
BY_KIND = {guide.kind: guide for guide in GUIDES}

PROPOSED = {
    "risk_to_life": RouteKind.CARE,
    "risk_to_self": RouteKind.CARE,
    "risk_to_others": RouteKind.CARE,
    "safeguarding_child": RouteKind.SAFEGUARDING,
    "safeguarding": RouteKind.SAFEGUARDING,
    "harm": RouteKind.COMPLAINT,
    "serious_incident": RouteKind.COMPLAINT,
    "legal": RouteKind.COMPLAINT,
    "staff_concern": RouteKind.STAFF_CONCERN,
}
"""Kind of signal → the route that software proposes to a moderator. It opens none."""


def proposed_for(signals: Iterable[str]) -> set[str]:
    """The routes that these signals propose."""
    return {PROPOSED[signal].value for signal in signals if signal in PROPOSED}
