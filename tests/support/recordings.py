"""Recordings that tests make: a tone in a WAV file, one that was sent for a person to write down, and one that others
may hear with its words.
"""

from __future__ import annotations

import io
import wave

import numpy as np
from tests.support import factories

from throughline.programmes.models import Activity
from throughline.voices.models import RECORDINGS, ConsentRecord, Contribution, SentRecording

RATE = 16_000


def sound(seconds: float, loudness: float = 0.3) -> bytes:
    """A WAV file with a tone."""
    samples = loudness * np.sin(np.arange(int(seconds * RATE)) / 7)
    return wav((samples * 32767).astype("<i2").tobytes())


def wav(samples: bytes) -> bytes:
    held = io.BytesIO()
    with wave.open(held, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples)
    return held.getvalue()


def waiting(activity: Activity, data: bytes | None = None, **columns: object) -> SentRecording:
    """A recording that waits for somebody to write it down. `columns`: of its submission."""
    written = RECORDINGS.write()
    written.write(data or sound(1))
    written.close()
    return SentRecording.objects.create(
        submission=factories.make_submission(activity, **columns),
        kind="story",
        prompt="What happened?",
        stored_as=written.name,
        data_key=written.key,
        size=written.size,
        seconds=1,
    )


def kept(words: Contribution, data: bytes | None = None, **columns: object) -> SentRecording:
    """A recording of these words, kept because its author agreed that others hear it. `columns`: where it stands."""
    written = RECORDINGS.write()
    written.write(data or sound(1))
    written.close()
    agreed = words.submission.consents.latest("pk")
    agreed.uses |= {"hear": True}
    ConsentRecord.objects.filter(pk=agreed.pk).update(uses=agreed.uses)
    state = {"status": "kept", "hearing": "waiting", "cleaned": True} | columns
    return SentRecording.objects.create(
        submission=words.submission,
        contribution=words,
        kind=words.kind,
        prompt=words.prompt,
        stored_as=written.name,
        data_key=written.key,
        size=written.size,
        seconds=1,
        **state,
    )
