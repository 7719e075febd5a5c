"""What the public sees of closed answers: each group by itself, safe numbers, the finding as the title."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.support import factories
from tests.understand.questionnaires.questions import QUESTIONS

from throughline.programmes import methods
from throughline.programmes.models import Constituency
from throughline.understand.questionnaires import queries
from throughline.understand.questionnaires.actions import forget_erased
from throughline.understand.questionnaires.journey import questions_of
from throughline.understand.questionnaires.models import ClosedAnswer
from throughline.understand.questionnaires.results import shown
from throughline.voices.models import ConsentRecord, Withdrawal

pytestmark = pytest.mark.django_db


@pytest.fixture
def activity():
    return factories.make_activity(method="questionnaires", settings={"questions": QUESTIONS})


def answer(activity, number, constituency="patients", **answers):
    """That many people of a constituency give the same answers."""
    made = []
    for _one in range(number):
        submission = factories.make_submission(activity, constituency=constituency)
        ClosedAnswer.objects.bulk_create(
            ClosedAnswer(submission=submission, question=slug.replace("_", "-"), value=value)
            for slug, values in answers.items()
            for value in (values if isinstance(values, list) else [values])
        )
        made.append(submission)
    return made


def charts(activity):
    found = shown(questions_of(activity), queries.tally(activity))
    return {one.question.slug: one for one in found}


def cells(chart):
    """(answer, who) → what is printed."""
    return {(row[0], row[1]): row[2] for row in chart.table[1]}


def test_groups_large_enough_are_shown_as_shares_with_the_finding_as_title(activity):
    answer(activity, 60, called="yes")
    answer(activity, 40, called="no")
    answer(activity, 10, "staff", called="yes")
    answer(activity, 40, "staff", called="no")
    chart = charts(activity)["called"].chart
    assert chart.title == "Chosen most often: Patients and public: “Yes”; Health and care staff: “No”"
    assert cells(chart) == {
        ("Yes", "Patients and public"): "60%",
        ("Yes", "Health and care staff"): "20%",
        ("No", "Patients and public"): "40%",
        ("No", "Health and care staff"): "80%",
    }
    assert "Patients and public (100 people answered): 60% chose “Yes”." in chart.sentence
    assert chart.svg.startswith("<svg")


def test_agreement_of_some_groups_is_not_called_that_of_all(activity):
    for name in ("patients", "staff"):
        answer(activity, 40, name, called="yes")
    answer(activity, 12, "policy", called="yes")
    title = charts(activity)["called"].chart.title
    assert title == "Chosen most often: Patients and public: “Yes”; Health and care staff: “Yes”"


def test_a_group_too_small_for_shares_is_named_beside_the_others(activity):
    answer(activity, 30, called="yes")
    answer(activity, 12, "policy", called="no")
    chart = charts(activity)["called"].chart
    assert cells(chart)["Yes", "Patients and public"] == "100%"
    assert cells(chart)["No", "Policymakers"] == "* (not shown, too few people)"
    assert "Policymakers (10 people answered): too few to show." in chart.sentence


def test_agreement_of_all_groups_is_the_title(activity):
    for name in Constituency.values:
        answer(activity, 30, name, called="yes")
        answer(activity, 10, name, called="no")
    assert charts(activity)["called"].chart.title == "Each group most often chose “Yes”"


def test_small_groups_are_shown_as_protected_numbers_of_people(activity):
    answer(activity, 12, called="yes")
    answer(activity, 3, called="no")
    answer(activity, 2, "staff", called="no")
    chart = charts(activity)["called"].chart
    printed = set(cells(chart).values())
    assert printed <= {"0", "10", "* (not shown, too few people)"}
    assert "3" not in printed
    assert "Health and care staff" not in chart.title


def test_a_number_hidden_for_the_sake_of_another_is_not_called_smaller(activity):
    answer(activity, 12, called="yes")
    answer(activity, 6, called="no")  # 12 + 6 is shown as 20: only 6 and 7 would fit, so the 12 is hidden too
    chart = charts(activity)["called"].chart
    assert set(cells(chart).values()) == {"* (not shown, too few people)"}
    assert chart.title == "No one answer stands out"


def test_fewer_than_eight_people_in_all_are_not_shown(activity):
    answer(activity, 7, called="yes")
    assert charts(activity)["called"].chart is None
    assert "Fewer than 8 people" in charts(activity)["called"].note


def test_several_answers_of_one_person_count_each_for_itself(activity):
    answer(activity, 30, wrong=["medicines", "letter"])
    answer(activity, 20, wrong=["letter"])
    printed = cells(charts(activity)["wrong"].chart)
    assert printed["Medicines", "Patients and public"] == "60%"
    assert printed["The letter", "Patients and public"] == "100%"


def test_numbers_give_an_average_for_each_group(activity):
    answer(activity, 10, nights="2")
    answer(activity, 10, nights="5.5")
    answer(activity, 7, "staff", nights="1")
    chart = charts(activity)["nights"].chart
    assert [(row[0], row[1]) for row in chart.table[1]] == [
        ("Patients and public", "3.8"),
        ("Health and care staff", "* (not shown, too few people)"),
    ]


def test_days_are_put_together_by_month(activity):
    answer(activity, 20, left="2026-04-14")
    answer(activity, 20, left="2026-04-30")
    answer(activity, 40, left="2026-05-01")
    assert cells(charts(activity)["left"].chart) == {
        ("April 2026", "Patients and public"): "50%",
        ("May 2026", "Patients and public"): "50%",
    }


def test_answers_count_only_while_their_author_agrees(activity):
    first, second, third, _fourth = answer(activity, 4, called="yes")
    ConsentRecord.objects.create(submission=first, version="v", uses={"read": True, "analyse": False})
    Withdrawal.objects.create(submission=second, kind="stop")
    for kind in ("pause", "resume"):
        Withdrawal.objects.create(submission=third, kind=kind)
    assert queries.tally(activity).counts == {"called": {"yes": {"patients": 2}}}


def test_a_person_who_answers_twice_is_one_person(activity):
    (submission,) = answer(activity, 1, called="yes")
    again = factories.make_submission(activity, participant=submission.participant)
    ClosedAnswer.objects.create(submission=again, question="called", value="yes")
    assert queries.tally(activity).counts == {"called": {"yes": {"patients": 1}}}


def test_erased_answers_are_deleted(activity):
    gone, stays = answer(activity, 2, called="yes", ready="4")
    Withdrawal.objects.create(submission=gone, kind="erase")
    Withdrawal.objects.create(submission=stays, kind="stop")
    assert forget_erased() == 1
    assert forget_erased() == 0
    assert set(ClosedAnswer.objects.values_list("submission", flat=True)) == {stays.pk}


@pytest.mark.parametrize("people", [1, 3])
def test_the_page_costs_the_same_number_of_queries_for_few(activity, people, django_assert_num_queries):
    answer(activity, people, called="yes")
    with django_assert_num_queries(5):  # the activity, its waves, how many took part, the words, the regions
        page(activity)


@pytest.mark.parametrize("people", [8, 24])
def test_the_page_costs_the_same_number_of_queries_for_many(activity, people, django_assert_num_queries):
    answer(activity, people, called="yes", ready="3")
    with django_assert_num_queries(9):  # as above; where the figures end, people, answers, who answered
        first = page(activity)
    with django_assert_num_queries(5):  # figures of the same people are kept for a minute
        assert page(activity) == first


def page(activity):
    response = Client().get(reverse("questionnaires-results", args=[activity.programme.slug, activity.ref]))
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_shows_chart_sentence_and_table_and_approved_words_only(activity):
    answer(activity, 40, called="yes")
    factories.make_contribution(activity=activity, kind="answer", prompt="In one word?", text="rushed")
    factories.make_contribution(activity=activity, kind="answer", text="secret", moderation="waiting")
    shown_page = page(activity)
    assert "Did anybody call?" in shown_page
    assert "<svg" in shown_page
    assert "The same numbers as a table" in shown_page
    assert "rushed" in shown_page
    assert "secret" not in shown_page


def test_the_page_is_the_same_until_eight_more_people_have_answered(activity):
    answer(activity, 24, called="yes")
    before = page(activity)
    answer(activity, 7, "policy", called="no")
    assert page(activity) == before
    answer(activity, 1, "policy", called="no")
    assert page(activity) != before


def test_analysis_proposes_where_groups_differ_and_where_they_agree(activity):
    answer(activity, 90, called="yes", ready="5")
    answer(activity, 10, called="no", ready="5")
    answer(activity, 10, "staff", called="yes", ready="5")
    answer(activity, 90, "staff", called="no", ready="5")
    drafts = methods.get("questionnaires").analyse(activity)
    assert [(draft.kind, draft.title) for draft in drafts] == [
        ("consensus", "Most of each group say “5 – Completely”"),
        ("difference", "Groups differ on “Yes”"),
        ("difference", "Groups differ on “No”"),
    ]
    assert "Patients and public 90%" in drafts[1].summary


def test_analysis_proposes_nothing_about_small_groups(activity):
    answer(activity, 15, called="yes")
    answer(activity, 15, "staff", called="no")
    assert methods.get("questionnaires").analyse(activity) == []


def test_the_export_can_be_joined_within_itself_and_names_nobody(activity):
    (submission,) = answer(activity, 1, called="yes", wrong=["medicines", "letter"])
    factories.make_contribution(activity=activity, submission=submission, kind="answer", text="approved")
    answered = methods.get("questionnaires").export(activity)
    tables = {table.name: [dict(zip((c.name for c in table.columns), row, strict=True)) for row in table.rows]
              for table in answered}  # fmt: skip
    closed, words = tables["closed_answers"], tables["words"]
    assert [(row["question"], row["value"]) for row in closed] == [
        ("called", "yes"),
        ("wrong", "medicines"),
        ("wrong", "letter"),
    ]
    assert {row["sent_id"] for row in closed} == {row["sent_id"] for row in words}
    assert len({row["person_id"] for row in closed + words}) == 1
    values = {str(value) for rows in tables.values() for row in rows for value in row.values()}
    assert not {submission.ref, submission.participant.ref} & values
    assert [row["option"] for row in tables["questions"] if row["question"] == "called"] == ["yes", "no"]
