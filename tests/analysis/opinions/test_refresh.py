"""A map kept up vote by vote is the map made anew, nearly."""

import numpy as np
import pytest
from tests.analysis.opinions.conversations import planted, votes_of

from throughline.analysis.opinions.map import opinion_map
from throughline.analysis.opinions.refresh import live_map


def whole(seed=0):
    person, statement, vote, _ = planted(800, 50, 0.4, seed=seed)
    order = np.random.default_rng(seed).permutation(len(person))
    return person[order], statement[order], vote[order]


def by_label(found, labels):
    row = {p: i for i, p in enumerate(found.participants.tolist())}
    return found.positions[[row[p] for p in labels]]


def test_the_live_map_starts_as_the_map():
    votes = votes_of(*whole())
    live, found = live_map(votes).map(), opinion_map(votes)
    assert np.allclose(live.positions, found.positions, atol=1e-12)
    assert np.allclose(live.bridging, found.bridging, atol=1e-12)
    assert live_map(votes).drift == 0


def test_added_votes_of_old_and_new_people_on_old_and_new_statements_lead_where_a_new_map_does():
    person, statement, vote = whole(1)
    cut = len(person) - 300
    first = (person[:cut] < 780) & (statement[:cut] < 49)
    live = live_map(votes_of(person[:cut][first], statement[:cut][first], vote[:cut][first]))
    rest = np.concatenate([np.flatnonzero(~first), np.arange(cut, len(person))])
    for part in np.array_split(rest, 3):
        live = live.add(person[part], statement[part], vote[part])
    found, anew = live.map(), opinion_map(live.votes)
    assert live.drift == pytest.approx(len(rest) / len(person))
    assert live.votes.n_votes == len(person)
    labels = anew.participants.tolist()
    one, other = by_label(found, labels), by_label(anew, labels)
    typical = anew.spread[0]
    assert np.sqrt(((one - other) ** 2).mean()) < 0.1 * typical
    rows = {s: j for j, s in enumerate(found.statements.tolist())}
    again = [rows[s] for s in anew.statements.tolist()]
    assert np.abs(found.bridging[again] - anew.bridging).max() < 0.1


def test_a_changed_vote_moves_its_caster_and_the_former_map_stays():
    votes = votes_of(*whole(2))
    live = live_map(votes)
    before = live.map()
    who = int(votes.participants[3])
    cells = slice(int(votes.starts[3]), int(votes.starts[4]))
    changed = live.add(
        np.full(cells.stop - cells.start, who), votes.statements[votes.columns[cells]], -votes.values[cells]
    )
    after = changed.map()
    moved = np.abs(after.positions - before.positions).max(1)
    assert moved.argmax() == 3
    assert np.array_equal(live.map().positions, before.positions)
    back = changed.add(
        np.full(cells.stop - cells.start, who), votes.statements[votes.columns[cells]], votes.values[cells]
    )
    assert np.allclose(back.map().positions, before.positions, atol=2e-3)


def test_unknown_votes_are_refused():
    live = live_map(votes_of(*whole(3)))
    with pytest.raises(ValueError, match="a vote is 1"):
        live.add([1], [1], [7])
    with pytest.raises(ValueError, match="needs at least 3"):
        live_map(votes_of([0, 1], [0, 1], [1, 1]))
