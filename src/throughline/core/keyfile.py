"""Where the master keys come from: the environment, a file that it names, or a file made at the first start.

The text holds one key a line, `id base64`, current first; `#` starts a comment, and in the environment a
comma may stand for a line's end. To change the master key put a new line on top and re-wrap the data keys;
lines between the first and the last may go once nothing is wrapped by them. The last line stays: look-ups by
blind index hang on it.
"""

import os
import re
import secrets
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

KEY_ID = re.compile(r"[A-Za-z0-9_-]{1,32}")


def load_master_keys(data_dir: Path, environ: Mapping[str, str] = os.environ) -> dict[str, bytes]:
    """Return the master keys, id → 32 bytes, current first.

    Taken from THROUGHLINE_MASTER_KEY, else from the file named by THROUGHLINE_MASTER_KEY_FILE, else from
    `data_dir/keys/master.key`, which is made (mode 0600) when it is missing.
    Raises `ImproperlyConfigured` when the keys are malformed, or the file is missing or readable by others.
    """
    if text := environ.get("THROUGHLINE_MASTER_KEY"):
        return parse_keys(text.replace(",", "\n"), source="THROUGHLINE_MASTER_KEY")
    if name := environ.get("THROUGHLINE_MASTER_KEY_FILE"):
        return _read(Path(name))
    path = Path(data_dir) / "keys" / "master.key"
    if not path.exists():
        _create(path)
    return _read(path)


def parse_keys(text: str, *, source: str) -> dict[str, bytes]:
    """Read keys out of `text`. `source` names it in errors, which never repeat a key. Raises
    `ImproperlyConfigured`.
    """
    keys: dict[str, bytes] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        line = line.partition("#")[0].strip()
        if not line:
            continue
        name, _, encoded = line.partition(" ")
        try:
            secret = b64decode(encoded.strip(), validate=True)
        except NotBase64:
            secret = b""
        if not KEY_ID.fullmatch(name) or len(secret) != 32 or name in keys:
            raise ImproperlyConfigured(
                f"{source}, key {number}: expected “id base64” with 32 bytes in base64 and an id used once"
            )
        keys[name] = secret
    if not keys:
        raise ImproperlyConfigured(f"{source} holds no key")
    return keys


def new_key_line() -> str:
    """Return one line for a key file: a random id and a fresh random key."""
    return f"{secrets.token_hex(4)} {b64encode(secrets.token_bytes(32)).decode()}"


def _read(path: Path) -> dict[str, bytes]:
    try:
        mode = path.stat().st_mode
        text = path.read_text()
    except OSError as error:
        raise ImproperlyConfigured(f"The master key file {path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ImproperlyConfigured(f"The master key file {path} is not text") from None
    if mode & 0o077:
        raise ImproperlyConfigured(f"The master key file {path} is open to other users: run chmod 600 {path}")
    return parse_keys(text, source=str(path))


def _create(path: Path) -> None:
    """Write a first key so that two processes starting at once agree on one, and a power cut cannot lose
    it.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write("# Throughline master keys, current first. Without this file sealed words are lost:\n")
        file.write("# back it up, apart from the database. The last line must stay.\n")
        file.write(new_key_line() + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)  # fails if another process was first; theirs is then the key
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
