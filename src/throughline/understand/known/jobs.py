"""What the search does in the background."""

from django_tasks import task

from throughline.understand.known import searching
from throughline.understand.known.models import Search


@task()
def search_what_is_known(search_ref: str) -> None:
    """Search what is known for a question. Safe to repeat: it is answered once."""
    asked = Search.objects.select_related("programme", "asked_by").filter(ref=search_ref).first()
    if asked is not None and asked.status == Search.Status.WAITING:
        searching.answer(asked)
