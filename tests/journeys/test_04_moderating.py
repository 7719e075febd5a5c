"""4. A moderator decides on words of every kind in one queue, and their author can answer back."""

from collections.abc import Callable

from tests.journeys.given import an_open_programme
from tests.support.factories import give, make_contribution, make_member
from tests.support.visitor import Visitor

from throughline.voices.models import Contribution
from throughline.voices.moderation import proposing
from throughline.voices.rules import RULES

Arrive = Callable[..., Visitor]
NAMED = "Nurse Margaret Oyelaran on ward 4 shouted at me. Ring me on 07700 900123."
HEALTHY = "The new booking app worked first time."


def _decided(contribution: Contribution) -> str:
    return Contribution.objects.get(pk=contribution.pk).moderation


def test_moderator_takes_out_what_names_somebody(arrive: Arrive):
    # given words that name a nurse and hold a telephone number
    programme, activity = an_open_programme()
    give(activity, NAMED)
    contribution = Contribution.objects.get(programme=programme)
    moderator = arrive(account=make_member(programme, "moderator"))

    # when a moderator opens them, what software proposes stands in place
    moderator.goes_to("/account").follows("Read what came in").sees("Nothing is public before you decide.")
    marked = moderator.page.locator("mark.tl-proposed")
    assert any("07700 900123" in one for one in marked.all_inner_texts())
    moderator.check("moderation").follows("Open and decide").check("moderation-item")
    moderator.answers("Your decision", "Green: publish").presses("See it as others will")

    # then they see what others will see, and confirm it
    moderator.does_not_see("07700 900123").check("moderation-check").presses("Save this decision")
    stored = Contribution.objects.get(pk=contribution.pk)
    assert stored.moderation == "green"
    public = arrive().goes_to(f"/programmes/{programme.slug}/throughline/contribution/{stored.ref}")
    public.sees("shouted at me").does_not_see("07700 900123").check("throughline-words-removed")


def test_author_sees_a_refusal_with_its_rule_and_replies(arrive: Arrive):
    # given words that break a rule
    programme, activity = an_open_programme()
    received = give(activity, HEALTHY)
    contribution = Contribution.objects.get(programme=programme)
    rule = RULES[0]
    first, second = (make_member(programme, "moderator") for _n in range(2))
    moderator = arrive(account=first).goes_to(f"/programmes/{programme.slug}/moderation/{contribution.ref}")

    # when a moderator refuses them without a rule, it is refused next to the field; with one, it is kept
    moderator.answers("Your decision", "Red: do not publish").fills("Note to the author", "Please write it again.")
    moderator.presses("See it as others will").sees("There is a problem", "Choose the rule").check("moderation-error")
    moderator.page.get_by_label("Which rule was broken?").select_option(rule.slug)
    moderator.presses("See it as others will").sees(str(rule.title)).presses("Save this decision")
    assert _decided(contribution) == "red"

    # then the author reads the decision with its rule and note, and replies
    author = arrive().goes_to("/follow").fills("Your six words", received.code).presses("Show me")
    author.sees("Not published", str(rule.red), "Please write it again.").check("followed-refused")
    author.follows("Reply to this decision").check("decision-reply")
    author.fills("What do you want to say about this decision?", "I was there.").presses("Send")
    author.sees("You have replied. A moderator will look again.").check()

    # and a second moderator finds the reply beside the history, and decides again
    other = arrive(account=second).goes_to(f"/programmes/{programme.slug}/moderation?show=replied")
    other.sees("The author has replied").follows("Open and decide").sees("Decisions so far", "I was there.")
    other.check("moderation-history").answers("Your decision", "Green: publish")
    other.presses("See it as others will").presses("Save this decision")
    assert _decided(contribution) == "green"


def test_moderators_ask_each_other_and_decide_on_several(arrive: Arrive):
    # given three texts that wait
    programme, activity = an_open_programme()
    waiting = [make_contribution(activity=activity, text=f"{HEALTHY} {n}", moderation="waiting") for n in range(3)]
    first, second = (make_member(programme, "moderator") for _n in range(2))
    queue = f"/programmes/{programme.slug}/moderation"

    # when one moderator asks for a second opinion on the first, they cannot give it themselves
    moderator = arrive(account=first).goes_to(f"{queue}/{waiting[0].ref}")
    moderator.answers("Your decision", "Ask for a second opinion").presses("See it as others will").presses(
        "Save this decision"
    )
    moderator.goes_to(f"{queue}/{waiting[0].ref}").sees("Somebody else has to decide now.").check("moderation-own")

    # and decides on the other two at once, after the job has looked for names
    proposing.catch_up(None)
    moderator.goes_to(queue)
    for box in moderator.page.get_by_label("Tick item", exact=False).all():
        box.check()
    moderator.answers(
        "Decision for everything that is ticked", "Approve, with everything taken out that software suggests"
    )
    moderator.presses("Decide on everything that is ticked").check("moderation-several")

    # then both are approved, and the first waits for somebody else
    assert [_decided(one) for one in waiting] == ["second", "green", "green"]
    other = arrive(account=second).goes_to(f"{queue}?show=second").sees(f"{HEALTHY} 0").follows("Open and decide")
    other.answers("Your decision", "Green: publish").presses("See it as others will")
    other.presses("Save this decision").check()
    assert _decided(waiting[0]) == "green"


def test_moderator_passes_words_on_and_the_author_sees_where_to_turn(arrive: Arrive):
    # given words that a colleague has open, and an organiser who said whom to turn to
    programme, activity = an_open_programme()
    received = give(activity, "My ward sister told us to keep quiet about unsafe staffing.")
    contribution = Contribution.objects.select_related("programme").get(programme=programme)
    first, second = (make_member(programme, "moderator") for _n in range(2))
    organiser = arrive(account=make_member(programme, "organiser")).goes_to(f"/programmes/{programme.slug}/manage")
    organiser.follows("Say whom people can turn to").fills("Who listens to worries of staff", "Gill, 020 7946 0000")
    organiser.check("signposts").presses("Save")
    address = f"/programmes/{programme.slug}/moderation/{contribution.ref}"
    colleague = arrive(account=first).goes_to(address)
    moderator = arrive(account=second).goes_to(address).sees("has opened these words to decide on them.")
    moderator.check("moderation-taken")

    # when the colleague leaves them, the moderator passes them on, and says what was done
    colleague.presses("Leave it to somebody else")
    moderator.follows("Look again").sees("This is yours to decide on until").answers(
        "Who has to act on this?", "Worry raised by staff"
    )
    moderator.presses("Pass it on now, decide later").sees("Passed on.", "Gill, 020 7946 0000")
    moderator.check("moderation-passed-on").follows("Say what was done").fills("What was done?", "Gill rang them.")
    moderator.check("moderation-route").presses("Save and close this").sees("Open: 0", "Gill rang them.")
    moderator.check("moderation-routes")

    # then the author reads where to turn, and nothing that was noted
    author = arrive().goes_to("/follow").fills("Your six words", received.code).presses("Show me")
    author.sees("Who listens to worries at work", "Gill, 020 7946 0000", "Somebody of the team followed this up")
    author.does_not_see("Gill rang them.").check("followed-signposts")
