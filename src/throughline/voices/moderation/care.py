"""What a moderator does about signals: words that say that somebody may be, or may have been, hurt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from throughline.language import signals

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Advice:
    """What a kind of signal is called, what to do about it, and whether that comes before any decision."""

    name: str | _StrPromise
    what_to_do: str | _StrPromise
    now: bool = False


ADVICE = {
    "risk_to_life": Advice(
        _("Somebody’s life may be at risk"),
        _(
            "Pass this on now, before you decide: tell the person in charge of keeping people safe. If somebody is in "
            "danger at this moment and you know where they are, call 999."
        ),
        now=True,
    ),
    "risk_to_self": Advice(
        _("Somebody may harm or kill themselves"),
        _(
            "Pass this on now, before you decide: tell the person in charge of keeping people safe. Send the words "
            "about where to get help at once."
        ),
        now=True,
    ),
    "risk_to_others": Advice(
        _("Somebody may hurt another person"),
        _(
            "Pass this on now, before you decide: tell the person in charge of keeping people safe. If somebody is in "
            "danger at this moment and you know where they are, call 999."
        ),
        now=True,
    ),
    "safeguarding_child": Advice(
        _("A child may need protection"),
        _("Pass this on now, before you decide: tell the person in charge of keeping children safe."),
        now=True,
    ),
    "safeguarding": Advice(
        _("A child or adult may need protection"),
        _("Pass this on now, before you decide: tell the person in charge of keeping people safe."),
        now=True,
    ),
    "harm": Advice(_("Somebody may have been harmed"), _("Tell the person in charge of safety today.")),
    "serious_incident": Advice(
        _("A serious incident"), _("Tell the person in charge of safety today. Check that it has been reported.")
    ),
    "legal": Advice(
        _("A court, inquest or complaint"), _("Check the rule about courts, inquests and complaints first.")
    ),
    "staff_concern": Advice(
        _("A worry raised by staff"), _("Take care that nobody can tell who raised it. Point to the Guardian.")
    ),
}


@dataclass(frozen=True)
class Noticed:
    """A kind of signal with the phrases that software noticed in these words."""

    advice: Advice
    phrases: Sequence[str]


def noticed(text: str, kinds: Iterable[str]) -> list[Noticed]:
    """The signals of words, those to be passed on now first.

    Args:
        text: the words as given.
        kinds: the signals kept with them, which may be of an earlier list of rules.
    """
    phrases: dict[str, list[str]] = {kind: [] for kind in kinds}
    for signal in signals.find(text):
        phrases.setdefault(signal.kind, []).append(signal.phrase)
    known = [Noticed(ADVICE[kind], list(dict.fromkeys(found))) for kind, found in phrases.items() if kind in ADVICE]
    return sorted(known, key=lambda one: not one.advice.now)


def names(kinds: Iterable[str]) -> list[Advice]:
    """The advice on these kinds, without looking at the words."""
    return sorted((ADVICE[kind] for kind in kinds if kind in ADVICE), key=lambda one: not one.now)
