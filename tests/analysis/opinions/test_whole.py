"""From any votes, however few or odd, either a whole result without a gap or an error in words."""

import json

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.analysis.opinions.conversations import votes_of

from throughline.analysis.opinions.between import between_groups
from throughline.analysis.opinions.duplicates import duplicates
from throughline.analysis.opinions.flags import flags
from throughline.analysis.opinions.groups import opinion_groups
from throughline.analysis.opinions.map import opinion_map
from throughline.analysis.opinions.personal import own_result
from throughline.analysis.opinions.proportional import statement_set

people = st.integers(0, 14)
rows = st.lists(st.tuples(people, st.integers(0, 5), st.sampled_from([-1, 0, 1])), min_size=1, max_size=90)
grid = [(p, s) for p in range(12) for s in range(5)]


@settings(max_examples=60, deadline=None)
@given(rows)
@example([(p, s, 1) for p, s in grid])
@example([(p, s, 0) for p, s in grid])
@example([(p, s, 1 if p < 6 else -1) for p, s in grid])
@example([(p, s, 1 if s < 3 else -1) for p, s in grid])
@example([(0, s, 1) for s in range(5)] + [(p, 0, -1) for p in range(1, 12)])
def test_any_votes_give_a_whole_result_or_an_error_in_words(given_rows):
    votes = votes_of(*(np.array(column) for column in zip(*given_rows, strict=True)))
    if min(votes.n_participants, votes.n_statements) < 3:
        with pytest.raises(ValueError, match="a map of 2 axes needs at least 3"):
            opinion_map(votes)
        return
    found = opinion_map(votes)
    groups = opinion_groups(found, resamples=2)
    between, alike = between_groups(votes, groups), duplicates(votes)
    chosen = statement_set(votes, found, size=1, groups=groups, alike=alike)
    own = own_result(votes, found, groups, between, votes.participants[0])
    for result in (found, groups, between, alike, chosen, flags(votes, groups), own):
        json.dumps(result.to_dict(), allow_nan=False)
    assert np.isfinite(found.expected(np.arange(votes.n_participants), np.zeros(votes.n_participants, int))).all()
    assert groups.membership.sum(1) == pytest.approx(1)
    assert (between.agree + between.disagree <= 1 + 1e-9).all()
