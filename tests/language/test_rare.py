import json

import numpy as np
import pytest

from throughline.language import rare as module
from throughline.language import signals
from throughline.language.groups import SAYS_NOTHING, STANDS_ALONE
from throughline.language.rare import rare


def scene(sizes, d=8):
    """Groups of the given sizes around axes of their own; everybody is of two constituencies in turn."""
    labels = [label for label, size in enumerate(sizes) for _ in range(size)]
    vectors = np.eye(d, dtype=np.float32)[labels]
    return [f"words {i}" for i in range(len(labels))], vectors, labels


def alternate(n):
    return ["patients", "staff"] * (n // 2) + ["patients"] * (n % 2)


def test_a_red_flag_comes_first_whatever_group_it_is_in():
    texts, vectors, labels = scene([60, 60])
    texts[70] = "He could have died and nobody came"
    found = rare(texts, vectors, labels, alternate(120), [signals.find(t) for t in texts])
    assert [item.index for item in found] == [70]
    assert found[0].reasons == ("speaks of a death or a serious incident", "speaks of harm")
    assert found[0].score > 0.95


# Seen red against a list of signals only: the lone text and the small group were not on it.
def test_small_groups_and_lone_texts_are_listed_and_large_ones_are_not():
    texts, vectors, labels = scene([150, 150, 3])
    labels[0] = STANDS_ALONE
    labels[1] = SAYS_NOTHING
    found = rare(texts, vectors, labels, [None] * 303, [[]] * 303)
    assert [(item.index, item.reasons) for item in found] == [
        (0, (module.STANDS_ALONE_REASON,)),
        *((i, (module.SMALL_GROUP_REASON,)) for i in (300, 301, 302)),
    ]


def test_a_point_of_one_constituency_is_listed_when_chance_would_not_give_it():
    texts, vectors, labels = scene([100, 100, 10])
    voices = ["patients", "patients", "staff"] * 70
    voices[200:] = ["staff"] * 10
    found = rare(texts, vectors, labels, voices, [[]] * 210)
    assert {item.index for item in found} == set(range(200, 210))
    assert {item.reasons for item in found} == {("a point made by staff only",)}


def test_a_group_of_the_only_constituency_is_nothing_special():
    texts, vectors, labels = scene([100, 100, 10])
    assert rare(texts, vectors, labels, ["patients"] * 210, [[]] * 210) == []


def test_of_a_crowd_even_three_of_the_few_are_heard():
    texts, vectors, labels = scene([400, 3])
    voices = ["patients"] * 390 + ["policy"] * 13
    reasons = {reason for item in rare(texts, vectors, labels, voices, [[]] * 403) for reason in item.reasons}
    assert "a point made by policy only" in reasons


def test_a_small_group_farther_away_comes_earlier():
    texts, vectors, labels = scene([200, 200, 3, 3])
    vectors[400:403] = (vectors[0] + 0.2 * vectors[400]) / np.linalg.norm(vectors[0] + 0.2 * vectors[400])
    found = rare(texts, vectors, labels, [None] * 406, [[]] * 406)
    assert [item.index for item in found] == [403, 404, 405, 400, 401, 402]


def test_lengths_must_agree():
    with pytest.raises(ValueError, match="one length"):
        rare(["a"], np.zeros((1, 2), dtype=np.float32), [0], [], [[]])


def test_nothing_gives_nothing_and_results_become_json():
    assert rare([], np.zeros((0, 2), dtype=np.float32), [], [], []) == []
    found = rare(["suicidal"], np.ones((1, 1), dtype=np.float32), [0], [None], [signals.find("suicidal")])
    expected = [{"index": 0, "reasons": ["speaks of suicide or self-harm"], "score": 1.0}]
    assert json.loads(json.dumps([item.to_dict() for item in found])) == expected
