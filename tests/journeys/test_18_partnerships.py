"""18. A partnership goes from one press to a published finding, and people join its survey, choose, and choose again.

A facilitator is walked through steering group, protocol, words, evidence, survey, short list, workshop and finding. Who
takes part is walked from joining to reading what they gave: by the keyboard alone, and on a phone without scripts.
"""

from collections.abc import Callable, Sequence
from datetime import date

import pytest
from playwright.sync_api import Locator, expect
from tests.envision.partnerships.partnering import PROTOCOL, TEXTS, chose, opened, put, url, words_for
from tests.journeys.test_14_answering import Hands
from tests.support.factories import make_member, make_programme
from tests.support.site import until
from tests.support.visitor import Visitor

from throughline.envision.partnerships import queries
from throughline.envision.partnerships.models import Chosen
from throughline.evidence.models import Finding, Run
from throughline.evidence.runs import UNFINISHED
from throughline.programmes.models import Activity, Programme, Role
from throughline.voices import consent_wording

Arrive = Callable[..., Visitor]
AGREED = [str(use.words) for use in consent_wording.USES if use.slug in ("read", "analyse")]
ASKED, ANSWERED = TEXTS[:5], TEXTS[5]
HEARD, ELSEWHERE = ["Would swimming do me good?", "Do I walk better in a pool?"], "Why did my knee need surgery?"
PART_OF_IT = "It is part of another question."


def _manages(team: Visitor, activity: Activity) -> Visitor:
    return team.goes_to(f"/programmes/{activity.programme.slug}/manage/activities/{activity.ref}")


def _turns(team: Visitor, activity: Activity, press: str, status: str) -> None:
    _manages(team, activity).presses(press)
    activity.refresh_from_db()
    assert activity.status == status


def sets_up(team: Visitor, programme: Programme) -> Activity:
    """One press makes the story call and the partnership; then people are named, and the rules are locked."""
    team.goes_to(f"/programmes/{programme.slug}/manage/activities/new")
    team.presses("Set up all of it: Priority-setting partnership").sees("Nobody is named yet.")
    made = programme.activities.select_related("programme").get(method="partnerships")
    for name, side in (("Ada", "Patients and public"), ("Ben", "Health and care staff"), ("Cleo", "Policymakers")):
        team.follows("Add somebody to the steering group").fills("Name", name).chooses(side).presses("Save")
    team.presses("Lock it for good").sees("There is a problem", "Name a neutral adviser.").check("partnerships-steered")
    team.follows("Write the protocol").fills("What is it about?", PROTOCOL["scope"])
    team.fills("What is out of scope?", PROTOCOL["out_of_scope"])
    team.fills("How are questions gathered?", PROTOCOL["gathering"])
    team.fills("How does the steering group decide?", PROTOCOL["decides"])
    team.fills("Who is the neutral adviser?", PROTOCOL["adviser"])
    team.fills("How many questions may each person choose?", "3").fills("How many first questions?", "5")
    team.dates("On which day did the steering group agree to this?", date(2026, 3, 2))
    team.presses("Save").presses("Lock it for good").sees("and public.")
    return made


def gathers(team: Visitor, activity: Activity) -> None:
    """Two people's words become one question, those of a third are out of scope, and a guideline asks the others."""
    for text in (*HEARD, ELSEWHERE):
        words_for(activity, text=text)
    team.goes_to(url("setup", activity)).follows("Gather words under questions").sees(*HEARD, ELSEWHERE)
    _asks(team, ASKED[0], words=HEARD)
    _card(team, ELSEWHERE).get_by_role("checkbox").check()
    team.chooses("Out of scope").fills("Why are they out of scope?", "It is about an operation.")
    team.check("partnerships-gathering").presses("Save").does_not_see(ELSEWHERE)
    for text in (*ASKED[1:], ANSWERED):
        _asks(team, text, origin="A guideline")


def _asks(team: Visitor, text: str, *, words: Sequence[str] = (), origin: str = "") -> None:
    for one in words:
        _card(team, one).get_by_role("checkbox").check()
    team.chooses("Part of a new question").fills("The question", text)
    team.fills("Where else does it come from? (optional)", origin).presses("Save")


def _card(team: Visitor, text: str) -> Locator:
    return team.page.locator(".nhsuk-card", has_text=text)


def compares(team: Visitor, activity: Activity) -> None:
    """Each question is held against what is known already; one is answered, and leaves the list."""
    team.goes_to(url("setup", activity)).follows("Compare questions with what is known")
    for text in (*ASKED, ANSWERED):
        team.goes_by(_card(team, text).get_by_role("link", name="Say what is known"))
        if text == ANSWERED:
            team.chooses("Yes. It leaves the list").fills("What is known?", "They are safe for a year.")
            team.fills("Where did you look, or where does it stand?", "A review of 2025")
        else:
            team.chooses("No, nobody knows well enough")
        team.presses("Save")
    team.goes_to(url("setup", activity)).follows("See the list as people do")
    team.sees(*ASKED).does_not_see(ANSWERED).check("partnerships-preview")


def shortens(team: Visitor, activity: Activity) -> None:
    """The order is worked out; the short list begins with the rule, and where it departs from it says why."""
    team.goes_to(url("progress", activity)).presses("Put the questions in order")
    runs = Run.objects.filter(activity=activity)
    until(lambda: runs.latest("pk").status not in UNFINISHED, "the order")
    assert runs.latest("pk").status == "done", runs.latest("pk").failure
    team.goes_to(url("progress", activity)).sees("Policymakers: fewer than 8 people chose.")
    team.check("partnerships-ordered")
    team.goes_to(url("setup", activity)).follows("Publish the short list")
    team.page.get_by_label(ASKED[4], exact=True).uncheck()
    why = f"Why is “{ASKED[4]}” left out?"
    team.presses("Publish the short list").sees("There is a problem", why).check("partnerships-shortened")
    team.fills(why, PART_OF_IT).presses("Publish the short list")


def meets(team: Visitor, activity: Activity) -> None:
    """Two small groups come to different orders; then everybody agrees on one."""
    short = ASKED[:4]
    team.goes_to(url("setup", activity)).follows("Write down the orders of the small groups")
    for order in (short, [short[1], short[0], *short[2:]]):
        team.follows("Write down the order of a small group")
        for side, people in (("Patients and public", "4"), ("Health and care staff", "3"), ("Policymakers", "0")):
            team.fills(f"How many were there: {side}", people)
        for place, text in enumerate(order, start=1):
            team.fills(text, str(place))
        team.presses("Save the order")
    team.sees("Group 1", "Group 2", "Sum of places").check("partnerships-met")
    team.follows("Write down the final order of everybody")
    for place, text in enumerate(short, start=1):
        group = team.page.get_by_role("group", name=text)
        group.get_by_label("Place", exact=True).fill(str(place))
        group.get_by_label("Why it has this place", exact=True).fill(f"Reason {place}.")
    team.presses("Publish the top ten")


@pytest.mark.parametrize("size", ["phone"], indirect=True)
def test_one_press_leads_to_a_published_top_of_the_list(arrive: Arrive):
    # given a programme, and somebody who runs its activities and publishes what they find
    programme = make_programme(stages=["envision"])
    team = arrive(account=make_member(programme, Role.FACILITATOR, Role.ANALYST))

    # when they set a partnership up, gather questions, and let people choose
    activity = sets_up(team, programme)
    gathers(team, activity)
    compares(team, activity)
    _turns(team, activity, "Open it", "open")
    rows = queries.long_list(activity)
    assert [one.text for one in rows] == ASKED
    chose(activity, [("patients", rows[:3])] * 20 + [("staff", rows[3:])] * 12 + [("policy", rows[4:])] * 3)
    _turns(team, activity, "Close it", "closed")

    # and a workshop agrees on what comes first, out of what people chose
    shortens(team, activity)
    meets(team, activity)

    # then everybody reads who decided what, by which rules, and why
    reader = arrive(scripts=False).goes_to(url("results", activity))
    reader.sees(*ASKED[:4], "Reason 1.", "How the workshop came to this").does_not_see(ASKED[4])
    reader.follows("What people chose, and the short list").sees(f"Left out: “{ASKED[4]}”. Why: {PART_OF_IT}")
    reader.follows("All questions").sees("They are safe for a year. (A review of 2025)")
    reader.follows("Who leads this, and by what rules").sees("Ada", "Robin Hale", "It has not been changed since.")

    # and what was found is published with one press, with its figures, and how many people these are of
    _manages(team, activity).follows("What was found").check("partnerships-found")
    team.presses("Publish it as it stands")
    finding = Finding.objects.get(programme=programme)
    assert (finding.status, finding.title) == ("published", "The top 4 questions")
    reader.goes_to(f"/programmes/{programme.slug}/findings/{finding.ref}").sees(finding.title, *ASKED[:4])
    figures = reader.page.get_by_role("table", name="The figures").get_by_role("row").filter(has_text=ASKED[0])
    patients = figures.filter(has_text="Patients and public")
    expect(patients).to_contain_text("100%")
    expect(patients.get_by_role("cell").last).to_contain_text("20")
    expect(figures.filter(has_text="Policymakers")).to_contain_text("too few people to show")


def joins(hands: Hands) -> str:
    """From the page about it to a seat; returns the six words."""
    hands.visitor.sees("You do not answer the questions.")
    hands.presses("Start now")
    for answer in ("A patient, or somebody who uses health or care services", "North East"):
        hands.ticks(answer)
        hands.presses("Continue")
    for use in AGREED:
        hands.ticks(use)
    hands.presses("Continue")
    hands.visitor.sees("Check your answers")
    hands.presses("Send")
    hands.visitor.sees("You have joined").check("partnerships-joined")
    words = " ".join(hands.page.locator(".tl-receipt__word").all_inner_texts())
    hands.presses("I have written them down. Go on")
    return words


def _ticks_or_unticks(hands: Hands, *questions: str) -> None:
    """Change these boxes, which stand on the page in this order."""
    for text in questions:
        box = hands.page.get_by_label(text, exact=True)
        if hands.keyboard:
            hands.visitor.tabs_to(box)
            hands.page.keyboard.press("Space")
        else:
            box.click()


@pytest.mark.parametrize(
    ("size", "by_keyboard"), [("desktop", True), ("phone", False)], indirect=["size"], ids=["keyboard", "no-scripts"]
)
def test_somebody_joins_chooses_chooses_again_and_reads_what_they_gave(arrive: Arrive, by_keyboard: bool):
    # given a survey that people can answer, and somebody who joins it without an account
    activity, rows = opened()
    person = arrive(scripts=by_keyboard).goes_to(url("start", activity))
    hands = Hands(person, keyboard=by_keyboard)
    words = joins(hands)

    # when they choose more than they may, they are told so, and every tick stays
    listed = person.page.locator(".nhsuk-checkboxes__label").all_inner_texts()
    assert sorted(listed) == sorted(one.text for one in rows)
    person.check("partnerships-choosing")
    _ticks_or_unticks(hands, *listed[:4])
    hands.presses("Send your choice")
    person.sees("There is a problem", "You chose 4. Choose at most 3: take away 1 question").check("partnerships-over")
    _ticks_or_unticks(hands, listed[3])
    hands.presses("Send your choice")
    person.sees("We have your choice", *listed[:3]).does_not_see(listed[3]).check("partnerships-chosen")

    # and when they change their mind, the last choice takes the place of the first
    hands.follows("Change your choice")
    _ticks_or_unticks(hands, listed[0], listed[1], listed[4])
    hands.presses("Send your choice")
    person.sees(listed[2], listed[4]).does_not_see(*listed[:2])
    kept = Chosen.objects.get(seat__activity=activity)
    assert {one.text for one in rows if one.ref in kept.questions} == {listed[2], listed[4]}

    # then they read with their six words what they gave, also after it has closed
    put(activity, "closed")
    hands.follows("See what happened to what you said")
    hands.writes("Your six words", words)
    hands.presses("Show me")
    person.sees("You chose 2 questions")
    hands.follows("You chose 2 questions")
    person.sees("This is closed. What you sent is kept.", listed[2], listed[4]).does_not_see(*listed[:2])
