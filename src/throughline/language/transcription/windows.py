"""Cuts a recording into pieces that can be worked on one after the other: windows, and packs of speech in them.

A window is a stretch of about two minutes that begins where the last one ended. Speech in it is found by a voice
activity detector, and packed, without the pauses, into pieces of at most half a minute: what the model hears at once.
A window ends before its last pack, so that packs are full and no word is cut. All follows from the sample at which a
window begins and from the sound after it: work that was interrupted goes on from there as if nothing had been.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from throughline.language.media.limits import RATE

Sound = NDArray[np.float32]
Regions = list[tuple[int, int]]
Detector = Callable[[Sound], Regions]

# Five packs of sound a window: four are heard, and the last, which may not be full, waits for the next window.
WINDOW = 150 * RATE
# The model hears thirty seconds; a region is a little shorter than a pack so that one always fits.
PACK, REGION = 30 * RATE, 28 * RATE


@dataclass(frozen=True, slots=True)
class Pack:
    """Regions of speech (in samples of the whole recording) and their sound, end to end."""

    regions: tuple[tuple[int, int], ...]
    sound: Sound

    def time(self, second: float, region: int) -> float:
        """The second of the recording for a second of the pack; `region` keeps both ends of a word together."""
        before = sum(end - start for start, end in self.regions[:region])
        start, end = self.regions[region]
        return min(max(start, start + second * RATE - before), end) / RATE

    def region(self, second: float) -> int:
        """The index of the region that a second of the pack lies in."""
        left = second * RATE
        for index, (start, end) in enumerate(self.regions):
            left -= end - start
            if left < 0:
                return index
        return len(self.regions) - 1


@dataclass(frozen=True, slots=True)
class Window:
    """From sample `start` to sample `end` of the recording, and the packs of speech in it."""

    start: int
    end: int
    packs: tuple[Pack, ...]


def windows(blocks: Iterable[NDArray[np.int16]], start: int, detect: Detector) -> Iterator[Window]:
    """Cut sound that begins at sample `start` into windows. Holds one window's sound at a time."""
    source = iter(blocks)
    held: list[NDArray[np.int16]] = []
    count, ended = 0, False
    while not ended or count:
        while count < WINDOW and not ended:
            block = next(source, None)
            if block is None:
                ended = True
            else:
                held.append(block)
                count += len(block)
        if not count:
            return
        whole = np.concatenate(held)
        sound = whole[:WINDOW].astype(np.float32) / np.float32(32768)
        last = ended and count <= WINDOW
        packs = _packed(detect(sound))
        packs, used = (packs, len(sound)) if last else _cut(packs, len(sound))
        yield Window(start, start + used, tuple(_pack(sound, regions, start) for regions in packs))
        held, count, start = [whole[used:]], count - used, start + used


def _packed(regions: Regions) -> list[Regions]:
    packs: list[Regions] = []
    room = 0
    for begin, end in regions:
        if end - begin > room:
            packs.append([])
            room = PACK
        packs[-1].append((begin, end))
        room -= end - begin
    return packs


def _cut(packs: list[Regions], length: int) -> tuple[list[Regions], int]:
    """Which packs are done in this window, and where it ends: at a pause, before a pack that is not full yet."""
    if len(packs) > 1:
        return packs[:-1], packs[-1][0][0]
    if not packs:
        # A word may begin in the last second and not be heard as one yet.
        return [], length - RATE
    *done, (begin, end) = packs[0]
    if end <= length - RATE:
        return packs, end
    return [done] if done else [], begin or length


def _pack(sound: Sound, regions: Regions, start: int) -> Pack:
    pieces = [sound[begin:end] for begin, end in regions]
    return Pack(tuple((start + begin, start + end) for begin, end in regions), np.concatenate(pieces))


def silero(sound: Sound) -> Regions:
    """Where somebody speaks, by the Silero voice activity detector that comes with faster-whisper."""
    from faster_whisper.vad import VadOptions, get_speech_timestamps

    options = VadOptions(min_speech_duration_ms=100, min_silence_duration_ms=500, max_speech_duration_s=REGION / RATE)
    return [(region["start"], region["end"]) for region in get_speech_timestamps(sound, options)]
