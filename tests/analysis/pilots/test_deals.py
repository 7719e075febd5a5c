"""Ways to deal out starts: each once where they are few, drawn where they are many."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughline.analysis.pilots._deals import deals


@given(st.lists(st.integers(0, 2), min_size=2, max_size=7))
def test_every_way_is_there_once_in_both_directions(labels):
    found = deals(labels, 99, 0)
    ways = math.factorial(len(labels)) // math.prod(math.factorial(labels.count(one)) for one in set(labels))
    assert len(found) == ways
    assert found[0].tolist() == list(range(len(labels)))
    taken = np.asarray(labels)[np.argsort(found, axis=1)]
    assert len({tuple(row) for row in taken.tolist()}) == ways
    assert all(sorted(row) == list(range(len(labels))) for row in found.tolist())


def test_many_ways_are_drawn_by_their_seed():
    one, same, other = (deals(range(12), 99, seed) for seed in (1, 1, 2))
    assert one.shape == (100, 12)
    assert (one == same).all()
    assert (one != other).any()
    assert one[0].tolist() == list(range(12))


@pytest.mark.parametrize(("places", "changed"), [(20, 1), (10, 4)])
def test_a_common_start_is_dealt_as_a_choice_of_places(places, changed):
    assert len(deals([0] * changed + [1] * (places - changed), 99, 0)) == math.comb(places, changed)
