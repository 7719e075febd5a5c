"""Pages for what went wrong: templates `errors/<status>.html`, with `message` and `retry_after`.

`urls.py` names `not_allowed`, `not_found` and `server_error` as handler403, handler404 and handler500.
"""

import sys

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string

from throughline.core.db import is_nul
from throughline.core.errors import Busy, DomainError, NotAllowed, NotFound
from throughline.core.sqlite.base import is_busy


def page_for(request: HttpRequest, error: BaseException | None) -> HttpResponse | None:
    """Return the page for a `DomainError`, a busy database, Django's 404 or a made-up reference; None for anything
    else."""
    if is_busy(error):
        error = Busy()
    elif isinstance(error, Http404) or is_nul(error):
        error = NotFound()
    return page(request, error) if isinstance(error, DomainError) else None


def page(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Render `errors/<status>.html`, with Retry-After where the error says when to try again."""
    retry_after = getattr(error, "retry_after", None)
    response = _render(request, error.status, str(error.message), retry_after)
    if retry_after is not None:
        response["Retry-After"] = str(retry_after)
    return response


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler403."""
    return page(request, NotAllowed())


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler404."""
    return page(request, NotFound())


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500. A busy database met outside a view (in the session, say) arrives here, and is
    still a 503.
    """
    return page_for(request, sys.exc_info()[1]) or _render(request, 500, "", None)


def _render(request: HttpRequest, status: int, message: str, retry_after: int | None) -> HttpResponse:
    context = {"message": message, "retry_after": retry_after, "status": status}
    try:
        body = render_to_string(f"errors/{status}.html", context, request)
    except (DatabaseError, TemplateDoesNotExist):
        # The page's shell may need the very database that is busy.
        return HttpResponse(message or "Error", status=status, content_type="text/plain; charset=utf-8")
    return HttpResponse(body, status=status)
