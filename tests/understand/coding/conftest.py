"""A programme with words, a codebook and two coders, with the engine that needs no model."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from tests.support import factories

from throughline.people.models import Account
from throughline.programmes.models import Programme, Role
from throughline.understand.coding import actions
from throughline.understand.coding.models import Code, Codebook
from throughline.voices.models import Contribution

TEXTS = [
    "I waited four hours before anybody saw me",
    "The nurse was kind and explained everything",
    "Nobody answered the telephone all morning",
    "The car park was full when I came",
    "My letter came a week after the appointment",
    "They listened to me and took their time",
]


@pytest.fixture(autouse=True)
def _without_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("THROUGHLINE_MODELS", str(tmp_path / "no-models"))


def given(words: list[str] | None = None, **columns: object) -> Programme:
    """A programme in which these words were given, by the three constituencies in turn."""
    activity = factories.make_activity()
    factories.make_many(activity, words or TEXTS, **columns)
    return activity.programme


@pytest.fixture
def programme(db: None) -> Programme:
    return given()


@pytest.fixture
def book(programme: Programme) -> Codebook:
    return actions.start_codebook(programme=programme, origin="default", by=None)


@pytest.fixture
def analyst(programme: Programme) -> Account:
    return factories.make_member(programme, Role.ANALYST)


@pytest.fixture
def second(programme: Programme) -> Account:
    return factories.make_member(programme, Role.ANALYST)


def client_of(account: Account | None = None) -> Client:
    client = Client()
    if account is not None:
        client.force_login(account)
    return client


@pytest.fixture
def client(analyst: Account) -> Client:
    return client_of(analyst)


def path(name: str, programme: Programme, *args: str) -> str:
    return reverse(name, args=[programme.slug, *args])


def body(response, status: int = 200) -> str:
    assert response.status_code == status
    return response.content.decode()


def key() -> str:
    return secrets.token_hex(16)


def code_of(book: Codebook, key: str) -> Code:
    """The code with this key, such as “waiting”."""
    return book.codes.get(key=key)


def words_of(programme: Programme) -> list[Contribution]:
    return list(Contribution.objects.filter(programme=programme).order_by("pk"))
