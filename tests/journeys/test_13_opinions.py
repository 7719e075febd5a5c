"""13. Somebody on a phone joins an opinion map by keyboard, votes, and reads at once where they stand."""

from collections.abc import Callable

import pytest
from tests.envision.joining import client_with_seat
from tests.envision.opinions.talking import make_map, people_vote, worked_out
from tests.support.cookies import cookies_of
from tests.support.factories import make_member
from tests.support.visitor import Visitor

from throughline.envision.opinions.models import Vote

Arrive = Callable[..., Visitor]


def _presses_by_keyboard(visitor: Visitor, name: str) -> None:
    """Tab to a button of the statement and press it; the next statement comes without a new page."""
    button = visitor.page.get_by_role("button", name=name, exact=True)
    shown = visitor.page.locator(".tl-vote__statement").inner_text()
    visitor.tabs_to(button)
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_function("was => document.querySelector('.tl-vote__statement')?.innerText !== was", arg=shown)


@pytest.mark.parametrize("size", ["phone"], indirect=True)
def test_votes_by_keyboard_lead_to_ones_own_result(arrive: Arrive):
    # given an opinion map on which sixty people have voted, and somebody who has just joined
    activity, statements = make_map(title="Seeing a doctor")
    *_others, seat = people_vote(activity, statements, 61)
    worked_out(activity)
    Vote.objects.filter(seat=seat).delete()
    person = arrive(cookies=cookies_of(client_with_seat(seat)))
    base = f"/programmes/{activity.programme.slug}/opinions/{activity.ref}/"

    # when they vote on each statement with the keyboard alone
    person.goes_to(base + "vote").sees("Statement 1 of 10").check("opinions-vote")
    marker = "window.stays = true"
    person.page.evaluate(marker)
    person.page.get_by_label("This matters to me").focus()
    person.page.keyboard.press("Space")
    for number in range(9):
        _presses_by_keyboard(person, ("Agree", "Disagree", "Pass, or not sure")[number % 3])
    assert person.page.evaluate("window.stays"), "the page was not loaded again"
    assert person.page.evaluate("document.activeElement.tagName") == "H1", "the heading is read out first"
    person.sees("Statement 10 of 10")
    person.goes_by(person.page.get_by_role("button", name="Agree", exact=True), key="Enter")

    # then their own result is there at once, and their votes were kept
    person.sees("You voted on 10 statements.", "Where the groups differ").check("opinions-own")
    assert Vote.objects.filter(seat=seat).count() == 10
    assert Vote.objects.filter(seat=seat, matters=True).count() == 1
    person.follows("See or change my votes").sees("Matters to me")

    # and the team sees how it is going
    team = arrive(account=make_member(activity.programme, "facilitator"))
    team.goes_to(base + "statements").sees("People who have voted")
    team.goes_to(base + "preview").sees("Where the groups of opinion agree")
