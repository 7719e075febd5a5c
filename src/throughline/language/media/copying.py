"""In the child process: a recording's sound and pictures, undecoded, without what the file says about its maker."""

from __future__ import annotations

import io
from typing import Any

from throughline.language.media.job import FILM_DECODERS, SOUND_DECODERS, Job, Stop, pictures

# Units of a video stream that carry remarks beside the picture: cameras write place, time and serial number into them.
SIDE_UNITS = {"h264": {6}, "hevc": {39, 40}}
AV1 = {"av1", "libdav1d", "libaom-av1"}

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


def copy(av: Any, source: io.FileIO, sink: io.FileIO, job: Job) -> dict[str, Any]:
    """Write sound and film, undecoded, into a new file that carries no word of the old one's tags."""
    with job.open(av, source, SOUND_DECODERS + FILM_DECODERS) as old:
        film = pictures(old)[:1]
        chosen = [*film, *old.streams.audio[:1]]
        job.tell({"film": bool(film), "sound": bool(old.streams.audio), "left_out": _left_out(old, chosen)})
        if not chosen:
            raise Stop("no_sound")
        options = {"write_xing": "0", "id3v2_version": "0"} if job.muxer == "mp3" else {}
        with av.open(sink, "w", format=job.muxer, container_options=options) as new:
            # Without the name and version of the program that wrote it, and without its time.
            new.flags |= av.container.Flags.bitexact.value
            tracks = {stream.index: _Track(av, stream, new, job.longest(bool(film))) for stream in chosen}
            new.start_encoding()
            for packet in old.demux(chosen):
                tracks[packet.stream.index].take(packet)
            for track in tracks.values():
                track.finish()
    return {}


class _Track:
    """One stream on its way from the old file to the new."""

    def __init__(self, av: Any, stream: Any, new: Any, longest: float) -> None:
        self._old, self._new, self._longest = stream, new, longest
        self._stream = new.add_stream_from_template(stream, opaque=True)
        self._stream.metadata.clear()
        self._codec = stream.codec_context.name
        header = self._stream.codec_context.extradata or b""
        self._length_bytes = 0
        if self._codec in SIDE_UNITS:
            if header[:1] != b"\x01":
                raise Stop("damaged")
            self._length_bytes = 1 + (header[21 if self._codec == "hevc" else 4] & 3)
        if self._codec == "hevc":
            self._stream.codec_context.extradata = hevc_header(header)
        is_av1 = self._codec in AV1
        self._filter = av.BitStreamFilterContext("filter_units=remove_types=5", stream) if is_av1 else None
        self._packet = av.Packet
        self._first: float | None = None
        self._early: list[Any] = []

    def take(self, packet: Any) -> None:
        """Copy a packet. Those at the beginning whose decoding time is not told wait for the first that has one."""
        if not packet.size:
            return
        if packet.dts is None:
            self._early.append(packet)
            return
        self._release(packet.dts)
        self._write(packet)

    def finish(self) -> None:
        """No packet comes any more."""
        self._release(0)
        if self._filter:
            self._mux(self._filter.filter(None))

    def _release(self, known: int) -> None:
        step = max(1, *(packet.duration or 1 for packet in self._early)) if self._early else 1
        for place, packet in enumerate(self._early):
            packet.dts = known - step * (len(self._early) - place)
            self._write(packet)
        self._early = []

    def _write(self, packet: Any) -> None:
        time = float(packet.dts * self._old.time_base)
        self._first = time if self._first is None else self._first
        if time - self._first > self._longest:
            raise Stop("too_long")
        if self._filter:
            self._mux(self._filter.filter(packet))
        else:
            self._mux([self._without_remarks(packet)] if self._length_bytes else [packet])

    def _without_remarks(self, packet: Any) -> Any:
        data = bytes(packet)
        kept = without_side_units(data, self._codec, self._length_bytes)
        if len(kept) == len(data):
            return packet
        fresh = self._packet(kept)
        for name in ("pts", "dts", "duration", "time_base", "is_keyframe"):
            setattr(fresh, name, getattr(packet, name))
        return fresh

    def _mux(self, packets: list[Any]) -> None:
        for packet in packets:
            packet.stream = self._stream
            self._new.mux(packet)


def without_side_units(data: bytes, codec: str, length_bytes: int) -> bytes:
    """A picture of H.264 or HEVC, whose units each follow their length (ISO 14496-15), without the units of remarks."""
    kept, place = [], 0
    while place + length_bytes < len(data):
        begin = place + length_bytes
        end = begin + int.from_bytes(data[place:begin], "big")
        unit = data[begin] & 0x1F if codec == "h264" else data[begin] >> 1 & 0x3F
        if unit not in SIDE_UNITS[codec]:
            kept.append(data[place:end])
        place = end
    return b"".join(kept)


def hevc_header(header: bytes) -> bytes:
    """An HEVC header (`hvcC`, ISO 14496-15, 8.3.3.1.2) without its units of remarks. H.264 has none in its header."""
    if len(header) < 23:
        raise Stop("damaged")
    kept, count, place = b"", 0, 23
    for _ in range(header[22]):
        start, units = place, int.from_bytes(header[place + 1 : place + 3], "big")
        place += 3
        for _ in range(units):
            place += 2 + int.from_bytes(header[place : place + 2], "big")
        if place > len(header):
            raise Stop("damaged")
        if header[start] & 0x3F not in SIDE_UNITS["hevc"]:
            kept, count = kept + header[start:place], count + 1
    return header[:22] + bytes([count]) + kept


def _left_out(container: Any, chosen: list[Any]) -> list[str]:
    """What is left behind, in our own words: a tag's name may be as telling as its content."""
    held = [container.metadata, *(stream.metadata for stream in chosen)]
    names = {name for tags in held for name, value in tags.items() if value != "und"}
    found = {next((words for part, words in TOLD if part in name.lower()), "other remarks") for name in names}
    found |= {"a second track or a file in the file" for stream in container.streams if stream not in chosen}
    return sorted(found - {""})
