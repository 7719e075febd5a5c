"""G24: a crowd cannot be faked unnoticed: planted blocs in made-up conversations, at least nine in ten flagged, at most
one in a hundred honest people flagged. Seen red by giving `flags` the groups as they come (blocs that are a group of
their own on the map went unnoticed), and by judging people two by two, where 66 of 100 blocs were found whole."""

import numpy as np
import pytest
from tests.analysis.opinions.conversations import planted

from throughline.analysis.opinions.votes import Votes
from throughline.envision.opinions import working

HONEST, STATEMENTS, SLIPS = 150, 40, 1


def flagged(seed: int) -> tuple[float, float]:
    """Shares of the bloc that was planted in a conversation, and of the honest people in it, that are flagged. A bloc
    is 5 to 15 people who were told what to answer to 20 to 40 statements; each departs from it once."""
    person, statement, value, _group = planted(HONEST, STATEMENTS, 0.6, seed=seed)
    draw = np.random.default_rng(seed)
    size, asked = int(draw.integers(5, 16)), draw.permutation(STATEMENTS)[: draw.integers(20, STATEMENTS + 1)]
    told = draw.choice([-1, 1], len(asked))
    for newcomer in range(HONEST, HONEST + size):
        own = told.copy()
        own[draw.choice(len(asked), SLIPS, replace=False)] *= -1
        person = np.concatenate([person, np.full(len(asked), newcomer)])
        statement, value = np.concatenate([statement, asked]), np.concatenate([value, own])
    votes = Votes.from_columns(person, statement, value)
    _alike, _map, groups = working.placed(votes, seed=0, tell=lambda *_: None)
    found = working.to_look_at(votes, groups)
    suspects = {one.participant for one in found.straight_lines}.union(*(bloc.participants for bloc in found.blocs))
    bloc = sum(who >= HONEST for who in suspects)
    return bloc / size, (len(suspects) - bloc) / HONEST


def shares_of(conversations: int) -> tuple[float, float]:
    """The share of blocs of which at least nine in ten people are flagged, and of honest people that are."""
    seen = [flagged(seed) for seed in range(conversations)]
    return sum(bloc >= 0.9 for bloc, _honest in seen) / conversations, sum(one for _b, one in seen) / conversations


@pytest.mark.parametrize("conversations", [5, pytest.param(200, marks=pytest.mark.prove)])
def test_planted_blocs_are_flagged_and_honest_people_are_not(conversations):
    blocs, honest = shares_of(conversations)
    assert blocs >= 0.9
    assert honest <= 0.01
