"""Telling subscribers that a programme has opened."""

from django_tasks import task

from throughline.programmes.models import Programme


def tell_of(programme: Programme) -> None:
    """Queue the telling, in the transaction that opens the programme."""
    tell_subscribers.enqueue(programme.ref)


@task()
def tell_subscribers(programme_ref: str) -> None:
    """One short transaction a subscriber; started again after a crash it goes on where it stopped."""
    from throughline.notices import actions, queries

    programme = Programme.objects.get(ref=programme_ref)
    for subscription in queries.interested_in(programme).iterator():
        actions.tell(subscription=subscription, programme=programme)
