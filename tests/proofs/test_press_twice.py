"""G6: press twice, counted once, however many presses arrive together, and though the answer to the first was lost.

The whole way is real: an address, the browser's draft, the form's key, the WSGI application with its middleware, in
threads with connections of their own, on both databases. Seen red by letting `once.claim`
always say that it is the first time: presses after the first ended on the page for errors, since the receipt's unique
index then refuses a second row with the same six words.
"""

from __future__ import annotations

from threading import Barrier, BrokenBarrierError

import pytest
from django.test import Client
from tests.support import factories
from tests.support.databases import Database, in_threads

from throughline.core import vault
from throughline.programmes.models import Activity
from throughline.voices import actions, consent_wording, receipts
from throughline.voices.models import Contribution, Draft, Receipt, Submission
from throughline.voices.part import cookie

AT_ONCE = 20
WORDS = "I rang 30 times before anybody answered."


def written_draft(activity: Activity) -> str:
    """A browser's cookie, with a finished draft behind it."""
    value = vault.new_token()
    actions.save_draft(
        activity=activity,
        key=cookie.draft_key(value, activity),
        changes={
            "happened": {"words": WORDS},
            "better": {"words": ""},
            "whose": {"whose": "own", "relationship": ""},
            "role": {"role": "patient"},
            "region": {"region": "", "name": ""},
            "consent": {
                "uses": factories.ALL_USES | {"contact": False},
                "version": f"{consent_wording.VERSION}/en-gb",
            },
        },
    )
    return value


def press(activity: Activity, value: str) -> tuple[str, str]:
    """Send the draft from the check page as a browser does, again while the site is busy; returns where it led and
    the six words that the page there will show, out of the cookie that brings them to it."""
    client = Client(raise_request_exception=False)
    client.cookies[cookie.NAME] = value
    path = f"/programmes/{activity.programme.slug}/stories/{activity.ref}/check"
    data = {"once": cookie.once_key(value, activity)}
    response = client.post(path, data)
    for _again in range(50):
        if response.status_code != 503:
            break
        response = client.post(path, data)
    assert response.status_code == 302, (response.status_code, response.content[:300])
    code, _submission = vault.open_value(client.cookies[receipts.COOKIE].value, purpose="voices.receipt", max_age=60)
    return response.headers["Location"], code


def pressed_together(activity: Activity, keys: int) -> list[set[tuple[str, str]]]:
    """For each key, what twenty presses at once came to."""
    values = [written_draft(activity) for _key in range(keys)]
    outcomes: list[set[tuple[str, str]]] = [set() for _key in range(keys)]
    together = Barrier(AT_ONCE)

    def one(_number: int) -> None:
        try:
            for value, outcome in zip(values, outcomes, strict=True):
                together.wait()
                outcome.add(press(activity, value))
        except BaseException:
            together.abort()  # nobody else need wait
            raise

    failures = in_threads(AT_ONCE, one)
    assert [failure for failure in failures if not isinstance(failure, BrokenBarrierError)] == []
    return outcomes


def check(database: Database, keys: int) -> None:
    activity = factories.make_activity()
    outcomes = pressed_together(activity, keys)
    assert [len(outcome) for outcome in outcomes] == [1] * keys
    codes = {code for outcome in outcomes for _where, code in outcome}
    assert len(codes) == keys
    assert all(len(code.split()) == 6 for code in codes)
    assert Submission.objects.count() == keys
    assert Contribution.objects.count() == keys
    assert Receipt.objects.count() == keys
    assert Draft.objects.count() == 0


def test_twenty_presses_at_once_are_one(database):
    check(database, keys=20)


@pytest.mark.prove
def test_twenty_presses_at_once_are_one_a_thousand_times(database):
    check(database, keys=1000)


def lost_answers(activity: Activity, times: int) -> None:
    """The commit went through, its answer was lost, and the browser sends the same form again."""
    for _time in range(times):
        value = written_draft(activity)
        first, second = press(activity, value), press(activity, value)
        assert first == second
        assert len(first[1].split()) == 6
    assert Submission.objects.count() == Contribution.objects.count() == times


def test_a_lost_answer_makes_no_duplicate(database):
    lost_answers(factories.make_activity(), 20)


@pytest.mark.prove
def test_a_thousand_lost_answers_make_no_duplicate(database):
    lost_answers(factories.make_activity(), 1000)
