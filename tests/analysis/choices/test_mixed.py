"""The mixed logit: exact derivatives, published values with their own draws, long runs, and known truths."""

import numpy as np
import pytest
from scipy.special import ndtri
from tests.analysis.choices import reference
from tests.analysis.choices.simulated import choices
from tests.analysis.data import needs_data

from throughline.analysis.choices._draws import Draws
from throughline.analysis.choices._newton import maximise
from throughline.analysis.choices._panel import Panel
from throughline.analysis.choices._tastes import Tastes
from throughline.analysis.choices.data import choice_data
from throughline.analysis.choices.logit import conditional_logit
from throughline.analysis.choices.mixed import mixed_logit

SIX = ("pf", "cl", "loc", "wk", "tod", "seas")
ALL_NORMAL = dict.fromkeys(SIX, "normal")
INDEPENDENT = Tastes.of(SIX, ALL_NORMAL, correlated=False)


class Fixed:
    """Draws given from outside: (people, dimensions, draws)."""

    def __init__(self, z):
        self.size = z.shape[2]
        self.Z = np.concatenate([np.ones((len(z), 1, self.size)), z], axis=1)

    def of(self, who):
        return self.Z[who], None


def halton(people, draws, drop=100):
    """As in mlogit and xlogit: one sequence a column from primes, the first 100 left out."""

    def radical_inverse(base):
        rest, out, part = np.arange(drop, people * draws + drop), np.zeros(people * draws), 1.0
        while rest.any():
            part /= base
            out += part * (rest % base)
            rest = rest // base
        return out

    return np.stack([ndtri(radical_inverse(b)).reshape(people, draws) for b in (2, 3, 5, 7, 11, 13)], axis=1)


def with_halton(draws, start):
    data = reference.electricity()
    panel = Panel(data, INDEPENDENT, Fixed(halton(len(data.people), draws)), np.ones(len(data.people)))
    return maximise(panel.surface, start)


@needs_data
def test_with_the_draws_of_mlogit_the_likelihood_is_that_of_mlogit():
    """MXL-1, same_draws: mlogit and xlogit, Halton, R = 100: -3952.4877."""
    start = np.concatenate([conditional_logit(reference.electricity()).estimates, [0.2, 0.4, 2, 1, 2.5, 1.6]])
    found = with_halton(100, start)
    assert found.surface.value == pytest.approx(-3952.4877, abs=5e-5)
    # methods/preferences.md, 0.1, with slightly other draws: outer product by person .01586 and .1128, Hessian .02157
    # and .1763, robust by person .03007 and .2986.
    classical = np.sqrt(np.diag(found.surface.inverse))
    assert classical[[1, 11]] == pytest.approx([0.02157, 0.1763], rel=0.02)
    robust = np.sqrt(np.diag(found.surface.robust))
    assert robust[[1, 11]] == pytest.approx([0.03007, 0.2986], rel=0.02)
    by_person = np.sqrt(np.diag(np.linalg.inv(found.surface.scores.T @ found.surface.scores)))
    assert by_person[[1, 11]] == pytest.approx([0.01586, 0.1128], rel=0.02)


@needs_data
@pytest.mark.prove
def test_with_500_draws_of_mlogit_too():
    """MXL-1, same_draws: R = 500: -3891.7177."""
    start = np.array([-1.0, -0.23, 2.3, 1.65, -9.6, -9.7, 0.22, 0.4, 1.8, 1.2, 2.4, 1.5])
    assert with_halton(500, start).surface.value == pytest.approx(-3891.7177, abs=5e-5)


@needs_data
def test_electricity_with_few_draws_is_near_the_long_run():
    """MXL-1: b at R = 4096, here with 200 aimed draws: within half a Hessian error, likelihood -3880 within 4."""
    truth = reference.case("MXL-1")["truth_R4096"]
    found = mixed_logit(reference.electricity(), ALL_NORMAL, draws=200, starts=1)
    assert found.fit.log_likelihood == pytest.approx(-3880, abs=4)
    gap = np.abs(found.estimates[:6] - truth["b"]) / truth["se_hess"][:6]
    assert gap.max() < 0.5
    assert np.array(found.robust[:6]) == pytest.approx(truth["se_robust_person"][:6], rel=0.12)
    assert found.individual.mean(axis=0) == pytest.approx(found.estimates[:6], rel=0.05)


@needs_data
@pytest.mark.prove
def test_electricity_reaches_the_long_run():
    """MXL-1: R >= 2000: every estimate within 0.25 Hessian errors, likelihood -3880 within 3, errors within 12%.

    That is asked of the errors of the means. Those of the standard deviations move by a tenth from seed to seed, with
    plain draws (from which the reference has them) and with aimed ones, so they are held to 20%.
    """
    truth = reference.case("MXL-1")["truth_R4096"]
    found = mixed_logit(reference.electricity(), ALL_NORMAL, draws=4096)
    assert found.fit.log_likelihood == pytest.approx(-3880, abs=3)
    expected = np.array(truth["b"] + truth["sd"])
    assert (np.abs(found.estimates - expected) / truth["se_hess"]).max() < 0.25
    assert np.array(found.robust[:6]) == pytest.approx(truth["se_robust_person"][:6], rel=0.12)
    assert np.array(found.robust[6:]) == pytest.approx(truth["se_robust_person"][6:], rel=0.2)
    assert np.array(found.classical) == pytest.approx(truth["se_hess"], rel=0.12)
    assert found.check.shift < 0.25


@needs_data
@pytest.mark.prove
def test_plain_draws_reach_it_too():
    """MXL-1 with 4,096 plain Sobol draws: what aiming them changes is their number, not the answer."""
    truth = reference.case("MXL-1")["truth_R4096"]
    data = reference.electricity()
    panel = Panel(data, INDEPENDENT, Draws(len(data.people), 6, 4096, 0), np.ones(len(data.people)))
    found = maximise(panel.surface, np.array(truth["b"] + truth["sd"]))
    assert found.surface.value == pytest.approx(-3880, abs=3)
    assert (np.abs(found.theta - (truth["b"] + truth["sd"])) / truth["se_hess"])[:6].max() < 0.25


@needs_data
@pytest.mark.prove
def test_correlated_tastes_gain_what_others_found():
    """methods/preferences.md, 2e: -3674.35 at R = 2048 (1 seed); independent -3880.1, so 412 on 15 degrees of freedom.

    With plain draws, as many as the reference has, the maximum is that of the reference. Aimed draws give some 5 more,
    which is no other maximum: too few draws make a likelihood too low, and with 32,768 plain ones the same estimates
    have what aimed draws said. The means agree with bayesm (HB-1), whose tastes are correlated too, to within its
    posterior errors."""
    data = reference.electricity()
    found = mixed_logit(data, ALL_NORMAL, correlated=True, draws=1000)
    assert found.fit.log_likelihood == pytest.approx(-3669.5, abs=2)
    plain = [
        Panel(data, found.tastes, Draws(len(data.people), 6, n, 3), np.ones(len(data.people))) for n in (2048, 32768)
    ]
    assert maximise(plain[0].surface, found.estimates).surface.value == pytest.approx(-3674.35, abs=2)
    assert plain[1].surface(found.estimates).value == pytest.approx(found.fit.log_likelihood, abs=1.5)
    bayes = reference.case("HB-1")
    assert (np.abs(found.estimates[:6] - bayes["post_mean"]) / bayes["post_sd"]).max() < 1.5
    assert found.correlation[4, 5] > 0.8


@needs_data
def test_worth_space_is_the_same_model_when_the_price_is_fixed():
    """WTP-1: the likelihoods agree to 1e-4 on the same draws, and worth is -b / b_price; about -1247 in all."""
    data = reference.yogurt()
    vary = {n: "normal" for n in data.names if n != "price"}
    plain = Tastes.of(data.names, vary, correlated=False)
    worth = Tastes.of(data.names, vary, correlated=False, price="price")
    draws, weights = Draws(len(data.people), plain.dimensions, 500, 1), np.ones(len(data.people))
    start = np.array([-0.46, 0.9, -5.4, -3.5, 0.6, 1.0, 2.6, 4.0, 3.6])
    found = maximise(Panel(data, plain, draws, weights).surface, start)
    b = found.theta
    same = np.concatenate([[-b[0]], -b[1:5] / b[0], -b[5:] / b[0]])
    again = maximise(Panel(data, worth, draws, weights).surface, same * 1.02)
    assert found.converged
    assert again.surface.value == pytest.approx(found.surface.value, abs=1e-4)
    assert again.theta == pytest.approx(same, rel=1e-3)
    assert again.theta[0] == pytest.approx(0.46, abs=0.02)
    assert found.surface.value == pytest.approx(-1247, abs=8)


@pytest.mark.parametrize(
    ("random", "correlated", "price"),
    [
        ({"a": "normal", "b": "lognormal", "c": "negative lognormal"}, True, None),
        ({"a": "normal", "b": "normal"}, False, None),
        ({"a": "normal", "b": "lognormal", "c": "lognormal"}, True, "c"),
        ({"a": "lognormal"}, False, "c"),
    ],
)
@pytest.mark.parametrize("aimed", [False, True])
def test_scores_and_hessian_are_the_derivatives(random, correlated, price, aimed):
    data = choices([0.5, 0.7, -0.6], people=7, tasks=3, alternatives=4, names="abc")
    data = data.keep(np.arange(len(data.chosen)) % 5 > 0)
    tastes = Tastes.of(data.names, random, correlated=correlated, price=price)
    weights = np.linspace(0.5, 2, len(data.people))
    panel = Panel(data, tastes, Draws(len(data.people), tastes.dimensions, 16, 3), weights)
    theta = np.random.default_rng(1).normal(0, 0.3, len(tastes.cells))
    if aimed:
        panel.draws.aim(*panel.laplace(theta))
    at = panel.surface(theta)
    steps = 1e-5 * np.eye(len(theta))
    ends = [(panel.surface(theta + e), panel.surface(theta - e)) for e in steps]
    assert at.gradient == pytest.approx([(u.value - d.value) / 2e-5 for u, d in ends], rel=1e-5, abs=1e-7)
    expected = np.array([(u.gradient - d.gradient) / 2e-5 for u, d in ends])
    assert at.hessian == pytest.approx(expected, rel=1e-4, abs=1e-5)


def test_aimed_draws_hold_the_same_likelihood():
    """Importance sampling is unbiased: with many draws both ways agree."""
    data = choices(np.random.default_rng(0).normal([1, -0.5], 0.8, (20, 2)), people=20, tasks=6)
    tastes = Tastes.of(data.names, {"x0": "normal", "x1": "normal"}, correlated=False)
    theta = np.array([1.0, -0.5, 0.8, 0.8])
    panel = Panel(data, tastes, Draws(20, 2, 8192, 0), np.ones(20))
    plain = panel.surface(theta)
    panel.draws.aim(*panel.laplace(theta))
    aimed = panel.surface(theta)
    assert aimed.value == pytest.approx(plain.value, abs=0.01)
    assert aimed.hessian == pytest.approx(plain.hessian, abs=0.3)
    panel.draws = Draws(20, 2, 64, 1)
    few = [panel.surface(theta).value - plain.value]
    panel.draws.aim(*panel.laplace(theta))
    few.append(panel.surface(theta).value - plain.value)
    assert abs(few[1]) < abs(few[0])


def sets_of_different_size():
    data = choices([1.0, -0.5], people=30, tasks=4, alternatives=4)
    there = np.ones(len(data.X), bool)
    there[::7] = False
    there[data.chosen] = True
    return choice_data(
        person=data.person[data.task_of_row], task=np.array(data.tasks)[data.task_of_row],
        alternative=data.alternative, chosen=np.isin(np.arange(len(there)), data.chosen),
        attributes={n: data.column(n) for n in data.names}, available=there,
    )  # fmt: skip


def test_sets_of_different_size_give_the_logit_when_nothing_varies():
    """With standard deviations of 0 the panel is the conditional logit: likelihood, scores and Hessian."""
    data = sets_of_different_size()
    tastes = Tastes.of(data.names, {"x0": "normal"}, correlated=False)
    found = conditional_logit(data)
    panel = Panel(data, tastes, Draws(30, 1, 4, 0), np.ones(30))
    at = panel.surface(np.array([*found.estimates, 0.0]))
    assert at.value == pytest.approx(found.fit.log_likelihood, rel=1e-12)
    assert at.gradient[:2] == pytest.approx([0, 0], abs=1e-8)
    assert np.sqrt(np.diag(np.linalg.inv(-at.hessian[:2, :2]))) == pytest.approx(found.classical, rel=1e-6)


TRUTH = np.array([0.8, -0.6, 0.9, 0.5])


def recovered(seed):
    own = np.random.default_rng(seed).normal(TRUTH[:2], TRUTH[2:], (200, 2))
    data = choices(own, people=200, tasks=8, seed=seed)
    return mixed_logit(data, {"x0": "normal", "x1": "normal"}, draws=100, starts=1)


def test_a_known_truth_is_found():
    found = recovered(5)
    inside = [
        c.estimate - 3 * c.error < t < c.estimate + 3 * c.error for c, t in zip(found.coefficients, TRUTH, strict=True)
    ]
    assert all(inside)
    assert found.names == ("x0", "x1", "sd x0", "sd x1")
    assert found.warnings == ()
    good = found.spreads[0]
    assert good.above_zero == pytest.approx(0.81, abs=0.08)
    assert 0 < good.above_low < good.above_zero < good.above_high < 1


@pytest.mark.prove
def test_ranges_cover_at_their_rate():
    hits = np.mean(
        [[c.low <= t <= c.high for c, t in zip(recovered(s).coefficients, TRUTH, strict=True)] for s in range(200)],
        axis=0,
    )
    assert (hits > 0.9).all()
    assert (hits < 0.99).all()


def test_lognormal_weights_keep_their_sign_and_worth_is_found():
    """In willingness-to-pay space with a lognormal price: worth 2 with spread 0.5."""
    rng = np.random.default_rng(2)
    scale, worth = np.exp(rng.normal(-0.2, 0.4, 300)), rng.normal(2, 0.5, 300)
    data = choices(np.column_stack([scale * worth, -scale]), people=300, tasks=8, seed=2, names=("good", "price"))
    found = mixed_logit(data, {"good": "normal", "price": "lognormal"}, price="price", draws=100, starts=1)
    good = next(s for s in found.spreads if s.name == "good")
    assert good.mean == pytest.approx(2, abs=3 * good.mean_error)
    assert good.sd == pytest.approx(0.5, abs=3 * good.sd_error)
    assert found.names == ("good", "log scale", "sd good", "sd log scale")
    assert found.to_dict()["space"] == "willingness to pay"
    price = next(s for s in found.spreads if s.name == "price")
    assert price.mean == pytest.approx(np.exp(-0.2 + 0.08), abs=3 * price.mean_error)
    assert (price.above_low, price.above_zero, price.above_high) == (1, 1, 1)


def test_correlated_tastes_are_found_and_told():
    rng = np.random.default_rng(4)
    own = rng.multivariate_normal([0.8, -0.6], [[0.8, 0.6], [0.6, 0.8]], 250)
    found = mixed_logit(
        choices(own, people=250, tasks=8, seed=4),
        {"x0": "normal", "x1": "normal"},
        correlated=True,
        draws=100,
        starts=1,
    )
    assert found.correlation[0, 1] == pytest.approx(0.75, abs=0.2)
    assert found.names[2:] == ("cholesky x0, x0", "cholesky x1, x0", "cholesky x1, x1")
    told = found.to_dict()
    assert told["correlation"][0][0] == pytest.approx(1)
    assert told["draw_check"]["draws"] == 200
    assert [s["name"] for s in told["spreads"]] == ["x0", "x1"]


def test_the_same_seed_gives_the_same_result_and_starts_agree():
    own = np.random.default_rng(1).normal([0.8, -0.6], 0.7, (60, 2))
    data = choices(own, people=60, seed=1)
    one, two = (mixed_logit(data, {"x0": "normal"}, draws=100, starts=3, seed=8) for _ in range(2))
    assert (one.estimates == two.estimates).all()
    assert max(one.reached) - min(one.reached) < 0.5
    assert (one.estimates[-1:] > 0).all()


def test_no_difference_among_people_is_said():
    found = mixed_logit(choices([0.8, -0.6], people=150, tasks=6, seed=3), {"x0": "normal"}, draws=100, starts=1)
    assert "“x0” does not clearly differ among people." in found.warnings


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"random": {"y": "normal"}}, "“y” is to vary, and there is no such column"),
        ({"random": {"x0": "uniform"}}, "must be one of fixed, normal, lognormal"),
        ({"random": {"x0": "fixed"}}, "nothing varies among people"),
        ({"random": {"x0": "normal"}, "price": "cost"}, "no column “cost” for the price"),
        ({"random": {"x1": "normal"}, "price": "x1"}, "must be fixed or lognormal"),
        ({"random": {"x0": "normal"}, "draws": 10}, "at least 64 draws"),
    ],
)
def test_what_cannot_be_asked_is_refused(options, words):
    with pytest.raises(ValueError, match=words):
        mixed_logit(choices([0.8, -0.6], people=20), **options)


def test_one_person_and_unequal_weights_are_refused():
    with pytest.raises(ValueError, match="more than one person"):
        mixed_logit(choices([0.8, -0.6], people=1, tasks=40), {"x0": "normal"})
    data = choices([0.8, -0.6], people=30)
    uneven = data.keep(np.ones(len(data.chosen), bool))
    uneven.weights[3] = 2
    with pytest.raises(ValueError, match="the weight differs within person 0"):
        mixed_logit(uneven, {"x0": "normal"})


def test_too_few_draws_are_confessed():
    own = np.random.default_rng(1).normal([2.0, -1.5, 1.5, 1.0], 2.5, (40, 4))
    data = choices(own, people=40, tasks=16, seed=1)
    found = mixed_logit(data, dict.fromkeys(data.names, "normal"), correlated=True, draws=100, starts=1)
    assert any("too few draws" in w for w in found.warnings) == (found.check.shift > 0.25)
    assert found.check.shift > 0.25


def test_predictions_average_over_people():
    found = recovered(5)
    X, starts = np.array([[1.0, 0.0], [0.0, 0.0]]), np.array([0, 2])
    p = found.probabilities(found.estimates, X, starts)
    draws = np.random.default_rng(0).normal(found.estimates[0], found.estimates[2], 200_000)
    assert p[0] == pytest.approx((1 / (1 + np.exp(-draws))).mean(), abs=0.005)
    assert p.sum() == pytest.approx(1)
