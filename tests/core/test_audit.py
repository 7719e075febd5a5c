"""G16, first form: the log cannot be quietly changed."""

import random

import pytest
from django.db import DatabaseError, connection, transaction
from tests.support.databases import in_threads

from throughline.core import audit, guards
from throughline.core.actions import Actor
from throughline.core.models import AuditEntry

CLERK = Actor(kind="account", ref="abc", label="Moderator")


def write(count: int) -> None:
    for number in range(count):
        with transaction.atomic():
            audit.record(actor=CLERK, verb="voices.approve", target=f"contribution:{number}", detail={"n": number})


def tamper(statement: str, *values: object) -> None:
    """Change rows as somebody would who owns the database: without the triggers."""
    with transaction.atomic(), connection.cursor() as cursor:
        for off in guards.take_off(connection.vendor):
            cursor.execute(off)
        cursor.execute(statement, values)
        for on in guards.put_on(connection.vendor):
            cursor.execute(on)


def test_a_row_holds_who_what_and_why(database):
    with transaction.atomic():
        audit.record(actor=CLERK, verb="export", target="programme:x", purpose="Board paper", detail={"rows": 3})
    row = AuditEntry.objects.get()
    assert (row.id, row.actor_kind, row.actor_ref, row.actor_label) == (1, "account", "abc", "Moderator")
    assert (row.verb, row.target, row.purpose, row.detail) == (
        "export",
        "programme:x",
        "Board paper",
        '{"rows":3}',
    )
    assert audit.verify() == audit.Report(ok=True, rows=1, first_bad=None, head=row.digest)


def test_an_empty_log_verifies(database):
    assert audit.verify() == audit.Report(ok=True, rows=0, first_bad=None, head=audit.GENESIS)


def test_recording_outside_a_transaction_is_refused(database):
    with pytest.raises(RuntimeError):
        audit.record(actor=CLERK, verb="x", target="y")


@pytest.mark.parametrize("statement", ["UPDATE core_auditentry SET verb = 'z'", "DELETE FROM core_auditentry"])
def test_the_database_itself_refuses_a_change(database, statement):
    write(2)
    with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
        cursor.execute(statement)
    assert audit.verify().rows == 2


def test_postgres_refuses_to_truncate(database):
    if database.kind == "postgres":
        write(1)
        with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
            cursor.execute("TRUNCATE core_auditentry")
    assert audit.verify().ok


def test_a_rolled_back_action_leaves_no_row_and_no_gap(database):
    write(1)
    with transaction.atomic():
        audit.record(actor=CLERK, verb="x", target="y")
        transaction.set_rollback(True)
    write(1)
    assert audit.verify().rows == 2


def test_parallel_writers_make_one_chain(database):
    """Seen red on PostgreSQL without the advisory lock: writers read the same last row and collide."""
    failures = in_threads(6, lambda _: write(10))
    assert not failures
    report = audit.verify()
    assert (report.ok, report.rows) == (True, 60)


def test_an_outside_head_finds_truncation_and_a_rebuilt_log(database):
    """Seen red with `verify()` alone, which cannot know that there once was more."""
    write(5)
    head = audit.verify().head
    write(5)
    assert audit.verify(head).ok
    tamper("DELETE FROM core_auditentry WHERE id > 4")
    assert audit.verify().ok
    assert audit.verify(head) == audit.Report(ok=False, rows=4, first_bad=5, head=AuditEntry.objects.get(id=4).digest)


FIELDS = ["actor_kind", "actor_ref", "actor_label", "verb", "target", "purpose", "detail", "digest"]


@pytest.mark.parametrize("tampers", [100, pytest.param(1000, marks=pytest.mark.prove)])
def test_every_random_tamper_is_found(database, tampers):
    """Seen red with a digest that left out `purpose`."""
    rows, rng = 12, random.Random(20260101)
    write(rows)
    head = audit.verify().head
    original = list(AuditEntry.objects.order_by("id").values())
    for _ in range(tampers):
        victim = rng.randint(1, rows)
        match rng.choice(["field", "moment", "delete", "swap"]):
            case "field":
                tamper(f"UPDATE core_auditentry SET {rng.choice(FIELDS)} = 'other' WHERE id = %s", victim)
            case "moment":
                moment = original[victim % rows]["at"].isoformat()
                tamper("UPDATE core_auditentry SET at = %s WHERE id = %s", moment, victim)
            case "delete":
                tamper("DELETE FROM core_auditentry WHERE id = %s", victim)
            case "swap":
                other = victim % rows + 1
                for old, new in ((victim, -1), (other, victim), (-1, other)):
                    tamper("UPDATE core_auditentry SET id = %s WHERE id = %s", new, old)
        assert not audit.verify(head).ok
        tamper("DELETE FROM core_auditentry")
        AuditEntry.objects.bulk_create(AuditEntry(**row) for row in original)
    assert audit.verify(head).ok
