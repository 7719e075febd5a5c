"""Two windows and many people at once. Really committed, both databases."""

from __future__ import annotations

from collections import Counter
from threading import Barrier

from tests.envision.choices.asking import experiment
from tests.envision.joining import make_seats
from tests.support.databases import in_threads

from throughline.envision.choices import actions
from throughline.envision.choices.models import Choice, Place

PARALLEL, ROUNDS = 8, 3


def test_one_task_has_one_answer_however_many_windows_send_it_at_once(database):
    """G6. Seen red on PostgreSQL with “is there a row? else create it” in place of the upsert: windows got an error."""
    activity = experiment()
    seats = make_seats(activity, ["patients"] * ROUNDS)
    for seat in seats:
        actions.begin(seat=seat)
    for seat in seats:
        barrier = Barrier(PARALLEL)

        def press(number: int, seat=seat, barrier=barrier) -> None:
            barrier.wait()
            actions.choose(seat=seat, kind="try", task=0, chosen=number % 3)

        assert in_threads(PARALLEL, press) == []
    assert Counter(Choice.objects.values_list("seat_id", flat=True)) == {seat.pk: 1 for seat in seats}


def test_people_who_begin_at_once_get_versions_in_equal_numbers(database):
    """Seen red on PostgreSQL without the lock on the activity: several took the same number, all but one in vain."""
    activity = experiment()
    seats = make_seats(activity, ["staff"] * PARALLEL * ROUNDS)
    for first in range(0, len(seats), PARALLEL):
        barrier = Barrier(PARALLEL)

        def begin(number: int, first=first, barrier=barrier) -> None:
            barrier.wait()
            for _press in range(2):
                actions.begin(seat=seats[first + number])

        assert in_threads(PARALLEL, begin) == []
    assert sorted(Place.objects.values_list("number", flat=True)) == list(range(1, len(seats) + 1))
    assert set(Counter(Place.objects.values_list("block", flat=True)).values()) == {len(seats) // 2}
