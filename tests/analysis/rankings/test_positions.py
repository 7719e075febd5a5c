"""Orders of groups combined by position, against an example worked by hand after the James Lind Alliance Guidebook."""

from __future__ import annotations

import random

import pytest

from throughline.analysis.rankings import combine, total_places

# 60 patients and 12 staff chose between four questions. Patients: A 50, B 40, C 10, D 10; staff: D 12, C 9, B 2, A 1.
CHOSEN = {"patients": {"A": 50, "B": 40, "C": 10, "D": 10}, "staff": {"A": 1, "B": 2, "C": 9, "D": 12}}


def test_points_by_position_are_added_up_so_that_few_staff_count_as_much_as_many_patients():
    """By hand. Patients: A 4, B 3, C and D share (2 + 1) / 2 = 1.5 each. Staff: D 4, C 3, B 2, A 1.
    Together: D 5.5, A 5, B 5, C 4.5; all choices thrown together would have put A (51) and B (42) first."""
    found = combine(CHOSEN)
    assert found.totals == {"D": 5.5, "A": 5, "B": 5, "C": 4.5}
    assert found.order == ("D", "A", "B", "C")
    assert found.places == {"D": 1, "A": 2, "B": 2, "C": 4}
    assert found.by_group == {"patients": {"A": 1, "B": 2, "C": 3, "D": 3}, "staff": {"D": 1, "C": 2, "B": 3, "A": 4}}
    assert found.shown == "From first to last: D (1), A (2), B (2), C (4)."


def test_how_many_people_a_group_has_does_not_change_the_order_and_each_group_has_as_many_points():
    draw = random.Random(6)
    for _time in range(50):
        given = {name: {f"q{number}": draw.randrange(6) for number in range(9)} for name in ("a", "b", "c")}
        first = combine(given)
        assert combine(given | {"b": {option: 40 * n for option, n in given["b"].items()}}) == first
        assert sum(first.totals.values()) == 3 * 45


def test_places_of_small_groups_are_totalled_and_the_lowest_total_comes_first():
    """By hand: A 1 + 3 + 2 = 6, B 2 + 1 + 3 = 6, C 3 + 2 + 1 = 6 are equal, D 4 + 4 + 4 = 12 is last. With a
    third order like the first: A 1 + 3 + 1, B 2 + 1 + 2."""
    circle = {"one": "ABCD", "two": "BCAD", "three": "CABD"}
    assert total_places(circle).places == {"A": 1, "B": 1, "C": 1, "D": 4}
    again = total_places({"one": "ABCD", "two": "BCAD", "three": "ABCD"})
    assert again.totals == {"A": 5, "B": 5, "C": 8, "D": 12}
    assert again.by_group["two"] == {"B": 1, "C": 2, "A": 3, "D": 4}


@pytest.mark.parametrize("scores", [{}, {"a": {}}, {"a": {"A": 1}, "b": {"B": 1}}])
def test_no_groups_no_options_and_different_options_are_refused(scores):
    with pytest.raises(ValueError, match="option"):
        combine(scores)


@pytest.mark.parametrize("orders", [{"one": "AAB"}, {"one": "AB", "two": "A"}, {}])
def test_an_order_with_one_twice_or_missing_is_refused(orders):
    with pytest.raises(ValueError, match="option"):
        total_places(orders)
