"""What is said in a recording, written down on this machine, with times and with doubts."""

from throughline.language.transcription import webvtt
from throughline.language.transcription.languages import language_name
from throughline.language.transcription.results import Part, Segment, Span, Transcript, Word, assemble
from throughline.language.transcription.transcriber import Listening, Transcriber, available, load, why_not

__all__ = [
    "Listening",
    "Part",
    "Segment",
    "Span",
    "Transcriber",
    "Transcript",
    "Word",
    "assemble",
    "available",
    "language_name",
    "load",
    "webvtt",
    "why_not",
]
