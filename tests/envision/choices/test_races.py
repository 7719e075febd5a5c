"""Many people who begin at once. Really committed, both databases."""

from __future__ import annotations

from collections import Counter
from threading import Barrier

from tests.envision.choices.asking import experiment
from tests.envision.joining import make_seats
from tests.support.databases import in_threads

from throughline.envision.choices import actions
from throughline.envision.choices.models import Place

PARALLEL, ROUNDS = 8, 3


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
