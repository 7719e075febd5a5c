"""The tools that ours is measured against, each in an environment of its own, so that nothing of theirs is among
what we depend on.

A peer is a file `benchmarks/peers/<name>.txt`: pinned versions with their hashes, made by

    printf 'choix==0.4.1\n' | uv pip compile --generate-hashes --no-annotate --no-header --python-version 3.11 - \
        -o benchmarks/peers/choix.txt

A measurement is a script, run as a process of its own with one thread of linear algebra; CPU seconds (user and
system, children included) and peak memory are the operating system's. Its last printed line is JSON:

    from benchmarks import peers

    SCRIPT = '''
    import json, sys, choix
    print(json.dumps({"worth": choix.lsr_pairwise(3, [(0, 1), (1, 2), (2, 0)]).tolist()}))
    '''
    theirs = peers.run("choix", SCRIPT)
    ours = peers.run("throughline", SCRIPT_OF_OURS)  # the environment that this runs in
    print(peers.comparison("three pairs", ours, theirs))

What a script should not be charged with (imports, making the data) it leaves out by putting its own
`time.process_time()` difference into the JSON as `"cpu"`.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.table import Note, note

ROOT = Path(__file__).parents[1]
PINS = ROOT / "benchmarks" / "peers"
ENVIRONMENTS = ROOT / ".venv-peers"
OURS = "throughline"
ONE_THREAD = dict.fromkeys(
    ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS", "POLARS_MAX_THREADS"), "1"
)


class PeerFailed(RuntimeError):
    """A script ended with an error, took too long, or printed no JSON."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One process. cpu: seconds of user and system time; where the script gave its own, that one. peak: MB of
    resident memory at the most. printed: its JSON. runs: CPU seconds of each run, where several were made."""

    peer: str
    cpu: float
    peak: float
    wall: float
    printed: dict[str, Any]
    runs: tuple[float, ...] = field(default=())


def interpreter(peer: str) -> Path:
    """The Python of a peer's environment, made or made anew where its pins have changed."""
    if peer == OURS:
        return Path(sys.executable)
    pins = PINS / f"{peer}.txt"
    if not pins.exists():
        known = ", ".join(sorted(path.stem for path in PINS.glob("*.txt")))
        raise ValueError(f"there is no peer “{peer}”: pin it in {pins.relative_to(ROOT)} (known: {known})")
    home = ENVIRONMENTS / peer
    python = home / "bin" / "python"
    stamp, pinned = home / ".pins", hashlib.sha256(pins.read_bytes()).hexdigest()
    if not stamp.exists() or stamp.read_text() != pinned:
        print(f"Making the environment of {peer} …", file=sys.stderr, flush=True)
        _create(home, pins)
        # The pins are whole, so nothing else is installed: one package asks for gigabytes that it does not need here.
        install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
        if subprocess.run([*install, "--no-deps", "-r", str(pins)], check=False).returncode:
            raise PeerFailed(f"the environment of {peer} could not be made: see above what pip said")
        stamp.write_text(pinned)
    return python


def _create(home: Path, pins: Path) -> None:
    """An empty environment; of another version of Python where the pins begin with “# python 3.12”."""
    first = pins.read_text().split("\n", 1)[0]
    if not first.startswith("# python "):
        venv.create(home, clear=True, with_pip=True)
        return
    version = first.removeprefix("# python ").strip()
    setting = f"PYTHON{version.replace('.', '')}"
    found = os.environ.get(setting) or shutil.which(f"python{version}")
    if found is None or subprocess.run([found, "--version"], capture_output=True).returncode:
        raise PeerFailed(f"{pins.stem} needs Python {version}: name one in {setting}")
    subprocess.run([found, "-m", "venv", "--clear", home], check=True)


def run(
    peer: str,
    script: str | Path,
    *arguments: object,
    times: int = 1,
    timeout: float = 3600,
    memory: float | None = None,
) -> Measured:
    """Run a script (its path, or its text) in a peer's environment and measure it.

    arguments: what it finds in sys.argv[1:]. times: how often; the run with the median CPU time is returned.
    timeout: seconds of wall time. memory: MB of address space at most, so that a peer that wants more than the
    machine has fails instead of taking others with it. Raises PeerFailed.
    """
    python = interpreter(peer)
    with tempfile.TemporaryDirectory() as folder:
        if not isinstance(script, Path):
            (Path(folder) / "script.py").write_text(script)
            script = Path(folder) / "script.py"
        command = [str(python), str(script), *map(str, arguments)]
        found = [_once(peer, command, timeout, memory) for _ in range(times)]
    middle = statistics.median_low(each.cpu for each in found)
    chosen = next(each for each in found if each.cpu == middle)
    return Measured(peer, chosen.cpu, chosen.peak, chosen.wall, chosen.printed, tuple(each.cpu for each in found))


def tried(peer: str, script: str | Path, *arguments: object, times: int = 1, timeout: float = 3600) -> Measured | None:
    """The same of a peer that is left out, by name, where it fails: our own figures are told all the same."""
    try:
        return run(peer, script, *arguments, times=times, timeout=timeout)
    except PeerFailed as error:
        print(f"left out: {peer} ({error})", flush=True)
        return None


def _once(peer: str, command: list[str], timeout: float, memory: float | None) -> Measured:
    if memory is not None:
        command = ["/bin/sh", "-c", f'ulimit -v {int(memory * 1024)}; exec "$0" "$@"', *command]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        began = time.monotonic()
        process = subprocess.Popen(
            command, stdout=out, stderr=errors, env={**os.environ, **ONE_THREAD}, cwd=ROOT, start_new_session=True
        )
        status, usage = _waited(process, began + timeout)
        wall = time.monotonic() - began
        out.seek(0)
        errors.seek(0)
        text, said = out.read().decode(), errors.read().decode(errors="replace")
    if status is None:
        raise PeerFailed(f"{peer} was stopped after {timeout:g} seconds")
    if status != 0:
        raise PeerFailed(f"{peer} ended with {status}: {said.strip()[-2000:]}")
    try:
        printed = json.loads(text.strip().rsplit("\n", 1)[-1])
    except json.JSONDecodeError as error:
        raise PeerFailed(f"{peer} printed no JSON in its last line: {text.strip()[-500:]!r}") from error
    cpu = float(printed.get("cpu", usage.ru_utime + usage.ru_stime))
    return Measured(peer, cpu, usage.ru_maxrss / 1024, wall, printed)


def _waited(process: subprocess.Popen[bytes], until: float) -> tuple[int | None, Any]:
    """Its exit code (None when it had to be stopped) and what it used, with all its children."""
    stopped = False
    while True:
        done, status, usage = os.wait4(process.pid, os.WNOHANG)
        if done:
            process.returncode = os.waitstatus_to_exitcode(status)
            return (None if stopped else process.returncode), usage
        if time.monotonic() > until and not stopped:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            stopped = True
        time.sleep(0.01)


def comparison(
    work: str,
    ours: Measured,
    theirs: Measured | None,
    *,
    cpu: float | None = None,
    ratio: float | None = None,
    memory: float | None = None,
) -> str:
    """One line: ours beside theirs, how many times faster, and whether what was asked for is met: CPU seconds at most,
    how many times faster at least, MB of memory at most. It is noted for the table of all measurements too."""
    peer, of_peer = (None, None) if theirs is None else (theirs.peer, theirs.cpu)
    found = Note(work, ours.cpu, peer, of_peer, cpu, ratio, ours.peak, memory)
    note(found)
    line = f"{work:46} ours {ours.cpu:9.3f} CPU s {ours.peak:7,.0f} MB"
    if theirs is not None:
        line += f"   {theirs.peer} {theirs.cpu:9.2f} CPU s {theirs.peak:7,.0f} MB   ×{theirs.cpu / ours.cpu:,.0f}"
    return line + (f"   asked {found.bars}: {'met' if found.met else 'MISSED'}" if found.bars else "")


if __name__ == "__main__":
    for name in sys.argv[1:] or sorted(path.stem for path in PINS.glob("*.txt")):
        try:
            print(f"{name}: {interpreter(name)}")
        except PeerFailed as error:
            print(f"left out: {error}")
