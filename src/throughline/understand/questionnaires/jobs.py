"""What questionnaires do in the background."""

from django_tasks import task

from throughline.core import jobs
from throughline.core.errors import Refused
from throughline.core.jobs import every
from throughline.people.models import Contact
from throughline.understand.questionnaires import actions, queries
from throughline.understand.questionnaires.models import Wave


@task
def forget_erased() -> None:
    """Delete what erased submissions had chosen. They are out of every result from the moment of the request."""
    while actions.forget_erased():
        pass


every(3600, forget_erased)


@task
def keep_to_the_days() -> None:
    """Begin the waves whose first day has come, and end those whose last day is over. Safe to repeat."""
    for wave in queries.due_to_open():
        try:
            actions.open_wave(wave=wave, by=None)
        except Refused:
            continue  # its programme takes nothing in; it stays on the plan, where the team sees it
    for wave in queries.due_to_end():
        actions.end_wave(wave=wave)


every(900, keep_to_the_days)


@task
def tell_of_wave(activity_ref: str, number: int) -> None:
    """Tell those who agreed to it that a wave has opened: one short transaction each; begun again after a crash it
    tells nobody twice."""
    wave = Wave.objects.select_related("activity__programme").get(activity__ref=activity_ref, number=number)
    contacts = list(queries.invitations(wave))
    for done, pk in enumerate(contacts):
        jobs.progress(done, len(contacts))
        contact = Contact.objects.filter(pk=pk).first()
        if contact is not None:
            actions.tell(wave=wave, contact=contact)
