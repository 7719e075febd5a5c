"""Finding what a command names, or saying that there is none."""

from throughline.cli.failures import BadInput
from throughline.programmes import queries
from throughline.programmes.models import Activity, Programme


def programme_called(slug: str) -> Programme:
    """The programme with this name in addresses. Raises `BadInput` that lists some when there is none."""
    found = queries.programme_by_slug(slug)
    if found is None:
        some = ", ".join(Programme.objects.order_by("-id").values_list("slug", flat=True)[:5])
        raise BadInput(
            f"There is no programme called “{slug}”. " + (f"There are: {some}" if some else "There is none.")
        )
    return found


def activity_called(ref: str) -> Activity:
    """The activity with this reference. Raises `BadInput`."""
    found = Activity.objects.select_related("programme").filter(ref=ref).first()
    if found is None:
        raise BadInput(f"There is no activity with the reference “{ref}”.")
    return found
