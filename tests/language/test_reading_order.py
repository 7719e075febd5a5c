"""The order of reading: its promises. What it reaches on real words is measured by benchmarks.language.signals."""

import json
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from throughline.language import reading_order as module
from throughline.language import reading_order_training as training
from throughline.language.reading_order import Answer, ReadingOrder, asked_for, default
from throughline.language.reading_order_examples import EXAMPLES


def made_up(per_grade=60):
    """Answers of two examples each, so that there are enough of each grade."""
    answers, grades = [], []
    for grade in range(1, 6):
        ours = [text for number, asked, text in EXAMPLES if number == grade and not asked]
        pairs = [f"{first} {second}" for first, second in product(ours, ours) if first != second][:per_grade]
        answers += [Answer(text, "How was it?") for text in pairs]
        grades += [grade] * len(pairs)
    return answers, grades


@pytest.fixture(scope="module")
def trained():
    return training.train(*made_up(), name="made up")


def test_the_examples_are_different_and_of_every_grade():
    assert len(EXAMPLES) == len(set(EXAMPLES)) >= 150
    assert {grade for grade, _, _ in EXAMPLES} == {1, 2, 3, 4, 5}


def test_the_default_reads_what_was_asked():
    answers = [
        Answer("Nothing", "What could we do better?"),
        Answer("Nothing", "What was good about your visit?"),
        Answer("Rude and useless, I was ignored for hours"),
        Answer("Wonderful people"),
    ]
    assert [one.index for one in default().order(answers)][:2] in ([1, 2], [2, 1])
    assert default().calibrated is False


@pytest.mark.parametrize(
    ("question", "kind"),
    [("What was good?", "good"), ("How could we improve?", "better"), ("What could we do better?", "better"), ("", "")],
)
def test_questions_are_told_apart_by_what_they_ask_for(question, kind):
    assert asked_for(question) == kind


def test_every_answer_stands_in_the_order_and_a_rule_always_comes_first():
    calm = [Answer("Dreadful, rude, useless, a disgrace. Nobody cared."), Answer("Lovely"), Answer("")]
    order = default().order([*calm, Answer("Lovely staff, thank you so much. I want to die.")])
    assert sorted(one.index for one in order) == [0, 1, 2, 3]
    assert (order[0].index, order[0].flagged) == (3, True)
    assert [one.phrase for one in order[0].signals] == ["want to die"]
    assert order[1].index == 0
    assert json.loads(json.dumps([one.to_dict() for one in order]))[0]["flagged"] is True


def test_the_reasons_are_words_of_the_text():
    (one,) = default().order([Answer("The crew was rude and left me on the floor", "What could we do better?")])
    assert one.because
    assert all(part in "the crew was rude and left me on the floor" for part in one.because)


def test_a_trained_order_is_calibrated_and_its_words_are_unseen_when_measured(trained):
    model, measured = trained
    assert model.calibrated
    assert measured.n == 300
    assert measured.grave == 60
    assert measured.first_fifth >= 0.9
    assert measured.brier < measured.brier_of_share / 2
    assert sum(one.n for one in measured.bins) == 300
    assert [one.score for one in measured.bins] == sorted(one.score for one in measured.bins)
    assert "Fewer than 100" in measured.warnings[0]


def test_equal_texts_are_never_in_two_parts():
    texts = ["same words", "Same  words ", *(f"text {i}" for i in range(50))]
    parts = training._parts(texts, np.arange(52) < 10, 5, 0)
    assert parts[0] == parts[1]
    assert np.bincount(parts, minlength=5).min() >= 8


def test_labels_by_chance_are_not_learnt():
    answers, grades = made_up()
    shuffled = [grades[i] for i in np.random.default_rng(3).permutation(len(grades))]
    measured = training.train(answers, shuffled, name="chance")[1]
    assert measured.first_fifth <= 0.4
    assert measured.brier >= 0.9 * measured.brier_of_share


def test_a_model_is_kept_as_json_and_gives_the_same_scores(trained):
    model = trained[0]
    again = ReadingOrder.from_dict(json.loads(json.dumps(model.to_dict())))
    answers = made_up()[0][:20]
    assert again == model
    assert np.array_equal(again.scores(answers), model.scores(answers))


@pytest.mark.parametrize("wrong", [{}, {"name": "x"}, "text", {"terms": [1]}])
def test_what_is_no_model_is_refused(wrong):
    with pytest.raises(ValueError, match="train it again"):
        ReadingOrder.from_dict(wrong)


def test_a_model_with_numbers_that_are_not_finite_is_refused():
    with pytest.raises(ValueError, match="not finite"):
        ReadingOrder.from_dict(replace(default(), bias=float("nan")).to_dict())


def test_vectors_are_used_where_the_model_was_trained_with_them():
    answers, grades = made_up()
    vectors = np.random.default_rng(1).normal(size=(len(answers), 4)).astype(np.float32)
    vectors[:, 0] = np.array(grades) == 5
    model = training.fit(answers, grades, vectors, name="with vectors")
    grave, calm = model.scores([Answer("x"), Answer("x")], np.array([[1, 0, 0, 0], [0, 0, 0, 0]], dtype=np.float32))
    assert grave > calm
    with pytest.raises(ValueError, match="trained with vectors"):
        model.scores(answers)
    with pytest.raises(ValueError, match="vectors must be"):
        model.scores(answers, vectors[:3])
    with pytest.raises(ValueError, match="trained without vectors"):
        default().scores(answers, vectors)


def test_too_little_to_learn_from_is_refused():
    with pytest.raises(ValueError, match="at least 200 graded answers"):
        training.train([Answer("a"), Answer("b")], [1, 2], name="x")
    with pytest.raises(ValueError, match="of one length"):
        training.train([Answer("a")], [1, 2], name="x")
    with pytest.raises(ValueError, match="nothing to measure"):
        training.measure([Answer("a")], np.array([True]), np.array([0.5]))


def test_the_order_does_not_depend_on_the_order_of_rows(trained):
    answers, grades = made_up()
    back = training.fit(answers[::-1], grades[::-1], name="made up")
    assert np.allclose(back.scores(answers), training.fit(answers, grades, name="made up").scores(answers), atol=1e-3)


@pytest.mark.parametrize("text", ["", "\x00", "🙂" * 40, "مرحبا", "\ud800", "word " * 50_000])
def test_any_text_has_a_score(text):
    (score,) = default().scores([Answer(text)])
    assert 0 <= score <= 1


def test_terms_weigh_as_tf_idf_does():
    """By hand: counts 2 and 1, idf 1 and 2: (1 + ln 2, 2) made one long."""
    raw = np.array([1 + np.log(2), 2.0])
    shares = module.weighted({"a": 2, "b": 1, "c": 5}, {"a": 1.0, "b": 2.0})
    assert [shares["a"], shares["b"]] == pytest.approx(list(raw / np.linalg.norm(raw)))


def graded(rows):
    kept = [row for row in rows if row["FFT answer"].strip() and row["Comment sentiment"].strip()]
    return [Answer(r["FFT answer"], " ".join(r["FFT question"].split())) for r in kept], [
        int(r["Comment sentiment"]) for r in kept
    ]


def test_the_default_is_better_than_chance_on_real_comments(comment_rows):
    answers, grades = graded(comment_rows[::4])
    grave = np.array(grades) == 5
    assert training.measure(answers, grave, default().scores(answers)).first_fifth >= 0.5


@pytest.mark.prove
def test_the_trained_order_beats_the_default_on_real_comments(comment_rows):
    answers, grades = graded(comment_rows)
    measured = training.train(answers, grades, name="real comments, words and question")[1]
    assert measured.first_fifth >= 0.85
    assert measured.brier < 0.75 * measured.brier_of_share
