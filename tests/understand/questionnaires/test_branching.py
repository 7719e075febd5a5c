"""Branching on generated questionnaires: what must hold whatever the questions and the answers are."""

from hypothesis import given
from hypothesis import strategies as st

from throughline.understand.questionnaires.questions import dump, parse, problems, shown

VALUES = ["a", "b", "c"]


@st.composite
def questionnaires(draw):
    """A sound questionnaire: each condition is on an earlier question with fixed answers."""
    rows = []
    for number in range(draw(st.integers(1, 8))):
        kind = draw(st.sampled_from(["single", "multiple", "long"]))
        row = {"slug": f"s{number}", "type": kind, "text": f"Question {number}"}
        if kind != "long":
            row["options"] = [{"slug": value, "label": value.upper()} for value in VALUES]
        earlier = [one["slug"] for one in rows if one["type"] != "long"]
        if earlier and draw(st.booleans()):
            on = draw(st.sampled_from(earlier))
            row["show_if"] = {"question": on, "is": draw(st.lists(st.sampled_from(VALUES), min_size=1, unique=True))}
        rows.append(row)
    return parse(rows)


@st.composite
def answered(draw):
    questions = draw(questionnaires())
    answers = {}
    for question in questions:
        one = st.sampled_from(VALUES) if question.options else st.text(max_size=3)
        value = st.lists(one, unique=True) if question.type == "multiple" else one
        if draw(st.booleans()):
            answers[question.slug] = draw(value)
    return questions, answers


@given(answered())
def test_no_question_is_shown_whose_condition_is_false(case):
    questions, answers = case
    visible = shown(questions, answers)
    counted = {one.slug: answers[one.slug] for one in visible if one.slug in answers}
    for question in visible:
        if question.show_if:
            answer = counted.get(question.show_if.question)
            chosen = set(answer if isinstance(answer, list) else [answer])
            assert chosen & set(question.show_if.values)
    for question in questions:
        if question not in visible:
            assert question.show_if is not None
            assert not question.show_if.holds(counted)


@given(questionnaires(), st.data())
def test_every_path_ends(questions, data):
    """Answering whatever comes next, with any answer, uses up the questions: none comes twice and none is skipped."""
    answers, order = {}, []
    for _step in range(len(questions) + 1):
        following = next((one for one in shown(questions, answers) if one.slug not in answers), None)
        if following is None:
            break
        order.append(following)
        value = st.sampled_from(VALUES) if following.options else st.text(max_size=3)
        answers[following.slug] = data.draw(st.lists(value) if following.type == "multiple" else value)
    else:
        raise AssertionError("the questions never end")
    assert order == shown(questions, answers)
    assert order == [question for question in questions if question in order]


@given(questionnaires())
def test_sound_questions_have_no_problems_and_survive_being_kept(questions):
    assert problems(questions) == []
    assert parse([dump(question) for question in questions]) == questions


@given(questionnaires(), st.randoms(use_true_random=False))
def test_questions_in_an_order_that_cannot_work_are_refused(questions, random):
    mixed = list(questions)
    random.shuffle(mixed)
    places = {question.slug: place for place, question in enumerate(mixed)}
    sound = all(not one.show_if or places[one.show_if.question] < places[one.slug] for one in mixed)
    assert (problems(mixed) == []) == sound
