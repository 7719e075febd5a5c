"""The real model, where it is installed: right words for clear speech, and none for silence, music and noise."""

import re
import shutil
import signal
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from tests.support.speech_clips import TWO_CITIES

from throughline.language import media
from throughline.language.transcription import Part
from throughline.language.transcription.whisper import loops

from .conftest import RATE, wave


def words_of(text: str) -> list[str]:
    return re.findall(r"[a-z']+", text.lower())


def word_errors(said: list[str], written: list[str]) -> int:
    """The fewest words to change, add or take away (Levenshtein)."""
    row = list(range(len(written) + 1))
    for i, word in enumerate(said, 1):
        before, row[0] = row[0], i
        for j, other in enumerate(written, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (word != other))
    return row[-1]


@pytest.fixture(scope="module")
def reading(listener, clip):
    return listener.transcribe(clip)


def test_clear_speech_is_written_word_for_word(reading):
    said, written = words_of(TWO_CITIES), words_of(reading.text)
    assert word_errors(said, written) <= 0.02 * len(said)
    assert (reading.language, reading.warnings) == ("en", ())
    assert reading.language_probability > 0.9
    assert (reading.model, reading.duration) == ("whisper-base", pytest.approx(44.37, abs=0.05))


def test_words_are_where_they_are_heard(reading, clip):
    with media.decoded(clip) as sound:
        samples = np.concatenate(list(sound)).astype(float)
    words = [word for segment in reading.segments for word in segment.words]
    assert all(first.end <= second.start + 0.05 for first, second in pairwise(words))
    # In the reader's pauses there is hardly a sound, and no word may lie in one.
    loudness = [np.abs(samples[int(w.start * RATE) : int(w.end * RATE) + 800]).mean() for w in words]
    pauses = [b.start - a.end for a, b in pairwise(words)]
    assert min(loudness) > 0.1 * np.mean(loudness)
    assert sum(pause > 0.3 for pause in pauses) > 8
    assert min(word.probability for word in words) > 0.1


def music(seconds: float) -> np.ndarray:
    """Plucked chords with a melody over them, in a slow beat."""
    samples = np.zeros(int((seconds + 2) * RATE))
    t = np.arange(2 * RATE) / RATE
    for beat in range(int(seconds * 2)):
        for step in (0, 4, 7, (0, 2, 4, 5, 7, 9, 11, 12)[beat * 5 % 8] + 12):
            pitch = 220 * 2 ** (((0, 5, 7, 0)[beat // 8 % 4] + step) / 12)
            note = sum(np.sin(2 * np.pi * pitch * overtone * t) / overtone for overtone in (1, 2, 3))
            samples[beat * RATE // 2 :][: 2 * RATE] += 0.05 * np.exp(-3 * t) * note
    return samples[: int(seconds * RATE)]


def white(seconds: float, level: float = 0.05) -> np.ndarray:
    return np.random.default_rng(0).normal(0, level, int(seconds * RATE))


def times(seconds: float) -> np.ndarray:
    return np.arange(int(seconds * RATE)) / RATE


NOISES = {
    "silence": lambda seconds: np.zeros(int(seconds * RATE)),
    "faint": lambda seconds: white(seconds, 0.0005),
    "white": white,
    "brown": lambda seconds: np.cumsum(white(seconds) - white(seconds).mean()) / 100,
    "hum": lambda seconds: 0.2 * np.sin(2 * np.pi * 50 * times(seconds)),
    "knocks": lambda seconds: white(seconds) * (np.mod(times(seconds), 1.3) < 0.05) * 6,
    "music": music,
}


@pytest.mark.parametrize("kind", NOISES)
def test_a_minute_in_which_nobody_speaks_gives_no_words(listener, tmp_path, kind):
    path = wave(tmp_path / "a.wav", NOISES[kind](60))
    found = listener.transcribe(path)
    assert found.segments == ()
    assert found.duration == pytest.approx(60)
    assert found.warnings


def test_without_the_detector_the_model_s_own_doubt_keeps_words_away(listener):
    """What the detector lets through: the engine hears the noises themselves."""
    from throughline.language.transcription.transcriber import _believed

    packs = [NOISES[kind](10).astype(np.float32) for kind in ("white", "music")]
    for heard in listener.engine.hear(packs, None):
        assert not heard.written or not _believed(heard, asked=False)


@pytest.mark.skipif(not shutil.which("espeak-ng"), reason="espeak-ng is not installed")
@pytest.mark.parametrize(
    ("voice", "name", "text"),
    [
        ("fr", "French", "Bonjour, je m'appelle Marie. J'ai attendu six heures aux urgences avec ma mère."),
        ("de", "German", "Guten Tag, ich heiße Anna. Ich habe sechs Stunden im Krankenhaus gewartet."),
    ],
)
def test_another_language_is_named_and_not_written(listener, tmp_path, voice, name, text):
    path = tmp_path / "a.wav"
    subprocess.run(["espeak-ng", "-v", voice, "-w", str(path), text], check=True)
    found = listener.transcribe(path)
    assert found.segments == ()
    assert found.language == voice
    assert found.warnings[0].startswith(f"{name} seems to be spoken from 0:00 to 0:0")


def test_a_loop_is_told_from_emphasis():
    assert loops("thank you thank you thank you thank you")
    assert loops("I was there. " * 3)
    assert loops("no " * 6)
    assert not loops("no no no")
    assert not loops("it was the best of times it was the worst of times it was the age of wisdom")
    assert not loops("")


HOUR = """
import json, sys
from pathlib import Path
from throughline.language import media, transcription
from throughline.language.transcription import Part
kept = Path(sys.argv[2])
def keep(part):
    with kept.open("a") as file:
        file.write(json.dumps(part.to_dict()) + "\\n")
done = [Part.from_dict(json.loads(line)) for line in kept.read_text().splitlines()]
found = transcription.load(threads=1).transcribe(Path(sys.argv[1]), limits=media.INTERVIEW, done=done, keep=keep)
print(json.dumps(found.to_dict()))
"""


@pytest.mark.prove
def test_an_hour_survives_a_killed_worker(listener, clip, tmp_path):
    """Killed in the middle, taken up again by another process: the transcript is the same to the last digit."""
    with media.decoded(clip) as sound:
        reading = np.concatenate(list(sound)) / 32768
    once = np.concatenate([reading, np.zeros(3 * RATE)])
    path = wave(tmp_path / "hour.wav", np.tile(once, 3600 * RATE // len(once)))
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    for kept in (whole, broken):
        kept.touch()
    command = [sys.executable, "-c", HOUR, str(path)]
    expected = subprocess.run([*command, str(whole)], capture_output=True, check=True).stdout
    parts = whole.read_text().count("\n")
    worker = subprocess.Popen([*command, str(broken)], stdout=subprocess.DEVNULL)
    while broken.read_text().count("\n") < parts // 2:
        assert worker.poll() is None
        time.sleep(0.2)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    assert 0 < broken.read_text().count("\n") < parts
    assert subprocess.run([*command, str(broken)], capture_output=True, check=True).stdout == expected
    assert broken.read_text() == whole.read_text()


@pytest.mark.prove
def test_any_part_is_the_same_when_the_work_begins_there(listener, clip):
    kept: list[Part] = []
    whole = listener.transcribe(Path(clip), keep=kept.append)
    for lost in range(len(kept)):
        assert listener.transcribe(Path(clip), done=kept[:lost]) == whole
