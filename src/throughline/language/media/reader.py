"""Reading recordings from strangers: all work on their bytes is done by a child process that can be lost.

The parent looks at the first bytes, forces the reader that belongs to them, hands over the open file (never a path or
an address), and takes samples from a pipe as they come, so that an hour needs no more memory than a minute.
"""

from __future__ import annotations

import io
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeAlias

from throughline.language.media import errors
from throughline.language.media.kinds import HEAD_BYTES, Kind, sniff
from throughline.language.media.limits import PIPE_BYTES, RATE, STORY, Limits
from throughline.language.media.process import Child

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Samples: TypeAlias = NDArray[np.int16]

Source: TypeAlias = Path | BinaryIO | bytes

# Quieter than this (of full scale) from beginning to end is silence: a switched-off microphone, not a soft voice.
_SILENCE = 0.001


@dataclass(frozen=True, slots=True)
class Recording:
    """What is known of a recording after all of it was decoded.

    seconds: counted. peak: the loudest sample, 0 to 1. film: it has moving pictures. sound: it has a sound track.
    """

    kind: str
    mime: str
    extension: str
    film: bool
    sound: bool
    seconds: float
    peak: float
    warnings: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "warnings": list(self.warnings)}


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A copy for others: the recording it holds, its size in bytes, and what was left out, in plain words."""

    recording: Recording
    bytes: int
    left_out: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        return {"recording": self.recording.to_dict(), "bytes": self.bytes, "left_out": list(self.left_out)}


class Sound:
    """The sound of a recording as it is decoded: iterate once over blocks of 16 kHz mono samples.

    `kind`, `film`, `present` (there is a sound track) and `said_seconds` (the header's word, or None) are known from
    the start; `samples`, `damaged` (pieces that were passed over) and what the reader used after the end.
    """

    def __init__(self, child: Child, kind: Kind) -> None:
        header = child.header()
        self.kind = kind
        self.film: bool = header["film"]
        self.present: bool = header["sound"]
        self.said_seconds: float | None = header["said_seconds"]
        self.samples = self.damaged = 0
        self.cpu_seconds, self.peak_kb = 0.0, 0
        self._child = child

    def __iter__(self) -> Iterator[Samples]:
        # Here and not above, because the child process loads this package too and has no use for it.
        import numpy as np

        odd = b""
        while block := self._child.read(PIPE_BYTES):
            block = odd + block
            whole = len(block) // 2 * 2
            odd = block[whole:]
            yield np.frombuffer(block[:whole], dtype="<i2")
        end = self._child.end()
        self.samples, self.damaged = end["samples"], end["damaged"]
        self.cpu_seconds, self.peak_kb = end["cpu_seconds"], end["peak_kb"]


def available() -> bool:
    """True when the packages that read recordings are installed."""
    from importlib.util import find_spec

    return find_spec("av") is not None


@contextmanager
def decoded(source: Source, *, limits: Limits = STORY, skip: int = 0) -> Iterator[Sound]:
    """The sound of a recording, decoded in a child process that ends with the block.

    Arguments: `source`, a path, an open binary file or the bytes; `limits`, what it may take; `skip`, samples of the
    beginning to leave out (they are decoded and counted all the same). Raises a `MediaError` when the recording
    cannot be used: on entering the block, or while the sound is read.
    """
    with _opened(source, limits, skip) as sound:
        if not sound.present:
            raise errors.NoSound(film=sound.film)
        yield sound


def examine(source: Source, *, limits: Limits = STORY) -> Recording:
    """Decode a recording from beginning to end, and say what it is.

    Raises a `MediaError` when it cannot be used. A film without sound can: somebody may be signing.
    """
    peak = 0
    with _opened(source, limits, 0) as sound:
        if not sound.present and not sound.film:
            raise errors.NoSound
        for block in sound if sound.present else ():
            peak = max(peak, int(block.max()), -int(block.min()))
    quiet = sound.present and peak / 32768 < _SILENCE
    if quiet and not sound.film:
        raise errors.Silent
    kind = sound.kind
    return Recording(
        kind=kind.name,
        mime=kind.mime_film if sound.film else kind.mime_sound,
        extension=kind.extension,
        film=sound.film,
        sound=sound.present,
        seconds=sound.samples / RATE,
        peak=peak / 32768,
        warnings=tuple(_warnings(sound, quiet)),
    )


def _warnings(sound: Sound, quiet: bool) -> Iterator[str]:
    if not sound.present:
        yield str(errors.NoSound(film=True))
    if quiet:
        yield "The sound of this film is silent from beginning to end."
    if sound.damaged:
        yield "Parts of this file are damaged and were left out: listen to it before you use it."


def clean(source: Source, target: Path, *, limits: Limits = STORY) -> Cleaned:
    """Write a copy for others to `target`: first sound and first film track as they are, and nothing else.

    Place, device, time, names, titles, chapters, subtitles, attached files and further tracks are left out, and in
    films the remarks that cameras put between the pictures. The voice and the face remain. The copy is decoded before
    it gets its name, so what is there can be played. Raises a `MediaError`; `target` is then as it was before.
    """
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".clean-") as room:
        fresh = Path(room) / "copy"
        with fresh.open("w+b") as sink:
            found = _copy(source, sink, limits)
        fresh.replace(target)
    return found


@contextmanager
def cleaned(source: Source, *, limits: Limits = STORY) -> Iterator[tuple[Cleaned, BinaryIO]]:
    """The same copy, in memory and at its beginning: for what may not lie readable on a disk. Raises a `MediaError`."""
    with in_memory() as sink:
        found = _copy(source, sink, limits)
        sink.seek(0)
        yield found, sink


def _copy(source: Source, sink: BinaryIO, limits: Limits) -> Cleaned:
    with _file(source, limits) as (file, kind):
        # Containers differ in their own weight, tags only make a copy smaller: twice the size is more than enough.
        output = 2 * os.fstat(file.fileno()).st_size + 1_000_000
        with Child("copy", kind, limits, file, sink, output=output) as child:
            header = child.header()
            child.end()
    recording = examine(sink, limits=limits)
    return Cleaned(recording, os.fstat(sink.fileno()).st_size, tuple(header["left_out"]))


@contextmanager
def _opened(source: Source, limits: Limits, skip: int) -> Iterator[Sound]:
    with (
        _file(source, limits) as (file, kind),
        Child("decode", kind, limits, file, subprocess.PIPE, skip=skip) as child,
    ):
        yield Sound(child, kind)


@contextmanager
def _file(source: Source, limits: Limits) -> Iterator[tuple[BinaryIO, Kind]]:
    """The source as a file of the operating system, at its beginning, of a known kind and an allowed size."""
    if not available():
        raise errors.Unavailable
    with as_file(source, limits.bytes) as file:
        size = os.fstat(file.fileno()).st_size
        if size > limits.bytes:
            raise errors.TooLarge(size, limits.bytes)
        file.seek(0)
        kind = sniff(file.read(HEAD_BYTES))
        file.seek(0)
        yield file, kind


@contextmanager
def as_file(source: Source, most: int) -> Iterator[BinaryIO]:
    """The source as a file of the operating system; what is copied for that stays in memory."""
    if isinstance(source, Path):
        with source.open("rb") as opened:
            yield opened
    elif isinstance(source, io.BufferedReader | io.BufferedRandom | io.FileIO):
        yield source
    else:
        with in_memory() as copy:
            stream = io.BytesIO(source) if isinstance(source, bytes) else source
            stream.seek(0)
            while copy.tell() <= most and (block := stream.read(1 << 20)):
                copy.write(block)
            copy.flush()
            yield copy


def in_memory() -> BinaryIO:
    """A nameless file: what was opened from an encrypted store must not lie readable on a disk."""
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("recording"), "w+b")
    return tempfile.TemporaryFile("w+b")
