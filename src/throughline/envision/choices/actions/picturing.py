"""Pictures of levels: sending one, taking it out, and bringing them along in a copy."""

from __future__ import annotations

from django.utils.translation import gettext as _

from throughline.core.actions import action
from throughline.core.errors import Refused
from throughline.core.refs import new_ref
from throughline.envision.choices.actions.planning import hold, record
from throughline.envision.choices.forms import LONGEST_ALT
from throughline.envision.choices.models import LevelPicture
from throughline.envision.choices.plan import plan_of
from throughline.language.media import Picture
from throughline.people.models import Account
from throughline.programmes.models import Activity


@action
def put_picture(
    *, activity: Activity, attribute: str, level: str, picture: Picture, alt: str, by: Account | None, once_key: str
) -> None:
    """Show a picture with a level, in the place of any that was there.

    Args:
        attribute, level: slugs.
        picture: drawn anew, as `language.media.redrawn` does.
        alt: what it shows, in words.
        once_key: the form's idempotency key.

    Raises:
        Refused: the activity has opened, the level is not there, or there are no words for it.
        NotAllowed: the account may not.
    """
    current = hold("picture", activity, by, once_key)
    if current is None:
        return
    if not plan_of(current.settings).has(attribute, level):
        raise Refused(_("This level is not there any more. Choose again."), field="level")
    said = " ".join(alt.split())
    if not said or len(said) > LONGEST_ALT:
        raise Refused(_("Say in a few words what the picture shows"), field="alt")
    LevelPicture.objects.filter(activity=current, attribute=attribute, level=level).delete()
    LevelPicture.objects.create(
        activity=current,
        attribute=attribute,
        level=level,
        alt=said,
        content=picture.content,
        width=picture.width,
        height=picture.height,
    )
    current.settings = current.settings | {"pictures": True}  # so that pages without any need not look
    current.save(update_fields=["settings"])
    record(current, by, f"picture of {attribute}:{level}")


@action
def remove_picture(*, activity: Activity, ref: str, by: Account | None, once_key: str) -> None:
    """Take a picture out. Raises as `put_picture`."""
    current = hold("no-picture", activity, by, once_key)
    if current is not None:
        LevelPicture.objects.filter(activity=current, ref=ref).delete()
        record(current, by, "a picture taken out")


def copy_pictures(*, activity: Activity, copy: Activity) -> None:
    """Give a copy the pictures of another, inside the action that copies."""
    for row in LevelPicture.objects.filter(activity=activity).order_by("pk"):
        row.pk, row.ref, row.activity = None, new_ref(), copy
        row.save(force_insert=True)
