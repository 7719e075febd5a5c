"""What panellists do: rate items, say why, and suggest items that are missing."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from throughline.core.actions import action
from throughline.core.errors import Refused
from throughline.envision.delphi import queries
from throughline.envision.delphi.models import Item, Rating, Reason, Round, Suggestion
from throughline.envision.seats.models import Seat
from throughline.programmes.models import Activity
from throughline.voices.actions import Words, add_words


@action
def rate(*, seat: Seat, item: Item, value: int | None, reason: str = "", once_key: str) -> Rating:
    """Keep what somebody says of an item in the round that is open. Rating again changes it; the last one holds.

    Args:
        seat: whose rating. The caller has checked that it is theirs.
        value: a number on the scale; None where the item is outside their expertise.
        reason: why, in their own words; it is moderated before others see it. May be empty.
        once_key: the form's key, by which a reason is kept once.

    Raises:
        Refused: no round with this item is open, or the number is not on the scale.
    """
    round_ = _open(seat.activity)
    if round_ is None or not round_.items.filter(pk=item.pk).exists():
        raise Refused(_("This round has closed, so your rating was not taken. What you wrote is still on this page."))
    settings = queries.settings_of(seat.activity)
    if value is not None and not settings.low <= value <= settings.high:
        raise Refused(
            _("Choose a number from %(low)s to %(high)s.") % {"low": settings.low, "high": settings.high},
            field="rating",
        )
    rating = Rating(seat=seat, item=item, round=round_, value=value, changed_at=timezone.now())
    Rating.objects.bulk_create(
        [rating],
        update_conflicts=True,
        unique_fields=["seat", "item", "round"],
        update_fields=["value", "changed_at"],
    )
    for words in add_words(
        submission=seat.submission, words=[Words("reason", item.text, reason)], once_key=f"reason:{once_key}"
    ):
        Reason.objects.get_or_create(contribution=words, defaults={"seat": seat, "item": item, "round": round_})
    return rating


@action
def suggest(*, seat: Seat, text: str, once_key: str) -> None:
    """Keep an item that a panellist misses, for the team to decide on. In the first round only.

    Raises:
        Refused: nothing was written, the first round is not open, or this panel takes no suggestions.
    """
    round_ = _open(seat.activity)
    if round_ is None or round_.number != 1 or not queries.settings_of(seat.activity).suggest:
        raise Refused(_("Statements can be suggested in the first round only. What you wrote is still on this page."))
    if not text.strip():
        raise Refused(_("Write what the panel should rate"), field="words")
    asked = _("What else should the panel rate?")
    for words in add_words(
        submission=seat.submission, words=[Words("suggestion", asked, text)], once_key=f"suggest:{once_key}"
    ):
        Suggestion.objects.get_or_create(contribution=words, defaults={"seat": seat})


def _open(activity: Activity) -> Round | None:
    """The open round, held, so that a rating is either in before the round is closed or refused."""
    if not Activity.objects.filter(pk=activity.pk, status=Activity.Status.OPEN).exists():
        return None
    return Round.objects.select_for_update().filter(activity=activity, closed_at__isnull=True).first()
