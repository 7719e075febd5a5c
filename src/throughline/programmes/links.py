"""Addresses that go into messages."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse


def sign_in_to(name: str, **kwargs: str) -> str:
    """The whole address of the sign-in page, from which one goes on to the page with this name.

    Not a link that signs in by itself: an invitation may lie in a mailbox for weeks.
    """
    path = reverse(name, kwargs=kwargs)
    return f"{settings.SITE_URL}{reverse('sign-in')}?{urlencode({'next': path})}"
