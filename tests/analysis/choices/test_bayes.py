"""Hierarchical Bayes against bayesm, against the mixed logit, and of its own diagnostics."""

import numpy as np
import pytest
from tests.analysis.choices import reference
from tests.analysis.choices.simulated import choices
from tests.analysis.data import needs_data

from throughline.analysis.choices.bayes import _mixing, hierarchical_bayes
from throughline.analysis.choices.mixed import mixed_logit


@needs_data
@pytest.mark.prove
def test_electricity_equals_bayesm():
    """HB-1 (R package bayesm, rhierMnlRwMixture, one component, its default prior, 20,000 draws): means within half a
    posterior standard deviation, spreads too, R-hat below 1.01."""
    published = reference.case("HB-1")
    found = hierarchical_bayes(reference.electricity(), draws=12_000, burn_in=2_000, prior_spread=1.0, seed=1)
    assert max(p.r_hat for p in (*found.means, *found.spreads)) < 1.01
    for ours, mean, sd in zip(found.means, published["post_mean"], published["post_sd"], strict=True):
        assert abs(ours.mean - mean) <= 0.5 * sd
        assert ours.sd == pytest.approx(sd, rel=0.15)
    for ours, spread in zip(found.spreads, published["sd"], strict=True):
        assert abs(ours.mean - spread) <= 0.5 * ours.sd


TRUTH = np.array([0.9, -0.6])
COVARIANCE = np.array([[0.8, -0.3], [-0.3, 0.4]])


def simulated(seed, people=150):
    own = np.random.default_rng(seed).multivariate_normal(TRUTH, COVARIANCE, people)
    return choices(own, people=people, tasks=8, seed=seed), own


def test_it_agrees_with_the_mixed_logit_and_finds_each_person():
    data, own = simulated(3)
    found = hierarchical_bayes(data, draws=600, burn_in=200, chains=2)
    mixed = mixed_logit(data, {"x0": "normal", "x1": "normal"}, correlated=True, draws=200, starts=1)
    for bayes, likely, spread in zip(found.means, mixed.coefficients, mixed.spreads, strict=False):
        assert abs(bayes.mean - likely.estimate) < bayes.sd
        assert bayes.sd == pytest.approx(likely.error, rel=0.35)
        assert abs(next(s.mean for s in found.spreads if s.name == spread.name) - spread.sd) < 2 * spread.sd_error
    assert found.correlation[0, 1] == pytest.approx(mixed.correlation[0, 1], abs=0.2)
    assert np.corrcoef(found.individual[:, 0], own[:, 0])[0, 1] > 0.75
    assert np.corrcoef(found.individual[:, 0], mixed.individual[:, 0])[0, 1] > 0.98
    assert max(p.r_hat for p in found.means) < 1.1
    assert all(0.1 < share < 0.95 for share in found.accepted)


def test_units_do_not_matter_and_the_seed_fixes_the_result():
    data, _ = simulated(4, people=40)
    scaled = data.with_columns({"x0": data.column("x0") * 1000}).only(data.names)
    one, two, again = (hierarchical_bayes(d, draws=100, burn_in=100, seed=5) for d in (data, scaled, data))
    assert one.means == again.means
    assert two.means[0].mean * 1000 == pytest.approx(one.means[0].mean, rel=1e-6)
    told = one.to_dict()
    assert told["means"][0]["name"] == "x0"
    assert told["draws"] == 100


@pytest.mark.prove
def test_ranges_of_means_and_spreads_cover_at_their_rate():
    truth = [*TRUTH, *np.sqrt(np.diag(COVARIANCE))]
    hits = []
    for seed in range(200):
        found = hierarchical_bayes(simulated(seed, people=80)[0], draws=1000, burn_in=200, chains=2, seed=seed)
        hits.append([p.low <= t <= p.high for p, t in zip((*found.means, *found.spreads), truth, strict=True)])
    assert (np.mean(hits, axis=0) > 0.9).all(), np.mean(hits, axis=0)


def test_a_strong_prior_pulls_spreads_and_the_usual_one_lets_choices_say():
    """Few people, few tasks: with an inverse Wishart prior that expects 3, spreads of 0.9 and 0.6 come out larger."""
    data, _ = simulated(6, people=60)
    asked = {"draws": 300, "burn_in": 100, "chains": 2, "seed": 1}
    plain, pulled = hierarchical_bayes(data, **asked), hierarchical_bayes(data, prior_spread=3.0, **asked)
    for own, other, truth in zip(plain.spreads, pulled.spreads, np.sqrt(np.diag(COVARIANCE)), strict=True):
        assert own.low < truth < own.high
        assert other.mean > own.mean + own.sd


def test_mixing_is_told_from_its_lack():
    rng = np.random.default_rng(0)
    independent = rng.normal(size=(2000, 4))
    r_hat, effective = _mixing(independent)
    assert r_hat == pytest.approx(1, abs=0.005)
    assert effective == pytest.approx(8000, rel=0.15)
    slow = np.zeros((2000, 4))
    for i in range(1, 2000):
        slow[i] = 0.95 * slow[i - 1] + independent[i]
    # Of a first-order series n (1 - r) / (1 + r) are independent.
    assert _mixing(slow)[1] == pytest.approx(8000 * 0.05 / 1.95, rel=0.4)
    assert _mixing(independent + np.arange(4))[0] > 1.5


def test_chains_that_have_not_mixed_are_confessed():
    data, _ = simulated(1, people=30)
    found = hierarchical_bayes(data, draws=100, burn_in=100, seed=2)
    worst = max(p.r_hat for p in (*found.means, *found.spreads))
    assert any("have not mixed" in w for w in found.warnings) == (worst > 1.01)
    assert worst > 1.01


@pytest.mark.parametrize(
    ("people", "options", "words"),
    [
        (5, {}, "5 people are too few"),
        (20, {"chains": 1}, "at least 2 chains"),
        (20, {"draws": 10}, "at least 2 chains, 100 draws"),
    ],
)
def test_what_cannot_be_asked_is_refused(people, options, words):
    with pytest.raises(ValueError, match=words):
        hierarchical_bayes(choices([0.8, -0.5], people=people), **options)


def test_weights_of_people_are_refused():
    data = choices([0.8, -0.5], people=20)
    data.weights[:] = 2
    with pytest.raises(ValueError, match="people cannot be weighted here"):
        hierarchical_bayes(data)
