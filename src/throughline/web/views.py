"""Pages that belong to no programme: the first page, how it works, and what a public service must say."""

import datetime

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from throughline.core import error_pages
from throughline.core.error_pages import not_found as not_found
from throughline.core.error_pages import server_error as server_error
from throughline.core.errors import NotAllowed
from throughline.core.public_pages import public_page
from throughline.language import transparency
from throughline.programmes import queries as programmes
from throughline.recommend import queries as recommend
from throughline.voices.consent_wording import WITHDRAWAL
from throughline.web import health as checks

# The day on which a person last tried the pages for the statement; a test fails when it is a year old.
ACCESSIBILITY_CHECKED = datetime.date(2026, 11, 22)
SECURITY_TXT_DAYS = 180
ON_HOME = 3


@public_page
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first page: what this is, what is open, follow your words, what they answered."""
    context = {
        "programmes": programmes.find()[:ON_HOME],
        "answers": recommend.latest(limit=ON_HOME),
    }
    return render(request, "web/home.html", context)


@public_page
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """How it works, in plain words."""
    return render(request, "web/about.html")


@public_page
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    context = {"checked": ACCESSIBILITY_CHECKED, "support_email": settings.SUPPORT_EMAIL}
    return render(request, "web/accessibility.html", context)


@public_page
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """The privacy notice. What withdrawing means is said in the same words as where consent is asked."""
    context = {"withdrawal": WITHDRAWAL, "support_email": settings.SUPPORT_EMAIL}
    return render(request, "web/privacy.html", context)


@public_page
@require_safe
def cookies(request: HttpRequest) -> HttpResponse:
    """The cookies page."""
    return render(request, "web/cookies.html")


@public_page
@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    """How to reach the people who run this site."""
    return render(request, "web/contact.html", {"support_email": settings.SUPPORT_EMAIL})


@public_page
@require_safe
def software(request: HttpRequest) -> HttpResponse:
    """What software does with people's words, one line for each function."""
    return render(request, "web/software.html", {"records": transparency.records()})


@public_page
@require_safe
def software_record(request: HttpRequest, key: str) -> HttpResponse:
    """The algorithmic-transparency record of one function."""
    try:
        record = transparency.record(key, contact=settings.SUPPORT_EMAIL)
    except KeyError as error:
        raise Http404 from error
    return render(request, "web/software_record.html", {"record": record})


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """For a load balancer: 200 when this process can read the database, else 503."""
    try:
        checks.read_database()
    except DatabaseError:
        return JsonResponse({"status": "failing", "database": "cannot be read"}, status=503)
    return JsonResponse({"status": "ok", "database": "ok"})


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Where to report a weakness (RFC 9116). It expires by a rolling date, since it is always made afresh."""
    expires = timezone.now() + datetime.timedelta(days=SECURITY_TXT_DAYS)
    lines = [
        f"Contact: mailto:{settings.SUPPORT_EMAIL}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en",
        f"Canonical: {settings.SITE_URL}{request.path}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Shown when a form did not come from a page of ours, as far as can be told."""
    message = _(
        "We could not tell that this form came from our page. Go back, load the page again and send it once "
        "more. Your browser must allow cookies from this site."
    )
    return error_pages.page(request, NotAllowed(message))
