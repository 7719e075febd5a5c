"""Reading pictures from strangers, as `reader` reads recordings: in a child process that can be lost.

What comes out is always drawn anew, so no place, device, time, name or hidden part of the file comes along.
"""

from __future__ import annotations

from dataclasses import dataclass

from throughline.language.media import errors
from throughline.language.media.kinds import Kind
from throughline.language.media.limits import Limits
from throughline.language.media.process import Child
from throughline.language.media.reader import as_file, available, in_memory

MIME = "image/webp"
PICTURE = Limits(bytes=10_000_000, memory=1 << 30, cpu_seconds=10, wall_seconds=20)
MOST_DRAWN = 2_000_000
"""Bytes of a drawn picture; far more than its size allows."""
_BEGINS = (
    (b"\x89PNG\r\n\x1a\n", Kind("PNG", "png_pipe", "", "png", "", "image/png")),
    (b"\xff\xd8\xff", Kind("JPEG", "jpeg_pipe", "", "jpg", "", "image/jpeg")),
)
_WEBP = Kind("WebP picture", "webp_pipe", "", "webp", "", "image/webp")


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn picture, as WebP."""

    content: bytes
    width: int
    height: int


def redrawn(source: bytes, *, limits: Limits = PICTURE) -> Picture:
    """A picture out of a PNG, JPEG or WebP file, upright, at most 800 pixels long, and without all that is not seen.

    Raises a `MediaError`: `Empty`, `NotAPicture`, `TooLarge`, `TooManyPixels`, `TooSmall`, `Damaged`, `TooHard`, or
    `Unavailable` where the package that reads pictures is not installed.
    """
    if not available():
        raise errors.Unavailable
    if len(source) > limits.bytes:
        raise errors.TooLarge(len(source), limits.bytes)
    kind = _sniffed(source)
    with as_file(source, limits.bytes) as file, in_memory() as sink:
        file.seek(0)
        with Child("draw", kind, limits, file, sink, output=MOST_DRAWN) as child:
            child.header()
            drawn = child.end()
        sink.seek(0)
        return Picture(sink.read(), drawn["width"], drawn["height"])


def _sniffed(head: bytes) -> Kind:
    if not head:
        raise errors.Empty
    for begin, kind in _BEGINS:
        if head.startswith(begin):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return _WEBP
    raise errors.NotAPicture
