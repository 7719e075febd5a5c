"""Press twice, count once.

Each form carries a random key. The action that it leads to claims the key first, in its own transaction: the
second press, even at the same moment, waits for the first to commit and is then given the outcome of the
first.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from throughline.core import models, vault

KEEP = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Claim:
    """`first`: this is the first time. `outcome`: what the first time settled on, if not."""

    key: bytes
    first: bool
    outcome: str = ""

    def settle(self, outcome: str) -> None:
        """Store what came of it (a reference, at most 500 characters) for whoever presses again."""
        models.Claim.objects.filter(pk=self.key).update(outcome=outcome)


def claim(*, scope: str, key: str) -> Claim:
    """Claim `key` within `scope` (the action's name and, where there is one, the asker).

    Returns a `Claim`. While another transaction holds the same claim this waits until that one is over. If
    the transaction is rolled back, so is the claim. Raises `RuntimeError` outside a transaction, where the
    claim would outlive a failure.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("once.claim belongs inside the action's transaction")
    hashed = vault.keyed_hash(f"{scope}\0{key}", purpose="once")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_claim (key, outcome, created_at) VALUES (%s, '', %s) ON CONFLICT (key) DO NOTHING",
            [hashed, connection.ops.adapt_datetimefield_value(timezone.now())],
        )
        if cursor.rowcount == 1:
            return Claim(key=hashed, first=True)
    outcome = models.Claim.objects.values_list("outcome", flat=True).get(pk=hashed)
    return Claim(key=hashed, first=False, outcome=outcome)


def purge(*, batch: int = 200) -> int:
    """Delete up to `batch` claims older than 30 days; returns how many. Call until it returns 0."""
    old = models.Claim.objects.filter(created_at__lt=timezone.now() - KEEP).order_by("created_at")
    deleted, _ = models.Claim.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:batch])).delete()
    return deleted
