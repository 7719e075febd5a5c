"""What comes out of listening by machine: words with their times, and everything that a reader must know of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from throughline.language.transcription.languages import language_name

# A sentence carries these beside its words, so that a person sees where to listen.
INVENTED, UNSURE, REPEATS = "may be invented", "unsure", "repeats itself"
ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is written, with its times in seconds and the model's probability for it, 0 to 1."""

    start: float
    end: float
    text: str
    probability: float


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence, or what is said between two pauses.

    no_speech: the model's probability that nobody speaks here. logprob: mean log probability of its tokens.
    compression: how much shorter the text becomes when it is compressed; repeated text much. These three are of the
    half minute that the sentence was heard in. flags: out of “may be invented”, “unsure”, “repeats itself”.
    """

    start: float
    end: float
    text: str
    words: tuple[Word, ...]
    no_speech: float
    logprob: float
    compression: float
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the recording, in seconds, of which no words were written down. `language` is a code, or empty."""

    start: float
    end: float
    language: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One or two minutes of work: what to keep when the rest may be lost. The next part begins at sample `end`.

    spoken: seconds of speech by language code, weighted by the model's probabilities. other: what was left in another
    language. unclear: speech, or what sounds like it, that gave no words to believe in.
    """

    start: int
    end: int
    segments: tuple[Segment, ...]
    other: tuple[Span, ...]
    unclear: tuple[Span, ...]
    spoken: Mapping[str, float]

    def to_dict(self) -> dict[str, Any]:
        """As JSON keeps it; `from_dict` gives back an equal part."""
        return {**asdict(self), "spoken": dict(self.spoken)}

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Part:
        """The part that `to_dict` wrote."""
        return cls(
            start=kept["start"],
            end=kept["end"],
            segments=tuple(_segment(segment) for segment in kept["segments"]),
            other=tuple(Span(**span) for span in kept["other"]),
            unclear=tuple(Span(**span) for span in kept["unclear"]),
            spoken=dict(kept["spoken"]),
        )


@dataclass(frozen=True, slots=True)
class Transcript:
    """All that was heard in a recording. `language` is the main one's code, empty where nobody speaks.

    language_probability: the model's mean probability for it over all speech. duration: of the recording, in seconds.
    """

    language: str
    language_probability: float
    segments: tuple[Segment, ...]
    other: tuple[Span, ...]
    unclear: tuple[Span, ...]
    duration: float
    model: str
    version: str
    description: str
    warnings: tuple[str, ...]

    @property
    def text(self) -> str:
        """All words, a line for each segment."""
        return "\n".join(segment.text for segment in self.segments)

    def to_dict(self) -> dict[str, Any]:
        return asdict(self) | {"text": self.text, "warnings": list(self.warnings)}


def assemble(
    parts: Iterable[Part],
    *,
    duration: float,
    model: str,
    version: str,
    description: str,
    language: str | None = None,
    notes: Iterable[str] = (),
) -> Transcript:
    """Put the parts of one recording together, in their order.

    Arguments: `duration` in seconds; `model`, `version` and `description` of the engine; `language`, when one was
    asked for; `notes`, warnings about the recording itself.
    """
    parts = list(parts)
    spoken: Counter[str] = Counter()
    for part in parts:
        spoken.update(part.spoken)
    main = language or max(sorted(spoken), key=lambda code: spoken[code], default="")
    total = sum(spoken.values())
    segments = tuple(segment for part in parts for segment in part.segments)
    other = _joined(span for part in parts for span in part.other)
    unclear = _joined(span for part in parts for span in part.unclear)
    return Transcript(
        language=main,
        language_probability=round(spoken[main] / total, 4) if total else 0.0,
        segments=segments,
        other=other,
        unclear=unclear,
        duration=duration,
        model=model,
        version=version,
        description=description,
        warnings=(*notes, *_warnings(segments, other, unclear, spoken)),
    )


def _warnings(
    segments: tuple[Segment, ...], other: tuple[Span, ...], unclear: tuple[Span, ...], spoken: Mapping[str, float]
) -> list[str]:
    found = []
    if not spoken and not unclear:
        found.append("No speech was heard in this recording.")
    for code in dict.fromkeys(span.language for span in other):
        places = _places([span for span in other if span.language == code])
        found.append(
            f"{language_name(code)} seems to be spoken {places}. The recording is kept; the words were not written "
            "down, because this model makes too many mistakes. A person who knows the language can add them."
        )
    if unclear:
        found.append(f"What can be heard {_places(unclear)} could not be made out.")
    if doubtful := sum(bool(segment.flags) for segment in segments):
        found.append(f"{doubtful} of {len(segments)} sentences are marked: listen to them before you use them.")
    return found


def _places(spans: Iterable[Span]) -> str:
    told = [f"from {clock(span.start)} to {clock(span.end)}" for span in spans]
    return ", ".join(told[:3]) + (f" and in {len(told) - 3} more places" if len(told) > 3 else "")


def clock(seconds: float) -> str:
    """A time in a recording as people write it: 1:05, or 1:01:05."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Neighbours in one language become one span, over pauses of up to five seconds."""
    found: list[Span] = []
    for span in spans:
        if found and found[-1].language == span.language and span.start - found[-1].end <= 5:
            found[-1] = Span(found[-1].start, span.end, span.language)
        else:
            found.append(span)
    return tuple(found)


def _segment(kept: Mapping[str, Any]) -> Segment:
    words = tuple(Word(**word) for word in kept["words"])
    return Segment(**{**kept, "words": words, "flags": tuple(kept["flags"])})
