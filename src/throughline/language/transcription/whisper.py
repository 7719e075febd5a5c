"""The model that listens: Whisper base (Radford et al. 2022, arXiv:2212.04356) in 8-bit integers, on this machine.

It is known to invent words where nobody speaks (Koenecke et al. 2024, FAccT: one transcript in a hundred). What is
done against that: only speech is given to it, each half minute stands alone, no text is carried over, nothing is
sampled, and what it thinks of its own words is kept with them.
"""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from throughline.language.transcription.results import ENGLISH, Word
from throughline.language.transcription.windows import PACK, Sound

# Packs that are heard together: one in twenty faster than one by one, at 70 MB; four take 300 MB for as much again.
BATCH = 2
# Where English is at least this probable it is tried: accents and noise make another language look likelier.
PERHAPS = 0.2
_BEFORE, _AFTER = "\"'“¿([{-", "\"'.。,，!！?？:：”)]}、"


@dataclass(frozen=True, slots=True)
class Heard:
    """What the model makes of one pack: `languages` with their probabilities, best first, and the words, if it wrote
    any, with times in seconds of the pack."""

    languages: tuple[tuple[str, float], ...]
    written: bool
    words: tuple[Word, ...]
    no_speech: float
    logprob: float
    compression: float


class Whisper:
    """The engine. `folder` holds the model's files; `threads`, how many processors one recording may use."""

    name = "whisper-base"
    version = "d01c3014-int8-1"
    description = (
        "Written down by the model Whisper base, on this machine. It makes mistakes, more of them with accents, noise "
        "and several voices: read it beside the recording."
    )

    def __init__(self, folder: Path, *, threads: int, beam: int = 1) -> None:
        # The files are here; nothing may go and look for others.
        os.environ["HF_HUB_OFFLINE"] = "1"
        from faster_whisper import WhisperModel

        self._model = WhisperModel(
            str(folder), device="cpu", compute_type="int8", cpu_threads=threads, local_files_only=True
        )
        self._beam = beam

    def hear(self, packs: Sequence[Sound], language: str | None) -> list[Heard]:
        """Listen to packs of at most 30 seconds.

        Arguments: `packs`, sound at 16 kHz from -1 to 1; `language`, the code to write in, or None for English, and
        only where it is or may be English.
        """
        heard: list[Heard] = []
        for start in range(0, len(packs), BATCH):
            heard += self._batch(list(packs[start : start + BATCH]), language)
        return heard

    def _batch(self, packs: list[Sound], language: str | None) -> list[Heard]:
        features = np.stack([self._features(pack) for pack in packs])
        encoded = self._model.encode(features)
        languages = [
            tuple((token[2:-2], probability) for token, probability in found)
            for found in self._model.model.detect_language(encoded)
        ]
        chosen = [index for index, found in enumerate(languages) if language or _perhaps_english(found)]
        if chosen and len(chosen) < len(packs):
            encoded = self._model.encode(features[chosen])
        lengths = [len(packs[index]) for index in chosen]
        written = self._write(encoded, features[chosen], lengths, language or ENGLISH) if chosen else []
        results = dict(zip(chosen, written, strict=True))
        return [
            Heard(found, index in results, *results.get(index, ((), 0.0, 0.0, 0.0)))
            for index, found in enumerate(languages)
        ]

    def _features(self, sound: Sound) -> Any:
        # Silence fills the half minute before its spectrum is taken, as in training. Zeros in the spectrum, which are
        # no silence, cost one word in a hundred.
        whole = np.zeros(PACK, dtype=np.float32)
        whole[: len(sound)] = sound
        return self._model.feature_extractor(whole, padding=0)

    def _write(
        self, encoded: Any, features: Any, lengths: list[int], language: str
    ) -> list[tuple[tuple[Word, ...], float, float, float]]:
        """Words, probability of no speech, mean log probability, and compression, of each pack."""
        from faster_whisper.tokenizer import Tokenizer

        tokenizer = Tokenizer(self._model.hf_tokenizer, True, task="transcribe", language=language)
        results = self._generate(encoded, tokenizer, len(lengths), {"beam_size": self._beam})
        for index, result in enumerate(results):
            if loops(tokenizer.decode(result.sequences_ids[0])):
                # Once more, and forbidden to say three words twice.
                single = self._model.encode(features[index])
                results[index] = self._generate(single, tokenizer, 1, {"beam_size": 5, "no_repeat_ngram_size": 3})[0]
        tokens = [[token for token in result.sequences_ids[0] if token < tokenizer.eot] for result in results]
        words = self._aligned(encoded, tokenizer, tokens, lengths)
        return [
            (said, float(result.no_speech_prob), _logprob(result), _compression(said))
            for said, result in zip(words, results, strict=True)
        ]

    def _generate(self, encoded: Any, tokenizer: Any, count: int, options: dict[str, int]) -> list[Any]:
        from faster_whisper.transcribe import get_suppressed_tokens

        prompt = self._model.get_prompt(tokenizer, [], without_timestamps=True)
        results: list[Any] = self._model.model.generate(
            encoded,
            [prompt] * count,
            max_length=self._model.max_length,
            suppress_blank=True,
            suppress_tokens=get_suppressed_tokens(tokenizer, [-1]),
            return_scores=True,
            return_no_speech_prob=True,
            sampling_temperature=0.0,
            **options,
        )
        return results

    def _aligned(
        self, encoded: Any, tokenizer: Any, tokens: list[list[int]], lengths: list[int]
    ) -> list[tuple[Word, ...]]:
        """The words of each pack with the times at which attention rests on them."""
        from faster_whisper.transcribe import merge_punctuations

        frames = [-(-length // self._model.feature_extractor.hop_length) for length in lengths]
        found = []
        for alignment in self._model.find_alignment(tokenizer, tokens, encoded, frames):
            merge_punctuations(alignment, _BEFORE, _AFTER)
            found.append(
                tuple(
                    Word(float(word["start"]), float(word["end"]), word["word"], float(word["probability"]))
                    for word in alignment
                    if word["word"].strip()
                )
            )
        return found


def loops(text: str) -> bool:
    """True when up to eight words follow themselves three times and more, a single word six times: hardly a speaker."""
    words = re.findall(r"\w+", text.lower())
    for size in range(1, 9):
        times = 6 if size == 1 else 4 if size == 2 else 3
        for start in range(len(words) - size * times + 1):
            if words[start : start + size] * times == words[start : start + size * times]:
                return True
    return False


def _perhaps_english(languages: tuple[tuple[str, float], ...]) -> bool:
    return languages[0][0] == ENGLISH or dict(languages)[ENGLISH] >= PERHAPS


def _compression(words: Sequence[Word]) -> float:
    data = "".join(word.text for word in words).encode()
    return round(len(data) / len(zlib.compress(data)), 3) if data else 0.0


def _logprob(result: Any) -> float:
    """The mean log probability of the tokens, the end token included: scores are means without it."""
    length = len(result.sequences_ids[0])
    return float(result.scores[0] * length / (length + 1))
