"""14. People answer in every method that they join: with scripts, and by the keyboard alone without them."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Locator
from tests.envision.assemblies import standing
from tests.envision.budgets import sharing
from tests.envision.choices import asking
from tests.envision.delphi import ready
from tests.envision.joining import client_with_seat, make_seat
from tests.envision.opinions.talking import make_map
from tests.envision.pairs.comparing import make_survey
from tests.envision.rankings import ordering
from tests.support.cookies import cookies_of
from tests.support.visitor import Visitor

from throughline.envision.assemblies.models import Issue
from throughline.envision.budgets.models import Ballot
from throughline.envision.choices.models import Choice
from throughline.envision.delphi.models import Rating
from throughline.envision.opinions.models import Vote
from throughline.envision.pairs.models import Choice as PairChoice
from throughline.envision.rankings.models import Ballot as Order
from throughline.programmes.models import Activity

Arrive = Callable[..., Visitor]


class Hands:
    """How somebody works a page: with a mouse, or with the keyboard alone."""

    def __init__(self, visitor: Visitor, *, keyboard: bool) -> None:
        self.visitor, self.page, self.keyboard = visitor, visitor.page, keyboard

    def presses(self, name: str) -> None:
        """Press the first button, or link that looks like one, whose words begin so."""
        self.goes_by(self.page.get_by_role("button", name=name))

    def follows(self, name: str) -> None:
        self.goes_by(self.visitor.main().get_by_role("link", name=name))

    def goes_by(self, way: Locator) -> None:
        self.visitor.goes_by(way, key="Enter" if self.keyboard else "")

    def ticks(self, label: str) -> None:
        """Tick a box, or the first of a group of radios, which is where Tab leads."""
        box = self.page.get_by_label(label).first
        if self.keyboard:
            self.visitor.tabs_to(box)
            self.page.keyboard.press("Space")
        else:
            box.check()
        assert box.is_checked()

    def writes(self, label: str, words: str) -> None:
        field = self.page.get_by_label(label).first
        if self.keyboard:
            self.visitor.tabs_to(field)
            self.page.keyboard.type(words)
        else:
            field.fill(words)

    def places(self, name: str, place: int) -> None:
        """Give an item the next place: from its list on a keyboard, with its button where scripts add one."""
        if self.keyboard:
            self.visitor.tabs_to(self.page.get_by_label(name).first)
            for _step in range(place):
                self.page.keyboard.press("ArrowDown")
        else:
            self.page.get_by_role("button", name=f"Move up {name}").click()


def rates(hands: Hands) -> None:
    visitor = hands.visitor.sees("Round 1", "You have rated 0 of 3 statements").check("delphi-begin")
    hands.presses("Begin")
    for number in range(3):
        hands.ticks("1 – Not important")
        if number == 0:
            hands.writes("Why? You do not have to say", "It is hard to hear.")
            visitor.check("delphi-rating")
        hands.presses("Save and go on")
    visitor.sees("You have rated everything in this round", "You: 1").check("delphi-rated")


def chooses(hands: Hands) -> None:
    hands.visitor.sees("We show you two options at a time").check("choices-begin")
    hands.presses("Begin")
    for number in range(1, 9):
        hands.visitor.sees(f"Choice {number} of 8")
        hands.ticks("Option A")
        if number == 2:
            hands.visitor.check("choices-choosing")
        hands.presses("Save and go on")
    hands.visitor.sees("Thank you").check("choices-chosen")


def compares(hands: Hands) -> None:
    hands.visitor.sees("Which of these two is better?").check("pairs-choosing")
    for _pair in range(3):
        hands.presses("Choose this")
    assert hands.visitor.path.endswith("/mine")
    hands.visitor.check("pairs-chosen")


def shares(hands: Hands) -> None:
    hands.visitor.sees("It must not cost more than there is").check("budgets-choosing")
    for name in ("Longer opening hours", "A phone line", "A staff room"):
        hands.ticks(name)
    hands.presses("Send your choice")
    hands.visitor.sees("There is a problem", "Take away something").check("budgets-over")
    box = hands.page.get_by_label("A staff room").first
    hands.visitor.tabs_to(box)
    hands.page.keyboard.press("Space")
    hands.presses("Send your choice")
    hands.visitor.sees("Longer opening hours", "A phone line").does_not_see("A staff room").check("budgets-chosen")


def orders(hands: Hands) -> None:
    hands.visitor.sees("What should come first?").check("rankings-ordering")
    for place, name in enumerate(("A call back", "One record", "A named nurse"), start=1):
        hands.places(name, place)
    hands.presses("Send your order")
    assert hands.visitor.path.endswith("/done")
    hands.visitor.check("rankings-ordered")


def raises(hands: Hands) -> None:
    hands.visitor.sees("Issues that gather support").check("assemblies-home")
    hands.follows("Nobody answers the bell at night")
    hands.presses("I support it")
    hands.visitor.sees("You support it")
    home = re.sub(r"support/\w+$", "home", hands.visitor.path)
    hands.visitor.goes_to(home)
    hands.presses("Raise an issue")
    hands.writes("In a line: what is it about?", "The lift is out of order most days.")
    hands.ticks("Yes")
    hands.presses("Send it")
    hands.visitor.sees("The lift is out of order most days.").check("assemblies-own")


def votes(hands: Hands) -> None:
    for number in (1, 2):
        hands.visitor.sees(f"Statement {number} of 2")
        button = hands.page.get_by_role("button", name="Agree", exact=True)
        if hands.keyboard:
            hands.visitor.tabs_to(button)
            hands.page.keyboard.press("Enter")
        else:
            button.click()  # scripts bring the next statement into the same page
    hands.visitor.sees("You voted on 2 statements.").check("opinions-voted")


def gathering() -> Activity:
    """A standing assembly with an issue that somebody raised."""
    activity, _meeting = standing.make_standing()
    standing.raised(activity)
    return activity


WAYS: dict[str, tuple[Callable[[], Activity], str, Callable[[Hands], None], Any, int]] = {
    "delphi": (ready.opened, "delphi-round", rates, Rating, 3),
    "choices": (asking.experiment, "choices-tasks", chooses, Choice, 8),
    "pairs": (lambda: make_survey(options=3)[0], "pairs-choose", compares, PairChoice, 3),
    "budgets": (sharing.budget, "budgets-ballot", shares, Ballot, 1),
    "opinions": (lambda: make_map(statements=2)[0], "opinions-vote", votes, Vote, 2),
    "assemblies": (gathering, "assemblies-home", raises, Issue, 1),
    "rankings": (ordering.ranking, "rankings-ballot", orders, Order, 1),
}


@pytest.mark.parametrize(
    ("size", "by_keyboard"), [("desktop", False), ("phone", True)], indirect=["size"], ids=["scripts", "keyboard"]
)
@pytest.mark.parametrize("method", WAYS)
def test_somebody_who_has_joined_answers_to_the_end(arrive: Arrive, method: str, by_keyboard: bool):
    # given an activity that is open, and somebody who has just joined
    make, page, act, answers, expected = WAYS[method]
    activity = make()
    seat = make_seat(activity)
    person = arrive(cookies=cookies_of(client_with_seat(seat)), scripts=not by_keyboard)

    # when they answer everything that is asked, without scripts where they use the keyboard alone
    act(Hands(person.goes_to(reverse(page, args=[activity.programme.slug, activity.ref])), keyboard=by_keyboard))

    # then everything is kept, and nothing else
    assert answers.objects.filter(seat=seat).count() == expected
