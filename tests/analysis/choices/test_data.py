"""Choice data: what is refused, and with which row."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analysis.choices.simulated import choices

from throughline.analysis.choices._checks import BadChoices
from throughline.analysis.choices.columns import by_alternative, by_group, constants
from throughline.analysis.choices.data import choice_data, ranked_data
from throughline.analysis.choices.logit import conditional_logit

ROWS = {
    "person": ["a", "a", "a", "a", "b", "b"],
    "task": [1, 1, 2, 2, 1, 1],
    "alternative": ["bus", "car", "bus", "car", "bus", "car"],
    "chosen": [1, 0, 0, 1, 1, 0],
    "attributes": {"time": [3.0, 1.0, 2.0, 2.5, 1.0, 4.0]},
}


def given_rows(**changes):
    return choice_data(**{**ROWS, **changes})


def test_rows_are_put_in_order_and_keep_their_number():
    order = [5, 0, 3, 1, 4, 2]
    pick = {k: [v[i] for i in order] for k, v in ROWS.items() if k != "attributes"}
    mixed = choice_data(**pick, attributes={"time": [ROWS["attributes"]["time"][i] for i in order]})
    plain = given_rows()
    assert (mixed.X == plain.X).all()
    assert (mixed.chosen == plain.chosen).all()
    assert mixed.source.tolist() == [2, 4, 6, 3, 5, 1]
    assert plain.people == ("a", "b")
    assert plain.tasks == (1, 2, 1)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"chosen": [1, 0, 0, 0, 1, 0]}, "row 3: no alternative is chosen"),
        ({"chosen": [1, 0, 1, 1, 1, 0]}, "row 3: more than one alternative is chosen"),
        ({"chosen": [1, 0, 2, 1, 1, 0]}, "row 3, column “chosen”: must be 0 or 1, not 2"),
        ({"chosen": [1, 0, "x", 1, 1, 0]}, "row 3, column “chosen”: 'x' is not a number"),
        ({"attributes": {"time": [3, 1, float("nan"), 2, 1, 4]}}, "row 3, column “time”: the value is missing"),
        ({"attributes": {"time": [3, 1, None, 2, 1, 4]}}, "row 3, column “time”: "),
        ({"attributes": {"time": [3, 1]}}, "column “time”: 2 values are given, and 6 people"),
        ({"attributes": {}}, "there are no attributes"),
        ({"alternative": ["bus", "bus", "bus", "car", "bus", "car"]}, "row 2: the same alternative .* in row 1"),
        ({"alternative": ["bus", "car", "bus", "car", "bus", "walk"]}, "row 1: alternatives are missing"),
        ({"available": [1, 1, 1, 0, 1, 1]}, "row 4: the chosen alternative was not available"),
        ({"available": [1, 0, 1, 1, 1, 1]}, "row 1: the task of this row has one alternative only"),
        ({"weights": [1, 2, 1, 1, 1, 1]}, "row 2, column “weights”: the weight differs within a task"),
        ({"weights": [1, 1, 0, 0, 1, 1]}, "row 3, column “weights”: a weight must be above 0"),
        ({"weights": [1]}, "column “weights”: 1 values"),
        ({"available": [1]}, "column “available”: 1 values"),
        ({"about": {"age": [1, 1, 2, 1, 1, 1]}}, "row 3, column “age”: differs within a person"),
        ({"about": {"age": [1, 1, None, 1, 1, 1]}}, "row 3, column “age”: the value is missing"),
        ({"person": ["a", "a", None, "a", "b", "b"]}, "row 3, column “person”: the value is missing"),
        ({"categories": {"time": [1.0]}}, "at least two levels"),
        ({"categories": {"time": [1.0, 2.0, 2.5, 3.0]}}, "row 6, column “time”: 4.0 is not one of the levels"),
        ({"categories": {"cost": [1.0, 2.0]}}, "there is no such attribute"),
    ],
)
def test_what_is_wrong_is_named_with_its_row(changes, words):
    with pytest.raises(BadChoices, match=words):
        given_rows(**changes)


def test_there_must_be_choices():
    with pytest.raises(BadChoices, match="there are no choices"):
        choice_data(person=[], task=[], alternative=[], chosen=[], attributes={"x": []})
    with pytest.raises(BadChoices, match="no alternative is available"):
        given_rows(chosen=[0] * 6, available=[0] * 6)


def test_sets_may_vary_where_that_is_said_or_availability_given():
    rows = {k: v[:5] for k, v in ROWS.items() if k != "attributes"}
    with pytest.raises(BadChoices, match="one alternative only"):
        choice_data(**rows, attributes={"time": [3, 1, 2, 2.5, 1]}, varying_sets=True)
    three = given_rows(
        person=["a"] * 5 + ["b"],
        task=[1, 1, 1, 2, 2, 2],
        alternative=[1, 2, 3, 1, 2, 3],
        available=[1, 1, 1, 1, 1, 0],
        chosen=[1, 0, 0, 0, 1, 0],
        varying_sets=True,
    )
    assert np.diff(three.starts).tolist() == [3, 2]
    assert three.people == ("a",)


def test_categories_become_columns_against_the_first_level():
    data = given_rows(attributes={"who": list("xyxyzx")}, categories={"who": ["y", "x", "z"]})
    assert data.names == ("who: x", "who: z")
    assert data.X.tolist() == [[1, 0], [0, 0], [1, 0], [0, 0], [0, 1], [1, 0]]


def test_rankings_become_one_choice_a_rank():
    data = ranked_data(
        person=["a"] * 4 + ["b"] * 4,
        task=[1] * 8,
        alternative=list("pqrs") * 2,
        rank=[2, 1, 4, 3, 1, None, None, 2],
        attributes={"x": [10, 11, 12, 13, 20, 21, 22, 23]},
    )
    chosen = data.column("x")[data.chosen].tolist()
    assert chosen == [11, 10, 13, 20, 23]
    assert np.diff(data.starts).tolist() == [4, 3, 2, 4, 3]


@pytest.mark.parametrize(
    ("rank", "words"),
    [
        ([1, 1, 2], "row 2, column “rank”: rank 1 comes twice"),
        ([1, 3, 4], "row 2, column “rank”: rank 3 comes twice or after a gap"),
        ([1, 0, 2], "row 2, column “rank”: a rank must be a whole number"),
        ([1, 1.5, 2], "row 2, column “rank”: a rank must be a whole number"),
        ([None, None, None], "there are no choices"),
        ([1], "column “rank”: 1 values"),
    ],
)
def test_impossible_rankings_are_refused(rank, words):
    with pytest.raises(BadChoices, match=words):
        ranked_data(person=[1] * 3, task=[1] * 3, alternative=[1, 2, 3], rank=rank, attributes={"x": [1, 2, 3]})


def test_a_wrong_attribute_of_a_ranking_is_named_by_its_own_row():
    with pytest.raises(BadChoices, match="row 3, column “x”"):
        ranked_data(person=[1] * 3, task=[1] * 3, alternative=[1, 2, 3], rank=[3, 2, 1], attributes={"x": [1, 2, "?"]})


def test_tasks_can_be_left_out():
    data = choices([1.0, -0.5], people=4, tasks=3, about={"age": [30, 40, 50, 60]})
    kept = data.keep(data.person != 1)
    assert kept.people == (0, 2, 3)
    assert kept.about["age"].tolist() == [30, 50, 60]
    assert (kept.X[kept.chosen] == data.X[data.chosen][data.person != 1]).all()
    with pytest.raises(ValueError, match="no task would be left"):
        data.keep(data.person > 9)


def test_columns_by_alternative_and_by_group():
    data = given_rows(about={"sex": list("ffffmm")})
    wide = by_alternative(constants(data, "car"), "time")
    assert wide.names == ("constant: bus", "time: bus", "time: car")
    assert wide.column("time: car").tolist() == [0, 1, 0, 2.5, 0, 4]
    assert by_alternative(data, "time", reference="bus").names == ("time: car",)
    by_sex = by_group(data, "sex", ["time"], reference="f")
    assert by_sex.column("time × m").tolist() == [0, 0, 0, 0, 1, 4]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda d: constants(d, "train"), "no alternative 'train'"),
        (lambda d: d.column("cost"), "no column “cost”"),
        (lambda d: by_group(d, "age", ["time"]), "nothing is known about “age”"),
        (lambda d: by_group(d, "sex", ["time"]), "all people are in one group"),
        (lambda d: by_group(d, "home", ["time"], reference="z"), "no group 'z'"),
    ],
)
def test_unknown_names_are_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call(given_rows(about={"sex": ["f"] * 6, "home": list("xxxxyy")}))


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_no_estimate_depends_on_the_order_of_rows(seed):
    rng = np.random.default_rng(seed)
    data = choices([0.8, -0.4], people=10, tasks=4, seed=seed)
    order = rng.permutation(len(data.X))
    shuffled = choice_data(
        person=data.person[data.task_of_row][order],
        task=np.array(data.tasks)[data.task_of_row][order],
        alternative=data.alternative[order],
        chosen=np.isin(np.arange(len(data.X)), data.chosen)[order],
        attributes={n: data.column(n)[order] for n in data.names},
    )
    assert (conditional_logit(shuffled).estimates == conditional_logit(data).estimates).all()


def test_rankings_that_are_none_are_refused_in_words():
    with pytest.raises(BadChoices, match="there are no rankings"):
        ranked_data(person=[], task=[], alternative=[], rank=[], attributes={"x": []})
    with pytest.raises(BadChoices, match="row 1, column “rank”: 'first' is not a number"):
        ranked_data(person=[1, 1], task=[1, 1], alternative=["a", "b"], rank=["first", 2], attributes={"x": [1, 2]})
