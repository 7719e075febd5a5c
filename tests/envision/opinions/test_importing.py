"""Conversations that were held elsewhere come in through the page, and ours go out in the same columns."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.envision.opinions.talking import make_map, people_vote
from tests.envision.opinions.test_team import Desk
from tests.support.factories import make_activity, make_member

from throughline.envision.opinions import gathering, queries, reading
from throughline.envision.opinions.method import METHOD
from throughline.envision.opinions.models import Statement
from throughline.voices.actions import decide
from throughline.voices.models import Contribution, Source

pytestmark = pytest.mark.django_db
SOURCE = {
    "title": "A talk in Leeds",
    "where_from": "The council of Leeds",
    "licence": "CC BY 4.0",
    "consent_basis": "People were told that it is open data.",
    "constituency": "patients",
}
COMMENTS = (
    "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n"
    '1,x,0,1,1,0,1,"Water, and tea."\n2,x,1,1,0,0,-1,Buy my pills.\n3,x,7,2,0,1,0,Lifts should work.\n'
)
VOTES = "timestamp,datetime,comment-id,voter-id,vote\n5,x,0,1,1\n9,x,0,1,-1\n7,x,0,1,0\n5,x,7,2,1\n5,x,1,2,1\n"


def bring_in(desk, comments, votes, once="k", **source):
    files = {
        "comments": SimpleUploadedFile("comments.csv", comments if isinstance(comments, bytes) else comments.encode()),
        "votes": SimpleUploadedFile("votes.csv", votes if isinstance(votes, bytes) else votes.encode()),
    }
    return desk.client.post(desk.base + "import", {**SOURCE, **source, **files, "once": once})


def approve_everything(activity):
    """Approve all that waits, as a moderator does."""
    moderator = make_member(activity.programme, "moderator")
    for row in Contribution.objects.filter(activity=activity, moderation="waiting"):
        decide(
            contribution=row, outcome="green", rule="", reason="", removals=[], labels=[], seen="", by=moderator,
            once_key=row.ref,
        )  # fmt: skip


def test_a_conversation_comes_in_once_and_waits_for_moderators():
    activity = make_activity(method="opinions")
    desk = Desk(activity)
    for _twice in range(2):
        assert bring_in(desk, COMMENTS, VOTES).url == desk.base + "statements"
    source = Source.objects.get()
    assert (source.rows, source.skipped, source.licence) == (2, 1, "CC BY 4.0")
    assert not queries.votable(activity.pk).exists()
    page = desk.reads()
    assert "2 added statements wait" in page
    assert "2 statements, 2 votes of 2 people." in page
    response = bring_in(desk, COMMENTS, VOTES, once="other")
    assert response.status_code == 422
    assert "brought in already" in response.content.decode()
    approve_everything(activity)
    assert {queries.words_of(one) for one in queries.votable(activity.pk)} == {"Water, and tea.", "Lifts should work."}
    given = gathering.gather(activity)
    assert sorted(given.value) == [-1, 1], "the last vote counts, by its time and not by its row"
    assert (given.people, given.imported, set(given.constituency)) == (2, 2, {"patients"})
    assert Contribution.objects.filter(source=source, submission=None).count() == 2


@pytest.mark.parametrize(
    ("comments", "votes", "why"),
    [
        ("a,b\n1,2\n", VOTES, "needs the columns comment-id and comment-body"),
        (COMMENTS, "a,b\n1,2\n", "This file has no votes in it"),
        (COMMENTS, VOTES.replace("7,2,1", "7,2,5"), "Row 5: a vote is 1, 0 or -1, not 5."),
        (COMMENTS.replace("3,x,7", "3,x,seven"), VOTES, "Row 4: “seven” is not a whole number."),
        (COMMENTS, "timestamp,voter-id,comment-id,vote\n1,1,99,1\n", "No vote in this file is on a statement"),
        (b"\xff\xfe\x00", VOTES, "not written in UTF-8"),
        ("comment-id,comment-body\n1,\0\n", VOTES, "not a CSV file"),
        ("comment-id,comment-body\n1,\n", VOTES, "No statement in this file"),
        ('comment-id,comment-body\n1,"' + "x" * 140_000 + '"\n', VOTES, "not a CSV file"),
    ],
)
def test_files_that_cannot_be_read_are_refused_beside_their_field_with_what_was_typed(comments, votes, why):
    desk = Desk(make_activity(method="opinions"))
    response = bring_in(desk, comments, votes, title="Kept as typed")
    page = response.content.decode()
    assert response.status_code == 422
    assert why in page
    assert "Kept as typed" in page
    assert not Source.objects.exists()
    assert not Statement.objects.exists()


def test_files_and_details_that_are_missing_are_asked_for_and_strangers_are_turned_away():
    activity = make_activity(method="opinions")
    desk = Desk(activity)
    response = desk.client.post(desk.base + "import", {"once": "k"})
    assert response.status_code == 422
    assert "Choose the file with the votes" in response.content.decode()
    desk.client.force_login(make_member(activity.programme, "analyst"))
    assert bring_in(desk, COMMENTS, VOTES).status_code == 403
    assert not Source.objects.exists()


def test_a_table_of_people_by_statements_is_read_as_well():
    found = reading.read(COMMENTS.encode(), b"participant,group-id,n-votes,0,7\n3,0,2,1,-1\n4,,1,,0\n")
    assert found.votes == {(3, 0): 1, (3, 7): -1, (4, 7): 0}
    assert found.people == 2


def exported(activity):
    """The tables of an export, as files."""
    files = {}
    for table in METHOD.export(activity):
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow([column.name for column in table.columns])
        writer.writerows(table.rows)
        files[table.name] = out.getvalue()
    return files


def test_what_goes_out_comes_in_again_with_the_same_votes():
    activity, statements = make_map(statements=6)
    seats = people_vote(activity, statements, 12)
    files = exported(activity)
    assert all(one.ref not in files["votes"] + files["comments"] for one in (*seats, *statements))
    other = make_activity(method="opinions")
    assert bring_in(Desk(other), files["comments"], files["votes"]).status_code == 302
    approve_everything(other)
    before, after = gathering.gather(activity), gathering.gather(other)
    assert after.people == after.imported == 12

    def profile(given):
        votes = {}
        for person, statement, value in zip(given.person, given.statement, given.value, strict=True):
            votes.setdefault(person, []).append((statement, value))
        return sorted(sorted(one) for one in votes.values())

    assert profile(before) == profile(after)
    again = exported(other)
    assert again["votes"].count("import") == before.value.buffer_info()[1]
