"""One table at the end of all measurements: what was done, the peer, ours, how many times faster, what was asked.

A measurement calls `note`; `python -m benchmarks` names the file in which the notes of all its processes are gathered,
and prints them. Run by itself, a measurement has nowhere to note and prints its own lines only.
"""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "BENCH_NOTES"


@dataclass(frozen=True, slots=True)
class Note:
    """ours, theirs: CPU seconds. peer: its name. asked: CPU seconds at most. asked_ratio: times faster at least.
    memory, asked_memory: MB of resident memory, ours and at most."""

    work: str
    ours: float
    peer: str | None = None
    theirs: float | None = None
    asked: float | None = None
    asked_ratio: float | None = None
    memory: float | None = None
    asked_memory: float | None = None

    @property
    def ratio(self) -> float | None:
        return None if self.theirs is None else self.theirs / self.ours

    @property
    def met(self) -> bool:
        slow = self.asked is not None and self.ours > self.asked
        close = self.asked_ratio is not None and (self.ratio is None or self.ratio < self.asked_ratio)
        large = self.asked_memory is not None and (self.memory is None or self.memory > self.asked_memory)
        return not (slow or close or large)

    @property
    def bars(self) -> str:
        """What was asked, in words; empty where nothing was."""
        found = [f"≤ {_seconds(self.asked)}"] if self.asked is not None else []
        found += [f"≥ ×{self.asked_ratio:g}"] if self.asked_ratio is not None else []
        found += [f"≤ {self.asked_memory:,.0f} MB"] if self.asked_memory is not None else []
        return ", ".join(found)


def note(one: Note) -> None:
    """Put one measurement down, where notes are gathered."""
    if path := os.environ.get(FILE):
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(one)) + "\n")


def gathered(path: Path) -> list[Note]:
    """What was noted, in the order of time."""
    return [Note(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def printed(notes: list[Note]) -> str:
    """The table, in CPU seconds."""
    rows = [("work", "peer", "ours", "memory", "ratio", "asked", "")]
    for one in notes:
        theirs = f"{one.peer} {_seconds(one.theirs)}" if one.peer and one.theirs is not None else "–"
        ratio = "–" if one.ratio is None else f"×{one.ratio:,.1f}"
        memory = "–" if one.memory is None else f"{one.memory:,.0f} MB"
        verdict = "" if not one.bars else "met" if one.met else "MISSED"
        rows.append((one.work, theirs, _seconds(one.ours), memory, ratio, one.bars or "–", verdict))
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _seconds(x: float) -> str:
    return f"{1000 * x:.3g} ms" if x < 0.1 else f"{x:,.3g} s"
