"""The picture of a control chart says what its table says."""

import re
from xml.etree import ElementTree

import pytest

from throughline.analysis.spc import Rebase, p_chart, xmr
from throughline.analysis.spc_chart import draw

SVG = "{http://www.w3.org/2000/svg}"
MONTHS = [f"month {i}" for i in range(1, 25)]
VALUES = [5.0, 6.0, 5.5, 6.2, 5.1, 5.8, 6.1, 5.4, 5.9, 5.2, 6.0, 5.6, *[9.0, 9.4, 9.1, 9.6] * 3]


def test_every_point_is_drawn_once_by_its_kind_and_told_in_the_table():
    chart = xmr(VALUES, better="decrease", target=4.0)
    drawn = draw(chart, title="Waits grew", labels=MONTHS, unit=" days")
    root = ElementTree.fromstring(drawn.svg)
    common = sum(p.kind == "common_cause" for p in chart.points)
    assert len(root.findall(f"{SVG}circle")) == common + bool(common)  # and one in the key
    assert drawn.svg.count("m0 6l6-10h-12z") == sum(p.kind == "concern" for p in chart.points) + 1
    assert drawn.table[1][-1] == ("month 24", "9.6 days", "worse than usual", "point")
    assert drawn.sentence == chart.shown
    words = [e.text for e in root.iter(f"{SVG}text")]
    assert {"month 1", "month 24", "worse than usual"} <= set(words)
    assert any("target 4.0 days" in w for w in words)
    assert "style" not in drawn.svg


def test_limits_break_where_they_were_rebased():
    one = draw(xmr(VALUES), title="t", labels=MONTHS)
    two = draw(xmr(VALUES, rebase=[Rebase(12, "New clinic")]), title="t", labels=MONTHS)
    assert (one.svg.count('stroke-dasharray="5 3"'), two.svg.count('stroke-dasharray="5 3"')) == (2, 4)


def test_limits_of_a_p_chart_step_with_its_sizes():
    drawn = draw(p_chart([5, 6, 7], [50, 90, 50]), title="t", labels=["a", "b", "c"], decimals=3)
    upper = re.findall(r'<path d="(M[^"]*)" fill="none" stroke="#4c6272" stroke-dasharray', drawn.svg)[1]
    assert upper.count("V") == 2


def test_each_point_needs_a_label_and_labels_are_escaped():
    chart = xmr([1, 2, 3])
    with pytest.raises(ValueError, match="3 labels are needed"):
        draw(chart, title="t", labels=["a"])
    nasty = draw(chart, title="<b>&", labels=["<i>", "b", "c"])
    assert ElementTree.fromstring(nasty.svg).find(f"{SVG}title").text == "<b>&"
    assert "<i>" not in nasty.svg


def test_a_constant_series_can_be_drawn():
    assert draw(xmr([3.0] * 10), title="t", labels=MONTHS[:10]).svg.count("<circle") == 11
