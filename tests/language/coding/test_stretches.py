"""Sentences of any text, and parts found again in another version of it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from throughline.language.coding.stretches import MOST_WORDS, Span, moved, sentences, within


def cut(text: str) -> list[str]:
    return [text[one.start : one.stop] for one in sentences(text)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        ("  \n ", []),
        ("No stop", ["No stop"]),
        ("One. Two!  Three?\nFour", ["One.", "Two!", "Three?", "Four"]),
        (
            "Dr Ahmed came. Mrs. Bell saw 3.5 of them, e.g. me.",
            ["Dr Ahmed came.", "Mrs. Bell saw 3.5 of them, e.g. me."],
        ),
        ("She said “Wait.” I did…", ["She said “Wait.”", "I did…"]),
        ("谢谢。很好！", ["谢谢。", "很好！"]),
        ("هل سمعت؟ نعم.", ["هل سمعت؟", "نعم."]),
        ("😀! 👩‍⚕️ kind.", ["😀!", "👩‍⚕️ kind."]),
        ("a\n\n- b\n- c", ["a", "- b", "- c"]),
    ],
)
def test_sentences(text, parts):
    assert cut(text) == parts


def test_a_run_without_stops_is_cut_so_that_a_part_can_be_coded():
    text = "and then " * 60
    assert [len(one.split()) for one in cut(text)] == [MOST_WORDS] * 3


@given(st.text(alphabet="ab .!\n?”Dr", max_size=80))
@settings(max_examples=60, deadline=None)
def test_every_word_is_in_exactly_one_sentence(text):
    spans = sentences(text)
    assert " ".join(cut(text)).split() == text.split()
    assert all(one.stop <= two.start for one, two in pairwise(spans))
    assert [list(within(spans, one)) for one in spans] == [[place] for place in range(len(spans))]


def test_parts_are_found_again_where_words_were_taken_out_or_put_in():
    before = "I saw Nurse Joy. She was kind. I went home."
    after = "I saw [name]. She was very kind. I went home."
    parts = [Span(0, 16), Span(17, 30), Span(6, 15), Span(31, 43)]
    found = moved(before, after, parts)
    told = [after[one.start : one.stop] if one else None for one in found]
    assert told == ["I saw [name].", "She was very kind.", None, "I went home."]
    assert moved(before, before, parts) == parts
    assert moved(before, "", parts) == [None] * 4
