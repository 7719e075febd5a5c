"""The components page in a real browser: accessible, quiet, and within 320 pixels."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import translation
from tests.support import browser

from throughline.web.assets import VENDOR
from throughline.web.components import example_context

SITE = "http://throughline.test"
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}

pytestmark = pytest.mark.browser


@pytest.fixture
def visit(env):
    """Open the components page with the site's files and policy; collects what the console says."""
    pages = []

    def answer(route):
        path = route.request.url.removeprefix(SITE)
        if path == "/components":
            html = env.get_template("web/components.html").render(**example_context())
            return route.fulfill(body=html, content_type="text/html", headers={"Content-Security-Policy": POLICY})
        file = VENDOR.parent / path.removeprefix("/static/")
        return route.fulfill(body=file.read_bytes(), content_type=TYPES[file.suffix])

    def open_page(width, scripts=True):
        page = browser.shared().new_page(viewport={"width": width, "height": 900}, java_script_enabled=scripts)
        pages.append(page)
        page.said = []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.route("**/*", answer)
        page.goto(f"{SITE}/components")
        return page

    yield open_page
    for page in pages:
        page.close()


@pytest.mark.parametrize("language", ["en-gb", "ar"])
@pytest.mark.parametrize("width", [320, 1280])
def test_components_page_has_no_violation_says_nothing_and_fits(visit, width, language):
    axe = Axe()
    with translation.override(language):
        page = visit(width)
    page.wait_for_selector("body.nhsuk-frontend-supported")
    result = axe.run(page)
    assert [(found["id"], found["nodes"][0]["target"]) for found in result.response["violations"]] == []
    assert page.said == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_radio_reveals_its_field_and_keeps_valid_aria(visit):
    page = visit(1280)
    other = page.locator("#id_other")
    assert not other.is_visible()
    page.get_by_label("Other", exact=True).first.check()
    assert other.is_visible()
    assert page.locator("input[type=radio][aria-expanded]").count() == 0


def test_without_scripts_everything_is_shown(visit):
    page = visit(320, scripts=False)
    assert page.locator("#id_other").is_visible()
    assert page.locator("#tab-two").is_visible()
