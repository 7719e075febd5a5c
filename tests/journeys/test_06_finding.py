"""6. A finding is published with its evidence, how many said it, and the three constituencies side by side."""

from collections.abc import Callable

from tests.evidence.conftest import make_theme
from tests.support.factories import make_activity, make_contribution, make_member
from tests.support.visitor import Visitor

from throughline.evidence.models import Finding

Arrive = Callable[..., Visitor]
SPOKEN = {"patients": 23, "staff": 12, "policy": 3}


def test_analyst_publishes_a_finding(arrive: Arrive):
    # given a theme that was signed off: many patients, some staff, very few policymakers
    activity = make_activity()
    programme = activity.programme
    rows = [
        make_contribution(activity=activity, text=f"The phone rings and rings, {who} {n}.", constituency=who)
        for who, number in SPOKEN.items()
        for n in range(number)
    ]
    account = make_member(programme, "analyst")
    make_theme(programme, rows, account, name="Reaching somebody")
    analyst = arrive(account=account).goes_to(f"/programmes/{programme.slug}/themes")

    # when the analyst writes a finding from it; what is missing is said next to the field
    analyst.follows("Write a finding from signed-off themes").check("finding-new").presses("Save as a draft")
    analyst.sees("There is a problem", "Choose at least one theme").check("finding-error")
    analyst.chooses("Reaching somebody").answers("What kind of finding is it?", "Theme")
    analyst.fills("The finding, as one sentence", "It is hard to reach somebody by telephone")
    analyst.fills("What was heard", "People told us that the phone rings and rings.").presses("Save as a draft")

    # and publishes it
    analyst.sees("38 contributions").check("finding-draft").presses("Publish this finding")

    # then everybody can read how many said it, group by group, and very few are not shown as a number
    finding = Finding.objects.get(programme=programme)
    public = arrive().goes_to(f"/programmes/{programme.slug}/findings").sees(finding.title).check("findings")
    public.follows(finding.title).sees("Who said it", "How sure we are, and who is missing")
    table = public.page.get_by_role("table", name="How many people")
    for group, said in (("Patients and public", "25"), ("Health and care staff", "10"), ("Policymakers", "*")):
        cells = table.get_by_role("row").filter(has_text=group).get_by_role("cell").all_inner_texts()
        assert any(cell.split()[-1] == said for cell in cells), (group, cells)
        assert not any(cell.split()[-1] == "3" for cell in cells)

    # and the chart stands beside a sentence and a table that say the same, and the words can be opened
    assert public.page.locator(".tl-chart svg[role=img]").count() == 1
    assert public.page.locator(".tl-chart__sentence").inner_text()
    assert public.page.locator(".tl-chart table").count() == 1
    public.sees("The phone rings and rings").check("finding-published")
