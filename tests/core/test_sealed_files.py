"""Files at rest: sealed piece by piece, resumed where they stopped, and never opened when they were touched."""

import os
import secrets

import pytest

from throughline.core import vault
from throughline.core.models import DataKey
from throughline.core.sealed_files import PIECE, Store

pytestmark = pytest.mark.django_db


@pytest.fixture
def store(settings, tmp_path) -> Store:
    settings.MEDIA_ROOT = tmp_path
    return Store("kept")


def stored(store: Store, *parts: bytes):
    """A closed file, given in these parts."""
    writer = store.write()
    for part in parts:
        writer.write(part)
    writer.close()
    return writer


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_a_file_comes_back_as_it_was_given(store, size):
    data = secrets.token_bytes(size)
    written = stored(store, data[: size // 3], data[size // 3 :])
    assert store.read(written.name, written.key).read() == data
    assert written.size == size


def test_nothing_of_it_can_be_read_on_the_disk(store):
    written = stored(store, b"the porter was kind " * 50_000)
    on_disk = (store.folder / written.name).read_bytes()
    assert b"porter" not in on_disk
    assert len(on_disk) > 1_000_000


def test_a_file_that_arrives_in_several_requests_is_whole(store):
    data = secrets.token_bytes(2 * PIECE + 77)
    first = store.write()
    first.write(data[:100_000])
    mark = first.mark()
    assert mark.size == 100_000
    second = store.resume(first.name, first.key, mark)
    second.write(data[100_000:400_000])
    third = store.resume(first.name, first.key, second.mark())
    third.write(data[400_000:])
    third.close()
    assert store.read(first.name, first.key).read() == data


def test_what_a_broken_request_left_is_written_anew(store):
    """Seen red without the truncation at the mark: the torn piece stayed, and the file could not be opened."""
    writer = store.write()
    writer.write(b"a" * 1000)
    mark = writer.mark()
    broken = store.resume(writer.name, writer.key, mark)
    broken.write(b"b" * (PIECE + 5))
    broken.mark()
    with (store.folder / writer.name).open("ab") as file:
        file.write(b"torn")
    again = store.resume(writer.name, writer.key, mark)
    again.write(b"c" * 10)
    again.close()
    assert store.read(writer.name, writer.key).read() == b"a" * 1000 + b"c" * 10


def test_an_unfinished_file_does_not_pass_for_a_whole_one(store):
    writer = store.write()
    writer.write(b"half")
    writer.mark()
    with pytest.raises(vault.VaultError):
        store.read(writer.name, writer.key)


@pytest.mark.parametrize("cut", [1, 4, 5, 400_000])
def test_a_file_that_was_cut_off_is_refused(store, cut):
    written = stored(store, secrets.token_bytes(2 * PIECE))
    path = store.folder / written.name
    os.truncate(path, path.stat().st_size - cut)
    with pytest.raises(vault.VaultError):
        store.read(written.name, written.key)


def test_pieces_that_change_places_are_refused(store):
    """Seen red with a context that leaves out the piece's number."""
    written = stored(store, b"x" * PIECE, b"y" * PIECE, b"z")
    path = store.folder / written.name
    whole = path.read_bytes()
    length = 4 + int.from_bytes(whole[:4], "big")
    path.write_bytes(whole[length : 2 * length] + whole[:length] + whole[2 * length :])
    with pytest.raises(vault.VaultError):
        store.read(written.name, written.key)


def test_a_removed_file_is_gone_with_its_key(store):
    written = stored(store, b"words")
    pk = written.key.pk
    store.remove(written.name, written.key)
    store.remove(written.name, written.key)
    assert not DataKey.objects.filter(pk=pk).exists()
    with pytest.raises(FileNotFoundError):
        store.read(written.name, written.key)


def test_stores_do_not_meet(store):
    written = stored(store, b"words")
    other = Store("other")
    (other.folder / written.name).write_bytes((store.folder / written.name).read_bytes())
    with pytest.raises(vault.VaultError):
        other.read(written.name, written.key)
