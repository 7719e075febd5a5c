"""Latent classes against gmnl, on known truths, and at their edges."""

import numpy as np
import pytest
from tests.analysis.choices import reference
from tests.analysis.choices.simulated import choices
from tests.analysis.data import needs_data

from throughline.analysis.choices._mixture import Mixture
from throughline.analysis.choices.latent import by_number, latent_classes


@needs_data
def test_two_classes_of_electricity_equal_gmnl():
    """LC-1 (R package gmnl 1.1-4): log-likelihood -4526.829, shares .5135 and .4865."""
    published = reference.case("LC-1")
    found = latent_classes(reference.electricity(), 2, starts=2)
    assert found.fit.log_likelihood == pytest.approx(published["ll"], abs=1e-3)
    assert found.shares == pytest.approx(published["share"], abs=5e-5)
    assert found.reached == pytest.approx([published["ll"]] * 2, abs=1e-3)


@needs_data
@pytest.mark.prove
def test_three_classes_of_electricity():
    """methods/preferences.md, 2e: Q = 3: -4298.028, which few starts reach elsewhere."""
    found = latent_classes(reference.electricity(), 3, starts=10)
    assert found.fit.log_likelihood == pytest.approx(-4298.028, abs=1e-3)
    assert sum(r > -4298.03 for r in found.reached) >= 3


def test_scores_and_hessian_are_the_derivatives():
    data = choices([0.5, -0.6], people=12, tasks=3)
    Z = np.column_stack([np.ones(12), np.linspace(-1, 1, 12)])
    mixture = Mixture(data, 3, Z, np.linspace(0.5, 2, 12), np.ones(2))
    theta = np.random.default_rng(1).normal(0, 0.5, 6 + 4)
    at = mixture.surface(theta)
    ends = [(mixture.surface(theta + e), mixture.surface(theta - e)) for e in 1e-5 * np.eye(10)]
    assert at.gradient == pytest.approx([(u.value - d.value) / 2e-5 for u, d in ends], rel=1e-5, abs=1e-7)
    expected = np.array([(u.gradient - d.gradient) / 2e-5 for u, d in ends])
    assert at.hessian == pytest.approx(expected, rel=1e-4, abs=1e-6)


def test_a_step_of_em_never_falls():
    data = choices([0.5, -0.6], people=40, tasks=4)
    mixture = Mixture(data, 2, np.ones((40, 1)), np.ones(40), np.ones(2))
    theta = np.array([1.0, 0.0, -1.0, 0.5, 0.3])
    values = []
    for _ in range(15):
        values.append(mixture.posterior(theta)[1].sum())
        theta = mixture.improve(theta)
    assert (np.diff(values) > -1e-9).all()


TRUTH = np.array([[1.5, -0.3], [-0.5, -1.2]])


def two_kinds(seed, people=200):
    rng = np.random.default_rng(seed)
    age = rng.normal(size=people)
    second = rng.random(people) < 1 / (1 + np.exp(0.8 - 1.0 * age))
    where = np.where(rng.random(people) < 0.5, "north", "south")
    return choices(
        TRUTH[second.astype(int)], people=people, tasks=8, seed=seed, about={"age": age, "home": where}
    ), second


def test_classes_their_size_and_who_is_in_them_are_found():
    data, second = two_kinds(1)
    found = latent_classes(data, 2, covariates=["age", "home"], starts=3)
    assert [c.name for c in found.membership] == ["class 2: constant", "class 2: age", "class 2: home: south"]
    for own, truth in zip(found.classes, TRUTH, strict=True):
        assert all(abs(c.estimate - t) < 3.5 * c.error for c, t in zip(own, truth, strict=True))
    for one, truth in zip(found.membership, (-0.8, 1.0, 0.0), strict=True):
        assert abs(one.estimate - truth) < 3.5 * one.error
    assert found.shares[1] == pytest.approx(second.mean(), abs=4 * found.share_errors[1])
    assert np.mean((found.posterior[:, 1] > 0.5) == second) > 0.9
    assert 0.5 < found.certainty < 1
    assert found.shares[0] > found.shares[1]
    told = found.to_dict()
    assert told["classes"][0]["share"] == found.shares[0]
    assert "2 classes of" in told["shown"]


def test_the_number_of_classes_is_told_by_bic():
    data, _ = two_kinds(2, people=120)
    two, three = by_number(data, (2, 3), starts=3)
    assert two.fit.bic < three.fit.bic
    assert three.fit.log_likelihood > two.fit.log_likelihood


def test_predictions_mix_the_classes():
    data, _ = two_kinds(1)
    found = latent_classes(data, 2, starts=2)
    X, starts = np.array([[1.0, 0.0], [0.0, 0.0]]), np.array([0, 2])
    each = [1 / (1 + np.exp(-own[0].estimate)) for own in found.classes]
    assert found.probabilities(found.estimates, X, starts)[0] == pytest.approx(np.dot(found.shares, each), rel=1e-9)


def test_units_do_not_matter():
    data, _ = two_kinds(3, people=80)
    scaled = data.with_columns({"x0": data.column("x0") * 1000}).only(data.names)
    one, two = latent_classes(data, 2, starts=2), latent_classes(scaled, 2, starts=2)
    assert one.fit.log_likelihood == pytest.approx(two.fit.log_likelihood, abs=1e-6)
    assert one.classes[0][0].p == pytest.approx(two.classes[0][0].p, rel=1e-3, abs=1e-12)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda d: latent_classes(d, 1), "at least 2 classes"),
        (lambda d: latent_classes(d, 30), "too few for 30 classes"),
        (lambda d: latent_classes(d, 2, covariates=["sex"]), "nothing is known about “sex”"),
        (lambda d: latent_classes(d, 2, covariates=["same"]), "“same” is the same for all people"),
    ],
)
def test_what_cannot_be_asked_is_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call(choices([1.0, -0.5], people=60, about={"same": [1] * 60}))


@pytest.mark.prove
def test_ranges_cover_at_their_rate():
    hits = []
    for seed in range(200):
        found = latent_classes(two_kinds(seed)[0], 2, covariates=["age"], starts=2)
        hits.append(
            [
                c.low <= t <= c.high
                for own, truth in zip(found.classes, TRUTH, strict=True)
                for c, t in zip(own, truth, strict=True)
            ]
        )
    assert (np.mean(hits, axis=0) > 0.9).all()
