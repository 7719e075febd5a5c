"""Files at rest: sealed piece by piece under a key of their own, under a random name.

Nothing of what people upload is written in the clear, and nothing of its name reaches the disk. Each piece is bound to
its place and to whether it is the last, so that pieces cannot be swapped, dropped or cut off unnoticed. A file may
arrive in several requests: after each the writer is asked for its mark, and the next one goes on from there.
"""

from __future__ import annotations

import fcntl
import hashlib
import io
import os
import secrets
import struct
import time
from collections.abc import Container, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from throughline.core import vault
from throughline.core.models import DataKey

PIECE = 256 * 1024
_LENGTH = struct.Struct(">I")
_SEAL = len(vault.VERSION) + vault.NONCE + 16
"""Bytes by which a sealed piece is longer than what is in it: version, nonce, and the tag of AES-GCM."""


@dataclass(frozen=True)
class Mark:
    """How far a file has come: bytes given, sealed pieces, and bytes on the disk."""

    size: int = 0
    pieces: int = 0
    stored: int = 0


@dataclass(frozen=True)
class Store:
    """One folder of sealed files; `name` is its place below the media folder, readable by the site alone."""

    name: str

    @property
    def folder(self) -> Path:
        path = Path(settings.MEDIA_ROOT) / self.name
        path.mkdir(parents=True, mode=0o700, exist_ok=True)
        return path

    def write(self, key: DataKey | None = None) -> Writer:
        """A new file, under a fresh key, or under that of the file whose place it is to take."""
        return Writer(self, secrets.token_hex(16), key or DataKey.objects.new())

    def resume(self, name: str, key: DataKey, mark: Mark) -> Writer:
        """Go on with a file that was not closed. What was written after the mark is written anew."""
        return Writer(self, name, key, mark)

    @contextmanager
    def held(self, name: str) -> Iterator[None]:
        """Keep others from writing to a file meanwhile: two writers at one place would leave neither's piece whole."""
        with (self.folder / name).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def pieces(self, name: str, key: DataKey | None) -> Iterator[bytes]:
        """What was written, a piece at a time.

        Raises:
            FileNotFoundError: it was removed.
            vault.VaultError: it was changed or cut off, or its key is gone.
        """
        with (self.folder / name).open("rb") as file:
            blob, number = _next(file), 0
            while blob is not None:
                after = _next(file)
                yield vault.unseal_bytes(blob, key=key, context=self._context(name, number, last=after is None))
                blob, number = after, number + 1

    def part(self, name: str, key: DataKey | None, *, start: int, end: int) -> Iterator[bytes]:
        """The bytes from `start` up to, without, `end`; what lies before them is passed over unopened.

        Raises: as `pieces`.
        """
        with (self.folder / name).open("rb") as file:
            length, place, number = _length(file), 0, 0
            while length is not None and place < end:
                blob = b"" if place + length - _SEAL <= start else file.read(length)
                if not blob:
                    file.seek(length, os.SEEK_CUR)
                after = _length(file)
                if blob:
                    context = self._context(name, number, last=after is None)
                    piece = vault.unseal_bytes(blob, key=key, context=context)
                    yield piece[max(0, start - place) : end - place]
                place, number, length = place + length - _SEAL, number + 1, after

    def read(self, name: str, key: DataKey | None) -> io.BytesIO:
        """The whole file in memory; for its errors see `pieces`."""
        whole = io.BytesIO()
        for piece in self.pieces(name, key):
            whole.write(piece)
        whole.seek(0)
        return whole

    def remove(self, name: str, key: DataKey | None) -> None:
        """Remove a file and destroy its key; doing it again changes nothing."""
        (self.folder / name).unlink(missing_ok=True)
        if key is not None and key.pk is not None:
            DataKey.objects.filter(pk=key.pk).delete()

    def remove_older_than(self, seconds: float, *, but: Container[str] = ()) -> int:
        """Remove every file that was last written to so long ago, but for those with these names; returns how many."""
        before, count = time.time() - seconds, 0
        for path in self.folder.iterdir():
            if path.name not in but and path.stat().st_mtime < before:
                path.unlink(missing_ok=True)
                count += 1
        return count

    def _context(self, name: str, number: int, *, last: bool) -> str:
        return f"{self.name}:{name}:{number}:{'last' if last else 'more'}"


class Writer:
    """Seals what is written to it. Close it, mark it, or throw the file away."""

    def __init__(self, store: Store, name: str, key: DataKey, resumed: Mark | None = None) -> None:
        mark = resumed or Mark()
        self.name, self.key, self.size = name, key, mark.size
        self._store, self._pieces = store, mark.pieces
        self._digest = hashlib.sha256() if resumed is None else None
        self._held = b""
        # "x": two files never share a name. Beyond the mark lies what an interrupted request left.
        self._file = (store.folder / name).open("xb" if resumed is None else "r+b")
        self._file.truncate(mark.stored)
        self._file.seek(mark.stored)

    @property
    def sha256(self) -> str:
        """The fingerprint, in hexadecimal, of a file that was written in one go."""
        assert self._digest is not None, "a resumed file has not seen its beginning"
        return self._digest.hexdigest()

    def write(self, data: bytes) -> None:
        """Take the next bytes. At most a piece of them is held in memory."""
        if self._digest is not None:
            self._digest.update(data)
        self.size += len(data)
        self._held += data
        while len(self._held) > PIECE:
            self._seal(self._held[:PIECE], last=False)
            self._held = self._held[PIECE:]

    def mark(self) -> Mark:
        """Bring all that was written to the disk, and say how far it is."""
        if self._held:
            self._seal(self._held, last=False)
            self._held = b""
        self._file.flush()
        os.fsync(self._file.fileno())
        stored = self._file.tell()
        self._file.close()
        return Mark(self.size, self._pieces, stored)

    def close(self) -> None:
        """Write the last piece, and wait for the disk."""
        self._seal(self._held, last=True)
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def discard(self) -> None:
        """Remove the file and destroy its key."""
        self._file.close()
        self._store.remove(self.name, self.key)

    def _seal(self, piece: bytes, *, last: bool) -> None:
        context = self._store._context(self.name, self._pieces, last=last)
        blob = vault.seal(piece, key=self.key, context=context)
        self._file.write(_LENGTH.pack(len(blob)) + blob)
        self._pieces += 1


def _next(file: io.BufferedReader) -> bytes | None:
    """The next sealed piece; None at the end. A torn one comes short, and its seal does not open."""
    length = _length(file)
    return None if length is None else file.read(length)


def _length(file: io.BufferedReader) -> int | None:
    """The length of the sealed piece that follows; None at the end."""
    head = file.read(_LENGTH.size)
    return int(_LENGTH.unpack(head.ljust(_LENGTH.size, b"\0"))[0]) if head else None
