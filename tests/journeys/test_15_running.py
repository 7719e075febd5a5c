"""15. A facilitator sets an activity up, opens it, closes it, has it worked out and publishes what it found."""

from collections.abc import Callable

import pytest
from tests.envision.budgets import sharing
from tests.envision.choices import asking
from tests.envision.delphi import ready
from tests.envision.joining import make_seats
from tests.envision.opinions import talking
from tests.envision.pairs.comparing import WORDS, people_choose
from tests.envision.rankings import ordering
from tests.support.factories import make_member, make_programme
from tests.support.site import until
from tests.support.visitor import Visitor

from throughline.envision.choices.actions import begin
from throughline.envision.choices.asked import asked_of
from throughline.envision.choices.design import design_of
from throughline.envision.choices.models import Choice
from throughline.envision.opinions.models import Statement
from throughline.envision.pairs.models import Option
from throughline.evidence.models import Finding, Run
from throughline.evidence.runs import UNFINISHED
from throughline.programmes.models import Activity, Role

Arrive = Callable[..., Visitor]


def _worked_out(activity: Activity) -> None:
    """Wait for the worker that runs beside the site."""
    runs = Run.objects.filter(activity=activity)
    until(lambda: runs.latest("pk").status not in UNFINISHED, "the analysis")
    assert runs.latest("pk").status == "done", runs.latest("pk").failure


def panel(team: Visitor, activity: Activity, base: str) -> None:
    team.goes_to(base + "manage").follows("Write the statements")
    team.fills("Statements to rate", "\n".join(ready.ITEMS)).check("delphi-statements").presses("Save")
    team.goes_to(base + "manage/agreement").check("delphi-agreement")
    team.page.get_by_label("Settle a statement only when").uncheck()
    team.presses("Save").presses("Fix them for good").sees("Open the activity first")
    _opens(team, activity)
    team.goes_to(base + "manage").presses("Open round 1").sees("Round 1 has been open since")
    ready.rated(activity, ready.seated(activity))
    team.presses("Close round 1")
    _worked_out(activity)
    team.goes_to(base + "manage").sees("Where the panel stands").check("delphi-stands")
    _closes(team, activity)


def experiment(team: Visitor, activity: Activity, base: str) -> None:
    team.goes_to(base + "prepare").follows("Change how many there are")
    team.fills("How many choices does each person make?", "4").presses("Save and continue")
    who = "A doctor\nA nurse\nA pharmacist"
    for name, levels, unit in (("The wait", "2\n7\n14", "days"), ("Who you see", who, "")):
        team.goes_to(base + "prepare").follows("Add something in which the options differ")
        team.fills("What is it called?", name).fills("What does it mean?", "In plain words.")
        team.fills("Its levels", levels).fills("What the numbers count", unit).presses("Save")
    team.check("choices-prepared").presses("Make the choices")
    _worked_out(activity)
    team.goes_to(base + "prepare").follows("See the choices as people do").check("choices-preview")
    _opens(team, activity)
    _people_choose(Activity.objects.get(pk=activity.pk))
    _closes(team, activity)
    team.goes_to(base + "progress").presses("Work it out")
    _worked_out(activity)
    team.goes_to(base + "progress").sees("What matters how much").check("choices-progress")


def _people_choose(activity: Activity) -> None:
    """Forty people who mind the wait, and whom they see."""
    made, rows = design_of(activity.settings), []
    assert made is not None
    for n, seat in enumerate(make_seats(activity, ["patients", "staff"] * 20)):
        for one in asked_of(made, begin(seat=seat), seat.ref):
            weights = {"q1": -0.2, "q2: l2": -1.0, "q2: l3": -2.0, asking.NO_OPTION: -4.0}
            chosen = asking.chosen_by(weights, made, one.task.number, f"{n} {one.kind}")
            rows.append(Choice(seat=seat, kind=one.kind, task=one.task.number, position=one.position, chosen=chosen))
            rows[-1].answered_at = activity.created_at
    Choice.objects.bulk_create(rows)


def survey(team: Visitor, activity: Activity, base: str) -> None:
    team.goes_to(base + "options").fills("Add options", "\n".join(WORDS))
    team.presses("Add them").sees(*WORDS).check("pairs-prepared")
    team.goes_to(base + "preview").check("pairs-preview")
    _opens(team, activity)
    people_choose(activity, list(Option.objects.filter(activity=activity).order_by("pk")), ["patients", "staff"] * 24)
    _closes(team, activity)
    team.goes_to(base + "options").presses("Work them out now")
    _worked_out(activity)


def budget(team: Visitor, activity: Activity, base: str) -> None:
    team.goes_to(base + "prepare").fills("How much is there to share out?", "1,000").presses("Save")
    for one in sharing.OPTIONS:
        team.follows("Add an option").fills("What is it?", one["name"])
        team.fills("What would it change, and for whom?", one["about"])
        team.fills("What does it cost?", str(one["cost"])).presses("Save")
    team.check("budgets-prepared").follows("See it as people do").check("budgets-preview")
    _opens(team, activity)
    slugs = ["o1", "o2", "o3", "o4"]
    activity.refresh_from_db()
    assert [one["slug"] for one in activity.settings["budget"]["options"]] == slugs
    sharing.choose(activity, sharing.divided())
    _closes(team, activity)
    team.goes_to(base + "progress").presses("Work it out")
    _worked_out(activity)
    team.goes_to(base + "progress").check("budgets-progress")


def ranking(team: Visitor, activity: Activity, base: str) -> None:
    team.goes_to(base + "prepare").fills("What do you ask?", "What should come first?")
    for number, one in enumerate(ordering.ITEMS, start=1):
        team.fills(f"Item {number}", one["name"]).fills(f"Item {number} in plain words", one["about"])
    team.presses("Save").check("rankings-prepared").follows("See it as people do").check("rankings-preview")
    _opens(team, activity)
    ordering.send(activity, ordering.divided())
    _closes(team, activity)
    team.goes_to(base + "progress").presses("Work it out")
    _worked_out(activity)
    team.goes_to(base + "progress").check("rankings-progress")


def opinion_map(team: Visitor, activity: Activity, base: str) -> None:
    team.goes_to(base + "statements").fills("Add statements", "\n".join(talking.WORDS)).presses("Add them")
    team.check("opinions-statements")
    _opens(team, activity)
    talking.people_vote(activity, Statement.objects.filter(activity=activity).order_by("pk"))
    _closes(team, activity)
    team.goes_to(base + "statements").presses("Make it anew now")
    _worked_out(activity)
    team.goes_to(base + "preview").sees("Where the groups of opinion agree").check("opinions-preview")


def _manage(activity: Activity) -> str:
    return f"/programmes/{activity.programme.slug}/manage/activities/{activity.ref}"


def _opens(team: Visitor, activity: Activity) -> None:
    team.goes_to(_manage(activity)).presses("Open it")
    activity.refresh_from_db()
    assert activity.status == "open"


def _closes(team: Visitor, activity: Activity) -> None:
    team.goes_to(_manage(activity)).presses("Close it")
    activity.refresh_from_db()
    assert activity.status == "closed"


RUNS = {
    "opinions": opinion_map,
    "delphi": panel,
    "choices": experiment,
    "pairs": survey,
    "budgets": budget,
    "rankings": ranking,
}


@pytest.mark.parametrize("size", ["phone"], indirect=True)
@pytest.mark.parametrize("method", RUNS)
def test_from_set_up_to_a_published_finding(arrive: Arrive, method: str):
    # given a programme, and somebody who runs its activities and publishes what they find
    programme = make_programme(stages=["envision"])
    team = arrive(account=make_member(programme, Role.FACILITATOR, Role.ANALYST))

    # when they add an activity, set it up, let people answer, and have it worked out
    team.goes_to(f"/programmes/{programme.slug}/manage/activities/new?method={method}")
    team.fills("Title", "What matters most").presses("Save and continue")
    activity = Activity.objects.select_related("programme").get(programme=programme)
    RUNS[method](team, activity, f"/programmes/{programme.slug}/{method}/{activity.ref}/")

    # then everybody can read the result, and what was found is published with one press
    team.goes_to(_manage(activity)).follows("What was found").check(f"{method}-found")
    team.presses("Publish it as it stands")
    finding = Finding.objects.filter(programme=programme).earliest("pk")
    assert finding.status == "published"
    reader = arrive(scripts=False)
    reader.goes_to(f"/programmes/{programme.slug}/findings/{finding.ref}").sees(finding.title)
    reader.goes_to(f"/programmes/{programme.slug}/{method}/{activity.ref}/results").sees("What matters most")
