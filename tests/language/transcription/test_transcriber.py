"""What is made of what the engine hears; the engine here is a quick one."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from throughline.language import media, models, transcription
from throughline.language.transcription import windows
from throughline.language.transcription.results import INVENTED, REPEATS, UNSURE, Part, Word
from throughline.language.transcription.transcriber import Transcriber

from .conftest import RATE, Counting, bursts, loud, wave

LONG = 400.0
LOOP = ["so", "it", "is"] * 3
MARKED = "1 of 1 sentences are marked: listen to them before you use them."


def test_words_stand_at_their_times_in_order(sound, counting):
    found = counting().transcribe(sound(bursts(20)))
    times = [time for segment in found.segments for word in segment.words for time in (word.start, word.end)]
    assert times == sorted(times)
    assert 0.5 <= times[0] < times[-1] < 20
    samples = bursts(20)
    for word in (word for segment in found.segments for word in segment.words):
        assert np.abs(samples[int(word.start * RATE) : int(word.end * RATE)]).max() > 0.05
    assert (found.language, found.duration, found.warnings) == ("en", pytest.approx(20), ())
    assert (found.model, found.version) == ("counting", "1")
    assert found.text == "\n".join(segment.text for segment in found.segments)
    assert json.loads(json.dumps(found.to_dict()))["segments"][0]["words"][0]["text"] == found.segments[0].words[0].text


def test_sentences_end_at_stops_and_pauses_but_not_after_a_title(sound, counting):
    def words(*texts):
        return tuple(Word(0.2 * i, 0.2 * i + 0.15, f" {text}", 0.9) for i, text in enumerate(texts))

    said = words("I", "saw", "Dr.", "Patel.", "She", "helped!”", "Then", "Mrs.", "Okoro", "came?", "Yes")
    found = counting(words=said).transcribe(sound(bursts(4)))
    assert [segment.text for segment in found.segments] == [
        "I saw Dr. Patel.",
        "She helped!”",
        "Then Mrs. Okoro came?",
        "Yes",
    ]


@pytest.mark.parametrize(
    ("measures", "flags"),
    [
        ({}, ()),
        ({"no_speech": 0.7}, (INVENTED,)),
        ({"logprob": -1.2}, (INVENTED,)),
        ({"words": (Word(0, 0.5, " perhaps", 0.3),)}, (UNSURE,)),
        ({"languages": (("cy", 0.6), ("en", 0.3))}, (UNSURE,)),
        ({"words": tuple(Word(i / 9, i / 9 + 0.1, f" {word}", 0.9) for i, word in enumerate(LOOP))}, (REPEATS,)),
    ],
)
def test_doubts_are_told_with_the_words(sound, counting, measures, flags):
    found = counting(**measures).transcribe(sound(bursts(4)))
    assert found.segments
    assert {segment.flags for segment in found.segments} == {flags}
    assert found.warnings == ((MARKED,) if flags else ())


def test_a_speaker_who_repeats_for_effect_is_not_marked(sound, counting):
    text = "it was the best of times. it was the worst of times. it was the age of wisdom."
    words = tuple(Word(i / 20, i / 20 + 0.04, f" {word}", 0.9) for i, word in enumerate(text.split()))
    found = counting(words=words, compression=2.6).transcribe(sound(bursts(4)))
    assert [segment.flags for segment in found.segments] == [(), (), ()]


@pytest.mark.parametrize(
    "measures",
    [
        {"no_speech": 0.9, "logprob": -1.3},
        {"logprob": -2.5},
        {"languages": (("nn", 0.5), ("en", 0.2)), "logprob": -1.4},
        {"words": (Word(0, 1, " ♪", 0.9),)},
        {"words": ()},
    ],
)
# Seen red without `_believed`: “you” was written where nobody spoke.
def test_what_nobody_said_is_a_place_and_not_words(sound, counting, measures):
    found = counting(**measures).transcribe(sound(bursts(4)))
    assert found.segments == ()
    assert [(span.start, span.end) for span in found.unclear] == [(0.5, 2.5)]
    assert found.warnings == ("What can be heard from 0:00 to 0:02 could not be made out.",)


def test_another_language_is_said_and_kept_and_not_written(sound, counting):
    found = counting(languages=(("pl", 0.9), ("en", 0.05)), written=False, words=()).transcribe(sound(bursts(8)))
    assert found.segments == ()
    assert found.language == "pl"
    assert [(span.start, span.language) for span in found.other] == [(0.5, "pl")]
    assert found.warnings[0].startswith("Polish seems to be spoken from 0:00 to 0:05. The recording is kept;")


def test_an_uncertain_language_is_not_named(sound, counting):
    found = counting(languages=(("ro", 0.4), ("en", 0.01)), written=False, words=()).transcribe(sound(bursts(4)))
    assert found.warnings[0].startswith("Another language seems to be spoken")


def test_a_language_that_was_asked_for_is_written_and_not_doubted(sound, counting):
    transcriber = counting(languages=(("pl", 0.9), ("en", 0.01)), logprob=-1.1)
    found = transcriber.transcribe(sound(bursts(4)), language="pl")
    assert found.language == "pl"
    assert found.segments[0].flags == (INVENTED,)


def test_no_speech_is_said(sound, counting):
    transcriber = counting()
    found = transcriber.transcribe(sound(np.zeros(5 * RATE)))
    assert (found.language, found.language_probability, found.segments) == ("", 0.0, ())
    assert found.warnings == ("No speech was heard in this recording.",)
    assert transcriber.engine.heard == 0


def test_bad_recordings_are_refused_with_their_words(tmp_path, counting):
    for content, error in ((b"", media.Empty), (b"#EXTM3U\n", media.Playlist), (b"OggS" + bytes(99), media.Damaged)):
        with pytest.raises(error):
            counting().transcribe(content)
    with pytest.raises(media.TooLong):
        counting().transcribe(wave(tmp_path / "a.wav", bursts(9)), limits=media.Limits(seconds=5))


def test_progress_and_parts_are_given_as_they_come(sound, counting):
    told, kept = [], []
    found = counting().transcribe(sound(bursts(LONG)), keep=kept.append, progress=lambda *given: told.append(given))
    assert len(kept) == len(told) > 2
    assert [seconds for seconds, _ in told] == [part.end / RATE for part in kept]
    assert told[-1] == (pytest.approx(LONG), pytest.approx(LONG))
    assert sum(len(part.segments) for part in kept) == len(found.segments)


def test_parts_are_kept_as_json_without_loss(sound, counting):
    kept: list[Part] = []
    counting(languages=(("en", 0.6), ("de", 0.4))).transcribe(sound(bursts(30)), keep=kept.append)
    assert [Part.from_dict(json.loads(json.dumps(part.to_dict()))) for part in kept] == kept


@pytest.mark.parametrize("lost", [0, 1, 2])
def test_work_goes_on_after_the_last_part_that_was_kept(sound, counting, lost):
    path = sound(bursts(LONG))
    kept: list[Part] = []
    whole = counting().transcribe(path, keep=kept.append)
    fresh = counting()
    assert fresh.transcribe(path, done=kept[:lost]) == whole
    everything = counting()
    everything.transcribe(path)
    assert (fresh.engine.heard < everything.engine.heard) == bool(lost)


WORKER = """
import json, sys, time
sys.path.insert(0, {root!r})
from tests.language.transcription.conftest import Counting, loud
from throughline.language.transcription import Part
from throughline.language.transcription.transcriber import Transcriber
from pathlib import Path
kept = Path(sys.argv[2])
def keep(part):
    with kept.open("a") as file:
        file.write(json.dumps(part.to_dict()) + "\\n")
    time.sleep(float(sys.argv[3]))
done = [Part.from_dict(json.loads(line)) for line in kept.read_text().splitlines()]
found = Transcriber(Counting(), loud).transcribe(Path(sys.argv[1]), done=done, keep=keep)
print(json.dumps([len(done), found.to_dict()]))
"""


# Seen red without the checkpoint: begun again at the first sample, the words of the first parts stood there twice.
def test_a_killed_worker_loses_nothing(sound, counting, tmp_path):
    path = sound(bursts(LONG))
    kept = tmp_path / "kept"
    kept.touch()
    code = WORKER.format(root=str(Path(__file__).resolve().parents[3]))
    worker = subprocess.Popen([sys.executable, "-c", code, str(path), str(kept), "60"], stdout=subprocess.DEVNULL)
    while not kept.read_text().endswith("\n"):
        assert worker.poll() is None
        time.sleep(0.05)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    second = subprocess.run(
        [sys.executable, "-c", code, str(path), str(kept), "0"], capture_output=True, text=True, check=True
    )
    done, found = json.loads(second.stdout)
    assert done == 1
    assert found == json.loads(json.dumps(counting().transcribe(path).to_dict()))


def test_what_is_missing_is_said(tmp_path, monkeypatch):
    assert not transcription.available(tmp_path)
    assert transcription.why_not(tmp_path) == (
        "Speech to words (Whisper base) is not installed: recordings are kept and written down by people. "
        "Run: throughline models fetch"
    )
    with pytest.raises(models.ModelMissing, match="written down by people"):
        transcription.load(tmp_path)
    monkeypatch.setattr("throughline.language.transcription.transcriber.find_spec", lambda name: None)
    assert "av and faster_whisper are not installed" in transcription.why_not(tmp_path)


def test_a_damaged_model_does_not_pass_for_none(tmp_path):
    place = tmp_path / models.WHISPER.folder
    place.mkdir()
    for member in models.WHISPER.members:
        (place / member.name).write_bytes(b"not it")
    with pytest.raises(models.ModelError, match="damaged"):
        transcription.load(tmp_path)


def test_the_whole_recording_is_looked_at_in_one_pass(sound):
    starts = []

    def watch(samples):
        starts.append(len(samples))
        return loud(samples)

    Transcriber(Counting(), watch).transcribe(sound(bursts(LONG)))
    assert sum(starts) < 1.4 * LONG * RATE
    assert max(starts) <= windows.WINDOW
