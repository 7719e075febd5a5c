"""The whole site, really running: the web server and the worker as processes of their own, on one database file."""

import email
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 180.0  # seconds; a busy machine is slow, a broken one never ends
T = TypeVar("T")


def until(found: Callable[[], T | None], what: str) -> T:
    """Ask again and again until there is something; returns it."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        value = found()
        if value:
            return value
        time.sleep(0.1)
    raise AssertionError(f"{what}: nothing in {PATIENCE:.0f} seconds")


@dataclass(frozen=True)
class Site:
    """`url`, where it listens; `mail`, the folder in which its messages land."""

    url: str
    folder: Path

    @property
    def mail(self) -> Path:
        return self.folder / "mail"

    def messages(self, address: str) -> list[EmailMessage]:
        """Every message sent to this address, oldest first."""
        return [one for one in self._all() if one["To"] == address]

    def message(self, address: str, subject: str = "") -> str:
        """The text of the newest message to this address whose subject has these words; waits for it."""

        def newest() -> EmailMessage | None:
            return next((one for one in reversed(self.messages(address)) if subject in one["Subject"]), None)

        found = until(newest, f"a message “{subject}” to {address}")
        return found.get_content()

    def link(self, address: str, subject: str = "", containing: str = "") -> str:
        """The path of the first link to this site in that message."""
        links = re.findall(re.escape(self.url) + r"(/\S*)", self.message(address, subject))
        return next(link for link in links if containing in link)

    def _all(self) -> Iterator[EmailMessage]:
        for path in sorted(self.mail.glob("*.log"), key=lambda path: path.stat().st_mtime_ns):
            for part in re.split(rb"\n-{79}\n", path.read_bytes()):
                if part.strip():
                    yield email.message_from_bytes(part, policy=policy.default)  # type: ignore[misc]


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(database_url: str, folder: Path) -> Iterator[Site]:
    """Serve the database at this URL, with a worker, until the block ends. Logs land in `folder`."""
    url, mail = f"http://127.0.0.1:{free_port()}", folder / "mail"
    mail.mkdir()
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "src"))),  # the code beside these tests
        "DJANGO_SETTINGS_MODULE": "tests.journeys.settings",
        "DATABASE_URL": database_url,
        "DATA_DIR": str(settings.DATA_DIR),
        "MAIL_DIR": str(mail),
        "SITE_URL": url,
        # Each visitor says which address it comes from, as a proxy would: one machine is one visitor otherwise.
        "TRUSTED_PROXIES": "127.0.0.1",
    }
    web = ["serve", "--workers", "1", "--threads", "3", "--port", url.rpartition(":")[2]]
    worker = ["worker", "--threads", "1"]
    with _process(web, environment, folder) as server, _process(worker, environment, folder):
        until(lambda: _answers(url, server), "the server")
        yield Site(url, folder)


@contextmanager
def _process(arguments: list[str], environment: dict[str, str], folder: Path) -> Iterator[subprocess.Popen[Any]]:
    with (folder / f"{arguments[0]}.log").open("wb") as log:
        command = [sys.executable, "-m", "throughline.cli.main", *arguments]
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=folder)
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _answers(url: str, server: subprocess.Popen[Any]) -> bool:
    assert server.poll() is None, "the server ended as soon as it began"
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False
