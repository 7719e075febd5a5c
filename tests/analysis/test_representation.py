"""Whose voices: ratios against census tables, concentration, slope over deprivation."""

import csv
import json
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analysis.data import FOLDER, needs_data

from throughline.analysis.representation import concentration, representation, slope

CENSUS = {"15-24": 7868568, "25-44": 17694112, "45-64": 17375409, "65+": 12522343}


def sample(characteristic):
    folder = FOLDER / "population"
    with (folder / "raking_sample2000.csv").open() as file:
        counts = Counter(row[characteristic] for row in csv.DictReader(file))
    return representation(counts, json.loads((folder / "raking_targets.json").read_text())[characteristic])


@needs_data
def test_ratios_of_the_sample_of_2000_equal_the_reference():
    """methods/evaluation.md section 5, computed from the sample and its census margins."""
    age, ethnicity, sex, region = (sample(x) for x in ("age", "eth", "sex", "region"))
    young = age["15-24"]
    assert (young.ratio, young.low, young.high) == pytest.approx((0.37, 0.31, 0.45), abs=5e-3)
    assert young.standing == "under"
    assert ethnicity["Black"].ratio == pytest.approx(0.43, abs=5e-3)
    assert sex["Male"].ratio == pytest.approx(0.69, abs=6e-3)
    wales = region["Wales"]
    assert (wales.ratio, wales.low, wales.high) == pytest.approx((0.69, 0.55, 0.88), abs=6e-3)
    assert wales.standing == "perhaps under"
    assert region["London"].standing == "over"
    assert age.dissimilarity == pytest.approx(0.1222, abs=5e-5)


@needs_data
def test_population_tables_add_up_to_the_published_totals():
    """Case REP-04 of the evaluation reference set (ONS, NRS)."""

    def total(name, column):
        with (FOLDER / "population" / name).open() as file:
            return sum(int(row[column]) for row in csv.DictReader(file))

    assert total("uk12_region_sex_age5.csv", "n") == 67_008_382
    assert total("icb24_population_census2021.csv", "census_residents") == 56_490_108
    assert total("census2021_ethnic19_by_region_EW.csv", "n") == 59_597_578
    assert total("census2021_sexual_orientation_by_region_EW_16plus.csv", "n") == 48_566_430


@needs_data
def test_groups_of_the_census_add_up_to_their_published_numbers():
    """methods/evaluation.md section 5 (ONS, Census 2021, England and Wales)."""

    def rows(name):
        with (FOLDER / "population" / name).open() as file:
            return list(csv.DictReader(file))

    people = Counter()
    for row in rows("census2021_ethnic5_by_region_EW.csv"):
        people[row["ethnic_group"].split(",")[0].split(" ")[0]] += int(row["n"])
    assert people == {
        "Asian": 5_515_544,
        "Black": 2_409_211,
        "Mixed": 1_717_884,
        "Other": 1_255_470,
        "White": 48_699_467,
    }
    disabled = rows("census2021_disability_by_region_EW.csv")
    assert sum(int(r["n"]) for r in disabled if r["disability"].startswith("Disabled")) == 10_444_750
    english = rows("census2021_english_proficiency_by_region_EW.csv")
    levels = ("main_english", "very_well", "well", "not_well", "cannot")
    assert sum(int(row[level]) for row in english for level in levels) == 57_704_237


def test_a_group_that_nobody_speaks_for_is_named_first():
    found = representation({"25-44": 300, "45-64": 300, "65+": 200}, CENSUS)
    assert found["15-24"].standing == "nobody"
    assert found["15-24"].low == 0.0
    assert found.missing[0].name == "15-24"
    assert found.shown == "Heard less than their share, of 800 people: 15-24."
    assert found.to_dict()["missing"] == ["15-24"]


def test_few_people_are_too_few_to_say():
    found = representation({"25-44": 19}, CENSUS)
    assert {g.standing for g in found.groups} == {"too few to say"}
    assert found.warnings[0] == "Only 19 people: too few to say who is missing."


def test_many_who_did_not_say_make_a_warning():
    found = representation({"25-44": 100}, CENSUS, unknown=60)
    assert "38% did not say" in found.warnings[0]


@given(st.dictionaries(st.sampled_from(list(CENSUS)), st.integers(0, 500)).filter(lambda c: sum(c.values()) > 0))
def test_ranges_hold_their_ratios_and_shares_add_up(counts):
    found = representation(counts, CENSUS)
    assert sum(g.share for g in found.groups) == pytest.approx(1)
    assert sum(g.ratio * g.expected for g in found.groups) == pytest.approx(1)
    assert all(g.low <= g.ratio <= g.high for g in found.groups)
    assert 0 <= found.dissimilarity <= 1


def test_concentration_of_equal_and_of_single_voices():
    assert concentration([3] * 50).gini == pytest.approx(0)
    one = concentration([100] + [0] * 99)
    assert one.gini == pytest.approx(0.99)
    assert (one.top_1, one.top_10) == (1, 1)
    assert concentration([1, 2, 3, 4]).gini == pytest.approx(0.25)
    assert one.shown == "The busiest tenth of 100 people gave 100% of the contributions."


def test_the_slope_over_deprivation_equals_the_reference():
    """Case REP-05 of the evaluation reference set (closed form)."""
    found = slope([2.1, 2.9, 3.6, 4.2, 5.0])
    assert found.sii == pytest.approx(3.55, abs=1e-4)
    assert found.rii == pytest.approx(2.9888, abs=1e-4)
    assert slope([2.1, 2.9, 3.6, 4.2, 5.0], [10] * 5).sii == pytest.approx(3.55)
    assert slope([0.0, 0.0, 5.0]).rii is None


def test_the_ranges_of_the_slope_cover_as_often_as_they_say():
    """Poisson counts around a line from 2 to 5 per 1,000: about 95 of 100 ranges hold its slope and its ratio."""
    rng = np.random.default_rng(3)
    living = np.array([40_000, 50_000, 60_000, 45_000, 55_000])
    rank = (np.cumsum(living) - living / 2) / living.sum()
    held = np.zeros(2)
    for _ in range(400):
        came = rng.poisson(living * (2 + 3 * rank) / 1000)
        found = slope((1000 * came / living).tolist(), living.tolist(), events=came.tolist())
        held += [found.sii_range[0] <= 3 <= found.sii_range[1], found.rii_range[0] <= 2.5 <= found.rii_range[1]]
    assert ((held / 400 > 0.92) & (held / 400 < 0.98)).all()
    assert found.n == came.sum()
    assert "likely between" in found.shown


def test_a_slope_without_enough_events_has_no_range_and_says_so():
    for events in (None, [9, 9, 4], [9, 9]):
        found = slope([1.0, 2.0, 3.0], events=events)
        assert (found.sii_range, found.rii_range) == (None, None)
        assert "No range" in found.warnings[-1]
    assert slope([0.0, 0.0, 5.0], events=[9, 9, 9]).rii_range is None


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: representation({}, CENSUS), "nobody has a known group"),
        (lambda: representation({"x": 3}, CENSUS), "no group named x"),
        (lambda: representation({"a": 3}, {"a": 1, "b": 0}), "population of b"),
        (lambda: representation({"a": -3}, {"a": 1}), "count of a"),
        (lambda: representation({"a": 3}, {}), "empty"),
        (lambda: concentration([]), "contributions a person"),
        (lambda: concentration([0, 0]), "not all 0"),
        (lambda: slope([1, 2]), "at least 3"),
        (lambda: slope([1, 2, float("nan")]), "finite"),
        (lambda: slope([1, 2, 3], [1, 0, 1]), "more than 0"),
        (lambda: slope([1, 2, 3], events=[9, 9, -9]), "events of a group"),
        (lambda: slope([1, 2, 3], events=[9, 9, 9], level=95), "level must lie"),
    ],
)
def test_bad_tables_are_refused_in_words(call, words):
    with pytest.raises(ValueError, match=words):
        call()
