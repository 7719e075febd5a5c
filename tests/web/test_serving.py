"""The server, really started: it answers, finishes what it has begun when stopped, and keeps no addresses (G3)."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support import databases

from throughline.web.serving import Address, cores


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_an_address_is_one_that_a_browser_on_this_machine_can_open():
    assert Address(host="0.0.0.0", port=81).url == "http://127.0.0.1:81"
    assert Address(host="10.0.0.7", port=80).url == "http://10.0.0.7:80"


def test_there_is_at_least_one_core():
    assert cores() >= 1


@pytest.fixture
def served(tmp_path: Path, django_db_blocker) -> Iterator[tuple[str, subprocess.Popen[bytes], Path]]:
    """A migrated site on a port of its own; yields its address, process and log."""
    port, log = free_port(), tmp_path / "log"
    environment = {k: v for k, v in os.environ.items() if k not in ("DJANGO_SETTINGS_MODULE", "DATABASE_URL")}
    environment |= {"DATA_DIR": str(tmp_path / "data"), "PORT": str(port), "LOG_LEVEL": "DEBUG"}
    command = [sys.executable, "-m", "throughline.cli.main"]
    (tmp_path / "data").mkdir()
    with django_db_blocker.unblock():
        shutil.copyfile(databases.sqlite_template(), tmp_path / "data" / "throughline.sqlite3")
    with log.open("wb") as output:
        process = subprocess.Popen([*command, "serve", "--workers", "1"], env=environment, stdout=output, stderr=output)
    try:
        wait_for(f"http://127.0.0.1:{port}/health", process)
        yield f"http://127.0.0.1:{port}", process, log
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        assert process.poll() is None, "the server ended"
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the server did not answer within 20 s")


def test_it_serves_stops_cleanly_and_logs_nobody(served):
    address, process, log = served
    request = urllib.request.Request(f"{address}/about", headers={"User-Agent": "marked-agent-8231"})
    with urllib.request.urlopen(request, timeout=10) as response:
        assert response.status == 200
        assert b"How it works" in response.read()
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=20) == 0
    assert b"marked-agent-8231" not in log.read_bytes()
    assert b"/about" not in log.read_bytes()
