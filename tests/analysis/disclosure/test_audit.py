"""G11: nobody can be picked out from published numbers, attacked by subtraction and by linear programming."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from throughline.analysis.disclosure import protect_count, protect_counts
from throughline.analysis.disclosure.audit import Sum, audit, cube, protect_together, readings

AXES = (("patients", "staff", "policy"), ("N", "E", "S", "W"), ("theme", "other"), ("first", "second"))
PAGES = ((0, 1), (0, 2), (1, 2), (0, 3), (2, 3))  # the two-way tables that pages show, by axis

EDGES = st.sampled_from([0, 1, 2, 6, 7, 8, 12, 13, 17, 18, 40])  # where rounding has least play


def population(seed):
    """A made-up population: who they are, where, whether they raised a theme, in which half of the time."""
    rng = np.random.default_rng(seed)
    shares = rng.dirichlet([0.4] * 48)
    return rng.multinomial(rng.integers(60, 600), shares).reshape(3, 4, 2, 2)


def published(figures):
    """The figures that the pages show: each two-way table with its totals."""
    return [
        key for key in figures if any(all(label is None or a in page for a, label in enumerate(key)) for page in PAGES)
    ]


def under_five(figures, keys):
    """The mutant: counts under 5 are hidden, all others are shown as they are."""
    return {k: (1, 4) if 0 < figures[k] < 5 else (figures[k], figures[k]) for k in keys}


def attack_populations(seeds):
    ours, mutant = [], []
    for seed in seeds:
        figures, sums = cube(population(seed), AXES)
        keys = published(figures)
        shown = protect_together(figures, sums, publish=keys)
        # The reader is assumed to know more than is told: which of the hidden figures are small.
        told = readings(shown)
        told.update({k: (1, 7) for k in keys if 0 < figures[k] < 8})
        ours.append(audit(figures, told, sums))
        mutant.append(audit(figures, under_five(figures, keys), sums, ambiguity=2))
    return ours, mutant


def _assert_g11(seeds):
    ours, mutant = attack_populations(seeds)
    assert sum(a.small for a in ours) > 20 * len(ours)
    assert [leak for a in ours for leak in a.recovered] == []
    assert sum(a.isolated for a in ours) == 0
    assert sum(len(a.recovered) for a in mutant) > len(mutant)
    assert sum(a.isolated for a in mutant) > 0


def test_no_small_number_of_8_made_up_populations_can_be_worked_out():
    """A few of those below, among them the one that leaks when each table is protected for itself."""
    _assert_g11(range(102, 110))


@pytest.mark.prove
def test_no_small_number_of_200_made_up_populations_can_be_worked_out():
    _assert_g11(range(200))


def test_tables_protected_one_by_one_can_leak_together_and_protected_together_do_not():
    """Seen red: of 260 populations, population 108 gives one number away when each page is protected for itself."""
    counts = population(108)
    figures, sums = cube(counts, AXES)
    told = {}
    for a, b in PAGES:
        rest = tuple(x for x in range(4) if x not in (a, b))
        table = protect_counts(counts.sum(axis=rest), rows=AXES[a], columns=AXES[b])
        for key, figure in _figures(table, a, b):
            low, high = told.get(key, (0, math.inf))
            told[key] = (max(low, figure.low), min(high, math.inf if figure.high is None else figure.high))
    assert audit(figures, told, sums).recovered != ()
    assert audit(figures, readings(protect_together(figures, sums, publish=told)), sums).leaks == ()


def _figures(table, a, b):
    def key(**labels):
        return tuple(labels.get(f"axis{i}") for i in range(4))

    for row, cells, total in zip(table.rows, table.cells, table.row_totals, strict=True):
        yield key(**{f"axis{a}": row}), total
        for column, cell in zip(table.columns, cells, strict=True):
            yield key(**{f"axis{a}": row, f"axis{b}": column}), cell
    for column, total in zip(table.columns, table.column_totals, strict=True):
        yield key(**{f"axis{b}": column}), total
    yield key(), table.total


def test_naive_suppression_of_the_reference_table_is_recovered_and_ours_is_not():
    """Case SDC-01 of the evaluation reference set: counts under 10 hidden, totals exact."""
    counts = np.array([[20, 50, 10, 8], [8, 19, 22, 9], [17, 32, 12, 15]])
    figures, sums = cube(counts, [range(3), range(4)])
    hidden = [k for k, n in figures.items() if n < 10]
    naive = {k: (1, 9) if k in hidden else (n, n) for k, n in figures.items()}
    assert len(audit(figures, naive, sums, targets=hidden).recovered) == 3
    ours = readings(protect_together(figures, sums))
    assert audit(figures, ours, sums, targets=hidden).recovered == ()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(EDGES, min_size=2, max_size=2), min_size=2, max_size=3))
def test_a_protected_table_survives_the_auditor(grid):
    """Two independent attacks agree: what the exact one on networks lets pass, linear programming cannot narrow.

    Seen red with nothing hidden for the sake of others.
    """
    counts = np.array(grid)
    figures, sums = cube(counts, [range(len(grid)), range(2)])
    table = protect_counts(counts)
    shown = {(i, j): table.cells[i][j] for i, row in enumerate(grid) for j in range(len(row))}
    shown |= {(i, None): total for i, total in enumerate(table.row_totals)}
    shown |= {(None, j): total for j, total in enumerate(table.column_totals)} | {(None, None): table.total}
    told = readings(shown)
    if not table.withheld:  # a reader who knows which figures are small
        told.update({k: (1, 7) for k, n in figures.items() if 0 < n < 8})
    assert audit(figures, told, sums).leaks == ()


def test_subtraction_finds_a_sibling_and_programming_finds_what_it_cannot():
    sibling = Sum("all", ("a", "b"))
    truth = {"all": 20, "a": 17, "b": 3}
    told = {"all": (20, 20), "a": (17, 17), "b": (1, 4)}
    leak = audit(truth, told, [sibling], attack="subtraction").leaks[0]
    assert (leak.figure, leak.low, leak.high) == ("b", 3, 3)

    # x+y, y+z and x+z are told: no sum has a single unknown, but together they fix all three.
    sums = [Sum("xy", ("x", "y")), Sum("yz", ("y", "z")), Sum("xz", ("x", "z"))]
    truth = {"x": 2, "y": 3, "z": 4, "xy": 5, "yz": 7, "xz": 6}
    told = {k: (n, n) for k, n in truth.items() if len(k) == 2} | dict.fromkeys("xyz", (1, 7))
    targets = list("xyz")
    assert audit(truth, told, sums, targets=targets, attack="subtraction").recovered == ()
    assert len(audit(truth, told, sums, targets=targets).recovered) == 3


def test_a_later_release_is_a_table_too():
    """Time slices: the newcomers are what was added, published or not."""
    truth = {"January": 12, "February": 13, "new": 1}
    exact = {"January": (12, 12), "February": (13, 13)}
    later = [Sum("February", ("January", "new"))]
    result = audit(truth, exact, later)
    assert result.isolated == 1
    assert "1 can be worked out exactly (1 of them a single person)" in result.shown
    ours = readings({k: protect_count(truth[k]) for k in exact})
    assert audit(truth, ours, later).leaks == ()


def test_an_audit_of_untrue_figures_is_refused():
    sums = [Sum("all", ("a", "b"))]
    with pytest.raises(ValueError, match="not true"):
        audit({"all": 9, "a": 4, "b": 5}, {"all": (10, 10)}, sums)
    with pytest.raises(ValueError, match="do not add up"):
        audit({"all": 8, "a": 4, "b": 5}, {}, sums)


def test_tables_that_cannot_be_protected_are_refused():
    figures, sums = cube(np.array([7, 7, 7, 7]), [range(4)])
    with pytest.raises(ValueError, match="publish fewer of them"):
        protect_together(figures, sums)


def test_nothing_is_recovered_from_a_table_of_fifty_by_ten():
    counts = np.floor(np.random.default_rng(1).pareto(0.7, (50, 10)) * 3).clip(0, 300).astype(int)
    figures, sums = cube(counts, [range(50), range(10)])
    told = readings({k: protect_count(n) for k, n in figures.items()})
    result = audit(figures, told, sums)
    assert result.small > 150
    assert result.to_dict()["recovered"] == 0
