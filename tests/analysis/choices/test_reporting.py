"""The reporting checklist says what is known, and leaves open what only people know."""

import numpy as np
import pytest
from tests.analysis.choices.simulated import choices

from throughline.analysis.choices.bayes import hierarchical_bayes
from throughline.analysis.choices.latent import latent_classes
from throughline.analysis.choices.logit import conditional_logit
from throughline.analysis.choices.mixed import mixed_logit
from throughline.analysis.choices.reporting import ASKS, OPEN, checklist

DATA = choices(np.random.default_rng(0).normal([0.8, -0.5], 0.5, (60, 2)), people=60)


def answers(result, **known):
    return {key: item for (_, _, key), item in zip(ASKS, checklist(DATA, result, known=known), strict=True)}


def test_what_is_known_is_answered_and_the_rest_left_open():
    found = answers(conditional_logit(DATA), purpose="What should change first?")
    assert found["purpose"].answer == "What should change first?"
    assert found["data"].answer == "480 choices of 60 people, 8.0 each."
    assert found["errors"].answer == "Standard errors are clustered."
    assert found["design"].answer == OPEN
    assert not found["design"].answered
    assert found["fit"].to_dict()["answered"]


def test_each_model_tells_how_people_differ_and_how_it_was_computed():
    mixed = answers(mixed_logit(DATA, {"x0": "normal"}, draws=100, starts=1, seed=4))
    assert mixed["errors"].answer == "Standard errors are robust, by person."
    assert "x0 normal, mean" in mixed["heterogeneity"].answer
    assert "100 scrambled Sobol draws" in mixed["software"].answer
    assert "seed 4" in mixed["software"].answer
    classes = answers(latent_classes(DATA, 2, starts=2))
    assert classes["model"].answer.startswith("Latent classes, 2")
    assert "Classes of" in classes["heterogeneity"].answer
    bayes = answers(hierarchical_bayes(DATA, draws=100, burn_in=100, chains=2, seed=3))
    assert bayes["model"].answer == "Hierarchical Bayes, weights normal among people and correlated; columns: x0, x1."
    assert bayes["errors"].answer.startswith("Ranges are those of the posterior distribution")
    assert "x1 standard deviation" in bayes["heterogeneity"].answer
    assert "2 chains of 100 draws" in bayes["software"].answer
    assert bayes["fit"].answer.endswith("Every estimate with its 95% range.")


def test_an_unknown_item_is_refused():
    with pytest.raises(ValueError, match="there is no item “aims”"):
        checklist(DATA, conditional_logit(DATA), known={"aims": "…"})
