"""G14, G15: pictures of strangers are drawn anew: nothing unseen comes along, and a bad one harms only itself."""

from __future__ import annotations

import io
import struct
import zlib

import av
import pytest

from throughline.language import media

PLANTED = b"Zyxphone 51.5007,-0.1246 Zebedee"


def drawn(codec: str, width: int, height: int, pixels: str) -> bytes:
    """A picture with a slope of colours in it."""
    frame = av.VideoFrame(width, height, pixels)
    for plane in frame.planes:
        plane.update(bytes(n % 251 for n in range(plane.line_size)) * (plane.buffer_size // plane.line_size))
    encoder = av.CodecContext.create(codec, "w")
    encoder.width, encoder.height, encoder.pix_fmt, encoder.time_base = width, height, pixels, 1
    frame.pts, frame.time_base = 0, 1
    return b"".join(bytes(packet) for packet in (*encoder.encode(frame), *encoder.encode(None)))


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def exif(turned: int) -> bytes:
    """A JPEG segment that says how the camera was held, and where."""
    entry = struct.pack("<HHIHH", 0x0112, 3, 1, turned, 0)
    told = b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<H", 1) + entry + b"\0\0\0\0" + PLANTED
    return b"\xff\xe1" + struct.pack(">H", len(told) + 2) + told


PNG, JPEG, WEBP = (
    drawn("png", 300, 200, "rgba"),
    drawn("mjpeg", 1200, 900, "yuvj420p"),
    drawn("libwebp", 64, 48, "bgra"),
)
TOLD = {
    "png": PNG[:33] + chunk(b"tEXt", b"Comment\0" + PLANTED) + chunk(b"eXIf", exif(1)[10:]) + PNG[33:] + PLANTED,
    "jpeg": JPEG[:2] + exif(1) + b"\xff\xfe" + struct.pack(">H", len(PLANTED) + 2) + PLANTED + JPEG[2:] + PLANTED,
    "webp": WEBP + b"EXIF" + struct.pack("<I", len(PLANTED)) + PLANTED,
}
SIZES = {"png": (300, 200), "jpeg": (800, 600), "webp": (64, 48)}


@pytest.mark.parametrize("kind", TOLD)
def test_only_what_is_seen_is_left_and_it_can_be_seen(kind):
    assert PLANTED in TOLD[kind]
    picture = media.redrawn(TOLD[kind])
    assert (picture.width, picture.height) == SIZES[kind]
    for part in (b"Zyxphone", b"51.5007", b"Zebedee", b"EXIF", b"Exif", b"XMP"):
        assert part not in picture.content
    with av.open(io.BytesIO(picture.content), format="webp_pipe") as container:
        frame = next(container.decode(video=0))
    assert (frame.width, frame.height) == SIZES[kind]


@pytest.mark.parametrize(("turned", "size"), [(1, (800, 600)), (3, (800, 600)), (6, (600, 800)), (8, (600, 800))])
def test_a_picture_stands_upright_although_its_camera_no_longer_says_how_it_was_held(turned, size):
    picture = media.redrawn(JPEG[:2] + exif(turned) + JPEG[2:])
    assert (picture.width, picture.height) == size


def bomb(side: int) -> bytes:
    """A file of some hundred bytes that says how wide and high it is."""
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return PNG[:8] + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(90_000))) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", media.Empty),
        (
            b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
            media.NotAPicture,
        ),
        (b"<svg onload='alert(1)'/>", media.NotAPicture),
        (b"GIF89a" + bytes(60), media.NotAPicture),
        (b"%PDF-1.7", media.NotAPicture),
        (PNG[:60], media.Damaged),
        (PNG[:8] + b"<svg/>" * 90, media.Damaged),
        (drawn("png", 8, 8, "rgb24"), media.TooSmall),
        (bomb(12_000), media.TooManyPixels),
        (bomb(100_000), media.Damaged),
        (PNG + bytes(10_000_001), media.TooLarge),
    ],
)
def test_what_is_no_picture_or_too_much_of_one_is_refused(content, error):
    with pytest.raises(error):
        media.redrawn(content)
