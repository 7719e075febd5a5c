"""Values beside a line, and lines beside each other: what the picture says, the table and the words say too."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughline.analysis._canvas import WIDTH
from throughline.analysis._frame import spread, ticks
from throughline.analysis.curve_chart import Curve, Mark, curves
from throughline.analysis.range_chart import ranges

SVG = "{http://www.w3.org/2000/svg}"
NASTY = "<script>alert(1)</script>\"'&]]>"
ROWS = [
    ("15 to 24", 0.37, 0.31, 0.45, "0.37"),
    ("25 to 44", 1.1, 0.9, 1.3, "1.10"),
    ("Not asked", -0.5, None, None, "-0.50"),
    ("Hidden", None, None, None, ""),
]
TABLE = (("Month", "Calls"), (("1", "50"), ("2", "45")))


def words(chart) -> str:
    return " ".join(e.text or "" for e in ElementTree.fromstring(chart.svg).iter(f"{SVG}text"))


def ratio():
    return ranges(title="Young people are missing", sentence="s", rows=ROWS, line=1, line_name="the same share")


def calls(**more):
    happened = Curve("what happened", [1, 2, 3], [50, 45, 47], style="points")
    expected = Curve("expected", [1, 2, 3], [50, 50, 50], [48, 48, 48], [52, 52, 52])
    asked = {"x_name": "Month", "y_name": "Calls", "marks": [Mark(2, "the pilot began")], "table": TABLE}
    return curves(title="Fewer calls", sentence="s", curves=[happened, expected], **{**asked, **more})


def test_marks_are_filled_only_where_the_range_leaves_the_line_out():
    dots = list(ElementTree.fromstring(ratio().svg).iter(f"{SVG}circle"))
    assert [dot.get("fill") for dot in dots[:3]] == ["#005eb8", "#fff", "#4c6272"]
    told = words(ratio())
    assert "clearly different from 1 (the same" in told
    assert "may be 1 (the same share)" in told
    assert "how close to 1 (the same share)" in told
    only = words(ranges(title="t", sentence="s", rows=ROWS[:1], line=1))
    assert "clearly different from 1" in only
    assert "may be" not in only


def test_ranges_are_in_the_table_and_a_hidden_value_is_a_named_gap():
    _headers, rows = ratio().table
    assert rows[0] == ("15 to 24", "0.37", "0.31", "0.45")
    assert rows[2] == ("Not asked", "-0.50", "", "")
    assert rows[3] == ("Hidden", "* (not shown, too few people)", "", "")
    assert "* not shown, too few people" in words(ratio())


def test_places_follow_the_numbers():
    one, two, three = list(ElementTree.fromstring(ratio().svg).iter(f"{SVG}circle"))[:3]
    assert float(three.get("cx")) < float(one.get("cx")) < float(two.get("cx"))


def test_points_lie_where_the_scale_says():
    root = ElementTree.fromstring(calls().svg)
    high, low, middle = [float(dot.get("cy")) for dot in root.iter(f"{SVG}circle")][:3]
    assert high < middle < low
    assert (low - middle) / (low - high) == pytest.approx((47 - 45) / (50 - 45), abs=0.01)


def test_every_curve_and_mark_is_named_in_words_and_has_its_own_stroke():
    told = words(calls())
    for name in ("what happened", "expected", "the pilot began", "Month", "Calls"):
        assert name in told
    lines = [Curve(f"line {i}", [0, 1], [i, i]) for i in range(4)]
    root = ElementTree.fromstring(calls_of(lines).svg)
    drawn = [p for p in root.iter(f"{SVG}path") if p.get("stroke-width") == "2" and "L" in p.get("d")]
    assert len({p.get("stroke-dasharray") for p in drawn}) == 4


def calls_of(lines):
    return curves(title="t", sentence="s", curves=lines, table=TABLE, x_name="x", y_name="y")


def test_a_scale_from_zero_begins_there():
    assert " 0 " in f" {words(calls(from_zero=True, x_ticks=[(1, 'one')]))} "
    assert "one" in words(calls(x_ticks=[(1, "one")]))


@pytest.mark.parametrize("chart", [ratio(), calls()])
def test_drawings_are_named_images_within_their_width(chart):
    root = ElementTree.fromstring(chart.svg)
    assert [root.find(f".//*[@id='{ref}']").text for ref in root.get("aria-labelledby").split()] == [chart.title, "s"]
    for dot in root.iter(f"{SVG}circle"):
        assert 0 <= float(dot.get("cx")) <= WIDTH


def test_nothing_that_is_given_becomes_markup():
    drawn = ranges(
        title=NASTY, sentence=NASTY, rows=[(NASTY, 1.0, 0.0, 2.0, NASTY)], line=1, line_name=NASTY, unit=NASTY
    )
    lines = curves(
        title=NASTY,
        sentence=NASTY,
        curves=[Curve(NASTY, [1], [1])],
        table=TABLE,
        x_name=NASTY,
        y_name=NASTY,
        marks=[Mark(1, NASTY)],
    )
    for chart in (drawn, lines):
        assert "<script" not in chart.svg
        ElementTree.fromstring(chart.svg)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (("a", float("nan"), None, None, ""), "must be finite"),
        (("a", 1.0, 0.5, None, ""), "half a range"),
        (("a", 1.0, 2.0, 3.0, ""), "does not hold its value"),
    ],
)
def test_a_value_that_cannot_be_drawn_is_refused(row, message):
    with pytest.raises(ValueError, match=message):
        ranges(title="t", sentence="s", rows=[row])


def test_nothing_to_draw_is_refused():
    with pytest.raises(ValueError, match="at least one row"):
        ranges(title="t", sentence="s", rows=[])
    with pytest.raises(ValueError, match="between 1 and 4 curves"):
        calls_of([])
    with pytest.raises(ValueError, match="one y for each x"):
        calls_of([Curve("a", [1, 2], [1])])
    with pytest.raises(ValueError, match="must be finite"):
        calls_of([Curve("a", [1], [float("inf")])])


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
def test_ticks_are_round_few_and_within_the_scale(low, width):
    found = ticks(low, low + width)
    assert 2 <= len(found) <= 9
    numbers = [number for number, _ in found]
    assert numbers == sorted(set(numbers))
    assert len({text for _, text in found}) == len(found)
    slack = width * 1e-6
    assert low - slack <= numbers[0] <= numbers[-1] <= low + width + slack


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=5))
def test_a_scale_holds_all_its_values_and_has_a_width(values):
    low, high = spread(values)
    assert low < min(values) <= max(values) < high
