"""What seats need done in the background."""

from __future__ import annotations

from django_tasks import task

from throughline.core.jobs import every
from throughline.envision.seats import actions, queries


@task
def forget_erased() -> None:
    """Delete what was answered from erased seats. It is out of every result from the moment of the request."""
    while actions.forget_erased():
        pass


every(3600, forget_erased)


@task()
def ask_again() -> None:
    """Have results worked out without the answers of those who took them back. Safe to repeat."""
    for activity in queries.with_results():
        actions.ask_again(activity)


every(30, ask_again)
