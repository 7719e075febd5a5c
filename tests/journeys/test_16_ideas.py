"""16. Ideas: somebody joins, suggests, supports and comments; the team joins, answers, counts and publishes.

The participant walks it with the keyboard alone, and on a phone without scripts. What the other people of the
facilitator's walk gave is written as rows; everything else is pressed and typed.
"""

from collections.abc import Callable

import pytest
from django.urls import reverse
from tests.envision.ideas.making import TITLES, make_comment, make_idea, make_ideas, make_question, people_support
from tests.journeys.test_14_answering import Hands
from tests.support.factories import make_member, make_programme
from tests.support.site import until
from tests.support.visitor import Visitor

from throughline.envision.ideas.models import Comment, Idea, Question, Support
from throughline.evidence.models import Finding, Run
from throughline.evidence.runs import UNFINISHED
from throughline.programmes.models import Activity, Role
from throughline.voices import consent_wording

Arrive = Callable[..., Visitor]
NEXT, PARKING, NURSE, _LETTERS = TITLES
JOINED, REASON, DECIDES = "Easier arrival", "It starts on two wards.", "The head nurse decides."


def _joins(hands: Hands) -> None:
    hands.visitor.sees("What this is for", "Nobody sees what you support.")
    hands.presses("Start now")
    hands.ticks("A patient, or somebody who uses health or care services")
    hands.presses("Continue")
    hands.ticks("North East")
    hands.presses("Continue")
    for use in consent_wording.USES[:3]:
        hands.ticks(str(use.words))
    hands.presses("Continue")
    hands.presses("Send")
    hands.visitor.sees("You have joined")
    hands.presses("I have written them down. Go on")


def _supports_and_comments(hands: Hands) -> None:
    hands.visitor.sees(*TITLES, "an order drawn by lot")
    hands.follows(NURSE)
    hands.presses("I support this idea")
    hands.visitor.sees("You support this idea.")
    hands.follows("Comment on this idea")
    hands.writes("Your words", "It worked in another town.")
    hands.presses("Send my comment")
    hands.visitor.sees("Thank you. We have your words.")


def _suggests(hands: Hands) -> None:
    hands.follows("Suggest an idea")
    hands.presses("Send my idea")
    hands.visitor.sees("There is a problem", "Say in one line what the idea is").check("ideas-error")
    hands.writes("Your idea in one line", "Texting the people who are next")
    hands.writes("More about it, if you like", "Nobody would have to sit and wait.")
    hands.presses("Send my idea")
    hands.visitor.sees("These ideas look like yours", NEXT).check("ideas-alike")
    hands.presses("Send it anyway")
    hands.visitor.sees("Thank you. We have your words.")


def _asks(hands: Hands) -> None:
    hands.follows("Ask a question")
    hands.writes("Your words", "Who decides?")
    hands.presses("Send my question")
    hands.visitor.sees("We have your question.", "1 question waits for an answer.").does_not_see("Who decides?")


@pytest.mark.parametrize(
    ("size", "by_keyboard"),
    [("desktop", True), ("phone", False)],
    indirect=["size"],
    ids=["keyboard", "phone-no-scripts"],
)
def test_somebody_joins_gives_ideas_and_support_and_reads_what_they_gave(arrive: Arrive, by_keyboard: bool):
    # given ideas of others, and somebody who has not joined
    activity, (_next, _parking, nurse, _letters) = make_ideas()
    begin = reverse("ideas-start", args=[activity.programme.slug, activity.ref])
    person = arrive(scripts=by_keyboard).goes_to(begin)

    # when they join, support an idea, comment on it, suggest one that looks like another, and ask a question
    hands = Hands(person, keyboard=by_keyboard)
    _joins(hands)
    _supports_and_comments(hands)
    _suggests(hands)
    _asks(hands)

    # then they find everything that they gave when they come back, and nobody else reads it yet
    hands.visitor.goes_to(begin)
    hands.follows("What I gave, and what came of it")
    person.sees("Texting the people who are next", NURSE, "It worked in another town.", "Who decides?")
    person.sees("A moderator will read it. Nobody else can see it before that.").check("ideas-mine")
    seat = Support.objects.select_related("seat").get(idea=nurse, given=True).seat
    for given in (Idea.objects.filter(activity=activity), Comment.objects.filter(idea=nurse), Question.objects.all()):
        assert given.filter(contribution__submission=seat.submission_id).count() == 1
    arrive(scripts=False).goes_to(begin + "all").sees(NEXT).does_not_see("Texting the people")


def _sets_up(team: Visitor, slug: str) -> Activity:
    team.goes_to(f"/programmes/{slug}/manage/activities/new?method=ideas").fills("Title", "Easier waiting")
    team.fills("What do you ask people for?", "What would make waiting easier?")
    team.fills("Who answers questions?", "The head nurse").presses("Save and continue")
    activity = Activity.objects.select_related("programme").get(programme__slug=slug)
    team.follows("See it as people do").check("ideas-preview")
    team.sees("What would make waiting easier?", "Nothing is stored here.")
    team.goes_to(_manage(activity)).presses("Open it")
    return activity


def _people_give(activity: Activity) -> None:
    """Four ideas, a comment and a question, all read by a moderator, and eighty people who each support one idea."""
    waiting, parking, nurse, _letters = [make_idea(activity, title) for title in TITLES]
    make_comment(nurse)
    make_question(activity)
    whose = {waiting: ["patients"] * 20 + ["staff"] * 10, parking: ["patients"] * 10 + ["policy"] * 20}
    people_support(activity, whose | {nurse: ["staff"] * 20})


def _joins_two(team: Visitor, desk: str) -> None:
    team.goes_to(desk).sees("4 ideas have no answer yet. 1 question waits for an answer.").check("ideas-desk")
    team.chooses(NEXT, PARKING).presses("Join the ticked ideas").sees(NEXT, PARKING).does_not_see(NURSE)
    team.fills("The new idea in one line", JOINED).fills("Why?", "Both make arriving easier.")
    team.presses("Join them").sees("Joined into one", JOINED, "Both make arriving easier.")


def _answers(team: Visitor, desk: str) -> None:
    team.goes_to(desk).sees("60 people support it.").follows(f"Answer it, split it or carry it forward {JOINED}")
    team.answers("What becomes of it?", "Taken forward in part").fills("Why?", REASON).check("ideas-one")
    team.presses("Publish the answer").sees(REASON)
    team.goes_to(desk).follows("Answer questions and comments").follows("Answer in public")
    team.sees("Who decides?").fills("Your answer", DECIDES).presses("Send the answer").does_not_see("Who decides?")
    team.goes_to(desk).sees("2 ideas have no answer yet. No question waits for an answer.")


def _counts(team: Visitor, activity: Activity, desk: str) -> None:
    """Count after closing. A count that the site began by itself before that is not for everybody."""
    runs = Run.objects.filter(activity=activity)
    team.goes_to(_manage(activity)).presses("Close it")
    until(lambda: not runs.filter(status__in=UNFINISHED).exists(), "a count of before the closing")
    team.goes_to(desk).presses("Count it now")
    until(lambda: runs.latest("pk").status not in UNFINISHED, "the count")
    assert runs.latest("pk").status == "done", runs.latest("pk").failure
    team.goes_to(desk).sees("Made from 80 times").follows("See the results as everybody will")
    team.sees(f"“{JOINED}” has most support: about 60 people.").check("ideas-counted")


def _manage(activity: Activity) -> str:
    return f"/programmes/{activity.programme.slug}/manage/activities/{activity.ref}"


@pytest.mark.parametrize("size", ["phone"], indirect=True)
def test_the_team_joins_and_answers_ideas_and_publishes_what_people_support(arrive: Arrive):
    # given a programme, and somebody who runs its activities and publishes what they find
    programme = make_programme(stages=["envision"])
    team = arrive(account=make_member(programme, Role.FACILITATOR, Role.ANALYST))

    # when they set ideas up and open them, join two, answer an idea and a question, close, and count the support
    activity = _sets_up(team, programme.slug)
    base = f"/programmes/{programme.slug}/ideas/{activity.ref}/"
    _people_give(activity)
    _joins_two(team, base + "desk")
    _answers(team, base + "desk")
    _counts(team, activity, base + "desk")

    # and publish what was found
    team.goes_to(_manage(activity)).follows("What was found").check("ideas-found")
    team.presses("Publish it as it stands")
    finding = Finding.objects.get(programme=programme)
    assert (finding.status, finding.title) == ("published", f"Many people support the idea “{JOINED}”")

    # then everybody reads how many support it, group by group, and of how many people
    reader = arrive(scripts=False).goes_to(f"/programmes/{programme.slug}/findings/{finding.ref}")
    reader.sees(finding.title, "For 2 ideas nobody has said yet what becomes of them.")
    rows = reader.page.get_by_role("table", name="The figures").get_by_role("row")
    for group, figure, people in (
        ("Everybody", "60 (75%)", "80"),
        ("Patients and public", "30 (100%)", "30"),
        ("Health and care staff", "10 (33%)", "30"),
        ("Policymakers", "20 (100%)", "20"),
    ):
        *_before, said, of = rows.filter(has_text=group).get_by_role("cell").all_inner_texts()
        assert figure in said, (group, said)
        assert of.split()[-1] == people, (group, of)

    # and what came of the ideas and of the question
    reader.goes_to(base + "results").sees(f"“{JOINED}” has most support", "Taken forward in part")
    reader.goes_to(base + "all").follows(JOINED).sees(REASON, "Both make arriving easier.", NEXT, PARKING)
    reader.goes_to(base + "questions").sees("Who decides?", DECIDES)
