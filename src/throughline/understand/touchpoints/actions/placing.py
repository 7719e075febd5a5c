"""Placing words at a touchpoint, with the feelings that their author named, and taking them off again."""

from __future__ import annotations

from collections.abc import Collection

from django.utils import timezone
from django.utils.translation import gettext as _

from throughline.core import once
from throughline.core.actions import action
from throughline.core.errors import Refused
from throughline.evidence import counting
from throughline.language import feelings
from throughline.people.models import Account
from throughline.programmes.permissions import Duty, require
from throughline.understand.touchpoints.actions._common import record
from throughline.understand.touchpoints.models import Named, Placement, Touchpoint
from throughline.voices import queries as voices
from throughline.voices.models import Contribution


@action
def place(
    *,
    contribution: Contribution,
    touchpoint: Touchpoint,
    going: str,
    stretch: tuple[int, int] | None = None,
    named: Collection[str] = (),
    by: Account,
    once_key: str,
) -> Placement:
    """Put words, or a stretch of them, where they belong on the journey, and keep that a person read them.

    Args:
        contribution: whose words.
        touchpoint: of the same programme.
        going: a `Placement.Going`.
        stretch: from which character to which; None for all of the words.
        named: the feelings that their author named there, in the author's own words.
        by: the reader.
        once_key: the form's idempotency key.

    Returns:
        The placement; the same once more where the same words stand there in the same way already.

    Raises:
        Refused: the words may not be used any more; or a feeling is not named in what is placed.
        NotAllowed: the person may not.
    """
    require(Duty.ANALYSE, by=by, programme=touchpoint.programme)
    claim = once.claim(scope=f"touchpoints.place:{contribution.ref}:{by.ref}", key=once_key)
    if not claim.first:
        return Placement.objects.get(ref=claim.outcome)
    usable = counting.usable(touchpoint.programme).select_related("data_key").filter(pk=contribution.pk)
    held = usable.select_for_update(of=("self",)).first()
    if held is None:
        raise Refused(_("These words may not be used any more."))
    text = voices.words_of(held)
    start, end = _checked(text, stretch)
    _check_named(text[start:end], named)
    span = (start, end) if stretch else (None, None)
    row, _made = Placement.objects.get_or_create(
        touchpoint=touchpoint,
        contribution=held,
        going=Placement.Going(going),
        start=span[0],
        end=span[1],
        defaults={"placed_by": by},
    )
    Named.objects.bulk_create([Named(placement=row, word=word) for word in sorted(named)], ignore_conflicts=True)
    unread = Contribution.objects.filter(pk=held.pk, first_read_at__isnull=True)
    unread.update(first_read_at=timezone.now(), first_read_by=by)
    record(by, "place", f"contribution:{held.ref}", touchpoint=touchpoint.ref, named=len(named))
    claim.settle(row.ref)
    return row


def _checked(text: str, stretch: tuple[int, int] | None) -> tuple[int, int]:
    start, end = stretch or (0, len(text))
    if not 0 <= start < end <= len(text):
        raise Refused(_("This part of the words is not there any more. Reload the page."), field="parts")
    return start, end


def _check_named(text: str, named: Collection[str]) -> None:
    """A feeling is its author's: what they did not name in these words cannot be kept."""
    there = {one.word for one in feelings.find(text)}
    if not set(named) <= there:
        missing = ", ".join(sorted(set(named) - there))
        raise Refused(
            _("The author does not name this feeling in the part that you chose: %(words)s") % {"words": missing},
            field="named",
        )


@action
def take_off(*, placement: Placement, by: Account) -> None:
    """Take words off the map. Their author's page says no more of it.

    Raises:
        NotAllowed: the person may not.
    """
    require(Duty.ANALYSE, by=by, programme=placement.touchpoint.programme)
    contribution, touchpoint = placement.contribution.ref, placement.touchpoint.ref
    placement.delete()
    record(by, "take-off", f"contribution:{contribution}", touchpoint=touchpoint)
