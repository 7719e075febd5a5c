"""Actions, references, errors and the choice of database."""

import re

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.urls import path, resolve, reverse

from throughline.core import db, errors, models, refs
from throughline.core.actions import Actor, action


@action
def make_claims(*, keys: list[bytes], fail: bool = False) -> int:
    for key in keys:
        models.Claim.objects.create(key=key)
    if fail:
        raise errors.Refused("No", field="keys")
    return len(keys)


def test_an_action_happens_whole_or_not_at_all(database):
    with pytest.raises(errors.Refused):
        make_claims(keys=[b"a", b"b"], fail=True)
    assert models.Claim.objects.count() == 0
    assert make_claims(keys=[b"a", b"b"]) == 2
    assert models.Claim.objects.count() == 2
    assert make_claims.is_action
    assert make_claims.__name__ == "make_claims"


@pytest.mark.parametrize("function", [lambda a: a, lambda *a: a, lambda a, /, *, b: a])
def test_an_action_with_a_positional_parameter_fails_at_import(function):
    with pytest.raises(TypeError, match="keyword-only"):
        action(function)


def test_actors():
    assert Actor.system("import") == Actor(kind="system", ref="import", label="import")
    assert Actor.anonymous() == Actor(kind="anonymous", ref="", label="")


def test_references_are_random_and_hold_no_letter_that_is_misread():
    many = [refs.new_ref() for _ in range(2000)]
    assert len(set(many)) == 2000
    assert all(re.fullmatch(refs.REF_PATTERN, ref) for ref in many)
    assert set("".join(many)) == set(refs.ALPHABET)
    assert not set("ilou") & set(refs.ALPHABET)


class Urls:
    urlpatterns = [path("story/<ref:story>/", lambda request, story: None, name="story")]


def test_a_path_takes_whole_references_only():
    ref = refs.new_ref()
    assert reverse("story", Urls, kwargs={"story": ref}) == f"/story/{ref}/"
    assert resolve(f"/story/{ref}/", Urls).kwargs == {"story": ref}
    for wrong in (ref[1:], ref + "0", ref.upper() if ref.upper() != ref else "I" * 12):
        with pytest.raises(Exception, match="tried"):
            resolve(f"/story/{wrong}/", Urls)


def test_errors_carry_words_field_status_and_when_to_come_back():
    refused = errors.Refused("Enter a date", field="closes")
    assert (str(refused), refused.field, refused.status) == ("Enter a date", "closes", 400)
    assert isinstance(refused, errors.DomainError)
    assert (errors.NotAllowed().status, errors.NotFound().status) == (403, 404)
    late = errors.TooMany(retry_after=3.2)
    assert (late.status, late.retry_after) == (429, 4)
    assert (errors.Busy().status, errors.Busy(retry_after=0).retry_after) == (503, 1)
    assert "Nothing was saved" in str(errors.Busy())


def test_without_a_url_the_database_is_a_file_in_the_data_folder(tmp_path):
    default = db.configure(None, tmp_path)["default"]
    assert default["ENGINE"] == "throughline.core.sqlite"
    assert default["NAME"] == str(tmp_path / "throughline.sqlite3")
    assert (default["CONN_MAX_AGE"], default["ATOMIC_REQUESTS"]) == (None, False)


def test_a_url_names_postgres_or_another_file(tmp_path):
    default = db.configure("postgres://me:pw@db.example:5433/talk", tmp_path)["default"]
    assert default["ENGINE"] == "throughline.core.postgres"
    assert (default["NAME"], default["HOST"], default["PORT"], default["USER"]) == ("talk", "db.example", 5433, "me")
    assert (default["CONN_MAX_AGE"], default["CONN_HEALTH_CHECKS"]) == (None, True)
    file = db.configure(f"sqlite:///{tmp_path}/other.db", tmp_path)["default"]
    assert (file["ENGINE"], file["NAME"]) == ("throughline.core.sqlite", f"{tmp_path}/other.db")
    with pytest.raises(ImproperlyConfigured, match="postgres"):
        db.configure("mysql://localhost/x", tmp_path)


def test_long_work_is_written_in_short_transactions(database):
    seen = []

    def write(batch: list[int]) -> None:
        assert connection.in_atomic_block
        models.Claim.objects.bulk_create(models.Claim(key=bytes([number])) for number in batch)

    def after(count: int) -> None:
        assert not connection.in_atomic_block
        seen.append((count, models.Claim.objects.count()))

    assert db.write_in_batches(iter(range(7)), write, size=3, after=after) == 7
    assert seen == [(3, 3), (6, 6), (7, 7)]
    assert list(db.batches([], size=3)) == []
