"""What a run reads and what the language library makes of it. Touches no theme."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from throughline.evidence import counting
from throughline.evidence.models import Run
from throughline.understand.themes.models import Assignment, Theme
from throughline.voices import queries

if TYPE_CHECKING:
    from throughline.language.groups import Grouping
    from throughline.language.rare import RareSignal

Progress = Callable[[int, int, str], None]
FEWEST = 8
"""Below this many texts there is nothing to group; people read them all."""


@dataclass(frozen=True)
class Gathered:
    """The words of a run, in a fixed order, with the fingerprint that proves it."""

    ids: list[int]
    texts: list[str]
    constituencies: list[str]
    fingerprint: str


@dataclass(frozen=True)
class Proposed:
    """What software proposes: groups, words that stand alone with the reason, and rare signals."""

    grouping: Grouping
    alone: dict[int, str]
    rare: list[RareSignal]
    engine: str


def gather(run: Run) -> Gathered:
    """Read every usable contribution that is in no signed-off theme.

    Raises:
        ValueError: there are too few words to group.
    """
    settled = Assignment.objects.filter(theme__programme=run.programme, theme__status=Theme.Status.SIGNED_OFF).values(
        "contribution_id"
    )
    rows = (
        counting.usable(run.programme)
        .exclude(pk__in=settled)
        .select_related("data_key")
        .only("id", "ref", "words", "constituency", "data_key")
        .order_by("id")
    )
    ids: list[int] = []
    texts: list[str] = []
    constituencies: list[str] = []
    digest = hashlib.sha256()
    for row in rows.iterator(chunk_size=1000):
        text = queries.words_of(row)
        ids.append(row.pk)
        texts.append(text)
        constituencies.append(row.constituency)
        digest.update(f"{row.ref} {hashlib.sha256(text.encode()).hexdigest()}\n".encode())
    if len(texts) < FEWEST:
        raise ValueError(_("There are fewer than {n} contributions to group. Read them one by one.").format(n=FEWEST))
    return Gathered(ids, texts, constituencies, digest.hexdigest())


def propose(words: Gathered, *, seed: int, progress: Progress) -> Proposed:
    """Embed, group and look for what is rare.

    Args:
        words: what `gather` read.
        seed: the same seed over the same words gives the same groups.
        progress: told of texts done, texts in all, and what is being done.
    """
    from throughline.language import embedding, groups, rare, signals

    total = len(words.texts)
    engine = embedding.load()
    vectors = engine.embed(words.texts, progress=lambda done, of: progress(done, of, _("Reading the words")))
    progress(total, total, _("Putting similar words together"))
    grouping = groups.group(words.texts, vectors, seed=seed)
    flagged = [signals.find(text) for text in words.texts]
    found = rare.rare(words.texts, vectors, grouping.labels, words.constituencies, flagged)
    alone = {index: _("It is like no other contribution.") for index in grouping.stands_alone}
    alone |= {index: _("It says that there is nothing to add.") for index in grouping.says_nothing}
    return Proposed(grouping, alone, list(found), f"{engine.name} {engine.version}")
