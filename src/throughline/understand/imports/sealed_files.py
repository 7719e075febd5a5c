"""Uploaded files at rest: sealed piece by piece under a key of their own, under a random name.

Nothing of an upload is written in the clear, and nothing of its name reaches the disk. Each piece is bound to its
place and to whether it is the last, so that pieces cannot be swapped, dropped or cut off unnoticed.
"""

from __future__ import annotations

import hashlib
import io
import secrets
import struct
import time
from pathlib import Path

from django.conf import settings

from throughline.core import vault
from throughline.core.models import DataKey

PIECE = 256 * 1024
_LENGTH = struct.Struct(">I")


def folder() -> Path:
    """Where sealed uploads lie; readable by the site alone."""
    path = Path(settings.MEDIA_ROOT) / "uploads"
    path.mkdir(parents=True, mode=0o700, exist_ok=True)
    return path


class Writer:
    """Seals what is written to it. Close it, or throw the file away."""

    def __init__(self) -> None:
        self.name = secrets.token_hex(16)
        self.key = DataKey.objects.new()
        self.size = 0
        self._digest = hashlib.sha256()
        self._held = b""
        self._pieces = 0
        self._file = (folder() / self.name).open("xb")

    @property
    def sha256(self) -> str:
        """The fingerprint of what was written, in hexadecimal."""
        return self._digest.hexdigest()

    def write(self, data: bytes) -> None:
        """Take the next bytes. At most a piece of them is held in memory."""
        self._digest.update(data)
        self.size += len(data)
        self._held += data
        while len(self._held) > PIECE:
            self._seal(self._held[:PIECE], last=False)
            self._held = self._held[PIECE:]

    def close(self) -> None:
        """Write the last piece."""
        self._seal(self._held, last=True)
        self._file.close()

    def discard(self) -> None:
        """Remove the file and destroy its key."""
        self._file.close()
        remove(self.name, self.key)

    def _seal(self, piece: bytes, *, last: bool) -> None:
        blob = vault.seal(piece, key=self.key, context=_context(self.name, self._pieces, last))
        self._file.write(_LENGTH.pack(len(blob)) + blob)
        self._pieces += 1


def read(name: str, key: DataKey | None) -> io.BytesIO:
    """The file as it was written, in memory (`settings.IMPORT_MAX_BYTES` at most).

    Raises:
        FileNotFoundError: it was removed.
        vault.VaultError: it was changed or cut off, or its key is gone.
    """
    whole = io.BytesIO()
    blobs = _blobs((folder() / name).read_bytes())
    for number, blob in enumerate(blobs):
        context = _context(name, number, last=number == len(blobs) - 1)
        whole.write(vault.unseal_bytes(blob, key=key, context=context))
    whole.seek(0)
    return whole


def _blobs(stored: bytes) -> list[bytes]:
    blobs, place = [], 0
    while place < len(stored):
        (length,) = _LENGTH.unpack_from(stored, place)
        place += _LENGTH.size
        blobs.append(stored[place : place + length])
        place += length
    return blobs


def remove(name: str, key: DataKey | None) -> None:
    """Remove a file and destroy its key; doing it again changes nothing."""
    (folder() / name).unlink(missing_ok=True)
    if key is not None and key.pk is not None:
        DataKey.objects.filter(pk=key.pk).delete()


def remove_older_than(seconds: float) -> int:
    """Remove every file that was last written to so long ago, whoever it belonged to; returns how many."""
    before, count = time.time() - seconds, 0
    for path in folder().iterdir():
        if path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
            count += 1
    return count


def _context(name: str, number: int, last: bool) -> str:
    return f"imports.upload:{name}:{number}:{'last' if last else 'more'}"
