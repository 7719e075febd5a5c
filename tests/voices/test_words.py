"""Receipt codes: easy to copy, hard to guess, and one slip never opens somebody else's story (G4, D7).

Seen red: where the first near word simply won, without the checksum, slips opened other codes; where the
checksum was the sum of the words, swapped words passed; with 32 random bits, 100,000 codes collided.
"""

import random
import re
import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughline.voices import words

# Pairs and single words that sound like another common word: misheard down a telephone.
SOUND_ALIKES = """
ate eight bare bear beach beech berry blew blue board brake break buy cell cent cereal check
course currant current dear deer desert dessert die draft draught dye fair fare flour flower hair
hare hear heart here hole hour key knight knot know led mail main male meat meet new night none
one our pair pale peace pear piece pier plain plane poor pore pour read red right road root route
sail sale scene sea seen sent serial sew some son stair stake stationary steak steal steel sum sun
tail tale there threw through time toe ton tow two vain vale vein waist wait waste way weak wear
weather week weight where whether which witch won wood would write
"""
UNKIND = """
blood cancer cut damn dead death devil die fall god hate hell kill lonely pain party pill poor
pray sad sick stroke tory vote wound
"""
codes = st.binary(min_size=8, max_size=8).map(words.new_code)


def test_list_is_2048_sorted_plain_words():
    listed = words.word_list()
    assert len(listed) == len(set(listed)) == 2048
    assert list(listed) == sorted(listed)
    assert all(re.fullmatch("[a-z]{3,8}", word) for word in listed)


def test_no_two_words_share_four_letters_or_are_one_slip_apart():
    listed = set(words.word_list())
    assert len({word[:4] for word in listed}) == 2048
    assert {word: words._slips(word) & listed - {word} for word in listed} == {word: set() for word in listed}


def test_no_word_is_the_plural_of_another_or_unkind_or_sounds_like_another():
    listed = set(words.word_list())
    assert not {word for word in listed if word + "s" in listed or word + "es" in listed}
    assert not listed & {*SOUND_ALIKES.split(), *UNKIND.split()}


def test_known_code_stays_the_same_for_ever():
    assert words.new_code(bytes(8)) == "abacus abacus abacus abacus abacus animal"
    assert words.new_code(b"\xff" * 8) == "zoom zoom zoom zoom zoom zoom"
    assert words.code_from_key(b"0123456789abcdef") == "pelican minibus helmet shield birch behave"


@given(codes)
def test_code_reads_back_as_itself(code):
    assert len(code.split()) == 6
    assert words.normalise(code) == code


@given(codes, st.sampled_from([", ", "-", "\n", "  ", " - ", "\t", ". "]))
def test_code_is_understood_however_it_is_spaced(code, gap):
    assert words.normalise(" " + gap.join(code.upper().split()) + "\r\n") == code


def test_numbered_list_as_printed_is_understood():
    code = words.new_code()
    printed = "\n".join(f"{number}. {word.title()}" for number, word in enumerate(code.split(), 1))
    assert words.normalise(printed) == code


@given(codes)
def test_four_letters_of_each_word_never_give_another_code(code):
    assert words.normalise(" ".join(word[:4] for word in code.split())) in {code, None}


def test_four_letters_of_each_word_are_mostly_enough():
    chance = random.Random(4)
    sample = [words.new_code(chance.randbytes(8)) for _ in range(500)]
    understood = sum(words.normalise(" ".join(word[:4] for word in code.split())) == code for code in sample)
    assert understood >= 400


def test_one_slip_gives_the_same_code_or_none_and_mostly_the_same():
    chance = random.Random(7)
    understood = 0
    for _ in range(3_000):
        code = words.new_code(chance.randbytes(8))
        parts = code.split()
        which = chance.randrange(6)
        parts[which] = chance.choice(sorted(words._slips(parts[which])))
        found = words.normalise(" ".join(parts))
        assert found in {code, None}
        understood += found == code
    assert understood >= 2_700


def test_checksum_refuses_most_random_words():
    chance = random.Random(11)
    listed = words.word_list()
    passed = sum(words.normalise(" ".join(chance.choices(listed, k=6))) is not None for _ in range(6_400))
    assert 60 <= passed <= 145, "one in 64 passes by chance"


def test_checksum_notices_swapped_words():
    chance = random.Random(13)
    unnoticed = 0
    for _ in range(640):
        first, second, *rest = words.new_code(chance.randbytes(8)).split()
        unnoticed += words.normalise(" ".join([second, first, *rest])) is not None
    assert unnoticed <= 25


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "amber",
        "a b c d e f",
        "x" * 10_000,
        "amber " * 7,
        "amber " * 5,
        "\x00",
        "ａｍｂｅｒ " * 6,
        "q" * 199,
    ],
)
def test_what_is_no_code_is_refused(typed):
    assert words.normalise(typed) is None


@given(st.text(max_size=300))
def test_any_text_gives_a_code_or_none(typed):
    found = words.normalise(typed)
    assert found is None or words.normalise(found) == found


def test_same_secret_gives_same_code_and_other_secret_another():
    secret = secrets.token_bytes(16)
    assert words.code_from_key(secret) == words.code_from_key(secret)
    assert words.code_from_key(secret) != words.code_from_key(secret[::-1] + b"!")


def test_too_little_randomness_is_refused():
    with pytest.raises(ValueError, match="8 bytes"):
        words.new_code(b"1234567")
    with pytest.raises(ValueError, match="16 bytes"):
        words.code_from_key(b"short")


def test_hundred_thousand_codes_are_distinct():
    assert len({words.new_code() for _ in range(100_000)}) == 100_000


@pytest.mark.prove
def test_million_codes_are_distinct():
    assert len({words.new_code() for _ in range(1_000_000)}) == 1_000_000
