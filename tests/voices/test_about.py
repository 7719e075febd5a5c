"""Questions about the person are optional, and each says what it is for (A4, B1)."""

import pytest

from throughline.voices.about import PREFER_NOT, QUESTIONS, question


def test_questions_are_the_eight_we_promise():
    assert [one.slug for one in QUESTIONS] == [
        "age",
        "gender",
        "ethnic-group",
        "disability",
        "sexual-orientation",
        "money",
        "language",
        "carer",
    ]


@pytest.mark.parametrize("one", QUESTIONS, ids=lambda one: one.slug)
def test_question_says_why_and_may_be_refused(one):
    slugs = [option.slug for option in one.options]
    assert slugs[-1] == PREFER_NOT
    assert len(slugs) == len(set(slugs)) >= 3
    assert all(str(option.label) for option in one.options)
    assert str(one.question).endswith("?")
    assert str(one.purpose).startswith("We ask because ")
    assert str(one.purpose).count(".") == 1


def test_question_unknown_is_refused():
    assert question("carer").slug == "carer"
    with pytest.raises(KeyError):
        question("no-such-question")
