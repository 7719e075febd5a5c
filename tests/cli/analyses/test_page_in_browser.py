"""Reports in a real browser: readable on a telephone, by anybody, without scripts."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.support import browser


@pytest.fixture
def reports(run, csv):
    """A report of each kind of chart, as addresses."""
    months = csv("value", *(str(20 + i % 5 + 9 * (i > 14)) for i in range(24)), name="months.csv")
    places = csv("place,events,people", *(f"A place with a long name {i},{9 + i},100" for i in range(14)), name="p.csv")
    people = csv("role,ward", *["patient,A"] * 30, *["staff,B"] * 9, *["policy,A"] * 3, name="people.csv")
    twins = csv("role,again", *["patient,patient"] * 30, *["staff,staff"] * 9, name="twins.csv")
    census = csv("role,n", "patient,10", "staff,20", "policy,20", name="census.csv")
    codes = csv("first,second", *(f"{'ab'[i % 2]},{'ab'[i % 3 % 2]}" for i in range(40)), name="codes.csv")
    done = [
        run("analyse", "spc", months, "--target", "30", "--better", "decrease"),
        run("analyse", "its", months, "--kind", "continuous", "--change", "13"),
        run("analyse", "funnel", places, "--people", "people"),
        run("analyse", "representation", people, "--population", census, "--group", "role", "--rake"),
        run("analyse", "disclosure", people, "--rows", "role", "--columns", "ward"),
        run("analyse", "agreement", codes),
        # Two charts of one title: no two landmarks may share a name.
        run("analyse", "representation", twins, "--population", census, "--group", "role", "--group", "again=role"),
    ]
    assert [one.code for one in done] == [0] * 7, [one.stderr for one in done]
    return [(one.folder / "report.html").as_uri() for one in done]


@pytest.mark.browser
def test_every_report_fits_any_screen_and_axe_finds_nothing(reports):
    axe = Axe()
    page = browser.shared().new_page()
    try:
        for address in reports:
            for width in (1280, 320):
                page.set_viewport_size({"width": width, "height": 900})
                page.goto(address)
                assert page.evaluate("document.documentElement.scrollWidth") == width
            for summary in page.locator("summary").all():
                summary.click()
            assert axe.run(page).response["violations"] == []
    finally:
        page.close()


@pytest.mark.browser
def test_on_paper_the_tables_are_there(reports):
    page = browser.shared().new_page()
    try:
        page.emulate_media(media="print")
        page.goto(reports[0])
        assert page.locator("details table").is_visible()
    finally:
        page.close()
