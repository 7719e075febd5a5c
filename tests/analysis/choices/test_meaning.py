"""What weights mean, against mlogit's worked example, in closed form, and by properties."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analysis.choices import reference
from tests.analysis.choices.simulated import choices
from tests.analysis.data import needs_data

from throughline.analysis.choices.columns import constants
from throughline.analysis.choices.groups import group_differences
from throughline.analysis.choices.latent import latent_classes
from throughline.analysis.choices.logit import conditional_logit
from throughline.analysis.choices.meaning import Weights, importance, levels_of, trade_off, weights_of
from throughline.analysis.choices.mixed import mixed_logit
from throughline.analysis.choices.uptake import changed, elasticities, sample_shares, surplus_change, uptake

FORM = ("car", "train", "air")


@needs_data
def test_the_worth_of_an_hour():
    """POST-1 (mlogit, c3.rum): time in Canadian dollars an hour, delta errors; Krinsky-Robb 16.9 to 61.5 for the car,
    where the delta method says 11.3 to 47.7 (methods/preferences.md, 2f)."""
    published = reference.case("POST-1")["values"]
    weights = weights_of(conditional_logit(reference.mode_canada(), errors="classical"))
    found = [trade_off(weights, f"time: {mode}", "cost", factor=-60) for mode in FORM]
    assert [t.estimate for t in found] == pytest.approx(published["VTTS car,train,air (CAD/h)"], abs=1e-5)
    assert [t.delta_error for t in found] == pytest.approx(published["delta se VTTS (computed)"], abs=5e-5)
    assert (found[0].low, found[0].high) == pytest.approx((16.9, 61.5), rel=0.03)
    assert (found[0].delta_low, found[0].delta_high) == pytest.approx((11.3, 47.7), abs=0.05)


@needs_data
def test_faster_trains_draw_people():
    """POST-1: shares before and after 20% less time by train, and consumer surplus."""
    published = reference.case("POST-1")["values"]
    data = reference.mode_canada()
    result = conditional_logit(data, errors="classical")
    faster = changed(data, "time: train", factor=0.8)
    for at, key in ((data, "shares base car,train,air"), (faster, "after -20% train time")):
        shares = {s.option: s for s in sample_shares(result, at, draws=50).shares}
        assert [shares[mode].share for mode in FORM] == pytest.approx(published[key], abs=1e-7)
        assert all(s.low < s.share < s.high for s in shares.values())
    surplus = surplus_change(result, data, faster, "cost")
    told = (
        surplus.minimum,
        surplus.lower_quartile,
        surplus.median,
        surplus.mean,
        surplus.upper_quartile,
        surplus.maximum,
    )
    assert told == pytest.approx(published["surplus min,q1,med,mean,q3,max"], abs=5e-5)


def test_elasticities_of_a_logit_in_closed_form():
    data = choices([-0.7, 0.4], people=40, names=("cost", "other"))
    result = conditional_logit(data)
    found = elasticities(result, data, "cost")
    p = result.probabilities(result.estimates, data.X, data.starts).reshape(-1, 3)
    cost = data.column("cost").reshape(-1, 3)
    for i in range(3):
        for j in range(3):
            each = result.estimates[0] * cost[:, j] * ((i == j) - p[:, j])
            assert found.table[i][j] == pytest.approx((p[:, i] * each).sum() / p[:, i].sum(), rel=1e-5, abs=1e-9)
    assert found.choices == len(data.chosen)
    # An elasticity by the cost is its weight times what hardly moves: their relative errors are alike.
    relative = found.errors[0][0] / abs(found.table[0][0])
    assert relative == pytest.approx(result.coefficients[0].error / abs(result.estimates[0]), rel=0.5)


def test_one_attribute_alone_is_not_said_to_matter_most():
    found = importance(Weights(("a",), np.array([0.5]), np.eye(1), 0.95), {"a": {"0": {}, "1": {"a": 1}}})
    assert found.shown == "“a” is the only attribute, so nothing is known of what matters most."


def test_importance_in_closed_form():
    weights = Weights(("a", "b: y", "b: z"), np.array([0.5, 1.0, -1.0]), np.diag([0.01, 0.01, 0.01]), 0.95)
    found = importance(
        weights, {"a": {"0": {"a": 0}, "4": {"a": 4}}, "b": {"x": {}, "y": {"b: y": 1}, "z": {"b: z": 1}}}
    )
    assert {i.attribute: i.share for i in found.attributes} == {"a": 0.5, "b": 0.5}
    assert sum(i.share for i in found.attributes) == pytest.approx(1)
    worth = {(w.attribute, w.level): w for w in found.part_worths}
    assert worth["a", "4"].estimate == 2
    assert worth["a", "4"].low == pytest.approx(2 - 1.96 * 0.4, abs=0.03)
    assert worth["b", "x"].estimate == worth["b", "x"].high == 0
    assert "Between the levels that were asked about" in found.shown
    assert found.to_dict()["attributes"][0]["share"] == 0.5


def test_levels_come_from_the_data():
    data = choices([0.6, -0.4], people=20, names=("cost", "brand: B"))
    wide = constants(data, 0)
    found = levels_of(wide.with_columns({"x × y": wide.column("cost")}))
    assert list(found) == ["cost", "brand"]
    assert list(found["brand"]) == ["reference", "B"]
    assert len(found["cost"]) == 2
    assert found["cost"][f"{data.column('cost').max():g}"] == {"cost": data.column("cost").max()}


@settings(max_examples=25, deadline=None)
@given(st.floats(0.1, 3), st.integers(0, 1000))
def test_more_of_what_is_liked_never_lowers_uptake(more, seed):
    result = conditional_logit(choices([0.8, -0.5], people=40, tasks=4, seed=seed))
    liked = int(result.estimates[1] > 0)
    plain = {"A": {"x0": 0.0, "x1": 1.0}, "B": {"x0": 0.5, "x1": 1.0}}
    better = {**plain, "A": {**plain["A"], f"x{liked}": plain["A"][f"x{liked}"] + more}}
    before, after = (uptake(result, options, draws=20).shares for options in (plain, better))
    assert after[0].share > before[0].share
    assert sum(s.share for s in after) == pytest.approx(1)


def test_uptake_with_the_opt_out_in_closed_form():
    data = choices([0.8, -0.5], people=100, seed=5)
    none = data.alternative == 2
    X = np.where(none[:, None], 0.0, data.X)
    data = constants(data.with_columns({"x0": X[:, 0], "x1": X[:, 1]}), 0)
    result = conditional_logit(data)
    offer = {"x0": 1.0, "x1": 1.0, "constant: 1": 0.0, "constant: 2": 0.0}
    found = uptake(result, {"the offer": offer}, opt_out="2", draws=200)
    b = dict(zip(result.names, result.estimates, strict=True))
    assert found.shares[0].share == pytest.approx(1 / (1 + np.exp(b["constant: 2"] - b["x0"] - b["x1"])))
    assert found.shares[1].option == "2"
    assert "no forecast" in found.warnings[0]


@pytest.mark.parametrize(
    ("options", "opt_out", "words"),
    [
        ({"A": {"x0": 1}}, None, "the option “A” lacks x1"),
        ({"A": {"x0": 1, "x1": 1, "y": 2}}, None, "the option “A” has y, which the model does not know"),
        ({"A": {"x0": 1, "x1": 1}}, None, "at least two options"),
        ({"A": {"x0": 1, "x1": 1}}, "none", "nobody was offered “none”"),
        ({"A": {"x0": 1, "x1": 1}}, "A", "“A” is among the options already"),
    ],
)
def test_uptake_that_is_not_known_is_refused(options, opt_out, words):
    with pytest.raises(ValueError, match=words):
        uptake(conditional_logit(choices([0.8, -0.5], people=20)), options, opt_out=opt_out)


def test_a_ratio_to_nothing_is_refused():
    weights = Weights(("a", "cost"), np.array([1.0, -0.01]), np.diag([0.01, 0.01]), 0.95)
    with pytest.raises(ValueError, match="“cost” is not clearly different from zero"):
        trade_off(weights, "a", "cost")
    with pytest.raises(ValueError, match="two different columns"):
        trade_off(weights, "a", "a")
    with pytest.raises(ValueError, match="the model has no column “b”"):
        trade_off(weights, "b", "cost")
    wide = trade_off(Weights(("a", "cost"), np.array([1.0, -0.25]), np.diag([0.01, 0.01]), 0.95), "a", "cost")
    assert "weighs little" in wide.warnings[0]
    assert wide.high - wide.estimate > wide.estimate - wide.low


def test_weights_of_models_with_several():
    own = np.random.default_rng(1).normal([0.8, -0.6], 0.5, (80, 2))
    data = choices(own, people=80, tasks=8, seed=1)
    mixed = mixed_logit(data, {"x0": "normal"}, draws=100, starts=1)
    assert weights_of(mixed).estimates == pytest.approx(mixed.estimates[:2])
    assert 0 < uptake(mixed, {"A": {"x0": 1, "x1": 0}, "B": {"x0": 0, "x1": 0}}, draws=30).shares[0].low < 1
    classes = latent_classes(data, 2, starts=2)
    assert weights_of(classes, of_class=2).estimates == pytest.approx([c.estimate for c in classes.classes[1]])
    with pytest.raises(ValueError, match="say which class, from 1 to 2"):
        weights_of(classes)
    worth = mixed_logit(data, {"x0": "normal"}, price="x1", draws=100, starts=1)
    with pytest.raises(ValueError, match="trade-offs already"):
        weights_of(worth)
    log = mixed_logit(data, {"x0": "lognormal"}, draws=100, starts=1)
    with pytest.raises(ValueError, match="no single mean"):
        weights_of(log)


def test_surplus_needs_a_cost():
    data = choices([0.8, 0.5], people=40)
    result = conditional_logit(data)
    with pytest.raises(ValueError, match="clearly below zero"):
        surplus_change(result, data, data, "x1")
    paid = choices([0.8, -0.5], people=40)
    with pytest.raises(ValueError, match="the same tasks"):
        surplus_change(conditional_logit(paid), paid, paid.keep(paid.person > 3), "x1")
    assert surplus_change(conditional_logit(paid), paid, paid, "x1").maximum == pytest.approx(0, abs=1e-12)


def test_the_mean_surplus_of_what_everything_costs_more_is_known_for_sure():
    """A dearer task for everybody, whatever is chosen, costs just that; a better attribute, as much as it is worth."""
    paid = choices([0.8, -0.5], people=40)
    result = conditional_logit(paid)
    dearer = surplus_change(result, paid, changed(paid, "x1", plus=2), "x1")
    assert (dearer.mean, dearer.mean_error) == (pytest.approx(-2), pytest.approx(0, abs=1e-6))
    better = surplus_change(result, paid, changed(paid, "x0", plus=1), "x1")
    worth = trade_off(weights_of(result), "x0", "x1")
    assert (better.mean, better.mean_error) == (
        pytest.approx(worth.estimate),
        pytest.approx(worth.delta_error, rel=1e-4),
    )
    assert better.low < better.mean < better.high


def groups_of(effect, seed=0):
    rng = np.random.default_rng(seed)
    role = np.where(rng.random(200) < 0.4, "patient", "staff")
    own = np.column_stack([np.where(role == "patient", 0.8 + effect, 0.8), np.full(200, -0.5)])
    return choices(own, people=200, tasks=6, seed=seed, about={"role": role})


def test_groups_that_differ_are_told_apart():
    found = group_differences(groups_of(0.9), "role")
    assert [d.name for d in found.differences] == ["x0 × patient", "x1 × patient"]
    assert found.differences[0].estimate == pytest.approx(0.9, abs=3 * found.differences[0].error)
    assert found.p < 0.001
    assert found.shown.startswith("Weights differ by role")
    assert "x1 × patient" not in found.shown
    assert found.to_dict()["df"] == 2


def test_groups_that_do_not_differ_reject_at_the_stated_rate():
    p = [group_differences(groups_of(0.0, seed), "role").p for seed in range(60)]
    assert sum(x < 0.05 for x in p) <= 9
    quiet = next(s for s, x in enumerate(p) if x > 0.3)
    assert group_differences(groups_of(0.0, quiet), "role").shown.startswith("No clear difference by role")


@pytest.mark.parametrize("small", [2, 9])
def test_groups_of_too_few_people_are_not_compared(small):
    own = choices([0.8, -0.5], people=40, about={"role": ["staff"] * (40 - small) + ["patient"] * small})
    with pytest.raises(ValueError, match=f"“patient” has {small} people, too few to compare 2 weights"):
        group_differences(own, "role")


def test_a_comparison_with_few_people_is_said_to_be_rough():
    own = choices([0.8, -0.5], people=60, about={"role": ["staff"] * 45 + ["patient"] * 15})
    assert (
        "Only 15 people are “patient”: the test is rough, read it as a hint." in group_differences(own, "role").warnings
    )


def test_an_option_beyond_what_was_asked_is_called_a_guess():
    data = choices([0.8, -0.5], people=40)
    options = {"a": {"x0": 0, "x1": 3}, "b": {"x0": 0, "x1": 9}}
    found = uptake(conditional_logit(data), options, asked=data)
    assert found.warnings[1:] == ("“b” has 9 of x1, and people were asked about 0 to 3: a guess.",)


def test_an_option_without_a_number_is_refused():
    result = conditional_logit(choices([0.8, -0.5], people=40))
    with pytest.raises(ValueError, match="“a” has no number for x1"):
        uptake(result, {"a": {"x0": 0, "x1": float("nan")}, "b": {"x0": 0, "x1": 0}})
