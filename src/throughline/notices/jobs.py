"""Telling subscribers that a programme has opened."""

from django_tasks import task

from throughline.core import jobs
from throughline.programmes.models import Programme


def tell_of(programme: Programme) -> None:
    """Queue the telling, in the transaction that opens the programme."""
    tell_subscribers.enqueue(programme.ref)


@task()
def tell_subscribers(programme_ref: str) -> None:
    """One short transaction a subscriber; started again after a crash it tells nobody twice."""
    from throughline.notices import actions, queries

    programme = Programme.objects.get(ref=programme_ref)
    if programme.status != Programme.Status.OPEN:
        return
    # A list, because SQLite cannot write while the same connection is still reading an older state.
    interested = list(queries.interested_in(programme))
    for number, subscription in enumerate(interested):
        jobs.progress(number, len(interested))
        actions.tell(subscription=subscription, programme=programme)
