"""Cookies from Django's test client to a browser."""

from django.test import Client

Cookies = list[dict[str, str]]


def cookies_of(client: Client) -> Cookies:
    """What this client holds, as `visitor.arrives` takes it."""
    return [
        {"name": name, "value": morsel.value, "path": morsel["path"] or "/"} for name, morsel in client.cookies.items()
    ]
