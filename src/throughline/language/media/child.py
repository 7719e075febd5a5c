"""The process that reads a stranger's file: `python -m throughline.language.media.child JOB`, started by `reader`.

The file is standard input, already open, and its path is not told. What is made goes to standard output: sound as
16 kHz mono 16-bit samples, or a copy of the recording without what it says about its maker. What was found goes to
the descriptor that the job names, as lines of JSON: the first tells what the file holds, the last how it ended.
"""

from __future__ import annotations

import io
import json
import os
import resource
import sys
from collections.abc import Iterator
from typing import Any

from throughline.language.media import jail
from throughline.language.media.limits import RATE

# Sound alone is decoded; the pictures of a film are copied as they are.
_COMPRESSED = "opus libopus vorbis aac alac mp3float mp3 flac amrnb amrwb adpcm_ima_wav adpcm_ms"
_PCM = "u8 s16le s16be s24le s24be s32le s32be f32le f32be f64le f64be alaw mulaw"
DECODERS = ",".join([*_COMPRESSED.split(), *(f"pcm_{name}" for name in _PCM.split())])
# Nothing but the open file: no reference to another file is followed, by the demuxer or by the library below it.
FORCED = {"codec_whitelist": DECODERS, "protocol_whitelist": "none", "enable_drefs": "0", "use_absolute_path": "0"}
# A hole in the times of a recording becomes silence, so that words stay where they are heard. A longer one is an error.
HOLE, LONGEST_HOLE = 0.2, 60.0
# Units of a video stream that carry remarks beside the picture: cameras write place, time and serial number into them.
SIDE_UNITS = {"h264": "6", "hevc": "39-40", "av1": "5"}

# The first that is part of a tag's name says what the tag tells. Brands and handlers belong to the format.
TOLD = (
    *((part, "") for part in ("brand", "minor_version", "handler_name", "vendor_id", "encoder", "duration")),
    *((part, "the place") for part in ("location", "gps", "xyz", "iso6709")),
    *((part, "the device") for part in ("make", "model", "software", "android", "device", "camera", "manufacturer")),
    *((part, "the time of recording") for part in ("creation_time", "date", "year")),
    *((part, "a name or title") for part in ("title", "artist", "author", "album", "composer", "performer", "name")),
    ("language", "the language"),
    ("comment", "a comment"),
)


class Stop(Exception):
    """Ends the work; the word says why, as `errors.MediaError.code` does."""


def main(job: dict[str, Any]) -> None:
    """Lock up, do the job, and report its end."""
    jail.bound(memory=job["memory"], cpu_seconds=job["cpu_seconds"], output=job["output"])
    # All of the package, before the door is shut: it loads some of its parts only when a file has them.
    import av
    import av.subtitles.codeccontext
    import av.subtitles.stream
    import av.subtitles.subtitle

    av.logging.set_level(None)
    source, sink = io.FileIO(0, closefd=False), io.FileIO(1, "w", closefd=False)
    jail.shut()
    end: dict[str, Any]
    try:
        end = {"end": "done", **({"decode": decode, "copy": copy}[job["work"]](av, source, sink, job))}
    except Stop as stop:
        end = {"end": str(stop)}
    except MemoryError:
        end = {"end": "memory"}
    except (av.FFmpegError, ValueError, EOFError):
        end = {"end": "damaged"}
    used = resource.getrusage(resource.RUSAGE_SELF)
    report(job, {**end, "cpu_seconds": used.ru_utime + used.ru_stime, "peak_kb": used.ru_maxrss})


def report(job: dict[str, Any], line: dict[str, Any]) -> None:
    os.write(job["report"], json.dumps(line).encode() + b"\n")


def opened(av: Any, source: io.FileIO, job: dict[str, Any]) -> Any:
    def refuse(url: str, flags: int, options: dict[str, str]) -> None:
        raise PermissionError("a recording may not open another file")

    return av.open(source, format=job["demuxer"], options=FORCED, io_open=refuse, metadata_errors="replace")


def pictures(container: Any) -> list[Any]:
    """The true film streams: a cover picture is not one."""
    cover = 0x0400  # AV_DISPOSITION_ATTACHED_PIC
    return [stream for stream in container.streams.video if not int(stream.disposition) & cover]


def limit(job: dict[str, Any], film: bool) -> float:
    return float(job["film_seconds"] if film else job["seconds"])


def decode(av: Any, source: io.FileIO, sink: io.FileIO, job: dict[str, Any]) -> dict[str, Any]:
    """Write the sound of the first audio stream from sample `skip` on. Returns what was counted."""
    with opened(av, source, job) as container:
        film = bool(pictures(container))
        duration = container.duration / 1e6 if container.duration and container.duration > 0 else None
        sound = next(iter(container.streams.audio), None)
        report(job, {"film": film, "sound": sound is not None, "said_seconds": duration})
        if sound is None:
            raise Stop("no_sound")
        most = int(limit(job, film) * RATE)
        written, damaged = 0, [0]
        for block in blocks(av, container, sound, damaged):
            first, written = written, written + len(block) // 2
            if written > most:
                raise Stop("too_long")
            if written > job["skip"]:
                send(sink, block[2 * max(0, job["skip"] - first) :])
        if not written:
            raise Stop("damaged")
        return {"samples": written, "damaged": damaged[0]}


def send(sink: io.FileIO, block: memoryview) -> None:
    while block:
        block = block[sink.write(block) :]


def blocks(av: Any, container: Any, sound: Any, damaged: list[int]) -> Iterator[memoryview]:
    """The sound as 16-bit samples, with holes in its times filled. Broken pieces are counted and passed over."""
    sound.codec_context.thread_count = 1
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    clock = Clock(container, sound)
    for packet in packets(av, container, sound, damaged):
        try:
            frames = packet.decode()
        except av.FFmpegError as error:
            if isinstance(error, MemoryError):
                raise
            damaged[0] += 1
            continue
        for frame in frames:
            yield from silence(clock.hole_before(frame))
            # The clock keeps the time; the resampler would stumble over a jump.
            frame.pts = None
            yield from (samples(out) for out in resampler.resample(frame))
    yield from (samples(out) for out in resampler.resample(None))


def packets(av: Any, container: Any, sound: Any, damaged: list[int]) -> Iterator[Any]:
    """Packets as far as the file can be read: what comes before a torn end is kept."""
    try:
        yield from container.demux(sound)
    except av.FFmpegError as error:
        if isinstance(error, MemoryError):
            raise
        damaged[0] += 1


class Clock:
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


def silence(seconds: float) -> Iterator[memoryview]:
    if count := int(seconds * RATE):
        yield memoryview(bytes(2 * count))


def samples(frame: Any) -> memoryview:
    return memoryview(frame.planes[0])[: 2 * frame.samples]


def copy(av: Any, source: io.FileIO, sink: io.FileIO, job: dict[str, Any]) -> dict[str, Any]:
    """Write sound and film, undecoded, into a new file that carries no word of the old one's tags."""
    with opened(av, source, job) as old:
        film = pictures(old)[:1]
        chosen = [*film, *old.streams.audio[:1]]
        if not chosen:
            raise Stop("no_sound")
        report(job, {"film": bool(film), "sound": bool(old.streams.audio), "dropped": remarks(old, chosen)})
        options = {"write_xing": "0", "id3v2_version": "0"} if job["muxer"] == "mp3" else {}
        with av.open(sink, "w", format=job["muxer"], container_options=options) as new:
            new.flags |= av.container.Flags.bitexact.value
            tracks = {stream.index: Track(av, stream, new) for stream in chosen}
            new.start_encoding()
            most = limit(job, bool(film))
            for packet in old.demux(chosen):
                tracks[packet.stream.index].write(packet, most)
            for track in tracks.values():
                track.write(None, most)
    return {}


class Track:
    """One stream on its way from the old file to the new."""

    def __init__(self, av: Any, stream: Any, new: Any) -> None:
        self._old, self._new = stream, new
        self._stream = new.add_stream_from_template(stream, opaque=True)
        self._stream.metadata.clear()
        units = SIDE_UNITS.get(stream.codec_context.name)
        self._filter = (
            av.BitStreamFilterContext(f"filter_units=remove_types={units}", stream, self._stream) if units else None
        )
        self._first: float | None = None

    def write(self, packet: Any, most: float) -> None:
        """Copy a packet; None ends the stream."""
        if packet is not None and packet.dts is None:
            return
        if packet is not None:
            time = float(packet.dts * self._old.time_base)
            self._first = time if self._first is None else self._first
            if time - self._first > most:
                raise Stop("too_long")
        ready = self._filter.filter(packet) if self._filter else [packet] if packet is not None else []
        for one in ready:
            one.stream = self._stream
            self._new.mux(one)


def remarks(container: Any, chosen: list[Any]) -> list[str]:
    """What is left behind, in our own words: a tag's name may be as telling as its content."""
    names = set(container.metadata).union(*(stream.metadata for stream in chosen))
    found = {next((words for part, words in TOLD if part in name.lower()), "other remarks") for name in names}
    found |= {"a second track or a file in the file" for stream in container.streams if stream not in chosen}
    return sorted(found - {""})


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
