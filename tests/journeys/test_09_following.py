"""9. A contributor sees what happened to what they said, and changes their mind."""

from collections.abc import Callable

from tests.evidence.conftest import make_line
from tests.journeys.given import an_open_programme
from tests.support.factories import give, make_contribution, make_member
from tests.support.site import until
from tests.support.visitor import Visitor, participants

from throughline.voices import consent_wording
from throughline.voices.actions import decide
from throughline.voices.models import Contribution

Arrive = Callable[..., Visitor]
ANALYSE = next(str(use.words) for use in consent_wording.USES if use.slug == "analyse")
QUOTE = next(str(use.words) for use in consent_wording.USES if use.slug == "quote")


def _told(text: str = "Nurse Adams said nobody answers the phone at night.") -> tuple[str, Contribution]:
    """Somebody has told a story, and a moderator has approved it; returns the six words and what was stored."""
    programme, activity = an_open_programme()
    received = give(activity, text)
    contribution = Contribution.objects.get(programme=programme)
    moderator = make_member(programme, "moderator")
    decide(contribution=contribution, outcome="green", reason="Thank you.", by=moderator, once_key=contribution.ref)
    return received.code, Contribution.objects.get(pk=contribution.pk)


def _opens(visitor: Visitor, code: str) -> Visitor:
    visitor.goes_to("/follow").check("follow").fills("Your six words", code.upper()).presses("Show me")
    return visitor


@participants
def test_contributor_walks_every_step_to_the_answer(arrive: Arrive, scripts: bool):
    # given words that went into a theme, a finding, a recommendation, and an answer that is being acted on
    code, own = _told()
    line = make_line([own, *(make_contribution(activity=own.activity) for _n in range(11))], own.activity)

    # when their author enters wrong words, and then the six words
    author = arrive(scripts=scripts)
    _opens(author, "one two three four five six").sees("There is a problem").check("follow-error")
    _opens(author, code)

    # then every step is there, with who and why, and can be opened
    author.sees("Thank you.")
    steps = author.page.locator(".tl-line__title").all_inner_texts()
    assert steps[:3] == ["Received", "Read by a person", "Approved"]
    author.sees(line.theme.name, line.finding.title, line.recommendation.title, "Accept", "Two more lines")
    author.check("followed").follows(line.finding.title).sees("Who said it")
    author.goes_to("/follow/what-happened").presses("Close this page on this device")
    author.goes_to("/follow/what-happened")
    assert author.path == "/follow"


@participants
def test_contributor_changes_consent(arrive: Arrive, scripts: bool):
    # given somebody who agreed to everything
    code, own = _told()
    author = _opens(arrive(scripts=scripts), code)

    # when they no longer want to be quoted
    author.follows("Change how we may use it").answers(QUOTE, "No").check("consent-change").presses("Save")

    # then the page says so, and the words are public no more
    author.sees("You changed how we may use it", "Quoted in public: no").check()
    assert not Contribution.objects.get(pk=own.pk).may_quote


@participants
def test_contributor_pauses_stops_and_erases(arrive: Arrive, scripts: bool):
    # given words that nothing published rests on
    code, own = _told()
    author = _opens(arrive(scripts=scripts), code)

    # when they pause, use again, stop and at last erase; each time they are told what applies
    for choice, said in (
        ("Pause", "You paused these words."),
        ("Use again", "You let us use it again"),
        ("Stop", "You took these words back."),
        ("Erase", "erased"),
    ):
        author.follows("Pause it or take it back").sees("What applies to your words", "No published finding rests")
        author.check(f"withdraw-{choice.lower().replace(' ', '-')}").answers("What should happen", choice)
        author.presses("Confirm").sees(said)

    # then nobody can read the words any more, and the page still says what happened
    until(lambda: Contribution.objects.filter(pk=own.pk, data_key=None).exists(), "the key destroyed by the worker")
    author.goes_to("/follow/what-happened").sees("Your words were erased on").does_not_see("Nurse Adams")
    author.check("followed-erased")


def test_contributor_hears_what_stays_in_a_published_finding(arrive: Arrive):
    # given words that a published finding rests on
    code, own = _told()
    make_line([own, *(make_contribution(activity=own.activity) for _n in range(11))], own.activity)

    # when their author takes them back
    author = _opens(arrive(), code).follows("Pause it or take it back")
    author.sees("This applies. A published finding rests on your words.", "This applies. Others could read your words.")
    author.check("withdraw-published").answers("What should happen", "Stop").presses("Confirm")

    # then they are told what stays, and the words are gone from the finding
    author.sees("You took these words back.", "stay as they are").check("followed-stopped")
    public = arrive().goes_to(f"/programmes/{own.programme.slug}/throughline/contribution/{own.ref}")
    public.does_not_see("Nurse Adams")
