"""1. An organiser plans a programme, its sponsor promises, and it opens."""

from collections.abc import Callable

from tests.support.factories import days, make_account, make_member
from tests.support.site import Site
from tests.support.visitor import Visitor

from throughline.programmes.models import Programme
from throughline.voices.actions import decide
from throughline.voices.models import Contribution

Arrive = Callable[..., Visitor]
PROMISE = {
    "What is their job?": "Chief executive",
    "What can change because of what people say?": "How people book.",
    "What cannot change, and why?": "The number of doctors this year.",
    "Who decides, and how?": "The board decides in public.",
}


def _signs_in(visitor: Visitor, site: Site, address: str) -> Visitor:
    """By a link that comes by mail: opening it does nothing, the button signs in."""
    visitor.goes_to("/sign-in").check("sign-in").fills("Your email address", address).presses("Send me a link")
    visitor.sees("Check your email").goes_to(site.link(address, "sign-in", "/sign-in/")).check("sign-in-link")
    return visitor.presses("Sign in").sees("Your account")


def _plans(organiser: Visitor, manage: str) -> None:
    organiser.follows("Topics and regions").chooses("GP and community services", "North East").check("places")
    organiser.presses("Save and continue").goes_to(manage).follows("Dates")
    organiser.dates("When do you plan to open it?", days(1)).dates("What is the last day to take part?", days(40))
    organiser.check("dates").presses("Save and continue").goes_to(manage).follows("Stages").check("stages")
    organiser.follows("Add Understand").dates("First day", days(1)).dates("Last day", days(40))
    organiser.check("stage").presses("Save and continue")


def _adds(organiser: Visitor, manage: str, name: str, address: str, role: str) -> None:
    organiser.goes_to(f"{manage}/team/add").fills("Name", name).fills("Email address", address)
    organiser.chooses(role).check("team-add").presses("Send the invitation").sees(name)


def _promises(organiser: Visitor, manage: str) -> None:
    """The decision cannot come before people have finished speaking, and nothing typed is lost by trying."""
    organiser.goes_to(f"{manage}/commitment").fills("Who is the sponsor?", "Dr Amara Bello")
    for label, words in PROMISE.items():
        organiser.fills(label, words)
    organiser.dates("By which day will they answer?", days(39)).presses("Save and continue").sees("There is a problem")
    group = organiser.page.get_by_role("group", name="By which day will they answer?")
    assert group.locator(".nhsuk-error-message").count() == 1
    for label, words in PROMISE.items():
        assert organiser.page.get_by_label(label, exact=True).input_value() == words
    assert group.get_by_label("Day").input_value() == str(days(39).day)
    organiser.check("commitment-error")
    organiser.dates("By which day will they answer?", days(80)).presses("Save and continue")


def test_organiser_plans_and_opens_a_programme(arrive: Arrive, site: Site, size: str):
    # given somebody who runs the site, and signs in by a link from their mailbox
    address, sponsored = f"ola-{size}@example.org", f"amara-{size}@example.org"
    make_account(email=address, operator=True)
    organiser = _signs_in(arrive(), site, address).check("account-operator")

    # when they create an organisation and a programme, and plan it
    organiser.presses("Add an organisation").fills("What is the organisation called?", f"River Health {size}")
    organiser.check("organisation-new").presses("Save and continue").check("organisation")
    organiser.presses("Plan a programme").fills("Name", f"Getting through {size}").check("programme-new")
    organiser.fills("Question", "How can it be easier to reach your surgery?").presses("Save and continue")
    programme = Programme.objects.get(title=f"Getting through {size}")
    manage = f"/programmes/{programme.slug}/manage"
    organiser.goes_to(manage).check("manage")
    _plans(organiser, manage)
    _adds(organiser, manage, "Dr Amara Bello", sponsored, "Sponsor")
    organiser.check("team")
    _promises(organiser, manage)

    # then it cannot open before the sponsor has published the commitment
    organiser.goes_to(f"{manage}/open").sees("This programme cannot open yet").check("open-refused")
    assert organiser.page.get_by_role("button", name="Open this programme").count() == 0

    # and while it is a draft, anybody can suggest a change, which is answered
    _suggests_and_is_answered(arrive(), organiser, programme)

    # and when the sponsor has published it
    sponsor = _signs_in(arrive(), site, sponsored).follows("Write and publish the commitment")
    sponsor.follows("Read the draft that waits").sees(*PROMISE.values()).check("commitment-publish")
    sponsor.presses("I promise this: publish it")

    # then it opens
    organiser.goes_to(f"{manage}/open").check("open").presses("Open this programme")
    public = arrive().goes_to(f"/programmes/{programme.slug}").sees("Published by Dr Amara Bello", *PROMISE.values())
    public.check("programme-opened")
    assert Programme.objects.get(pk=programme.pk).status == "open"


def _suggests_and_is_answered(visitor: Visitor, organiser: Visitor, programme: Programme) -> None:
    visitor.goes_to(f"/programmes/{programme.slug}").sees("Anyone can ask for a change to it").check("draft")
    visitor.goes_by(visitor.page.locator("#maincontent .nhsuk-card a")).check("plan-start").presses("Start now")
    visitor.fills("What should change in the plan?", "Ask carers too.")
    visitor.presses("Continue").presses("Continue")
    visitor.chooses("A carer, family member or friend of a patient").presses("Continue")
    for use in visitor.page.locator("input[name=uses]").all()[:3]:
        use.check()
    visitor.presses("Continue").presses("Send").sees("We have what you sent")
    organiser.goes_to(f"/programmes/{programme.slug}/manage").follows("for an answer")
    organiser.sees("as soon as a moderator has read it")
    suggestion = Contribution.objects.get(programme=programme)
    decide(contribution=suggestion, outcome="green", by=make_member(programme, "moderator"), once_key=suggestion.ref)
    organiser.goes_to(organiser.path).check("plan-results")
    organiser.follows("Answer this suggestion").answers("What do you do with this suggestion?", "Taken up")
    organiser.fills("Your answer", "We ask carers from today.").check("plan-reply").presses("Publish the answer")
    organiser.sees("Taken up", "We ask carers from today.")
