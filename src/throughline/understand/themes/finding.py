"""What a run reads and what the language library makes of it. Touches no theme."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _

from throughline.core.errors import Refused
from throughline.core.vault import Destroyed
from throughline.evidence import counting
from throughline.evidence.models import Disposition, Run
from throughline.evidence.runs import Progress
from throughline.programmes.models import Programme
from throughline.understand.themes.models import Assignment, Theme
from throughline.voices import queries

if TYPE_CHECKING:
    from throughline.language.groups import Group
    from throughline.language.rare import RareSignal

FEWEST = 8
"""Below this many texts there is nothing to group; each stands alone and people read them all."""


@dataclass(frozen=True)
class Gathered:
    """The words of a run, in the order in which they came in, with the fingerprint that proves it."""

    ids: list[int]
    texts: list[str]
    constituencies: list[str]
    fingerprint: str


@dataclass(frozen=True)
class Proposed:
    """What software proposes: groups, words that stand alone with the reason, and rare signals.

    Every text of the run is in a group or in `alone`, which maps its index to the reason.
    """

    groups: tuple[Group, ...]
    alone: dict[int, str]
    rare: list[RareSignal]
    stability: float
    parameters: dict[str, Any]
    versions: dict[str, str]


def in_peoples_hands(programme: Programme) -> Q:
    """Themes that software leaves alone: signed off, named, or arranged by a person."""
    arranged = Assignment.objects.filter(theme__programme=programme, by_account__isnull=False)
    kept = Q(status=Theme.Status.SIGNED_OFF) | ~Q(name="") | Q(pk__in=arranged.values("theme_id"))
    return kept & Q(programme=programme, status__in=Theme.OPEN)


def settled(programme: Programme) -> Q:
    """Contributions about which a person has decided: they are in a theme in people's hands, or were disposed of."""
    themes = Theme.objects.filter(in_peoples_hands(programme))
    placed = Assignment.objects.filter(theme__in=themes).values("contribution_id")
    disposed = Disposition.objects.filter(contribution__programme=programme, by_account__isnull=False)
    return Q(pk__in=placed) | Q(pk__in=disposed.values("contribution_id"))


def gather(run: Run) -> Gathered:
    """Read every usable contribution about which no person has decided, whatever activity it came from.

    The fingerprint is SHA-256 over the words and constituencies in order, so the same words give the same one anywhere.

    Raises:
        Refused: there are no such words.
    """
    rows = (
        counting.usable(run.programme)
        .exclude(settled(run.programme))
        .select_related("data_key")
        .only("id", "ref", "words", "constituency", "data_key")
        .order_by("id")
    )
    ids: list[int] = []
    texts: list[str] = []
    constituencies: list[str] = []
    digest = hashlib.sha256()
    for row in rows.iterator(chunk_size=1000):
        try:
            text = queries.words_of(row)
        except Destroyed:  # erased while we read
            continue
        ids.append(row.pk)
        texts.append(text)
        constituencies.append(row.constituency)
        digest.update(f"{row.constituency} {hashlib.sha256(text.encode()).hexdigest()}\n".encode())
    if not texts:
        raise Refused(_("There are no words to look at that a person has not placed already."))
    return Gathered(ids, texts, constituencies, digest.hexdigest())


def propose(words: Gathered, *, seed: int, progress: Progress) -> Proposed:
    """Embed, group and look for what is rare.

    Args:
        words: what `gather` read.
        seed: the same seed over the same words gives the same groups.
        progress: told of steps done, steps in all, and what is being done.
    """
    from throughline.language import embedding, groups, rare, signals

    if len(words.texts) < FEWEST:
        return _too_few(words)
    engine = embedding.load()
    vectors = engine.embed(words.texts, progress=lambda done, of: progress(done, of, _("Reading the words")))
    together = _("Putting similar words together")
    grouping = groups.group(words.texts, vectors, seed=seed, progress=lambda done, of: progress(done, of, together))
    flagged = [signals.find(text) for text in words.texts]
    found = rare.rare(words.texts, vectors, grouping.labels, words.constituencies, flagged)
    alone = dict.fromkeys(grouping.stands_alone, _("It is like no other contribution."))
    alone |= dict.fromkeys(grouping.says_nothing, _("It says that there is nothing to add."))
    versions = grouping.versions | {"embedding": f"{engine.name} {engine.version}"}
    return Proposed(grouping.groups, alone, list(found), grouping.stability, grouping.parameters, versions)


def _too_few(words: Gathered) -> Proposed:
    """Nothing to compare: each stands alone, and those with a signal of harm are still raised."""
    from throughline.language import rare, signals

    reason = _("There are too few contributions to compare.")
    found = []
    for index, text in enumerate(words.texts):
        kinds = {signal.kind for signal in signals.find(text)}
        reasons = tuple(said for kind, said in rare.REASON_OF_KIND.items() if kind in kinds)
        if reasons:
            found.append(rare.RareSignal(index, reasons, 1.0))
    alone = dict.fromkeys(range(len(words.texts)), reason)
    return Proposed((), alone, found, 1.0, {"fewest": FEWEST}, {})
