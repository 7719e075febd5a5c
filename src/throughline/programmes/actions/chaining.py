"""Making an activity together with those that it builds on."""

from __future__ import annotations

from django.utils.translation import gettext as _

from throughline.core.actions import action
from throughline.core.errors import Refused
from throughline.people.models import Account
from throughline.programmes import methods
from throughline.programmes.actions._common import pressed, record
from throughline.programmes.actions.activities import create_activity
from throughline.programmes.models import Activity, Programme
from throughline.programmes.permissions import Duty, require


@action
def create_chain(*, programme: Programme, method: str, by: Account | None, once_key: str = "") -> Activity:
    """Prepare an activity and, before it, the activities whose words it gathers, each with what it begins with.

    Args:
        programme: which gets them.
        method: slug of a method that names what stands beside it (`Method.beside`).
        by: who asks.
        once_key: the form's key; the same key again gives the same activity.

    Returns:
        The activity of this method.

    Raises:
        NotAllowed: the account is neither organiser nor facilitator.
        NotFound: there is no such method.
        Refused: the programme is closed, or the method stands alone.
    """
    require(Duty.RUN_ACTIVITY, by=by, programme=programme)
    claim = pressed("programmes.create-chain", by=by, key=once_key)
    if not claim.first:
        return Activity.objects.get(ref=claim.outcome)
    chosen = methods.get(method)
    if not chosen.beside:
        raise Refused(_("This kind of activity stands alone. Add it by itself."))
    for one in chosen.beside:
        settings = {name: str(words) for name, words in one.settings.items()}
        create_activity(
            programme=programme,
            method=one.method,
            title=str(one.title),
            intro=str(one.intro),
            settings=settings,
            by=by,
        )
    made = create_activity(programme=programme, method=chosen.slug, title=str(chosen.name), by=by)
    claim.settle(made.ref)
    record("programmes.create-chain", by=by, target=f"activity:{made.ref}", method=chosen.slug)
    return made
