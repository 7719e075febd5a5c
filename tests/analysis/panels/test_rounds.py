"""Stability, attrition, the log of items, and the panel as a whole."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from throughline.analysis.agreement import cohen
from throughline.analysis.panels import (
    Definition,
    Proportion,
    Scale,
    Spread,
    attrition,
    collect,
    delphi,
    stability,
)


def round_(ratings, number=1, items=None, people=None, **more):
    ratings = np.array(ratings, dtype=float)
    return collect(
        ratings,
        items=items or [f"i{k}" for k in range(ratings.shape[1])],
        people=people or [f"p{k}" for k in range(ratings.shape[0])],
        number=number,
        **more,
    )


def column(*counts):
    """{rating: how many} after another, as one item."""
    return [[v] for cell in counts for v, n in cell.items() for _ in range(n)]


def test_fifteen_per_cent_of_net_change_is_not_stable():
    """Scheibe, Skutsch & Schofer (1975): stable below 15%; 3 of 20 is not."""
    first, three = column({5: 20}), column({6: 3, 5: 17})
    (change,) = stability(round_(first), round_(three, 2))
    assert (change.moved, change.n, change.net_change, change.stable) == (3, 20, 0.15, False)
    (change,) = stability(round_(first), round_(column({6: 2, 5: 18}), 2))
    assert change.stable
    (change,) = stability(round_(first), round_(three, 2), below=Fraction(16))
    assert change.stable


def test_people_who_trade_places_do_not_count_as_net_change_but_are_seen():
    (change,) = stability(round_(column({9: 5, 1: 5})), round_(column({1: 5, 9: 5}), 2))
    assert (change.moved, change.stable, change.up, change.down) == (0, True, 5, 5)
    assert (change.gained, change.lost, change.band_p, change.p) == (5, 5, 1.0, 1.0)
    assert change.kappa == pytest.approx(-1)


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 10_000))
def test_changes_count_people_in_both_rounds_and_hang_on_no_order(seed):
    rng = np.random.default_rng(seed)
    a, b = rng.integers(1, 10, (20, 3)).astype(float), rng.integers(1, 10, (20, 3)).astype(float)
    a[rng.random((20, 3)) < 0.1] = np.nan
    people, groups = [f"p{k}" for k in range(20)], ["x"] * 9 + ["y"] * 11
    plain = stability(round_(a, groups=groups), round_(b[5:], 2, people=people[5:], groups=groups[5:]))
    order = rng.permutation(20)
    moved = stability(
        round_(a[order], people=[people[i] for i in order], groups=[groups[i] for i in order]),
        round_(b[5:], 2, people=people[5:], groups=groups[5:]),
    )
    assert moved == plain
    for change in plain:
        k = int(change.item[1:])
        at = [i for i in range(5, 20) if change.cell in ("everybody", groups[i]) and not np.isnan(a[i, k])]
        assert change.n == len(at)
        assert change.up == sum(b[i, k] > a[i, k] for i in at)
        if change.cell == "everybody" and change.kappa is not None:
            kappa = cohen([a[i, k] for i in at], [b[i, k] for i in at], weights="quadratic", order=list(range(1, 10)))
            assert change.kappa == pytest.approx(kappa.coefficient)


def test_nobody_in_common_and_other_scales_are_refused():
    with pytest.raises(ValueError, match="nobody, in common"):
        stability(round_([[5]], people=["a"]), round_([[5]], 2, people=["b"]))
    with pytest.raises(ValueError, match="different scales"):
        stability(round_([[5]]), round_([[5]], 2, scale=Scale(1, 5, 2, 4)))


def test_an_item_nobody_rated_twice_has_no_figures():
    (change,) = stability(round_([[5], [None]]), round_([[None], [5]], 2))
    assert (change.n, change.stable, change.p, change.median, change.kappa) == (0, None, None, None, None)
    assert change.shown == "“i0”: nobody rated it in both rounds."


def test_a_verdict_that_hangs_on_who_left_is_flagged():
    first = column({9: 14, 1: 6})
    later = round_(column({9: 14}), 2, people=[f"p{k}" for k in range(14)])
    found = attrition(round_(first), later, Proportion())
    (item,) = found.items
    assert (item.stayed, item.left, item.mean_stayed, item.mean_left) == (14, 6, 9, 1)
    assert (item.verdict, item.carried, item.above) == ("in", "no consensus", 1.0)
    assert item.p < 0.001
    assert found.groups == {"all": (20, 14)}
    assert any("carried forward the verdict would change for: i0" in w for w in found.warnings)
    assert found.shown == "14 of 20 people of round 1 took part in round 2. The verdict on 1 item hangs on who left."


def test_a_group_that_left_is_named_and_newcomers_are_counted():
    first = round_([[8, 8], [7, 8], [2, 3], [3, 3]], groups=["s", "s", "p", "p"])
    second = round_([[8, 8], [7, 8], [9, 9]], 2, people=["p0", "p1", "new"], groups=["s", "s", "s"])
    found = attrition(first, second, Proportion())
    assert found.groups == {"p": (2, 0), "s": (2, 2)}
    assert found.newcomers == 1
    assert found.warnings[0].startswith("Nobody was left of: p.")
    assert "rated higher than those who left" in found.warnings[1]


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_nothing_hangs_on_leavers_when_nobody_leaves(seed):
    x = np.random.default_rng(seed).integers(1, 10, (12, 4))
    found = attrition(round_(x), round_(x, 2), Proportion())
    assert found.difference is None
    assert not any(item.changes for item in found.items)
    assert found.warnings == ()


DEFINITION = Definition(dated="2026-01-31")
AGREED, SPLIT = {9: 10}, {9: 5, 1: 5}


def two(first, second, **more):
    def table(cells):
        return np.concatenate([column(cell) for cell in cells.values()], axis=1)

    return delphi(
        [round_(table(first), items=list(first)), round_(table(second), 2, items=list(second))],
        more.pop("definition", DEFINITION),
        registered=more.pop("registered", DEFINITION.fingerprint),
        **more,
    )


def test_nothing_is_settled_before_it_is_stable():
    found = delphi([round_(column(AGREED))], DEFINITION, registered=DEFINITION.fingerprint)
    assert found.rounds[0].verdicts[0].verdict == "in"
    assert (found.final, found.stop) == ({"i0": "ask again"}, False)
    found = two({"a": AGREED, "b": SPLIT}, {"a": AGREED, "b": SPLIT})
    assert (found.final, found.stop) == ({"a": "in", "b": "ask again"}, False)
    assert found.shown == "After round 2: 1 of 2 items are in, 0 out, 1 ask again. The panel goes on."


def test_the_last_round_ends_it():
    last = Definition(rounds=2)
    found = two({"a": AGREED, "b": SPLIT}, {"a": AGREED, "b": SPLIT}, definition=last, registered=last.fingerprint)
    assert (found.final, found.stop) == ({"a": "in", "b": "no consensus"}, True)


def test_agreement_in_the_last_round_that_is_not_stable_is_no_consensus():
    last = Definition(rounds=2)
    found = two({"a": SPLIT}, {"a": AGREED}, definition=last, registered=last.fingerprint)
    assert (found.rounds[1].verdicts[0].verdict, found.final["a"]) == ("in", "no consensus")


def test_few_ratings_are_not_judged():
    few = Definition(fewest=11)
    found = delphi([round_(column(AGREED))], few)
    assert found.final == {"i0": "ask again"}


def test_the_log_tells_deviations_from_the_definition():
    done = Definition(needs_stability=False)
    found = two(
        {"a": AGREED, "b": SPLIT, "c": AGREED},
        {"c": AGREED, "d": SPLIT},
        definition=done,
        registered=done.fingerprint,
        reasons={"b": "merged with c"},
    )
    log = [(e.round, e.item, e.what, e.why, e.deviation) for e in found.log]
    assert log == [
        (1, "a", "settled: in", "by the definition", False),
        (1, "c", "settled: in", "by the definition", False),
        (2, "a", "retired, as it was settled", "by the definition", False),
        (2, "b", "dropped, though its status was “ask again”", "merged with c", True),
        (2, "c", "asked again, though it was settled", "no reason given", True),
        (2, "c", "settled: in", "by the definition", False),
        (2, "d", "new", "no reason given", False),
    ]
    assert found.final == {"a": "in", "b": "dropped", "c": "in", "d": "ask again"}
    assert sum(w.startswith("Round 2:") for w in found.warnings) == 2


def test_an_item_that_comes_back_is_a_deviation():
    rounds = [
        round_(column(SPLIT), 1, items=["a"]),
        round_(column(SPLIT), 2, items=["b"]),
        round_(column(SPLIT), 3, items=["a"]),
    ]
    apart = delphi(rounds, DEFINITION)
    assert apart.changes == ((), ())
    assert any("Rounds 1 and 2 have no item, or nobody, in common" in w for w in apart.warnings)
    both = [
        round_(np.concatenate([column(SPLIT)] * 2, axis=1), k, items=items)
        for k, items in ((1, ["a", "b"]), (2, ["b", "c"]), (3, ["a", "b"]))
    ]
    back = [e for e in delphi(both, DEFINITION).log if e.what.startswith("brought back")]
    assert [(e.round, e.item, e.deviation) for e in back] == [(3, "a", True)]


def test_a_definition_that_was_changed_is_the_first_warning():
    found = two({"a": AGREED}, {"a": AGREED}, registered="0" * 64)
    assert found.warnings[0].startswith("The definition of consensus is not the one that was registered")
    found = delphi([round_(column(AGREED))], DEFINITION)
    assert found.warnings[0].startswith("No fingerprint was given")


def test_rules_that_do_not_fit_the_scale_are_left_out_by_name():
    five = Scale(1, 5, 2, 4)
    found = delphi([round_(column({5: 4}), scale=five)], Definition(scale=five, rule=Spread(at_most=1)))
    assert any(
        w.startswith("Left out, as it is not defined on this scale: in with a median of 7") for w in found.warnings
    )
    assert len(found.rounds[0].verdicts[0].beside) == 2


@pytest.mark.parametrize(
    ("rounds", "more", "words"),
    [
        ([], {}, "at least one"),
        ([2, 1], {}, "in order"),
        ([1], {"reasons": {"zz": "x"}}, "in no round: zz"),
    ],
)
def test_bad_panels_are_refused_in_words(rounds, more, words):
    with pytest.raises(ValueError, match=words):
        delphi([round_(column(AGREED), k) for k in rounds], DEFINITION, **more)


def test_a_round_on_another_scale_is_refused():
    with pytest.raises(ValueError, match="not on the scale"):
        delphi([round_(column({5: 4}), scale=Scale(1, 5, 2, 4))], DEFINITION)


def test_a_rating_cannot_stand_for_being_unable_to_judge():
    with pytest.raises(ValueError, match="9 is a rating on the scale of 1 to 9"):
        collect([[9]], items=["i"], people=["p"], unable=9)
    with pytest.raises(ValueError, match="ratings are numbers"):
        collect([["high"]], items=["i"], people=["p"])


def test_a_panel_of_few_and_an_item_nobody_rated_are_said():
    found = delphi([collect([[7, None], [8, None]], items=["i", "j"], people=["p", "q"])], DEFINITION)
    assert "The panel has fewer than 8 people, so single votes decide: ask more people." in found.warnings
    assert any(w.startswith("Nobody rated: j.") for w in found.warnings)
