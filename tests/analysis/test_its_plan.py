"""The power of interrupted time series, and placebos in time."""

import csv
import json

import numpy as np
import pytest
from tests.analysis.data import FOLDER, needs_data

from throughline.analysis.its_plan import placebos, power


@pytest.mark.prove
@pytest.mark.parametrize(("correlation", "expected"), [(0.0, 0.71), (0.2, 0.56), (0.4, 0.46)])
def test_power_equals_the_reference(correlation, expected):
    """methods/evaluation.md section 2: 24 + 24 points, a step of 1.5 standard deviations (800 simulations)."""
    assert power(24, 24, 1.5, correlation=correlation, series=800).power.estimate == pytest.approx(expected, abs=0.055)


def test_power_grows_with_the_step_and_is_the_same_for_the_same_seed():
    small, large = (power(12, 12, step, series=100, seed=1) for step in (0.5, 4.0))
    assert small.power.estimate < 0.5 < 0.9 < large.power.estimate
    assert small == power(12, 12, 0.5, series=100, seed=1)
    assert large.shown.startswith("With 12 periods before and 12 after, a step of 4 standard deviations would be found")
    assert json.loads(json.dumps(large.to_dict()))["power"]["n"] == 100


@pytest.mark.parametrize("bad", [(7, 20, 1.0, {}), (20, 20, float("nan"), {}), (20, 20, 1.0, {"correlation": 1.0})])
def test_power_refuses_what_cannot_be_planned(bad):
    *given, how = bad
    with pytest.raises(ValueError, match="at least 8 periods on both sides"):
        power(*given, **how)


@needs_data
def test_the_seat_belt_law_pretended_earlier_shows_little():
    """A placebo in time: years in which no law came."""
    with (FOLDER / "evaluation" / "its" / "uk_seatbelts.csv").open() as file:
        rows = list(csv.DictReader(file))
    drivers, law = [float(r["S.drivers"]) for r in rows], [float(r["S.law"]) for r in rows]
    start = law.index(1)
    found = placebos(drivers, start, kind="counts", exposure=[float(r["S.kms"]) for r in rows])
    assert [p.start for p in found] == [start // 4, start // 2, 3 * start // 4]
    assert all(len(p.result.observed) == start for p in found)
    assert all(p.clear == (not p.result.level.low <= 0 <= p.result.level.high) for p in found)
    later = placebos(drivers, start, at=[120], kind="counts")
    assert [p.start for p in later] == [120]


def test_placebos_find_nothing_where_nothing_was():
    rng = np.random.default_rng(4)
    found = [p.clear for _ in range(20) for p in placebos(rng.normal(size=48), 36)]
    assert np.mean(found) <= 0.2


def test_too_few_periods_cannot_be_pretended():
    with pytest.raises(ValueError, match="15 periods before the change are too few"):
        placebos(list(range(30)), 15)
