"""Taking an upload from the browser: sealed as it arrives, and refused as soon as it is too large."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopFutureHandlers

from throughline.core.sealed_files import Store, Writer


class SealedUpload(UploadedFile):
    """What a form sees of an upload: its name and size. `written` holds the sealed file."""

    def __init__(self, written: Writer | None, *, name: str, size: int, too_large: bool) -> None:
        super().__init__(None, name=name, size=size)  # type: ignore[no-untyped-call]
        self.written = written
        self.too_large = too_large


class SealingHandler(FileUploadHandler):
    """Seals the one file of the field that is asked for; other files are skipped. Holds one piece in memory.

    Arguments: `store`, where it goes; `most`, bytes that are taken; `field`, its name in the form.
    """

    def __init__(self, request: Any, *, store: Store, most: int, field: str = "file") -> None:
        super().__init__(request)
        self.store, self.most, self.field = store, most, field
        self.written: Writer | None = None
        self.too_large = False

    def new_file(self, field_name: str, *args: Any, **kwargs: Any) -> None:
        super().new_file(field_name, *args, **kwargs)
        if field_name != self.field or self.written is not None:
            raise SkipFile
        self.written = self.store.write()
        raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.written is None or self.too_large:
            return
        if self.written.size + len(raw_data) > self.most:
            # The rest is read and thrown away, so that the browser gets a page and not a broken connection.
            self.too_large = True
            self.written.discard()
            return
        self.written.write(raw_data)

    def file_complete(self, file_size: int) -> SealedUpload | None:
        if self.written is None:
            return None
        if not self.too_large:
            self.written.close()
        return SealedUpload(self.written, name=self.file_name or "", size=file_size, too_large=self.too_large)

    def upload_interrupted(self) -> None:
        if self.written is not None:
            self.written.discard()
            self.written = None
