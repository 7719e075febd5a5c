"""What the tests of transcription share: sounds made here, an engine that is quick and exact, and the real one."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from tests.support import speech_clips

from throughline.language import models, transcription
from throughline.language.transcription.results import Word
from throughline.language.transcription.transcriber import Transcriber
from throughline.language.transcription.whisper import Heard

RATE = 16_000


def wave(path: Path, samples: np.ndarray) -> Path:
    """Write 16 kHz mono samples, -1 to 1, as a WAV file."""
    import wave as waves

    with waves.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return path


def bursts(seconds: float, *, every: float = 3.0, length: float = 2.0, seed: int = 0) -> np.ndarray:
    """Noise that comes and goes, each burst different: speech for `loud`, and different words for `Counting`."""
    rng = np.random.default_rng(seed)
    samples = np.zeros(int(seconds * RATE))
    for start in np.arange(0.5, seconds - length, every):
        begin = int(start * RATE)
        samples[begin : begin + int(length * RATE)] = rng.uniform(-0.3, 0.3, int(length * RATE))
    return samples


def loud(sound: np.ndarray) -> list[tuple[int, int]]:
    """A voice activity detector for `bursts`: regions of sound between pauses of half a second."""
    step = RATE // 10
    active = np.maximum.reduceat(np.abs(sound), np.arange(0, len(sound), step)) > 0.05
    regions: list[tuple[int, int]] = []
    for place, heard in enumerate(active):
        if not heard:
            continue
        if regions and place * step - regions[-1][1] < RATE // 2:
            regions[-1] = (regions[-1][0], min((place + 1) * step, len(sound)))
        else:
            regions.append((place * step, min((place + 1) * step, len(sound))))
    return regions


class Counting:
    """An engine whose words are the digest of what it hears: other sound, other words."""

    name, version, description = "counting", "1", "Writes digests."

    def __init__(self, **found) -> None:
        self.found = {"languages": (("en", 0.99), ("de", 0.01)), "written": True} | found
        self.heard = 0

    def hear(self, packs, language):
        self.heard += len(packs)
        return [self._one(pack) for pack in packs]

    def _one(self, pack: np.ndarray) -> Heard:
        digest = hashlib.sha256(np.ascontiguousarray(pack).tobytes()).hexdigest()
        words = tuple(
            Word(second + 0.1, second + 0.9, f" {digest[second % 60 : second % 60 + 4]}", 0.9)
            for second in range(int(len(pack) / RATE))
        )
        measures = {"words": words, "no_speech": 0.1, "logprob": -0.2, "compression": 1.2}
        return Heard(**{**measures, **self.found})


@pytest.fixture
def sound(tmp_path) -> Callable[[np.ndarray], Path]:
    """Writes samples to a file and gives its path."""
    return lambda samples: wave(tmp_path / "sound.wav", samples)


@pytest.fixture
def counting() -> Callable[..., Transcriber]:
    """A transcriber with the quick engine; what it is given overrides what each pack gives."""
    return lambda **found: Transcriber(Counting(**found), loud)


@pytest.fixture(scope="session")
def listener(installed) -> Transcriber:
    """The real transcriber."""
    return transcription.load(installed(models.WHISPER), threads=1)


@pytest.fixture(scope="session")
def clip() -> Path:
    """A clear reading of known words."""
    path = speech_clips.two_cities()
    if path is None:
        pytest.skip("the reading is not here: run `python -m tests.support.speech_clips`")
    return path
