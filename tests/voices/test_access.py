"""Who opens their own words: a sealed cookie for half an hour, or an account; nobody else."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory
from tests.support import factories

from throughline.core import vault
from throughline.voices import access

pytestmark = pytest.mark.django_db


def request_with(cookie: str = "", user=None):
    request = RequestFactory().get("/follow/what-happened")
    request.user = user or AnonymousUser()
    if cookie:
        request.COOKIES[access.COOKIE] = cookie
    return request


def cookie_of(participant) -> str:
    return access.remember(HttpResponse(), participant).cookies[access.COOKIE].value


def test_the_cookie_opens_one_participant_only():
    activity = factories.make_activity()
    mine, _other = factories.make_participant(activity.programme), factories.make_participant(activity.programme)
    request = request_with(cookie_of(mine))
    assert access.FOLLOWER.check(request, {}) is None
    assert request.participants == [mine]


def test_the_cookie_is_sealed_and_kept_from_scripts():
    participant = factories.make_participant(factories.make_programme())
    cookie = access.remember(HttpResponse(), participant).cookies[access.COOKIE]
    assert participant.ref not in cookie.value
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 1800


@pytest.mark.parametrize("forged", ["", "x", "é", "AAAA" * 30, "\x00"])
def test_a_forged_cookie_opens_nothing(forged):
    response = access.FOLLOWER.check(request_with(forged), {})
    assert response is not None
    assert response["Location"] == "/follow"


def test_a_value_sealed_for_something_else_opens_nothing():
    participant = factories.make_participant(factories.make_programme())
    other = vault.seal_value(participant.ref, purpose="voices.receipt")
    assert access.FOLLOWER.check(request_with(other), {}) is not None


def test_the_cookie_ends_after_half_an_hour(monkeypatch):
    cookie = cookie_of(factories.make_participant(factories.make_programme()))
    now = vault.time.time()
    monkeypatch.setattr(vault.time, "time", lambda: now + access.LIFE + 5)
    assert access.FOLLOWER.check(request_with(cookie), {}) is not None


def test_an_account_and_a_cookie_open_both():
    activity = factories.make_activity()
    account = factories.make_account()
    sent = factories.give(activity, "mine", account=account).submission.participant
    by_code = factories.make_participant(activity.programme)
    request = request_with(cookie_of(by_code), account)
    assert access.FOLLOWER.check(request, {}) is None
    assert set(request.participants) == {sent, by_code}


def test_forgetting_deletes_the_cookie():
    cookie = access.forget(HttpResponse()).cookies[access.COOKIE]
    assert cookie.value == ""
    assert cookie["max-age"] == 0
