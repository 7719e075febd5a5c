"""The pictures of pilots say what their tables say."""

from xml.etree import ElementTree

import numpy as np
import pytest

from throughline.analysis.pilots import before_after_chart, did_chart, synthetic_chart, wedge_chart
from throughline.analysis.pilots.before_after import pairs, series
from throughline.analysis.pilots.course_chart import course, named
from throughline.analysis.pilots.did import difference_in_differences
from throughline.analysis.pilots.panel import Panel
from throughline.analysis.pilots.synthetic import synthetic_control
from throughline.analysis.pilots.wedge import rollout, stepped_wedge
from throughline.analysis.pilots.wedge_plan import wedge

SVG = "{http://www.w3.org/2000/svg}"


def words(chart):
    return [e.text for e in ElementTree.fromstring(chart.svg).iter(f"{SVG}text")]


def panel(starts, periods=14, seed=1):
    values = np.random.default_rng(seed).normal(10, 1, (len(starts), periods))
    values[0] = values[1:4, :].mean(axis=0)
    return Panel(
        tuple(f"p{i}" for i in range(len(starts))), tuple(range(2001, 2001 + periods)), values, np.array(starts)
    )


def test_the_course_of_a_difference_is_drawn_with_the_change_and_told_in_the_table():
    found = difference_in_differences(panel([9, *[14] * 24]))
    drawn = did_chart.draw(found, title="It fell", value_name="days")
    headers, rows = drawn.table
    assert headers == ("When", "What happened", "Expected", "Difference", "With the change")
    assert [row[4] for row in rows] == ["no"] * 9 + ["yes"] * 5
    after = [float(row[1]) - float(row[2]) for row in rows[9:]]
    assert np.mean(after) == pytest.approx(found.estimate, abs=0.1)
    assert {"2001", "What happened", "The change, before 2010"} <= set(words(drawn))
    assert (drawn.title, drawn.sentence) == ("It fell", found.shown)


def test_the_event_study_shows_ranges_where_there_are_enough_places():
    many, few = (difference_in_differences(panel([9, *[14] * n])) for n in (24, 4))
    judged, bare = (did_chart.draw_moments(found, title="t") for found in (many, few))
    assert judged.svg.count('fill-opacity="0.15"') == 1
    assert bare.svg.count('fill-opacity="0.15"') == 0
    assert ("-1", "+0.0", "+0.0", "+0.0") in judged.table[1]
    assert bare.table[1][0][2:] == ("", "")
    assert judged.sentence.startswith("9 periods before the change")


def test_different_starts_are_drawn_as_an_event_study():
    found = difference_in_differences(panel([5, 9, *[14] * 8]), draws=99)
    assert did_chart.draw(found, title="t").table[0][0] == "Periods from the change"
    with pytest.raises(ValueError, match="different times"):
        course(found, title="t", expected_name="e", value_name="v", decimals=1)


def test_a_mixture_is_drawn_beside_its_place_and_by_its_parts():
    found = synthetic_control(panel([9, *[14] * 24]))
    course_drawn, parts = synthetic_chart.draw(found, title="t"), synthetic_chart.draw_weights(found, title="w")
    assert course_drawn.table[1][0][2] == f"{found.expected[0]:,.1f}"
    assert [row[0] for row in parts.table[1][:3]] == [name for name, _ in found.weights[:3]]
    many = len(found.weights) > synthetic_chart.SHOWN
    assert parts.table[1][-1][0].endswith("other places") == many


def test_a_wedge_has_a_tile_for_each_place_and_period():
    rng = np.random.default_rng(2)
    rows = [(f"Ward <{p}>", t, rng.normal(), float(t > p)) for p in range(3) for t in range(4) for _ in range(3)]
    rows = [row for row in rows if row[:2] != ("Ward <2>", 0)]
    drawn = wedge_chart.draw(stepped_wedge(rollout(*zip(*rows, strict=True))), title="t")
    tiles = ElementTree.fromstring(drawn.svg).findall(f"{SVG}rect")
    with_change = sum(t.get("fill") == "#005eb8" for t in tiles)
    assert with_change == 6 + 1  # and one in the key
    assert sum(t.get("stroke-dasharray") == "3 3" for t in tiles) == 1 + 1
    assert ("Ward <2>", "0", "not measured", "0", "not measured") in drawn.table[1]
    assert "Ward <1>" in words(drawn)


def test_a_plan_shows_transition_and_who_is_not_measured():
    planned = wedge([1, 1, 1], 25, transition=[0.5], unmeasured=[(2, 0)])
    drawn = wedge_chart.draw_plan(planned, title="t", sentence="s")
    assert ("Place 1", "2", "25", "50% of its effect") in drawn.table[1]
    assert ("Place 3", "1", "0", "not measured") in drawn.table[1]


def test_before_and_after_is_drawn_with_its_warning_and_what_stands_beside():
    rng = np.random.default_rng(3)
    found = series(rng.normal(5, 1, 24).tolist(), 12)
    drawn = before_after_chart.draw(found, title="t", unit="days")
    assert found.warnings[0] in drawn.sentence
    assert [row[0] for row in drawn.table[1]] == ["Mean after less mean before", "Step, trend taken into account"]
    chosen = before_after_chart.draw(pairs([5.0, 6, 7], [4.0, 6, 5], selection=-0.5), title="t")
    assert chosen.table[1][1][:2] == ("Expected by itself", "-0.5")


def test_as_many_periods_are_named_as_have_room():
    assert [text for _, text in named([f"{m}/2026" for m in range(1, 13)])] == ["1/2026", "4/2026", "7/2026", "10/2026"]
