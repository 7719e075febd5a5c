"""Cookies from Django's test client to a browser."""

from collections.abc import Sequence

from django.test import Client

Cookies = Sequence[dict[str, str]]


def cookies_of(client: Client) -> Cookies:
    """What this client holds, as `visitor.arrives` takes it."""
    return [
        {"name": name, "value": morsel.value, "path": morsel["path"] or "/"} for name, morsel in client.cookies.items()
    ]
