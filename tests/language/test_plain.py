import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from throughline.language.jargon_words import JARGON, POWER_WORDS
from throughline.language.plain import check, jargon, power_words, reading_age, syllables

COUNTED = """
the:1 nurse:1 people:2 table:2 appointment:3 hospital:3 waited:2 called:1 helped:1 services:3 changes:2 boxes:2
times:1 science:2 patient:2 patients:2 information:4 decision:3 idea:3 medicine:3 experience:4 area:3 being:2
going:2 create:2 reaction:3 really:2 safely:2 careful:2 treatment:2 quickly:2 special:2 social:2 union:2 video:3
influence:3 doctor:2 emergency:4 everyone:3 organisation:5 evaluation:5 usual:3 actual:3 quiet:2 diet:2 police:2
created:3 needed:2 planned:1 ambulance:3 health:1 care:1 cared:1 criticism:4 improvement:3 radio:3 period:3
serious:3 previous:3 various:3 genuine:3 cases:2 nurses:2 pages:2 asked:1 families:3 business:2 every:2
different:3 beauty:2 variation:4 association:5 initial:3 material:4 negotiation:5 wheelchair:2 commissioner:4
something:2 therefore:2 useful:2 hopeless:2 statement:2 because:2 million:2 opinion:3 friend:1 tea:1 sea:1
""".split()  # noqa: SIM905 (a list would be 90 lines)


def test_syllables_of_common_words():
    wrong = [pair for pair in COUNTED if syllables(pair.split(":")[0]) != int(pair.split(":")[1])]
    assert len(wrong) <= len(COUNTED) * 0.03, wrong


@pytest.mark.parametrize(("word", "count"), [("2024", 4), ("rhythm", 1), ("nurse’s", 1), ("é", 1), ("Ω", 1)])
def test_odd_words_have_a_syllable(word, count):
    assert syllables(word) == count


def test_the_formulae_by_hand():
    """Two sentences, eleven words, 17 syllables, two words of three syllables or more."""
    text = "The hospital called about surgery. We waited at the main doors."
    counts = [syllables(word) for word in text.replace(".", "").split()]
    assert (len(counts), sum(counts), sum(count >= 3 for count in counts)) == (11, 17, 2)
    age = reading_age(text)
    assert age.flesch_kincaid == pytest.approx(0.39 * 11 / 2 + 11.8 * 17 / 11 - 15.59 + 5, abs=0.06)
    letters = sum(character.isalpha() for character in text)
    assert age.ari == max(5, round(4.71 * letters / 11 + 0.5 * 11 / 2 - 21.43 + 5, 1))
    assert age.smog is None
    assert age.age == round((age.flesch_kincaid + age.ari) / 2)
    assert (age.words, age.sentences, age.enough) == (11, 2, False)


def test_smog_is_given_from_30_sentences():
    """Per two sentences two words of three syllables or more, so 30 times 1 a sentence, at 30 sentences or 300."""
    text = "The hospital called about surgery. We waited at the main doors. "
    assert reading_age(text * 14).smog is None
    assert reading_age(text * 15).smog == pytest.approx(1.0430 * 30**0.5 + 3.1291 + 5, abs=0.06)
    age = reading_age(text * 150)
    assert age.age == round((age.flesch_kincaid + age.ari + age.smog) / 3)


def test_long_words_have_shorter_ones_and_passives_are_hinted_at():
    text = "We will commence prior to the visit. It was decided by the board. We are interested. You are tired."
    report = check(text)
    assert [(item.term, item.plain) for item in report.long_words] == [("commence", "begin"), ("prior to", "before")]
    assert [text[start:end] for start, end in report.passives] == ["was decided"]
    assert not report.ok


def test_an_organisers_own_power_words_are_added():
    found = check("The punters came.", extra_power={"punter": "visitor"}).power_words
    assert [(item.term, item.plain) for item in found] == [("punters", "visitor")]


def test_capitals_that_nobody_explains_are_shown_once():
    found = check("The QZX met. QZX again. The zone team (ZT) and the ZT. NHS.").acronyms
    assert [(item.term, item.start) for item in found] == [("QZX", 4)]


def test_plain_text_is_young_and_board_text_is_old():
    plain = "We want to hear from you. Tell us what went well. Tell us what did not. " * 7
    board = (
        "The integrated partnership commissioned a multidisciplinary evaluation of operational sustainability, "
        "incorporating methodological considerations and organisational accountability throughout. "
    ) * 6
    assert reading_age(plain).age <= 8
    assert reading_age(board).age >= 20
    assert check(board).too_hard
    assert not check(plain).too_hard
    assert check(plain).ok


def test_a_short_text_is_never_called_too_hard():
    assert not check("Multidisciplinary organisational accountability considerations.").too_hard


def test_lists_are_as_long_as_promised_and_every_entry_has_plain_words():
    assert len(JARGON) >= 200
    assert sum(term.isupper() for term in JARGON) >= 150
    assert len(POWER_WORDS) >= 25
    assert all(plain and plain != term for term, plain in {**JARGON, **POWER_WORDS}.items())


@pytest.mark.parametrize(("table", "find"), [(JARGON, jargon), (POWER_WORDS, power_words)])
def test_every_entry_is_found_in_a_sentence(table, find):
    missed = [term for term in table if term not in {item.term for item in find(f"We say {term} here.")}]
    assert missed == []


def test_jargon_is_shown_at_its_first_use_with_its_plain_words():
    text = "🙂 The ICB met. The ICBs agreed to utilise triage."
    found = jargon(text)
    assert [(text[item.start : item.end], item.plain.split(",")[0]) for item in found] == [
        ("ICB", "integrated care board"),
        ("utilise", "use"),
        ("triage", "deciding who needs help first"),
    ]


@pytest.mark.parametrize(
    "text", ["The integrated care board (ICB) met. The ICB agreed.", "The MDT (team of professions) met."]
)
def test_an_acronym_that_the_text_explains_is_left_alone(text):
    assert jargon(text) == []


def test_small_letters_are_not_an_acronym_and_part_of_a_word_is_no_term():
    assert jargon("It was nice of the news team. Renally, la la. An ed-tech idea.") == []


def test_an_organisers_own_terms_are_added():
    found = check("The Beacon Hub is a locality.", extra_jargon={"Beacon Hub": "health centre"}).jargon
    assert [(item.term, item.plain) for item in found] == [("Beacon Hub", "health centre")]


def test_power_words_have_better_ones_at_every_use():
    text = "She failed to attend. He Failed to Attend. They are hard-to-reach and non-compliant."
    found = [(item.term, item.plain) for item in power_words(text)]
    assert found[0][1] == found[1][1] == "was not able to come"
    assert found[2:] == [
        ("hard-to-reach", "not yet reached by us"),
        ("non-compliant", "not taking the treatment as planned"),
    ]


def test_long_sentences_are_pointed_at():
    long = "We will " + "wait and " * 13 + "see."
    text = f"Short one. {long} Dr. Patel is here."
    hints = check(text).sentences
    assert [(text[hint.start : hint.end], hint.words) for hint in hints] == [(long, 29)]


@given(st.lists(st.text(max_size=20) | st.sampled_from([*JARGON, *POWER_WORDS, ". ", "\n\n"]), max_size=12))
@settings(max_examples=150, deadline=None)
def test_offsets_are_valid_in_any_text(parts):
    text = "".join(parts)
    report = check(text)
    for item in (*report.jargon, *report.power_words):
        assert text[item.start : item.end] == item.term
        assert item.plain
    for hint in report.sentences:
        assert 0 <= hint.start < hint.end <= len(text)
    assert report.reading_age.age >= 5
    json.dumps(report.to_dict())


@pytest.mark.parametrize("text", ["", "\x00", "🙂", "مرحبا", "\ud800", "...", "\n\n\n"])
def test_hostile_text_has_nothing_to_suggest(text):
    assert check(text).ok


def test_a_text_of_50_000_words_is_counted_to_its_end():
    assert reading_age("We wait here. " * 16_700).words == 50_100
    assert len(power_words("word " * 50_000 + "refused")) == 1
