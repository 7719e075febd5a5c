"""Every page that can be opened is opened, by somebody who may, and held to what every page is held to.

The team's pages are looked at on a wide screen, everybody else's on a phone; at both widths nothing sticks out.
"""

from collections.abc import Callable

import pytest
from django.urls import reverse
from tests.journeys.world import World
from tests.support.visitor import SIZES, Visitor

from throughline.core import routes

Arrive = Callable[..., Visitor]
ACCESS = {name: access for _pattern, name, access in routes.table()}
# Addresses without a page of their own: data for programs, buttons on other pages, and what is there for a moment.
DATA = "feed-answers feed-programmes programme-feed health security-txt activity-export organisation-words-csv"
SOUND = "choices-picture stories-recording recording-own recording-sound heard heard-captions moderation-sound"
BUTTONS = """assemblies-leave assemblies-publish assemblies-stay assemblies-work-out
    budgets-analyse budgets-leave budgets-option-remove
    choices-analyse choices-attribute-remove choices-leave choices-make
    coding-figures-ask coding-suggestions-ask seat-go-on delphi-leave
    finding-revise follow-close imports-discard moderation-bulk recommendation-approve
    ideas-leave ideas-support ideas-work-out
    opinions-leave opinions-refresh opinions-take-out
    pairs-leave pairs-take-out pairs-work-out
    activity-chain partnerships-analyse partnerships-leave partnerships-lock
    partnerships-member-remove partnerships-order-remove partnerships-take-from
    questionnaires-question-move questionnaires-question-remove recommendation-publish stories-pieces sign-out
    rankings-analyse rankings-leave
    stands-alone-read team-remove theme-read theme-set-aside theme-sign-off themes-ask"""
IN_JOURNEYS = "imports-going"
NO_PAGE = {*DATA.split(), *SOUND.split(), *BUTTONS.split(), *IN_JOURNEYS.split()}
PAGES = sorted(ACCESS.keys() - NO_PAGE)


def test_every_address_is_a_page_that_is_visited_or_known_to_be_none(world: World):
    assert ACCESS.keys() >= NO_PAGE
    assert sorted(world.where) == PAGES, "say in world.py where a new page is, or here why it is none"


@pytest.fixture
def size() -> str:
    return "phone"


@pytest.mark.parametrize("name", PAGES)
def test_page(stay: Arrive, world: World, name: str):
    where, access = world.where[name], ACCESS[name]
    account = None
    if access.startswith("member:"):
        account = world.member(where[0], access.removeprefix("member:").split(",")[-1])
    elif access in ("signed in", "operator", "organisation's people"):
        account = world.operator
    visitor = stay(account, world.cookies[name])
    path = reverse(name, args=where)
    visitor.goes_to(path + world.queries[name])
    assert (visitor.path, visitor.status) == (path, 200), "the visitor was sent elsewhere, or there is no such page"
    assert visitor.page.locator("h1").count() == 1
    visitor.check(f"page-{name}", sizes=SIZES)


def test_words_that_cannot_be_told_from_the_page_are_found_wherever_they_stand(arrive: Arrive):
    """Contrast is measured where a page shows a look that is new: here on one whose other looks are all known."""
    visitor = arrive().goes_to("/").check()
    visitor.page.locator("main p").first.evaluate("one => { one.style.color = '#bbb' }")
    with pytest.raises(AssertionError, match="color-contrast"):
        visitor.check()


@pytest.mark.parametrize("width", ["400px", "max(0px, calc((100vw - 1000px) * 10))"], ids=["narrow", "wide"])
def test_what_sticks_out_of_a_narrow_or_a_wide_screen_is_found(stay: Arrive, world: World, width: str):
    visitor = stay(world.operator).goes_to("/account").check()
    visitor.page.locator("main").evaluate("(one, width) => { one.style.minWidth = width }", width)
    with pytest.raises(AssertionError, match="pixels wide on a screen of"):
        visitor.check()


def test_a_browser_that_is_handed_on_holds_nothing_of_whoever_had_it(arrive: Arrive, world: World):
    visitor = arrive(account=world.operator).goes_to("/account")
    visitor.page.evaluate("localStorage.setItem('mine', 'words')")
    visitor.hands_on().goes_to("/account")
    assert visitor.path == "/sign-in"
    assert visitor.page.evaluate("localStorage.length") == 0
