"""G24: a crowd cannot be faked unnoticed: planted blocs in made-up conversations, at least nine in ten flagged, at most
one in a hundred honest people flagged. Seen red by giving `flags` the groups as they come: blocs that are a group of
their own on the map went unnoticed."""

from array import array

import numpy as np
import pytest
from tests.analysis.opinions.conversations import planted

from throughline.envision.opinions import working
from throughline.envision.opinions.gathering import Given

BLOC, HONEST, STATEMENTS = 8, 150, 40


def flagged(seed: int) -> tuple[bool, int]:
    """Whether the bloc that was planted in a conversation is flagged, and how many others are."""
    person, statement, value, _group = planted(HONEST, STATEMENTS, 0.6, seed=seed)
    draw = np.random.default_rng(seed)
    told = draw.choice([-1, 1], 30)
    asked = draw.permutation(STATEMENTS)[:30]
    slips = [np.where(np.arange(30) == draw.integers(30), -told, told) for _ in range(BLOC)]
    person = np.concatenate([person, np.repeat(np.arange(HONEST, HONEST + BLOC), 30)])
    given = Given(
        array("i", person.tolist()),
        array("i", np.concatenate([statement, np.tile(asked, BLOC)]).tolist()),
        array("b", np.concatenate([value, *slips]).tolist()),
        [("patients", "staff", "policy")[n % 3] for n in range(HONEST + BLOC)],
        [f"r{n}" for n in range(STATEMENTS)],
        [0] * STATEMENTS,
        0,
    )
    found = working.work(given, seed=0, tell=lambda *_: None)["flags"]
    bloc = any(one["people"] >= BLOC - 1 for one in found["blocs"])
    everybody = sum(one["people"] for one in found["blocs"]) + len(found["lines"])
    return bloc, everybody - (BLOC if bloc else 0)


def share_of(conversations: int) -> tuple[float, float]:
    """Shares of blocs, and of honest people, that are flagged."""
    seen = [flagged(seed) for seed in range(conversations)]
    return sum(bloc for bloc, _others in seen) / conversations, sum(n for _bloc, n in seen) / (conversations * HONEST)


def test_planted_blocs_are_flagged_and_honest_people_are_not():
    blocs, others = share_of(5)
    assert blocs >= 0.9
    assert others <= 0.01


@pytest.mark.prove
def test_planted_blocs_are_flagged_and_honest_people_are_not_in_many_conversations():
    blocs, others = share_of(200)
    assert blocs >= 0.9
    assert others <= 0.01
