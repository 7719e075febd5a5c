"""What the layers above add to programmes, so that this app knows none of them. Registered from `ready`.

Hooks of an event run inside the transaction of the action that causes it: they change rows and queue jobs,
nothing slower.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from throughline.people.models import Account
    from throughline.programmes.models import Activity, Programme

T = TypeVar("T")


@dataclass(frozen=True)
class Note:
    """Something about a programme that everybody may know. `waits`: its team should act on it."""

    text: str
    url: str
    waits: bool = False


@dataclass(frozen=True)
class Sent:
    """Something that an account sent as a participant, for its own page."""

    title: str
    url: str
    programme: str
    when: datetime


class Hook(Generic[T]):
    """A list of functions that others add to, each once."""

    def __init__(self) -> None:
        self._added: list[Callable[..., T]] = []

    def __call__(self, function: Callable[..., T]) -> Callable[..., T]:
        """Add a function; the same one again changes nothing. Returns it, so that this can be a decorator."""
        if function not in self._added:
            self._added.append(function)
        return function

    def run(self, *args: object) -> list[T]:
        """Call every function in the order in which they were added; returns what each gave."""
        return [function(*args) for function in self._added]


on_create: Hook[None] = Hook()
"""(programme): a draft was made."""

on_open: Hook[None] = Hook()
"""(programme): it was opened. `notices` queues its job here."""

before_asking: Hook[Iterable[Note]] = Hook()
"""(programme): what a team may look at before it asks people something."""

notes: Hook[Iterable[Note]] = Hook()
"""(programme, exact): what its page says besides. Numbers are exact only for those with a duty."""

of_activity: Hook[Iterable[Note]] = Hook()
"""(activity, roles of whoever asks): further pages for its team."""

sent_by: Hook[Iterable[Sent]] = Hook()
"""(account): what this account sent as a participant."""

about_choices: Hook[list[tuple[str, str | _StrPromise]]] = Hook()
"""(): the “about you” questions that a programme may ask, as (slug, question)."""


def notes_on(programme: Programme, *, exact: bool) -> list[Note]:
    """Every note on a programme."""
    return [note for some in notes.run(programme, exact) for note in some]


def notes_before_asking(programme: Programme) -> list[Note]:
    """Everything that a team may look at before it asks people something."""
    return [note for some in before_asking.run(programme) for note in some]


def pages_of_activity(activity: Activity, roles: Collection[str]) -> list[Note]:
    """Every further page of an activity for a person of its team."""
    return [note for some in of_activity.run(activity, roles) for note in some]


def everything_sent_by(account: Account) -> list[Sent]:
    """Everything an account sent, from every app that takes words in."""
    return [one for some in sent_by.run(account) for one in some]


def all_about_choices() -> list[tuple[str, str | _StrPromise]]:
    """Every “about you” question on offer."""
    return [choice for some in about_choices.run() for choice in some]
