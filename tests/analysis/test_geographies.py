"""Areas that change, on the real boards and regions of England, and what must hold whatever becomes of them."""

import csv
import json
import math
from collections import defaultdict
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analysis.data import FOLDER, needs_data

from throughline.analysis.geographies import Area, Geography, Link, UnknownArea

BEFORE, LAST, FIRST = date(2021, 3, 21), date(2026, 3, 31), date(2026, 4, 1)
BEGAN = date(2020, 4, 1)


def rows(name):
    with (FOLDER / "population" / name).open(newline="") as file:
        return list(csv.DictReader(file))


def merged(boards, mergers):
    """The boards, of which some merge on 1 April 2026; the codes of the new ones are made up, as the published ones
    are not in the reference data."""
    ending = {code: new for new, codes in mergers.items() for code in codes}
    old = [Area(code, name, BEGAN, LAST if code in ending else None) for code, name in boards.items()]
    new = [Area(code, code, FIRST) for code in mergers]
    return Geography("boards", (*old, *new), tuple(Link(a, b) for a, b in ending.items()))


@needs_data
def test_merging_boards_keeps_the_population_of_england():
    """methods/evaluation.md section 0.5: boards merged on 1 April 2026, North West with North Central London among
    them; population: Census 2021, 42 boards, 56,490,108 people."""
    table = rows("icb24_population_census2021.csv")
    boards = {r["icb24_code"]: r["icb24_name"] for r in table}
    people = {r["icb24_code"]: int(r["census_residents"]) for r in table}
    london = [code for code, name in boards.items() if "North West London" in name or "North Central London" in name]
    anglia = [code for code, name in boards.items() if "Norfolk" in name or "Suffolk and North East Essex" in name]
    found = merged(boards, {"NEW-LONDON": london, "NEW-ANGLIA": anglia})
    assert len(london) == len(anglia) == 2
    assert (len(found.on(LAST)), len(found.on(FIRST))) == (42, 40)
    after = found.carry(people, BEFORE, FIRST)
    assert after.total == sum(people.values()) == 56_490_108
    assert after.counts["NEW-LONDON"] == sum(people[code] for code in london)
    assert (after.estimated, after.warnings) == ((), ())
    assert found.carry(people, BEFORE, LAST).counts == people
    with pytest.raises(
        UnknownArea, match=r"ended on 2026-03-31, before 2026-04-01; its place was taken by: NEW-LONDON"
    ):
        found.carry({london[0]: 1}, FIRST, FIRST)


@needs_data
def test_tables_of_boards_and_regions_are_built_from_the_same_parts():
    """Each part is what a board has in a region; built upwards they give the published totals of both."""
    parts = rows("icb24_to_region_pop.csv")
    people = {f"{r['icb24_code']} {r['region']}": int(r["n"]) for r in parts}
    published = {r["icb24_code"]: int(r["census_residents"]) for r in rows("icb24_population_census2021.csv")}
    boards = Geography("boards", tuple(Area(code, code, BEGAN) for code in published))
    built = boards.build(people, {name: name.split(" ", 1)[0] for name in people}, BEFORE)
    assert built.counts == published
    names = sorted({r["region"] for r in parts})
    regions = Geography("regions", tuple(Area(name, name, BEGAN) for name in names))
    by_region = regions.build(people, {name: name.split(" ", 1)[1] for name in people}, BEFORE)
    assert by_region.total == built.total == 56_490_108
    assert len(by_region.counts) == 9


# A board a is split between d (a quarter) and e, b goes to e whole, c stays; later d and e merge into f.
SPLIT = Geography(
    "boards",
    (
        Area("a", "Ash", BEGAN, LAST),
        Area("b", "Birch", BEGAN, LAST),
        Area("c", "Cedar", BEGAN),
        Area("d", "Dogwood", FIRST, date(2027, 3, 31)),
        Area("e", "Elm", FIRST, date(2027, 3, 31)),
        Area("f", "Fir", date(2027, 4, 1)),
    ),
    (Link("a", "d", 0.25), Link("a", "e", 0.75), Link("b", "e"), Link("d", "f"), Link("e", "f")),
)


def test_what_was_split_is_an_estimate_until_its_parts_are_whole_again():
    counts = {"a": 100, "b": 10, "c": 1}
    split = SPLIT.carry(counts, BEFORE, FIRST)
    assert split.counts == {"c": 1, "d": 25, "e": 85}
    assert split.estimated == ("d", "e")
    assert "a was split: the counts of d, e are estimates" in split.warnings[0]
    whole = SPLIT.carry(counts, BEFORE, date(2028, 1, 1))
    assert whole.counts == {"c": 1, "f": 110}
    assert whole.estimated == ()
    assert json.loads(json.dumps(split.to_dict()))["total"] == 111
    assert SPLIT.area("d", FIRST).to_dict()["valid_to"] == "2027-03-31"


@settings(max_examples=40, deadline=None)
@given(
    counts=st.dictionaries(st.sampled_from("abc"), st.integers(0, 10**6), min_size=1),
    days=st.lists(st.integers(0, 3000), min_size=3, max_size=3).map(sorted),
)
def test_totals_are_kept_and_two_steps_are_one(counts, days):
    first, middle, last = (BEGAN + timedelta(days=d) for d in days)
    if first > LAST:
        first = LAST
    middle, last = max(first, middle), max(first, last)
    straight = SPLIT.carry(counts, first, last)
    assert straight.total == pytest.approx(sum(counts.values()))
    stepped = SPLIT.carry(SPLIT.carry(counts, first, middle).counts, middle, last)
    assert stepped.counts == pytest.approx(straight.counts)
    assert all(SPLIT.area(code, last) for code in straight.counts)
    assert list(SPLIT.carry(dict(reversed(counts.items())), first, last).counts.items()) == list(
        straight.counts.items()
    )


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.tuples(st.integers(0, 99), st.sampled_from("ce"))))
def test_small_areas_add_up(small):
    day = date(2026, 6, 1)
    found = SPLIT.build({k: n for k, (n, _) in small.items()}, {k: code for k, (_, code) in small.items()}, day)
    expected = defaultdict(int)
    for n, code in small.values():
        expected[code] += n
    assert found.counts == expected
    assert "Their people are missing" in found.warnings[0]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: SPLIT.area("x", FIRST), "x is no code of boards"),
        (lambda: SPLIT.area("a", FIRST), "ended on 2026-03-31, before 2026-04-01; its place was taken by: d, e"),
        (lambda: SPLIT.area("f", FIRST), "begins on 2027-04-01, after 2026-04-01; before that: d, e"),
        (lambda: SPLIT.area("c", date(2019, 1, 1)), "begins on 2020-04-01, after 2019-01-01$"),
        (lambda: SPLIT.build({"s": 1}, {"s": "a"}, FIRST), "its place was taken by: d, e"),
    ],
)
def test_codes_that_are_not_valid_are_refused_with_what_took_their_place(call, words):
    with pytest.raises(UnknownArea, match=words):
        call()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: SPLIT.carry({"c": 1}, FIRST, BEFORE), "cannot be carried back"),
        (lambda: SPLIT.carry({"c": -1}, BEFORE, FIRST), "a number of 0 or more, not -1"),
        (lambda: SPLIT.carry({"c": math.nan}, BEFORE, FIRST), "a number of 0 or more"),
        (lambda: SPLIT.build({"s": 1, "t": 1}, {"s": "c"}, FIRST), "1 small areas are in no area of boards: t"),
        (lambda: SPLIT.on(date(2019, 1, 1)), "no area of boards is valid on 2019-01-01"),
        (lambda: Geography("x", (Area("a", "A", BEGAN), Area("a", "B", FIRST))), "a is given twice"),
        (lambda: Geography("x", (Area("a", "A", FIRST, BEGAN),)), "before it begins"),
        (lambda: Geography("x", (Area("a", "A", BEGAN, LAST),)).carry({"a": 1}, BEFORE, FIRST), "has no successor"),
        (lambda: Geography("x", SPLIT.areas, (Link("a", "z"),)), "speaks of z, which is no area"),
        (lambda: Geography("x", SPLIT.areas, (Link("c", "d"),)), "has a successor but no last day"),
        (lambda: Geography("x", SPLIT.areas, (Link("a", "f"),)), "f is said to follow a, but is not valid on"),
        (lambda: Geography("x", SPLIT.areas, (Link("a", "d", 0.5),)), "add up to 0.5, not 1"),
        (
            lambda: Geography("x", SPLIT.areas, (Link("a", "d", 2.0), Link("a", "e", -1.0))),
            "must lie above 0 and at most at 1",
        ),
        (lambda: Geography("x", SPLIT.areas, (Link("a", "d", 0.5), Link("a", "d", 0.5))), "the same area twice"),
    ],
)
def test_what_cannot_be_is_refused_in_words(call, words):
    with pytest.raises(ValueError, match=words):
        call()
