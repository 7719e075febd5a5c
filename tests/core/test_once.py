"""G6: press twice, counted once. Real threads, both databases."""

from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, transaction
from django.utils import timezone
from tests.support import chaos_tasks
from tests.support.databases import in_threads

from throughline.core import models, once

COUNTS = [pytest.param(100, id="tenth"), pytest.param(1000, id="full", marks=pytest.mark.prove)]
PARALLEL = 20


@pytest.mark.parametrize("keys", COUNTS)
def test_twenty_presses_at_once_have_one_effect_and_one_outcome(database, keys):
    chaos_tasks.make_table()
    barrier = Barrier(PARALLEL)
    outcomes: list[tuple[int, str]] = []

    def press(number: int) -> None:
        for key in range(keys):
            barrier.wait()
            with transaction.atomic():
                claim = once.claim(scope="vote", key=f"key-{key}")
                if claim.first:
                    chaos_tasks.write(key)
                    claim.settle(f"by {number}")
                outcomes.append((key, f"by {number}" if claim.first else claim.outcome))

    assert in_threads(PARALLEL, press) == []
    assert chaos_tasks.effects() == list(range(keys))
    assert len(outcomes) == keys * PARALLEL
    assert len(set(outcomes)) == keys


def test_check_then_insert_counts_twice(database):
    """The naive way, to show that the test above can see it: red on both databases."""
    chaos_tasks.make_table()
    barrier = Barrier(PARALLEL)

    def press(_: int) -> None:
        for key in range(10):
            barrier.wait()
            if key not in chaos_tasks.effects():
                with transaction.atomic():
                    chaos_tasks.write(key)

    assert in_threads(PARALLEL, press) == []
    assert len(chaos_tasks.effects()) > 10


def test_a_claim_that_was_rolled_back_may_be_made_again(database):
    with transaction.atomic():
        assert once.claim(scope="a", key="k").first
        transaction.set_rollback(True)
    with transaction.atomic():
        assert once.claim(scope="a", key="k").first


def test_scopes_do_not_meet(database):
    with transaction.atomic():
        assert once.claim(scope="a", key="k").first
        assert once.claim(scope="b", key="k").first
        assert not once.claim(scope="a", key="k").first


def test_the_key_itself_is_not_stored(database):
    with transaction.atomic():
        once.claim(scope="scope-canary", key="key-canary").settle("done")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM core_claim")
        stored = b"".join(bytes(value) for value in cursor.fetchone() if isinstance(value, bytes | memoryview))
    assert len(stored) == 32
    assert b"canary" not in stored


def test_claiming_outside_a_transaction_is_refused(database):
    with pytest.raises(RuntimeError):
        once.claim(scope="a", key="k")


def test_claims_are_kept_for_thirty_days(database):
    now = timezone.now()
    for days in (29, 31, 32, 33):
        models.Claim.objects.create(key=bytes([days]) * 32, created_at=now - timedelta(days=days))
    assert (once.purge(batch=2), once.purge(batch=2), once.purge(batch=2)) == (2, 1, 0)
    assert [bytes(key)[0] for key in models.Claim.objects.values_list("key", flat=True)] == [29]
