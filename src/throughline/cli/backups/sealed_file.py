"""A file of records, encrypted as it is written: nothing of it can be read, changed, cut or joined unnoticed.

Layout: 8 bytes of magic, the id of the master key, 16 bytes of salt, then blocks, each with its length in 4
bytes. The file's key is HKDF-SHA256 (RFC 5869) of the master key over the salt. Blocks are AES-256-GCM with a
counter as nonce whose last byte says whether the block is the final one: the STREAM construction of Hoang,
Reyhanitabar, Rogaway and Vizár (2015), in which leaving out, repeating or reordering blocks, or ending early,
does not decrypt. The header is associated data of every block. A record is one line of JSON.
"""

import json
import os
import struct
from collections.abc import Iterator, Mapping
from io import BufferedReader
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = {"content": b"TLBKUPC1", "keys": b"TLBKUPK1"}
SALT = 16
BLOCK = 1 << 18
LENGTH = struct.Struct(">I")


class BackupError(Exception):
    """A backup cannot be written or read; the message says why."""


class WrongKey(BackupError):
    """The master key that made this file is not the one given."""


class Damaged(BackupError):
    """The file was cut off, changed, or is no backup."""


class Writer:
    """Writes records to `path`, which must not exist. Use as a context manager: the file appears under its name only
    when everything is on the disk.
    """

    def __init__(self, path: Path, *, kind: str, master_id: str, secret: bytes) -> None:
        self.path, self.draft = path, path.with_name(f".{path.name}.part")
        salt = os.urandom(SALT)
        self.header = MAGIC[kind] + bytes([len(master_id)]) + master_id.encode() + salt
        self.cipher = AESGCM(_file_key(secret, salt, kind))
        self.block, self.waiting = 0, bytearray()

    def __enter__(self) -> "Writer":
        self.file = os.fdopen(os.open(self.draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
        self.file.write(self.header)
        return self

    def record(self, value: Any) -> None:
        """Append one record: anything that JSON can hold."""
        self.waiting += json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        while len(self.waiting) > BLOCK:
            self._seal(bytes(self.waiting[:BLOCK]), final=False)
            del self.waiting[:BLOCK]

    def _seal(self, plain: bytes, *, final: bool) -> None:
        sealed = self.cipher.encrypt(_nonce(self.block, final=final), plain, self.header)
        self.file.write(LENGTH.pack(len(sealed)) + sealed)
        self.block += 1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self.file.close()
            self.draft.unlink()
            return
        self._seal(bytes(self.waiting), final=True)
        self.file.flush()
        os.fsync(self.file.fileno())
        self.file.close()
        self.draft.rename(self.path)
        folder = os.open(self.path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)


def records(path: Path, *, kind: str, masters: Mapping[str, bytes]) -> Iterator[Any]:
    """Yield the records of the file at `path`.

    Arguments: `kind`, "content" or "keys"; `masters`, master keys by id.
    Raises `WrongKey`, or `Damaged`, the latter perhaps only after some records: read to the end before trusting
    the first.
    """
    with path.open("rb") as file:
        header, master_id, salt = _header(file, kind, path.name)
        if master_id not in masters:
            raise WrongKey(f"{path.name} was made under the master key “{master_id}”, which is not the one here.")
        cipher = AESGCM(_file_key(masters[master_id], salt, kind))
        rest = b""
        for plain in _blocks(file, cipher, header, path.name):
            *lines, rest = (rest + plain).split(b"\n")
            yield from map(json.loads, lines)


def _header(file: BinaryIO, kind: str, name: str) -> tuple[bytes, str, bytes]:
    magic = file.read(8)
    if magic != MAGIC[kind]:
        raise Damaged(f"{name} is not a {kind} file of a backup.")
    length = file.read(1)
    rest = file.read((length[0] if length else 0) + SALT)
    if not length or len(rest) != length[0] + SALT:
        raise Damaged(f"{name} is cut off.")
    return magic + length + rest, rest[:-SALT].decode(errors="replace"), rest[-SALT:]


def _blocks(file: BufferedReader, cipher: AESGCM, header: bytes, name: str) -> Iterator[bytes]:
    number, final = 0, False
    while not final:
        prefix = file.read(LENGTH.size)
        size = LENGTH.unpack(prefix)[0] if len(prefix) == LENGTH.size else 0
        sealed = file.read(size) if 16 <= size <= BLOCK + 16 else b""
        if not sealed or len(sealed) != size:
            raise Damaged(f"{name} is cut off or has been changed (block {number + 1}).")
        # The last block is the only one after which the file ends; the nonce proves it.
        final = not file.peek(1)
        try:
            yield cipher.decrypt(_nonce(number, final=final), sealed, header)
        except InvalidTag:
            if number == 0:
                raise WrongKey(f"{name} does not open: it was made under another master key, or changed.") from None
            raise Damaged(f"{name} is cut off or has been changed (block {number + 1}).") from None
        number += 1


def _nonce(number: int, *, final: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([final])


def _file_key(secret: bytes, salt: bytes, kind: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=b"throughline:backup:" + kind.encode()).derive(secret)
