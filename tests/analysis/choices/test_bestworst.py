"""Best-worst scaling against support.BWS and survival::clogit."""

import pytest
from tests.analysis.choices import reference
from tests.analysis.data import needs_data

from throughline.analysis.choices._checks import BadChoices
from throughline.analysis.choices.bestworst import best_worst, best_worst_logit, counts, from_rows


@needs_data
def test_counts_of_fruit():
    """BWS-1, counts_BW in the order of the package."""
    by_item = {c.item: c for c in counts(reference.fruit())}
    assert [by_item[f].score for f in reference.FRUITS] == reference.case("BWS-1")["counts_BW"]
    apple = by_item["Apple"]
    assert (apple.shown, apple.best, apple.worst) == (400, 213, 15)
    assert apple.standard == 198 / 400
    assert apple.root == pytest.approx((213 / 15) ** 0.5)


@needs_data
@pytest.mark.parametrize("model", ["maxdiff", "marginal", "sequential"])
def test_three_models_of_fruit(model):
    """BWS-1: log-likelihoods of the three models, and the maxdiff coefficients against the pear."""
    published = reference.case("BWS-1")
    found = best_worst_logit(reference.fruit(), reference="Pear", model=model)
    assert found.fit.log_likelihood == pytest.approx(published["ll"][model], abs=5e-5)
    if model == "maxdiff":
        by_item = dict(zip(found.names, found.estimates, strict=True))
        ours = [by_item[f] for f in reference.FRUITS if f != "Pear"]
        assert ours == pytest.approx(published["maxdiff"], abs=5e-7)
        assert all(c >= 0.5 * n for c, n in zip(found.clustered, found.classical, strict=True))


GIVEN = {"person": [1, 1], "shown": [["a", "b", "c"], ["b", "c", "d"]], "best": ["a", "b"], "worst": ["c", "d"]}


def test_sets_of_different_items_count_what_was_shown():
    found = counts(best_worst(**GIVEN))
    assert [(c.item, c.shown, c.score) for c in found] == [("a", 1, 1), ("b", 2, 1), ("c", 2, -1), ("d", 1, -1)]
    assert found[0].root is None
    assert sum(c.score for c in found) == 0
    assert found[0].to_dict()["best"] == 1


LONG = {
    "person": [2, 2, 2, 1, 1, 1], "task": ["q"] * 6, "item": ["b", "c", "a", "a", "b", "d"],
    "best": [0, 0, 1, 0, 1, 0], "worst": [0, 1, 0, 0, 0, 1],
}  # fmt: skip


def test_rows_become_questions_whatever_their_order():
    found = from_rows(**LONG)
    assert found.person == (1, 2)
    assert found.shown == (("a", "b", "d"), ("a", "b", "c"))
    assert (found.best, found.worst) == ((1, 0), (2, 2))
    assert from_rows(**{name: values[::-1] for name, values in LONG.items()}) == found


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"best": [0, 0, 0, 0, 1, 0]}, "row 1, column “best”: no item is best in the question of this row"),
        ({"worst": [0, 1, 0, 1, 0, 1]}, "row 4, column “worst”: more than one item is worst"),
        ({"worst": [0, 0, 1, 0, 0, 1]}, "row 1, column “worst”: 'a' cannot be best and worst"),
        ({"item": ["b", "c", "a", "a", "b", "a"]}, "row 4: a question needs three or more different items"),
        ({"best": [0, 2, 1, 0, 1, 0]}, "row 2, column “best”: must be 0 or 1"),
        ({"item": ["a"]}, "column “item”: 1 values are given, and 6 people"),
        ({name: [] for name in LONG}, "there are no answers"),
    ],
)
def test_rows_that_are_no_questions_are_named(changes, words):
    with pytest.raises(BadChoices, match=words):
        from_rows(**{**LONG, **changes})


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"best": ["x", "b"]}, "row 1, column “best”: 'x' was not shown"),
        ({"worst": ["c", "a"]}, "row 2, column “worst”: 'a' was not shown"),
        ({"worst": ["c", "b"]}, "row 2, column “worst”: 'b' cannot be best and worst"),
        ({"shown": [["a", "c"], ["b", "c", "d"]]}, "row 1, column “shown”: a question needs three"),
        ({"shown": [["a", "c", "a"], ["b", "c", "d"]]}, "row 1, column “shown”: a question needs three"),
        ({"best": ["a"]}, "column “best”: 1 values are given, and 2 people"),
        ({"person": [], "shown": [], "best": [], "worst": []}, "there are no answers"),
    ],
)
def test_impossible_answers_are_refused(changes, words):
    with pytest.raises(BadChoices, match=words):
        best_worst(**{**GIVEN, **changes})


def test_unknown_models_and_items_are_refused():
    with pytest.raises(ValueError, match="must be one of maxdiff, marginal, sequential"):
        best_worst_logit(best_worst(**GIVEN), reference="a", model="probit")
    with pytest.raises(ValueError, match="'z' was never shown"):
        best_worst_logit(best_worst(**GIVEN), reference="z")


def test_an_item_always_best_has_no_estimate():
    answers = best_worst(person=list(range(12)), shown=[["a", "b", "c"]] * 12, best=["a"] * 12, worst=["b", "c"] * 6)
    with pytest.raises(ValueError, match="separated by a"):
        best_worst_logit(answers, reference="c")
