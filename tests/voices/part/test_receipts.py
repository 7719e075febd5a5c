"""The six words are shown to the browser that sent the words, for 30 minutes, and to nobody else."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.support import factories
from tests.voices.part.walker import STORY, Walker

from throughline.core import vault

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent():
    """(client, address of the received page, the code) after a story was sent."""
    walker = Walker(factories.make_activity())
    walker.walk(**STORY)
    response = walker.send()
    return walker.client, response.url, walker.code(response)


def test_the_words_are_shown_again_when_the_page_is_reloaded(sent):
    client, url, code = sent
    assert len(code.split()) == 6
    assert all(word in client.get(url).content.decode() for word in code.split())


def test_what_happens_next_is_told_with_days(sent):
    client, url, _code = sent
    page = client.get(url).content.decode()
    assert "has promised to answer by" in page
    assert "your code is the only way back" in page


def test_the_words_go_when_their_owner_has_them(sent):
    client, url, code = sent
    response = client.post(url)
    assert response.url == url
    page = client.get(url).content.decode()
    assert "The code is not shown here any more" in page
    assert not all(word in page for word in code.split())


def test_another_browser_sees_nothing_and_cannot_tell_what_exists(sent):
    client, url, _code = sent
    client.post(url)
    known = Client().get(url).content
    unknown = Client().get(reverse("received", args=["0" * 12])).content
    assert b"The code is not shown here any more" in known
    assert known.replace(url.encode(), b"") == unknown.replace(b"/received/" + b"0" * 12, b"")


def test_the_words_are_shown_for_half_an_hour_only(sent, monkeypatch):
    client, url, code = sent
    now = vault.time.time()
    monkeypatch.setattr(vault.time, "time", lambda: now + 30 * 60 + 1)
    assert code.split()[0] not in client.get(url).content.decode().split(">")
    assert b"The code is not shown here any more" in client.get(url).content


def test_a_cookie_of_one_submission_opens_no_other(sent):
    client, _url, _code = sent
    other = Client()
    other.cookies["receipt"] = client.cookies["receipt"].value
    assert b"The code is not shown" in other.get(reverse("received", args=["0" * 12])).content


@pytest.mark.parametrize("cookie", ["", "x", "é" * 40, "A" * 5000])
def test_a_cookie_that_is_not_ours_is_ignored(sent, cookie):
    _client, url, _code = sent
    other = Client()
    other.cookies["receipt"] = cookie
    assert b"The code is not shown" in other.get(url).content


def test_the_cookie_is_sealed_and_kept_to_its_page(sent):
    client, url, code = sent
    cookie = client.cookies["receipt"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["max-age"]) == (True, "Lax", url, 1800)
    assert not any(word in cookie.value for word in code.split())


def test_the_page_is_kept_in_no_cache(sent):
    client, url, _code = sent
    assert client.get(url)["Cache-Control"] == "no-store"


def test_anyone_can_read_the_rules(client):
    page = client.get(reverse("rules")).content.decode()
    assert "Other people’s personal details" in page
    assert "Second opinion" in page
