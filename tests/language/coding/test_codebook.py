import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from throughline.language.coding import codebook
from throughline.language.coding.codebook import Code, Codebook, CodebookError


def test_the_default_is_whole():
    book = codebook.default()
    headings = [code for code in book.codes if code not in book.given]
    assert len(headings) == 9
    assert len(book.given) == 39
    assert all(code.parent in {heading.key for heading in headings} for code in book.given)
    assert all(code.definition for code in book.codes)
    assert all(6 <= len(code.examples) <= 12 for code in book.given)
    assert not any(code.examples for code in headings)


def test_no_example_of_the_default_stands_below_two_codes():
    said = [example.casefold() for code in codebook.default().given for example in code.examples]
    assert len(said) == len(set(said)) == 308


def test_the_examples_of_the_default_are_no_real_comments(comment_rows):
    """Only wordings of one to five words may meet by chance ("Lovely friendly staff")."""
    real = {_plain(row["FFT answer"]) for row in comment_rows}
    same = [example for code in codebook.default().given for example in code.examples if _plain(example) in real]
    assert max((len(example.split()) for example in same), default=0) <= 5


def _plain(text):
    return " ".join(re.findall(r"\w+", text.casefold()))


def test_a_codebook_comes_back_as_it_went():
    book = codebook.default()
    assert codebook.loads(codebook.dumps(book)) == book
    assert book.code("food").name == "Food and drink"
    with pytest.raises(CodebookError, match="no code “soup” in Health and care 1"):
        book.code("soup")


texts = st.text(st.characters(codec="utf-8"), max_size=20)


@given(
    st.lists(st.text("abcde", min_size=1, max_size=3), unique=True, max_size=6),
    st.lists(st.tuples(texts, texts, st.lists(texts, max_size=3)), min_size=6, max_size=6),
)
@settings(max_examples=60, deadline=None)
def test_any_codebook_comes_back_as_it_went(keys, rest):
    parents = [None, *keys]
    codes = tuple(
        Code(key, f"the {key}", definition=a, exclude=b, parent=parents[place // 2], negative=tuple(c))
        for place, (key, (a, b, c)) in enumerate(zip(keys, rest, strict=False))
    )
    book = Codebook("some", "2", codes)
    assert codebook.loads(codebook.dumps(book)) == book


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        ((Code("", "A"),), "code 1 needs a key and a name"),
        ((Code("a", " "),), "code 1 needs a key and a name"),
        ((Code("a", "A"), Code("a", "B")), "the key “a” is used twice"),
        ((Code("a", "A", parent="b"),), "“a” stands below “b”, which is no code"),
        ((Code("a", "A", parent="b"), Code("b", "B", parent="a")), "“a” stands below itself; “b” stands below itself"),
        ((Code("a", "A", parent="a"),), "“a” stands below itself"),
        (tuple(Code(str(n), "A") for n in range(2001)), "2001 codes are more than 2000"),
    ],
)
def test_a_faulty_codebook_is_refused_with_each_fault(codes, said):
    with pytest.raises(CodebookError, match=re.escape(said)):
        Codebook("some", "1", codes)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "a name, a version and a list of codes"),
        ('{"name": "a", "codes": []}', "needs a version"),
        ('{"name": "a", "version": "1", "codes": ["x"]}', "code 1 is not a set of fields"),
        ('{"name": "a", "version": "1", "codes": [{"colour": "red"}]}', "not known: colour"),
        ('{"name": "a", "version": "1", "codes": [{"key": 1}]}', "key must be a text"),
        ('{"name": "a", "version": "1", "codes": [{"positive": "x"}]}', "positive must be a list of texts"),
    ],
)
def test_a_faulty_file_is_refused_in_words(text, said):
    with pytest.raises(CodebookError, match=said):
        codebook.loads(text)


def test_what_is_empty_is_left_out_of_the_file():
    book = Codebook("some", "1", (Code("a", "A"),))
    assert json.loads(codebook.dumps(book)) == {"name": "some", "version": "1", "codes": [{"key": "a", "name": "A"}]}
