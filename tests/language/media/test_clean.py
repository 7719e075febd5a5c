"""G15: recordings do not say where you were, nor with what, when or who you are."""

import os
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from throughline.language import media

from .conftest import RATE, WRITERS, tone

SECRETS = {
    "location": "+51.5007-000.1246/",
    "title": "Zebedee ward seven",
    "make": "Zyxphone",
    "model": "Quuxcam 3",
    "comment": "filmed by my sister Zorka",
    "artist": "Zachary Quuxley",
    "creation_time": "2026-01-02T03:04:05.000000Z",
}
PLANTED = ("51.5007", "Zebedee", "Zyxphone", "Quuxcam", "Zorka", "Quuxley", "2026-01-02")
# What containers must have: brands, and words that this program's own writer puts in. Nothing of the sender's.
OF_THE_FORMAT = {
    "major_brand",
    "minor_version",
    "compatible_brands",
    "handler_name",
    "vendor_id",
    "encoder",
    "duration",
}
APPLE = {"location.ISO6709": "+51.5007-000.1246+012.000/", "make": "Zyxphone"}
CASES = [(suffix, film) for suffix in WRITERS for film in (0, 2) if not film or WRITERS[suffix][2]]


def tags_of(path: Path) -> dict[str, str]:
    with av.open(str(path)) as container:
        found = dict(container.metadata)
        for stream in container.streams:
            found |= stream.metadata
    return {name: value for name, value in found.items() if name.lower() not in OF_THE_FORMAT and value != "und"}


def planted_in(path: Path) -> list[str]:
    data = path.read_bytes()
    return [word for word in PLANTED if word.encode() in data or word.encode("utf-16-le") in data]


@pytest.mark.parametrize(("suffix", "film"), CASES)
def test_nothing_of_the_sender_is_left_and_it_still_plays(record, tmp_path, suffix, film):
    source = record(f"a.{suffix}", tone(2), film=film, tags=SECRETS)
    assert planted_in(source)
    target = tmp_path / "public"
    cleaned = media.clean(source, target)
    assert tags_of(target) == {}
    assert planted_in(target) == []
    assert cleaned.left_out
    assert cleaned.bytes == target.stat().st_size
    assert cleaned.recording.seconds == pytest.approx(2, abs=0.1)
    assert cleaned.recording.film == bool(film)
    assert cleaned.recording.extension == suffix
    assert loudness(target) == pytest.approx(loudness(source), rel=0.02)
    assert pictures(target) == pictures(source)
    assert list(tmp_path.glob(".clean-*")) == []


def loudness(path: Path) -> float:
    with media.decoded(path) as sound:
        samples = np.concatenate(list(sound)).astype(float)
    return float(np.sqrt(np.mean(samples[8000:24000] ** 2)))


def pictures(path: Path) -> list[int]:
    with av.open(str(path)) as container:
        return (
            [int(frame.to_ndarray(format="gray").mean()) for frame in container.decode(video=0)]
            if (container.streams.video)
            else []
        )


def test_the_place_that_a_telephone_writes_is_gone(record, tmp_path):
    """Apple keeps it in a list of keys, Android in a box of its own; both are written here by their own option."""
    apple = record(
        "a.mov",
        tone(1),
        film=1,
        tags={
            "com.apple.quicktime.location.ISO6709": "+51.5007-000.1246+012.000/",
            "com.apple.quicktime.make": "Zyxphone",
        },
        options={"movflags": "use_metadata_tags"},
    )
    android = record("a.mp4", tone(1), film=1, tags={"location": "+51.5007-000.1246/"})
    assert b"ISO6709" in apple.read_bytes()
    assert b"loci" in android.read_bytes()
    for source in (apple, android):
        cleaned = media.clean(source, tmp_path / "public")
        data = (tmp_path / "public").read_bytes()
        assert "the place" in cleaned.left_out
        for word in (b"51.5007", b"ISO6709", b"loci", b"Zyxphone"):
            assert word not in data


@pytest.mark.parametrize("codec", ["libx264", "libx265"])
def test_remarks_between_the_pictures_are_gone(tmp_path, codec):
    """Cameras write place, time and serial number into the stream itself, where a change of container keeps them."""
    source = tmp_path / "a.mp4"
    with av.open(str(source), "w", format="mp4") as container:
        stream = container.add_stream(codec, rate=10, options={"x265-params": "log-level=none"})
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        for number in range(10):
            image = np.full((64, 64, 3), number * 20, dtype=np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
        container.mux(stream.encode(None))
    # The encoder's own remark, in every file that it makes, stands for a camera's.
    mark = b"x264 - core" if codec == "libx264" else b"x265 (build"
    assert mark in source.read_bytes()
    media.clean(source, tmp_path / "public")
    assert mark not in (tmp_path / "public").read_bytes()
    assert pictures(tmp_path / "public") == pictures(source)
    # Units keep their lengths in front: with start codes in their place some players see nothing.
    with av.open(str(tmp_path / "public")) as container:
        assert not any(bytes(packet)[:4] == b"\0\0\0\1" for packet in container.demux(video=0))


def test_what_else_is_in_the_file_stays_out(tmp_path):
    source = tmp_path / "a.mkv"
    with av.open(str(source), "w", format="matroska") as container:
        container.add_attachment("Zebedee.txt", "text/plain", b"Zorka lives at 5 Quuxley Road")
        first = container.add_stream("libopus", rate=RATE, layout="mono")
        second = container.add_stream("libopus", rate=RATE, layout="mono")
        second.metadata["title"] = "Zebedee"
        container.set_chapters(
            [{"id": 1, "start": 0, "end": 1000, "time_base": Fraction(1, 1000), "metadata": {"title": "Zyxphone"}}]
        )
        for stream, level in ((first, 0.2), (second, 0.6)):
            frame = av.AudioFrame.from_ndarray(
                (tone(1, level) * 32767).astype(np.int16)[None], format="s16", layout="mono"
            )
            frame.sample_rate = RATE
            container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
    assert len(planted_in(source)) > 1
    cleaned = media.clean(source, tmp_path / "public")
    assert planted_in(tmp_path / "public") == []
    assert "a second track or a file in the file" in cleaned.left_out
    with av.open(str(tmp_path / "public")) as container:
        assert len(container.streams) == 1
    assert loudness_of_peak(tmp_path / "public") == pytest.approx(0.2, abs=0.05)


def loudness_of_peak(path: Path) -> float:
    return media.examine(path).peak


def test_a_film_that_is_signed_keeps_its_pictures(record, tmp_path):
    cleaned = media.clean(record("a.mp4", None, film=2, tags=SECRETS), tmp_path / "public")
    assert (cleaned.recording.film, cleaned.recording.sound) == (True, False)
    assert planted_in(tmp_path / "public") == []
    assert len(pictures(tmp_path / "public")) == 20


def test_a_bad_file_leaves_the_old_copy_and_no_other(record, tmp_path):
    target = tmp_path / "room" / "public"
    target.parent.mkdir()
    target.write_bytes(b"old")
    for bad in (b"", b"#EXTM3U\n", b"OggS" + bytes(100)):
        with pytest.raises(media.MediaError):
            media.clean(bad, target)
    with pytest.raises(media.TooLong):
        media.clean(record("a.webm", tone(3)), target, limits=media.Limits(seconds=1))
    assert target.read_bytes() == b"old"
    assert os.listdir(target.parent) == ["public"]


def test_what_is_told_to_be_left_out_never_quotes_it(record, tmp_path):
    cleaned = media.clean(record("a.mkv", tone(1), tags={"Zebedee Quuxley": "Zorka"}), tmp_path / "public")
    assert cleaned.left_out == ("other remarks",)
    assert not any(word in str(cleaned.to_dict()) for word in PLANTED)
