"""What themes did with a contribution, told to its author."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from throughline.evidence import steps
from throughline.evidence.steps import Step
from throughline.understand.themes.models import Assignment, RareSignal, Theme
from throughline.voices.models import Contribution

ORDER = 10


def tell(contributions: Sequence[Contribution]) -> Mapping[str, Sequence[Step]]:
    """Steps of themes and rare signals: two queries, however many contributions."""
    told: dict[str, list[Step]] = {contribution.ref: [] for contribution in contributions}
    places = Assignment.objects.filter(
        contribution__in=contributions, theme__status__in=[Theme.Status.PROPOSED, Theme.Status.SIGNED_OFF]
    ).select_related("theme__programme", "theme__signed_by", "by_account", "contribution")
    for place in places:
        told[place.contribution.ref].append(_theme_step(place))
    signals = RareSignal.objects.filter(contribution__in=contributions, read_at__isnull=False)
    for signal in signals.select_related("contribution", "read_by"):
        told[signal.contribution.ref].append(
            Step(
                when=signal.read_at,
                title=_("Read as a rare signal: {outcome}").format(outcome=signal.get_outcome_display()),
                reason=signal.reason,
                by=signal.read_by.name if signal.read_by else "",
                order=ORDER,
            )
        )
    return told


def _theme_step(place: Assignment) -> Step:
    theme = place.theme
    if theme.status == Theme.Status.PROPOSED:
        return Step(
            when=place.assigned_at,
            title=_("Put together with similar words"),
            reason=_("A person has not checked this group yet."),
            by_machine=place.by_account is None,
            by=place.by_account.name if place.by_account else "",
            order=ORDER,
        )
    by = place.by_account or theme.signed_by
    return Step(
        when=theme.signed_at,
        title=_("In the theme “{name}”").format(name=theme.name),
        url=reverse("throughline-node", args=[theme.programme.slug, "theme", theme.ref]),
        by=by.name if by else "",
        order=ORDER,
    )


def register() -> None:
    steps.register(tell)
