"""What a project holds, and the identifiers that the format wants."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass

from throughline.language.coding.codebook import Codebook

ORIGIN = "Throughline"
PROJECT = "urn:QDA-XML:project:1.0"
CODEBOOK = "urn:QDA-XML:codebook:1.0"
GUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_SPACE = uuid.UUID("7d2d29a5-4f0f-5c9c-9a39-4a1d9f1f6c55")


class ExchangeError(ValueError):
    """A file is not REFI-QDA, breaks its rules or is too large; the message says what is wrong and where."""


@dataclass(frozen=True, slots=True)
class Source:
    """One text that was coded. key: unique in its project. case: whose words they are (a pseudonym), if told."""

    key: str
    name: str
    text: str
    case: str = ""


@dataclass(frozen=True, slots=True)
class Coding:
    """A person gave a code to a stretch of a source: code points from `start` up to, not with, `stop`.

    source, code: their keys. coder: the person's name or pseudonym. when: ISO 8601 with zone, or empty.
    """

    source: str
    start: int
    stop: int
    code: str
    coder: str = ""
    when: str = ""


@dataclass(frozen=True, slots=True)
class Project:
    """Sources, the codebook, and what people coded. left_out: what a file held that has no place here, in words.

    Raises `ExchangeError` when a key is used twice or is unknown, or a stretch is not in its source.
    """

    name: str
    codebook: Codebook
    sources: tuple[Source, ...] = ()
    codings: tuple[Coding, ...] = ()
    left_out: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        lengths = {source.key: len(source.text) for source in self.sources}
        if len(lengths) < len(self.sources):
            raise ExchangeError("two sources have the same key")
        codes = {code.key for code in self.codebook.codes}
        for coding in self.codings:
            if coding.source not in lengths:
                raise ExchangeError(f"something is coded in “{coding.source}”, which is no source")
            if coding.code not in codes:
                raise ExchangeError(f"“{coding.code}” was given, which is no code of {self.codebook.name}")
            if not 0 <= coding.start < coding.stop <= lengths[coding.source]:
                place = f"{coding.start} to {coding.stop}"
                raise ExchangeError(f"{place} is no stretch of “{coding.source}” ({lengths[coding.source]} characters)")


def guid(kind: str, key: str) -> str:
    """The identifier of a thing: its key where that is one (it came from such a file), else always the same one."""
    return key if GUID.fullmatch(key) else str(uuid.uuid5(_SPACE, f"{kind} {key}"))
