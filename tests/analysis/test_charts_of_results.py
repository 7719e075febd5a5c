"""The charts of funnels, time series, representation, agreement and disclosure say what their results say."""

from xml.etree import ElementTree

import pytest

from throughline.analysis import agreement_chart, funnel, funnel_chart, its, its_chart, representation_chart
from throughline.analysis.agreement import krippendorff
from throughline.analysis.disclosure import chart as disclosure_chart
from throughline.analysis.disclosure.audit import Audit, Leak
from throughline.analysis.representation import representation

SVG = "{http://www.w3.org/2000/svg}"


def words(chart) -> str:
    return " ".join(e.text or "" for e in ElementTree.fromstring(chart.svg).iter(f"{SVG}text"))


def paths(chart) -> list[str]:
    return [e.get("d") for e in ElementTree.fromstring(chart.svg).iter(f"{SVG}path")]


def places(extra, usual):
    names = [f"Trust {i:02d}" for i in range(usual)] + [name for name, _, _ in extra]
    sizes = [100 + 40 * i for i in range(usual)] + [size for _, _, size in extra]
    events = [size // 4 + i % 3 for i, size in enumerate(sizes[:usual])] + [number for _, number, _ in extra]
    return funnel.shares(names, events, sizes)


def funnel_of(extra, usual=20):
    return funnel_chart.draw(
        places(extra, usual), title="t", size_name="People & <beds>", value_name="Seen", percent=True
    )


def test_a_place_outside_has_a_shape_that_points_the_way_and_a_name():
    drawn = funnel_of([("Far & out", 300, 500), ("Far below", 10, 480)])
    marks = [d for d in paths(drawn) if d.endswith("z")]
    assert [("m0-7" in d, "m0 7" in d) for d in marks].count((True, False)) == 2  # its own and the one of the key
    assert [("m0-7" in d, "m0 7" in d) for d in marks].count((False, True)) == 2
    told = words(drawn)
    assert "Far & out" in told
    assert "Far below" in told
    assert "higher than is usual for its size" in told
    assert {row[0]: row[-1] for row in drawn.table[1]}["Far & out"] == "higher"


def test_within_the_limits_there_are_only_circles_and_no_names():
    drawn = funnel_of([])
    assert not [d for d in paths(drawn) if d.endswith("z")]
    assert "Trust" not in words(drawn)
    assert len(list(ElementTree.fromstring(drawn.svg).iter(f"{SVG}circle"))) == 20


def test_many_places_outside_are_named_in_the_table_alone():
    drawn = funnel_of([(f"Far {i}", 400, 500) for i in range(3)] + [(f"Low {i}", 1, 500) for i in range(4)], usual=120)
    assert "Far 0" not in words(drawn)
    assert {row[-1] for row in drawn.table[1] if row[0].startswith("Far")} == {"higher"}


def test_the_counterfactual_begins_at_the_change():
    found = its.continuous([50 + i % 3 - (8 if i >= 12 else 0) for i in range(24)], 12, slope=False)
    labels = [f"Month {i}" for i in range(1, 25)]
    drawn = its_chart.draw(found, title="t", labels=labels, value_name="Calls", change_name="the pilot began")
    assert [bool(row[3]) for row in drawn.table[1]] == [False] * 12 + [True] * 12
    assert drawn.table[1][12][:2] == ("Month 13", "42.0")
    for name in ("what happened", "the model", "expected without the change", "the pilot began", "Month 1", "Month 24"):
        assert name in words(drawn)
    with pytest.raises(ValueError, match="24 labels are needed"):
        its_chart.draw(found, title="t", labels=labels[1:], value_name="Calls")


def test_representation_begins_with_those_heard_least_and_has_its_counts():
    found = representation({"Young": 5, "Old": 95}, {"Young": 50, "Old": 50})
    drawn = representation_chart.draw(found, title="Young people are missing")
    assert drawn.sentence == found.shown
    assert [row[0] for row in drawn.table[1]] == ["Young", "Old"]
    assert drawn.table[1][0][-3:] == ("5", "5.0%", "50.0%")
    assert "Young: 0.10, under" in words(drawn)


def test_agreement_is_drawn_with_its_verdict_and_range():
    found = krippendorff([list("aabbab" * 6), list("aabbbb" * 6)])
    drawn = agreement_chart.draw({"All": found}, title="t", sentence="s")
    assert drawn.table[1][0] == (
        "All",
        f"{found.coefficient:.2f}, {found.verdict}",
        f"{found.low:.2f}",
        f"{found.high:.2f}",
    )
    assert f"All: {found.coefficient:.2f}, {found.verdict}" in words(drawn)


def test_disclosure_counts_the_numbers_that_leak():
    leak = Leak("a", 3, 3, 3, "subtraction")
    drawn = disclosure_chart.draw({"before": Audit(4, (leak,)), "after": Audit(4)}, title="t", sentence="s")
    assert drawn.table[1] == (("before", "1", "4"), ("after", "0", "4"))
    assert "1 of 4" in words(drawn)
    none = disclosure_chart.draw({"before": Audit(0)}, title="t", sentence="s")
    assert none.table[1] == (("before", "0", "0"),)
