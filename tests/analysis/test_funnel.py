"""Funnel plots against FunnelPlotR."""

import csv
import json
from collections import Counter

import numpy as np
import pytest
from tests.analysis.data import FOLDER, needs_data

from throughline.analysis.funnel import poisson_limits, ratios, shares

TOY = ("abcdef", [100, 150, 180, 80, 120, 225], [108, 112, 165, 95, 100, 220])


def test_exact_limits_equal_the_reference():
    """Case FUN-01 of the evaluation reference set (FunnelPlotR tests)."""
    low95, high95 = poisson_limits([15, 20, 30], 0.95)
    low998, high998 = poisson_limits([15, 20, 30], 0.998)
    assert low95 == pytest.approx([0.5596924, 0.610826, 0.6746958], abs=1e-6)
    assert high95 == pytest.approx([1.649348, 1.544419, 1.427562], abs=1e-6)
    assert low998 == pytest.approx([0.386265, 0.4479107, 0.5289724], abs=1e-6)
    assert high998 == pytest.approx([2.082907, 1.902094, 1.702771], abs=1e-6)


def test_the_toy_ratios_equal_the_reference():
    """Case FUN-02 of the evaluation reference set (FunnelPlotR, SR with SHMI)."""
    found = ratios(*TOY)
    assert found.phi == pytest.approx(2.9480331751, abs=1e-9)
    assert found.tau2 == pytest.approx(0.019477530578, abs=1e-9)
    assert (found.unadjusted, len(found.outside)) == (1, 0)


@needs_data
def test_every_limit_of_the_toy_equals_the_r_package():
    with (FOLDER / "evaluation" / "funnel" / "toy_SR_SHMI.csv").open() as file:
        rows = {row["group"]: row for row in csv.DictReader(file)}
    for place in ratios(*TOY).places:
        row = rows[place.name]
        ours = (place.low95, place.high95, place.low998, place.high998)
        theirs = [float(row[c]) for c in ("odll95", "odul95", "odll998", "odul998")]
        assert ours == pytest.approx(theirs, rel=1e-7)  # R has its normal quantiles to 7 digits
        assert place.value == pytest.approx(float(row["rr"]))


@needs_data
def test_emergency_departments_equal_the_r_package():
    """methods/evaluation.md section 1 (FunnelPlotR, PR): A&E March 2019, type 1: 134 trusts."""
    with (FOLDER / "evaluation" / "spc" / "ae_attendances.csv").open() as file:
        rows = [r for r in csv.DictReader(file) if r["period"] == "2019-03-01" and r["type"] == "1"]
    found = shares(
        [r["org_code"] for r in rows], [int(r["breaches"]) for r in rows], [int(r["attendances"]) for r in rows]
    )
    assert len(found.places) == 134
    assert found.target == pytest.approx(0.205137430265, abs=1e-12)
    assert found.phi == pytest.approx(490.432, abs=1e-3)
    assert found.tau2 == pytest.approx(0.0120511344657, abs=1e-12)
    assert (found.unadjusted, len(found.outside)) == (123, 0)
    assert sum(not p.low95 <= p.value <= p.high95 for p in found.places) == 18
    assert "may not be comparable" in found.warnings[0]


@needs_data
def test_places_that_differ_by_chance_alone_have_no_variance_between_them():
    """methods/evaluation.md section 1: the length-of-stay example, phi .2318, tau2 0 (SR with CQC)."""
    observed, expected = Counter(), Counter()
    with (FOLDER / "evaluation" / "funnel" / "LOS_model_pred.csv").open() as file:
        for row in csv.DictReader(file):
            observed[row["Organisation"]] += int(row["Death"])
            expected[row["Organisation"]] += float(row["pred"])
    names = sorted(observed)
    found = ratios(names, [observed[n] for n in names], [expected[n] for n in names], method="cqc")
    assert found.phi == pytest.approx(0.2318, abs=5e-5)
    assert found.tau2 == 0


def test_the_toy_ratios_by_the_other_method_equal_the_reference():
    """methods/evaluation.md section 1 (FunnelPlotR, SR with CQC, trimmed at 5%)."""
    found = ratios(*TOY, method="cqc", trim=0.05)
    assert found.phi == pytest.approx(2.74678261151, abs=1e-9)
    assert found.tau2 == pytest.approx(0.00440597597932, abs=1e-12)
    assert ratios("abc", [0, 9, 11], [8, 10, 10], method="cqc").places[0].value == 0


def simulated(spread, rng):
    sizes = rng.integers(27, 159, 42)
    truth = np.clip(rng.normal(0.6, spread, 42), 0, 1)
    return truth, shares(list(map(str, range(42))), rng.binomial(sizes, truth), sizes)


def test_places_without_true_differences_seldom_stand_out():
    """methods/evaluation.md section 1: 0.085 false flags a plot of 42 places at 99.8%."""
    rng = np.random.default_rng(5)
    assert sum(len(simulated(0, rng)[1].outside) for _ in range(60)) / 60 < 0.25


def test_shrunk_values_are_nearer_the_truth():
    """methods/evaluation.md section 1: root mean square error .062 raw, .044 shrunk."""
    rng = np.random.default_rng(5)
    raw = shrunk = 0.0
    for _ in range(50):
        truth, found = simulated(0.06, rng)
        raw += sum((p.value - t) ** 2 for p, t in zip(found.places, truth, strict=True))
        shrunk += sum((p.shrunk - t) ** 2 for p, t in zip(found.places, truth, strict=True))
    assert shrunk < 0.75 * raw


def test_the_result_names_places_in_the_order_given_and_never_ranks():
    found = shares(["z", "a", *"bcdefghij"], [95, 20, *[50] * 9], [100] * 11)
    assert [p.name for p in found.places][:2] == ["z", "a"]
    assert found.places[0].shrunk < found.places[0].value
    assert found.places[0].standing in ("higher", "as expected")
    assert json.loads(json.dumps(found.to_dict()))["target"] == pytest.approx(565 / 1100)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: shares(["a", "b"], [1, 2], [3, 4]), "too few to compare"),
        (lambda: shares(["a", "b", "c"], [1, 2, 9], [3, 4, 5]), "c: the numerator is larger"),
        (lambda: shares(["a", "b", "c"], [1, 2, 0], [3, 4, 0]), "c: the numbers"),
        (lambda: shares(["a", "b", "c"], [1, float("nan"), 0], [3, 4, 2]), "b: the numbers"),
        (lambda: shares(["a", "b"], [1, 2, 3], [3, 4, 5]), "one name and two numbers"),
        (lambda: shares(["a", "b", "a"], [1, 2, 3], [3, 4, 5]), "a stands there twice"),
        (lambda: ratios(["a", "b", "c"], [1, 1, 2], [3, 4, 2], method="cqc", trim=0.5), "trim must lie"),
        (lambda: poisson_limits([3, 0], 0.95), "above 0"),
        (lambda: poisson_limits([3], 1.5), "level must lie"),
        (lambda: ratios(["a", "b", "c"], [1, 0, 2], [3, 4, 2]), "b has no event"),
        (lambda: ratios(["a", "b", "c"], [1, 1, 2], [3, 4, 2], method="x"), "the method must be"),
    ],
)
def test_bad_tables_are_refused_in_words(call, words):
    with pytest.raises(ValueError, match=words):
        call()
