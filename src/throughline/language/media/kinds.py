"""What a file is, from its first bytes alone: names and headers of a sender are not believed.

Each kind forces one demuxer, so a file is never handed to a reader of its own choosing. Only formats that hold
their sound themselves are here: no playlists, no lists of parts, nothing that names another file.
"""

from __future__ import annotations

from dataclasses import dataclass

from throughline.language.media.errors import Empty, Playlist, UnknownKind

HEAD_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: what reads it, what writes it again without its tags, and how it is named and served."""

    name: str
    demuxer: str
    muxer: str
    extension: str
    mime_sound: str
    mime_film: str


WEBM = Kind("WebM", "matroska", "webm", "webm", "audio/webm", "video/webm")
MATROSKA = Kind("Matroska", "matroska", "matroska", "mkv", "audio/x-matroska", "video/x-matroska")
OGG = Kind("Ogg", "ogg", "ogg", "ogg", "audio/ogg", "video/ogg")
MP4 = Kind("MP4", "mov", "mp4", "mp4", "audio/mp4", "video/mp4")
M4A = Kind("M4A", "mov", "ipod", "m4a", "audio/mp4", "video/mp4")
QUICKTIME = Kind("QuickTime", "mov", "mov", "mov", "video/quicktime", "video/quicktime")
MP3 = Kind("MP3", "mp3", "mp3", "mp3", "audio/mpeg", "audio/mpeg")
WAV = Kind("WAV", "wav", "wav", "wav", "audio/wav", "audio/wav")
FLAC = Kind("FLAC", "flac", "flac", "flac", "audio/flac", "audio/flac")
KINDS = (WEBM, MATROSKA, OGG, MP4, M4A, QUICKTIME, MP3, WAV, FLAC)

_LISTS = (b"#extm3u", b"ffconcat", b"[playlist]", b"file ", b"file:", b"<asx", b"<smil", b"<mpd", b"<playlist", b"v=0")
_PICTURE_BRANDS = {b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif", b"avis"}
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM")


def sniff(head: bytes) -> Kind:
    """The kind of a file by its first `HEAD_BYTES` bytes. Raises `Empty`, `Playlist` or `UnknownKind`."""
    if not head:
        raise Empty
    if kind := _by_magic(head):
        return kind
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if text.startswith(_LISTS) or (text.startswith(b"<?xml") and any(tag in text for tag in _LISTS if tag[0] == 60)):
        raise Playlist
    if head.startswith(_PICTURES):
        raise UnknownKind("a picture")
    if head.startswith((b"%PDF", b"PK\x03\x04")):
        raise UnknownKind("a document")
    raise UnknownKind


def _by_magic(head: bytes) -> Kind | None:
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return WEBM if b"webm" in head[:64] else MATROSKA
    if head.startswith(b"OggS"):
        return OGG
    if head[:4] in (b"RIFF", b"RF64") and head[8:12] == b"WAVE":
        return WAV
    if head.startswith(b"fLaC"):
        return FLAC
    if head.startswith(b"ID3") or _is_mpeg_frame(head):
        return MP3
    return _by_first_box(head)


def _by_first_box(head: bytes) -> Kind | None:
    """MP4 and its family begin with a box: four bytes of length, four letters. Old QuickTime had no `ftyp`."""
    box, brand = head[4:8], head[8:12]
    if box in (b"moov", b"mdat", b"wide"):
        return QUICKTIME
    if box != b"ftyp":
        return None
    if brand in _PICTURE_BRANDS:
        raise UnknownKind("a picture")
    return QUICKTIME if brand == b"qt  " else M4A if brand in (b"M4A ", b"M4B ") else MP4


def _is_mpeg_frame(head: bytes) -> bool:
    """True for the header of an MPEG audio layer III frame with no reserved value in it (ISO 11172-3, 2.4.1.3)."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2 or head[1] & 0x18 == 0x08:
        return False
    return head[2] & 0xF0 != 0xF0 and head[2] & 0x0C != 0x0C
