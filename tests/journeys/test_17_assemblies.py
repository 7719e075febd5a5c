"""17. A standing assembly, from a joined seat to an answered issue, and from the set-up to two published findings.

A participant joins, supports an issue, adds a detail, reads what can be raised, raises an issue of their own, and reads
what became of both: by keyboard alone, and on a phone without scripts. A facilitator publishes the charter, decides on
what was raised, adds a rare signal to the list by reason, writes a promise down, and publishes what was found.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from tests.envision.assemblies import standing
from tests.journeys.test_14_answering import Hands
from tests.support.factories import days, make_member, make_programme
from tests.support.visitor import Visitor
from tests.support.working import finished

from throughline.envision.assemblies import actions
from throughline.envision.assemblies.models import Answer, Assembly, Charter, Issue, Support
from throughline.evidence.models import Finding, Run
from throughline.programmes.models import Activity, Role
from throughline.voices import consent_wording
from throughline.voices.actions import decide
from throughline.voices.models import Contribution

Arrive = Callable[..., Visitor]
WORDS = {use.slug: str(use.words) for use in consent_wording.USES}
BELL = "Nobody answers the bell at night"
LIFT = "The lift is out of order most days"
RAMP = "There is no ramp at the side door"
WHO = "Dr Amara Bello, chief executive"
STEP = "Two people on every ward at night"
TOLD = (
    ("What happens?", "We carry people down."),
    ("Who does it concern?", "Everybody on ward 7."),
    ("What would you like to be different?", "A lift that works."),
)
SUPPORTERS = {"patients": 20, "staff": 12, "policy": 9}
SHOWN = {"Everybody": "40", "Patients and public": "20", "Health and care staff": "10", "Policymakers": "10"}


def _base(activity: Activity) -> str:
    return f"/programmes/{activity.programme.slug}/assemblies/{activity.ref}/"


def _held(meeting: Assembly) -> None:
    """As if the assembly had been three days ago."""
    Assembly.objects.filter(pk=meeting.pk).update(held_on=days(-3), answer_by=days(25))


def _goes_back(hands: Hands) -> None:
    hands.goes_by(hands.page.get_by_role("link", name="Back", exact=True))


def _joins(hands: Hands, activity: Activity) -> str:
    """From the first page to one's seat; returns the six words."""
    hands.visitor.goes_to(_base(activity)).sees("You raise an issue in a line").check("assemblies-start")
    hands.presses("Start now")
    for label in ("A patient, or somebody who uses", "North East"):
        hands.ticks(label)
        hands.presses("Continue")
    for use in ("read", "analyse", "quote"):
        hands.ticks(WORDS[use])
    hands.presses("Continue")
    hands.presses("Send")
    hands.visitor.sees("You have joined").check("assemblies-joined")
    words = hands.page.locator(".tl-receipt__word").all_inner_texts()
    assert len(words) == 6
    hands.presses("I have written them down. Go on")
    return " ".join(words)


def _supports(hands: Hands) -> None:
    hands.visitor.sees("Issues that gather support").check("assemblies-home")
    hands.follows(BELL)
    hands.presses("I support it")
    hands.visitor.sees("You support it", "You can take this back while it gathers support.")
    hands.follows("This concerns me too: add why")
    hands.writes("Why does this concern you too?", "It happened to my father twice.")
    hands.visitor.check("assemblies-detail")
    hands.presses("Send it")
    hands.visitor.sees("We have your words.").check("assemblies-support")
    _goes_back(hands)


def _raises(hands: Hands) -> None:
    hands.presses("Raise an issue")
    hands.visitor.sees("What you can raise here", standing.TERMS.remit, "What you cannot raise here")
    hands.visitor.sees("For that, turn to:", "Patient advice: Ring 01632 960001").check("assemblies-raise")
    hands.presses("Send it")
    hands.visitor.sees("There is a problem", "Say in a line what it is about")
    hands.writes("In a line: what is it about?", LIFT)
    hands.ticks("Yes")
    hands.presses("Send it")
    hands.visitor.sees(LIFT, "Waits for a decision", "Then the team tells you, within 10 days").check("assemblies-own")


def _approves(activity: Activity) -> None:
    """A moderator publishes everything that the participant wrote."""
    for one in Contribution.objects.filter(activity=activity, moderation="waiting"):
        decide(contribution=one, outcome="green", by=None, once_key=one.ref)


def _accepted(activity: Activity) -> Issue:
    """The team says that the participant's issue can be raised here."""
    _approves(activity)
    mine = Issue.objects.get(activity=activity, state="raised")
    reason = "It is about our wards."
    actions.decide_remit(activity=activity, issue=mine.ref, outcome="in", reason=reason, by=None, once_key=mine.ref)
    return mine


def _answered(activity: Activity, meeting: Assembly, theirs: Issue, mine: Issue) -> None:
    """The assembly takes both up, one by the rule and one by reason, and answers the second."""
    _approves(activity)
    standing.supported(theirs, patients=20, staff=12)
    Issue.objects.filter(activity=activity).update(gathers_until=days(-1))
    standing.confirmed(activity, meeting, rare=[mine.ref])
    _held(meeting)
    actions.answer(
        activity=activity,
        selected=meeting.selections.get(issue=mine).ref,
        verdict="act",
        said="You are right.",
        answered_by=WHO,
        next_step="A new lift",
        due_on=days(30),
        by=None,
        once_key=mine.ref,
    )


@pytest.mark.parametrize(
    ("size", "scripts"), [("desktop", True), ("phone", False)], indirect=["size"], ids=["keyboard", "no-scripts"]
)
def test_somebody_raises_an_issue_and_reads_what_became_of_it(arrive: Arrive, scripts: bool):
    # given a standing assembly with an issue of somebody else's, and somebody who joins it
    activity, meeting = standing.make_standing()
    theirs = standing.raised(activity, BELL)
    person = arrive(scripts=scripts)
    hands = Hands(person, keyboard=scripts)
    words = _joins(hands, activity)

    # when they support that issue and add what they know, and raise one of their own
    _supports(hands)
    _raises(hands)
    own = person.path
    mine = _accepted(activity)
    person.goes_to(own).sees("Gathers support", "It can be raised here", "It is about our wards.")
    hands.follows(TOLD[0][0])
    for question, answer in TOLD:
        hands.writes(question, answer)
        hands.presses("Send it")
    person.sees("Tell people more", "Answered").does_not_see("Not answered yet").check("assemblies-told")
    _answered(activity, meeting, theirs, mine)

    # then the six words lead back on another device, to all that became of both
    later = Hands(arrive(scripts=scripts), keyboard=scripts)
    later.visitor.goes_to("/follow")
    later.writes("Your six words", words)
    later.presses("Show me")
    later.visitor.sees(f"You support the issue “{BELL}”", "It met the published criteria.")
    later.visitor.sees("Words that you added", f"You wrote this about the issue “{BELL}”").check("assemblies-followed")
    later.follows("You raised an issue. Go on with it here")
    later.follows(LIFT)
    assert later.visitor.path == own
    later.visitor.sees("Chosen for the assembly on", "It is about harm.", "Answered: Will be done", WHO, "A new lift")
    later.visitor.check("assemblies-own-answered")
    later.follows("See it as everybody does")
    later.visitor.sees("Promised by", *(answer for _question, answer in TOLD)).check("assemblies-issue")
    assert Support.objects.filter(seat=mine.seat, issue=theirs, given=True).exists()


def _sets_up(team: Visitor, activity: Activity) -> None:
    """The charter, from the usual numbers to the version that is fixed for good."""
    team.goes_to(_base(activity) + "manage").follows("Set it up")
    team.fills("What can be raised here?", standing.TERMS.remit)
    team.fills("What cannot be raised here?", standing.TERMS.not_here)
    team.fills("Where can people turn with that instead?", "Patient advice | Ring 01632 960001")
    team.fills("For how many days is support gathered?", "7").dates("When is the assembly?", days(7))
    team.fills("Where is it?", "Town hall").fills("Who answers there?", "Dr Amara Bello | chief executive")
    team.presses("Save").sees("There is a problem", "the first assembly can be on").check("assemblies-set-up")
    team.dates("When is the assembly?", days(8)).presses("Save")
    team.sees("Version 1 is not public yet.").follows("See the first page as people will")
    team.sees("Nothing is stored here.", standing.TERMS.remit).check("assemblies-preview")
    team.goes_to(_base(activity) + "manage").presses("Publish it for good").sees("Version 1 has been public since")
    assert Charter.objects.get(activity=activity).terms.gather_days == 7


def _decides(team: Visitor, activity: Activity) -> tuple[Issue, Issue]:
    """What can be raised: one issue that many will support, and a rare one about harm."""
    many = standing.raised(activity, BELL, state="raised")
    rare = standing.raised(activity, RAMP, state="raised", harm="yes")
    for one, line in ((many, BELL), (rare, RAMP)):
        team.goes_to(_base(activity) + "manage").follows(line).sees("What can be raised here", standing.TERMS.remit)
        team.answers("What do you decide?", "It can be raised here")
        team.fills("The reason, or your question", "It is about our wards.")
        team.check("assemblies-remit").presses("Save")
        one.refresh_from_db()
        assert one.state == "gathering"
    team.sees("No issue waits for a decision.").check("assemblies-desk")
    return many, rare


def _lists(team: Visitor, activity: Activity, meeting: Assembly) -> None:
    """The list that the published rule makes, with the rare issue added to it."""
    team.goes_to(_base(activity) + "manage").sees("Gathering has ended for 2 issues.").follows("Make its list")
    team.presses("Make the list")
    run = finished(Run.objects.get(activity=activity))
    assert run.status == "done", run.failure
    team.goes_to(_base(activity) + f"manage/list/{meeting.ref}").sees("Chosen by the rule", "Not chosen by the rule")
    team.answers(f"Is “{RAMP}” taken up?", "Yes, though the rule did not choose it")
    team.check("assemblies-list").presses("Confirm the list and make it public")
    team.sees("There is a problem", f"Give the reason for “{RAMP}”")
    team.fills(f"The reason for “{RAMP}”", "Somebody has fallen there.").presses("Confirm the list and make it public")
    team.sees("By the published rule: It met the published criteria.")
    team.sees("By the team, with a reason: Somebody has fallen there.").check("assemblies-meeting")


def _answers(team: Visitor, activity: Activity, meeting: Assembly) -> None:
    """A promise, which needs a day."""
    _held(meeting)
    team.goes_to(_base(activity) + "manage").sees("No answer yet: 3 days of silence.").follows(
        f"Write the answer {BELL}"
    )
    team.answers("What is the answer?", "Will be done").fills("What was said?", "You are right, and it is dangerous.")
    team.answers("Who answered?", WHO).fills("What happens next?", STEP).presses("Save")
    team.sees("There is a problem", "Say by when it happens").check("assemblies-answer")
    team.dates("By when?", days(30)).presses("Save").sees("Answer: Will be done", STEP, "Promised by")
    given = Answer.objects.get(selection__assembly=meeting)
    assert (given.answered_by, given.due_on) == (WHO, days(30))


def _publishes(team: Visitor, activity: Activity, title: str) -> Finding:
    """The first that is not published yet, as it stands."""
    team.goes_to(_manage(activity)).follows("What was found").check("assemblies-found")
    team.presses("Publish it as it stands").sees(title)
    finding = Finding.objects.filter(programme=activity.programme).latest("pk")
    assert finding.status == "published"
    return finding


def _manage(activity: Activity) -> str:
    return f"/programmes/{activity.programme.slug}/manage/activities/{activity.ref}"


def _is_now(activity: Activity, status: str) -> None:
    activity.refresh_from_db()
    assert activity.status == status


@pytest.mark.parametrize("size", ["phone"], indirect=True)
def test_from_the_charter_to_published_findings(arrive: Arrive):
    # given a programme, and somebody who runs its activities and publishes what they find
    programme = make_programme(stages=["envision"])
    team = arrive(account=make_member(programme, Role.FACILITATOR, Role.ANALYST))

    # when they add a standing assembly, publish its charter and open it
    team.goes_to(f"/programmes/{programme.slug}/manage/activities/new?method=assemblies")
    team.fills("Title", "Raise what matters to you").presses("Save and continue")
    activity = Activity.objects.select_related("programme").get(programme=programme)
    _sets_up(team, activity)
    team.goes_to(_manage(activity)).presses("Open it")
    _is_now(activity, "open")

    # and decide what can be raised, make the list once support is gathered, and write an answer down
    many, rare = _decides(team, activity)
    standing.supported(many, **SUPPORTERS)
    standing.supported(rare, patients=3)
    Issue.objects.filter(activity=activity).update(gathers_until=days(-1))
    meeting = Assembly.objects.get(activity=activity)
    _lists(team, activity, meeting)
    _answers(team, activity, meeting)
    team.goes_to(_manage(activity)).presses("Close it")
    _is_now(activity, "closed")

    # then what was found is published, each with one press, and everybody can read its figures
    chosen = _publishes(team, activity, BELL)
    signal = _publishes(team, activity, RAMP)
    assert (chosen.kind, signal.kind) == (Finding.Kind.PRIORITY, Finding.Kind.RARE)
    reader = arrive(scripts=False)
    for finding, figures in ((chosen, SHOWN), (signal, dict.fromkeys(SHOWN, "0"))):
        reader.goes_to(f"/programmes/{programme.slug}/findings/{finding.ref}").sees(finding.title)
        for group, figure in figures.items():
            expect(reader.page.locator("tbody tr", has_text=group).last).to_contain_text(figure)
    reader.sees("Somebody has fallen there.").check("assemblies-finding")
    reader.goes_to(_base(activity) + f"meeting/{meeting.ref}").sees(BELL, RAMP, STEP)
