"""Budget rules: published outcomes, a plain reference in fractions, and the axioms by brute force."""

import itertools
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from throughline.analysis.budgets import collect, equal_shares, greedy, phragmen, utilitarian
from throughline.analysis.budgets.election import amount

MINORITY = collect(
    {f"{side}{i}": 20 for side in "ab" for i in range(1, 6)},
    [[f"a{i}" for i in range(1, 6)], [f"b{i}" for i in range(1, 6)]],
    100,
    counts=[60, 40],
)


def sides(outcome):
    return sum(name[0] == "a" for name in outcome.chosen), sum(name[0] == "b" for name in outcome.chosen)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (greedy, (5, 0)),
        (utilitarian, (5, 0)),
        (phragmen, (3, 2)),
        (equal_shares, (3, 2)),
        (lambda e: equal_shares(e, completion="none"), (3, 2)),
        (lambda e: equal_shares(e, satisfaction="number"), (3, 2)),
    ],
)
def test_sixty_and_forty(rule, expected):
    """Case PB-1: greedy gives the 40% nothing; equal shares and Phragmén give them 2 of 5."""
    assert sides(rule(MINORITY)) == expected


def plain_equal_shares(election, share, unit):
    """The definition, step by step, in fractions."""
    money = [Fraction(share)] * len(election.weights)
    weights = election.weights.tolist()
    chosen, left = [], {p for p, cost in enumerate(election.costs) if cost <= election.budget}
    while True:
        prices = {}
        for p in left:
            rows = [i for i in range(len(money)) if election.approves[i, p]]
            if sum(money[i] * weights[i] for i in rows) < election.costs[p]:
                continue
            capped, payment = set(), None
            while True:
                paying = sum(weights[i] for i in rows if i not in capped)
                if not paying:
                    payment = max(money[i] for i in rows)
                    break
                payment = (election.costs[p] - sum(money[i] * weights[i] for i in capped)) / Fraction(paying)
                more = {i for i in rows if i not in capped and money[i] < payment}
                if not more:
                    break
                capped |= more
            prices[p] = payment / unit(p)
        if not prices:
            return chosen
        least = min(prices.values())
        p = election.preferred([q for q in prices if prices[q] == least])
        for i in range(len(money)):
            if election.approves[i, p]:
                money[i] = max(Fraction(0), money[i] - least * unit(p))
        chosen.append(p)
        left.discard(p)


@st.composite
def elections(draw, most_projects=6, most_ballots=7, dearest=30, voters=4):
    projects = draw(st.integers(1, most_projects))
    names = [f"p{k}" for k in range(projects)]
    costs = draw(st.lists(st.integers(1, dearest), min_size=projects, max_size=projects))
    size = draw(st.integers(1, most_ballots))
    ballots = draw(st.lists(st.sets(st.sampled_from(names)), min_size=size, max_size=size))
    counts = draw(st.lists(st.integers(1, voters), min_size=size, max_size=size))
    budget = draw(st.integers(1, 3 * dearest))
    return dict(zip(names, costs, strict=True)), [sorted(b) for b in ballots], budget, counts


@settings(max_examples=150, deadline=None)
@given(elections(), st.sampled_from(["cost", "number"]))
def test_the_fast_rule_is_the_plain_one(given_, satisfaction):
    costs, ballots, budget, counts = given_
    election = collect(costs, ballots, budget, counts=counts)

    def unit(p):
        return election.costs[p] if satisfaction == "cost" else 1

    share = Fraction(election.budget, election.voters)
    plain = plain_equal_shares(election, share, unit)
    found = equal_shares(election, completion="none", satisfaction=satisfaction)
    assert found.chosen == tuple(election.projects[p] for p in plain)
    step = Fraction(1, 3)
    raised = equal_shares(election, completion="add1", satisfaction=satisfaction, increment=step)
    wanted = {p for p in range(len(costs)) if election.votes[p] and election.costs[p] <= election.budget}
    while set(plain) != wanted:
        share += step
        trial = plain_equal_shares(election, share, unit)
        if election.spent(trial) > election.budget:
            break
        plain = trial
    assert raised.chosen == tuple(election.projects[p] for p in plain)


@settings(max_examples=100, deadline=None)
@given(elections(most_projects=5, most_ballots=5, dearest=6, voters=1), st.sampled_from(["none", "add1"]))
def test_equal_shares_satisfies_ejr_up_to_one_project(given_, completion):
    """Peters, Pierczyński & Skowron (2021): by brute force over all groups of voters and sets of projects."""
    costs, ballots, budget, _ = given_
    election = collect(costs, ballots, budget)
    chosen = set(equal_shares(election, completion=completion).chosen)
    n = len(ballots)
    satisfaction = [sum(costs[p] for p in ballot if p in chosen) for ballot in ballots]
    for size in range(1, n + 1):
        for group in itertools.combinations(range(n), size):
            common = sorted(set.intersection(*(set(ballots[i]) for i in group)))
            for k in range(1, len(common) + 1):
                for wanted in itertools.combinations(common, k):
                    worth = sum(costs[p] for p in wanted)
                    if worth * n > size * budget or set(wanted) <= chosen:
                        continue
                    dearest = max(costs[p] for p in wanted if p not in chosen)
                    assert any(satisfaction[i] + dearest > worth for i in group)


@settings(max_examples=60, deadline=None)
@given(elections())
def test_no_rule_spends_more_than_there_is_and_nothing_left_fits(given_):
    costs, ballots, budget, counts = given_
    election = collect(costs, ballots, budget, counts=counts)
    for rule in (greedy, utilitarian, phragmen, equal_shares):
        outcome = rule(election)
        assert outcome.cost == sum(costs[p] for p in outcome.chosen) <= budget
        assert outcome.cost + outcome.unspent == budget
        assert len(set(outcome.chosen)) == len(outcome.chosen)
        if rule in (greedy, equal_shares):
            approved = {p for ballot in ballots for p in ballot}
            assert all(costs[p] > outcome.unspent for p in approved - set(outcome.chosen))


@settings(max_examples=60, deadline=None)
@given(elections(), st.randoms())
def test_neither_the_order_of_ballots_nor_of_projects_matters(given_, random):
    costs, ballots, budget, counts = given_
    plain = collect(costs, ballots, budget, counts=counts)
    spread = [ballot for ballot, n in zip(ballots, counts, strict=True) for _ in range(n)]
    names = list(costs)
    random.shuffle(spread)
    random.shuffle(names)
    moved = collect({name: costs[name] for name in names}, spread, budget)
    for rule in (greedy, utilitarian, phragmen, equal_shares):
        assert rule(moved).to_dict() == rule(plain).to_dict()


@settings(max_examples=60, deadline=None)
@given(elections(most_projects=6))
def test_the_utilitarian_outcome_is_the_best_set(given_):
    costs, ballots, budget, counts = given_
    election = collect(costs, ballots, budget, counts=counts)
    for satisfaction in ("cost", "number"):
        worth = {
            name: int(n) * (costs[name] if satisfaction == "cost" else 1)
            for name, n in zip(election.projects, election.votes, strict=True)
        }
        sets = (s for k in range(len(costs) + 1) for s in itertools.combinations(costs, k))
        best = max(sum(worth[p] for p in s) for s in sets if sum(costs[p] for p in s) <= budget)
        chosen = utilitarian(election, satisfaction=satisfaction).chosen
        assert sum(worth[p] for p in chosen) == best


def test_a_tie_and_a_difference_that_rounding_would_hide_are_told_apart():
    """10 divided by 3 supporters twice, and a little less: z is cheaper by a thousand-million-millionth."""
    election = collect({"x": 10, "y": 10, "z": "9.999999999999999"}, [["x"], ["y"], ["z"]], 30, counts=[3, 3, 3])
    found = equal_shares(election, completion="none", satisfaction="number")
    assert found.chosen == ("z", "x", "y")
    assert [(tie.projects, tie.taken) for tie in found.ties] == [(("x", "y"), "x")]
    assert any("x, y were equal; x came first" in w for w in found.warnings)
    short = collect({"x": "10.000000000000001", "y": 10}, [["x"], ["y"]], 20, counts=[3, 3])
    assert equal_shares(short, completion="none").chosen == ("y",)


def test_money_is_exact():
    election = collect({"a": "0.1", "b": 0.2}, [["a", "b"]], "0.3")
    assert equal_shares(election).chosen == ("a", "b")
    assert equal_shares(election).unspent == 0
    assert (election.scale, election.costs, election.money(1)) == (10, (1, 2), "0.10")
    assert amount(1e-3, "x") == Fraction(1, 1000)


def test_add1_goes_on_until_the_next_step_would_overspend():
    """Not until the outcome is exhaustive: that stops too early (methods/preferences.md section 0.5)."""
    rng = np.random.default_rng(3)
    costs = {f"p{k}": int(c) for k, c in enumerate(rng.integers(5, 60, 12))}
    ballots = [[f"p{j}" for j in rng.choice(12, 4, replace=False)] for _ in range(60)]
    election = collect(costs, ballots, 200)
    found = equal_shares(election, completion="add1", increment="0.05")
    assert found.runs > 2
    more = plain_equal_shares(election, found.share * election.scale + Fraction(1, 20), lambda p: election.costs[p])
    assert election.spent(more) > election.budget
    same = plain_equal_shares(election, found.share * election.scale, lambda p: election.costs[p])
    assert found.chosen == tuple(election.projects[p] for p in same)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: collect({"a": -5}, [["a"]], 10), "the cost of “a” must be above 0, not -5"),
        (lambda: collect({"a": 0}, [["a"]], 10), "above 0"),
        (lambda: collect({"a": "ten"}, [["a"]], 10), "must be a number"),
        (lambda: collect({"a": float("nan")}, [["a"]], 10), "must be a number"),
        (lambda: collect({"a": 1}, [["a"]], 0), "the budget must be above 0"),
        (lambda: collect({"a": 1}, [["a"], ["b"]], 10), "ballot 2 approves “b”, which is not a project"),
        (lambda: collect({"a": 1}, [["a", "a"]], 10), "ballot 1 holds a project twice"),
        (lambda: collect({"a": 1}, [], 10), "at least one project and one ballot"),
        (lambda: collect({"a": 1}, [["a"]], 10, counts=[-1]), "0 or more"),
        (lambda: collect({"a": 1}, [["a"]], 10, groups=["x", "y"]), "1 ballots need 1 groups"),
        (lambda: equal_shares(MINORITY, completion="all"), "completion is one of"),
        (lambda: equal_shares(MINORITY, increment=0), "increment must be above 0"),
        (
            lambda: equal_shares(collect({"a": 1, "b": 9}, [["a"], ["b"]], 10), increment="0.0001"),
            "ask for a larger increment",
        ),
    ],
)
def test_bad_votes_are_refused_in_words(call, words):
    with pytest.raises(ValueError, match=words):
        call()
