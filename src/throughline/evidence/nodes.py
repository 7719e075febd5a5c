"""What the ends of links are. Each app registers how its own things are shown, so that this app knows none of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.utils.functional import _StrPromise

    from throughline.programmes.models import Programme
    from throughline.voices.models import Contribution

End = tuple[str, str]
"""(kind, ref)."""
SHORT = 20


class Scope(Enum):
    """Who looks: the public sees what is published; the team also sees drafts."""

    PUBLIC = "public"
    TEAM = "team"


@dataclass(frozen=True)
class Node:
    """One thing on the throughline, as a reader meets it. `title` is plain text."""

    kind: str
    ref: str
    title: str
    url: str
    when: datetime | None = None
    state: str | _StrPromise = ""

    @property
    def end(self) -> End:
        return self.kind, self.ref

    @property
    def short(self) -> str:
        """The title, cut after so many words, for lists."""
        words = self.title.split()
        return self.title if len(words) <= SHORT else " ".join(words[:SHORT]) + "…"


Loader = Callable[["Programme", Collection[str], Scope], Iterable[Node]]
Beneath = Callable[[Collection[str]], "QuerySet[Contribution]"]
Holders = Callable[[Collection[str]], Iterable[str]]
All = Callable[["Programme"], Iterable[str]]


@dataclass(frozen=True)
class Kind:
    """A kind of thing, in the order in which the throughline passes through them."""

    slug: str
    name: str | _StrPromise
    plural: str | _StrPromise
    order: int
    load: Loader
    beneath: Beneath | None = None
    holders: Holders | None = None
    all: All | None = None


_kinds: dict[str, Kind] = {}


def register(
    slug: str,
    *,
    name: str | _StrPromise,
    plural: str | _StrPromise,
    order: int,
    load: Loader,
    beneath: Beneath | None = None,
    holders: Holders | None = None,
    all: All | None = None,
) -> None:
    """Add a kind; called once from an app's `ready`.

    Args:
        slug: as it stands in links, such as “finding”.
        name: one of them, for people.
        plural: several of them, for people.
        order: place on the way from contribution (0) to adoption (70).
        load: given the programme, refs and scope, the nodes that may be shown; others are simply absent.
        beneath: given refs, the contributions they hold, where these are not links.
        holders: given refs of contributions, the refs of those that hold them: the way back of `beneath`.
        all: the refs of all of this kind in a programme; without it, those that are linked.
    """
    _kinds[slug] = Kind(slug, name, plural, order, load, beneath, holders, all)


def kinds() -> list[Kind]:
    """All kinds in the order of the throughline."""
    return sorted(_kinds.values(), key=lambda kind: kind.order)


def kind(slug: str) -> Kind | None:
    return _kinds.get(slug)


def load(programme: Programme, ends: Iterable[End], scope: Scope) -> dict[End, Node]:
    """The nodes at these ends that may be shown in this scope; one call of a loader for each kind."""
    wanted: dict[str, set[str]] = {}
    for slug, ref in ends:
        wanted.setdefault(slug, set()).add(ref)
    return {
        node.end: node
        for slug, refs in wanted.items()
        if slug in _kinds
        for node in _kinds[slug].load(programme, refs, scope)
    }
