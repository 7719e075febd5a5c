"""2. Anyone finds a programme by topic and region, and takes part without an account."""

from collections.abc import Callable

from tests.journeys.given import a_questionnaire, an_open_programme
from tests.support.visitor import Visitor, participants

from throughline.voices import consent_wording
from throughline.voices.models import Contribution

Arrive = Callable[..., Visitor]
HAPPENED = "I rang the surgery 30 times before anybody answered."
CHANGED = "I rang the surgery for a whole morning before anybody answered."
WORDS = {use.slug: str(use.words) for use in consent_wording.USES}


def _finds(visitor: Visitor, programme, activity) -> None:
    visitor.goes_to("/").presses("See what is open")
    visitor.page.get_by_label("Topic", exact=True).select_option("gp")
    visitor.page.get_by_label("Region", exact=True).select_option("north-east")
    visitor.presses("Show programmes").check("programmes")
    visitor.follows(programme.title).sees(programme.question, "The number of doctors this year.")
    visitor.check("programme").follows(activity.title).sees("111", "999").check("story-start")


def _says_who(visitor: Visitor) -> None:
    visitor.chooses("A patient, or somebody who uses health or care services").presses("Continue")
    visitor.chooses("North East").presses("Continue")


def _agrees(visitor: Visitor, *uses: str) -> None:
    for use in uses:
        visitor.chooses(WORDS[use])
    visitor.check("consent").presses("Continue")


def _receipt(visitor: Visitor) -> list[str]:
    """The six words, on a page that can also be printed."""
    visitor.sees("We have what you sent").check("receipt")
    visitor.page.emulate_media(media="print")
    assert visitor.page.locator(".tl-receipt__words").is_visible()
    assert not visitor.page.locator(".nhsuk-header__navigation").is_visible()
    visitor.page.emulate_media(media="screen")
    words = visitor.page.locator(".tl-receipt__word").all_inner_texts()
    assert len(set(words)) >= 5
    assert len(words) == 6
    return words


@participants
def test_anyone_tells_a_story_without_an_account(arrive: Arrive, scripts: bool):
    # given a programme that is open
    programme, activity = an_open_programme()
    anyone = arrive(scripts=scripts)

    # when somebody finds it by topic and region, and tells for their mother what happened
    _finds(anyone, programme, activity)
    anyone.presses("Start now").presses("Continue").sees("There is a problem", "Write what happened").check(
        "story-error"
    )
    anyone.fills("What happened?", HAPPENED).presses("Continue")
    anyone.fills("What would have made it better?", "A call back.").presses("Continue")
    anyone.chooses("No, I am telling it for somebody else").fills("Who are you to them?", "daughter").presses(
        "Continue"
    )
    _says_who(anyone)
    anyone.sees("We ask because care can be different").chooses("Prefer not to say").presses("Continue")
    anyone.presses("Continue").sees("There is a problem")
    _agrees(anyone, "read", "analyse", "quote")

    # then they can check every answer, and change one
    anyone.sees(HAPPENED, "daughter", "North East", "Prefer not to say").check("check-answers")
    anyone.follows("Change what happened?").fills("What happened?", CHANGED).presses("Continue")
    anyone.sees(CHANGED).does_not_see(HAPPENED).presses("Send")

    # and they get six words, shown once, on a page that can be printed
    words = _receipt(anyone)
    stored = Contribution.objects.filter(programme=programme, kind="story")
    assert [one.submission.on_behalf for one in stored] == [True]
    assert {one.may_quote for one in stored} == {True}
    assert {one.may_keep for one in stored} == {False}
    anyone.presses("I have written it down").check("receipt-hidden")
    assert anyone.page.locator(".tl-receipt").count() == 0
    # A word alone may well be on the page: they are everyday words.
    assert not set(words) <= set(anyone.page.locator("body").inner_text().lower().split())


@participants
def test_half_written_story_survives_a_closed_browser(arrive: Arrive, scripts: bool):
    # given somebody who has written half of it and closed the browser
    programme, activity = an_open_programme()
    before = arrive(scripts=scripts)
    before.goes_to(f"/programmes/{programme.slug}/stories/{activity.ref}/").presses("Start now")
    before.fills("What happened?", HAPPENED).presses("Continue")
    state = before.page.context.storage_state()
    before.leaves()

    # when they come back on the same device
    after = arrive(scripts=scripts, state=state)
    after.goes_to(f"/programmes/{programme.slug}/stories/{activity.ref}/")

    # then they carry on where they stopped, and nobody else does
    after.sees("You have started already").check("story-begun").presses("Carry on")
    after.sees("What would have made it better?").follows("Back")
    assert after.page.get_by_label("What happened?").input_value() == HAPPENED
    after.check("story-step")
    other = arrive().goes_to(f"/programmes/{programme.slug}/stories/{activity.ref}/")
    other.does_not_see("You have started already")


def test_story_is_told_with_the_keyboard_alone(arrive: Arrive):
    # given somebody who uses no mouse
    programme, activity = an_open_programme()
    person = arrive().goes_to(f"/programmes/{programme.slug}/stories/{activity.ref}/")
    page, keyboard = person.page, person.page.keyboard

    def goes_on(name: str, key: str = "Enter") -> None:
        person.goes_by(page.get_by_role("button", name=name, exact=True), key=key)

    def ticks(*labels: str) -> None:
        for label in labels:
            person.tabs_to(page.get_by_label(label, exact=True))
            keyboard.press("Space")
        goes_on("Continue")

    # when they skip to the content and use only Tab, Enter and Space
    keyboard.press("Tab")
    keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "maincontent"
    goes_on("Start now", key="Space")
    for answer in (HAPPENED, "A call back."):
        person.tabs_to(page.locator("textarea"))
        keyboard.type(answer)
        goes_on("Continue")
    ticks("Yes, it happened to me")
    ticks("A patient, or somebody who uses health or care services")
    ticks("North East")
    ticks("Under 18")
    ticks(WORDS["read"], WORDS["analyse"])
    goes_on("Send")

    # then their words are in
    _receipt(person)
    assert Contribution.objects.filter(programme=programme, kind="story").count() == 1
    person.check()


@participants
def test_questionnaire_branches_and_can_be_left(arrive: Arrive, scripts: bool):
    # given a questionnaire, and somebody who has answered some of it and closed the browser
    programme, activity = a_questionnaire()
    start = f"/programmes/{programme.slug}/questionnaires/{activity.ref}/"
    before = arrive(scripts=scripts).goes_to(start).check("questionnaire-start").presses("Start now")
    before.chooses("4").check("questionnaire-scale").presses("Continue")
    before.answers("Did anybody call?", "Yes").presses("Continue").answers("Did the call help?", "No").presses(
        "Continue"
    )
    state = before.page.context.storage_state()
    before.leaves()

    # when they come back, answer the question that follows from their answers, and then change their mind
    person = arrive(scripts=scripts, state=state).goes_to(start).presses("Carry on")
    person.fills("Why did it not help?", "They read out a list.").presses("Continue")
    person.answers("What went wrong?", "Medicines", "The letter").check("questionnaire-many").presses("Continue")
    person.fills("How many nights?", "3").presses("Continue")
    person.presses("Continue")
    person.fills("In one word?", "rushed").presses("Continue")
    _says_who(person)
    _agrees(person, "read", "analyse")
    person.sees("They read out a list.", "Medicines", "rushed").check("questionnaire-check")
    person.follows("Change did anybody call?").answers("Did anybody call?", "No").presses("Continue")

    # then what is no longer asked is not sent
    person.sees("Medicines").does_not_see("They read out a list.").presses("Send")
    _receipt(person)
    assert Contribution.objects.filter(programme=programme, kind="answer").count() == 1
    person.check()
