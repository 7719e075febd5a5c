"""Words of feeling: found where they stand, never inferred, and not where their author denies them."""

import pytest

from throughline.language.feelings import WORDS, find, sentences


def named(text):
    return [one.word for one in find(text)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I was Frightened, and so RELIEVED when he came.", ["frightened", "relieved"]),
        ("The nurse shouted at me and I cried all night.", []),  # no feeling is named, so none is found
        ("I was not worried. I wasn't at all scared; I was never really afraid.", []),
        ("I wasn’t upset", []),
        ("It was not the wait, I was angry about the silence.", ["angry"]),
        ("No fear at all. I felt safe.", ["safe"]),
        ("We were worn out, and the carpet was worn.", ["worn"]),
        ("I am a patient and my mood was low.", []),
        ("unsafeguarded, happyish", []),
        ("Worried. Worried again.", ["worried", "worried"]),
        ("", []),
    ],
)
def test_words_of_feeling_are_found_where_they_are_named(text, words):
    assert named(text) == words


def test_each_says_where_it_stands():
    text = "😀 I felt ashamed, ’twas awful"
    assert [text[one.start : one.end].lower() for one in find(text)] == ["ashamed", "awful"]


def test_every_word_of_the_list_finds_itself():
    assert all(named(f"I felt {word} out") == [word] for word in WORDS)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("I rang. Nobody came! Why?", ["I rang.", "Nobody came!", "Why?"]),
        ("She said “wait.” So I did", ["She said “wait.”", "So I did"]),
        ("First line\nsecond line\n\n- third", ["First line", "second line", "- third"]),
        ("At 3.30 p.m. I left", ["At 3.30 p.m.", "I left"]),
        ("  \n ", []),
    ],
)
def test_a_text_falls_into_sentences(text, parts):
    assert [text[start:end] for start, end in sentences(text)] == parts
