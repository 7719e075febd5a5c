"""What a file is, told by its first bytes."""

import pytest

from throughline.language.media import KINDS, Empty, Playlist, UnknownKind, sniff
from throughline.language.media.kinds import _is_mpeg_frame

ACCEPTED = {
    b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm": "WebM",
    b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\x82\x88matroska": "Matroska",
    b"OggS\x00\x02": "Ogg",
    b"RIFF\x24\x00\x00\x00WAVEfmt ": "WAV",
    b"RF64\xff\xff\xff\xffWAVEds64": "WAV",
    b"fLaC\x00\x00\x00\x22": "FLAC",
    b"ID3\x04\x00": "MP3",
    b"\xff\xfb\x90\x64": "MP3",
    b"\x00\x00\x00\x18ftypisom": "MP4",
    b"\x00\x00\x00\x1cftypM4A ": "M4A",
    b"\x00\x00\x00\x14ftypqt  ": "QuickTime",
    b"\x00\x00\x00\x08wide\x00\x00": "QuickTime",
}
LISTS = (
    b"#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n",
    b"\xef\xbb\xbf#EXTM3U\n",
    b"\n  ffconcat version 1.0\nfile /etc/passwd\n",
    b"file '/etc/passwd'\n",
    b"[playlist]\nFile1=/etc/passwd\n",
    b'<?xml version="1.0"?>\n<MPD xmlns="urn:mpeg:dash:schema:mpd:2011">',
    b"<ASX version='3.0'>",
    b"<smil><body><audio src='/etc/passwd'/>",
    b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n",
)


@pytest.mark.parametrize(("head", "kind"), ACCEPTED.items(), ids=list(ACCEPTED.values()))
def test_each_accepted_kind_is_known_by_its_first_bytes(head, kind):
    assert sniff(head).name == kind


@pytest.mark.parametrize("head", LISTS)
def test_a_list_of_other_files_is_refused_as_such(head):
    with pytest.raises(Playlist, match="a list of other files, not a recording"):
        sniff(head)


def test_nothing_is_told_from_something_unknown():
    with pytest.raises(Empty, match="Send it again"):
        sniff(b"")
    with pytest.raises(UnknownKind, match="MP3, M4A, MP4"):
        sniff(b"\x00" * 64)


@pytest.mark.parametrize("head", [b"\xff\xd8\xff\xe0", b"\x89PNG\r\n", b"GIF89a", b"\x00\x00\x00\x18ftypheic"])
def test_a_picture_is_called_a_picture(head):
    with pytest.raises(UnknownKind, match="a picture"):
        sniff(head)


@pytest.mark.parametrize("head", [b"%PDF-1.7", b"PK\x03\x04word"])
def test_a_document_is_called_a_document(head):
    with pytest.raises(UnknownKind, match="a document"):
        sniff(head)


def test_reserved_values_are_no_mpeg_frame():
    assert _is_mpeg_frame(b"\xff\xfb\x90\x64")
    for head in (b"\xff\xff\xff\xff", b"\xff\xeb\x90\x64", b"\xff\xfb\xf0\x64", b"\xff\xfb\x9c\x64", b"\xff\xfb"):
        assert not _is_mpeg_frame(head)


# What the playlist and external-reference demuxers are called: none of them may ever be forced.
def test_no_kind_is_read_by_something_that_follows_references():
    assert {kind.demuxer for kind in KINDS} <= {"matroska", "ogg", "mov", "mp3", "wav", "flac"}
