"""Captions in WebVTT (W3C): written from a transcript, and read back after a person corrected them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from throughline.language.transcription.results import Segment, Word

# Two lines of what television uses, and no longer than a person needs to read them.
LINE, CUE_SECONDS = 42, 7.0
_TIMES = re.compile(r"\s*(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})\s+-->\s+(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})")
# The ampersand last: “&amp;lt;” is written for “&lt;”.
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", " "), ("&lrm;", ""), ("&rlm;", ""), ("&amp;", "&"))
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that are shown from `start` to `end`, in seconds."""

    start: float
    end: float
    text: str


def write(segments: Iterable[Segment], *, note: str = "") -> str:
    """Captions for a transcript's segments; `note` is a remark for who opens the file."""
    blocks = ["WEBVTT"]
    if note:
        blocks.append(f"NOTE {_escaped(' '.join(note.split()))}")
    blocks += [_block(cue) for segment in segments for cue in _cues(segment.words)]
    return "\n\n".join(blocks) + "\n"


def times_of(text: str, heard: Sequence[Word], *, seconds: float) -> list[float]:
    """When each word of a text begins that a person corrected, and last when it ends.

    Words that were heard alike have the times at which they were heard; those between share the time between.

    Args:
        text: the words as corrected.
        heard: the words as the machine heard them.
        seconds: the length of the recording.

    Returns:
        One more number than the text has words; nothing where fewer than half of them were heard alike.
    """
    wanted = [_alike(word) for word in text.split()]
    blocks = SequenceMatcher(None, wanted, [_alike(word.text) for word in heard]).get_matching_blocks()
    known = {block.a + n: heard[block.b + n].start for block in blocks for n in range(block.size)}
    if not wanted or 2 * len(known) < len(wanted):
        return []
    known = {0: 0.0} | known | {len(wanted): max(seconds, *known.values())}
    times: list[float] = []
    for first, after in pairwise(sorted(known)):
        step = (known[after] - known[first]) / (after - first)
        times += [known[first] + step * n for n in range(after - first)]
    return [round(one, 2) for one in [*times, known[len(wanted)]]]


def write_corrected(text: str, times: Sequence[float], *, seconds: float) -> str:
    """Captions of words that a person has corrected.

    Args:
        text: the words.
        times: as `times_of` gave them for these words; where they do not fit, all words are one caption.
        seconds: the length of the recording.
    """
    said = text.split()
    if len(times) != len(said) + 1:
        cues = [Cue(0.0, max(seconds, 1.0), " ".join(said))]
    else:
        cues = list(_cues([Word(a, b, word, 1.0) for (a, b), word in zip(pairwise(times), said, strict=True)]))
    return "\n\n".join(["WEBVTT", *map(_block, cues)]) + "\n"


def read(text: str) -> list[Cue]:
    """The cues of a WebVTT file, without identifiers, settings, styles and tags.

    Raises `ValueError`, with the number of the line, when it is no WebVTT or a cue's times make no sense.
    """
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not re.match(r"WEBVTT(?:[ \t]|$)", lines[0]):
        raise ValueError("line 1: a WebVTT file begins with WEBVTT")
    cues = []
    number = 1
    while number < len(lines):
        if "-->" not in lines[number]:
            number += 1
            continue
        start, end = _times(lines[number], number + 1)
        body = []
        number += 1
        while number < len(lines) and lines[number].strip():
            if "-->" in lines[number]:
                raise ValueError(f"line {number + 1}: an empty line is missing before these times")
            body.append(lines[number])
            number += 1
        cues.append(Cue(start, end, _plain(" ".join(body))))
    return cues


def _cues(words: Sequence[Word]) -> Iterator[Cue]:
    held: list[Word] = []
    for word in words:
        longer = " ".join(item.text for item in [*held, word])
        if held and (len(longer) > 2 * LINE or word.end - held[0].start > CUE_SECONDS):
            yield _cue(held)
            held = []
        held.append(word)
    if held:
        yield _cue(held)


def _cue(words: Sequence[Word]) -> Cue:
    # A cue of no length is never shown.
    return Cue(words[0].start, max(words[-1].end, words[0].start + 0.2), " ".join(word.text for word in words))


def _alike(word: str) -> str:
    """A word without case and punctuation, which people correct most."""
    return "".join(filter(str.isalnum, word.casefold()))


def _block(cue: Cue) -> str:
    return f"{_time(cue.start)} --> {_time(cue.end)}\n{_escaped(_lines(cue.text))}"


def _lines(text: str) -> str:
    """In two lines of nearly one length, when one is too short."""
    if len(text) <= LINE:
        return text
    breaks = [match.start() for match in re.finditer(" ", text)]
    middle = min(breaks, key=lambda place: abs(place - len(text) / 2), default=None)
    return text if middle is None else f"{text[:middle]}\n{text[middle + 1 :]}"


def _time(seconds: float) -> str:
    whole = round(seconds * 1000)
    minutes, milliseconds = divmod(whole, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{milliseconds / 1000:06.3f}"


def _times(line: str, number: int) -> tuple[float, float]:
    match = _TIMES.match(line)
    if not match:
        raise ValueError(f"line {number}: times are written as 00:01:02.345 --> 00:01:04.000")
    parts = [int(part or 0) for part in match.groups()]
    start, end = (h * 3600 + m * 60 + s + ms / 1000 for h, m, s, ms in (parts[:4], parts[4:]))
    if end <= start:
        raise ValueError(f"line {number}: a caption must end after it begins")
    return start, end


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _plain(text: str) -> str:
    text = _TAG.sub("", text)
    for name, character in (
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&nbsp;", " "),
        ("&lrm;", ""),
        ("&rlm;", ""),
        ("&amp;", "&"),
    ):
        text = text.replace(name, character)
    return " ".join(text.split())
