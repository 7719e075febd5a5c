"""A clear reading with known words, for tests and measurements only: no part of the program.

`python -m tests.support.speech_clips` fetches it as data, by hash, into the models folder. What needs it is skipped by
name where it is absent.
"""

import io
import wave
from pathlib import Path

from throughline.language import models

CLIPS = models.Model(
    folder="test-speech-clips",
    title="A reading from “A Tale of Two Cities”",
    purpose="is heard by the tests of transcription",
    without="tests that listen to a person are skipped",
    megabytes=20,
    licence="MIT",
    origin="moonshine-voice 0.1.5",
    wheels=(
        models.Wheel("moonshine-voice", "0.1.5", "1ed9e0ccf94be4845d69e7fa862dcf4c8b5801a758796966494c694f48184496"),
    ),
    members=(
        models.Member(
            "two_cities.wav",
            "f3348494d77cb74a02862f5e685ed09faf3e75832c5cc5c80703282c2cd8b52e",
            ("moonshine_voice/assets/two_cities.wav",),
        ),
    ),
)
# Charles Dickens, A Tale of Two Cities (1859), first paragraph.
TWO_CITIES = (
    "It was the best of times, it was the worst of times, it was the age of wisdom, it was the age of "
    "foolishness, it was the epoch of belief, it was the epoch of incredulity, it was the season of Light, it was "
    "the season of Darkness, it was the spring of hope, it was the winter of despair, we had everything before "
    "us, we had nothing before us, we were all going direct to Heaven, we were all going direct the other way – "
    "in short, the period was so far like the present period, that some of its noisiest authorities insisted on "
    "its being received, for good or for evil, in the superlative degree of comparison only."
)


def two_cities() -> Path | None:
    """The clip (44 seconds, one voice), or None where it was not fetched."""
    path = models.default_folder() / CLIPS.folder / "two_cities.wav"
    return path if path.is_file() else None


def beginning(seconds: float) -> bytes:
    """The first seconds of the clip, as a WAV file."""
    path, part = two_cities(), io.BytesIO()
    assert path is not None, "ask first whether the clip is here"
    with wave.open(str(path)) as whole, wave.open(part, "wb") as file:
        file.setparams(whole.getparams())
        file.writeframes(whole.readframes(int(seconds * whole.getframerate())))
    return part.getvalue()


if __name__ == "__main__":
    models.fetch_one(CLIPS)
