"""Rare signals: contributions that a person must read although few, or only one, said it.

Software that groups words drowns such points by default; this list is the counterweight. A contribution is on
it when it carries a signal of harm or risk, when it belongs to a small group or to none, or when a point is
made by one constituency alone that by chance would have been made by others too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from throughline.language.signals import Signal
from throughline.language.small_groups import STANDS_ALONE

# A group is small below this share of all grouped texts, and never above so many texts.
SMALL_SHARE, SMALL_COUNT = 0.02, 5
# A group with one constituency only is listed when chance would give that at most so often.
BY_CHANCE = 0.05


@dataclass(frozen=True)
class RareSignal:
    """A contribution to be read: its index, why (in words fit for a page), and its place in the order (0–1)."""

    index: int
    reasons: tuple[str, ...]
    score: float

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


REASON_OF_KIND = {
    "risk_to_life": "speaks of danger to life",
    "risk_to_self": "speaks of suicide or self-harm",
    "risk_to_others": "speaks of hurting somebody",
    "safeguarding_child": "speaks of a child who may need protection",
    "safeguarding": "speaks of abuse, neglect or fear",
    "serious_incident": "speaks of a death or a serious incident",
    "harm": "speaks of harm",
    "legal": "speaks of law, police or a complaint",
    "staff_concern": "raises a concern about how staff work",
}
STANDS_ALONE_REASON = "stands alone: like no group"
SMALL_GROUP_REASON = "in a small group, away from the others"


def rare(
    texts: Sequence[str],
    vectors: NDArray[np.float32],
    labels: Sequence[int],
    constituencies: Sequence[str | None],
    signals: Sequence[Sequence[Signal]],
) -> list[RareSignal]:
    """The contributions that need a person's eye, most pressing first.

    Arguments: for each of n contributions its text, vector (n × d, length 1), label from `groups.group`,
    constituency (None where not known) and what `signals.find` found. The score joins the reasons as
    independent causes, 1 - Π(1 - sᵢ); equal scores keep the order given.
    Raises `ValueError` when the sequences differ in length.
    """
    n = len(texts)
    if not n == len(vectors) == len(labels) == len(constituencies) == len(signals):
        raise ValueError("texts, vectors, labels, constituencies and signals must be of one length")
    sizes = Counter(label for label in labels if label >= 0)
    outlying = _outlying(vectors, labels, sizes)
    alone = _one_constituency(labels, constituencies)
    found = []
    for index, label in enumerate(labels):
        causes = _signal_causes(signals[index])
        if label == STANDS_ALONE:
            causes.append((STANDS_ALONE_REASON, 0.4))
        if label in outlying:
            causes.append((SMALL_GROUP_REASON, outlying[label]))
        if label in alone:
            causes.append(alone[label])
        if causes:
            calm = float(np.prod([1 - score for _, score in causes]))
            found.append(RareSignal(index, tuple(reason for reason, _ in causes), round(1 - calm, 6)))
    return sorted(found, key=lambda item: (-item.score, item.index))


def _signal_causes(signals: Sequence[Signal]) -> list[tuple[str, float]]:
    """The strongest signal of each kind, in the order of `REASON_OF_KIND`."""
    best: dict[str, float] = {}
    for signal in signals:
        best[signal.kind] = max(best.get(signal.kind, 0), signal.score)
    return [(reason, best[kind]) for kind, reason in REASON_OF_KIND.items() if kind in best]


def _outlying(vectors: NDArray[np.float32], labels: Sequence[int], sizes: Counter[int]) -> dict[int, float]:
    """Small groups, with a score that grows with their distance from the nearest larger group (0.1 to 0.4)."""
    limit = min(SMALL_COUNT, SMALL_SHARE * sum(sizes.values()))
    small = [label for label, size in sizes.items() if size <= max(limit, 1)]
    large = [label for label in sizes if label not in set(small)]
    if not small or not large:
        return {}
    where = np.asarray(labels)
    centres = {label: _centre(vectors[where == label]) for label in sizes}
    others = np.array([centres[label] for label in large])
    cosines = {label: float((others @ centres[label]).max()) for label in small}
    return {label: 0.1 + 0.3 * min(max(1 - cosine, 0.0), 1.0) for label, cosine in cosines.items()}


def _centre(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    mean = rows.mean(axis=0)
    return mean / max(float(np.linalg.norm(mean)), 1e-9)


def _one_constituency(labels: Sequence[int], constituencies: Sequence[str | None]) -> dict[int, tuple[str, float]]:
    """Groups whose known voices are all of one constituency, where its share to the power of their number
    (the chance of that if nobody differed) is at most `BY_CHANCE`."""
    voices: dict[int, Counter[str]] = {}
    everyone: Counter[str] = Counter()
    for label, constituency in zip(labels, constituencies, strict=True):
        if constituency is not None and label >= 0:
            voices.setdefault(label, Counter())[constituency] += 1
            everyone[constituency] += 1
    found = {}
    for label, counter in voices.items():
        name, count = next(iter(counter.items()))
        chance = (everyone[name] / everyone.total()) ** count
        if len(counter) == 1 and len(everyone) > 1 and chance <= BY_CHANCE:
            found[label] = (f"a point made by {name} only", round(0.3 * (1 - chance), 6))
    return found
