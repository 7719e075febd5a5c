"""Playing a sealed recording: whole, or from any place on, as players ask for it (RFC 9110, 14.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from throughline.core.errors import NotFound
from throughline.core.models import DataKey
from throughline.core.vault import VaultError
from throughline.language import media
from throughline.voices.models import RECORDINGS

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


@require_safe
def play(request: HttpRequest, *, stored_as: str, key: DataKey | None, size: int, film: bool) -> HttpResponseBase:
    """Send a recording, or the stretch of it that is asked for, opened piece by piece and kept by nobody.

    Raises:
        NotFound: it is gone, or no sound or film.
    """
    try:
        head = b"".join(RECORDINGS.part(stored_as, key, start=0, end=min(size, media.HEAD_BYTES)))
        sniffed = media.sniff(head)
    except (FileNotFoundError, VaultError, media.MediaError):
        raise NotFound from None
    kind = sniffed.mime_film if film else sniffed.mime_sound
    span = _span(request.headers.get("Range", ""), size)
    if span is None:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    start, end = span
    pieces: Iterator[bytes] = RECORDINGS.part(stored_as, key, start=start, end=end)
    partly = (start, end) != (0, size)
    # The first piece now, so that what cannot be opened is an error and not half an answer.
    response = StreamingHttpResponse(chain([next(pieces)], pieces), content_type=kind, status=206 if partly else 200)
    response.headers["Content-Length"] = str(end - start)
    response.headers["Content-Disposition"] = "inline"
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Cache-Control"] = "no-store"
    if partly:
        response.headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return response


def _span(asked: str, size: int) -> tuple[int, int] | None:
    """First byte, and the one after the last; all of it where nothing sensible is asked; None if beyond the end."""
    found = _RANGE.fullmatch(asked.strip())
    if not found or not any(found.groups()):
        return 0, size
    first, last = found.groups()
    if not first:
        return (max(0, size - int(last)), size) if int(last) else None
    end = min(size, int(last) + 1) if last else size
    return (int(first), end) if int(first) < end else None
