"""How much a recording may take."""

from __future__ import annotations

from dataclasses import dataclass

RATE = 16_000
# What a pipe holds: two seconds of sound.
PIPE_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class Limits:
    """What a recording may take before it is refused, and its reader before it is killed.

    bytes: of the file. seconds: of sound, counted as it is decoded and not as the file's header says.
    film_seconds: the same, for a film. memory: bytes of address space of the reader. cpu_seconds: of the reader.
    wall_seconds: that others may wait for the reader; time in which it waits for them does not count.
    """

    bytes: int = 200_000_000
    seconds: float = 30 * 60
    film_seconds: float = 10 * 60
    memory: int = 1 << 30
    cpu_seconds: int = 120
    wall_seconds: float = 300


# A story, and an interview or a discussion in a group.
STORY = Limits()
INTERVIEW = Limits(bytes=1_000_000_000, seconds=2 * 3600, film_seconds=2 * 3600, cpu_seconds=600, wall_seconds=1200)
