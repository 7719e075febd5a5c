"""The web server: Granian, a worker for each core, a few threads each."""

import os
from dataclasses import dataclass

from granian import Granian
from granian.constants import Interfaces

APPLICATION = "throughline.web.wsgi:application"
# A thread waits for the database most of the time; more of them only queue for the same write lock.
THREADS = 3
# Longer than any page may take, so that a stop never cuts an answer off.
STOP_SECONDS = 15


@dataclass(frozen=True, kw_only=True)
class Address:
    """Where to listen. `host`, an address of this machine; `port`, 1 to 65535."""

    host: str = "127.0.0.1"
    port: int = 8000

    @property
    def url(self) -> str:
        """The address as it is typed into a browser on this machine."""
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::") else self.host  # noqa: S104 (compared, not bound)
        return f"http://{host}:{self.port}"


def cores() -> int:
    """How many processors this process may use: at least 1."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def server(address: Address, *, workers: int | None = None, threads: int | None = None) -> Granian:
    """Make a server that is not yet running; `serve()` runs it until it is told to stop.

    Arguments: `workers`, processes (one for each core by default); `threads`, threads in each.
    A stop (SIGTERM, SIGINT) lets requests that have begun finish. There is no access log: it would keep the
    addresses of visitors, which are not stored anywhere.
    """
    return Granian(
        APPLICATION,
        address=address.host,
        port=address.port,
        interface=Interfaces.WSGI,
        workers=workers or cores(),
        blocking_threads=threads or THREADS,
        websockets=False,
        log_access=False,
        log_level="warning",
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
    )
