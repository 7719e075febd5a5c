"""Reads of searches, each hit read again for whoever looks at it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from throughline.core import jobs
from throughline.core.errors import NotFound
from throughline.evidence import figures, nodes, queries
from throughline.evidence.nodes import Scope
from throughline.people.models import Account
from throughline.programmes.hooks import Note
from throughline.programmes.models import Programme
from throughline.understand.known import reach, shelves
from throughline.understand.known.models import Search
from throughline.understand.known.shelves import Hit, Shelf
from throughline.voices.models import Contribution
from throughline.voices.queries import public_words_of, words_of

NEWEST = 10
_NOTHING: Mapping[str, Any] = {"n": 0, "meaning": [], "words": []}


@dataclass(frozen=True)
class Found:
    """Hits of one kind: those nearest in meaning, those that hold the words, and how many were searched."""

    n: int
    meaning: list[Hit]
    words: list[Hit]


@dataclass(frozen=True)
class Results:
    """All that was found; `contribution` is None for those who may not read people's words. `kept`: (title, found) of
    what teams keep for themselves."""

    finding: Found
    theme: Found
    contribution: Found | None
    kept: list[tuple[str, Found]]


def searches(programme: Programme) -> list[Search]:
    """The newest searches of a programme's team."""
    return list(Search.objects.filter(programme=programme).select_related("asked_by").order_by("-pk")[:NEWEST])


def search(*, programme: Programme, ref: str) -> Search:
    """One search of the programme.

    Raises:
        NotFound: there is none.
    """
    found = Search.objects.select_related("programme").filter(programme=programme, ref=ref).first()
    if found is None:
        raise NotFound
    return found


def given_up(search: Search) -> bool:
    """Whether the job of a search failed so often that nobody tries any more."""
    if search.status == Search.Status.DONE:
        return False
    try:
        return jobs.status(search.job).state == "failed"
    except NotFound:
        return True


def results(search: Search, *, account: Account, may_read: bool) -> Results:
    """What a search found, as this account may see it now. Queries do not grow with what was searched.

    Args:
        may_read: whether the account has the duty to read words in the programme that asked.
    """
    stored = search.results
    shown = {
        "finding": _findings(search, _refs(stored["finding"])),
        "theme": _themes(search, stored["theme"]),
        "contribution": _words(search, account, _refs(stored["contribution"])) if may_read else {},
    }
    found = {kind: _found(stored[kind], shown[kind]) for kind in shown}
    kept = [(str(shelf.title), _kept(search, shelf, account)) for shelf in shelves.every()]
    return Results(found["finding"], found["theme"], found["contribution"] if may_read else None, kept)


def _kept(search: Search, shelf: Shelf, account: Account) -> Found:
    stored = search.results.get(shelf.kind, _NOTHING)  # searched before there was such a shelf
    return _found(stored, shelf.hits(reach.teams(search.programme, account), _refs(stored)))


def before_asking(programme: Programme) -> Iterable[Note]:
    """Where a team that is about to ask people something looks up what is known."""
    yield Note(_("Before you ask: see what is known already"), reverse("known", args=[programme.slug]))


def _found(stored: Mapping[str, Any], shown: Mapping[str, Hit]) -> Found:
    return Found(
        stored["n"],
        [shown[key[0]] for key in stored["meaning"] if key[0] in shown],
        [shown[key[0]] for key in stored["words"] if key[0] in shown],
    )


def _refs(stored: Mapping[str, Any]) -> set[str]:
    return {key[0] for key in (*stored["meaning"], *stored["words"])}


def _findings(search: Search, refs: Iterable[str]) -> dict[str, Hit]:
    rows = reach.findings(search.programme).filter(ref__in=refs).select_related("programme__organisation")
    hits = {}
    for row in rows:
        n = figures.of(row).n
        page = reverse("finding", args=[row.programme.slug, row.ref])
        hits[row.ref] = Hit(row.title, page, row.programme, n, row.summary)
    return hits


def _themes(search: Search, stored: Mapping[str, Any]) -> dict[str, Hit]:
    """Loaded by programme; no more of them than hits."""
    keys = {key[0]: key for key in (*stored["meaning"], *stored["words"])}
    owners = reach.programmes(search.programme).filter(pk__in={key[1] for key in keys.values()})
    hits = {}
    for programme in owners.select_related("organisation"):
        ends = [("theme", ref) for ref, key in keys.items() if key[1] == programme.pk]
        for (_kind, ref), node in nodes.load(programme, ends, Scope.PUBLIC).items():
            n = _("{n} contributions").format(n=keys[ref][2])
            hits[ref] = Hit(node.title, node.url, programme, n)
    return hits


def _words(search: Search, account: Account, refs: Iterable[str]) -> dict[str, Hit]:
    rows = reach.words(search.programme, account).filter(ref__in=refs)
    public = set(queries.quotable(rows).values_list("ref", flat=True))
    loaded = rows.select_related("programme__organisation", "data_key")
    return {row.ref: hit for row in loaded for hit in _said(row, row.ref in public)}


def _said(row: Contribution, public: bool) -> Iterator[Hit]:
    if row.data_key is None:
        return
    words = (public_words_of(row) if public else None) or words_of(row)
    page = reverse("throughline-node", args=[row.programme.slug, "contribution", row.ref]) if public else ""
    yield Hit(words, page, row.programme, labels=row.labels)
