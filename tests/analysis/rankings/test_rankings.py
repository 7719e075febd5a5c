"""Rules on ranked ballots: published elections, what must always hold, ties and circles."""

import json
from fractions import Fraction
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from throughline.analysis.rankings import (
    as_table,
    borda,
    collect,
    compare,
    instant_runoff,
    plurality,
    ranked_pairs,
    schulze,
)
from throughline.analysis.rankings.rankings_chart import places

RULES = (plurality, borda, instant_runoff, schulze, ranked_pairs)
TENNESSEE = collect(
    [
        ["Memphis", "Nashville", "Chattanooga", "Knoxville"],
        ["Nashville", "Chattanooga", "Knoxville", "Memphis"],
        ["Chattanooga", "Knoxville", "Nashville", "Memphis"],
        ["Knoxville", "Chattanooga", "Nashville", "Memphis"],
    ],
    counts=[42, 26, 15, 17],
)
# Schulze (2011), example 1: 45 voters.
SCHULZE = collect(
    [list(b) for b in ["ACBED", "ADECB", "BEDAC", "CABED", "CAEBD", "CBADE", "DCEBA", "EBADC"]],
    counts=[5, 5, 8, 3, 7, 2, 7, 8],
)


def test_tennessee():
    """Case VOTE-1."""
    assert plurality(TENNESSEE).winners == ("Memphis",)
    points = borda(TENNESSEE)
    assert (points.winners, points.scores["Nashville"]) == (("Nashville",), 194)
    assert instant_runoff(TENNESSEE).winners == ("Knoxville",)
    order = (("Nashville",), ("Chattanooga",), ("Knoxville",), ("Memphis",))
    assert schulze(TENNESSEE).places == ranked_pairs(TENNESSEE).places == order
    found = compare(TENNESSEE)
    assert (found.condorcet, found.leading, found.circle) == ("Nashville", ("Nashville",), ())
    assert found.warnings == ("“Nashville” wins every duel, but does not come first by first places, instant run-off.",)


def test_the_example_of_schulze():
    """Schulze (2011), section 3.1: E > A > C > B > D; methods/preferences.md section 4: ranked pairs puts A first."""
    found = schulze(SCHULZE)
    assert "".join(name for (name,) in found.places) == "EACBD"
    assert ranked_pairs(SCHULZE).winners == ("A",)
    both = compare(SCHULZE)
    assert both.condorcet is None
    assert both.warnings[0].startswith("No option wins every duel: “A” beats ")
    assert "Rules differ in who comes first" in both.shown


def test_the_order_of_dropping_out_by_hand():
    """Chattanooga drops out (15), then Nashville (26); Knoxville beats Memphis 58 to 42."""
    found = instant_runoff(TENNESSEE)
    assert found.places == (("Knoxville",), ("Memphis",), ("Nashville",), ("Chattanooga",))
    assert found.notes == ()


def test_a_perfect_circle_is_a_tie_of_all_and_is_said():
    circle = collect(["abc", "bca", "cab"])
    for rule in RULES:
        assert rule(circle).winners == ("a", "b", "c")
    found = compare(circle)
    assert (found.leading, found.circle) == (("a", "b", "c"), ("a", "b", "c"))
    assert found.warnings[0].startswith(
        "No option wins every duel: “a” beats “b” (2 to 1), “b” beats “c” (2 to 1), “c” beats"
    )
    assert any("Of equal margin (1) and in a circle" in w for w in found.warnings)
    assert found.shown == "Every rule puts a and b and c first (3 ballots)."


def test_every_way_to_break_a_tie_for_last_place_is_followed():
    """a has 4; b and c are equal with 3. Without b, c wins (its ballots go there); without c, a wins."""
    ballots = collect(["abc", "bca", "cab"], counts=[4, 3, 3])
    found = instant_runoff(ballots)
    assert found.winners == ("a", "c")
    assert "“b”, “c” were equal in last place with 3 votes" in found.notes[0]
    assert "“a”, “c” each can" in found.notes[1]


def test_options_that_cannot_catch_up_drop_out_together():
    ballots = collect([["a"], ["b"], ["c"]], counts=[5, 4, 3], options=[*"abc", *"uvwxyz"])
    found = instant_runoff(ballots)
    assert found.winners == ("a",)
    assert found.places[-1] == tuple("uvwxyz")


def test_too_many_ties_are_refused(monkeypatch):
    from throughline.analysis.rankings import rules

    monkeypatch.setattr(rules, "MOST_PATHS", 3)
    with pytest.raises(ValueError, match="too many ties"):
        instant_runoff(collect([[name] for name in "abcdef"]))


def test_ties_on_ballots_are_shared_evenly():
    ballots = collect([[("a", "b"), "c"], ["c", "b", "a"]], counts=[3, 2])
    assert plurality(ballots).scores == {"a": 1.5, "b": 1.5, "c": 2}
    assert borda(ballots).scores == {"a": 4.5, "b": 6.5, "c": 4}
    assert instant_runoff(ballots).winners == ("a", "b")


def test_options_left_out_count_as_equal_last():
    ballots = collect([["a"], ["b", "c"]], options=["a", "b", "c", "d"])
    assert borda(ballots).scores == {"a": 3.5, "b": 4, "c": 3, "d": 1.5}
    warnings = compare(ballots).warnings
    assert any("2 of 2 ballots leave options out" in w for w in warnings)
    assert "On no ballot: d." in warnings


@st.composite
def elections(draw):
    names = "abcde"[: draw(st.integers(2, 5))]
    ballots = draw(st.lists(st.permutations(names), min_size=1, max_size=7))
    cut = draw(st.lists(st.integers(1, len(names)), min_size=len(ballots), max_size=len(ballots)))
    counts = draw(st.lists(st.integers(1, 5), min_size=len(ballots), max_size=len(ballots)))
    return names, [list(b[:k]) for b, k in zip(ballots, cut, strict=True)], counts


@settings(max_examples=50, deadline=None)
@given(elections())
def test_who_wins_every_duel_wins_by_schulze_and_ranked_pairs(election):
    names, ballots, counts = election
    found = compare(collect(ballots, counts=counts, options=names))
    for rule in ("Schulze", "ranked pairs"):
        ranking = found.rankings[rule]
        assert set(ranking.winners) <= set(found.leading)
        if found.condorcet is not None:
            assert ranking.winners == (found.condorcet,)
    if found.condorcet is not None:
        assert (found.leading, found.circle) == ((found.condorcet,), ())


@settings(max_examples=35, deadline=None)
@given(elections(), st.randoms())
def test_neither_names_nor_order_decide(election, random):
    names, ballots, counts = election
    plain = collect(ballots, counts=counts, options=names)
    renamed = dict(zip(names, random.sample("vwxyz", len(names)), strict=True))
    spread = [[renamed[n] for n in b] for b, count in zip(ballots, counts, strict=True) for _ in range(count)]
    random.shuffle(spread)
    moved = collect(spread, options=list(renamed.values()))
    for rule in RULES:
        assert set(rule(moved).winners) == {renamed[n] for n in rule(plain).winners}
        if rule is not instant_runoff:
            assert [set(p) for p in rule(moved).places] == [{renamed[n] for n in p} for p in rule(plain).places]


@settings(max_examples=35, deadline=None)
@given(elections())
def test_every_option_has_one_place_and_points_add_up(election):
    names, ballots, counts = election
    held = collect(ballots, counts=counts, options=names)
    n, voters = len(names), sum(counts)
    assert sum(Fraction(p) for p in borda(held).scores.values()) == Fraction(voters * n * (n - 1), 2)
    for rule in RULES:
        ranking = rule(held)
        assert sorted(name for place in ranking.places for name in place) == sorted(names)
        assert ranking.winners == ranking.places[0]


def test_everything_can_be_written_as_json_and_drawn():
    found = compare(TENNESSEE)
    json.dumps(found.to_dict(), allow_nan=False)
    headers, rows = as_table(found)
    assert headers == ("Option", "First places", "Borda", "Instant run-off", "Schulze", "Ranked pairs")
    assert rows[0] == ("Nashville", "2", "1", "3", "1", "1")
    drawn = places(found, title="Nashville wins every duel")
    ElementTree.fromstring(drawn.svg)
    assert drawn.table[1] == rows
    assert "place 1 by Borda, Schulze, ranked" in drawn.svg


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: collect([["a", "b"], ["a", "a"]]), "ballot 2 holds an option twice"),
        (lambda: collect([["a", "x"]], options=["a", "b"]), "ballot 1 ranks “x”"),
        (lambda: collect([["a"]]), "2 to 200 options, not 1"),
        (lambda: collect([["a", "b"]], counts=[0]), "not all 0"),
        (lambda: collect([["a", "b"]], options=["a", "b", "a"]), "named twice"),
        (lambda: collect([], options=["a", "b"]), "there must be ballots"),
        (lambda: collect([["a", "b"]], counts=[float("nan")]), "one whole number of 0 or more"),
        (lambda: collect([[], []], options=["a", "b"]), "every ballot is empty"),
        (lambda: borda(TENNESSEE).place_of("Paris"), "not an option"),
    ],
)
def test_bad_ballots_are_refused_in_words(call, words):
    with pytest.raises(ValueError, match=words):
        call()
