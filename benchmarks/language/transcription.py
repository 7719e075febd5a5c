"""What listening costs and how well it is done: CPU seconds a second of sound, word errors, and words nobody said.

python -m benchmarks.language.transcription

Needs the model for speech (`throughline models fetch whisper-base`) and the reading of the tests (`python -m
tests.support.speech_clips`). The five LibriVox sentences of Debian's pocketsphinx-testdata are heard too where they are
installed. The peer is faster-whisper called as its manual says, with the same files, detector, beam and threads.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import json
import re
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from tests.language.transcription.conftest import RATE, wave
from tests.language.transcription.test_whisper import NOISES, word_errors, words_of
from tests.support.speech_clips import TWO_CITIES, two_cities

from benchmarks.table import Note, note
from throughline.language import media, models, transcription

SENTENCES = Path("/usr/share/pocketsphinx/test/data/librivox")
# The reading, with pauses as between a speaker's thoughts, until it is so long.
LONG = 5 * 60
ASKED, ASKED_ERRORS, RUNS = 0.12, 0.02, 3


def used() -> float:
    """CPU seconds, children included."""
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in both)


def ours(path: Path) -> float:
    transcriber = transcription.load(threads=1)
    before = used()
    found = transcriber.transcribe(path)
    return (used() - before) / found.duration


def theirs(path: Path) -> float:
    from faster_whisper import WhisperModel

    folder = str(models.verified(models.WHISPER))
    model = WhisperModel(folder, device="cpu", compute_type="int8", cpu_threads=1, local_files_only=True)
    before = used()
    segments, info = model.transcribe(
        str(path), language="en", beam_size=1, vad_filter=True, condition_on_previous_text=False, word_timestamps=True
    )
    list(segments)
    return (used() - before) / info.duration


def measured(who: str, path: Path) -> tuple[float, float]:
    """CPU seconds a second of sound, and MB, of one run in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.language.transcription", who, str(path)]
    cost, memory = json.loads(subprocess.run(command, capture_output=True, check=True).stdout.splitlines()[-1])
    return cost, memory


def references() -> dict[Path, str]:
    """Clear readings and their words."""
    found = {two_cities(): TWO_CITIES}
    text = (SENTENCES / "transcription").read_text() if SENTENCES.is_dir() else ""
    for said, name in re.findall(r"<s> (.*) </s> \((.*)\)", text):
        # The one slip of these transcripts is a stammered letter that the reader does not say.
        found[SENTENCES / f"{name}.wav"] = said.replace("mister", "mr").replace("more a amiable", "more amiable")
    return found


def cost(folder: Path) -> bool:
    with media.decoded(two_cities()) as sound:
        reading = np.concatenate(list(sound)) / 32768
    once = np.concatenate([reading, np.zeros(3 * RATE)])
    path = wave(folder / "long.wav", np.tile(once, LONG * RATE // len(once)))
    runs = {who: [measured(who, path) for _ in range(RUNS)] for who in ("ours", "theirs")}
    (mine, memory), (peer, peer_memory) = (
        (statistics.median(run[0] for run in found), max(run[1] for run in found)) for found in runs.values()
    )
    print(f"CPU seconds a second of sound: {mine:.3f} (asked {ASKED}), faster-whisper as it comes {peer:.3f}")
    print(f"peak memory: {memory:.0f} MB, faster-whisper {peer_memory:.0f} MB")
    note(Note("Listening, 1 s of sound", mine, "faster-whisper", peer, asked=ASKED, memory=memory))
    return mine <= ASKED


def quality(folder: Path) -> bool:
    listener = transcription.load(threads=1)
    errors = count = 0
    for path, said in references().items():
        words = words_of(said.replace("-", " "))
        errors += word_errors(words, words_of(listener.transcribe(path).text.replace("-", " ")))
        count += len(words)
    print(f"word errors: {errors} of {count} ({errors / count:.1%}; asked at most {ASKED_ERRORS:.0%})")
    invented = {}
    for kind, make in NOISES.items():
        found = listener.transcribe(wave(folder / "noise.wav", make(60)))
        if found.segments:
            invented[kind] = found.text
    print(f"words in a minute of {', '.join(NOISES)}: {invented or 'none'}")
    return errors / count <= ASKED_ERRORS and not invented


def main() -> int:
    if not transcription.available() or two_cities() is None:
        print(f"left out: {transcription.why_not() or 'the reading was not fetched'}")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        results = [cost(Path(folder)), quality(Path(folder))]
    return int(not all(results))


if __name__ == "__main__":
    if len(sys.argv) == 3:
        result = {"ours": ours, "theirs": theirs}[sys.argv[1]](Path(sys.argv[2]))
        print(json.dumps([result, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
    else:
        sys.exit(main())
