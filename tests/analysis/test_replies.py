"""The clock of a letter to several addressees, at its edges."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughline.analysis.replies import replies

SENT, DUE = date(2026, 1, 5), date(2026, 3, 2)


@pytest.mark.parametrize(
    ("today", "standing", "left", "overdue"),
    [(SENT, "pending", 56, 0), (DUE, "pending", 0, 0), (DUE + timedelta(1), "overdue", 0, 1)],
)
def test_the_day_itself_is_in_time_and_the_next_is_not(today, standing, left, overdue):
    """Case ACC-01 of the evaluation reference set (Preventable Deaths Tracker): 56 days after 5 January 2026."""
    found = replies(SENT, {"trust": None}, today=today)
    assert found.due == DUE
    assert (found.standing, found.days_left, found.days_overdue) == (standing, left, overdue)


def test_two_replies_of_three_are_partial():
    """Case ACC-01 of the evaluation reference set (Preventable Deaths Tracker)."""
    given = {"trust": date(2026, 2, 1), "board": date(2026, 3, 3), "ministry": None}
    found = replies(SENT, given, today=date(2026, 3, 10))
    assert (found.standing, found.waiting, found.late) == ("partial", ("ministry",), ("board",))
    assert found.shown == "2 of 3 addressees answered; 8 days overdue: ministry."
    before = replies(SENT, given, today=date(2026, 2, 1))
    assert (before.standing, before.answered, before.late) == ("partial", ("trust",), ())
    assert before.shown == "1 of 3 addressees answered; due on 2 March 2026: board, ministry."


def test_all_replies_stop_the_clock():
    found = replies(SENT, {"trust": date(2026, 3, 9)}, today=date(2027, 1, 1))
    assert (found.standing, found.late, found.days_overdue) == ("answered", ("trust",), 0)
    assert found.to_dict()["due"] == "2026-03-02"
    assert found.shown == "1 of 1 addressee answered."


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 400), st.integers(0, 800))
def test_a_letter_is_either_in_time_or_overdue(sent, days, later):
    found = replies(sent, {"a": None, "b": None}, today=sent + timedelta(later), days=days)
    assert found.days_left - found.days_overdue == days - later
    assert (found.standing == "overdue") == (later > days)


@pytest.mark.parametrize(
    ("replied", "days", "words"),
    [
        ({}, 56, "at least one addressee"),
        ({"a": None}, 0, "at least one day"),
        ({"a": date(2026, 1, 4)}, 56, "a cannot have answered before the letter was sent on 2026-01-05"),
    ],
)
def test_what_cannot_be_is_refused_in_words(replied, days, words):
    with pytest.raises(ValueError, match=words):
        replies(SENT, replied, today=DUE, days=days)
