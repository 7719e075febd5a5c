"""In the child process: a picture, drawn anew and small, so that nothing but what is seen is left of the file."""

from __future__ import annotations

import io
from typing import Any

from throughline.language.media.job import PICTURE_DECODERS, Job, Stop

MOST_PIXELS = 40_000_000
LONGEST_SIDE = 800
LEAST_SIDE = 16
QUALITY = "80"
TURNS = {90: "cclock", 180: "", 270: "clock"}  # what a camera says of how it was held, counted against the clock


def draw(av: Any, source: io.FileIO, sink: io.FileIO, job: Job) -> dict[str, Any]:
    """Write the first frame as WebP, at most 800 pixels long and upright. Returns its width and height."""
    with job.open(av, source, PICTURE_DECODERS) as container:
        stream = next(iter(container.streams.video), None)
        if stream is None:
            raise Stop("damaged")
        _check(stream.codec_context.width, stream.codec_context.height)
        job.tell({"film": False})
        stream.codec_context.thread_count = 1
        frame = next(container.decode(stream), None)
    if frame is None:
        raise Stop("damaged")
    _check(frame.width, frame.height)
    frame = _upright(av, _smaller(frame))
    sink.write(_webp(av, frame))
    return {"width": frame.width, "height": frame.height}


def _check(width: int, height: int) -> None:
    if not width or not height:
        raise Stop("damaged")
    if width * height > MOST_PIXELS:
        raise Stop("too_many_pixels")
    if min(width, height) < LEAST_SIDE:
        raise Stop("too_few_pixels")


def _smaller(frame: Any) -> Any:
    """At its size or smaller, in a form that keeps what is see-through."""
    scale = min(1.0, LONGEST_SIDE / max(frame.width, frame.height))
    width, height = (max(1, round(scale * side)) for side in (frame.width, frame.height))
    return frame.reformat(width=width, height=height, format="bgra", threads=1)


def _upright(av: Any, frame: Any) -> Any:
    """Turned as the camera said it was held, since that word does not come along."""
    turn = round(frame.rotation / 90) * 90 % 360
    if turn not in TURNS:
        return frame
    graph = av.filter.Graph()
    graph.threads = 1
    steps = [("hflip", ""), ("vflip", "")] if turn == 180 else [("transpose", TURNS[turn])]
    linked = graph.add_buffer(width=frame.width, height=frame.height, format=frame.format, time_base=1)
    for name, how in (*steps, ("buffersink", "")):
        following = graph.add(name, how) if how else graph.add(name)
        linked.link_to(following)
        linked = following
    graph.configure()
    graph.push(frame)
    return graph.pull()


def _webp(av: Any, frame: Any) -> bytes:
    encoder = av.CodecContext.create("libwebp", "w")
    encoder.width, encoder.height, encoder.pix_fmt, encoder.thread_count = frame.width, frame.height, "bgra", 1
    encoder.time_base, encoder.options = 1, {"quality": QUALITY}
    frame.pts, frame.time_base = 0, 1
    return b"".join(bytes(packet) for packet in (*encoder.encode(frame), *encoder.encode(None)))
