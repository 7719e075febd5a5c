"""An activity that people take part in is remembered for a moment, and no request can change another's copy."""

import pytest
from django.test import RequestFactory
from tests.support import factories

from throughline.programmes.access import OfMethod

pytestmark = pytest.mark.django_db


def ask(rule, activity):
    request = RequestFactory().get("/")
    rule.check(request, {"programme": activity.programme.slug, "activity": activity.ref})
    return request.activity


def test_second_request_within_the_second_asks_no_database(settings, django_assert_num_queries):
    settings.ACTIVITY_SECONDS = 60
    activity, rule = factories.make_activity(), OfMethod("stories")
    ask(rule, activity)
    with django_assert_num_queries(0):
        assert ask(rule, activity) == activity


def test_requests_get_copies_of_their_own(settings):
    settings.ACTIVITY_SECONDS = 60
    activity, rule = factories.make_activity(), OfMethod("stories")
    first = ask(rule, activity)
    first.title, first.programme.title = "Changed", "Changed"
    assert ask(rule, activity).title == activity.title
    assert ask(rule, activity).programme.title == activity.programme.title


def test_closing_is_seen_once_the_moment_is_over(settings, monkeypatch):
    settings.ACTIVITY_SECONDS = 1
    now = [100.0]
    monkeypatch.setattr("throughline.programmes.access.time.monotonic", lambda: now[0])
    activity, rule = factories.make_activity(), OfMethod("stories")
    assert ask(rule, activity).status == "open"
    activity.status = "closed"
    activity.save()
    assert ask(rule, activity).status == "open"
    now[0] += 1.01
    assert ask(rule, activity).status == "closed"


def test_what_is_not_there_is_not_remembered(settings):
    settings.ACTIVITY_SECONDS = 60
    activity, rule = factories.make_activity(), OfMethod("questionnaires")
    with pytest.raises(Exception, match="could not find"):
        ask(rule, activity)
    assert rule.known == {}
