"""Windows and packs: nothing of the speech is lost, cut or heard twice, wherever the work begins."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from throughline.language.transcription import windows
from throughline.language.transcription.windows import PACK, RATE, REGION, WINDOW, Pack

from .conftest import loud


def blocks_of(samples: np.ndarray, size: int = 50_000):
    return (samples[place : place + size] for place in range(0, len(samples), size))


def recording(lengths: list[tuple[float, float]]) -> np.ndarray:
    """Pauses and bursts of sound by turns, in seconds, from a tenth of full scale."""
    pieces = [np.zeros(0, dtype=np.int16)]
    for number, (pause, burst) in enumerate(lengths):
        level = int((0.1 + 0.001 * (number % 500)) * 32767)
        pieces += [np.zeros(int(pause * RATE), np.int16), np.full(int(burst * RATE), level, np.int16)]
    return np.concatenate(pieces)


spoken = st.lists(
    st.tuples(st.sampled_from([0.6, 1.0, 5.0, 40.0, 200.0]), st.sampled_from([0.2, 1.0, 9.0, 20.0, REGION / RATE])),
    max_size=40,
)


@settings(max_examples=25, deadline=None)
@given(spoken)
def test_all_speech_is_in_one_pack_and_every_pack_fits(lengths):
    samples = recording(lengths)
    found = list(windows.windows(blocks_of(samples), 0, loud))
    assert [window.start for window in found[1:]] == [window.end for window in found[:-1]]
    assert (found[-1].end if found else 0) == len(samples)
    heard = [pack for window in found for pack in window.packs]
    assert all(len(pack.sound) <= PACK for pack in heard)
    assert sum(np.count_nonzero(pack.sound) for pack in heard) == np.count_nonzero(samples)
    regions = [region for pack in heard for region in pack.regions]
    assert all(first[1] <= second[0] for first, second in pairwise(regions))


@settings(max_examples=15, deadline=None)
@given(spoken, st.data())
def test_work_that_begins_again_at_a_window_finds_the_same(lengths, data):
    samples = recording(lengths)
    whole = list(windows.windows(blocks_of(samples), 0, loud))
    if not whole:
        return
    begin = data.draw(st.sampled_from([window.start for window in whole]))
    rest = list(windows.windows(blocks_of(samples[begin:], 33_333), begin, loud))
    expected = [window for window in whole if window.start >= begin]
    assert [(window.start, window.end) for window in rest] == [(window.start, window.end) for window in expected]
    for one, other in zip(rest, expected, strict=True):
        assert [pack.regions for pack in one.packs] == [pack.regions for pack in other.packs]
        assert all(np.array_equal(a.sound, b.sound) for a, b in zip(one.packs, other.packs, strict=True))


def test_packs_are_full_so_that_little_is_heard_for_nothing():
    samples = recording([(1.0, 4.0)] * 200)
    found = list(windows.windows(blocks_of(samples), 0, loud))
    fill = [len(pack.sound) / PACK for window in found for pack in window.packs]
    assert min(fill[:-1]) > 0.85


def test_memory_holds_one_window():
    pulled = [0]

    def source():
        for _ in range(100):
            pulled[0] += 1
            yield np.zeros(WINDOW // 10, dtype=np.int16)

    next(windows.windows(source(), 0, loud))
    assert pulled[0] <= 11


def test_no_sound_gives_no_window():
    assert list(windows.windows(iter([]), 0, loud)) == []


def test_a_time_in_a_pack_is_a_time_in_the_recording():
    pack = Pack(((RATE, 3 * RATE), (10 * RATE, 11 * RATE)), np.zeros(3 * RATE, dtype=np.float32))
    assert [pack.region(second) for second in (0, 1.9, 2.1, 2.9, 5)] == [0, 0, 1, 1, 1]
    assert pack.time(0.5, 0) == pytest.approx(1.5)
    assert pack.time(2.5, 1) == pytest.approx(10.5)
    # A word that seems to reach over the cut stays on its side.
    assert pack.time(2.5, 0) == pytest.approx(3.0)
    assert pack.time(1.5, 1) == pytest.approx(10.0)


def test_the_true_detector_hears_neither_silence_nor_noise():
    rng = np.random.default_rng(0)
    assert windows.silero(np.zeros(20 * RATE, dtype=np.float32)) == []
    assert windows.silero(rng.normal(0, 0.05, 20 * RATE).astype(np.float32)) == []
