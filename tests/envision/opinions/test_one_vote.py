"""G7: one person, one vote per statement, however many presses arrive together and whatever they say.

Presses go the whole way: an address, the seat's cookie, the application with its middleware, in threads with
connections of their own, on both databases. The naive twin, which reads whether there is a vote and then writes one, is
seen red here too: it stores several votes of one person.
"""

from __future__ import annotations

from threading import Barrier

import pytest
from tests.envision.joining import client_with_seat, make_seats
from tests.envision.opinions.talking import make_map
from tests.envision.racing import meet, rows_of_a_naive_twin
from tests.support.databases import Database, in_threads

from throughline.envision.opinions.models import Vote

AT_ONCE = 5
VALUES = ("agree", "pass", "disagree")


def race(races: int) -> tuple[int, list[BaseException]]:
    """So many races of five presses each, each press another vote or another mark; returns votes and failures."""
    activity, statements = make_map(statements=2)
    seats = make_seats(activity, ["patients"] * races)
    path = f"/programmes/{activity.programme.slug}/opinions/{activity.ref}/vote"
    for seat in seats:
        seat.activity = activity
    barrier = Barrier(AT_ONCE)

    def press(thread: int) -> None:
        for number, seat in enumerate(seats):
            client = client_with_seat(seat)
            data = {"statement": statements[0].ref, "vote": VALUES[(number + thread) % 3]}
            meet(barrier)
            response = client.post(path, data)
            while response.status_code == 503:
                response = client.post(path, data)
            assert response.status_code == 302, response.content.decode()

    failures = in_threads(AT_ONCE, press)
    return Vote.objects.count(), failures


def test_one_row_for_each_person_and_statement(database: Database):
    assert race(20) == (20, [])


@pytest.mark.prove
def test_one_row_for_each_person_and_statement_in_2000_races(database: Database):
    assert race(400) == (400, []), "400 races of five presses: 2,000 presses"


def test_the_row_holds_the_last_change_of_mind(database: Database):
    activity, statements = make_map(statements=1)
    (seat,) = make_seats(activity, ["staff"])
    client, path = client_with_seat(seat), f"/programmes/{activity.programme.slug}/opinions/{activity.ref}/vote"
    for value in ("agree", "pass", "disagree", "disagree", "agree"):
        assert client.post(path, {"statement": statements[0].ref, "vote": value}).status_code == 302
    assert list(Vote.objects.values_list("value", flat=True)) == [1]


def test_reading_first_and_then_writing_would_store_more_than_one(database: Database):
    assert rows_of_a_naive_twin(AT_ONCE) == AT_ONCE
