"""What questionnaires do in the background."""

from django_tasks import task

from throughline.core.jobs import every
from throughline.understand.questionnaires import actions


@task
def forget_erased() -> None:
    """Delete what erased submissions had chosen. They are out of every result from the moment of the request."""
    while actions.forget_erased():
        pass


every(3600, forget_erased)
