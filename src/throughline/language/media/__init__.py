"""Audio and film from strangers: what they are, their sound, and a copy that does not tell where or with what."""

from throughline.language.media.errors import (
    ACCEPTED,
    Damaged,
    Empty,
    MediaError,
    NoSound,
    Playlist,
    Silent,
    TooHard,
    TooLarge,
    TooLong,
    Unavailable,
    UnknownKind,
)
from throughline.language.media.kinds import HEAD_BYTES, KINDS, Kind, sniff
from throughline.language.media.limits import INTERVIEW, RATE, STORY, Limits
from throughline.language.media.reader import Cleaned, Recording, Sound, Source, available, clean, decoded, examine

__all__ = [
    "ACCEPTED",
    "HEAD_BYTES",
    "INTERVIEW",
    "KINDS",
    "RATE",
    "STORY",
    "Cleaned",
    "Damaged",
    "Empty",
    "Kind",
    "Limits",
    "MediaError",
    "NoSound",
    "Playlist",
    "Recording",
    "Silent",
    "Sound",
    "Source",
    "TooHard",
    "TooLarge",
    "TooLong",
    "Unavailable",
    "UnknownKind",
    "available",
    "clean",
    "decoded",
    "examine",
    "sniff",
]
