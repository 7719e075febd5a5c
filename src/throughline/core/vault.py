"""Secret words at rest: AES-256-GCM under a data key of the row's own, wrapped by a master key.

Destroying the data key (deleting its row) makes the words unreadable, in the database and in any backup that
lacks the key. Blob layout: one version byte, 12 random bytes of nonce, ciphertext with its 16-byte tag (NIST
SP 800-38D). The context, such as `"contribution:8f3k…:words"`, is the associated data: a blob moved to
another row or column no longer opens.
"""

import functools
import hashlib
import hmac
import json
import os
import secrets
import time
import unicodedata
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from throughline.core.keyfile import load_master_keys as load_master_keys

if TYPE_CHECKING:
    from throughline.core.models import DataKey

VERSION = b"\x01"
NONCE = 12
WRAPPING = b"throughline data key"


class VaultError(Exception):
    """Sealed words cannot be opened."""


class Destroyed(VaultError):
    """The data key is gone: the words were erased and nobody can read them again."""


class Tampered(VaultError):
    """The blob, its context or its key is not what it was when it was sealed."""


class Expired(VaultError):
    """A sealed short value is older than it may be."""


class MasterKeyMissing(VaultError):
    """The data key was wrapped by a master key that this process has not been given."""


def seal(text: str | bytes, *, key: "DataKey", context: str) -> bytes:
    """Encrypt `text` (UTF-8 if a string) under `key`, bound to `context` ("model:ref:field"). Returns the
    blob to store.

    Raises `Destroyed` when the key's row has been deleted.
    """
    plain = text.encode() if isinstance(text, str) else text
    return _encrypt(_cipher(key), plain, context.encode())


def unseal_bytes(blob: bytes | memoryview, *, key: "DataKey | None", context: str) -> bytes:
    """Return the bytes that `seal` was given. Raises as `unseal`."""
    return _decrypt(_cipher(key), bytes(blob), context.encode())


def unseal(blob: bytes | memoryview, *, key: "DataKey | None", context: str) -> str:
    """Return the text that `seal` was given.

    Raises `Destroyed` when the key is None or deleted, `Tampered` when blob, key or context do not belong
    together, `MasterKeyMissing` when the key's master key is not loaded.
    """
    return unseal_bytes(blob, key=key, context=context).decode()


def seal_json(value: Any, *, key: "DataKey", context: str) -> bytes:
    """Seal anything that JSON can hold. See `seal`."""
    return seal(json.dumps(value, ensure_ascii=False, separators=(",", ":")), key=key, context=context)


def unseal_json(blob: bytes | memoryview, *, key: "DataKey | None", context: str) -> Any:
    """Return what `seal_json` was given. Raises as `unseal`."""
    return json.loads(unseal_bytes(blob, key=key, context=context))


def blind_index(value: str, *, purpose: str) -> bytes:
    """Return 32 bytes by which a secret can be looked up without being readable.

    HMAC-SHA256 over the value after NFKC, trimming and case folding, under a key derived by HKDF (RFC 5869)
    for `purpose`; so the same e-mail address under two purposes cannot be matched.
    """
    return keyed_hash(unicodedata.normalize("NFKC", value).strip().casefold(), purpose=purpose)


def keyed_hash(value: str, *, purpose: str) -> bytes:
    """Return HMAC-SHA256 of exactly `value` under the key for `purpose`: 32 bytes."""
    return hmac.digest(_derived(_root(), b"index:" + purpose.encode()), value.encode(), "sha256")


def new_token() -> str:
    """Return a fresh secret of 128 random bits, 22 characters, safe in URLs."""
    return secrets.token_urlsafe(16)


def token_hash(token: str) -> bytes:
    """Return what to store of a token: SHA-256, 32 bytes. Enough for 128 random bits; never for anything a
    person chose.
    """
    return hashlib.sha256(token.encode()).digest()


def seal_value(value: Any, *, purpose: str) -> str:
    """Seal a short JSON value into text for a cookie or hidden field, bound to `purpose` and to the time of
    sealing.
    """
    plain = json.dumps([int(time.time()), value], ensure_ascii=False, separators=(",", ":")).encode()
    blob = _encrypt(_short(next(iter(settings.MASTER_KEYS.values()))), plain, purpose.encode())
    return urlsafe_b64encode(blob).rstrip(b"=").decode()


def open_value(text: str, *, purpose: str, max_age: float | None = None) -> Any:
    """Return what `seal_value` was given. `max_age` is in seconds.

    Raises `Tampered` when the text is not ours or was sealed for another purpose, `Expired` when it is older
    than `max_age`.
    """
    try:
        blob = urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4))
    except ValueError:
        raise Tampered("not a sealed value") from None
    for master in settings.MASTER_KEYS.values():
        try:
            sealed_at, value = json.loads(_decrypt(_short(master), blob, purpose.encode()))
        except Tampered:
            continue
        if max_age is not None and time.time() - sealed_at > max_age:
            raise Expired("sealed value is too old")
        return value
    raise Tampered("not a sealed value")


def wrap_new_key() -> tuple[bytes, str]:
    """Return a fresh data key wrapped by the current master key, and that master key's id."""
    master_id = next(iter(settings.MASTER_KEYS))
    return _encrypt(_master(master_id), secrets.token_bytes(32), WRAPPING), master_id


def rewrap(batch: int = 200) -> int:
    """Wrap up to `batch` data keys again that an older master key wrapped. Returns how many; call until it
    returns 0.

    Each key changes in one conditional UPDATE, so that it may run while the site serves and be killed at any
    point.
    """
    from throughline.core.models import DataKey

    current = next(iter(settings.MASTER_KEYS))
    stale = list(DataKey.objects.exclude(master_id=current)[:batch])
    for key in stale:
        wrapped = _encrypt(_master(current), _unwrap(key), WRAPPING)
        DataKey.objects.filter(pk=key.pk, master_id=key.master_id).update(wrapped=wrapped, master_id=current)
    return len(stale)


def _cipher(key: "DataKey | None") -> AESGCM:
    if key is None or key.pk is None:
        raise Destroyed("the key of these words was destroyed")
    if key.cipher is None:
        key.cipher = AESGCM(_unwrap(key))
    return key.cipher


def _unwrap(key: "DataKey") -> bytes:
    return _decrypt(_master(key.master_id), bytes(key.wrapped), WRAPPING)


def _encrypt(cipher: AESGCM, plain: bytes, context: bytes) -> bytes:
    nonce = os.urandom(NONCE)
    return VERSION + nonce + cipher.encrypt(nonce, plain, context)


def _decrypt(cipher: AESGCM, blob: bytes, context: bytes) -> bytes:
    if len(blob) < 1 + NONCE + 16 or blob[:1] != VERSION:
        raise Tampered("not a sealed blob")
    try:
        return cipher.decrypt(blob[1 : 1 + NONCE], blob[1 + NONCE :], context)
    except InvalidTag:
        raise Tampered("sealed words do not match their key and context") from None


def _master(master_id: str) -> AESGCM:
    secret = settings.MASTER_KEYS.get(master_id)
    if secret is None:
        raise MasterKeyMissing(f"master key “{master_id}” is needed and was not given")
    return _wrapping_cipher(secret)


def _root() -> bytes:
    # The last key listed is the first ever made. Indexes hang on it, so that a new master key does not change
    # them.
    return list(settings.MASTER_KEYS.values())[-1]


@functools.lru_cache(maxsize=16)
def _wrapping_cipher(secret: bytes) -> AESGCM:
    return AESGCM(_derived(secret, b"wrap"))


@functools.lru_cache(maxsize=16)
def _short(secret: bytes) -> AESGCM:
    return AESGCM(_derived(secret, b"short values"))


@functools.lru_cache(maxsize=256)
def _derived(secret: bytes, info: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"throughline:" + info).derive(secret)
