"""The moderation rules are public and complete: each author can be told which rule, and why (A8, C4)."""

import pytest

from throughline.voices.models import Contribution, Decision
from throughline.voices.rules import COLOURS, RULES, rule


def test_every_colour_a_moderator_can_choose_is_explained():
    assert {colour.slug for colour in COLOURS} == set(Contribution.Moderation.values) - {"waiting"}
    assert all(str(colour.meaning) for colour in COLOURS)


def test_every_rule_fits_a_decision_and_has_all_its_words():
    slugs = [one.slug for one in RULES]
    assert len(slugs) == len(set(slugs)) >= 8
    assert max(map(len, slugs)) <= Decision._meta.get_field("rule").max_length
    for one in RULES:
        assert all(str(text).strip() for text in (one.title, one.explanation, one.what_we_do, one.red)), one.slug


def test_only_a_duplicate_has_no_amber_words():
    assert [one.slug for one in RULES if not one.amber] == ["duplicate"]


def test_danger_rule_gives_the_urgent_numbers():
    assert "999" in str(rule("danger").explanation)
    assert "111" in str(rule("danger").explanation)


def test_rule_unknown_is_refused():
    assert rule("off-topic").slug == "off-topic"
    with pytest.raises(KeyError):
        rule("no-such-rule")
