"""Raking against the R package survey, and its refusals."""

import csv
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analysis.data import FOLDER, needs_data

from throughline.analysis.raking import rake


def sample_of_2000():
    with (FOLDER / "population" / "raking_sample2000.csv").open() as file:
        rows = list(csv.DictReader(file))
    targets = json.loads((FOLDER / "population" / "raking_targets.json").read_text())
    return {name: [row[name] for row in rows] for name in targets}, targets


@needs_data
def test_two_thousand_people_on_four_margins_equal_r_survey():
    """Case REP-01 of the evaluation reference set (R, survey::rake), and the weights of every person."""
    sample, targets = sample_of_2000()
    raked = rake(sample, targets)
    assert raked.design_effect == pytest.approx(1.557819, abs=1e-5)
    assert raked.effective_n == pytest.approx(1283.847, abs=1e-2)
    assert (min(raked.weights), max(raked.weights)) == pytest.approx((0.265539, 7.893538), abs=1e-5)
    own = [float(x) for x in (FOLDER / "population" / "raking_weights_own.csv").read_text().split()]
    assert raked.weights == pytest.approx(own, abs=1e-6)
    assert "one person counts for up to 7.9" in raked.warnings[0]


@needs_data
def test_capped_weights_cost_fit_and_say_so():
    """methods/evaluation.md section 5: a cap of 5 gives a design effect of 1.547."""
    sample, targets = sample_of_2000()
    raked = rake(sample, targets, cap=5)
    assert raked.design_effect == pytest.approx(1.547, abs=2e-3)
    assert max(raked.weights) < 5.01
    assert raked.worst > 0


@needs_data
def test_a_group_without_anybody_is_refused():
    """Case REP-03 of the evaluation reference set."""
    sample, targets = sample_of_2000()
    kept = [i for i, region in enumerate(sample["region"]) if region != "Northern Ireland"]
    without = {name: [groups[i] for i in kept] for name, groups in sample.items()}
    with pytest.raises(ValueError, match="Nobody in the sample is Northern Ireland"):
        rake(without, targets)


def test_a_cap_must_be_above_one():
    for cap in (1, float("nan")):
        with pytest.raises(ValueError, match="cap must be more than 1"):
            rake({"a": ["x", "y"]}, {"a": {"x": 1, "y": 1}}, cap=cap)


def test_two_margins_by_hand():
    """A 2 × 2 table that one pass solves: shares 1/2 to 1/4 and 3/4."""
    raked = rake({"sex": ["f", "m", "f", "m"]}, {"sex": {"f": 1, "m": 3}})
    assert raked.weights == pytest.approx([0.5, 1.5, 0.5, 1.5])
    assert raked.effective_n == pytest.approx(4 / 1.25)


def test_a_weighted_share_stands_beside_the_unweighted_one():
    raked = rake({"sex": ["f", "m"] * 50}, {"sex": {"f": 1, "m": 3}})
    plain, weighted = raked.share([i % 2 == 0 for i in range(100)])
    assert (plain.estimate, weighted.estimate) == (0.5, 0.25)
    assert weighted.high - weighted.low > 0.16  # on 80 people, not on 100
    assert raked.shown == "Weighted, 100 people count as 80; weights run from 0.50 to 1.50."
    with pytest.raises(ValueError, match="100 flags"):
        raked.share([True])


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_raking_meets_its_margins(seed):
    rng = np.random.default_rng(seed)
    sample = {name: [*"abc", *rng.choice(list("abc"), 300)] for name in ("one", "two", "three")}
    targets = {name: dict(zip("abc", rng.uniform(1, 3, 3), strict=True)) for name in sample}
    raked = rake(sample, targets)
    w = np.array(raked.weights)
    for name, goal in targets.items():
        for group, size in goal.items():
            share = w[np.array(sample[name]) == group].sum() / w.sum()
            assert share == pytest.approx(size / sum(goal.values()), abs=1e-9)
    assert raked.design_effect >= 1
    assert raked.to_dict()["worst"] < 1e-9


@pytest.mark.parametrize(
    ("sample", "targets", "words"),
    [
        ({"a": ["x"]}, {"b": {"x": 1}}, "does not say b"),
        ({"a": ["x", "y"]}, {"a": {"x": 1}}, "no target for 'y'"),
        ({"a": ["x"]}, {"a": {"x": 0}}, "more than 0"),
        ({"a": ["x"], "b": ["x", "x"]}, {"a": {"x": 1}, "b": {"x": 1}}, "one group for every person"),
        ({"a": []}, {"a": {"x": 1}}, "Nobody in the sample is x"),
        ({}, {}, "at least one person"),
        (
            {"a": ["x", "y"], "b": ["x", "y"]},
            {"a": {"x": 1, "y": 1}, "b": {"x": 1, "y": 3}},
            "contradict each other",
        ),
    ],
)
def test_what_cannot_be_raked_is_refused_in_words(sample, targets, words):
    with pytest.raises(ValueError, match=words):
        rake(sample, targets)
