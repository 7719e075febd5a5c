"""The queue: exactly the words of this programme that are in use, the most urgent first, in constant queries."""

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.support import factories as make

from throughline.core.errors import NotFound
from throughline.programmes.models import Role
from throughline.voices import actions
from throughline.voices.models import Contribution
from throughline.voices.moderation import queries
from throughline.voices.moderation.queries import Choice

pytestmark = pytest.mark.django_db


@pytest.fixture
def activity():
    return make.make_activity()


def waiting(activity, text="Words", **more):
    return make.make_contribution(text=text, activity=activity, moderation="waiting", **more)


def texts(at, /, **choice):
    found = queries.queue(programme=at.programme, choice=Choice(**choice))
    return [one.text for one in found.items]


def test_urgent_words_come_first_then_the_oldest(activity):
    waiting(activity, "old")
    waiting(activity, "new")
    waiting(activity, "urgent", signals=["risk_to_life"])
    waiting(activity, "urgent too", signals=["harm"])
    assert texts(activity) == ["urgent", "urgent too", "old", "new"]


def test_other_programmes_withdrawn_and_decided_words_are_not_in_it(activity):
    waiting(activity, "mine")
    waiting(make.make_activity(), "another programme")
    for standing in ("paused", "stopped", "erased"):
        waiting(activity, standing, standing=standing)
    for state in ("green", "amber", "red", "second"):
        make.make_contribution(text=state, activity=activity, moderation=state)
    assert texts(activity) == ["mine"]
    assert texts(activity, show="red") == ["red"]
    assert texts(activity, show="second") == ["second"]


def test_words_of_every_activity_are_in_one_queue(activity):
    other = make.make_activity(programme=activity.programme, method="questionnaire")
    waiting(activity, "a story")
    waiting(other, "an answer")
    make.make_many(other, ["a row"], moderation="waiting")
    assert texts(activity) == ["a story", "an answer", "a row"]
    assert texts(activity, activity=other.ref) == ["an answer", "a row"]


def test_filters_narrow_the_list_and_the_counts(activity):
    waiting(activity, "patient")
    waiting(activity, "staff", constituency="staff")
    waiting(activity, "staff at risk", constituency="staff", signals=["harm"])
    make.make_contribution(text="red", activity=activity, moderation="red", constituency="staff")
    assert texts(activity, constituency="staff") == ["staff at risk", "staff"]
    assert texts(activity, flagged=True) == ["staff at risk"]
    found = queries.queue(programme=activity.programme, choice=Choice(constituency="staff"))
    assert found.counts == {"waiting": 2, "second": 0, "replied": 0, "green": 0, "amber": 0, "red": 1}
    assert found.flagged["waiting"] == 1


def test_a_reply_counts_until_somebody_decides_again(activity):
    first, second = (make.make_member(activity.programme, Role.MODERATOR) for _ in range(2))
    row = waiting(activity, "mine")
    waiting(activity, "no reply")
    decision = actions.decide(contribution=row, outcome="red", rule="danger", by=first, once_key="1")
    assert texts(activity, show="replied") == []
    actions.reply_to_decision(decision=decision, words="Why?", once_key="1")
    assert texts(activity, show="replied") == ["mine"]
    assert texts(activity, show="second") == ["mine"]
    actions.decide(contribution=row, outcome="green", by=second, once_key="2")
    assert texts(activity, show="replied") == []
    one = queries.item(programme=activity.programme, ref=row.ref)
    events = queries.history(one)
    assert [(event.decision.outcome, [words for _reply, words in event.replies]) for event in events] == [
        ("red", ["Why?"]),
        ("green", []),
    ]


def test_an_item_of_another_programme_or_withdrawn_is_not_found(activity):
    for row in (waiting(make.make_activity()), waiting(activity, standing="stopped")):
        with pytest.raises(NotFound):
            queries.item(programme=activity.programme, ref=row.ref)


def test_several_leave_out_what_is_not_ours_or_not_in_use(activity):
    mine, theirs = waiting(activity), waiting(make.make_activity())
    gone = waiting(activity, standing="stopped")
    found = queries.chosen(programme=activity.programme, refs=[mine.ref, theirs.ref, gone.ref])
    assert set(found) == {mine.ref}


def test_what_makes_no_sense_in_an_address_is_left_out():
    asked = QueryDict("show=everything&constituency=kings&activity=a%00b&flagged=maybe")
    assert Choice.of(asked) == Choice(activity="ab")
    assert Choice.of(QueryDict(Choice(show="red", flagged=True).address())) == Choice(show="red", flagged=True)


def test_pages_hold_twenty_and_a_number_too_large_is_the_last(activity):
    make.make_many(activity, [f"row {n}" for n in range(45)], moderation="waiting")
    page = [queries.queue(programme=activity.programme, choice=Choice(), number=n) for n in (1, 3, 99, "x")]
    assert [len(one.items) for one in page] == [20, 5, 5, 20]
    assert page[1].items[0].text == "row 40"


def many(activity, number):
    """So many rows more, copied inside the database from one that stands last in the queue."""
    first = make.make_many(activity, ["Words that wait"], moderation="waiting")[0]
    columns = [field.column for field in Contribution._meta.concrete_fields if field.column not in ("id", "ref")]
    values = ["n.i" if name == "source_row" else f"c.{name}" for name in columns]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO voices_contribution (ref, {', '.join(columns)}) "
            "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < %s) "
            f"SELECT CAST(100000000000 + n.i AS varchar(12)), {', '.join(values)} "
            "FROM n CROSS JOIN voices_contribution c WHERE c.id = %s",
            [number, first.pk],
        )


@pytest.mark.parametrize("number", [10, 1000, 100_000])
def test_the_number_of_queries_does_not_depend_on_how_much_waits(activity, client, number):
    moderator = make.make_member(activity.programme, Role.MODERATOR)
    urgent = make.make_contribution(activity=activity, moderation="second", signals=["harm"])
    decision = actions.decide(contribution=urgent, outcome="second", by=moderator, once_key="1")
    actions.reply_to_decision(decision=decision, words="Please look", once_key="1")
    Contribution.objects.filter(pk=urgent.pk).update(moderation="waiting")
    make.make_many(activity, [f"Urgent {n}" for n in range(19)], moderation="waiting", signals=["harm"])
    if number > 20:
        many(activity, number - 20)
    with CaptureQueriesContext(connection) as seen:
        found = queries.queue(programme=activity.programme, choice=Choice())
    assert (len(found.items), len(seen)) == (20, 9)
    assert found.counts["waiting"] == max(number, 20)
    client.force_login(moderator)
    address = reverse("moderation", args=[activity.programme.slug])
    client.get(address)  # the first page of a session writes its sign of life
    with CaptureQueriesContext(connection) as seen:
        page = client.get(address)
    assert (page.status_code, len(seen)) == (200, 15)
