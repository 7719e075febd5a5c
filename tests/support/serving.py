"""The real server as processes of its own, to be measured, killed and started again."""

from __future__ import annotations

import os
import resource
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

COMMAND = [sys.executable, "-m", "throughline.cli.main"]


def free_port() -> int:
    """A port that nobody listens at now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(folder: Path, port: int, database_url: str = "") -> dict[str, str]:
    """The environment of a product that keeps everything in `folder`."""
    return {
        **os.environ,
        "DATA_DIR": str(folder),
        "DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "throughline.web.settings",
        "SITE_URL": f"http://127.0.0.1:{port}",
    }


def wait_for(url: str, *, seconds: float = 30) -> float:
    """Wait until `url` is answered with 200; returns how many seconds it took.

    Raises:
        TimeoutError: nobody answered in time.
    """
    begun = time.monotonic()
    while time.monotonic() - begun < seconds:
        with suppress(OSError, urllib.error.URLError), urllib.request.urlopen(url, timeout=2) as answer:
            if answer.status == 200:
                return time.monotonic() - begun
        time.sleep(0.05)
    raise TimeoutError(f"nothing answers at {url}")


@dataclass
class Server:
    """A server that can be killed and started again at the same address."""

    environment: dict[str, str]
    port: int
    process: subprocess.Popen[bytes] | None = field(default=None)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, *, largest_file: int | None = None) -> float:
        """Start it; returns the seconds until it serves.

        Args:
            largest_file: bytes after which the disk is full for this server, as the system enforces it.
        """

        limit: Callable[[], None] | None = None
        if largest_file is not None:

            def limit() -> None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))

        self.process = subprocess.Popen(
            [*COMMAND, "serve", "--port", str(self.port)],
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            process_group=0,
            preexec_fn=limit,
        )
        return wait_for(self.url + "/health")

    def kill(self) -> None:
        """Kill every process of it at once, as a power cut would."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()

    def cpu_seconds(self) -> float:
        """CPU time of its processes so far."""
        assert self.process is not None
        return sum(_cpu(pid) for pid in (self.process.pid, *_children(self.process.pid)))


def _children(pid: int) -> list[int]:
    path = Path(f"/proc/{pid}/task/{pid}/children")
    found = [int(child) for child in path.read_text().split()] if path.exists() else []
    return [*found, *(grandchild for child in found for grandchild in _children(child))]


def _cpu(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
