"""In the child process: a recording's sound, as 16 kHz mono 16-bit samples at the times at which it is heard."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from throughline.language.media.job import SOUND_DECODERS, Job, Stop, pictures
from throughline.language.media.limits import PIPE_BYTES, RATE

# A hole in the times of a recording becomes silence, so that words stay where they are heard. A longer one is an error.
HOLE, LONGEST_HOLE = 0.2, 60.0


def decode(av: Any, source: io.FileIO, sink: io.FileIO, job: Job) -> dict[str, Any]:
    """Write the sound of the first audio stream from sample `skip` on. Returns what was counted."""
    with job.open(av, source, SOUND_DECODERS) as container:
        film = bool(pictures(container))
        duration = container.duration / 1e6 if container.duration and container.duration > 0 else None
        sound = next(iter(container.streams.audio), None)
        job.tell({"film": film, "sound": sound is not None, "said_seconds": duration})
        if sound is None:
            raise Stop("no_sound")
        most = int(job.longest(film) * RATE)
        pipe = io.BufferedWriter(sink, PIPE_BYTES)
        written, damaged = 0, [0]
        for block in _blocks(av, container, sound, damaged):
            first, written = written, written + len(block) // 2
            if written > most:
                raise Stop("too_long")
            if written > job.skip:
                pipe.write(block[2 * max(0, job.skip - first) :])
        if not written:
            raise Stop("damaged")
        pipe.flush()
        return {"samples": written, "damaged": damaged[0]}


def _blocks(av: Any, container: Any, sound: Any, damaged: list[int]) -> Iterator[memoryview]:
    """The sound as 16-bit samples, with holes in its times filled. Broken pieces are counted and passed over."""
    sound.codec_context.thread_count = 1
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    clock = _Clock(container, sound)
    for frame in _frames(av, container, sound, damaged):
        if hole := clock.hole_before(frame):
            yield memoryview(bytes(2 * int(hole * RATE)))
        # The clock keeps the time; the resampler would stumble over a jump.
        frame.pts = None
        yield from (_samples(out) for out in resampler.resample(frame))
    yield from (_samples(out) for out in resampler.resample(None))


def _frames(av: Any, container: Any, sound: Any, damaged: list[int]) -> Iterator[Any]:
    packets = container.demux(sound)
    while True:
        try:
            packet = next(packets, None)
            frames = packet.decode() if packet else ()
        except MemoryError:
            raise
        except av.FFmpegError:
            # What comes before a torn end is kept, and what comes after a broken piece.
            damaged[0] += 1
            continue
        if packet is None:
            return
        yield from frames


class _Clock:
    """Compares the time a frame says it has with the sound that came before it."""

    def __init__(self, container: Any, sound: Any) -> None:
        start = container.start_time
        self._zero = start / 1e6 if start is not None else None
        self._base = sound.time_base
        self._heard = 0.0

    def hole_before(self, frame: Any) -> float:
        """Seconds of silence that belong before this frame."""
        hole = 0.0
        if frame.pts is not None and self._base is not None:
            said = float(frame.pts * self._base)
            self._zero = said if self._zero is None else self._zero
            hole = said - self._zero - self._heard
            if not -HOLE < hole < LONGEST_HOLE:
                self._zero, hole = said - self._heard, 0.0
        hole = hole if hole > HOLE else 0.0
        self._heard += hole + frame.samples / frame.sample_rate
        return hole


def _samples(frame: Any) -> memoryview:
    return memoryview(frame.planes[0])[: 2 * frame.samples]
