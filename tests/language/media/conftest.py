"""Recordings that the tests make themselves: tones, noise and moving pictures in every accepted container."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

RATE = 48_000
# Container: (PyAV's name for the writer, codec of sound, codec of film).
WRITERS = {
    "webm": ("webm", "libopus", "libvpx"),
    "ogg": ("ogg", "libopus", None),
    "mp4": ("mp4", "aac", "libx264"),
    "m4a": ("ipod", "aac", None),
    "mov": ("mov", "aac", "libx264"),
    "mp3": ("mp3", "libmp3lame", None),
    "wav": ("wav", "pcm_s16le", None),
    "flac": ("flac", "flac", None),
    "mkv": ("matroska", "aac", "libx264"),
}


def tone(seconds: float, level: float = 0.3) -> np.ndarray:
    """A plain tone of 440 Hz."""
    return level * np.sin(2 * np.pi * 440 * np.arange(int(seconds * RATE)) / RATE)


def write(
    path: Path,
    samples: np.ndarray | None,
    *,
    film: float = 0,
    tags: dict[str, str] | None = None,
    options: dict[str, str] | None = None,
) -> Path:
    """Write samples (48 kHz, -1 to 1) and `film` seconds of moving pictures into the container of the path's suffix."""
    import av

    writer, sound_codec, film_codec = WRITERS[path.suffix[1:]]
    with av.open(str(path), "w", format=writer, options=options or {}) as container:
        container.metadata.update(tags or {})
        pictures = sound = None
        if film:
            pictures = container.add_stream(film_codec, rate=10)
            pictures.width, pictures.height, pictures.pix_fmt = 64, 48, "yuv420p"
        if samples is not None:
            sound = container.add_stream(sound_codec, rate=RATE, layout="mono")
        for number in range(int(film * 10)):
            image = np.full((48, 64, 3), number * 20 % 256, dtype=np.uint8)
            container.mux(pictures.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
        if pictures:
            container.mux(pictures.encode(None))
        if sound:
            _encode(av, container, sound, samples)
    return path


def _encode(av, container, sound, samples: np.ndarray) -> None:
    whole = (np.clip(samples, -1, 1) * 32767).astype(np.int16)
    resampler = av.AudioResampler(
        format=sound.codec_context.format, layout="mono", rate=RATE, frame_size=sound.codec_context.frame_size or 4096
    )
    frame = av.AudioFrame.from_ndarray(whole[None], format="s16", layout="mono")
    frame.sample_rate = RATE
    for out in [*resampler.resample(frame), *resampler.resample(None)]:
        container.mux(sound.encode(out))
    container.mux(sound.encode(None))


@pytest.fixture
def record(tmp_path) -> Callable[..., Path]:
    """`record("a.webm", tone(2), film=1, tags={…})` writes a recording and gives its path."""
    return lambda name, *given, **more: write(tmp_path / name, *given, **more)
