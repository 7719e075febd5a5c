"""Rules and phrases are both ours: these tests show that the rules hold, not how much they find elsewhere.

The honest figures of the latter are in `signal_phrases`: what the rules of the day found of each round, unseen.
"""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.language import signal_phrases as phrases

from throughline.language import signal_spelling, signals

EVERY = [
    (kind, said) for part in (phrases.FIRST, phrases.THIRD, phrases.FOURTH) for kind in part for said in part[kind]
]
CALM = [*phrases.HARMLESS, *phrases.LOOK_ALIKES, *phrases.LOOK_ALIKES_UNSEEN]


def kinds(text):
    return {signal.kind for signal in signals.find(text)}


def test_the_test_set_is_large_enough_to_mean_something():
    assert len({said for _, said in EVERY}) == len(EVERY) >= 150
    assert {kind for kind, _ in EVERY} == set(signals.KINDS)
    assert len(set(CALM)) == len(CALM) >= 100


# Seen red with the rules of each kind emptied in turn: its phrases failed.
@pytest.mark.parametrize(("kind", "said"), EVERY)
def test_every_red_flag_is_flagged_as_its_kind(kind, said):
    assert kind in kinds(said)


@pytest.mark.parametrize("said", [*phrases.SECOND, *phrases.MISSPELT])
def test_every_roundabout_or_misspelt_phrase_is_flagged(said):
    assert kinds(said)


def test_harmless_sentences_raise_few_false_alarms():
    """The rate on sentences that the rules had met is 0 in 195; on the 40 that they had not, it was 1."""
    assert [sentence for sentence in CALM if signals.find(sentence)] == []


def test_an_exception_for_a_harmless_phrase_hides_nothing_else_in_the_text():
    assert kinds("He fell asleep and the nurse slapped him") == {"safeguarding"}
    assert kinds("I laughed so much I nearly died. Then my father died waiting for the scan.") == {"serious_incident"}


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("The carer slapped the toddler", {"safeguarding_child"}),
        ("The carer slapped the old man", {"safeguarding"}),
        ("The carer slapped my son", {"safeguarding", "safeguarding_child"}),
        ("She is 9 years old and he hits her with a belt", {"safeguarding_child"}),
        ("The carer slapped her. " + "It rained for days. " * 12 + "The children came.", {"safeguarding"}),
    ],
)
def test_a_child_nearby_makes_it_the_safeguarding_of_a_child(said, found):
    assert kinds(said) == found


@pytest.mark.parametrize("change", [str.upper, str.lower, lambda t: t.replace(" ", "\n"), lambda t: f"…{t}🙂"])
def test_case_and_spacing_do_not_hide_a_red_flag(change):
    missed = [said for kind, said in EVERY if kind not in kinds(change(said))]
    assert missed == []


def test_a_denial_removes_harm_but_never_risk_to_self():
    assert signals.find("There was no bruising") == []
    assert kinds("I am not suicidal") == {"risk_to_self"}


def test_places_and_phrases_agree_and_come_in_order():
    text = "🙂 He could have died. I have a solicitor."
    found = signals.find(text)
    assert [s.kind for s in found] == ["serious_incident", "legal"]
    assert all(text[s.start : s.end] == s.phrase for s in found)
    assert json.loads(json.dumps([s.to_dict() for s in found]))[1]["phrase"] == "solicitor"


def test_a_misspelt_word_is_found_where_it_stands():
    text = "🙂 they abbused and stranglled her"
    found = signals.find(text)
    assert [(s.phrase, text[s.start : s.end]) for s in found] == [(s.phrase, s.phrase) for s in found]
    assert "abbused" in {s.phrase for s in found}


@given(st.sampled_from(signal_spelling.TERMS), st.data())
@settings(max_examples=200, deadline=None)
def test_one_slip_in_a_grave_word_is_put_right(term, data):
    """Swap, drop, double or change one letter after the first; the result may be another word that we know."""
    at = data.draw(st.integers(1, len(term) - 2))
    letter = data.draw(st.sampled_from("aeiouyrstln"))
    slips = [
        term[:at] + term[at + 1] + term[at] + term[at + 2 :],
        term[:at] + term[at + 1 :],
        term[:at] + term[at] + term[at:],
        term[:at] + letter + term[at + 1 :],
    ]
    for slip in slips:
        read, _ = signal_spelling.respell(slip)
        known = slip in signal_spelling.OTHER_WORDS or slip in signal_spelling.TERMS or len(slip) < 4
        assert (read == slip) if known else (read in signal_spelling.TERMS)


@given(st.lists(st.sampled_from(["abbused", "u", "wanna", "fine", "🙂", "negelcted", "é"]), max_size=8))
def test_places_in_the_respelt_text_lead_back_to_the_same_words(words):
    text = " ".join(words)
    read, moved = signal_spelling.respell(text)
    at = 0
    for word in words:
        right, _ = signal_spelling.respell(word)
        start, end = signal_spelling.place(moved, at), signal_spelling.place(moved, at + len(right))
        assert text[start:end] == word
        at += len(right) + 1
    assert at == len(read) + bool(words)


@given(st.lists(st.sampled_from([p for _, p in EVERY]) | st.text(max_size=20), max_size=6))
@settings(max_examples=150, deadline=None)
def test_offsets_are_valid_in_any_text(parts):
    text = " ".join(parts)
    for signal in signals.find(text):
        assert 0 <= signal.start < signal.end <= len(text)
        assert text[signal.start : signal.end] == signal.phrase
        assert 0 < signal.score <= 1


@pytest.mark.parametrize("text", ["", "\x00\x00", "🙂" * 50, "لا أريد أن أعيش", "\ud800", "\n\n"])
def test_hostile_text_is_read_without_fuss(text):
    assert signals.find(text) == []


def test_no_rule_repeats_without_a_bound():
    """Only an open repeat can make a pattern slow, so there is none: the work is linear by construction."""
    patterns = [signals._compiled(family)[0].pattern for family in signals.RULES]
    patterns += [signals._words(words).pattern for words in ("|".join(signals.HARMLESS), signals.CHILD)]
    for raw in patterns:
        pattern = re.sub(r"\[[^\]]*\]|\\.", "x", raw)
        assert not re.search(r"[+*]|\{\d+,\}", pattern)


@pytest.mark.parametrize("words", ["he was left in a room and it was not", "காத்திருந்தேன்", "ожидание"])
def test_a_story_of_50_000_words_in_any_script_is_read_to_its_end(words):
    """Tamil took half a minute when each of its letters was tried as the beginning of a phrase."""
    text = f"{words} " * (50_000 // len(words.split())) + "and then he could have died"
    assert signals.find(text)[-1].phrase == "he could have died"


def test_real_comments_are_flagged_sparingly(comment_rows):
    flagged = sum(bool(signals.find(row["FFT answer"])) for row in comment_rows)
    assert 0.01 < flagged / len(comment_rows) < 0.05
