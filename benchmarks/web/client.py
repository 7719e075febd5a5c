"""A load generator in one process: requests leave on schedule whether or not earlier ones have been answered.

Latency counts from the moment at which a request was due, so that a server which stalls cannot hide it.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

TOKEN = "a" * 32
"""The token against forged requests, sent as cookie and as field."""


@dataclass
class Outcome:
    """What came of one kind of request. `latencies` in seconds, from due to answered."""

    latencies: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    late: int = 0

    def percentile(self, share: float) -> float:
        """A percentile of the latencies in milliseconds; 0 where there are none."""
        ordered = sorted(self.latencies)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0

    def errors(self, good: Sequence[str]) -> int:
        return sum(count for status, count in self.statuses.items() if status not in good)


Make = Callable[[int], bytes]
"""Given the number of the request, its bytes on the wire."""


@dataclass
class Stream:
    """One kind of request at a steady rate (requests a second; 0 means as fast as `connections` allow)."""

    name: str
    rate: float
    make: Make
    good: Sequence[str]
    connections: int = 32
    outcome: Outcome = field(default_factory=Outcome)


def request(
    method: str,
    path: str,
    *,
    host: str,
    cookies: str = "",
    body: bytes = b"",
    kind: str = "application/x-www-form-urlencoded",
) -> bytes:
    """An HTTP/1.1 request as bytes."""
    head = f"{method} {path} HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: identity\r\n"
    if cookies:
        head += f"Cookie: {cookies}\r\n"
    if method == "POST":
        head += f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + b"\r\n" + body


async def _answer(reader: asyncio.StreamReader) -> str:
    head = await reader.readuntil(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    if length:
        await reader.readexactly(length)
    return head[9:12].decode()


async def _worker(address: tuple[str, int], queue: asyncio.Queue[tuple[int, float] | None], stream: Stream) -> None:
    reader: asyncio.StreamReader | None = None
    while (job := await queue.get()) is not None:
        number, due = job
        try:
            if reader is None:
                reader, writer = await asyncio.open_connection(*address)
            writer.write(stream.make(number))
            status = await _answer(reader)
        except (OSError, asyncio.IncompleteReadError) as error:
            status, reader = type(error).__name__, None
        stream.outcome.latencies.append(time.perf_counter() - due)
        stream.outcome.statuses[status] += 1


async def _run(stream: Stream, address: tuple[str, int], seconds: float) -> None:
    queue: asyncio.Queue[tuple[int, float] | None] = asyncio.Queue(0 if stream.rate else stream.connections)
    workers = [asyncio.create_task(_worker(address, queue, stream)) for _ in range(stream.connections)]
    start, number = time.perf_counter(), 0
    while (now := time.perf_counter()) - start < seconds:
        if not stream.rate:
            await queue.put((number, time.perf_counter()))
            number += 1
            continue
        due = start + number / stream.rate
        if due > now:
            await asyncio.sleep(due - now)
        queue.put_nowait((number, due))
        number += 1
    for _ in workers:
        await queue.put(None)
    await asyncio.gather(*workers)


def run(streams: Sequence[Stream], *, url: str, seconds: float) -> float:
    """Send every stream for so many seconds; returns how long it really took."""
    parts = urlsplit(url)
    address = (parts.hostname or "127.0.0.1", parts.port or 80)
    begun = time.perf_counter()

    async def everything() -> None:
        await asyncio.gather(*(_run(stream, address, seconds) for stream in streams))

    asyncio.run(everything())
    return time.perf_counter() - begun
