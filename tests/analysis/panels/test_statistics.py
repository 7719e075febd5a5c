"""Statistics from counts, against numpy on the ratings themselves."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughline.analysis.panels import Scale, collect, item_statistics, majority_opinion

RATINGS = st.lists(st.integers(1, 9), min_size=1, max_size=40)


def one(ratings, **more):
    return item_statistics(
        collect([[x] for x in ratings], items=["a"], people=[str(i) for i in range(len(ratings))], **more)
    )


@given(RATINGS)
def test_figures_equal_numpys(ratings):
    (s,) = one(ratings)
    x = np.array(ratings)
    quantiles = np.quantile(x, [0.25, 0.5, 0.75, 0.3, 0.7])
    assert (s.q1, s.median, s.q3, s.p30, s.p70) == pytest.approx(quantiles, abs=1e-12)
    assert (s.minimum, s.maximum, s.n) == (x.min(), x.max(), len(x))
    assert s.mean == pytest.approx(x.mean())
    assert s.mad == pytest.approx(np.median(np.abs(x - np.median(x))))
    assert s.sd == (pytest.approx(x.std(ddof=1), abs=1e-9) if len(x) > 1 else None)
    assert s.ipras == pytest.approx(2.35 + 1.5 * abs(5 - (s.p30 + s.p70) / 2))
    assert (s.against, s.between, s.favour) == ((x <= 3).sum(), ((x > 3) & (x < 7)).sum(), (x >= 7).sum())
    assert s.modes == tuple(v for v in range(1, 10) if (x == v).sum() == max((x == w).sum() for w in range(1, 10)))


@given(RATINGS, st.randoms())
def test_nothing_hangs_on_who_comes_first(ratings, random):
    moved = list(ratings)
    random.shuffle(moved)
    assert one(moved) == one(ratings)


def test_groups_are_told_apart_and_those_who_cannot_judge_are_counted():
    found = one([9, 8, 2, 10, None], groups=["staff", "staff", "patients", "patients", "patients"], unable=10)
    everybody, patients, staff = found
    assert (everybody.cell, patients.cell, staff.cell) == ("everybody", "patients", "staff")
    assert (everybody.n, patients.n, staff.n) == (3, 1, 2)
    assert (everybody.unable, patients.unable, staff.unable) == (1, 1, 0)
    assert (staff.median, patients.median, patients.sd) == (8.5, 2, None)


def test_an_item_nobody_rated_has_no_figures_and_no_nan():
    (s,) = one([None, None])
    assert (s.n, s.median, s.mad, s.index, s.minimum, s.modes, s.iqr) == (0, None, None, None, None, (), None)
    assert s.counts == (0,) * 9


def test_other_scales_have_no_index_of_disagreement():
    (s,) = one([1, 5, 5], scale=Scale(1, 5, 2, 4))
    assert (s.index, s.ipras, s.favour) == (None, None, 2)


def test_majority_opinion():
    """Kapoor (1987): (majority agreements + majority disagreements) / all opinions: (8 + 7) / 30."""
    counts = np.zeros((3, 9), dtype=np.int64)
    counts[0, 8], counts[0, 4] = 8, 2
    counts[1, 0], counts[1, 4] = 7, 3
    counts[2, 8], counts[2, 0] = 5, 5
    assert majority_opinion(counts, Scale()) == 0.5
    assert majority_opinion(np.zeros((1, 9), dtype=np.int64), Scale()) is None


@pytest.mark.parametrize(
    ("ratings", "more", "words"),
    [
        ([[1], [12]], {}, "p1 rated “a” 12: ratings are whole numbers from 1 to 9"),
        ([[1], [2.5]], {}, "p1 rated “a” 2.5"),
        ([[1, 2], [1, 2]], {}, "2 people and 1 items need a table of 2 × 1"),
        ([[1], [2]], {"people": ["p", "p"]}, "the person “p” is there twice"),
        ([[1], [2]], {"groups": ["x"]}, "need 2 constituencies"),
        ([[1], [2]], {"groups": ["x", "everybody"]}, "stands for all of them"),
        ([[1], [2]], {"groups": ["x", "x"], "invited": {"x": 1}}, "2 people of “x” took part, but 1 were invited"),
        ([[1], [2]], {"number": 0}, "numbered from 1"),
        ([], {"people": []}, "at least one item and one person"),
    ],
)
def test_bad_rounds_are_refused_in_words(ratings, more, words):
    with pytest.raises(ValueError, match=words):
        collect(ratings, **{"items": ["a"], "people": ["p0", "p1"], **more})
