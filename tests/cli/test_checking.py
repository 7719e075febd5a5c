"""`check` notices each thing that can be wrong, and says what to do."""

import pytest
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from tests.support import factories

from throughline.cli import checking
from throughline.core import audit, guards, vault
from throughline.core.actions import Actor
from throughline.core.models import DataKey, Job
from throughline.people.actions import send_sign_in_link
from throughline.web import assets

pytestmark = pytest.mark.django_db


def test_a_sound_site_is_ok_in_every_line():
    factories.make_contribution()
    for look in (checking.database, checking.migrations, checking.keys, checking.audit, checking.mail, checking.jobs):
        line = look()
        assert line.ok, line


def test_a_missing_migration_is_named_with_the_command():
    MigrationRecorder(connection).record_unapplied("notices", "0001_initial")
    line = checking.migrations()
    assert (line.ok, line.words) == (False, "1 steps behind. Run: throughline migrate")


def test_a_lost_master_key_is_noticed(settings):
    DataKey.objects.new()
    settings.MASTER_KEYS = {"other": b"x" * 32}
    line = checking.keys()
    assert not line.ok
    assert "is needed and missing" in line.words


def test_another_key_under_the_same_name_is_noticed(settings):
    DataKey.objects.new()
    settings.MASTER_KEYS = dict.fromkeys(settings.MASTER_KEYS, b"x" * 32)
    vault._wrapping_cipher.cache_clear()
    line = checking.keys()
    assert not line.ok
    assert "is not the master key that was used" in line.words


def test_a_changed_audit_log_is_noticed():
    for number in range(3):
        with transaction.atomic():
            audit.record(actor=Actor.system("test"), verb="test", target=f"thing:{number}")
    with connection.cursor() as cursor:
        for statement in guards.take_off(connection.vendor):
            cursor.execute(statement)
        cursor.execute("UPDATE core_auditentry SET target = 'thing:9' WHERE id = 2")
        for statement in guards.put_on(connection.vendor):
            cursor.execute(statement)
    line = checking.audit()
    assert (line.ok, line.words) == (False, "changed at row 2. Compare it with a backup")


def test_mail_that_waits_is_pointed_out_but_not_fatal():
    send_sign_in_link(email="a@example.org")
    line = checking.mail()
    assert (line.ok, line.fatal) == (False, False)
    assert line.words.startswith("1 messages wait.")


def test_a_job_that_was_given_up_is_named_with_its_last_error():
    Job.objects.create(
        task="throughline.x.jobs.y", arguments="[[],{}]", parked_at="2026-01-01T00:00Z", error="…\nOSError: no"
    )
    line = checking.jobs()
    assert (line.ok, line.fatal) == (False, True)
    assert line.words == "1 given up after five tries; the last: throughline.x.jobs.y (OSError: no)"


def test_missing_assets_are_named_with_the_command(monkeypatch):
    def missing() -> dict[str, str]:
        raise assets.AssetsError("styles and scripts are missing; run `python -m throughline.web.assets`")

    monkeypatch.setattr(assets, "hashed_names", missing)
    line = checking.assets()
    assert (line.ok, line.fatal) == (False, True)
    assert "run `python -m throughline.web.assets`" in line.words


def test_a_missing_model_is_pointed_out_but_not_fatal(monkeypatch, tmp_path):
    monkeypatch.setenv("THROUGHLINE_MODELS", str(tmp_path))
    line = checking.models()
    assert (line.ok, line.fatal) == (False, False)
    assert "throughline models fetch" in line.words
