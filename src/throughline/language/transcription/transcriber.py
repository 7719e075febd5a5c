"""Listens to a recording part by part, so that an hour's work survives the loss of the machine that did it."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from throughline.language import media, models
from throughline.language.media.limits import RATE
from throughline.language.transcription import windows
from throughline.language.transcription.results import (
    ENGLISH,
    INVENTED,
    REPEATS,
    UNSURE,
    Part,
    Segment,
    Span,
    Transcript,
    Word,
    assemble,
)
from throughline.language.transcription.whisper import Heard, Whisper, loops
from throughline.language.transcription.windows import Pack, Sound, Window

# Called with the seconds that are done and the seconds that the file says it has, where it says so.
Progress = Callable[[float, float | None], None]

# The model's own measures of words that nobody said, and of text that repeats itself (Radford et al. 2022, 4.5).
NO_SPEECH, LOGPROB, COMPRESSION = 0.6, -1.0, 2.4
# Below this its words have nothing to do with what is said, whatever else it thinks.
NONSENSE = -2.0
# A sentence below this mean probability of a word is marked.
DOUBT = 0.5
# Below this probability a language is not named.
NAMED = 0.5
# A pause that ends a sentence, in seconds.
PAUSE = 1.0
_SENTENCE_END = re.compile(r"(?<!\b[MD]r)(?<!\bMrs)(?<!\bMs)(?<!\bSt)(?<!\bProf)(?<!\bRev)[.!?…][\"'”’)\]]*$")
_LETTER = re.compile(r"[^\W_]")


class Engine(Protocol):
    """What listens: see `whisper.Whisper`."""

    name: str
    version: str
    description: str

    def hear(self, packs: Sequence[Sound], language: str | None) -> list[Heard]: ...


def available(folder: Path | None = None) -> bool:
    """True when the packages and the model for listening are here."""
    return not why_not(folder)


def why_not(folder: Path | None = None) -> str:
    """Why recordings are not written down by machine here, in words; empty when they are."""
    if missing := [name for name in ("av", "faster_whisper") if find_spec(name) is None]:
        return f"Recordings are written down by people here: the packages {' and '.join(missing)} are not installed."
    if not models.is_present(folder, models.WHISPER):
        return f"{models.WHISPER.title} is not installed: {models.WHISPER.without}. Run: throughline models fetch"
    return ""


def load(folder: Path | None = None, *, threads: int | None = None, beam: int = 1) -> Transcriber:
    """The transcriber of this machine.

    Arguments: `folder`, the models folder (`models.default_folder()` if not given); `threads`, processors for one
    recording (half of them if not given); `beam`, how many readings are followed at once (1 is fastest, 5 reads
    unclear speech a little better). Raises `models.ModelMissing` when the model or its packages are not here, and
    `models.ModelError` when the model is damaged.
    """
    if reason := why_not(folder):
        raise models.ModelMissing(reason)
    place = models.verified(models.WHISPER, folder)
    return Transcriber(Whisper(place, threads=threads or max(1, (os.cpu_count() or 1) // 2), beam=beam))


@dataclass(slots=True)
class Listening:
    """One recording being listened to: iterate once over its parts. `duration` and `damaged` are known at the end."""

    said_seconds: float | None
    _parts: Iterator[Part]
    _sound: media.Sound

    def __iter__(self) -> Iterator[Part]:
        return self._parts

    @property
    def duration(self) -> float:
        """Seconds, counted."""
        return self._sound.samples / RATE

    @property
    def damaged(self) -> int:
        """Pieces that could not be decoded."""
        return self._sound.damaged


class Transcriber:
    """Turns recordings into words with times. One instance serves one recording after the other."""

    def __init__(self, engine: Engine, detect: windows.Detector = windows.silero) -> None:
        self.engine = engine
        self._detect = detect

    @contextmanager
    def listening(
        self,
        source: media.Source,
        *,
        limits: media.Limits = media.STORY,
        start: int = 0,
        language: str | None = None,
    ) -> Iterator[Listening]:
        """The parts of a recording from sample `start` (the `end` of the last part that was kept) on.

        Keep each part before you ask for the next: after a crash, go on with `start` and nothing is different.
        Arguments: as of `transcribe`. Raises a `media.MediaError` when the recording cannot be used.
        """
        with media.decoded(source, limits=limits, skip=start) as sound:
            parts = (self._part(window, language) for window in windows.windows(sound, start, self._detect))
            yield Listening(sound.said_seconds, parts, sound)

    def transcribe(
        self,
        source: media.Source,
        *,
        limits: media.Limits = media.STORY,
        language: str | None = None,
        done: Sequence[Part] = (),
        keep: Callable[[Part], Any] | None = None,
        progress: Progress | None = None,
    ) -> Transcript:
        """Write down what is said in a recording.

        Arguments: `source`, a path, open file or bytes; `limits`, what it may take; `language`, a code to write in
        whatever is spoken (English, and only where English is spoken, if not given); `done`, parts that an earlier
        run gave to `keep`, in order; `keep`, called with each new part; `progress`, called after each part.
        Raises a `media.MediaError` when the recording cannot be used.
        """
        parts = list(done)
        start = parts[-1].end if parts else 0
        with self.listening(source, limits=limits, start=start, language=language) as listening:
            for part in listening:
                parts.append(part)
                if keep:
                    keep(part)
                if progress:
                    progress(part.end / RATE, listening.said_seconds)
        notes = ["Parts of this recording are damaged and were left out."] * bool(listening.damaged)
        return assemble(
            parts,
            duration=listening.duration,
            model=self.engine.name,
            version=self.engine.version,
            description=self.engine.description,
            language=language,
            notes=notes,
        )

    def _part(self, window: Window, language: str | None) -> Part:
        segments: list[Segment] = []
        other: list[Span] = []
        unclear: list[Span] = []
        spoken: defaultdict[str, float] = defaultdict(float)
        heard = self.engine.hear([pack.sound for pack in window.packs], language) if window.packs else []
        for pack, found in zip(window.packs, heard, strict=True):
            spans = [(start / RATE, end / RATE) for start, end in pack.regions]
            if found.written and not _believed(found, asked=language is not None):
                unclear += [Span(*span) for span in spans]
                continue
            for code, probability in found.languages[:5]:
                spoken[code] += len(pack.sound) / RATE * probability
            likeliest, share = found.languages[0]
            if found.written:
                segments += _segments(pack, found, unsure=language is None and likeliest != ENGLISH)
            else:
                other += [Span(*span, likeliest if share >= NAMED else "") for span in spans]
        seconds = {code: round(time, 3) for code, time in spoken.items()}
        return Part(window.start, window.end, tuple(segments), tuple(other), tuple(unclear), seconds)


def _believed(heard: Heard, *, asked: bool) -> bool:
    """False for what is no word, and for words that the model itself does not believe in."""
    if heard.logprob < NONSENSE or not any(_LETTER.search(word.text) for word in heard.words):
        return False
    doubted = heard.no_speech > NO_SPEECH or (not asked and dict(heard.languages)[ENGLISH] < NAMED)
    return not (doubted and heard.logprob < LOGPROB)


def _segments(pack: Pack, heard: Heard, *, unsure: bool) -> Iterator[Segment]:
    sentences = list(_sentences(heard.words, pack))
    texts = ["".join(word.text for word in sentence).strip() for sentence in sentences]
    stuck = loops(" ".join(texts))
    for sentence, text in zip(sentences, texts, strict=True):
        flags = []
        if heard.no_speech > NO_SPEECH or heard.logprob < LOGPROB:
            flags.append(INVENTED)
        if unsure or float(np.mean([word.probability for word in sentence])) < DOUBT:
            flags.append(UNSURE)
        # A speaker's “It was the best of times, it was the worst of times” compresses well too.
        if stuck or (heard.compression > COMPRESSION and texts.count(text) > 2):
            flags.append(REPEATS)
        yield Segment(
            start=sentence[0].start,
            end=sentence[-1].end,
            text=text,
            words=tuple(replace(word, text=word.text.strip()) for word in sentence),
            no_speech=round(heard.no_speech, 4),
            logprob=round(heard.logprob, 4),
            compression=heard.compression,
            flags=tuple(flags),
        )


def _sentences(words: Sequence[Word], pack: Pack) -> Iterator[list[Word]]:
    """Words at their times in the recording, cut after the end of a sentence and at pauses."""
    sentence: list[Word] = []
    for word in words:
        region = pack.region((word.start + word.end) / 2)
        start, end = (round(pack.time(second, region), 2) for second in (word.start, word.end))
        placed = Word(start, end, word.text, round(word.probability, 4))
        if sentence and (placed.start - sentence[-1].end > PAUSE or _SENTENCE_END.search(sentence[-1].text)):
            yield sentence
            sentence = []
        sentence.append(placed)
    if sentence:
        yield sentence
