"""Captions, written and read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughline.language.transcription import webvtt
from throughline.language.transcription.results import Segment, Word


def segment(*words: tuple[float, float, str]) -> Segment:
    said = tuple(Word(start, end, text, 0.9) for start, end, text in words)
    return Segment(said[0].start, said[-1].end, " ".join(w.text for w in said), said, 0.0, -0.1, 1.0, ())


def test_a_sentence_is_written_as_the_standard_says():
    text = webvtt.write([segment((3661.5, 3662, "Thank"), (3662, 3662.25, "you."))], note="machine made")
    assert text == "WEBVTT\n\nNOTE machine made\n\n01:01:01.500 --> 01:01:02.250\nThank you.\n"


def test_long_sentences_are_cut_into_captions_of_two_short_lines():
    words = [(i * 0.4, i * 0.4 + 0.3, f"word{i:02}") for i in range(60)]
    cues = webvtt.write([segment(*words)]).split("\n\n")[1:]
    lines = [block.strip().split("\n")[1:] for block in cues]
    assert all(len(block) <= 2 and all(len(line) <= 44 for line in block) for block in lines)
    assert " ".join(" ".join(block) for block in lines) == " ".join(text for _, _, text in words)
    assert all(cue.end - cue.start <= webvtt.CUE_SECONDS for cue in webvtt.read(webvtt.write([segment(*words)])))


def test_one_long_word_and_a_word_of_no_length():
    cues = webvtt.read(webvtt.write([segment((1, 1, "a" * 60))]))
    assert cues == [webvtt.Cue(1.0, 1.2, "a" * 60)]


# What a person says may look like markup, or like times.
@given(
    st.lists(st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=12), min_size=1, max_size=30)
)
def test_words_come_back_as_they_were(texts):
    words = [(i / 3, i / 3 + 0.2, text) for i, text in enumerate(texts)]
    assert " ".join(cue.text for cue in webvtt.read(webvtt.write([segment(*words)]))) == " ".join(texts)


def test_a_corrected_file_of_another_program_is_read():
    text = (
        "\ufeffWEBVTT - corrected\r\nKind: captions\r\n\r\nSTYLE\r\n::cue { color: red }\r\n\r\n"
        "first\r\n00:01.000 --> 00:02.500 align:start position:0%\r\n"
        "<v Mary>I am <b>well</b> &amp; happy\r\nnow</v>\r\n\r\n"
        "00:00:03.000 --> 00:00:04.000\r\n\r\n"
    )
    assert webvtt.read(text) == [webvtt.Cue(1.0, 2.5, "I am well & happy now"), webvtt.Cue(3.0, 4.0, "")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "line 1: a WebVTT file begins with WEBVTT"),
        ("WEBVTTX\n", "line 1"),
        ("1\n00:00:01,000 --> 00:00:02,000\nSubRip\n", "line 1"),
        ("WEBVTT\n\n00:01 --> 00:02\nx\n", "line 3: times are written as"),
        ("WEBVTT\n\n00:02.000 --> 00:01.000\nx\n", "line 3: a caption must end after it begins"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nx\n00:03.000 --> 00:04.000\ny\n", "line 5: an empty line is missing"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text, message):
    with pytest.raises(ValueError, match=message):
        webvtt.read(text)


HEARD = [Word(i, i + 0.5, text, 0.9) for i, text in enumerate(["nobody", "rang", "black", "and", "i", "waited"])]


def test_corrected_words_keep_their_times_and_new_ones_share_the_time_between():
    text = "Nobody ever rang back, and I waited."
    times = webvtt.times_of(text, HEARD, seconds=7)
    assert times == [0, 0.5, 1, 2, 3, 4, 5, 7]
    assert webvtt.read(webvtt.write_corrected(text, times, seconds=7)) == [webvtt.Cue(0, 7, text)]
    assert webvtt.times_of("", HEARD, seconds=7) == webvtt.times_of("Quite other words now.", HEARD, seconds=7) == []


@pytest.mark.parametrize("times", [[], [0.0, 1.0]])
def test_words_whose_times_do_not_fit_are_one_caption(times):
    text = "It was <b>late</b> & dark -->\n\nthen"
    cues = webvtt.read(webvtt.write_corrected(text, times, seconds=0))
    assert cues == [webvtt.Cue(0, 1, "It was <b>late</b> & dark --> then")]
