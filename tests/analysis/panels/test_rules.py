"""Rules of consensus at their edges."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughline.analysis.panels import (
    Appropriateness,
    ContentValidity,
    Definition,
    Proportion,
    Scale,
    Spread,
    collect,
    item_statistics,
    needed_for_validity,
    validity_ratio,
)
from throughline.analysis.panels.rules import Rule

NINE = Scale()
COUNTS = st.lists(st.integers(0, 12), min_size=9, max_size=9).filter(any)


def tally(*cells):
    """One item; cells as {rating: how many}, everybody first."""
    counts = np.array([[[cell.get(v, 0) for v in range(1, 10)]] for cell in cells])
    return counts if len(cells) == 1 else np.concatenate([counts.sum(0, keepdims=True), counts])


def judge(rule, *cells):
    return int(rule.judge(tally(*cells), NINE)[0])


def test_ipras_equals_the_published_example():
    """Case DEL-3 (BMJ Open 2012;2:e001431, table 1): IPRAS 6.1 = 2.35 + 1.5 × 2.5, printed with a constant of 2.5."""
    ratings = [[x] for x in [2, 4, 6, *[7] * 5, *[8] * 5, 9, 9]]
    (s,) = item_statistics(collect(ratings, items=["a"], people=[str(i) for i in range(15)]))
    assert (s.median, s.p30, s.p70, s.ipr) == (7, 7, 8, 1)
    assert s.ipras == pytest.approx(6.1, abs=1e-12)
    assert s.index == pytest.approx(1 / 6.1)


@pytest.mark.parametrize(
    ("cell", "verdict"),
    [
        ({8: 14, 5: 6}, 1),  # 14 of 20 is 70%
        ({8: 13, 5: 7}, 0),
        ({8: 17, 2: 3}, 0),  # 3 of 20 is 15.0%, which is not below 15
        ({8: 18, 2: 2}, 1),
        ({2: 14, 5: 6}, -1),
        ({2: 17, 8: 3}, 0),
        ({}, 0),
    ],
)
def test_seventy_fifteen_at_its_edges(cell, verdict):
    """methods/preferences.md section 3: >= and < are exact."""
    assert judge(Proportion(), cell) == verdict


def test_in_each_group_differs_from_over_everybody():
    cells = {8: 30}, {8: 6, 5: 4}
    assert judge(Proportion(), *cells) == 1
    assert judge(Proportion(where="each group"), *cells) == 0
    assert judge(Proportion(where="each group"), {8: 30}, {8: 7, 5: 3}) == 1
    assert judge(Proportion(where="each group"), {8: 30}, {}) == 0


def test_out_by_little_support_in_each_group():
    """PMC10860107: out where at most 50% score 7-9 in each stakeholder group; exactly 50% is out."""
    rule = Proportion(out="little support", where="each group")
    assert judge(rule, {8: 5, 5: 5}, {8: 4, 5: 6}) == -1
    assert judge(rule, {8: 6, 5: 5}, {8: 4, 5: 6}) == 0
    assert judge(Proportion(out="never"), {1: 20}) == 0


@pytest.mark.parametrize(
    ("n", "enough"), [(8, 3), (10, 3), (11, 4), (13, 4), (14, 5), (16, 5), (17, 6), (30, 10), (5, 2)]
)
def test_classic_disagreement_by_size_of_panel(n, enough):
    """BMC Med Inform Decis Mak 2012;12:93, table 7; a third of other panels."""
    rule = Appropriateness(disagreement="classic")
    assert judge(rule, {1: enough, 9: n - enough}) == 0
    assert judge(rule, {1: enough - 1, 9: n - enough + 1}) == 1


def test_a_median_between_two_bands_is_a_setting():
    """RAND/UCLA manual: 6.5 counts as appropriate, 3.5 as uncertain; EPAGE: both are uncertain."""
    assert judge(Appropriateness(), {6: 5, 7: 5}) == 1
    assert judge(Appropriateness(between="uncertain"), {6: 5, 7: 5}) == 0
    assert judge(Appropriateness(), {3: 5, 4: 5}) == judge(Appropriateness(between="uncertain"), {3: 5, 4: 5}) == 0
    assert judge(Appropriateness(), {3: 6, 4: 5}) == -1


def test_ipras_disagreement_is_uncertain_whatever_the_median():
    assert judge(Appropriateness(), {1: 7, 7: 1, 9: 8}) == 0


def test_spread_at_its_edges():
    assert judge(Spread(at_most=2), {7: 5, 9: 5}) == 1
    assert judge(Spread(at_most=Fraction(199, 100)), {7: 5, 9: 5}) == 0
    assert judge(Spread(at_most=2), {4: 5, 6: 5}) == 0
    assert judge(Spread(measure="mad", at_most=1), {7: 5, 9: 5}) == 1
    assert judge(Spread(measure="mad", at_most="0.99"), {7: 5, 9: 5}) == 0
    assert judge(Spread(measure="sd", at_most=1), {7: 1, 8: 1, 9: 1}) == 1  # exactly 1
    assert judge(Spread(measure="sd", at_most="0.999"), {7: 1, 8: 1, 9: 1}) == 0


@pytest.mark.parametrize(
    ("n", "ratio"), [(5, 1.0), (7, 1.0), (8, 0.75), (9, 0.778), (10, 0.8), (15, 0.6), (20, 0.5), (30, 0.333), (40, 0.3)]
)
def test_critical_values_of_content_validity_equal_the_published_ones(n, ratio):
    """Ayre & Scally (2014), table 1, one-tailed p = 0.05."""
    needed = needed_for_validity(n)
    assert validity_ratio(needed, n) == pytest.approx(ratio, abs=5e-4)
    assert judge(ContentValidity(), {9: needed, 1: n - needed}) == 1
    assert judge(ContentValidity(), {9: needed - 1, 1: n - needed + 1}) == 0


def test_four_people_cannot_show_content_validity():
    assert needed_for_validity(4) == 5
    assert judge(ContentValidity(), {9: 4}) == 0


@given(COUNTS)
def test_turning_the_scale_round_turns_verdicts_round(counts):
    """Out is in, seen from the other end; but for 6.5 and 3.5, which the manual does not treat alike."""
    cell = dict(zip(range(1, 10), counts, strict=True))
    turned = {10 - v: n for v, n in cell.items()}
    for rule in (Proportion(), Spread(), Spread(measure="mad"), Appropriateness(between="uncertain")):
        if isinstance(rule, Appropriateness) and np.median(np.repeat(range(1, 10), counts)) in (3.5, 6.5):
            continue
        assert judge(rule, turned) == -judge(rule, cell)


@given(COUNTS, st.integers(2, 5))
def test_shares_do_not_change_when_every_vote_is_there_twice_or_more(counts, times):
    cell = dict(zip(range(1, 10), counts, strict=True))
    assert judge(Proportion(), {v: times * n for v, n in cell.items()}) == judge(Proportion(), cell)


@given(COUNTS)
def test_more_support_never_turns_in_into_something_else(counts):
    cell = dict(zip(range(1, 10), counts, strict=True))
    if judge(Proportion(), cell) == 1:
        assert judge(Proportion(), {**cell, 9: cell[9] + 1}) == 1


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Proportion(favour_at_least=170), "percentage from 0 to 100"),
        (lambda: Proportion(favour_at_least="many"), "must be a number"),
        (lambda: Proportion(favour_at_least=40, against_below=None), "in and out at once"),
        (lambda: Proportion(out="little support", out_favour_at_most=70), "in and out at once"),
        (lambda: Proportion(where="some"), "“each group”"),
        (lambda: Proportion(out="x"), "little support"),
        (lambda: Spread(measure="range"), "“iqr”"),
        (lambda: ContentValidity(p=1), "between 0 and 1"),
        (lambda: Appropriateness(between="x"), "between is"),
        (lambda: Appropriateness().judge(np.zeros((1, 1, 5), int), Scale(1, 5, 2, 4)), "1 to 9 only"),
        (lambda: validity_ratio(3, 0), "no share"),
        (lambda: Scale(1, 9, 5, 5), "apart"),
        (lambda: Definition(stable_below=0), "above 0"),
        (lambda: Definition(rounds=1), "two rounds"),
        (lambda: Definition(fewest=0), "at least 1 rating"),
    ],
)
def test_rules_that_make_no_sense_are_refused_in_words(make, words):
    with pytest.raises(ValueError, match=words):
        make()


def test_a_rule_of_ones_own_must_say_how_it_judges_and_in_what_words():
    class Silent(Rule):
        def _judge(self, counts, scale):
            return counts.sum(-1) * 0

    with pytest.raises(TypeError, match="_words"):
        Silent()


def test_a_definition_has_a_fingerprint_of_everything_in_it():
    plain = Definition(dated="2026-01-31")
    assert plain.fingerprint == Definition(dated="2026-01-31").fingerprint
    others = [
        Definition(dated="2026-02-01"),
        Definition(dated="2026-01-31", rule=Proportion(favour_at_least=75)),
        Definition(dated="2026-01-31", rule=Proportion(where="each group")),
        Definition(dated="2026-01-31", beside=()),
        Definition(dated="2026-01-31", scale=Scale(against=2)),
        Definition(dated="2026-01-31", keep_settled=True),
        Definition(dated="2026-01-31", stable_below=20),
    ]
    assert len({d.fingerprint for d in (plain, *others)}) == 8
    # 70, "70" and 70.0 are one rule.
    assert Definition(rule=Proportion(favour_at_least="70")).fingerprint == Definition().fingerprint
    assert "An item is in where at least 70% are in favour and fewer than 15% against, out where" in plain.words
