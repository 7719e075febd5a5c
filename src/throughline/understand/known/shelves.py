"""What other parts of the house put where a search of what is known looks, so that the search knows none of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from throughline.programmes.models import Programme

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Hit:
    """One thing that was found. `n`: how many people or contributions stand behind it, as it may be shown; or what
    kind of thing it is."""

    text: str
    url: str
    programme: Programme
    n: str = ""
    summary: str = ""
    labels: Sequence[str] = ()


@dataclass(frozen=True)
class Shelf:
    """One kind of thing that teams keep for themselves, searched in the programmes whose teams the asker belongs to.

    `texts`: (programmes) → the key and the text of each thing. `hits`: (programmes, keys) → the things that are still
    there, by key. Queries must not grow with what is there.
    """

    kind: str
    title: str | _StrPromise
    texts: Callable[[QuerySet[Programme]], Iterable[tuple[str, str]]]
    hits: Callable[[QuerySet[Programme], set[str]], dict[str, Hit]]


_shelves: dict[str, Shelf] = {}


def add(shelf: Shelf) -> None:
    """Put up a shelf; the same kind again takes its place."""
    _shelves[shelf.kind] = shelf


def every() -> list[Shelf]:
    """Every shelf, in the order in which they were put up."""
    return list(_shelves.values())
