"""G6: one person has one order, however many windows send it at once. Really committed, both databases."""

from __future__ import annotations

from collections import Counter
from threading import Barrier

import pytest
from django.db import DatabaseError
from tests.envision.joining import make_seats
from tests.envision.racing import meet
from tests.envision.rankings.ordering import ranking
from tests.support.databases import in_threads

from throughline.envision.rankings import actions
from throughline.envision.rankings.models import Ballot

WINDOWS = 4


@pytest.mark.parametrize("people", [5, pytest.param(2000, marks=pytest.mark.prove)])
def test_one_person_has_one_order_however_many_windows_send_it_at_once(database, people):
    """Seen red on PostgreSQL with “is there a row? else create it” in the place of the upsert: windows got an error in
    the place of their order. On SQLite transactions that write come one after the other, so the naive code passes."""
    activity = ranking()
    seats = make_seats(activity, ["patients"] * people)
    barrier, refused = Barrier(WINDOWS), []

    def press(number: int) -> None:
        for seat in seats:
            meet(barrier)
            try:
                actions.cast(seat=seat, order=[f"i{number + 1}"])
            except DatabaseError as error:  # the other windows go on, and do not wait for this one
                refused.append(error)

    assert in_threads(WINDOWS, press) == []
    assert refused == []
    assert Counter(Ballot.objects.values_list("seat_id", flat=True)) == {seat.pk: 1 for seat in seats}
    assert all(len(order) == 1 for order in Ballot.objects.values_list("order", flat=True))
