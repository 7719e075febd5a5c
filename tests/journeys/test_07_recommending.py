"""7. A recommendation cites findings, argues three benefits in three wordings, and is published only then."""

from collections.abc import Callable

from tests.journeys.given import walked
from tests.support.factories import days
from tests.support.visitor import Visitor

from throughline.recommend.models import Recommendation

Arrive = Callable[..., Visitor]
BENEFITS = ("How it protects patients", "How it saves staff time", "How it saves public money")
AUDIENCES = ("Patients and public", "Health and care staff", "Policymakers")


def test_organiser_publishes_a_recommendation_that_rests_on_findings(arrive: Arrive, size: str):
    # given a finding that is published
    line = walked()
    body = f"Phone authority {size}"
    organiser = arrive(account=line.analyst).goes_to(f"/programmes/{line.programme.slug}/manage/recommendations")

    # when the organiser starts a recommendation, it says what is missing and cannot be published
    organiser.check("recommendations-manage").follows("Add an authority").fills("Name of the authority", body)
    organiser.answers("What kind of body is it?", "Runs services").check("authority").presses("Save")
    organiser.goes_to(f"/programmes/{line.programme.slug}/manage/recommendations")
    organiser.fills("What should change?", "Ring people back the same day").presses("Start")
    organiser.sees("Before you publish:").check("recommendation-draft")
    assert organiser.page.get_by_role("button", name="Publish this recommendation").count() == 0

    # and they say who must act, by when, and for which three benefits
    organiser.follows("Change what, who and why")
    organiser.page.get_by_label("Who must act?").select_option(label=body)
    for benefit in BENEFITS:
        organiser.fills(benefit, f"{benefit}: fewer people ring twice.")
    organiser.dates("By when must they answer?", days(30)).check("recommendation-details").presses("Save")

    # and choose the findings that it rests on
    organiser.follows("Choose findings").presses("Save").sees("There is a problem").check("recommendation-no-evidence")
    organiser.chooses(line.finding.title).presses("Save").sees(line.finding.title)

    # and write and approve each of the three wordings
    for audience in AUDIENCES:
        organiser.follows(f"Write for: {audience}").fills(
            "The recommendation in their words", f"In words for {audience}."
        )
        organiser.presses("Save").presses(f"Approve these words for: {audience}")
    organiser.does_not_see("Before you publish:").check("recommendation-ready").presses("Publish this recommendation")

    # then everybody can read it, with all three benefits, wordings and the finding beneath it
    row = Recommendation.objects.get(programme=line.programme, title="Ring people back the same day")
    public = arrive().goes_to(f"/programmes/{line.programme.slug}/recommendations/{row.ref}")
    public.sees(*(f"In words for {audience}." for audience in AUDIENCES), body, line.finding.title)
    public.sees(*(f"{benefit}: fewer" for benefit in BENEFITS)).check("recommendation-published")
