"""Definitions as Schwartz and Hearst (2003) find them, and acronyms that are left without one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughline.language.acronyms import definitions, unexplained


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The integrated care board (ICB) met.", [("ICB", "integrated care board")]),
        (
            "Patients with chronic obstructive pulmonary disease (COPD) came.",
            [("COPD", "chronic obstructive pulmonary disease")],
        ),
        ("An MDT (multidisciplinary team) met.", [("MDT", "multidisciplinary team")]),
        ("Heat shock transcription factor (HSF) is known.", [("HSF", "Heat shock transcription factor")]),
        ("It was late (very late) and cold (in May).", []),
        ("The board (XYZ) met.", []),
        ("See the map (A).", []),
    ],
)
def test_a_short_form_is_tied_to_its_long_form(text, found):
    assert [(one.short, one.long) for one in definitions(text)] == found
    assert all(text[one.start : one.end] == one.short for one in definitions(text))


def test_only_the_first_unexplained_use_is_shown_with_its_meaning_where_known():
    text = "The ICB and the QZX met. The ICBs agreed. An allied team (ALT) came; the ALT left."
    found = unexplained(text)
    assert [(one.term, one.plain[:21]) for one in found] == [("ICB", "integrated care board"), ("QZX", "")]
    assert unexplained("The QZX met.", extra={"QZX": "our club"})[0].plain == "our club"


@pytest.mark.parametrize(
    "text", ["", "THE WHOLE LINE IS LOUD", "Part IV of the NHS plan", "me@ABC.org", "(", "🙂 (🙂)"]
)
def test_what_is_no_acronym_is_left_alone(text):
    assert unexplained(text) == []


@given(st.text(alphabet="ABab() .\n", max_size=60))
def test_places_hold_in_any_text(text):
    for one in (*definitions(text), *unexplained(text)):
        assert 0 <= one.start < one.end <= len(text)
