"""The whole appraisal, staff time, consequences and who gains."""

import json
from datetime import date
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughline.analysis.intervals import Interval
from throughline.analysis.value import chart
from throughline.analysis.value.consequences import Consequence, by_group, consequences, equity_weights
from throughline.analysis.value.parameters import MEDICINE, Parameter
from throughline.analysis.value.staff_time import by_kind, saved, staff_time
from throughline.analysis.value.uncertain import beta, draws, gamma, ratio
from throughline.analysis.value.worth import appraise, money

MAY = date(2026, 5, 1)
HOUR = Parameter("an hour of a nurse", 50.0, "£", "finance team, letter of 3 May", "ward nurses")
POST = Parameter("a full-time year", 1573.0, "hours", "workforce team", "ward nurses")


def draw_options(n=10_000, seed=0):
    x = draws(
        {
            "cost": gamma(500, 50, source="s"),
            "harm": beta(0.3, 0.05, source="s"),
            "risk": ratio(0.8, 0.7, 0.92, source="s"),
        },
        n=n,
        seed=seed,
    )
    nothing = np.zeros(n)
    avoided = x["harm"] * (1 - x["risk"])
    return np.column_stack([nothing, x["cost"], x["cost"] * 2]), np.column_stack([nothing, avoided, avoided * 1.2])


def test_an_appraisal_shows_every_threshold_with_its_error():
    costs, effects = draw_options()
    found = appraise(["as now", "reminders", "calls"], costs, effects, on=MAY)
    assert [line.threshold.value for line in found.lines] == [15_000, 20_000, 30_000, 70_000]
    assert found.curve.options == ("as now", "reminders", "calls")
    for line in found.lines:
        assert sum(line.chances) == pytest.approx(1)
        p = line.chance.value
        assert line.chance.error == pytest.approx((p * (1 - p) / 10_000) ** 0.5)
        best = max(line.benefit, key=lambda x: x.estimate)
        assert line.benefit[found.options.index(line.best)] == best
        at = found.curve.thresholds.index(line.threshold.value)
        assert found.curve.chances[at] == line.chances
    assert found.against[0].quadrants[0] + found.against[0].quadrants[1] == pytest.approx(1)
    assert found.against[0].ratio == pytest.approx(costs[:, 1].mean() / effects[:, 1].mean())
    assert found.shown.startswith("Against “as now”, “reminders” costs £500 more (likely £410 more to £600 more)")
    assert "At £70,000 (HM Treasury, what it is worth to society) “calls” is best on average" in found.shown
    json.dumps(found.to_dict(), allow_nan=False)


def test_the_number_most_worth_knowing_is_named():
    rng = np.random.default_rng(2)
    large, small = rng.normal(0, 900, 5000), rng.normal(0, 50, 5000)
    costs, effects = np.column_stack([np.zeros(5000), 400 + large + small]), np.tile([0.0, 0.02], (5000, 1))
    found = appraise(["now", "new"], costs, effects, on=MAY, numbers={"small": small, "large": large})
    assert [name for name, _ in found.knowing] == ["large", "small"]
    information = max(line.information.value for line in found.lines)
    assert found.knowing[0][1].value == pytest.approx(information, rel=0.02)
    assert found.shown.endswith(f"“large” is most worth knowing better ({money(found.knowing[0][1].value)}).")


def test_few_draws_and_a_changing_answer_are_warned_of():
    costs, effects = draw_options(200)
    warnings = appraise(["now", "a", "b"], costs, effects, on=MAY).warnings
    assert warnings[0] == "Only 200 draws: chances are rough; 10,000 are usual."
    costs = costs * 2.5
    assert any("depends on the threshold" in w for w in appraise(["now", "a", "b"], costs, effects, on=MAY).warnings)


def test_a_medicine_has_thresholds_of_its_own():
    lines = appraise(["now", "a", "b"], *draw_options(200), on=MAY, use=MEDICINE).lines
    assert [line.threshold.value for line in lines] == [15_000, 25_000, 35_000, 70_000]


def test_an_option_that_is_better_and_cheaper_has_no_ratio():
    rng = np.random.default_rng(0)
    costs, effects = (
        np.column_stack([np.zeros(999), rng.normal(-5, 1, 999)]),
        np.column_stack([np.zeros(999), np.ones(999)]),
    )
    found = appraise(["now", "better"], costs, effects, on=MAY)
    assert found.against[0].ratio is None
    assert found.against[0].quadrants[3] == 1
    assert [o.name for o in found.frontier] == ["better", "now"]


def test_pictures_carry_all_thresholds_and_the_same_numbers():
    found = appraise(["as now", "reminders", "calls"], *draw_options(), on=MAY)
    curve = chart.acceptability(found)
    assert [row[0] for row in curve.table[1]] == ["£15,000", "£20,000", "£30,000", "£70,000"]
    words = " ".join(e.text or "" for e in ElementTree.fromstring(curve.svg).iter("{http://www.w3.org/2000/svg}text"))
    for line in found.lines:
        assert money(line.threshold.value) in words
        assert f"at {money(line.threshold.value)} “{line.best}”, {100 * line.chance.value:.0f}" in curve.sentence
    plane = chart.plane(found)
    assert plane.title == "“reminders” gives more in 100 of 100 draws and costs less in 0"
    assert plane.svg.count("<circle") >= 300
    assert plane.table[1][0][0] == "more effect, more cost"
    with pytest.raises(ValueError, match="no option “x”"):
        chart.plane(found, "x")


def test_staff_time_is_split_and_never_summed():
    """Case ECO-05: 6 minutes × 40,000 × £50 an hour, half realised, 1,573 hours a year."""
    args = {"minutes": 6, "times": 40_000, "realised": 0.5, "cost_of_hour": HOUR, "hours_of_post": POST}
    cash, capacity, quality = (saved(kind, kind=kind, **args) for kind in ("cash", "capacity", "quality"))
    assert (capacity.gross, capacity.realised) == pytest.approx((200_000, 100_000))
    assert capacity.posts == pytest.approx(2.5429, abs=1e-4)
    assert quality.realised == 0
    assert "no budget falls by it" in capacity.shown
    assert "not counted as money" in quality.shown
    split = by_kind([cash, capacity, capacity, quality])
    assert (split["cash"]["realised"], split["capacity"]["realised"]) == pytest.approx((100_000, 200_000))
    assert split["quality"] == pytest.approx({"hours": 4000, "posts": 2.5429, "realised": 0}, abs=1e-4)
    assert capacity.to_dict()["parameters"][0]["source"] == "finance team, letter of 3 May"


def test_staff_time_is_drawn_kind_by_kind_with_what_leaves_the_budget():
    args = {"minutes": 6, "times": 40_000, "realised": 0.5, "cost_of_hour": HOUR, "hours_of_post": POST}
    found = staff_time([saved("overtime", kind="cash", **args), saved("rounds", kind="capacity", **args)])
    assert found.shown == (
        "Staff time saved. Cash: 4,000 hours a year (£100,000), which leaves the budget. Capacity: 4,000 hours a year "
        "(£100,000), which goes back to care; no budget falls by it."
    )
    drawn = chart.time_saved(found)
    assert drawn.title == "£100,000 a year leaves the budget"
    assert drawn.table[1] == (
        ("cash", "4,000", "2.5", "100,000"),
        ("capacity", "4,000", "2.5", "100,000"),
        ("quality", "0", "0.0", "0"),
    )
    alone = chart.time_saved(staff_time([saved("rounds", kind="capacity", **args)]))
    assert alone.title == "No budget falls by the staff time that is saved"
    nothing = staff_time([saved("rounds", kind="capacity", **(args | {"times": 0}))])
    assert nothing.shown == "No staff time is saved."


def figure(x, low, high):
    return Interval(x, low, high, 0.95, 100, "given", "minutes")


def test_consequences_stand_side_by_side_before_any_ratio():
    lines = [
        Consequence(
            "patients", "wait", "minutes", {"now": figure(60, 55, 65), "new": figure(40, 35, 45)}, "pilot", "less"
        ),
        Consequence(
            "staff", "stress", "score", {"now": figure(5, 4, 6), "new": figure(5.5, 4.5, 6.5)}, "survey", "less"
        ),
        Consequence("carbon", "travel", "kg", {"now": figure(9, 8, 9.5), "new": figure(11, 10, 12)}, "model"),
    ]
    found = consequences(["now", "new"], lines)
    assert [line["against_first"]["new"] for line in found.to_dict()["lines"]] == [
        "better",
        "not clearly different",
        "more",
    ]
    assert found.shown == "3 consequences of 2 options, for patients, staff, carbon."


def test_who_gains_is_told_by_group():
    rng = np.random.default_rng(1)
    gains = {"most deprived fifth": rng.normal(0.01, 0.002, 4000), "others": rng.normal(0.04, 0.002, 4000)}
    people = {"most deprived fifth": 200.0, "others": 800.0}
    found = by_group(people, gains, unit="QALYs")
    assert found.total == pytest.approx(200 * 0.01 + 800 * 0.04, rel=0.01)
    assert found.groups[0].share_of_people == 0.2
    assert found.groups[0].share_of_gain == pytest.approx(2 / 34, abs=0.002)
    assert found.warnings == ("“most deprived fifth” is 20% of people and gets 6% of the gain: the gap may widen.",)
    assert found.shown.startswith("Most gained by “others” (+0.04 a person)")
    losing = by_group(people, gains | {"others": -gains["others"]}, unit="QALYs")
    assert losing.warnings == ("“others” is likely to lose.",)
    assert losing.groups[0].share_of_gain is None


def test_gains_are_drawn_beside_no_gain_and_a_loss_is_the_title():
    gains = {"poor": np.full(50, 0.2), "rich": np.linspace(0.5, 0.7, 50)}
    drawn = chart.gains(by_group({"poor": 30, "rich": 70}, gains, unit="QALYs a person"))
    assert drawn.title == "A person of “rich” gains most, one of “poor” least"
    assert "the gap may widen" in drawn.sentence
    assert [row[-2:] for row in drawn.table[1]] == [("30%", "12%"), ("70%", "88%")]
    losing = chart.gains(by_group({"poor": 30, "rich": 70}, gains | {"poor": np.full(50, -0.2)}, unit="QALYs a person"))
    assert losing.title == "“poor” is likely to lose"
    assert losing.table[1][0] == ("poor", "-0.2", "-0.2", "-0.2", "30%", "")


def test_equity_weights_stand_beside_and_keep_their_source():
    elasticity = Parameter("elasticity", 1.3, "", "agreed by the citizens' panel", "incomes")
    weights = equity_weights({"poor": 10_000.0, "rich": 30_000.0}, elasticity)
    assert weights["poor"].value == pytest.approx(0.5**-1.3)
    gains = {"poor": [1.0, 1.0], "rich": [1.0, 1.0]}
    found = by_group({"poor": 1.0, "rich": 1.0}, gains, unit="£", weights=weights)
    assert found.weighted == pytest.approx(0.5**-1.3 + 1.5**-1.3)
    assert found.total == 2
    assert found.to_dict()["weights"][0]["source"] == "agreed by the citizens' panel"


@given(st.floats(-1e9, 1e9))
def test_money_is_said_in_two_figures(x):
    said = money(x)
    number = float(said.replace("£", "").replace(",", "").replace(" million", ""))
    number *= 1e6 if "million" in said else 1
    assert number == pytest.approx(x, rel=0.051, abs=1e-9)


LINE = {"who": "patients", "what": "wait", "unit": "minutes", "source": "pilot"}


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (
            lambda: saved("x", minutes=-1, times=1, kind="cash", realised=1, cost_of_hour=HOUR, hours_of_post=POST),
            "minutes",
        ),
        (
            lambda: saved("x", minutes=1, times=1, kind="time", realised=1, cost_of_hour=HOUR, hours_of_post=POST),
            "one of cash, capacity, quality",
        ),
        (
            lambda: saved("x", minutes=1, times=1, kind="cash", realised=50, cost_of_hour=HOUR, hours_of_post=POST),
            "between 0 and 1, not 50",
        ),
        (lambda: consequences(["a"], []), "2 or more options"),
        (
            lambda: consequences(["a", "b"], [Consequence(values={"a": figure(1, 1, 1)}, **LINE)]),
            "no figure for option “b”",
        ),
        (lambda: Consequence(values={}, better="higher", **LINE), "“more”, “less” or nothing"),
        (lambda: Consequence(values={}, **LINE | {"source": ""}), "where its figures are from"),
        (lambda: by_group({"a": 1.0}, {"a": [1, 2]}, unit="£"), "same 2 or more groups"),
        (lambda: staff_time([]), "no item of staff time"),
        (
            lambda: staff_time(
                [saved("x", minutes=1, times=1, kind="cash", realised=1, cost_of_hour=HOUR, hours_of_post=POST)] * 2
            ),
            "two items of staff time called “x”",
        ),
        (lambda: by_group({"a": 1.0, "b": 0.0}, {"a": [1, 2], "b": [1, 2]}, unit="£"), "more than 0 people"),
        (lambda: by_group({"a": 1.0, "b": 1.0}, {"a": [1, 2], "b": [1]}, unit="£"), "“b” needs 2 or more finite draws"),
        (
            lambda: by_group({"a": 1.0, "b": 1.0}, {"a": [1, 2], "b": [1, 2]}, unit="£", weights={"a": HOUR}),
            "every group",
        ),
        (lambda: equity_weights({"a": 0.0}, HOUR), "incomes must be above 0"),
        (lambda: appraise(["a", "b"], [[0, 1]], [[0, 1]], on=MAY, use="device"), "no value for “device”"),
        (
            lambda: appraise(["a", "b"], [[0, 1]], [[0, 1]], on=MAY, unit="fall"),
            "give thresholds that are in £ for one fall",
        ),
    ],
)
def test_what_is_missing_is_said(call, words):
    with pytest.raises(ValueError, match=words):
        call()
