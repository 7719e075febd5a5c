"""How well groups are represented, and why a project was not funded."""

import itertools
import json
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from tests.analysis.budgets.test_rules import MINORITY, elections

from throughline.analysis.budgets import claims, collect, equal_shares, greedy, represent, why_not
from throughline.analysis.budgets.budget_chart import coverage, projects

TOWN = collect(
    {"park": 60, "path": 30, "books": 30, "pool": 500, "shed": 10},
    [["park", "path"], ["park"], ["books", "path"], ["books"]],
    100,
    counts=[40, 15, 15, 30],
    groups=["north", "north", "south", "south"],
)


def test_greedy_leaves_the_minority_a_claim_and_equal_shares_does_not():
    unfair, fair = represent(MINORITY, greedy(MINORITY)), represent(MINORITY, equal_shares(MINORITY))
    assert [c.project for c in unfair.claims] == ["b1", "b2", "b3", "b4", "b5"]
    assert (unfair.claims[0].voters, unfair.claims[0].entitled) == (40, 40.0)
    assert fair.claims == ()
    assert (unfair.groups[0].covered, fair.groups[0].covered) == (0.6, 1.0)
    assert "40 supporters of b1 deserved it" in unfair.shown
    assert fair.shown.endswith("No group can claim a project that it did not get.")


def test_shares_of_each_group_by_hand():
    """park and path are funded (90 of 100): north has both or park, south has path or nothing."""
    outcome = greedy(TOWN)
    assert outcome.chosen == ("path", "park")  # as many votes, and cheaper
    everybody, north, south = represent(TOWN, outcome).groups
    assert (everybody.voters, north.voters, south.voters) == (100, 55, 45)
    assert (everybody.covered, north.covered, south.covered) == (0.7, 1.0, 15 / 45)
    assert south.half == 15 / 45  # exactly half of path and books
    assert south.mean == pytest.approx(15 / 45 * 0.5)
    # The park's 60 are north's alone; of the path's 30, 15 of 55 supporters are south's.
    assert south.money == pytest.approx(30 * 15 / 55 / 90)
    assert north.money + south.money == pytest.approx(1)
    assert (north.voters_share, south.voters_share) == (0.55, 0.45)


def brute_force(costs, ballots, budget, chosen):
    """EJR+ up to any project, over all groups of voters."""
    n = len(ballots)
    have = [sum(costs[p] for p in ballot if p in chosen) for ballot in ballots]
    found = set()
    for size in range(1, n + 1):
        for group in itertools.combinations(range(n), size):
            for p in set.intersection(*(set(ballots[i]) for i in group)) - set(chosen):
                if all((have[i] + costs[p]) * n <= size * budget for i in group):
                    found.add(p)
    return found


@settings(max_examples=100, deadline=None)
@given(elections(most_projects=5, most_ballots=6, dearest=8, voters=1))
def test_claims_are_those_of_all_groups_and_equal_shares_leaves_none(given_):
    costs, ballots, budget, _ = given_
    election = collect(costs, ballots, budget)
    for outcome in (greedy(election), equal_shares(election, completion="none")):
        places = [election.projects.index(p) for p in outcome.chosen]
        assert {c.project for c in claims(election, places)} == brute_force(costs, ballots, budget, outcome.chosen)
    for completion in ("none", "utilitarian", "add1", "add1, then utilitarian"):
        fair = equal_shares(election, completion=completion, increment="0.5")
        assert represent(election, fair).claims == ()


def test_why_projects_were_not_funded():
    fair = equal_shares(TOWN, completion="none")
    assert why_not(TOWN, fair, "pool") == "“pool” costs 500, more than the whole budget of 100."
    assert why_not(TOWN, fair, "shed") == "“shed” costs 10, and nobody approved it."
    assert "park" not in fair.chosen
    assert why_not(TOWN, fair, "park") == (
        "“park” costs 60. Its 55 supporters had 33.18 left among them after paying for other projects they approve. "
        "In the end 40 of the budget were left, which is less than it costs."
    )
    assert "2 funded projects had as many or more" in why_not(TOWN, greedy(TOWN), "books")
    with pytest.raises(ValueError, match="was funded"):
        why_not(TOWN, fair, "path")
    with pytest.raises(ValueError, match="not a project"):
        why_not(TOWN, fair, "moon")


def test_warnings_name_what_cannot_be_funded():
    election = collect({"a": 1, "pool": 500, "shed": 1}, [["a"], []], 10)
    assert any("Approving nothing: 1 ballot." in w for w in election.warnings)
    assert any("Dearer than the whole budget, so never funded: pool" in w for w in election.warnings)
    assert any("Nobody approves: pool, shed" in w for w in election.warnings)


def test_everything_can_be_written_as_json_and_drawn():
    results = [represent(TOWN, rule(TOWN)) for rule in (greedy, equal_shares)]
    json.dumps([r.to_dict() for r in results] + [equal_shares(TOWN).to_dict()], allow_nan=False)
    drawn = coverage(results, title="More people get something by equal shares")
    ElementTree.fromstring(drawn.svg)
    assert len(drawn.table[1]) == 6
    listed = projects(TOWN, greedy(TOWN), title="Two projects are funded", most=3)
    assert [row[0].split(":")[0] for row in listed.table[1]] == ["park", "path", "books"]
    with pytest.raises(ValueError, match="same groups"):
        coverage([], title="t")


def test_an_outcome_of_another_election_is_refused():
    with pytest.raises(ValueError, match="“a1” is not a project"):
        represent(TOWN, greedy(MINORITY))


def test_costs_of_many_decimals_stay_exact():
    election = collect({"a": "0.333333333333333333333333", "b": "1/7"}, [["a"], ["b"]], 10)
    found = represent(election, equal_shares(election))
    assert found.groups[0].covered == 1
    assert found.claims == ()
