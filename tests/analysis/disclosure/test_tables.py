"""Tables with totals: nothing that is hidden can be worked out from what is shown."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from throughline.analysis.disclosure import protect_counts
from throughline.analysis.disclosure.tables import AMBIGUITY

grids = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(st.integers(0, 30), min_size=width, max_size=width), min_size=1, max_size=4)
)


def test_three_constituencies_side_by_side():
    table = protect_counts({"patients": 121, "staff": 43, "policy": 5})
    assert table.shown == "patients 120, staff 45, policy *; 170 in all"
    assert table["policy"].note == "fewer than 8"
    assert [share.text for share in table.shares()[0]] == ["71%", "26%", "*"]
    assert table.notes == (
        "* means fewer than 8.",
        "Other numbers are rounded to the nearest 5, so they may not add up.",
    )


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({"a": 8, "b": 8, "c": 1}, "a *, b 10, c *; 15 in all"),  # by rounding alone: c can only be 1
        ({"a": 12, "b": 6}, "a *, b *; 20 in all"),  # by rounding alone: b is 6 or 7
        ({"a": 8, "b": 1}, "a 10, b *; 10 in all"),
        ({"a": 0, "b": 3}, "a 0, b *; * in all"),
        ({"a": 0, "b": 0}, "a 0, b 0; 0 in all"),
    ],
)
def test_where_rounding_alone_would_tell_another_figure_is_hidden_too(counts, shown):
    assert protect_counts(counts).shown == shown


def test_hidden_figures_look_alike_when_not_only_small_ones_are_hidden():
    table = protect_counts({"a": 8, "b": 8, "c": 1})
    assert table["a"] == table["c"]
    assert "hidden so that a smaller number cannot be worked out" in table["c"].note
    assert table["c"].high is None


def test_a_table_that_cannot_be_saved_is_withheld_but_keeps_its_total():
    table = protect_counts(dict.fromkeys("abcd", 7))  # 28 shown as 30: each must be 7
    assert table.withheld
    assert table.total.text == "30"
    assert table.shown == "Too few people in these groups to show them apart."
    assert {cell.text for cell in table.cells[0]} == {"*"}
    assert {cell.high for cell in table.cells[0]} == {None}


def _conclusions(table):
    """Every table of whole numbers that fits what is shown, found by trying them all (reference; tiny tables only)."""
    figures = [cell for row in table.cells for cell in row]
    options = [range(f.low, min(f.high or 12, 12) + 1) for f in figures]
    height, width = len(table.rows), len(table.columns)
    for cells in itertools.product(*options):
        grid = np.reshape(cells, (height, width))
        totals = [*grid.sum(1), *grid.sum(0), grid.sum()]
        known = [*table.row_totals, *table.column_totals, table.total]
        if all(f.low <= t <= (f.high or 10**9) for f, t in zip(known, totals, strict=True)):
            yield grid


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(0, 10), min_size=2, max_size=2), min_size=1, max_size=2))
def test_trying_every_possible_table_leaves_each_small_figure_open(grid):
    table = protect_counts(grid)
    worlds = np.array(list(_conclusions(table)))
    for (i, row), j in itertools.product(enumerate(grid), range(2)):
        if 0 < row[j] < 8:
            assert len(set(worlds[:, i, j])) >= AMBIGUITY


def test_the_attack_by_trying_catches_rounding_alone():
    """Seen red: with totals rounded and nothing hidden for the sake of others, 8 + 8 + 1 gives the 1 away."""
    rounding_alone = protect_counts({"a": 8, "b": 8, "c": 1}, margins="none")
    total = protect_counts({"all": 17})["all"]
    table = type(rounding_alone)(
        **{k: getattr(rounding_alone, k) for k in ("rows", "columns", "cells", "margins")},
        row_totals=(total,),
        column_totals=rounding_alone.cells[0],
        total=total,
    )
    assert {int(grid[0, 2]) for grid in _conclusions(table)} == {1}


@given(grids)
def test_derived_totals_depend_on_nothing_but_what_is_shown(grid):
    other = [[3 if 0 < n < 8 else 5 * ((n + 2) // 5) for n in row] for row in grid]
    assert protect_counts(grid, margins="derived") == protect_counts(other, margins="derived")


@given(grids, st.sampled_from(["rounded", "derived", "none"]))
def test_no_small_count_is_ever_shown(grid, margins):
    table = protect_counts(grid, margins=margins)
    for row, cells in zip(grid, table.cells, strict=True):
        for n, cell in zip(row, cells, strict=True):
            assert cell.hidden if 0 < n < 8 else True
            assert cell.low <= n <= (cell.high or n)
            assert (cell.text == "0") == (n == 0)


def test_a_two_way_table_has_labels_totals_and_percentages_by_row():
    table = protect_counts({"North": {"patients": 40, "staff": 62}, "South": {"patients": 0, "staff": 28}})
    assert table["North", "staff"].text == "60"
    assert [t.text for t in table.row_totals] == ["100", "30"]
    assert [t.text for t in table.column_totals] == ["40", "90"]
    assert table.shares()[1][0].text == "0%"
    assert table.to_dict()["cells"][0][1]["text"] == "60"
    with pytest.raises(KeyError):
        table["North", "nobody"]


def test_missing_groups_of_a_two_way_mapping_count_as_none():
    table = protect_counts({"North": {"patients": 40}, "South": {"staff": 28}})
    assert [[c.text for c in row] for row in table.cells] == [["40", "0"], ["0", "30"]]


def test_arrays_take_labels():
    table = protect_counts(np.array([[20, 30], [10, 40]]), rows=["N", "S"], columns=["a", "b"])
    assert table["S", "b"].text == "40"
    assert protect_counts(np.array([20, 30]), columns=["a", "b"])["b"].text == "30"


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ({"a": -1}, "the count of a must be a whole number"),
        ({"a": 1.5}, "the count of a"),
        ([[1, 2], [3]], "same number of figures"),
        ([], "at least one figure"),
    ],
)
def test_bad_tables_are_refused_in_words(counts, words):
    with pytest.raises(ValueError, match=words):
        protect_counts(counts)


def test_labels_must_fit_and_differ():
    with pytest.raises(ValueError, match="2 different column labels"):
        protect_counts([1, 2], columns=["a", "a"])
    with pytest.raises(ValueError, match="margins must be"):
        protect_counts([1, 2], margins="exact")
