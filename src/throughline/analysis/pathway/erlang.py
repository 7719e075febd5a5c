"""Queueing formulae: enough where people come evenly at random and one kind of bed, room or person serves them.

Sources: Erlang A. K. (1917), in Brockmeyer and others (1948), The Life and Works of A. K. Erlang (loss and delay
formulae); Kleinrock L. (1975), Queueing Systems, volume 1; Monks T. and others (2016), BMC Health Services Research
16:527 (chance of delay for a bed).
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

BUSY = 0.85  # above this small surges make long queues: Bagust, Place & Posnett (1999), BMJ 319


def _checked(load: float, servers: int) -> None:
    if not math.isfinite(load) or load <= 0:
        raise ValueError(f"the load must be a number above 0 (people coming × how long each stays), not {load!r}")
    if servers != int(servers) or servers < 1:
        raise ValueError(f"at least 1 bed, room or person is needed, not {servers!r}")


def loss(load: float, servers: int) -> float:
    """Erlang's loss formula (B): the chance that all of `servers` are taken, for an offered `load` in Erlangs.

    load: people coming per unit of time × the mean time each stays, in the same unit; any distribution of stays.
    Raises ValueError for a load that is not above 0 or no server.
    """
    _checked(load, servers)
    blocked = 1.0
    for k in range(1, int(servers) + 1):
        blocked = load * blocked / (k + load * blocked)
    return blocked


def beds_for(load: float, most: float) -> int:
    """The fewest beds with a chance of delay of at most `most` (0 to 1), by the loss formula."""
    _checked(load, 1)
    if not 0 < most < 1:
        raise ValueError(f"the chance of delay must lie between 0 and 1, not {most!r}")
    beds, blocked = 0, 1.0
    while blocked > most:
        beds += 1
        blocked = load * blocked / (beds + load * blocked)
    return beds


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue in balance. busy: share of their time that servers work. delayed: chance of waiting at all. wait: mean
    wait of everybody, in the unit of the duration. waiting: people in the queue on average."""

    servers: int
    busy: float
    delayed: float
    wait: float
    waiting: float
    warnings: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        return (
            f"{round(100 * self.delayed)} in 100 people wait, {self.wait:.3g} on average over everybody; "
            f"those who serve are busy {round(100 * self.busy)} of every 100 minutes."
        )

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "warnings": list(self.warnings), "shown": self.shown}


def queue(rate: float, duration: float, servers: int, *, variation: float = 1.0) -> Queue:
    """Erlang's delay formula (C) for people who come at random and wait their turn.

    rate: people per unit of time. duration: mean time each takes, in the same unit. variation: standard deviation of
    the durations over their mean; exact for 1 (exponential), otherwise the approximation of Allen and Cunneen, (1 +
    variation²) / 2 times the wait, which is exact for one server (Pollaczek and Khinchine). Raises ValueError where
    more come than can be served: such a queue grows without end.
    """
    load = rate * duration
    _checked(load, servers)
    if not math.isfinite(variation) or variation < 0:
        raise ValueError(f"the variation must be 0 or more, not {variation!r}")
    busy = load / servers
    if busy >= 1:
        raise ValueError(
            f"the queue grows without end: {load:.2f} would be busy all the time and there are only {servers}. "
            "Add people or rooms, or shorten the step."
        )
    blocked = loss(load, servers)
    delayed = blocked / (1 - busy * (1 - blocked))
    wait = delayed * duration / (servers - load) * (1 + variation**2) / 2
    warnings = () if busy <= BUSY else (f"Busy {round(100 * busy)} of every 100 minutes: small surges make queues.",)
    return Queue(int(servers), busy, delayed, wait, rate * wait, warnings)


def shared_beds(loads: tuple[float, float], own: tuple[int, int], shared: int) -> tuple[float, float]:
    """The chance of delay on each of two wards with `own` beds each and `shared` beds that take from either.

    loads: in Erlangs. As Monks and others (2016): the share of arrivals at moments when, had nobody been turned away,
    the ward's own beds and all shared ones would be taken; numbers on the wards are then independent and Poisson.
    Nobody leaves for lack of a bed, so this is more cautious than `loss`, which is for wards that share none. Raises
    ValueError without shared beds.
    """
    for load, beds in zip(loads, own, strict=True):
        _checked(load, beds + shared)
    if min(own) < 0 or shared < 1:
        raise ValueError("wards that share no bed are counted one by one with the loss formula")
    from scipy.special import pdtr, pdtrc

    def delayed(one: int) -> float:
        """Over the numbers on the other ward: the own beds and what the other leaves of the shared ones are taken."""
        load, other = loads[one], loads[1 - one]
        there = np.arange(int(other + 12 * math.sqrt(other) + 12))
        left = np.maximum(0, shared - np.maximum(0, there - own[1 - one]))
        chance = np.diff(pdtr(there, other), prepend=0.0)
        need = own[one] + left
        return float(chance @ np.where(need > 0, pdtrc(np.maximum(need - 1, 0), load), 1.0))

    return delayed(0), delayed(1)
