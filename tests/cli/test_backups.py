"""A backup comes back whole, in either database; a wrong key, a cut or a change is refused; erased words stay erased.

Seen red: with the keys left in the content file the byte scan and the erased story failed; with the block number
left out of the nonce the swapped blocks were accepted; without the final mark the cut file was.
"""

from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, transaction
from tests.support import factories

from throughline.cli.backups import restoring, rows, write
from throughline.cli.backups.sealed_file import BackupError, Damaged, Writer, WrongKey, records
from throughline.cli.erased import mark_erased
from throughline.core import audit, vault
from throughline.core.actions import Actor
from throughline.core.models import AuditEntry, DataKey
from throughline.voices import queries
from throughline.voices.models import Contribution

SECRET = "The night nurse had no key to the medicine cupboard."


def quiet(*_: object) -> None:
    pass


def make_site() -> Contribution:
    """A programme with words, a source with words, an account and a log."""
    kept = factories.make_contribution(text=SECRET, region="north-east", labels=["death"], rating=3)
    factories.make_many(kept.activity, [f"Comment {number}" for number in range(30)])
    factories.make_member(kept.programme, "moderator", "analyst")
    with transaction.atomic():
        audit.record(actor=Actor.system("test"), verb="test.made", target="site:1", detail={"n": 1})
    return kept


def everything() -> dict[str, list[list[object]]]:
    kept = [*rows.content_models(apps), DataKey]
    # Content types are numbered by each database for itself.
    return {m._meta.label_lower: list(rows.read(m)) for m in kept if m._meta.app_label not in ("auth", "contenttypes")}


@pytest.mark.parametrize(
    "place",  # without tables they are made first, which takes a while; from the command line it is always tried
    ["unused", pytest.param("empty", marks=pytest.mark.prove)],
)
@pytest.mark.parametrize("into", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_what_is_restored_is_what_was_there(database, request, tmp_path: Path, into: str, place: str):
    kept = make_site()
    before = everything()
    written = write(tmp_path, tmp_path / "keys", report=quiet)
    with request.getfixturevalue(place)(into):
        restored = restoring.restore(written.content, written.keys, report=quiet)
        assert everything() == before
        assert queries.words_of(Contribution.objects.get(ref=kept.ref)) == SECRET
        assert (restored.audit_ok, restored.audit_head, restored.without_key) == (True, written.audit_head, 0)
        # New rows must not collide with restored ones: the databases' counters have moved on.
        assert factories.make_contribution(text="After").pk > kept.pk


def test_a_backup_does_not_hold_up_writers_and_shows_one_moment(database, tmp_path: Path):
    make_site()
    during: list[int] = []

    def write_meanwhile(done: int, *_: object) -> None:
        if done == 1 and not during:
            during.append(1)
            _in_another_thread(lambda: factories.make_contribution(text="Written during the backup"))

    written = write(tmp_path, tmp_path / "keys", report=write_meanwhile)
    assert during == [1]
    assert written.counts["voices.contribution"] == 31
    assert Contribution.objects.count() == 32


def _in_another_thread(work) -> None:
    from threading import Thread

    from django.db import connection

    failures: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    thread.join()
    assert not failures, failures


def test_words_erased_later_cannot_be_read_out_of_an_old_backup(database, unused, tmp_path: Path):
    kept = make_site()
    old = write(tmp_path, tmp_path / "keys", report=quiet)
    DataKey.objects.filter(pk=kept.data_key_id).delete()
    new = write(tmp_path, tmp_path / "keys", report=quiet)
    assert [path.name for path in (tmp_path / "keys").iterdir()] == [new.keys.name]
    with unused(database.kind):
        restored = restoring.restore(old.content, new.keys, report=quiet)
        assert restored.without_key == 1
        assert mark_erased() == 1
        row = Contribution.objects.get(ref=kept.ref)
        assert (row.standing, bytes(row.words), row.public_words) == (Contribution.Standing.ERASED, b"", None)
        with pytest.raises(vault.Destroyed):
            queries.words_of(row)
        assert Contribution.objects.exclude(standing=Contribution.Standing.ERASED).count() == 30


@pytest.mark.parametrize("part", ["content", "keys"])
def test_nothing_readable_lies_in_the_files(database, tmp_path: Path, part: str):
    """Neither words nor keys, wrapped or not, nor names of tables."""
    kept = make_site()
    written = write(tmp_path, tmp_path / "keys", report=quiet)
    blob = getattr(written, part).read_bytes()
    for hidden in (SECRET.encode(), bytes(kept.data_key.wrapped), b"voices.contribution", kept.ref.encode()):
        assert hidden not in blob


def test_the_content_holds_no_key(database, tmp_path: Path, settings):
    make_site()
    written = write(tmp_path, tmp_path / "keys", report=quiet)
    found = list(records(written.content, kind="content", masters=settings.MASTER_KEYS))
    assert "core.datakey" not in {value["model"] for value in found if isinstance(value, dict) and "model" in value}
    wrapped = {rows._out(None, bytes(key.wrapped))["bytes"] for key in DataKey.objects.all()}
    cells = {cell["bytes"] for row in found if isinstance(row, list) for cell in row if _is_bytes(cell)}
    assert wrapped
    assert not wrapped & cells


def _is_bytes(cell: object) -> bool:
    return isinstance(cell, dict) and "bytes" in cell


def test_a_wrong_master_key_is_refused_before_anything_is_written(database, empty, tmp_path: Path, settings):
    make_site()
    written = write(tmp_path, tmp_path / "keys", report=quiet)
    (master_id,) = settings.MASTER_KEYS
    with empty(database.kind):
        for keys in ({master_id: b"x" * 32}, {"other": b"x" * 32}):
            settings.MASTER_KEYS = keys
            with pytest.raises(WrongKey):
                restoring.restore(written.content, written.keys, report=quiet)
        _still_empty()


def _still_empty() -> None:
    from django.db import connection

    assert connection.introspection.table_names() == []


@pytest.mark.parametrize("part", ["content", "keys"])
def test_a_cut_file_is_refused_wherever_it_is_cut(database, empty, tmp_path: Path, part: str):
    make_site()
    written = write(tmp_path, tmp_path / "keys", report=quiet)
    path: Path = getattr(written, part)
    whole = path.read_bytes()
    with empty(database.kind):
        for length in (0, 5, 20, 40, len(whole) // 2, len(whole) - 1):
            path.write_bytes(whole[:length])
            with pytest.raises(BackupError):
                restoring.restore(written.content, written.keys, report=quiet)
        _still_empty()


def test_files_of_two_backups_or_kinds_are_not_taken_for_each_other(database, empty, tmp_path: Path):
    make_site()
    old = write(tmp_path, tmp_path / "old-keys", report=quiet)
    new = write(tmp_path, tmp_path / "keys", report=quiet)
    with empty(database.kind):
        with pytest.raises(BackupError, match="older"):
            restoring.restore(new.content, old.keys, report=quiet)
        with pytest.raises(Damaged):
            restoring.restore(new.keys, new.content, report=quiet)
        _still_empty()


def test_a_database_that_holds_something_is_left_alone(database, tmp_path: Path):
    kept = make_site()
    written = write(tmp_path, tmp_path / "keys", report=quiet)
    with pytest.raises(BackupError, match="not empty"):
        restoring.restore(written.content, written.keys, report=quiet)
    assert Contribution.objects.filter(ref=kept.ref).count() == 1


@pytest.mark.parametrize("trace", ["an account", "an entry in the log", "a key", "somebody else's table"])
def test_one_trace_of_use_is_enough_to_leave_a_database_alone(database, unused, tmp_path: Path, trace: str):
    make_site()
    written = write(tmp_path, tmp_path / "keys", report=quiet)
    with unused(database.kind):
        if trace == "an account":
            factories.make_account()
        elif trace == "an entry in the log":
            with transaction.atomic():
                audit.record(actor=Actor.system("test"), verb="test.made", target="site:1", detail={})
        elif trace == "a key":
            DataKey.objects.new()
        else:
            with connection.cursor() as cursor:
                cursor.execute(f"ALTER TABLE {AuditEntry._meta.db_table} RENAME TO theirs")
        with pytest.raises(BackupError, match="not empty"):
            restoring.restore(written.content, written.keys, report=quiet)


def test_tables_of_another_version_are_left_alone(database, unused, tmp_path: Path, monkeypatch):
    make_site()
    with monkeypatch.context() as older:
        older.setattr("throughline.cli.backups.writing.migrations", lambda: [["core", "0001_initial"]])
        written = write(tmp_path, tmp_path / "keys", report=quiet)
    with unused(database.kind), pytest.raises(BackupError, match="without tables"):
        restoring.restore(written.content, written.keys, report=quiet)


MASTERS = {"one": b"k" * 32}


def long_file(path: Path) -> list[bytes]:
    """Three blocks; returns the header and the blocks."""
    with Writer(path, kind="content", master_id="one", secret=MASTERS["one"]) as file:
        for number in range(3):
            file.record(str(number) * 250_000)
    blob = path.read_bytes()
    start = 8 + 1 + 3 + 16
    parts = [blob[:start]]
    while start < len(blob):
        end = start + 4 + int.from_bytes(blob[start : start + 4], "big")
        parts.append(blob[start:end])
        start = end
    assert len(parts) == 4
    return parts


@pytest.mark.parametrize(
    "order", [(0, 1), (0, 1, 2), (0, 2, 1, 3), (0, 1, 3), (0, 1, 2, 2, 3), (0, 1, 2, 3, 3), (0, 1, 2, 3, 1)]
)
def test_blocks_cannot_be_left_out_repeated_or_swapped(tmp_path: Path, order: tuple[int, ...]):
    parts = long_file(tmp_path / "file.tlc")
    (tmp_path / "file.tlc").write_bytes(b"".join(parts[number] for number in order))
    with pytest.raises(BackupError):
        list(records(tmp_path / "file.tlc", kind="content", masters=MASTERS))


def test_every_changed_byte_is_noticed(tmp_path: Path):
    with Writer(tmp_path / "small.tlc", kind="content", master_id="one", secret=MASTERS["one"]) as file:
        file.record({"words": "x" * 50})
    whole = (tmp_path / "small.tlc").read_bytes()
    for place in range(len(whole)):
        changed = bytearray(whole)
        changed[place] ^= 1
        (tmp_path / "small.tlc").write_bytes(bytes(changed))
        with pytest.raises(BackupError):
            list(records(tmp_path / "small.tlc", kind="content", masters=MASTERS))


def test_a_backup_that_fails_leaves_nothing_behind(database, tmp_path: Path):
    make_site()

    def disk_full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        write(tmp_path / "b", tmp_path / "b" / "keys", report=disk_full)
    assert [path.name for path in (tmp_path / "b").rglob("*") if path.is_file()] == []
