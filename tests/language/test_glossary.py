from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from throughline.language.glossary import entries, pieces


def test_a_term_is_explained_where_it_is_first_used():
    text = "The ICB agreed to triage. The ICB met."
    found = entries(text)
    assert [(text[one.start : one.end], one.meaning.split(",")[0]) for one in found] == [
        ("ICB", "integrated care board"),
        ("triage", "deciding who needs help first"),
    ]
    assert [piece.text for piece in pieces(text) if piece.meaning] == ["ICB", "triage"]


def test_what_the_text_explains_is_not_explained_again():
    assert entries("The integrated care board (ICB) met. The ICB agreed.") == []


def test_an_organisers_own_terms_are_shown():
    assert [one.meaning for one in entries("Go to the Hub.", extra={"Hub": "our health centre"})] == [
        "our health centre"
    ]


@given(st.lists(st.sampled_from(["ICB", "triage", " ", "word", "(", ")", "primary care network", "🙂"]), max_size=12))
def test_the_pieces_joined_are_the_text(parts):
    text = "".join(parts)
    assert "".join(piece.text for piece in pieces(text)) == text
    places = [(one.start, one.end) for one in entries(text)]
    assert all(first[1] <= second[0] for first, second in pairwise(places))
