"""A search, from reading what is known to what is nearest to the question. The work of a job, never of a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from throughline.analysis.disclosure import protect_count
from throughline.core import jobs
from throughline.core.vault import Destroyed
from throughline.evidence import nodes
from throughline.evidence.counting import is_usable
from throughline.evidence.nodes import Scope
from throughline.language import embedding, search
from throughline.language.embedding import Embedder, TfidfSvd, Vectors
from throughline.understand.known import keeping, reach, shelves
from throughline.understand.known.models import Search
from throughline.voices.models import Contribution
from throughline.voices.queries import words_of

Progress = Callable[[int, int, str], None]
TOP = 6
LONGEST_DESCRIPTION = 200


@dataclass
class Pile:
    """Things of one kind, with the text by which each is found. `keys`: what is stored of a hit."""

    keys: list[list[Any]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def add(self, key: list[Any], text: str) -> None:
        self.keys.append(key)
        self.texts.append(text)


def answer(asked: Search) -> None:
    """Search, and store what was found. Begun again after a crash it goes on from the vectors that it kept."""
    engine = embedding.load()
    piles = {"finding": _findings(asked), "theme": _themes(asked)} | _kept(asked)
    rows, said = _words(asked)
    known = _vectors(rows, said.texts, engine)

    def find(_tell: Progress) -> dict[str, Any]:
        found = {kind: _nearest(asked.question, pile, engine) for kind, pile in piles.items()}
        return found | {"contribution": _nearest(asked.question, said, engine, known)}

    results = jobs.compute(find, progress=jobs.progress)
    _count(results["theme"])
    description = engine.description[:LONGEST_DESCRIPTION]
    with jobs.commit():
        Search.objects.filter(pk=asked.pk).update(status=Search.Status.DONE, results=results, description=description)


def _findings(asked: Search) -> Pile:
    pile = Pile()
    for ref, title, summary in reach.findings(asked.programme).order_by("pk").values_list("ref", "title", "summary"):
        pile.add([ref], f"{title}. {summary}")
    return pile


def _themes(asked: Search) -> Pile:
    """The signed-off themes of the organisation, by name, as the throughline knows them."""
    pile, kind = Pile(), nodes.kind("theme")
    if kind is None or kind.all is None:
        return pile
    for programme in reach.programmes(asked.programme).order_by("pk"):
        ends = [("theme", ref) for ref in kind.all(programme)]
        for (_slug, ref), node in sorted(nodes.load(programme, ends, Scope.PUBLIC).items()):
            pile.add([ref, programme.pk], node.title)
    return pile


def _kept(asked: Search) -> dict[str, Pile]:
    """What teams keep for themselves, where whoever asks belongs to them."""
    piles = {}
    for shelf in shelves.every():
        piles[shelf.kind] = pile = Pile()
        for key, text in shelf.texts(reach.teams(asked.programme, asked.asked_by)):
            pile.add([key], text)
    return piles


def _words(asked: Search) -> tuple[list[Contribution], Pile]:
    rows, pile = [], Pile()
    readable = reach.words(asked.programme, asked.asked_by).select_related("data_key").order_by("pk")
    for row in readable.only("ref", "words", "data_key").iterator(chunk_size=500):
        try:
            text = words_of(row)
        except Destroyed:  # erased while we read
            continue
        rows.append(row)
        pile.add([row.ref], text)
    return rows, pile


def _vectors(rows: Sequence[Contribution], texts: Sequence[str], engine: Embedder) -> Vectors | None:
    """One vector a text: those that are kept, and new ones, which are kept for the next search. None without a model,
    whose vectors could not be compared with the question's."""
    if isinstance(engine, TfidfSvd) or not rows:
        return None
    name = f"{engine.name} {engine.version}"
    have = keeping.kept(rows, name)
    missing = [place for place, row in enumerate(rows) if row.pk not in have]
    note = _("Reading words that are new")
    for start in range(0, len(missing), keeping.BATCH):
        places = missing[start : start + keeping.BATCH]

        def read(_tell: Progress, places: Sequence[int] = places) -> Vectors:
            return engine.embed([texts[place] for place in places])

        made = jobs.compute(read, progress=jobs.progress)
        new = {rows[place].pk: made[number] for number, place in enumerate(places)}
        keeping.keep([rows[place] for place in places], new, name)
        have |= new
        jobs.progress(start + len(places), len(missing), note)
    return np.stack([have[row.pk] for row in rows])


def _nearest(question: str, pile: Pile, engine: Embedder, vectors: Vectors | None = None) -> dict[str, Any]:
    found = search.Index(pile.texts, engine, vectors).search(question, TOP)
    return {
        "n": len(pile.texts),
        "meaning": [pile.keys[hit.index] for hit in found.meaning],
        "words": [pile.keys[hit.index] for hit in found.words],
    }


def _count(found: dict[str, Any]) -> None:
    """Add to each theme how many contributions are in it, as it may be shown."""
    kind = nodes.kind("theme")
    for hit in [*found["meaning"], *found["words"]]:
        if kind is not None and kind.beneath is not None and len(hit) == 2:
            hit.append(protect_count(kind.beneath([hit[0]]).filter(is_usable()).count()).text)
