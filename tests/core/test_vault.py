"""Sealing, erasing, looking up, and changing the master key."""

import base64
import pickle

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from throughline.core import keyfile, vault
from throughline.core.models import DataKey

OLD, NEW = {"old": b"o" * 32}, {"new": b"n" * 32}


@pytest.fixture
def masters(settings):
    settings.MASTER_KEYS = OLD
    return settings


@pytest.fixture
def key(db, masters):
    return DataKey.objects.new()


def fresh(key: DataKey) -> DataKey:
    """The same key, read from the database again."""
    return DataKey.objects.get(pk=key.pk)


def test_words_come_back_as_they_were(key):
    for words in ("", "Ein Wort, 很长, 🙂", "x" * 100_000):
        blob = vault.seal(words, key=key, context="story:abc:words")
        assert vault.unseal(blob, key=fresh(key), context="story:abc:words") == words
    assert vault.unseal_bytes(vault.seal(b"\xff\x00", key=key, context="c"), key=key, context="c") == b"\xff\x00"
    value = {"a": [1, None, "é"]}
    assert vault.unseal_json(vault.seal_json(value, key=key, context="c"), key=key, context="c") == value


def test_nothing_of_the_words_shows_and_no_two_blobs_are_alike(key):
    one, two = (vault.seal("a canary", key=key, context="c") for _ in range(2))
    assert one != two
    assert b"canary" not in one


def test_words_do_not_open_elsewhere(key):
    blob = vault.seal("words", key=key, context="story:abc:words")
    with pytest.raises(vault.Tampered):
        vault.unseal(blob, key=key, context="story:xyz:words")
    with pytest.raises(vault.Tampered):
        vault.unseal(blob, key=DataKey.objects.new(), context="story:abc:words")


def test_any_changed_byte_is_noticed(key):
    blob = vault.seal("words", key=key, context="c")
    for place in range(len(blob)):
        changed = bytearray(blob)
        changed[place] ^= 1
        with pytest.raises(vault.Tampered):
            vault.unseal(bytes(changed), key=key, context="c")
    for length in range(len(blob)):
        with pytest.raises(vault.Tampered):
            vault.unseal(blob[:length], key=key, context="c")


def test_words_whose_key_was_destroyed_are_gone(key):
    blob = vault.seal("words", key=key, context="c")
    with pytest.raises(vault.Destroyed):
        vault.unseal(blob, key=None, context="c")
    key.delete()
    with pytest.raises(vault.Destroyed):
        vault.unseal(blob, key=key, context="c")
    with pytest.raises(vault.Destroyed):
        vault.seal("more", key=key, context="c")


def test_the_stored_key_is_wrapped_and_never_pickled(key):
    blob = vault.seal("words", key=key, context="c")
    assert len(bytes(key.wrapped)) == 1 + 12 + 32 + 16
    with pytest.raises(TypeError, match="never pickled"):
        pickle.dumps(key)
    assert vault.unseal(blob, key=fresh(key), context="c") == "words"


def test_a_new_master_key_opens_old_words_and_rewraps_them(key, masters):
    """G20, first form."""
    blobs = {pk: vault.seal(f"words {pk}", key=DataKey.objects.get(pk=pk), context="c") for pk in [key.pk]}
    for _ in range(4):
        other = DataKey.objects.new()
        blobs[other.pk] = vault.seal(f"words {other.pk}", key=other, context="c")
    masters.MASTER_KEYS = NEW | OLD
    newest = DataKey.objects.new()
    assert newest.master_id == "new"
    assert [vault.rewrap(batch=3), vault.rewrap(batch=3), vault.rewrap(batch=3)] == [3, 2, 0]
    masters.MASTER_KEYS = NEW
    for pk, blob in blobs.items():
        assert vault.unseal(blob, key=DataKey.objects.get(pk=pk), context="c") == f"words {pk}"


def test_a_missing_master_key_is_named(key, masters):
    blob = vault.seal("words", key=key, context="c")
    masters.MASTER_KEYS = NEW
    with pytest.raises(vault.MasterKeyMissing, match="old"):
        vault.unseal(blob, key=fresh(key), context="c")


def test_an_index_finds_what_people_type_differently(masters):
    index = vault.blind_index("Ada@Example.org", purpose="contact.email")
    assert len(index) == 32
    assert vault.blind_index(" ada@example.ORG ", purpose="contact.email") == index
    assert vault.blind_index("ａda@example.org", purpose="contact.email") == index
    assert vault.blind_index("ada@example.com", purpose="contact.email") != index
    assert vault.blind_index("Ada@Example.org", purpose="other") != index
    assert vault.keyed_hash("A", purpose="p") != vault.keyed_hash("a", purpose="p")


def test_an_index_survives_a_new_master_key(masters):
    """Seen red with an index under the current key: nobody could be found after a rotation."""
    index = vault.blind_index("a", purpose="p")
    masters.MASTER_KEYS = NEW | OLD
    assert vault.blind_index("a", purpose="p") == index


def test_tokens_are_random_and_stored_as_hashes():
    tokens = {vault.new_token() for _ in range(1000)}
    assert len(tokens) == 1000
    assert {len(token) for token in tokens} == {22}
    token = tokens.pop()
    assert len(vault.token_hash(token)) == 32
    assert vault.token_hash(token) == vault.token_hash(token)


@given(value=st.recursive(st.none() | st.integers(-(2**53), 2**53) | st.text(), st.lists, max_leaves=20))
def test_a_short_value_comes_back(value):
    assert vault.open_value(vault.seal_value(value, purpose="draft"), purpose="draft", max_age=60) == value


def test_a_short_value_is_for_one_purpose_and_a_time(masters, monkeypatch):
    sealed = vault.seal_value({"ref": "abc"}, purpose="draft")
    with pytest.raises(vault.Tampered):
        vault.open_value(sealed, purpose="sign-in")
    for text in ("", "é", "aGVsbG8", sealed[:-2], sealed[2:]):
        with pytest.raises(vault.Tampered):
            vault.open_value(text, purpose="draft")
    masters.MASTER_KEYS = NEW | OLD
    now = vault.time.time()
    monkeypatch.setattr(vault.time, "time", lambda: now + 100)
    assert vault.open_value(sealed, purpose="draft", max_age=101) == {"ref": "abc"}
    with pytest.raises(vault.Expired):
        vault.open_value(sealed, purpose="draft", max_age=98)


def test_the_first_start_makes_a_key_that_only_its_owner_reads(tmp_path):
    keys = keyfile.load_master_keys(tmp_path, {})
    assert [len(secret) for secret in keys.values()] == [32]
    path = tmp_path / "keys" / "master.key"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert keyfile.load_master_keys(tmp_path, {}) == keys
    assert [entry.name for entry in path.parent.iterdir()] == ["master.key"]


def test_a_second_process_starting_at_once_takes_the_first_ones_key(tmp_path):
    """Seen red with a plain write: the second start overwrites the key of words already sealed."""
    keys = keyfile.load_master_keys(tmp_path, {})
    keyfile._create(tmp_path / "keys" / "master.key")
    assert keyfile.load_master_keys(tmp_path, {}) == keys


def test_keys_may_come_from_the_environment_or_a_file_that_it_names(tmp_path):
    one, two = keyfile.new_key_line(), keyfile.new_key_line()
    keys = keyfile.load_master_keys(tmp_path, {"THROUGHLINE_MASTER_KEY": f"{two},{one}"})
    assert list(keys) == [two.split()[0], one.split()[0]]
    path = tmp_path / "elsewhere"
    path.write_text(f"# comment, with a comma\n{two}\n\n{one}  # first\n")
    path.chmod(0o600)
    assert keyfile.load_master_keys(tmp_path, {"THROUGHLINE_MASTER_KEY_FILE": str(path)}) == keys
    assert not (tmp_path / "keys").exists()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_key_file_open_to_others_is_refused(tmp_path, mode):
    keyfile.load_master_keys(tmp_path, {})
    (tmp_path / "keys" / "master.key").chmod(mode)
    with pytest.raises(ImproperlyConfigured, match="chmod 600"):
        keyfile.load_master_keys(tmp_path, {})


SHORT = base64.b64encode(b"x" * 31).decode()
WHOLE = base64.b64encode(b"x" * 32).decode()


@pytest.mark.parametrize(
    "text", ["", "# nothing", "a", f"a {SHORT}", f"{WHOLE}", f"a!b {WHOLE}", f"a {WHOLE}\na {WHOLE}", "a ???"]
)
def test_malformed_keys_are_refused_without_being_repeated(tmp_path, text):
    path = tmp_path / "bad"
    path.write_text(text)
    path.chmod(0o600)
    with pytest.raises(ImproperlyConfigured) as refusal:
        keyfile.load_master_keys(tmp_path, {"THROUGHLINE_MASTER_KEY_FILE": str(path)})
    assert WHOLE not in str(refusal.value)
    assert SHORT not in str(refusal.value)


def test_a_missing_key_file_is_not_made_up(tmp_path):
    with pytest.raises(ImproperlyConfigured, match="cannot be read"):
        keyfile.load_master_keys(tmp_path, {"THROUGHLINE_MASTER_KEY_FILE": str(tmp_path / "none")})
