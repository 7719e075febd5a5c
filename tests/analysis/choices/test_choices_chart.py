"""Pictures of choices say what their tables say."""

from xml.etree import ElementTree

import numpy as np
import pytest
from tests.analysis.choices.simulated import choices

from throughline.analysis.choices import choices_chart as chart
from throughline.analysis.choices.bestworst import best_worst, counts
from throughline.analysis.choices.heterogeneity import Spread
from throughline.analysis.choices.latent import latent_classes
from throughline.analysis.choices.logit import conditional_logit
from throughline.analysis.choices.meaning import importance, levels_of, trade_off, weights_of
from throughline.analysis.choices.uptake import uptake

DATA = choices([0.8, -0.5], people=60, names=("effect", "cost"))
RESULT = conditional_logit(DATA)
WEIGHTS = weights_of(RESULT)


def words(drawn):
    return [e.text for e in ElementTree.fromstring(drawn.svg).iter("{http://www.w3.org/2000/svg}text")]


def test_weights_are_drawn_beside_no_influence():
    drawn = chart.weights_chart(RESULT.coefficients, title="Effect counts", sentence=RESULT.shown)
    assert [row[0] for row in drawn.table[1]] == ["effect", "cost"]
    assert any("no influence" in w for w in words(drawn))


def test_importance_and_part_worths():
    found = importance(WEIGHTS, levels_of(DATA), draws=500)
    bars = chart.importance_chart(found, title="Effect counts most")
    assert {row[0] for row in bars.table[1]} == {"effect", "cost"}
    assert bars.sentence == found.shown
    parts = chart.part_worths_chart(found, title="What levels are worth")
    assert [row[0] for row in parts.table[1]][1:] == [
        "cost: 1 (against 0)",
        "cost: 2 (against 0)",
        "cost: 3 (against 0)",
    ]


def test_uptake_and_trade_offs():
    found = uptake(RESULT, {"A": {"effect": 1, "cost": 1}, "B": {"effect": 0, "cost": 0}}, draws=50)
    drawn = chart.uptake_chart(found, title="A wins")
    assert drawn.table[1][0][1] == f"{found.shares[0].share:.0%}"
    worth = trade_off(WEIGHTS, "effect", "cost", draws=500)
    assert chart.trade_offs_chart([worth], title="Worth").table[1][0][0] == "effect"
    other = trade_off(WEIGHTS, "cost", "effect", draws=500)
    with pytest.raises(ValueError, match="needs one unit"):
        chart.trade_offs_chart([worth, other], title="Worth")


@pytest.mark.parametrize(
    ("kind", "mean", "above"), [("normal", 0.5, 0.69), ("lognormal", 1.2, 1.0), ("negative lognormal", -1.2, 0.0)]
)
def test_densities_hold_all_people(kind, mean, above):
    spread = Spread("cost", kind, mean, 0.1, 0.6, 0.1, above, above, above)
    xs = np.array(chart._grid(spread))
    ys = np.array([chart._density(spread, x) for x in xs])
    area = ((ys[1:] + ys[:-1]) / 2 * np.diff(xs)).sum()
    assert area == pytest.approx(1, abs=0.03)
    assert ((ys[1:] * xs[1:] + ys[:-1] * xs[:-1]) / 2 * np.diff(xs)).sum() == pytest.approx(mean, abs=0.05)
    drawn = chart.spread_chart(spread, title="People differ", sentence="s")
    assert drawn.table[1][2][1] == f"{above:.0%}"
    assert any("0: no influence" in w for w in words(drawn)) == (kind == "normal")


def test_classes_and_best_worst():
    own = np.where(np.arange(60)[:, None] < 30, [2.0, -0.2], [-1.0, -1.0])
    found = latent_classes(choices(own, people=60, names=("effect", "cost")), 2, starts=2)
    drawn = chart.classes_chart(found, title="Two kinds")
    assert [row[0] for row in drawn.table[1]] == [
        f"{name} (class {q}, {found.shares[q - 1]:.0%})" for name in ("effect", "cost") for q in (1, 2)
    ]
    answers = best_worst(person=[1, 2], shown=[["a", "b", "c"]] * 2, best=["a", "b"], worst=["c", "a"])
    bars = chart.best_worst_chart(counts(answers), title="b is liked", sentence="s")
    assert bars.table[1][0][:3] == ("b", "best", "1 of 2")
