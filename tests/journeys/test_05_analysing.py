"""5. An analyst asks for themes, reads the words beneath each before signing it off, and reads every rare signal."""

from collections.abc import Callable

from tests.support.factories import make_activity, make_many, make_member
from tests.support.site import until
from tests.support.visitor import Visitor
from tests.understand.themes.conftest import HARM, texts

from throughline.evidence.models import Run
from throughline.understand.themes.models import RareSignal, Theme

Arrive = Callable[..., Visitor]


def _opens_a_group(analyst: Visitor, themes: str, number: int = 0) -> Theme:
    """Open one of the groups that software proposes."""
    analyst.goes_to(themes)
    groups = analyst.page.get_by_role("table", name="Proposed by software")
    analyst.goes_by(groups.get_by_role("link").nth(number))
    return Theme.objects.get(ref=analyst.path.rpartition("/")[2])


def test_analyst_goes_from_words_to_signed_off_themes(arrive: Arrive):
    # given words about three things, two like nothing else, and one of harm
    activity = make_activity()
    programme = activity.programme
    make_many(activity, texts())
    analyst = arrive(account=make_member(programme, "analyst"))
    themes = f"/programmes/{programme.slug}/themes"

    # when an analyst asks for groups, they see how far it is, and may leave
    analyst.goes_to(themes).sees("A person has read 0%").check("themes-empty").presses("Look for groups")
    run = analyst.path
    assert "/runs/" in run
    analyst.goes_to("/account")
    until(lambda: Run.objects.filter(programme=programme, status="done").exists(), "the analysis")
    analyst.goes_to(run).sees("Done.", "How it can be repeated", "Seed").check("run")

    # then each group is open down to its words, and cannot be signed off before somebody has read and named it
    group = _opens_a_group(analyst, themes)
    analyst.check("theme-proposed").sees("Suggested by software", "Put here by software")
    assert analyst.page.get_by_role("button", name="Sign this theme off").count() == 0
    reading = analyst.page.get_by_role("button", name="I have read these words")
    while "next page" in reading.inner_text():
        analyst.goes_by(reading)
    analyst.goes_by(reading)
    analyst.goes_to(f"{themes}/{group.ref}").follows("Name it").fills("Name of the theme", "Reaching somebody")
    analyst.check("theme-name").presses("Save")

    # and words can be split off, moved and merged
    ticks = analyst.page.locator("input[name=refs][type=checkbox]")
    for box in ticks.all()[:2]:
        box.check()
    analyst.opens("Move the ticked words").fills("Name of the new theme", "Something else").check("theme-sorting")
    analyst.presses("Move the ticked words")
    split = Theme.objects.get(programme=programme, name="Something else")
    assert split.assignments.count() == 2
    assert {one.by_account_id for one in split.assignments.all()} != {None}
    analyst.goes_to(f"{themes}/{split.ref}").follows("Merge it into another theme")
    analyst.page.get_by_label("Merge it into").select_option(group.ref)
    analyst.check("theme-merge").presses("Merge")
    assert Theme.objects.get(pk=split.pk).merged_into_id == group.pk

    # and the theme is signed off by name
    analyst.goes_to(f"{themes}/{group.ref}").presses("Sign this theme off").sees("Signed off by a person")
    analyst.goes_to(themes).sees("Signed off by a person").does_not_see("A person has read 0%").check("themes")


def test_analyst_reads_what_stands_alone_and_every_rare_signal(arrive: Arrive):
    # given an analysis that is done
    activity = make_activity()
    programme = activity.programme
    make_many(activity, texts(6))
    account = make_member(programme, "analyst")
    analyst = arrive(account=account)
    analyst.goes_to(f"/programmes/{programme.slug}/themes").presses("Look for groups")
    until(lambda: Run.objects.filter(programme=programme, status="done").exists(), "the analysis")

    # when the analyst opens the list of what stands alone, nothing is lost
    analyst.goes_to(f"/programmes/{programme.slug}/stands-alone").sees("violin").check("stands-alone")

    # and reads each rare signal, saying what follows and why
    signals = f"/programmes/{programme.slug}/rare-signals"
    analyst.goes_to(signals).sees(HARM, "Waiting to be read").check("rare-signals").follows("Say what follows")
    analyst.presses("Save").sees("There is a problem").answers("What follows from it?", "Passed on at once")
    analyst.fills("Why?", "The pharmacist is looking at it today.").check("rare-signal").presses("Save")

    # then it says who read it, and what follows
    signal = RareSignal.objects.get(programme=programme, outcome="escalated")
    assert signal.read_by == account
    analyst.goes_to(f"{signals}/{signal.ref}").sees(HARM, "The pharmacist is looking at it today.").check()
