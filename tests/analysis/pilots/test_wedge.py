"""The analysis of stepped wedges against a mixed model written out in full, and known truths."""

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from throughline.analysis.pilots.wedge import rollout, stepped_wedge


def measured(rng, groups=(3, 3, 3, 3), people=20, effect=0.3, places=0.25, cells=0.0):
    """Rows of place, period, value, change, with a time trend and random places and periods of places."""
    rows, names = [], iter(range(100))
    for step, size in enumerate(groups):
        for _ in range(size):
            name, own = f"place {next(names):02}", places * rng.normal()
            for t in range(len(groups) + 1):
                middle = 0.2 * t + own + cells * rng.normal() + effect * (t > step)
                rows += [(name, t, middle + rng.normal(), float(t > step)) for _ in range(people)]
    return rows


def analysed(rows, **how):
    return stepped_wedge(rollout(*zip(*rows, strict=True)), **how)


def in_full(rows, *, nested):
    """Restricted likelihood with the whole covariance of all measurements, by SciPy's simplex search."""
    from scipy.optimize import minimize

    names, times, y, x = zip(*rows, strict=True)
    place = np.unique(names, return_inverse=True)[1]
    fixed = np.column_stack([np.array(times)[:, None] == np.arange(max(times) + 1), x]).astype(float)
    same = place[:, None] == place
    cell = same & (np.array(times)[:, None] == np.array(times))
    y = np.array(y)

    def parts(log):
        a, b, c = math.exp(log[0]), math.exp(log[1]) if nested else 0.0, math.exp(log[-1])
        inverse = np.linalg.inv(a * same + b * cell + c * np.eye(y.size))
        spreading = np.linalg.inv(fixed.T @ inverse @ fixed)
        beta = spreading @ fixed.T @ inverse @ y
        return inverse, spreading, beta

    def criterion(log):
        inverse, spreading, beta = parts(log)
        left = y - fixed @ beta
        return -np.linalg.slogdet(inverse)[1] - np.linalg.slogdet(spreading)[1] + left @ inverse @ left

    start = [math.log(0.06), *([math.log(0.05)] if nested else []), 0.0]
    best = minimize(criterion, start, method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-10, "maxiter": 4000}).x
    _, spreading, beta = parts(best)
    return beta[-1], math.sqrt(spreading[-1, -1]), np.exp(best)


@pytest.mark.parametrize("nested", [False, True])
def test_the_result_equals_the_mixed_model_in_full(nested):
    rows = measured(np.random.default_rng(2), groups=(1, 2, 1), people=4, places=0.8, cells=0.5)
    found = analysed(rows, nested=nested)
    effect, error, variances = in_full(rows, nested=nested)
    assert (found.effect, found.error) == pytest.approx((effect, error), abs=1e-6)
    ours = [found.places_sd**2, *([found.cells_sd**2] if nested else []), found.within**2]
    assert ours == pytest.approx(variances, rel=1e-4)


def test_numbers_of_yes_are_as_good_as_people_one_by_one():
    rng = np.random.default_rng(3)
    rows = [(n, t, float(rng.random() < 0.4 + 0.1 * x), x) for n, t, _, x in measured(rng)]
    people = analysed(rows)
    cells = {}
    for name, t, value, x in rows:
        cells.setdefault((name, t, x), []).append(value)
    names, times, changes = zip(*cells, strict=True)
    means, sizes = [np.mean(v) for v in cells.values()], [len(v) for v in cells.values()]
    shares = stepped_wedge(rollout(names, times, means, changes, people=sizes, shares=True))
    assert (shares.effect, shares.error, shares.p_permutation) == pytest.approx(
        (people.effect, people.error, people.p_permutation), abs=1e-6
    )
    bare = stepped_wedge(rollout(names, times, means, changes, people=sizes))
    assert bare.cells_sd == 0
    assert bare.effect == pytest.approx(people.effect, abs=0.02)
    assert "as alike across periods" in " ".join(bare.warnings)
    with pytest.raises(ValueError, match="several people in each"):
        stepped_wedge(rollout(names, times, means, changes, people=sizes), nested=True)


def test_the_permutation_deals_out_the_starts_among_the_places():
    """Three places, one a group: six orders, so no p-value below 1/6."""
    found = analysed(measured(np.random.default_rng(4), groups=(1, 1, 1), people=30, effect=3.0, places=0.1))
    assert found.least_p == pytest.approx(1 / 6)
    assert found.p_permutation == pytest.approx(1 / 6)
    assert "dealt out in 6 ways" in " ".join(found.warnings)


def test_places_measured_in_different_periods_have_no_permutation():
    rows = [r for r in measured(np.random.default_rng(5)) if (r[0], r[1]) != ("place 03", 2)]
    found = analysed(rows)
    assert found.p_permutation is None
    assert ("place 03", "2", None, 0.0, None) in found.rows
    assert json.loads(json.dumps(found.to_dict()))["df"] == 10


def test_time_is_told_from_the_change():
    """A trend upwards without any effect: before-after would find a large one."""
    rng = np.random.default_rng(6)
    rows = measured(rng, effect=0.0, people=50)
    found = analysed(rows)
    with_change, without = ([r[2] for r in rows if r[3] == x] for x in (1.0, 0.0))
    assert np.mean(with_change) - np.mean(without) > 0.3
    assert found.low < 0 < found.high
    assert found.time[-1] - found.time[0] == pytest.approx(0.8, abs=0.3)


def covered(rng, times, **how):
    found = [analysed(measured(rng, **how), draws=99) for _ in range(times)]
    return np.mean([f.low <= 0.3 <= f.high for f in found]), np.mean([f.effect for f in found])


def test_a_planted_effect_is_found():
    share, mean = covered(np.random.default_rng(7), 12, people=10, cells=0.1)
    assert share >= 0.75
    assert mean == pytest.approx(0.3, abs=0.15)


@pytest.mark.prove
@pytest.mark.parametrize("groups", [(1, 1, 1, 1, 1, 1), (3, 3, 3, 3)])
def test_ranges_cover_as_often_as_they_say(groups):
    """200 pilots with periods of places that differ: 95% - 4.6 points (3 standard errors) at least."""
    share, mean = covered(np.random.default_rng(8), 200, groups=groups, people=15, cells=0.2)
    assert share >= 0.904
    assert mean == pytest.approx(0.3, abs=0.05)


@pytest.mark.prove
def test_the_permutation_keeps_its_size():
    rng = np.random.default_rng(9)
    p = [analysed(measured(rng, effect=0.0, people=8, cells=0.3), draws=199).p_permutation for _ in range(200)]
    assert np.mean(np.array(p) <= 0.05) <= 0.096


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.floats(-1e3, 1e3), st.floats(0.01, 100))
def test_a_constant_a_scale_and_names_change_nothing(seed, shift, scale):
    rng = np.random.default_rng(seed)
    rows = measured(rng, groups=(2, 2, 2), people=5)
    rename = dict(zip(sorted({r[0] for r in rows}), rng.permutation(6), strict=True))
    moved = [(rename[n], t, shift + scale * y, x) for n, t, y, x in rows]
    rng.shuffle(moved)
    one, two = analysed(rows), analysed([(n, int(t), float(y), float(x)) for n, t, y, x in moved])
    assert two.effect == pytest.approx(scale * one.effect, rel=1e-3, abs=1e-3 * scale)
    assert two.error == pytest.approx(scale * one.error, rel=1e-3)
    # Effects are found to three digits: of the 90 ways to deal, one that is as near as that to ours may change sides.
    assert two.p_permutation == pytest.approx(one.p_permutation, abs=1.01 / 90)
    assert one.low <= one.effect <= one.high
    assert one.shown.startswith("Apart from what time brought")


ROWS = measured(np.random.default_rng(1), groups=(1, 1, 1), people=2)


def with_first(**cells):
    names = ("place", "period", "value", "change")
    return [tuple(cells.get(name, old) for name, old in zip(names, ROWS[0], strict=True)), *ROWS[1:]]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (with_first(value=math.nan), "place 00 in 0: the value is missing"),
        (with_first(value=None), "place 00 in 0: the value is missing"),
        (with_first(value=1e200), "place 00 in 0: the value is too large"),
        (with_first(change=2.0), "place 00 in 0: whether it had the change"),
        (with_first(change=1.0), "some rows of place 00 in 0 have the change and some do not"),
        (with_first(period=None), "some periods are missing"),
        ([r for r in ROWS if r[0] != "place 02"], "2 places are too few"),
        ([(n, t, y, 0.0) for n, t, y, _ in ROWS], "with and places without"),
        ([(n, t, 1.0, x) for n, t, _, x in ROWS], "all values are the same"),
        ([(n, t, y, float(t > 1)) for n, t, y, _ in ROWS], "cannot tell the change from time"),
    ],
)
def test_what_cannot_be_judged_is_refused_in_words(rows, words):
    with pytest.raises(ValueError, match=words):
        analysed(rows)


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"people": [1.0] * (len(ROWS) - 1)}, "each row needs"),
        ({"people": [0.0] * len(ROWS)}, "number of people must be above 0"),
        ({"people": [2.0] * len(ROWS)}, "two rows for one place and period"),
        ({"people": [2.0] * len(ROWS), "shares": True}, "a share must lie between 0 and 1"),
    ],
)
def test_bad_numbers_of_people_are_refused_in_words(how, words):
    with pytest.raises(ValueError, match=words):
        rollout(*zip(*ROWS, strict=True), **how)


def test_no_rows_at_all_are_refused():
    with pytest.raises(ValueError, match="there are no rows"):
        rollout([], [], [], [])


@pytest.mark.parametrize("bad", [{"level": 1.0}, {"draws": 5}])
def test_bad_settings_are_refused(bad):
    with pytest.raises(ValueError, match="the level must lie between 0 and 1, and at least 99 orders"):
        analysed(ROWS, **bad)
