"""Made-up conversations: planted groups, and numbers of votes as uneven as in real ones.

Each group has its own chance of agreeing and of passing on each statement. The number of votes of a person is
log-normal with a standard deviation of 1.4 on the log scale (1.2 to 2.0 in real conversations); which statements
it is spread over is chance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Conversation:
    """Columns, one row a vote, in random order of participants; group: the planted one of each participant."""

    participant: np.ndarray
    statement: np.ndarray
    vote: np.ndarray
    group: np.ndarray


def conversation(
    participants: int,
    statements: int,
    share: float,
    *,
    groups: tuple[float, ...] = (0.55, 0.30, 0.15),
    log_sd: float = 1.4,
    divided: float = 0.4,
    seed: int = 0,
) -> Conversation:
    """share: of all cells that hold a vote. groups: their sizes. divided: share of statements on which the groups
    differ. Everybody has at least one vote."""
    rng = np.random.default_rng(seed)
    group = rng.choice(len(groups), participants, p=groups).astype(np.int8)
    rates = _rates(rng, participants, share, log_sd).astype(np.float32)
    common = rng.beta(2, 1.2, statements)
    own = rng.beta(0.7, 0.7, (len(groups), statements))
    agree = np.where(rng.random(statements) < divided, own, common)
    passing = np.broadcast_to(rng.beta(2, 10, statements), agree.shape)
    thresholds = np.stack([passing, passing + (1 - passing) * agree]).astype(np.float32)
    columns: tuple[list[np.ndarray], ...] = ([], [], [])
    for first in range(0, participants, 20_000):
        rows = np.arange(first, min(first + 20_000, participants), dtype=np.int32)
        seen = rng.random((len(rows), statements), dtype=np.float32) < rates[rows][:, None]
        seen[np.arange(len(rows)), rng.integers(0, statements, len(rows))] = True
        within, shown = np.nonzero(seen)
        who, shown = rows[within], shown.astype(np.int16)
        draw = rng.random(len(who), dtype=np.float32)
        low, high = thresholds[:, group[who], shown]
        vote = np.where(draw < low, 0, np.where(draw < high, 1, -1)).astype(np.int8)
        columns[0].append(who)
        columns[1].append(shown)
        columns[2].append(vote)
    participant, statement, votes = (np.concatenate(column) for column in columns)
    return Conversation(participant, statement, votes, group)


def _rates(rng, participants: int, share: float, log_sd: float) -> np.ndarray:
    """Each person's chance of voting on a statement: log-normal, cut at 1, with the mean asked for."""
    raw = rng.lognormal(0, log_sd, participants)
    low, high = 0.0, 1e3
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if np.minimum(raw * middle, 1).mean() < share else (low, middle)
    return np.minimum(raw * low, 1)
