"""G7: one person, one choice per pair, however many presses arrive together and whatever they say.

Presses go the whole way: an address, the seat's cookie, the application with its middleware, in threads with
connections of their own, on both databases. The naive twin, which reads whether there is a choice and then writes one,
is seen red here too: it stores several choices of one person.
"""

from __future__ import annotations

from threading import Barrier

import pytest
from tests.envision.joining import client_with_seat, make_seats
from tests.envision.pairs.comparing import make_survey
from tests.envision.racing import meet, rows_of_a_naive_twin
from tests.support.databases import Database, in_threads

from throughline.envision.pairs import queries
from throughline.envision.pairs.models import Choice

AT_ONCE = 4
ANSWERS = ("left", "right", "undecided")


def race(races: int) -> tuple[int, list[BaseException]]:
    """So many races of four presses each, each press another answer; returns choices and failures."""
    activity, _options = make_survey(options=2)
    seats = make_seats(activity, ["patients"] * races)
    path = f"/programmes/{activity.programme.slug}/pairs/{activity.ref}/choose"
    tokens = [queries.turn_of(seat).asked.token for seat in seats]
    barrier = Barrier(AT_ONCE)

    def press(thread: int) -> None:
        for number, (seat, token) in enumerate(zip(seats, tokens, strict=True)):
            client = client_with_seat(seat)
            data = {"pair": token, "answer": ANSWERS[(number + thread) % 3]}
            meet(barrier)
            response = client.post(path, data)
            while response.status_code == 503:
                response = client.post(path, data)
            assert response.status_code == 302, response.content.decode()

    failures = in_threads(AT_ONCE, press)
    return Choice.objects.count(), failures


def test_one_row_for_each_person_and_pair(database: Database):
    assert race(8) == (8, [])


@pytest.mark.prove
def test_one_row_for_each_person_and_pair_in_2000_presses(database: Database):
    assert race(500) == (500, []), "500 races of four presses"


def test_reading_first_and_then_writing_would_store_more_than_one(database: Database):
    assert rows_of_a_naive_twin(AT_ONCE) == AT_ONCE
