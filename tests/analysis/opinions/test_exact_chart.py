"""Pictures of groups: every person is counted, every number is in the table, colour is never alone."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from throughline.analysis.opinions.exact_chart import INKS, draw_agreement, draw_map

rng = np.random.default_rng(6)


def drawn(chart):
    root = ElementTree.fromstring(chart.svg)
    texts = [t.text for t in root.iter("{http://www.w3.org/2000/svg}text")]
    paths = [p.attrib for p in root.iter("{http://www.w3.org/2000/svg}path")]
    return texts, paths


def test_each_group_has_a_mark_a_letter_and_its_people():
    group = np.r_[np.repeat(np.arange(5), 40), np.full(20, -1)]
    angle = group * 1.2
    positions = 4 * np.column_stack([np.cos(angle), np.sin(angle)]) + rng.normal(size=(220, 2)) * 0.3
    chart = draw_map(positions, group, title="Five groups", sentence="They differ.")
    texts, paths = drawn(chart)
    assert [t for t in texts if t in "ABCDE"] == list("ABCDE")
    assert "Group A: 40 people (18%)" in texts
    assert "Not in a group: 20 people (9%)" in texts
    forms = set()
    for ink in INKS:
        key = min((p["d"] for p in paths if ink in (p.get("fill"), p.get("stroke"))), key=len)
        forms.add(re.sub(r"[^a-zA-Z]", "", key))
    assert len(forms) == 5  # whatever the colour
    headers, rows = chart.table
    assert headers[:2] == ("Group", "People")
    assert [row[1] for row in rows] == ["40", "40", "40", "40", "40", "20"]
    assert float(rows[0][2]) == pytest.approx(positions[group == 0, 0].mean(), abs=0.005)


def test_many_people_need_no_more_marks_than_places():
    positions = rng.normal(size=(200_000, 2))
    chart = draw_map(positions, (positions[:, 0] > 0).astype(int), title="t", sentence="s")
    assert len(chart.svg) < 400_000
    texts, _ = drawn(chart)
    assert any("people far from all others are not drawn" in t for t in texts)


def test_one_place_for_everybody_can_be_drawn():
    texts, _ = drawn(draw_map(np.zeros((3, 2)), np.zeros(3, dtype=int), title="t", sentence="s", called="Part"))
    assert "Part A: 3 people (100%)" in texts


def test_what_cannot_be_drawn_is_refused():
    with pytest.raises(ValueError, match="at most 5 groups"):
        draw_map(np.zeros((6, 2)), np.arange(6), title="t", sentence="s")
    for places in (np.zeros((0, 2)), np.full((1, 2), np.nan)):
        with pytest.raises(ValueError, match="finite"):
            draw_map(places, np.zeros(len(places), dtype=int), title="t", sentence="s")


@pytest.mark.parametrize("groups", [2, 5])
def test_agreement_is_shown_of_those_who_voted(groups):
    agreeing, cast = np.full((3, groups), 30.0), np.full((3, groups), 40.0)
    agreeing[1, 1] = cast[1, 1] = 0
    chart = draw_agreement(agreeing, cast, [(1, "Buses <late>")], title="t", sentence="s")
    _, rows = chart.table
    assert len(rows) == groups
    # Wilson's interval of 30 of 40: 0.598 to 0.858.
    assert rows[0][-3:] == ("75% of 40", "59.8", "85.8")
    assert rows[1][-3].startswith("no votes")
    assert all("Buses <late>" in row[0] for row in rows)
