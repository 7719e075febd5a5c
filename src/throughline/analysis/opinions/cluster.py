"""The sums that a map is made from, taken by several machines: each holds the votes of some participants.

Only sums by statement and places of people travel, never votes once they lie with the workers. The extra `cluster`
brings Dask; the workers need the same throughline.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from throughline.analysis.opinions.coded import Coded, Sums
from throughline.analysis.opinions.factors import Moments, Part, Parts, Prior, Side, Tally
from throughline.analysis.opinions.votes import Votes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

SCHEME = "dask://"
PATIENCE = 20  # seconds to wait for a scheduler


@contextmanager
def summing(votes: Votes, engine: str | None) -> Iterator[Sums]:
    """Sums of these votes: here, or with engine `dask://host:port` by the workers of that scheduler. Raises ValueError
    for another engine, a scheduler that does not answer or has no worker, or where Dask is not installed."""
    if engine is None:
        yield Coded(votes)
        return
    with _connected(engine) as client:
        yield _SharedSums(votes, client)


@contextmanager
def fitting(votes: Votes, weights: Array | None, engine: str | None) -> Iterator[Parts]:
    """These votes for `factors.factorise`: here, or with the workers of an engine. weights: see `factors.Part`. Raises
    ValueError as `summing`."""
    if engine is None:
        yield Part(votes, weights)
        return
    with _connected(engine) as client:
        yield _SharedFit(votes, weights, client)


@contextmanager
def _connected(engine: str) -> Iterator[Any]:
    """A client of the scheduler, which has workers."""
    if not engine.startswith(SCHEME) or ":" not in engine[len(SCHEME) :]:
        raise ValueError(f"the engine must be {SCHEME}host:port, or left out to work here; not {engine!r}")
    try:
        from distributed import Client
    except ImportError as error:
        raise ValueError(f"{SCHEME} needs Dask: install throughline[cluster]") from error
    address = engine[len(SCHEME) :]
    try:
        client = Client(f"tcp://{address}", timeout=PATIENCE, set_as_default=False)
    except OSError as error:
        raise ValueError(f"no Dask scheduler answers at {address}: start one there, or leave the engine out") from error
    with client:
        if not client.nthreads():
            raise ValueError(f"the Dask scheduler at {address} has no worker: start one, or leave the engine out")
        yield client


class _Held:
    """Parts that stay with the workers, each made there from the votes of some participants. Answers come in the order
    of the parts, so that sums of them do not depend on which worker is quick."""

    def __init__(self, votes: Votes, client: Any, make: Callable[..., Any], *more: Any) -> None:
        """make: from votes and `more`, what answers are asked of."""
        self._client = client
        workers = [name for name, threads in sorted(client.nthreads().items()) for _ in range(threads)]
        self.rows = list(votes.blocks(-(-votes.n_votes // len(workers))))
        self._parts = []
        for i, rows in enumerate(self.rows):
            where = [workers[i % len(workers)]]
            part = client.scatter(_part(votes, rows), workers=where, hash=False)
            self._parts.append(client.submit(make, part, *more, pure=False, workers=where))

    def asked(self, what: str, *given: Any) -> list[Any]:
        """A method of every part, with the same arguments."""
        return self.asked_apart(what, [given] * len(self._parts))

    def asked_apart(self, what: str, given: list[tuple[Any, ...]]) -> list[Any]:
        """A method of every part, each with arguments of its own."""
        futures = [
            self._client.submit(_of, part, what, *own, pure=False) for part, own in zip(self._parts, given, strict=True)
        ]
        return list(self._client.gather(futures))


def _added(found: list[tuple[Any, ...]]) -> list[Any]:
    """Tuples of sums, added up place by place."""
    return [sum(parts) for parts in zip(*found, strict=True)]


def _of(part: Any, what: str, *given: Any) -> Any:
    """One answer; a worker runs it where its part lies."""
    return getattr(part, what)(*given)


class _SharedSums:
    """`Coded`, in parts."""

    def __init__(self, votes: Votes, client: Any) -> None:
        self.n_participants, self.n_statements = votes.n_participants, votes.n_statements
        self.per_participant = votes.per_participant
        self._held = _Held(votes, client, Coded)

    @cached_property
    def counts(self) -> Array:
        return self.per_answer(np.ones(self.n_participants))

    def per_person(self, table: Array) -> Array:
        return np.concatenate(self._held.asked("per_person", table))

    def per_answer(self, of_person: Array) -> Array:
        return np.asarray(sum(self._held.asked_apart("per_answer", [(of_person[rows],) for rows in self._held.rows])))

    def there_and_back(self, table: Array) -> Array:
        return np.asarray(sum(self._held.asked("there_and_back", table)))


class _SharedFit:
    """`factors.Part`, in parts."""

    def __init__(self, votes: Votes, weights: Array | None, client: Any) -> None:
        self._held = _Held(votes, client, Part, weights)

    def tally(self) -> Tally:
        return Tally(*_added(self._held.asked("tally")))

    def along(self, block: Array, means: Array) -> tuple[Array, Array]:
        back, own = _added(self._held.asked("along", block, means))
        return back, own

    def sweep(self, statements: Side, prior: Prior) -> Moments:
        return Moments(*_added(self._held.asked("sweep", statements, prior)))

    def people(self, statements: Side, prior: Prior) -> Side:
        found = self._held.asked("people", statements, prior)
        return Side(np.concatenate([s.mean for s in found], 1), np.concatenate([s.covariance for s in found], 2))


def _part(votes: Votes, rows: slice) -> Votes:
    """The votes of some participants, without labels: nobody's name leaves the machine."""
    first, after = int(votes.starts[rows.start]), int(votes.starts[rows.stop])
    return Votes(
        np.arange(rows.stop - rows.start),
        np.arange(votes.n_statements),
        votes.starts[rows.start : rows.stop + 1] - first,
        votes.columns[first:after],
        votes.values[first:after],
    )
