"""Icons of control charts: each says what it means without its colour."""

from xml.etree import ElementTree

import pytest

from throughline.analysis.spc import LeftOut, xmr
from throughline.analysis.spc_chart import draw
from throughline.analysis.spc_icons import ASSURANCE, VARIATION, assurance_icon, variation_icon


@pytest.mark.parametrize("name", VARIATION)
def test_every_variation_has_an_icon_with_its_letter_and_words(name):
    icon = ElementTree.fromstring(variation_icon(name))
    letters = [e.text for e in icon.iter("{http://www.w3.org/2000/svg}text")]
    assert letters == {"high": ["H"], "low": ["L"]}.get(name.rsplit("_", 1)[-1], [])
    assert icon.get("aria-label") == VARIATION[name][-1]


@pytest.mark.parametrize(("name", "letter"), [("pass", "P"), ("fail", "F"), ("inconsistent", "?"), (None, None)])
def test_every_assurance_has_an_icon_with_its_letter_and_words(name, letter):
    icon = ElementTree.fromstring(assurance_icon(name))
    assert next((e.text for e in icon.iter("{http://www.w3.org/2000/svg}text")), None) == letter
    assert icon.get("aria-label") == ASSURANCE[name or "empty"][-1]
    assert "style" not in assurance_icon(name)


def test_other_names_are_refused():
    with pytest.raises(ValueError, match="no variation named 'red'"):
        variation_icon("red")
    with pytest.raises(ValueError, match="no assurance named 'amber'"):
        assurance_icon("amber")


def test_the_chart_shows_the_icons_of_its_last_point_and_marks_what_is_left_out():
    chart = xmr([5.0, 6, 5, 40, 6, 5, 6, 5], better="increase", target=90, leave_out=[LeftOut(3, "Strike")])
    drawn = draw(chart, title="t", labels=list("abcdefgh"))
    assert variation_icon("common_cause") in drawn.svg
    assert assurance_icon("fail") in drawn.svg
    assert "left out, for a known reason" in drawn.svg
    assert drawn.table[1][3] == ("d", "40.0", "left out, for a known reason", "left out")
    ElementTree.fromstring(drawn.svg)
