"""Which pair to ask next, so that ideas that came late, and pairs that were seen little, catch up.

Source: All Our Ideas: an ordered pair is drawn with weight min(1 / (votes + 1)^alpha, tau), alpha 1 and tau 0.05, and
prompts are drawn 1,000 at a time. Drawn here by rejection, so that the cost does not grow with the number of pairs and
large surveys need not switch it off.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from throughline.analysis.pairs.votes import Votes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

TAU, ALPHA = 0.05, 1.0
MOST_TRIES = 2_000


def weight(votes: float, *, alpha: float = ALPHA, tau: float = TAU) -> float:
    """The weight of an ordered pair that had so many votes. Raises ValueError for votes or alpha below 0, or a tau
    that is not above 0."""
    if votes < 0 or alpha < 0 or tau <= 0:
        raise ValueError("votes and alpha are 0 or more, and tau is above 0")
    return float(min((votes + 1) ** -alpha, tau))


def next_pairs(
    votes: Votes,
    size: int = 1_000,
    *,
    active: Sequence[str] | None = None,
    seen: Iterable[tuple[str, str]] = (),
    alpha: float = ALPHA,
    tau: float = TAU,
    seed: int = 0,
) -> list[tuple[str, str]]:
    """Draw prompts (left, right).

    active: the ideas that may be shown, by default all. seen: pairs that this person has had, either way round;
    they are not drawn. The same pair may be drawn twice: it is a queue for many people. Raises ValueError for fewer
    than 2 active ideas, or where this person has seen every pair.
    """
    place = {item: i for i, item in enumerate(votes.items)}
    names = votes.items if active is None else tuple(dict.fromkeys(active))
    if unknown := [name for name in names if name not in place]:
        raise ValueError(f"there is no idea “{unknown[0]}” in this survey")
    if size < 1:
        raise ValueError("at least one prompt must be asked for")
    if len(names) < 2:
        raise ValueError("a pair needs at least 2 active ideas")
    weight(0, alpha=alpha, tau=tau)
    chosen, n = np.array([place[name] for name in names], dtype=np.int64), len(votes.items)
    had = {tuple(sorted((place[a], place[b]))) for a, b in seen if a in place and b in place}
    among = set(chosen.tolist())
    if sum(a in among and b in among and a != b for a, b in had) >= len(names) * (len(names) - 1) // 2:
        raise ValueError("this person has seen every pair")
    keys, counts = np.unique(votes.left * n + votes.right, return_counts=True)
    blocked = np.array([k for a, b in had for k in (a * n + b, b * n + a)], dtype=np.int64)
    rng = np.random.default_rng(seed)
    drawn = _draw(chosen, n, size, (keys, counts), blocked, (alpha, tau), rng)
    return [(votes.items[k // n], votes.items[k % n]) for k in drawn.tolist()]


def _draw(
    chosen: Ints,
    n: int,
    size: int,
    had: tuple[Ints, Ints],
    blocked: Ints,
    rule: tuple[float, float],
    rng: np.random.Generator,
) -> Ints:
    """Ordered pairs as left × n + right. A try is kept with its weight over the largest there can be."""
    alpha, tau = rule
    drawn: list[Ints] = []
    found, batch = 0, max(1_000, 2 * size)
    ceiling = _largest(chosen, n, had, rule)
    for _ in range(MOST_TRIES):
        at = rng.integers(0, len(chosen), batch)
        other = (at + rng.integers(1, len(chosen), batch)) % len(chosen)
        keys = chosen[at] * n + chosen[other]
        weights = np.minimum((_votes(keys, *had) + 1.0) ** -alpha, tau)
        weights[np.isin(keys, blocked)] = 0
        kept = keys[rng.random(batch) * ceiling < weights]
        drawn.append(kept)
        found += len(kept)
        if found >= size:
            return np.concatenate(drawn)[:size]
    raise ValueError("hardly any pair is left to ask: nearly all have been seen by this person")


def _votes(keys: Ints, known: Ints, counts: Ints) -> Ints:
    place = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return np.where(known[place] == keys, counts[place], 0)


def _largest(chosen: Ints, n: int, had: tuple[Ints, Ints], rule: tuple[float, float]) -> float:
    """The largest weight: that of a pair with no vote, unless every pair of these ideas has had one."""
    alpha, tau = rule
    keys, counts = had
    inside = np.isin(keys // n, chosen) & np.isin(keys % n, chosen)
    least = int(counts[inside].min()) if int(inside.sum()) == len(chosen) * (len(chosen) - 1) else 0
    return min((least + 1.0) ** -alpha, tau)
