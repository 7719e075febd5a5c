"""What a team decides before the first round: the items, what counts as agreement, and that both are fixed."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from throughline.core import audit, once
from throughline.core.actions import Actor, action
from throughline.core.errors import Refused
from throughline.envision.delphi.definition import Settings, definition_of
from throughline.envision.delphi.models import Item, Panel
from throughline.people.models import Account
from throughline.programmes.models import Activity
from throughline.programmes.permissions import Duty, require

MOST_ITEMS = 200


@action
def keep_settings(*, activity: Activity, settings: Settings, by: Account | None, once_key: str) -> None:
    """Keep how the panel decides.

    Raises:
        NotAllowed: the account may not.
        Refused: it is fixed already, or its parts do not fit together.
    """
    panel = _begin("settings", activity, by, once_key)
    if panel is None:
        return
    try:
        definition_of(settings, dated="")
    except ValueError:
        raise Refused(_("These choices do not fit together. RAND/UCLA rules need the scale of 1 to 9.")) from None
    panel.chosen = settings.kept()
    panel.save(update_fields=["chosen"])
    _record(activity, by, "delphi.keep-settings")


@action
def keep_items(*, activity: Activity, texts: Sequence[str], by: Account | None, once_key: str) -> None:
    """Put these items, in this order, in the place of those there were.

    Raises:
        NotAllowed: the account may not.
        Refused: the panel is fixed, or an item is there twice, too long, or one of too many.
    """
    if _begin("items", activity, by, once_key) is None:
        return
    wanted = [" ".join(text.split()) for text in texts if text.strip()]
    _check_items(wanted)
    Item.objects.filter(activity=activity).delete()
    Item.objects.bulk_create(
        [Item(activity=activity, number=number, text=text) for number, text in enumerate(wanted, start=1)]
    )
    _record(activity, by, "delphi.keep-items", items=len(wanted))


def _check_items(wanted: Sequence[str]) -> None:
    seen: set[str] = set()
    for text in wanted:
        if text.casefold() in seen:
            raise Refused(_("“%(text)s” is there twice. Keep one of them.") % {"text": text[:80]}, field="items")
        if len(text) > 500:
            raise Refused(
                _("“%(text)s …” is too long. Use 500 characters or fewer.") % {"text": text[:40]}, field="items"
            )
        seen.add(text.casefold())
    if len(wanted) > MOST_ITEMS:
        raise Refused(_("Use %(most)s statements or fewer.") % {"most": MOST_ITEMS}, field="items")


@action
def lock(*, activity: Activity, by: Account | None, once_key: str) -> Panel | None:
    """Fix items and definition for good, and make the definition's fingerprint public.

    Returns:
        The panel; None where this form was sent before.

    Raises:
        NotAllowed: the account may not.
        Refused: there are no items, or it is fixed already.
    """
    panel = _begin("lock", activity, by, once_key)
    if panel is None:
        return None
    if not Item.objects.filter(activity=activity).exists():
        raise Refused(_("Write at least one statement first."))
    settings = panel.decides
    definition = definition_of(settings, dated=timezone.localdate().isoformat())
    panel.chosen = settings.kept()
    panel.exact, panel.fingerprint = definition.words, definition.fingerprint
    panel.locked_at, panel.locked_by = timezone.now(), by
    panel.save()
    _record(activity, by, "delphi.lock", fingerprint=panel.fingerprint)
    return panel


@action
def copy_set_up(*, activity: Activity, copy: Activity) -> None:
    """Give a new panel the statements and the choices of another, not fixed yet. Suggestions do not come along.

    The caller has made `copy` and checked that it may.
    """
    chosen = Panel.objects.filter(activity=activity).values_list("chosen", flat=True).first()
    Panel.objects.create(activity=copy, chosen=chosen or Settings().kept())
    written = Item.objects.filter(activity=activity, since=1).order_by("number")
    Item.objects.bulk_create(
        [Item(activity=copy, number=number, text=one.text) for number, one in enumerate(written, start=1)]
    )


def _begin(verb: str, activity: Activity, by: Account | None, once_key: str) -> Panel | None:
    """The panel, held against other changes; None if this form was sent before."""
    require(Duty.RUN_ACTIVITY, by=by, programme=activity.programme)
    if not once.claim(scope=f"delphi.{verb}:{activity.ref}", key=once_key).first:
        return None
    Activity.objects.select_for_update().get(pk=activity.pk)
    panel, _made = Panel.objects.get_or_create(activity=activity, defaults={"chosen": Settings().kept()})
    if panel.locked_at is not None:
        raise Refused(_("This is fixed and public, so it cannot be changed any more."))
    return panel


def _record(activity: Activity, by: Account | None, verb: str, **detail: object) -> None:
    actor = by.actor() if by else Actor.system("delphi")
    audit.record(actor=actor, verb=verb, target=f"activity:{activity.ref}", detail=detail)
