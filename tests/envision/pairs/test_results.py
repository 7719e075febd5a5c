"""From choices to what everybody reads: scores near the truth, few people protected, findings and the export."""

import pytest
from django.core.cache import cache
from django.test import Client
from tests.envision.joining import make_seats
from tests.envision.pairs.comparing import STRENGTHS, WORDS, make_survey, people_choose, worked_out

from throughline.envision.pairs import actions, runs_of, telling
from throughline.envision.pairs.models import Choice
from throughline.evidence import runs
from throughline.programmes import methods
from throughline.voices.models import Withdrawal

pytestmark = pytest.mark.django_db
METHOD = methods.get("pairs")


@pytest.fixture(scope="module")
def everybody():
    """Constituency of each person: enough patients and staff, too few of policy."""
    return ["patients"] * 40 + ["staff"] * 30 + ["policy"] * 5


def page_of(activity, name="results"):
    cache.clear()
    return " ".join(
        Client().get(f"/programmes/{activity.programme.slug}/pairs/{activity.ref}/{name}").content.decode().split()
    )


def test_scores_find_the_order_that_was_built_in_and_the_page_says_it_in_words(everybody):
    activity, options = make_survey(status="closed")
    turned = {"staff": tuple(reversed(STRENGTHS))}
    people_choose(activity, options, everybody, strengths={**turned, "patients": STRENGTHS})
    worked_out(activity)
    run = runs_of.shown(activity)
    scores = run.summary["scores"]["patients"]
    mine = {words: scores[one.ref]["score"] for words, one in zip(WORDS, options, strict=True)}
    assert sorted(mine, key=lambda words: -mine[words][0]) == list(WORDS)
    assert all(low <= score <= high for score, low, high in mine.values())
    assert "policy" not in run.summary["scores"], "5 people are too few to score apart"
    page = page_of(activity)
    assert "comes first. It would beat about" in page
    assert "Patients and public choose “Evening visits” more often than others." in page
    assert "staff choose “Evening visits” less often than others." in page
    assert "*, n = *" in page
    assert "<svg" in page


def test_results_wait_for_the_end_and_for_eight_people_unless_they_are_shown_at_once():
    activity, options = make_survey()
    people_choose(activity, options, ["patients"] * 7)
    worked_out(activity)
    assert "shown here when this is closed" in page_of(activity)
    activity.settings = {"results": "open"}
    activity.save()
    worked_out(activity)
    assert "once 8 people or more" in page_of(activity)
    people_choose(activity, options, ["patients"], seed=2)
    worked_out(activity)
    assert "comes first" in page_of(activity)


def test_what_everybody_sees_moves_on_only_with_eight_more_people_or_when_somebody_takes_back():
    activity, options = make_survey(settings={"results": "open"})
    seats = people_choose(activity, options, ["patients"] * 12)
    first = worked_out(activity)
    people_choose(activity, options, ["patients"] * 7, seed=2)
    worked_out(activity)
    assert runs_of.shown(activity) == first, "seven more would be told by the difference"
    people_choose(activity, options, ["patients"], seed=3)
    second = worked_out(activity)
    assert runs_of.shown(activity) == second
    Withdrawal.objects.create(submission=seats[0].submission, kind=Withdrawal.Kind.STOP)
    third = worked_out(activity)
    assert runs_of.shown(activity) == third
    assert third.inputs == second.inputs - Choice.objects.filter(seat=seats[0]).count()


def test_a_change_asks_for_new_scores_once_and_nothing_asks_for_none():
    activity, options = make_survey()
    assert actions.ask_again_if_changed(activity=activity) is None, "nobody has chosen"
    people_choose(activity, options, ["patients"] * 8)
    asked = actions.ask_again_if_changed(activity=activity)
    assert actions.ask_again_if_changed(activity=activity) is None, "one is under way"
    assert runs.is_busy(asked)
    worked_out(activity)
    assert actions.ask_again_if_changed(activity=activity) is None
    activity.status = "closed"
    activity.save()
    assert actions.ask_again_if_changed(activity=activity) is not None, "closing shows what waited"


def test_people_who_never_decide_and_options_that_nobody_had_leave_no_false_score():
    activity, options = make_survey(status="closed", options=6)
    people_choose(activity, options[:3], ["patients"] * 9)
    Choice.objects.update(value=0)
    assert worked_out(activity).summary["scores"] == {}
    assert "once 8 people or more" in page_of(activity)
    assert METHOD.analyse(activity) == []
    Choice.objects.update(value=1)
    worked_out(activity)
    row = page_of(activity).split("Made up option number 5", 1)[1][:400]
    assert "*, n = 0" in row, "nobody has had it in a pair"


def test_findings_say_what_comes_first_and_who_differs_with_their_figures(everybody):
    activity, options = make_survey(status="closed")
    turned = tuple(reversed(STRENGTHS))
    people_choose(activity, options, everybody, strengths={"staff": turned})
    run = worked_out(activity)
    drafts = METHOD.analyse(activity)
    assert all(draft.run == run.ref and draft.limits for draft in drafts)
    one = next(draft for draft in drafts if draft.kind == "difference" and "Evening visits" in draft.title)
    assert one.measures[0].group == "Everybody"
    assert len(one.measures) == 4
    policy = one.measures[3]
    assert (policy.text, policy.value, policy.n) == ("*", None, "*")
    assert all(m.low <= m.value <= m.high for m in one.measures if m.value is not None)


def test_one_groups_findings_are_what_surely_beats_more_than_half():
    activity, options = make_survey(status="closed")
    people_choose(activity, options, ["patients"] * 60)
    worked_out(activity)
    drafts = METHOD.analyse(activity)
    assert (drafts[0].kind, drafts[0].title) == (
        "priority",
        "People put “Evening visits” before most others",
    )
    assert {draft.kind for draft in drafts} == {"priority"}, "one group cannot differ from itself"
    assert not any("Test results by text" in draft.title for draft in drafts)


def test_the_export_holds_what_repeats_the_scores_and_nothing_that_names_anybody():
    activity, options = make_survey()
    seats = people_choose(activity, options, ["patients"] * 6 + ["staff"] * 4)
    Withdrawal.objects.create(submission=seats[0].submission, kind=Withdrawal.Kind.STOP)
    exported = {
        table.name: [dict(zip([c.name for c in table.columns], row, strict=True)) for row in table.rows]
        for table in METHOD.export(activity)
    }
    assert [row["words"] for row in exported["options"]] == list(WORDS)
    assert len(exported["choices"]) == Choice.objects.exclude(seat=seats[0]).count()
    assert len({row["person"] for row in exported["choices"]}) == 9
    assert {row["chosen"] for row in exported["choices"]} <= {"left", "right", "undecided"}
    stored = Choice.objects.exclude(seat=seats[0]).order_by("first_id", "second_id", "seat_id").first()
    left = (stored.first if stored.first_left else stored.second).words
    assert exported["options"][exported["choices"][0]["left"] - 1]["words"] == left


def test_people_are_told_how_many_pairs_they_chose_from():
    activity, options = make_survey()
    (seat,) = people_choose(activity, options, ["staff"], pairs=3)
    (other,) = make_seats(activity, ["staff"])
    told = telling.tell([seat.submission, other.submission])
    assert [str(step.title) for step in told[seat.submission.ref]] == ["You chose between 3 pairs"]
    assert other.submission.ref not in told
