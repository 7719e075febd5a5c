"""The charts of planned looks and of sample sizes say what their results say."""

from xml.etree import ElementTree

import pytest

from throughline.analysis import looks_chart, planning_chart
from throughline.analysis.looks import harm_looks, looks
from throughline.analysis.planning import clustered, two_means

SVG = "{http://www.w3.org/2000/svg}"


def words(chart):
    return " ".join(e.text or "" for e in ElementTree.fromstring(chart.svg).iter(f"{SVG}text"))


def lines(chart):
    """The strokes that stand for a limit: as long as the scale, of two units."""
    return [e for e in ElementTree.fromstring(chart.svg).iter(f"{SVG}path") if e.get("d").count("L") == 4]


def test_limits_are_drawn_both_ways_for_benefit_and_one_way_for_harm():
    both, one = looks_chart.draw(looks(5)), looks_chart.draw(harm_looks(5))
    assert (len(lines(both)), len(lines(one))) == (3, 2)
    assert both.title == "To stop for benefit, z must pass 4.56 at the first look and 2.04 at the last"
    assert one.title == "To stop for harm, z must pass 3.92 at the first look and 1.75 at the last"
    assert "limit the other way" in words(both)
    assert "limit the other way" not in words(one)
    assert [row[1] for row in both.table[1]] == ["4.56", "3.23", "2.63", "2.28", "2.04"]
    assert {row[2] for row in both.table[1]} == {"1.96"}
    assert {row[2] for row in one.table[1]} == {"1.64"}
    assert both.sentence.endswith("Looking as often with the usual limit would be wrong 14% of the time.")


def test_a_limit_that_stays_is_told_once():
    drawn = looks_chart.draw(looks(5, rule="pocock"))
    assert drawn.title == "To stop for benefit, z must pass 2.41 at each of 5 looks"


@pytest.mark.parametrize(
    ("seen", "title", "said"),
    [
        ([1.0], "The first look does not pass its limit: go on to look 2 of 4", ["go on", "", "", ""]),
        ([1.0, -3.0], "Look 2 of 4 passes its limit: enough to stop", ["go on", "stop", "", ""]),
        ([2.0] * 3, "None of 3 looks passes its limit: go on to look 4 of 4", ["go on"] * 3 + [""]),
        ([2.0] * 4, "None of 4 looks passes its limit", ["go on"] * 4),
    ],
)
def test_what_was_seen_is_drawn_with_what_it_says(seen, title, said):
    """The limits of four looks are 4.05, 2.86, 2.34 and 2.02 (Jennison and Turnbull 2000, table 2.3)."""
    drawn = looks_chart.draw(looks(4), seen=seen)
    assert drawn.title == title
    assert [row[4] for row in drawn.table[1]] == said
    circles = list(ElementTree.fromstring(drawn.svg).iter(f"{SVG}circle"))
    assert len(circles) == len(seen) + 1  # and one in the key


def test_a_single_look_is_drawn_as_points():
    drawn = looks_chart.draw(looks(1))
    assert drawn.title == "To stop for benefit, z must pass 1.96 at the one look"
    assert len(list(ElementTree.fromstring(drawn.svg).iter(f"{SVG}circle"))) == 2 + 2  # both ways, and in the key
    assert drawn.table[1] == (("1", "1.96", "1.96", "", ""),)


def test_many_looks_are_numbered_where_there_is_room_and_a_title_may_be_given():
    drawn = looks_chart.draw(looks(20), title="Twenty looks")
    assert drawn.title == "Twenty looks"
    assert " 18 20 " in words(drawn)
    assert " 19 " not in words(drawn)


def test_more_looks_than_were_planned_are_refused():
    with pytest.raises(ValueError, match="look 3 was not planned"):
        looks_chart.draw(looks(2), seen=[0.0, 0.0, 0.0])


def test_sizes_are_bars_with_the_smallest_and_the_largest_in_the_title():
    sizes = {"half a standard deviation": two_means(0.5), "a fifth of one": two_means(0.2)}
    drawn = planning_chart.draw(sizes)
    assert drawn.title == ("From 63 people in each group for half a standard deviation to 393 for a fifth of one")
    assert drawn.table == (
        ("To find", "People in each group", "People in all"),
        (("half a standard deviation", "63", "126"), ("a fifth of one", "393", "786")),
    )
    bars = [float(e.get("width")) for e in ElementTree.fromstring(drawn.svg).iter(f"{SVG}rect")]
    assert bars[0] / bars[1] == pytest.approx(63 / 393, rel=0.01)


def test_a_single_size_is_told_with_its_warnings():
    few = clustered(two_means(0.8), 20, 0.05)
    drawn = planning_chart.draw({"a large effect": few})
    assert drawn.title == f"{few.each} people are needed in each group"
    assert few.warnings[0] in drawn.sentence
    with pytest.raises(ValueError, match="at least one"):
        planning_chart.draw({})
