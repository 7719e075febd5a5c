"""The sums that a map is made from, taken by several machines: each holds the votes of some participants.

Only sums by statement and positions of people travel, never votes once they are placed. The extra `cluster` brings
Dask; the workers need the same throughline.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from throughline.analysis.opinions.coded import Coded, Sums
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
        yield _Shared(votes, client)


class _Shared:
    """`Coded`, in parts that stay with the workers. Sums are added up in the order of the parts, so that they do not
    depend on which worker is quick."""

    def __init__(self, votes: Votes, client: Any) -> None:
        self.n_participants, self.n_statements = votes.n_participants, votes.n_statements
        self.per_participant = votes.per_participant
        self._client = client
        workers = [name for name, threads in sorted(client.nthreads().items()) for _ in range(threads)]
        self._rows = list(votes.blocks(-(-votes.n_votes // len(workers))))
        self._parts = []
        for i, rows in enumerate(self._rows):
            where = [workers[i % len(workers)]]
            part = client.scatter(_part(votes, rows), workers=where, hash=False)
            self._parts.append(client.submit(Coded, part, pure=False, workers=where))

    @cached_property
    def counts(self) -> Array:
        return self._added("per_answer", [np.ones(rows.stop - rows.start) for rows in self._rows])

    def per_person(self, table: Array) -> Array:
        return np.concatenate(self._asked("per_person", [table] * len(self._rows)))

    def per_answer(self, of_person: Array) -> Array:
        return self._added("per_answer", [of_person[rows] for rows in self._rows])

    def there_and_back(self, table: Array) -> Array:
        return self._added("there_and_back", [table] * len(self._rows))

    def _added(self, what: str, given: list[Array]) -> Array:
        return np.asarray(sum(self._asked(what, given)))

    def _asked(self, what: str, given: list[Array]) -> list[Array]:
        futures = [
            self._client.submit(_of, part, what, each, pure=False)
            for part, each in zip(self._parts, given, strict=True)
        ]
        return list(self._client.gather(futures))


def _of(coded: Coded, what: str, given: Array) -> Array:
    """One of the sums; a worker runs it where its part lies."""
    return np.asarray(getattr(coded, what)(given))


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
