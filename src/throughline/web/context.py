"""What every page's template knows without being told."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

SITE_NAME = _("Throughline")


def page(request: HttpRequest) -> dict[str, Any]:
    """The context processor of every page.

    Returns:
        `site_name`; `path`, where the reader is; `account`, who is signed in, or None. A visitor without a
        session cookie costs no query: the account is only looked up where there is one.
    """
    user = getattr(request, "user", None)
    known = user is not None and settings.SESSION_COOKIE_NAME in request.COOKIES and user.is_authenticated
    return {"site_name": SITE_NAME, "path": request.path, "account": user if known else None}
