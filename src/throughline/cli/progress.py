"""Progress on long work: one line that is rewritten on a terminal, a line every few seconds elsewhere."""

import sys
import time
from typing import TextIO

FIRST_AFTER = 0.5
EVERY_TERMINAL, EVERY_FILE = 0.2, 5.0


class Progress:
    """Call it with (done, total) or (done, total, note) as work goes on; use as a context manager."""

    def __init__(self, what: str, *, stream: TextIO | None = None) -> None:
        self.what = what
        self.stream = stream or sys.stderr
        self.terminal = self.stream.isatty()
        self.began = time.monotonic()
        self.shown_at = self.began + FIRST_AFTER - self._every
        self.shown = False

    @property
    def _every(self) -> float:
        return EVERY_TERMINAL if self.terminal else EVERY_FILE

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, *_error: object) -> None:
        if self.shown and self.terminal:
            self.stream.write("\r\x1b[K")
            self.stream.flush()

    def __call__(self, done: int, total: int = 0, note: str = "") -> None:
        """Say how far it is: `done` of `total` (0 when not known; both 0: only the note)."""
        now = time.monotonic()
        if now - self.shown_at < self._every:
            return
        self.shown_at, self.shown = now, True
        share = f"{done:,} of {total:,}" if total else f"{done:,}" if done else ""
        told = " · ".join(filter(None, (share, note)))
        line = f"{self.what}{': ' if told else ''}{told} ({now - self.began:.0f} s)"
        self.stream.write(f"\r\x1b[K{line}" if self.terminal else f"{line}\n")
        self.stream.flush()
