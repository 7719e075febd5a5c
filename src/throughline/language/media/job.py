"""What the parent asks of the child process, and what both sides of the child's work share."""

from __future__ import annotations

import io
import json
import os
from dataclasses import asdict, dataclass
from typing import Any

_COMPRESSED = "opus libopus vorbis aac alac mp3float mp3 flac amrnb amrwb adpcm_ima_wav adpcm_ms"
_PCM = "u8 s16le s16be s24le s24be s32le s32be f32le f32be f64le f64be alaw mulaw"
SOUND_DECODERS = (*_COMPRESSED.split(), *(f"pcm_{name}" for name in _PCM.split()))
# Only asked in which order the pictures of a film are stored; the pictures are copied as they are.
FILM_DECODERS = ("h264", "hevc", "vp8", "vp9", "av1", "libdav1d", "mpeg4", "h263", "mjpeg", "prores", "theora")
PICTURE_DECODERS = ("png", "mjpeg", "webp")

_COVER = 0x0400  # FFmpeg's AV_DISPOSITION_ATTACHED_PIC


class Stop(Exception):
    """Ends the work; the word says why, as `errors.MediaError.code` does."""


@dataclass(frozen=True, slots=True)
class Job:
    """One task for one child. `work` is decode, copy or draw; `report`, the descriptor for lines of JSON; `skip`, in
    samples; `output`, the most bytes that may be written to a file; the rest is from `Kind` and `Limits`."""

    work: str
    demuxer: str
    muxer: str
    skip: int
    output: int
    report: int
    seconds: float
    film_seconds: float
    memory: int
    cpu_seconds: int

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    def tell(self, line: dict[str, Any]) -> None:
        os.write(self.report, json.dumps(line).encode() + b"\n")

    def longest(self, film: bool) -> float:
        """Seconds that a recording may have."""
        return self.film_seconds if film else self.seconds

    def open(self, av: Any, source: io.FileIO, decoders: tuple[str, ...]) -> Any:
        """The recording, opened by the reader of its kind and by nothing else."""
        options = {
            "codec_whitelist": ",".join(decoders),
            # Nothing but the open file: no reference to another is followed, by the demuxer or by what is below it.
            "protocol_whitelist": "none",
            "enable_drefs": "0",
            "use_absolute_path": "0",
        }
        return av.open(source, format=self.demuxer, options=options, io_open=_refuse, metadata_errors="replace")


def _refuse(url: str, flags: int, options: dict[str, str]) -> None:
    raise PermissionError("a recording may not open another file")


def pictures(container: Any) -> list[Any]:
    """The true film streams: a cover picture is not one."""
    return [stream for stream in container.streams.video if not int(stream.disposition) & _COVER]
