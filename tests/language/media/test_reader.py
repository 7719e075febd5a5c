"""Reading recordings: what is told of good ones, and the words for bad ones."""

import io
import os
import signal
import struct
import subprocess
import sys
import time
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from throughline.language import media
from throughline.language.media import process, reader

from .conftest import RATE, WRITERS, tone


def wave_header(*, rate: int, size: int, channels: int = 1, bits: int = 8) -> bytes:
    """The 44 bytes of a WAV file; what follows may be a hole of any length."""
    block = channels * bits // 8
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, channels, rate, rate * block, block, bits)
    return struct.pack("<4sI4s", b"RIFF", size + 36, b"WAVE") + form + struct.pack("<4sI", b"data", size)


def sparse_wave(path: Path, *, rate: int, size: int, **more: int) -> Path:
    with path.open("wb") as file:
        file.write(wave_header(rate=rate, size=size, **more))
        file.truncate(44 + size)
    return path


@pytest.mark.parametrize("suffix", WRITERS)
def test_sound_of_each_accepted_kind_is_read(record, suffix):
    found = media.examine(record(f"a.{suffix}", tone(2)))
    assert found.extension == suffix
    assert found.seconds == pytest.approx(2, abs=0.1)
    assert found.peak == pytest.approx(0.3, abs=0.03)
    assert (found.film, found.sound, found.warnings) == (False, True, ())
    assert found.to_dict()["seconds"] == found.seconds


def test_samples_are_16_khz_mono_and_begin_where_asked(record):
    path = record("a.wav", np.concatenate([tone(1, 0.5), tone(1, 0.0), tone(1, 0.1)]))
    with media.decoded(path) as sound:
        assert (sound.film, sound.said_seconds) == (False, pytest.approx(3, abs=0.01))
        whole = np.concatenate(list(sound))
    assert whole.dtype == np.int16
    assert sound.samples == len(whole) == 3 * media.RATE
    assert np.abs(whole[:16000]).max() == pytest.approx(0.5 * 32768, rel=0.02)
    assert np.abs(whole[17000:31000]).max() < 10
    with media.decoded(path, skip=40_000) as rest:
        assert np.array_equal(np.concatenate(list(rest)), whole[40_000:])
    assert rest.samples == len(whole)


def test_bytes_and_streams_are_read_like_files(record):
    path = record("a.webm", tone(1))
    expected = media.examine(path)
    assert media.examine(path.read_bytes()) == expected
    assert media.examine(io.BytesIO(path.read_bytes())) == expected
    with path.open("rb") as file:
        file.read(100)
        assert media.examine(file) == expected


def test_a_hole_in_the_times_stays_a_pause(record, monkeypatch):
    """A recorder that was interrupted: the words after the gap keep the time at which a player plays them."""
    import av

    path = record("whole.mkv", tone(2))
    torn = path.with_name("torn.mkv")
    with av.open(str(path)) as old, av.open(str(torn), "w", format="matroska") as new:
        stream = new.add_stream_from_template(old.streams.audio[0])
        for packet in old.demux(old.streams.audio[0]):
            if packet.dts is None or 0.5 < packet.dts * packet.time_base < 1.5:
                continue
            packet.stream = stream
            new.mux(packet)
    with media.decoded(torn) as sound:
        samples = np.concatenate(list(sound))
    assert len(samples) / media.RATE == pytest.approx(2, abs=0.1)
    assert np.abs(samples[int(0.7 * media.RATE) : int(1.3 * media.RATE)]).max() == 0
    assert np.abs(samples[int(1.6 * media.RATE) :]).max() > 3000


def test_a_film_has_its_own_kind_and_its_own_limit(record):
    path = record("a.webm", tone(3), film=3)
    found = media.examine(path)
    assert (found.film, found.sound, found.mime) == (True, True, "video/webm")
    with pytest.raises(media.TooLong, match="This film is longer than 2 seconds"):
        media.examine(path, limits=media.Limits(seconds=10, film_seconds=2))


def test_a_film_without_sound_may_be_signed_and_is_kept(record):
    path = record("a.mp4", None, film=1)
    found = media.examine(path)
    assert (found.film, found.sound, found.seconds) == (True, False, 0)
    assert "said or signed" in found.warnings[0]
    with pytest.raises(media.NoSound, match="no sound"), media.decoded(path):
        pass


def test_silence_is_said(record):
    with pytest.raises(media.Silent, match="Perhaps the microphone was off"):
        media.examine(record("a.wav", tone(1, 0.0)))
    film = media.examine(record("a.mp4", tone(1, 0.0), film=1))
    assert film.warnings == ("The sound of this film is silent from beginning to end.",)
    assert media.examine(record("soft.wav", tone(1, 0.01))).peak < 0.02


def test_an_empty_file(tmp_path):
    (tmp_path / "a.webm").touch()
    with pytest.raises(media.Empty):
        media.examine(tmp_path / "a.webm")
    with pytest.raises(media.Empty):
        media.examine(b"")


@pytest.mark.parametrize("suffix", ["webm", "mp4", "mp3", "ogg", "flac", "wav"])
def test_a_file_of_rubbish_with_a_good_beginning_is_damaged(record, suffix):
    head = record(f"a.{suffix}", tone(1)).read_bytes()[:32]
    rubbish = np.random.default_rng(0).bytes(20_000)
    with pytest.raises(media.MediaError) as caught:
        media.examine(head + rubbish)
    assert caught.value.code in ("damaged", "no_sound", "silent")


def test_what_comes_before_a_torn_end_is_kept(record):
    whole = record("a.webm", tone(4)).read_bytes()
    assert 1 < media.examine(whole[: len(whole) * 2 // 3]).seconds < 3.5


def test_broken_pieces_are_passed_over_and_said(record):
    noise = 0.2 * np.random.default_rng(1).normal(size=4 * RATE)
    whole = bytearray(record("a.mp4", noise).read_bytes())
    middle = len(whole) // 2
    whole[middle : middle + 3000] = b"\xff" * 3000
    found = media.examine(bytes(whole))
    assert found.seconds > 2
    assert found.warnings == ("Parts of this file are damaged and were left out: listen to it before you use it.",)


def test_a_file_that_is_too_large_is_not_even_opened(tmp_path):
    path = sparse_wave(tmp_path / "a.wav", rate=8000, size=3_000_000)
    with pytest.raises(media.TooLarge, match="3 MB; 2 MB is the most"):
        media.examine(path, limits=media.Limits(bytes=2_000_000))
    with pytest.raises(media.TooLarge):
        media.examine(io.BytesIO(path.read_bytes()), limits=media.Limits(bytes=2_000_000))


def test_three_hours_are_too_long(tmp_path):
    path = sparse_wave(tmp_path / "a.wav", rate=8000, size=3 * 3600 * 8000)
    with pytest.raises(media.TooLong, match="longer than 30 minutes"):
        media.examine(path)


def test_length_is_counted_and_not_read_in_the_header(tmp_path):
    path = tmp_path / "a.wav"
    path.write_bytes(wave_header(rate=8000, size=8000) + bytes(800_000))
    limits = media.Limits(seconds=30)
    body = record_of_ogg_claiming_little(tmp_path)
    for source in (body, sparse_wave(tmp_path / "b.wav", rate=1, size=5000)):
        with pytest.raises(media.TooLong):
            media.examine(source, limits=limits)


def record_of_ogg_claiming_little(folder: Path) -> Path:
    """Forty seconds of MP3 whose Xing header speaks of one second."""
    from .conftest import write

    data = bytearray(write(folder / "a.mp3", tone(40, 0.1)).read_bytes())
    place = max(data.find(b"Xing"), data.find(b"Info"))
    assert place > 0
    data[place + 8 : place + 12] = struct.pack(">I", 38)
    path = folder / "liar.mp3"
    path.write_bytes(bytes(data))
    with media.decoded(path, limits=media.Limits()) as sound:
        assert sound.said_seconds < 5
    return path


def test_a_small_file_that_wants_much_memory_is_stopped(tmp_path):
    """At one sample a second a packet of a megabyte is twelve days of sound, to be made at once."""
    import av

    bomb = tmp_path / "a.mkv"
    with av.open(str(bomb), "w", format="matroska") as container:
        stream = container.add_stream("pcm_u8", rate=1, layout="mono")
        packet = av.Packet(bytes(1_000_000))
        packet.stream, packet.dts, packet.pts, packet.time_base = stream, 0, 0, Fraction(1, 1)
        container.mux(packet)
    with pytest.raises(media.TooHard, match="more memory than a recording needs"):
        media.examine(bomb)


def test_a_file_that_wants_much_time_is_stopped(tmp_path):
    path = sparse_wave(tmp_path / "a.wav", rate=192_000, channels=8, size=2_000_000_000)
    limits = media.Limits(bytes=1 << 32, seconds=1e6, cpu_seconds=1)
    with pytest.raises(media.TooHard, match="more time than a recording needs"):
        media.examine(path, limits=limits)


def test_waiting_for_the_reader_ends(record):
    with pytest.raises(media.TooHard, match="more time"):
        media.examine(record("a.wav", tone(1)), limits=media.Limits(wall_seconds=0.001))


def test_time_in_which_the_reader_waits_for_us_does_not_count(record, monkeypatch):
    late = [0.0]
    clock = time.monotonic
    monkeypatch.setattr(process.time, "monotonic", lambda: clock() + late[0])
    with media.decoded(record("a.wav", tone(20))) as sound:
        heard = 0
        for block in sound:
            heard += len(block)
            late[0] += 1000
    assert heard == sound.samples


def test_the_child_is_gone_with_the_block(record):
    with media.decoded(record("a.wav", tone(30))) as sound:
        process = sound._child._process
        next(iter(sound))
        assert process.poll() is None
    assert process.returncode is not None


def test_the_child_dies_with_its_parent(record):
    path = record("a.wav", tone(30))
    code = (
        "import sys, time; from pathlib import Path; from throughline.language import media\n"
        "with media.decoded(Path(sys.argv[1])) as sound:\n"
        "    next(iter(sound)); print(sound._child._process.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, text=True)
    child = int(parent.stdout.readline())
    parent.send_signal(signal.SIGKILL)
    parent.communicate()
    assert gone(child)


def gone(pid: int) -> bool:
    for _ in range(100):
        try:
            if Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.05)
    return False


def test_memory_stays_flat(tmp_path):
    def peak_kb(seconds: int) -> int:
        path = sparse_wave(tmp_path / "a.wav", rate=8000, size=seconds * 8000)
        with media.decoded(path, limits=media.INTERVIEW) as sound:
            assert sum(len(block) for block in sound) == seconds * media.RATE
        return sound.peak_kb

    assert peak_kb(600) < peak_kb(20) + 5_000


def test_without_the_packages_it_says_so(monkeypatch):
    monkeypatch.setattr(reader, "available", lambda: False)
    with pytest.raises(media.Unavailable, match="“speech” are not installed"):
        media.examine(b"OggS")


BAD = {"damaged", "silent", "no_sound", "too_long", "too_hard", "unknown_kind"}
LISTS = {
    "hls": b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile://{}\n#EXT-X-ENDLIST\n",
    "ffconcat": b"ffconcat version 1.0\nfile '{}'\n",
}


@pytest.mark.parametrize("kind", LISTS)
def test_a_playlist_called_a_film_is_refused(record, tmp_path, kind):
    secret = record("secret.wav", tone(1))
    fake = tmp_path / "film.webm"
    fake.write_bytes(LISTS[kind].replace(b"{}", str(secret).encode()))
    with pytest.raises(media.Playlist):
        media.examine(fake)


@pytest.mark.parametrize("kind", LISTS)
def test_a_playlist_behind_a_true_header_reads_no_other_file(record, tmp_path, kind):
    secret = record("secret.wav", tone(1))
    fake = tmp_path / "film.webm"
    head = record("a.webm", tone(1)).read_bytes()[:40]
    fake.write_bytes(head + b"\n" + LISTS[kind].replace(b"{}", str(secret).encode()))
    with pytest.raises(media.MediaError):
        media.examine(fake)


def test_a_quicktime_reference_to_another_file_is_not_followed(record, tmp_path):
    """QuickTime may keep its sound in another file, named by an alias in `dref`."""
    data = bytearray(record("a.mov", tone(1)).read_bytes())
    place = data.find(b"dref") + 12 + 4
    assert data[place : place + 4] in (b"url ", b"alis")
    # The flag that says "the data is in this file" goes, and with it the right to be read.
    data[place : place + 4] = b"alis"
    data[place + 7] = 0
    outcome = outcome_of(bytes(data))
    assert outcome in ("damaged", "silent") or float(outcome) <= 1.1


def outcome_of(data: bytes, limits: media.Limits = media.STORY) -> str:
    """The seconds of a recording, or the code of what is wrong with it."""
    try:
        return str(media.examine(data, limits=limits).seconds)
    except media.MediaError as error:
        return error.code


@pytest.mark.parametrize("seed", range(8))
def test_a_file_with_random_changes_is_read_or_refused(record, seed):
    fuzz(record, seed)


@pytest.mark.prove
@pytest.mark.parametrize("seed", range(8, 508))
def test_many_files_with_random_changes_are_read_or_refused(record, seed):
    fuzz(record, seed)


def fuzz(record, seed: int) -> None:
    """Whatever the bytes are, the answer is a recording or a `MediaError`, and the child is gone."""
    rng = np.random.default_rng(seed)
    suffix = list(WRITERS)[seed % len(WRITERS)]
    data = bytearray(record(f"a.{suffix}", tone(1), film=float(seed % 2) if WRITERS[suffix][2] else 0).read_bytes())
    for place in rng.integers(4 if seed % 3 else 0, len(data), size=rng.integers(1, 60)):
        data[place] = rng.integers(256)
    limits = replace(media.STORY, cpu_seconds=10, wall_seconds=60)
    outcome = outcome_of(bytes(data), limits)
    assert outcome in BAD or float(outcome) < 1800
    assert not [pid for pid in os.listdir("/proc") if pid.isdigit() and is_our_child(int(pid))]


def is_our_child(pid: int) -> bool:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        return int(fields[1]) == os.getpid() and "media.child" in Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return False
