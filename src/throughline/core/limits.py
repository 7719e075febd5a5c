"""How often somebody may do something: token buckets in a table, shared by every process and machine.

A row holds one number, the time at which the bucket is full again (the generic cell rate algorithm, ATM Forum
TM 4.0, which equals a token bucket), so that asking is one atomic statement and a full bucket is a row that
may be deleted.

Addresses are never stored. `who_from` keys them with a secret that lives in this process's memory and rolls
daily; so each process counts an address for itself, and a limit by address is at most (processes × burst).
"""

import hmac
import ipaddress
import secrets
import time
from functools import lru_cache

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest

from throughline.core import models, vault
from throughline.core.errors import TooMany

TINY = 1e-6  # seconds: what rounding may add to sums of times since the epoch
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_UPSERT = """
    INSERT INTO core_bucket (key, full_at) VALUES (%(key)s, %(now)s + %(price)s)
    ON CONFLICT (key) DO UPDATE SET full_at = {most}({least}(core_bucket.full_at, %(latest)s), %(now)s) +
    %(price)s WHERE {most}({least}(core_bucket.full_at, %(latest)s), %(now)s) + %(price)s <= %(latest)s +
    %(tiny)s RETURNING full_at
"""


def take(
    *,
    bucket: str,
    who: str,
    rate: float,
    burst: int,
    cost: float = 1,
    apart: bool = False,
) -> None:
    """Take `cost` tokens out of `who`'s bucket, or raise `TooMany` with the seconds until there are enough.

    Arguments: `bucket`, what is limited; `who`, an account, code, activity or `who_from(request)`, stored
    only as a keyed hash; `rate`, tokens that come back per second; `burst`, what the bucket holds.
    Inside a transaction the tokens come back if it is rolled back. Where failing must cost too (guessing a
    code or password), call this before the transaction, and with `apart=True`, which raises `RuntimeError`
    inside one.
    """
    if not 0 < cost <= burst or rate <= 0:
        raise ValueError("a bucket needs a rate above 0 and a burst of at least the cost")
    now, price = time.time(), cost / rate
    latest = now + burst / rate
    key = vault.keyed_hash(f"{bucket}\0{who}", purpose="limit")
    values: dict[str, bytes | float] = {"key": key, "now": now, "price": price, "latest": latest, "tiny": TINY}
    with transaction.atomic(durable=apart), connection.cursor() as cursor:
        cursor.execute(_statement(connection.vendor), values)
        if cursor.fetchone():
            return
        empty = models.Bucket.objects.filter(pk=key)
        # A time beyond the latest possible is from before a clock was set back: from now on it is an empty bucket.
        empty.filter(full_at__gt=latest + TINY).update(full_at=latest)
        full_at = empty.values_list("full_at", flat=True).get()
    raise TooMany(retry_after=full_at + price - latest)


def who_from(request: HttpRequest) -> str:
    """Return a name for the sender's address that nobody can turn back, and that changes with the day and the
    process.

    X-Forwarded-For counts only as far as settings.TRUSTED_PROXIES (addresses or networks) reach: it is read
    from the right, skipping trusted proxies. IPv6 senders are named by their /64, since one household has
    that many addresses.
    """
    address = client_address(request)
    return hmac.digest(_key_of_the_day(int(time.time() // 86_400)), address.encode(), "sha256").hex()[:32]


def client_address(request: HttpRequest) -> str:
    """Return the network address (IPv4, or the IPv6 /64) that the request came from; "" when it cannot be
    told.

    For use in memory only: never store or log it.
    """
    trusted = _networks(tuple(settings.TRUSTED_PROXIES))
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    nearest = request.META.get("REMOTE_ADDR", "")
    while hops and _inside(nearest, trusted):
        nearest = hops.pop()
    try:
        address = ipaddress.ip_address(nearest)
    except ValueError:
        return ""
    if address.version == 6:
        return str(address.ipv4_mapped or ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def purge(*, batch: int = 200) -> int:
    """Delete up to `batch` buckets that are full again; returns how many. Call until it returns 0."""
    full = models.Bucket.objects.filter(full_at__lt=time.time()).values_list("pk", flat=True)[:batch]
    deleted, _ = models.Bucket.objects.filter(pk__in=list(full), full_at__lt=time.time()).delete()
    return deleted


@lru_cache(maxsize=2)
def _key_of_the_day(day: int) -> bytes:
    return secrets.token_bytes(32)


@lru_cache(maxsize=4)
def _networks(names: tuple[str, ...]) -> list[Network]:
    return [ipaddress.ip_network(name, strict=False) for name in names]


def _inside(address: str, networks: list[Network]) -> bool:
    try:
        return any(ipaddress.ip_address(address) in network for network in networks)
    except ValueError:
        return False


@lru_cache(maxsize=2)
def _statement(vendor: str) -> str:
    most, least = ("GREATEST", "LEAST") if vendor == "postgresql" else ("MAX", "MIN")
    return _UPSERT.format(most=most, least=least)
