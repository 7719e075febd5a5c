"""Which encoding a text file is in, and where it breaks. Guessing is kept small, and always told."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import BinaryIO

from django.utils.translation import gettext as _

from throughline.understand.imports.problems import BadFile, bad_file

CHUNK = 256 * 1024
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def detect(file: BinaryIO) -> tuple[str, str]:
    """Find the encoding and read the whole file once to see that it holds.

    Args:
        file: open for reading, at any place.

    Returns:
        (Python's name of the encoding, a note for the person or "").

    Raises:
        BadFile: the file is no text, or broken in a row that is named.
    """
    file.seek(0)
    start = file.read(4096)
    encoding = _by_first_bytes(start)
    if encoding:
        _require_whole(file, encoding)
        return encoding, ""
    broken = _first_broken(file, "utf-8")
    if broken is None:
        _require_text(file, "utf-8")
        return "utf-8", ""
    if _has_utf8(file):
        raise _broken(broken)
    _require_whole(file, "cp1252")
    return "cp1252", _(
        "The file is not in UTF-8. It was read as Windows-1252: check that letters such as é and signs such as £ "
        "look right."
    )


def _by_first_bytes(start: bytes) -> str:
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            return encoding
    # Latin letters in UTF-16 without a mark have a zero in every second byte.
    if len(start) >= 4 and b"\0" in start:
        pairs = len(start) // 2
        if start[1::2].count(0) > 0.8 * pairs:
            return "utf-16-le"
        if start[0::2].count(0) > 0.8 * pairs:
            return "utf-16-be"
    return ""


def _require_whole(file: BinaryIO, encoding: str) -> None:
    broken = _first_broken(file, encoding)
    if broken is not None:
        raise _broken(broken)
    _require_text(file, encoding)


def _broken(row: int) -> BadFile:
    return bad_file(
        _("There are letters here that cannot be read: the encoding of the file is broken."),
        _("Save the file again as “CSV UTF-8”."),
        row=row,
    )


def _require_text(file: BinaryIO, encoding: str) -> None:
    rows = _RowCounter()
    for text in _decoded(file, encoding, "strict"):
        place = text.find("\0")
        if place >= 0:
            rows.see(text[:place])
            raise bad_file(
                _("This is not a text file: it holds characters that no text has."),
                _("Save it as CSV or XLSX."),
                row=rows.row,
            )
        rows.see(text)


def _first_broken(file: BinaryIO, encoding: str) -> int | None:
    """The row with the first bytes that the encoding does not know, or None."""
    rows = _RowCounter()
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    file.seek(0)
    while True:
        chunk = file.read(CHUNK)
        state = decoder.getstate()
        try:
            rows.see(decoder.decode(chunk, final=not chunk))
        except UnicodeDecodeError as error:
            decoder.setstate(state)
            # The error counts from the bytes left over from the chunk before.
            fresh = max(0, error.start - len(state[0]))
            rows.see(decoder.decode(chunk[:fresh]))
            return rows.row
        if not chunk:
            return None


def _has_utf8(file: BinaryIO) -> bool:
    """Whether there is a letter beyond ASCII in proper UTF-8. In other encodings that happens hardly ever."""
    return any(not text.isascii() for text in _decoded(file, "utf-8", "ignore"))


def _decoded(file: BinaryIO, encoding: str, errors: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    file.seek(0)
    while chunk := file.read(CHUNK):
        yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)


class _RowCounter:
    """Counts rows of a CSV text that comes in pieces; a line end within quotation marks ends no row."""

    def __init__(self) -> None:
        self.row = 1
        self.quoted = False

    def see(self, text: str) -> None:
        for number, part in enumerate(text.split('"')):
            if number:
                self.quoted = not self.quoted
            if not self.quoted:
                self.row += part.count("\n")
