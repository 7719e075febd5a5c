"""The parent's end of the child process that reads a recording: time limits, and what its end means."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from types import TracebackType
from typing import IO, Any, BinaryIO

from throughline.language.media import errors
from throughline.language.media.job import Job
from throughline.language.media.kinds import Kind
from throughline.language.media.limits import Limits

_ENDS = {
    "damaged": errors.Damaged,
    "no_sound": errors.NoSound,
    "too_many_pixels": errors.TooManyPixels,
    "too_few_pixels": errors.TooSmall,
}


class Child:
    """A running reader. Use it as a context: at the end of the block it is dead, whatever happened."""

    def __init__(
        self,
        work: str,
        kind: Kind,
        limits: Limits,
        source: BinaryIO,
        sink: IO[bytes] | int,
        *,
        skip: int = 0,
        output: int = 0,
    ) -> None:
        self._limits, self._left = limits, limits.wall_seconds
        self._film = False
        self._lines = b""
        self._report, report = os.pipe()
        job = Job(
            work=work,
            demuxer=kind.demuxer,
            muxer=kind.muxer,
            skip=skip,
            output=output,
            report=report,
            seconds=limits.seconds,
            film_seconds=limits.film_seconds,
            memory=limits.memory,
            cpu_seconds=limits.cpu_seconds,
        )
        try:
            # Our own interpreter and our own module; an empty environment, and a folder with nothing to find.
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-I", "-m", "throughline.language.media.child", job.to_json()],
                stdin=source,
                stdout=sink,
                stderr=subprocess.DEVNULL,
                pass_fds=(report,),
                env={"OPENBLAS_NUM_THREADS": "1"},
                cwd="/",
            )
        except OSError:
            os.close(self._report)
            raise
        finally:
            os.close(report)

    def __enter__(self) -> Child:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._process.kill()
        self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()
        os.close(self._report)

    def header(self) -> dict[str, Any]:
        """What the file holds. Raises the `MediaError` of a file that cannot even be opened."""
        line = self._line()
        if "end" in line:
            raise self._error(line)
        self._film = line["film"]
        return line

    def read(self, count: int) -> bytes:
        """At most `count` bytes of what the child makes; nothing at its end."""
        assert self._process.stdout is not None
        descriptor = self._process.stdout.fileno()
        self._wait(descriptor)
        return os.read(descriptor, count)

    def end(self) -> dict[str, Any]:
        """How it ended. Raises the `MediaError` of any end but a good one."""
        line = self._line()
        if line["end"] != "done":
            raise self._error(line)
        return line

    def _wait(self, descriptor: int) -> None:
        """Until there is something to read. Only this time counts: a slow listener must not fail a good file."""
        begin = time.monotonic()
        ready, _, _ = select.select([descriptor], [], [], max(0.0, self._left))
        self._left -= time.monotonic() - begin
        if not ready:
            raise errors.TooHard("time")

    def _line(self) -> dict[str, Any]:
        while b"\n" not in self._lines:
            self._wait(self._report)
            block = os.read(self._report, 65536)
            if not block:
                return {"end": self._death()}
            self._lines += block
        line, _, self._lines = self._lines.partition(b"\n")
        found: dict[str, Any] = json.loads(line)
        return found

    def _death(self) -> str:
        """The reason of an end without a report: a limit of the system, or a decoder that broke down."""
        code = self._process.wait()
        if code in (-signal.SIGXCPU, -signal.SIGKILL):
            return "time"
        return "damaged"

    def _error(self, line: dict[str, Any]) -> errors.MediaError:
        end = line["end"]
        if end == "too_long":
            return errors.TooLong(self._limits.film_seconds if self._film else self._limits.seconds, film=self._film)
        if end in ("time", "memory"):
            return errors.TooHard(end)
        return _ENDS.get(end, errors.Damaged)()
