"""Errors whose message is fit for the page.

An action raises one of these; `core.middleware.ErrorPages` turns what no view caught into a page with the
status named here.
"""

import math

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class DomainError(Exception):
    """Something a person asked for that cannot be done, said in words they can act on.

    Arguments: `message`, plain words, lazily translatable; `field`, the name of the form field it belongs to,
    if any.
    """

    status = 400

    def __init__(self, message: Text, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field

    def __str__(self) -> str:
        return str(self.message)


class Refused(DomainError):
    """What was sent does not fit the rules; the message says which, and `field` where."""


class NotAllowed(DomainError):
    """The asker may not do this."""

    status = 403

    def __init__(self, message: Text = _("You do not have access to this page."), *, field: str | None = None) -> None:
        super().__init__(message, field=field)


class NotFound(DomainError):
    """There is no such thing, or the asker may not know that there is."""

    status = 404

    def __init__(self, message: Text = _("We cannot find that page."), *, field: str | None = None) -> None:
        super().__init__(message, field=field)


class _Later(DomainError):
    """Can be tried again. `retry_after`: whole seconds, at least 1."""

    def __init__(self, message: Text, retry_after: float, field: str | None) -> None:
        super().__init__(message, field=field)
        self.retry_after = max(1, math.ceil(retry_after))


class TooMany(_Later):
    """Asked too often. `retry_after` is in seconds, rounded up."""

    status = 429

    def __init__(
        self,
        message: Text = _("You have tried this too many times. Wait a little, then try again."),
        *,
        retry_after: float,
        field: str | None = None,
    ) -> None:
        super().__init__(message, retry_after, field)


class Busy(_Later):
    """The service is busy; nothing was stored. `retry_after` is in seconds, rounded up."""

    status = 503

    def __init__(
        self,
        message: Text = _("The service is busy. Nothing was saved. Try again in a moment."),
        *,
        retry_after: float = 2,
        field: str | None = None,
    ) -> None:
        super().__init__(message, retry_after, field)
