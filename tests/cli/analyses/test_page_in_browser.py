"""Reports in a real browser: readable on a telephone, by anybody, without scripts."""

import pytest
from tests.analysis.data import FOLDER, needs_data
from tests.support import browser

PERFORMANCE = FOLDER / "evaluation" / "spc" / "ae_monthly_total.csv"


@needs_data
@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_a_report_fits_the_screen_and_axe_finds_nothing(run, width):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    done = run("analyse", "spc", PERFORMANCE, "--value", "perf", "--target", "0.95", "--when", "period")
    page = browser.shared().new_page(viewport={"width": width, "height": 900})
    try:
        page.goto((done.folder / "report.html").as_uri())
        page.locator("summary").click()
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert axe.run(page).response["violations"] == []
    finally:
        page.close()
