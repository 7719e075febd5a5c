"""Panels: rows in any order make one complete table, and what cannot be judged is refused in words."""

import math
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughline.analysis.pilots.panel import panel

ROWS = [(u, t, 10.0 * i + t, u == "b" and t >= 2003) for i, u in enumerate("abc") for t in range(2000, 2006)]


def build(rows):
    return panel(*zip(*rows, strict=True))


def changed(index, **cells):
    names = ("unit", "period", "value", "change")
    row = tuple(cells.get(name, old) for name, old in zip(names, ROWS[index], strict=True))
    return [*ROWS[:index], row, *ROWS[index + 1 :]]


@given(st.permutations(ROWS))
def test_rows_may_come_in_any_order(rows):
    found = build(rows)
    assert (found.units, found.periods) == (("a", "b", "c"), tuple(range(2000, 2006)))
    assert found.values[1].tolist() == [10.0 + t for t in range(2000, 2006)]
    assert (found.starts.tolist(), found.start) == ([6, 3, 6], 3)
    assert found.treated.tolist() == [False, True, False]


def test_different_starts_have_no_common_one():
    assert build([(u, t, v, c or (u == "c" and t == 2005)) for u, t, v, c in ROWS]).start is None


def test_backdating_keeps_only_what_was_before_and_pretends_an_earlier_change():
    found = build(ROWS).backdated(1)
    assert (found.periods, found.start, found.values.shape) == ((2000, 2001, 2002), 2, (3, 3))
    with pytest.raises(ValueError, match="by 1 to 2 periods"):
        build(ROWS).backdated(3)


def test_a_gap_in_the_periods_is_told():
    months = [date(2026, m, 1) for m in (1, 2, 3, 7, 8)]
    rows = [(u, m, float(i), u == "b" and i > 2) for u in "ab" for i, m in enumerate(months)]
    assert "gap between 2026-03-01 and 2026-07-01" in build(rows).warnings[0]
    assert build(ROWS).warnings == ()


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (ROWS[1:], "rows are missing .a in 2000."),
        ([*ROWS, ROWS[0]], "two rows for a in 2000"),
        (changed(4, value=math.nan), "the value of a in 2004 is missing"),
        (changed(4, value=None), "the value of a in 2004 is missing"),
        (changed(4, value=math.inf), "the value of a in 2004 is missing or not finite"),
        (changed(4, value=-1e200), "the value of a in 2004 is too large"),
        (changed(4, period=math.nan), "some periods are missing"),
        (changed(4, period=None), "some periods are missing"),
        (changed(4, period="2004"), "different kinds"),
        (changed(4, change=2), "must be yes or no"),
        (changed(11, change=False), "b no longer has the change in 2005"),
        ([(u, t, v, False) for u, t, v, _ in ROWS], "no place has the change"),
        ([(u, t, v, u == "a" or c) for u, t, v, c in ROWS], "a has the change from the first period on"),
        ([(u, t, v, t >= 2003) for u, t, v, _ in ROWS], "all places took up the change at once"),
        ([r for r in ROWS if r[0] == "b"], "all places took up the change at once"),
        ([(u, t, 1.0, c) for u, t, _, c in ROWS], "all values are the same"),
    ],
)
def test_what_cannot_be_judged_is_refused_in_words(rows, words):
    with pytest.raises(ValueError, match=words):
        build(rows)


def test_columns_of_different_length_are_refused():
    with pytest.raises(ValueError, match="each row needs"):
        panel(["a"], [1, 2], [1.0], [0])


def test_no_rows_at_all_are_refused():
    with pytest.raises(ValueError, match="there are no rows"):
        panel([], [], [], [])


def test_many_missing_rows_are_counted():
    rows = [(u, t, float(t), u == "a" and t > 5) for u in "ab" for t in range(12)]
    with pytest.raises(ValueError, match="b in 4 and 2 more"):
        build(rows[:12] + rows[19:])
    assert np.isfinite(build(rows).values).all()
