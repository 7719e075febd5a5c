"""The conditional logit against published estimates, on known truths, and where there is no estimate."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analysis.choices import reference
from tests.analysis.choices.simulated import choices
from tests.analysis.data import needs_data

from throughline.analysis.choices.columns import constants
from throughline.analysis.choices.data import choice_data
from throughline.analysis.choices.logit import conditional_logit

PUBLISHED_NAMES = {
    "asc_train": "constant: train", "asc_air": "constant: air", "inc_train": "income: train", "inc_air": "income: air",
    "time_car": "time: car", "time_train": "time: train", "time_air": "time: air", "asc_boat": "constant: boat",
    "asc_charter": "constant: charter", "asc_pier": "constant: pier", "inc_boat": "income: boat",
    "inc_charter": "income: charter", "inc_pier": "income: pier",
}  # fmt: skip


@needs_data
@pytest.mark.parametrize(
    ("case", "data", "tolerance"), [("MNL-1", reference.mode_canada, 1e-6), ("MNL-2", reference.fishing, 1e-5)]
)
def test_published_travel_and_fishing_are_reproduced(case, data, tolerance):
    """MNL-1 (R package mlogit, vignette c3.rum) and MNL-2 (Cameron & Trivedi; printed to 8 digits after the point)."""
    published = reference.case(case)
    found = conditional_logit(data(), errors="classical")
    assert found.fit.log_likelihood == pytest.approx(published["ll"], abs=1e-5)
    by_name = {c.name: c for c in found.coefficients}
    for name, expected in published["coef"].items():
        one = by_name[PUBLISHED_NAMES.get(name, name)]
        assert one.estimate == pytest.approx(expected["b"], rel=tolerance, abs=5e-9)
        assert one.error == pytest.approx(expected["se"], rel=tolerance, abs=5e-9)


@needs_data
def test_best_choices_and_whole_rankings_of_medicines():
    """MNL-3 (R, survival::clogit): 10,000 first choices, and the same exploded to 30,000."""
    first = conditional_logit(reference.drugs())
    assert first.fit.log_likelihood == pytest.approx(reference.case("MNL-3")["ll"], abs=0.01)
    ranked = conditional_logit(reference.drugs(ranked=True))
    assert ranked.fit.log_likelihood == pytest.approx(-27409.06, abs=0.01)
    assert ranked.fit.choices == 30_000
    assert len(ranked.names) == 13


@needs_data
def test_costs_of_heating():
    """methods/preferences.md, 2b, Heating (documentation of xlogit): -1095.237125; ic -.00623187, oc -.00458008."""
    found = conditional_logit(reference.heating())
    assert found.fit.log_likelihood == pytest.approx(-1095.237125, abs=1e-6)
    assert found.estimates == pytest.approx([-0.00623187, -0.00458008], abs=5e-9)
    assert found.fit.choices == 900


@needs_data
def test_errors_clustered_by_person():
    """methods/preferences.md, 2b, Electricity: -4958.649119; pf -.6252278, clustered .03344."""
    found = conditional_logit(reference.electricity())
    assert found.fit.log_likelihood == pytest.approx(-4958.649119, abs=1e-5)
    assert found.estimates[0] == pytest.approx(-0.6252278, abs=5e-8)
    assert found.clustered[0] == pytest.approx(0.03344, abs=5e-6)
    assert found.coefficients[0].error == found.clustered[0]
    assert found.clustered[0] > found.classical[0]


def test_one_choice_a_person_makes_clustered_equal_robust():
    found = conditional_logit(choices([1.0, -0.5], people=300, tasks=1))
    assert found.clustered == pytest.approx(found.robust, rel=1e-12)


def test_a_weight_of_two_counts_as_two_people():
    data = choices([1.0, -0.5], people=20, tasks=2, seed=4)
    rows = {"task": [], "person": [], "alternative": [], "chosen": [], "w": [], "a": [], "b": []}
    for copy in range(3):
        for row, task in enumerate(data.task_of_row):
            if copy == 0 or data.person[task] < 10:
                kept = (
                    data.tasks[task],
                    (copy, int(data.person[task])),
                    data.alternative[row],
                    row == data.chosen[task],
                )
                for key, value in zip(rows, (*kept, 3 if data.person[task] < 10 else 1, *data.X[row]), strict=True):
                    rows[key].append(value)
    people = [str(p) for p in rows["person"]]
    keys = {k: rows[k] for k in ("task", "alternative", "chosen")}
    thrice = conditional_logit(choice_data(person=people, **keys, attributes={"a": rows["a"], "b": rows["b"]}))
    first = [i for i, p in enumerate(rows["person"]) if p[0] == 0]
    weighted = conditional_logit(
        choice_data(
            person=[people[i] for i in first],
            **{k: [v[i] for i in first] for k, v in keys.items()},
            attributes={n: [rows[n][i] for i in first] for n in "ab"},
            weights=[rows["w"][i] for i in first],
        )
    )
    assert weighted.estimates == pytest.approx(thrice.estimates, rel=1e-9)
    assert weighted.fit.log_likelihood == pytest.approx(thrice.fit.log_likelihood, rel=1e-12)
    assert weighted.classical == pytest.approx(thrice.classical, rel=1e-9)


def test_an_unavailable_alternative_does_not_count():
    data = constants(choices([1.0, -0.5], people=50, tasks=4), 0)
    away = data.alternative == 2
    away[data.chosen] = False
    rows = {
        "person": data.person[data.task_of_row], "task": np.array(data.tasks)[data.task_of_row],
        "alternative": data.alternative, "chosen": np.isin(np.arange(len(away)), data.chosen),
    }  # fmt: skip
    columns = {n: data.column(n) for n in data.names}
    marked = choice_data(**rows, attributes=columns, available=~away)
    dropped = choice_data(
        **{k: v[~away] for k, v in rows.items()}, attributes={k: v[~away] for k, v in columns.items()},
        varying_sets=True,
    )  # fmt: skip
    assert (marked.X == dropped.X).all()
    assert marked.source[-1] > dropped.source[-1]


def test_a_closed_form():
    """Two alternatives, one constant: the estimate is the logit of the share, its variance 1 / (n p q)."""
    data = choice_data(
        person=np.repeat(range(100), 2), task=[1] * 200, alternative=[0, 1] * 100,
        chosen=[1, 0] * 30 + [0, 1] * 70, attributes={"second": [0, 1] * 100},
    )  # fmt: skip
    found = conditional_logit(data, errors="classical")
    assert found.estimates[0] == pytest.approx(np.log(7 / 3), abs=1e-12)
    assert found.classical[0] == pytest.approx(1 / np.sqrt(100 * 0.3 * 0.7), rel=1e-7)
    assert found.fit.null == pytest.approx(-100 * np.log(2))
    assert found.fit.aic == pytest.approx(2 - 2 * found.fit.log_likelihood)
    assert found.fit.bic == pytest.approx(np.log(100) - 2 * found.fit.log_likelihood)
    assert found.fit.adjusted_rho2 == pytest.approx(1 - (found.fit.log_likelihood - 1) / found.fit.null)


@settings(max_examples=20, deadline=None)
@given(st.floats(0.001, 1000), st.integers(0, 5000))
def test_other_units_change_the_weight_and_nothing_else(unit, seed):
    data = choices([0.8, -0.4], people=30, tasks=4, seed=seed)
    plain = conditional_logit(data)
    scaled = conditional_logit(data.with_columns({"x0": data.column("x0") * unit}).only(data.names))
    assert scaled.estimates[0] * unit == pytest.approx(plain.estimates[0], rel=1e-6, abs=1e-9)
    assert scaled.fit.log_likelihood == pytest.approx(plain.fit.log_likelihood, abs=1e-8)
    assert scaled.coefficients[0].p == pytest.approx(plain.coefficients[0].p, rel=1e-4, abs=1e-9)


def test_what_cannot_be_told_apart_is_named():
    data = choices([0.8, -0.4], people=30)
    with pytest.raises(ValueError, match="cannot be told apart: x0, x1, sum"):
        conditional_logit(data.with_columns({"sum": data.column("x0") + 2 * data.column("x1")}))
    with pytest.raises(ValueError, match="“age” is the same for all alternatives"):
        conditional_logit(data.with_columns({"age": np.repeat(data.person, np.diff(data.starts))}))


@pytest.mark.parametrize("quasi", [False, True])
def test_separated_choices_have_no_estimate(quasi):
    data = choices([0.5, -0.4], people=40, tasks=3)
    sign = np.zeros(len(data.X))
    sign[data.chosen[: 60 if quasi else None]] = 1
    with pytest.raises(ValueError, match=r"the choices are separated by .*sign"):
        conditional_logit(data.with_columns({"sign": sign}))


def test_strong_tastes_are_not_taken_for_separation():
    found = conditional_logit(choices([6.0, -8.0], people=300, tasks=5, seed=2))
    assert found.estimates == pytest.approx([6, -8], abs=1.2)


def test_one_respondent_gets_classical_errors_and_a_warning():
    found = conditional_logit(choices([0.6, -0.4], people=1, tasks=40))
    assert found.errors == "classical"
    assert "of one person" in found.warnings[0]
    assert conditional_logit(choices([0.6, -0.4], people=5, tasks=20)).warnings[0].startswith("Only 5 people")


def test_unknown_errors_are_refused():
    with pytest.raises(ValueError, match="must be one of clustered, robust, classical"):
        conditional_logit(choices([1.0, 1.0]), errors="hac")


def test_the_result_tells_its_numbers():
    found = conditional_logit(choices([1.0, -0.5]))
    told = found.to_dict()
    assert [c["name"] for c in told["coefficients"]] == ["x0", "x1"]
    assert told["errors"] == "clustered"
    assert told["standard_errors"]["clustered"] == list(found.clustered)
    assert told["fit"]["choices"] == 1600
    assert "1,600 choices of 200 people" in told["shown"]


def covered(replications, seed=0):
    truth = np.array([0.7, -0.4])
    hits = np.zeros(2)
    for r in range(replications):
        own = truth + np.random.default_rng(seed + r).normal(0, 0.5, (150, 2))
        found = conditional_logit(choices(own, people=150, tasks=6, seed=seed + r))
        # Tastes that differ shrink a common weight: the truth of the plain model is its own mean over replications.
        hits += [c.low <= t <= c.high for c, t in zip(found.coefficients, MARGINAL, strict=True)]
    return hits / replications


# The weights of the best common model for the tastes above, from 400,000 simulated people.
MARGINAL = (0.5683, -0.3264)


@pytest.mark.prove
def test_clustered_ranges_cover_at_their_rate():
    assert covered(200) == pytest.approx([0.95, 0.95], abs=0.04)


def test_ranges_of_a_plain_truth_cover():
    hits = sum(
        c.low <= t <= c.high
        for seed in range(30)
        for c, t in zip(
            conditional_logit(choices([0.7, -0.4], people=60, seed=seed)).coefficients, (0.7, -0.4), strict=True
        )
    )
    assert 52 <= hits <= 60


def test_errors_of_as_few_people_as_weights_are_classical():
    """Sums by person over two people make a covariance of rank one, in which some mix of weights would be certain."""
    found = conditional_logit(choices([0.8, -0.5], people=2, tasks=30))
    assert found.errors == "classical"
    assert [c.error for c in found.coefficients] == pytest.approx(found.classical)
    assert "too few people to compare" in found.warnings[-1]
    assert conditional_logit(choices([0.8, -0.5], people=3, tasks=30)).errors == "clustered"
