"""Taking a file of another program in memory: words in it never reach a disk."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

MOST_BYTES = 10_000_000


class HeldUpload(UploadedFile):
    """What a form sees of an upload. `content` is all of it, or nothing where it was too large."""

    def __init__(self, content: bytes, *, name: str, size: int, too_large: bool) -> None:
        super().__init__(None, name=name, size=size)  # type: ignore[no-untyped-call]
        self.content, self.too_large = content, too_large


class HoldingHandler(FileUploadHandler):
    """Holds the one file of the field “file”, up to `MOST_BYTES`; other files are skipped."""

    def __init__(self, request: Any) -> None:
        super().__init__(request)
        self.pieces: list[bytes] | None = None
        self.held, self.too_large = 0, False

    def new_file(self, field_name: str, *args: Any, **kwargs: Any) -> None:
        super().new_file(field_name, *args, **kwargs)
        if field_name != "file" or self.pieces is not None:
            raise SkipFile
        self.pieces = []

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.pieces is None or self.too_large:
            return
        self.held += len(raw_data)
        if self.held > MOST_BYTES:
            # The rest is read and thrown away, so that the browser gets a page and not a broken connection.
            self.too_large, self.pieces = True, []
        else:
            self.pieces.append(raw_data)

    def file_complete(self, file_size: int) -> HeldUpload:
        content = b"".join(self.pieces or [])
        return HeldUpload(content, name=self.file_name or "", size=file_size, too_large=self.too_large)
