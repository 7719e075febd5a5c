"""What every page of the workbench knows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.views.decorators.http import require_http_methods

from throughline.core.errors import NotFound
from throughline.people.models import Account
from throughline.programmes.models import Programme
from throughline.programmes.permissions import Duty, allowed
from throughline.understand.coding import queries
from throughline.understand.coding.models import Code, Codebook

both = require_http_methods(["GET", "HEAD", "POST"])


def programme_of(request: HttpRequest) -> Programme:
    return request.programme  # type: ignore[attr-defined, no-any-return]


def account_of(request: HttpRequest) -> Account:
    return request.user  # type: ignore[return-value]


def context(request: HttpRequest, **more: Any) -> dict[str, Any]:
    """The programme, whether the reader may code, and whatever the page adds."""
    programme = programme_of(request)
    may_code = allowed(Duty.ANALYSE, by=request.user, programme=programme)
    return {"programme": programme, "may_code": may_code, **more}


def codebook_of(request: HttpRequest) -> Codebook:
    """The programme's codebook.

    Raises:
        NotFound: nobody has begun one.
    """
    found = queries.codebook_of(programme_of(request))
    if found is None:
        raise NotFound
    return found


def sent(request: HttpRequest) -> Any:
    """What was posted, or None where the form is only shown."""
    return request.POST if request.method == "POST" else None


def codes_in(sections: list[queries.Section]) -> list[Code]:
    """Every code that may be given, in the order of the page."""
    return [code for section in sections for code in section.codes]
