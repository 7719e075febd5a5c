"""Kinds of files: what the pages fill in for the export of a survey tool or a story site, and what comes in."""

import pytest
from tests.understand.imports.test_pages import DETAILS, activity, at, client, upload  # noqa: F401 (fixtures)

from throughline.understand.imports.models import Upload
from throughline.voices.models import Contribution
from throughline.voices.queries import words_of

SURVEY = """Respondent ID,End Date,Email Address,How was your care?,What would you change about it?,Score
1,30/09/2021,a@example.org,"The porter sang to me, which I liked.",More chairs in the corridor please,5
2,01/10/2021,b@example.org,,Somebody who tells us how long it takes,2
"""
STORIES = """Story title,Your story,Date published,Provider,Response
Kept waiting,"I sat there for four hours, in the cold.",30/09/2021,Northside,Thank you for your story.
,The nurse held my hand all night.,01/10/2021,Northside,
"""


def columns(client, activity, data, kind):  # noqa: F811
    """Upload a file and say its kind; returns the page's address and what its form holds."""
    upload(client, activity, data.encode())
    here = at(activity, "imports-columns", Upload.objects.latest("pk").ref) + f"?kind={kind}"
    response = client.get(here)
    assert response.status_code == 200
    return here, response.content.decode()


def ticked(page, name):
    return [line.split('value="')[1].split('"')[0] for line in page.split("<input")
            if f'name="{name}"' in line and " checked" in line]  # fmt: skip


def chosen(page, name):
    select = page.split(f'name="{name}"')[1].split("</select>")[0]
    return next((part.split('"')[0] for part in select.split('value="') if " selected" in part.split(">")[0]), "")


def bring_in(client, activity, here, **fields):  # noqa: F811
    response = client.post(here, fields)
    assert response.status_code == 302, response.content.decode()
    client.post(response.url)
    one = Upload.objects.latest("pk")
    assert client.post(at(activity, "imports-source", one.ref), DETAILS).status_code == 302
    rows = Contribution.objects.select_related("data_key").order_by("source_row", "source_column")
    return [(row.prompt, words_of(row)) for row in rows]


def test_each_wordy_column_of_a_survey_becomes_a_question_and_who_it_was_is_left_out(client, activity):  # noqa: F811
    here, page = columns(client, activity, SURVEY, "survey")
    questions = ["How was your care?", "What would you change about it?"]
    assert ticked(page, "text") == questions
    assert ticked(page, "leave_out") == ["Respondent ID", "Email Address"]
    assert (chosen(page, "date"), chosen(page, "rating"), chosen(page, "question")) == ("End Date", "Score", "")
    given = {"text": questions, "leave_out": ["Respondent ID", "Email Address"], "date": "End Date", "rating": "Score"}
    said = bring_in(client, activity, here, **given, date_order="dmy", constituency_fixed="patients")
    assert said == [
        ("How was your care?", "The porter sang to me, which I liked."),
        ("What would you change about it?", "More chairs in the corridor please"),
        ("What would you change about it?", "Somebody who tells us how long it takes"),
    ]


def test_a_story_comes_in_beneath_its_title_and_without_the_answer_of_the_service(client, activity):  # noqa: F811
    here, page = columns(client, activity, STORIES, "stories")
    assert (ticked(page, "text"), ticked(page, "leave_out")) == (["Your story"], ["Response"])
    fields = {name: chosen(page, name) for name in ("title", "date", "service", "constituency_fixed")}
    assert fields == {
        "title": "Story title", "date": "Date published", "service": "Provider", "constituency_fixed": "patients",
    }  # fmt: skip
    said = bring_in(client, activity, here, **fields, text="Your story", leave_out="Response", date_order="dmy")
    assert [words for _prompt, words in said] == [
        "Kept waiting\n\nI sat there for four hours, in the cold.",
        "The nurse held my hand all night.",
    ]
    assert Contribution.objects.filter(extra__isnull=False).count() == 0


@pytest.mark.parametrize("kind", ["comments", "nonsense"])
def test_another_kind_is_taken_for_comments(client, activity, kind):  # noqa: F811
    _here, page = columns(client, activity, "Comment,Title,Name\nGood,Mr,Ann\n", kind)
    assert (ticked(page, "text"), ticked(page, "leave_out"), chosen(page, "title")) == (["Comment"], ["Name"], "")
    assert "<strong>One comment in each row</strong>" in page


def test_a_row_that_is_wrong_is_named_with_its_column(client, activity):  # noqa: F811
    wrong = SURVEY + "3,soon,c@example.org,Words enough to be read here,,4\n"
    here, _page = columns(client, activity, wrong, "survey")
    fields = {"text": ["How was your care?"], "date": "End Date", "date_order": "dmy", "constituency_fixed": "patients"}
    page = client.get(client.post(here, fields).url).content.decode()
    assert "Row 4, “End Date”" in page
    assert "Row 3, “How was your care?”" in page
    assert not Contribution.objects.exists()
