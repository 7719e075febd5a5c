"""What every template knows."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from tests.support import factories

from throughline.web import context


def test_a_visitor_is_nobody():
    request = RequestFactory().get("/programmes")
    request.user = AnonymousUser()
    assert context.page(request) == {"site_name": "Throughline", "path": "/programmes", "account": None}


def test_a_request_that_never_reached_the_account_middleware_has_no_account():
    assert context.page(RequestFactory().get("/"))["account"] is None


@pytest.mark.django_db
def test_whoever_has_a_session_is_known():
    request = RequestFactory().get("/")
    request.user = factories.make_account()
    request.COOKIES["session"] = "anything"
    assert context.page(request)["account"] == request.user
