import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from throughline.language import embedding, search
from throughline.language.words import root

TEXTS = [
    "I waited four hours in A&E and nobody told me why.",
    "The nurse was kind and gentle.",
    "the nurse  was KIND and gentle.",
    "Waiting for the ambulance took all night; the wait was awful.",
    "Meals were cold.",
    "🙂 The nurses’ kindness kept me going",
    "",
]


class Letters:
    """A stand-in engine: a text is the count of its letters."""

    name, version, dimensions, description = "letters", "1", 26, "Counts letters."

    def embed(self, texts, progress=None):
        rows = [[text.lower().count(chr(97 + k)) for k in range(26)] for text in texts]
        return embedding.normalise(np.array(rows, dtype=np.float32).reshape(-1, 26))


@pytest.fixture
def index():
    return search.Index(TEXTS, Letters())


def highlighted(hit):
    return [TEXTS[hit.index][start:stop] for start, stop in hit.spans]


def test_words_are_found_in_any_form_with_their_places(index):
    hits = index.words("wait")
    assert [hit.index for hit in hits] == [3, 0]
    assert highlighted(hits[0]) == ["Waiting", "wait"]
    assert highlighted(hits[1]) == ["waited"]


def test_places_are_counted_in_code_points_so_emoji_do_not_shift_them(index):
    assert [highlighted(hit) for hit in index.words("nurses kindness")] == [["nurses", "kindness"]]


def test_every_word_must_be_there_and_common_words_are_passed_over(index):
    assert [hit.index for hit in index.words("was the nurse kind?")] == [1]
    assert index.words("nurse ambulance") == ()
    assert [hit.index for hit in index.words("nobody")] == [0]


def test_a_quoted_phrase_must_stand_as_it_is(index):
    assert [highlighted(hit) for hit in index.words('"the nurse was kind"')] == [["The nurse was kind"]]
    assert index.words("“kind nurse”") == ()
    assert [hit.index for hit in index.words('"kind" nurse')] == [1]


def test_the_same_wording_is_one_hit_that_names_the_others(index):
    (hit,) = index.words("gentle")
    assert (hit.index, hit.also) == (1, (2,))


def test_meaning_ranks_by_cosine_and_leaves_out_what_is_about_something_else(index):
    hits = index.semantic("the nurse was kind and gentle", top=2)
    assert hits[0].index == 1
    assert hits[0].score == pytest.approx(1, abs=1e-6)
    assert len(hits) == 2
    assert hits[0].score >= hits[1].score
    assert index.semantic("zzzz") == ()


def test_both_lists_stay_apart(index):
    found = index.search("kind nurse", top=1)
    assert [hit.index for hit in found.words] == [1]
    assert found.total == 1
    assert len(found.meaning) == 1
    assert json.loads(json.dumps(found.to_dict()))["description"] == "Counts letters."


def test_given_vectors_are_used_and_must_fit():
    engine = Letters()
    vectors = engine.embed(TEXTS)
    assert search.Index(TEXTS, engine, vectors).semantic("meals were cold")[0].index == 4
    with pytest.raises(ValueError, match="7 texts, 6 vectors"):
        search.Index(TEXTS, engine, vectors[:6])


def test_without_a_model_words_are_compared_and_it_says_so():
    index = search.Index(TEXTS, embedding.TfidfSvd())
    found = index.search("waiting for an ambulance")
    assert found.meaning[0].index == 3
    assert "no language model" in found.description
    assert search.Index(["🙂", ""], embedding.TfidfSvd()).semantic("wait") == ()
    assert search.Index([], embedding.TfidfSvd()).search("wait").meaning == ()


@pytest.mark.parametrize("question", ["", "  ", "?!", '""'])
def test_a_question_without_a_word_is_refused(index, question):
    for ask in (index.words, index.semantic, index.search):
        with pytest.raises(ValueError, match="at least one word"):
            ask(question)


@pytest.mark.parametrize(
    "forms",
    [
        ("wait", "waits", "waited", "waiting"),
        ("arrive", "arrives", "arrived", "arriving"),
        ("call", "calls", "called", "calling"),
        ("stop", "stopped", "stopping"),
        ("quick", "quickly"),
        ("nurse", "nurses", "nurse's", "nursing"),
    ],
)
def test_the_forms_of_a_word_meet(forms):
    assert len({root(form) for form in forms}) == 1


@pytest.mark.parametrize(("one", "other"), [("car", "care"), ("need", "new"), ("bed", "bee"), ("kindness", "kind")])
def test_other_words_do_not(one, other):
    assert root(one) != root(other)


@given(st.lists(st.text(max_size=40), max_size=15), st.text(max_size=20))
@settings(max_examples=100, deadline=None)
def test_every_highlight_lies_in_its_text_and_holds_a_word_of_the_question(texts, question):
    index = search.Index(texts, Letters())
    try:
        hits = index.words(question)
    except ValueError:
        assert not search.WORD.search(search.PHRASE.sub(" ", question))
        return
    roots = {root(word) for word in search.WORD.findall(question)}
    for hit in hits:
        for start, stop in hit.spans:
            assert {root(word) for word in search.WORD.findall(texts[hit.index][start:stop])} <= roots


@pytest.mark.prove
def test_real_comments_answer_plain_questions(model_folder, comment_rows):
    """Precision at 20 over 20 plain questions against people's codes: .45 asked (.47 published, words alone .32)."""
    from benchmarks.language.comments import QUESTIONS

    texts = [row["FFT answer"] for row in comment_rows]
    index = search.Index(texts, embedding.load(model_folder))
    shares = []
    for question, codes in QUESTIONS.items():
        hits = index.semantic(question, top=20)
        right = [any(comment_rows[hit.index][code].strip() for code in codes) for hit in hits]
        shares.append(sum(right) / 20)
    assert np.mean(shares) >= 0.45
