"""The child's lock, tried from inside."""

import json
import signal
import subprocess
import sys

import pytest

# All attempts in one process that locked itself in; what cannot be survived gets a process of its own.
LOCKED = """
import ctypes, json, os, resource, socket, sys
from throughline.language.media import jail
jail.bound(memory=1 << 30, cpu_seconds=1, output=100)
jail.shut()
for line in sys.stdin:
    try:
        exec(json.loads(line))
        print("done")
    except BaseException as error:
        print(type(error).__name__ + ": " + str(error))
"""
OPENINGS = (
    "open('/etc/passwd')",
    "open('/tmp/throughline-escape', 'w')",
    "os.listdir('/')",
    "socket.socket(socket.AF_INET)",
    "socket.socket(socket.AF_UNIX)",
    "socket.socketpair()",
    "os.pipe()",
    "os.memfd_create('x')",
)
OTHERS = {
    "fork": "os.fork()",
    "memory": "bytearray(2 << 30)",
    "raise": "resource.setrlimit(resource.RLIMIT_NOFILE, (99, 99))",
    "write": "os.write(1, b'still open'); print()",
}


def run(attempts) -> subprocess.CompletedProcess[str]:
    lines = "".join(json.dumps(code) + "\n" for code in attempts)
    return subprocess.run(
        [sys.executable, "-c", LOCKED], input=lines, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.fixture(scope="module")
def outcomes() -> dict[str, str]:
    codes = [*OPENINGS, *OTHERS.values()]
    done = run(codes)
    assert done.returncode == 0, done.stderr
    told = done.stdout.replace("still open\n", "")
    assert told != done.stdout, "what was open no longer works"
    return dict(zip(codes, told.splitlines(), strict=True))


@pytest.mark.parametrize("code", OPENINGS)
# Seen red with the limit of open files left out: /etc/passwd was read.
def test_nothing_can_be_opened(outcomes, code):
    assert "Too many open files" in outcomes[code]


def test_no_process_can_be_started(outcomes):
    assert "Resource temporarily unavailable" in outcomes[OTHERS["fork"]]


def test_memory_is_limited(outcomes):
    assert outcomes[OTHERS["memory"]].startswith("MemoryError")


def test_limits_cannot_be_raised_again(outcomes):
    assert outcomes[OTHERS["raise"]].startswith(("ValueError", "PermissionError"))


def test_processor_time_is_limited():
    assert run(["while True: pass"]).returncode == -signal.SIGXCPU
