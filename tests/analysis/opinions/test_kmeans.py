"""k-means by boxes is k-means by every distance, and both are the definition."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from throughline.analysis.opinions import kmeans as module
from throughline.analysis.opinions.kmeans import kmeans


def by_definition(points, k, most):
    """Slow and plain: first distinct points, ties to the later centre, empty centres dropped."""
    centres = list(dict.fromkeys(map(tuple, points.tolist())))[:k]
    for _ in range(most + 1):
        away = [[(p[0] - c[0]) ** 2 + (p[1] - c[1]) ** 2 for c in centres] for p in points.tolist()]
        labels = [max(j for j, d in enumerate(row) if d == min(row)) for row in away]
        held = sorted(set(labels))
        new = [tuple(points[[label == j for label in labels]].mean(0)) for j in held]
        moved = [np.hypot(a[0] - b[0], a[1] - b[1]) for a, b in zip(sorted(centres), sorted(new), strict=False)]
        centres, labels = new, [held.index(label) for label in labels]
        if max(moved) < 0.01:
            break
    return np.array(centres), np.array(labels)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.tuples(st.integers(-40, 40), st.integers(-9, 9)), min_size=1, max_size=60),
    st.integers(1, 12),
)
def test_clusters_are_those_of_the_definition(points, k):
    points = np.array(points) / 7
    found = kmeans(points, k, most=20)
    centres, labels = by_definition(points, k, 20)
    assert found.labels.tolist() == labels.tolist()
    assert found.centres == pytest.approx(centres, abs=1e-12)


@pytest.mark.parametrize("shape", ["clouds", "heavy tails", "a grid with ties", "one line", "few distinct"])
def test_boxes_give_the_same_clusters(shape, monkeypatch):
    rng = np.random.default_rng(5)
    points = rng.normal(size=(6_000, 2)) + rng.integers(0, 3, (6_000, 1)) * [3.0, -1.0]
    points = {
        "clouds": points,
        "heavy tails": points * rng.lognormal(0, 1.2, (6_000, 1)),
        "a grid with ties": np.round(points * 4) / 4,
        "one line": points * [1.0, 0.0],
        "few distinct": np.round(points / 4),
    }[shape]
    boxes = kmeans(points, 40, most=15)
    monkeypatch.setattr(module, "BOXES_FROM", 10**9)
    direct = kmeans(points, 40, most=15)
    assert boxes.steps == direct.steps
    assert boxes.centres == pytest.approx(direct.centres, abs=1e-9)
    assert (boxes.labels == direct.labels).mean() > 0.999  # centres that differ by rounding may part ties otherwise


def test_weights_pull_centres_and_a_start_is_kept():
    points = np.array([[0.0, 0], [1, 0], [10, 0], [11, 0]])
    found = kmeans(points, 2, weights=np.array([3.0, 1, 1, 3]), start=np.array([[2.0, 0], [9, 0]]))
    assert found.centres.tolist() == [[0.25, 0], [10.75, 0]]
    assert found.labels.tolist() == [0, 0, 1, 1]
    assert found.settled
