"""Reading a project (.qdpx) that anybody may have made. Nothing is written to a disk; every size has a limit."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections import Counter
from xml.etree.ElementTree import Element

from throughline.language.coding.codebook import Codebook
from throughline.language.coding.refi_qda import markup
from throughline.language.coding.refi_qda.codebooks import codes_in
from throughline.language.coding.refi_qda.model import GUID, PROJECT, Coding, ExchangeError, Project, Source

MOST_MEMBERS = 50_000
MOST_TEXT = 8_000_000
MOST_IN_ALL = 256_000_000
# A file inside the project: one plain name, so it cannot lead anywhere else.
INTERNAL = re.compile(r"internal://([\w.-]{1,200})", re.ASCII)


def read_project(data: bytes) -> Project:
    """A project from a .qdpx file. Codes and sources keep their GUIDs as keys.

    Texts are read with what people coded in them; pictures, recordings, notes and links are counted in `left_out`.
    Raises `ExchangeError`, which says what is wrong.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if len(archive.infolist()) > MOST_MEMBERS:
                raise ExchangeError(f"the file holds more than {MOST_MEMBERS} files")
            return _project(_Files(archive))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError) as error:
        raise ExchangeError(f"this is no readable .qdpx file: {error}") from None


class _Files:
    """The files in the ZIP, by their names in small letters (programs differ in "sources" and "Sources")."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._entries = {entry.filename.lower(): entry for entry in archive.infolist()}
        self._left = MOST_IN_ALL

    def read(self, name: str, most: int) -> bytes:
        """The content, never more than `most`, whatever size the ZIP claims. Raises `ExchangeError`."""
        entry = self._entries.get(name.lower())
        if entry is None:
            raise ExchangeError(f"{name} is missing")
        with self._archive.open(entry) as source:
            content = source.read(min(most, self._left) + 1)
        if len(content) > min(most, self._left):
            raise ExchangeError(f"{name} is too large")
        self._left -= len(content)
        return content


def _project(files: _Files) -> Project:
    root = markup.parse(files.read("project.qde", markup.MOST_BYTES), "project.qde")
    if root.tag != _tag("Project"):
        raise ExchangeError("project.qde is no REFI-QDA project")
    name = root.get("name", "").strip() or "Imported project"
    book = root.find(_tag("CodeBook"))
    codebook = Codebook(name, "1", ()) if book is None else codes_in(book, PROJECT, name=name, version="1")
    coders = {user.get("guid", "").lower(): user.get("name", "") for user in root.iterfind(f"*/{_tag('User')}")}
    cases = {
        reference.get("targetGUID", "").lower(): case.get("name", "")
        for case in root.iterfind(f"{_tag('Cases')}/{_tag('Case')}")
        for reference in case.iterfind(_tag("SourceRef"))
    }
    left_out = Counter(_kind(one) for one in root if _kind(one) in ("Notes", "Links", "Sets", "Graphs", "Variables"))
    sources: list[Source] = []
    codings: list[Coding] = []
    for element in root.iterfind(f"{_tag('Sources')}/*"):
        text = _text(element, files)
        if text is None:
            left_out[_kind(element)] += 1
            continue
        key = _guid(element)
        sources.append(Source(key, element.get("name", ""), text, cases.get(key, "")))
        codings += _codings(element, sources[-1], coders)
    said = tuple(f"{kind} ({count})" for kind, count in sorted(left_out.items()))
    return Project(name, codebook, tuple(sources), tuple(codings), said)


def _text(element: Element, files: _Files) -> str | None:
    """A source's plain text; None for other kinds, and for files that were left outside of the project."""
    if element.tag != _tag("TextSource"):
        return None
    inside = element.find(_tag("PlainTextContent"))
    if inside is not None:
        return inside.text or ""
    path = INTERNAL.fullmatch(element.get("plainTextPath", ""))
    if path is None:
        return None
    content = files.read(f"sources/{path[1]}", MOST_TEXT)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ExchangeError(f"the text of “{element.get('name', '')}” is not UTF-8: {error}") from None


def _codings(element: Element, source: Source, coders: dict[str, str]) -> list[Coding]:
    """What was coded in a source: in stretches of it, or as a whole."""
    whole = (0, len(source.text))
    places = [(whole, coding) for coding in element.iterfind(_tag("Coding")) if source.text]
    for stretch in element.iterfind(_tag("PlainTextSelection")):
        place = _position(stretch, "startPosition", source), _position(stretch, "endPosition", source)
        places += [(place, coding) for coding in stretch.iterfind(_tag("Coding"))]
    return [
        Coding(
            source.key,
            *place,
            reference.get("targetGUID", "").lower(),
            coders.get(coding.get("creatingUser", "").lower(), ""),
            coding.get("creationDateTime", ""),
        )
        for place, coding in places
        for reference in coding.iterfind(_tag("CodeRef"))
    ]


def _position(stretch: Element, name: str, source: Source) -> int:
    written = stretch.get(name, "")
    if not re.fullmatch(r"[0-9]{1,9}", written):
        raise ExchangeError(f"a stretch of “{source.name}” has no {name}")
    return int(written)


def _guid(element: Element) -> str:
    found = element.get("guid", "").lower()
    if not GUID.fullmatch(found):
        raise ExchangeError(f"the source “{element.get('name', '')}” has no GUID")
    return found


def _kind(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _tag(name: str) -> str:
    return f"{{{PROJECT}}}{name}"
