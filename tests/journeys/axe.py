"""Gives the site that browsers visit one more address, with axe: a browser that keeps it need not read it each time."""

from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from django.http import HttpRequest, HttpResponse
from tests.support.visitor import AXE

SCRIPT = Axe().axe_script


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def answer(request: HttpRequest) -> HttpResponse:
        if request.path != AXE:
            return get_response(request)
        kept = {"Cache-Control": "max-age=31536000, immutable"}
        return HttpResponse(SCRIPT, content_type="text/javascript", headers=kept)

    return answer
