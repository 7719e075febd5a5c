"""How much is found in stories that the rules learned from and, which is what counts, in stories they never saw.

Rules frozen before the unseen stories were written: cb501d8. First reading there: rules .929 of the identifiers at a
precision of .951, with the model .971 at .947, with the review layer .977 at .945. Four plain mistakes that it showed
("bear" in the list of first names, "£11 each way" as an address, "saint that", "our MP's") were then corrected, which
changed no recall: precision .967, .962, .959. Before that, rules frozen in f3d913b met `redaction_second.txt` unseen:
.875 at .947, .928 at .915, .931 at .904; the rules then learned from it.
"""

import pytest
from tests.language.redaction_scores import SEEN, UNSEEN, score, stories

from throughline.language import entities, models


@pytest.fixture(scope="module")
def finder(installed):
    return entities.load(installed(models.SPACY_ENGLISH))


@pytest.fixture(scope="module")
def unseen():
    return stories(UNSEEN)


@pytest.fixture(scope="module")
def seen():
    return [story for name in SEEN for story in stories(name)]


def test_there_are_enough_stories_and_at_least_80_unseen_ones(seen, unseen):
    assert len(unseen) >= 80
    assert len(seen) + len(unseen) >= 160
    assert len({story.text for story in (*seen, *unseen)}) == len(seen) + len(unseen)
    assert all(40 <= len(story.text.split()) <= 120 for story in (*seen, *unseen))
    assert all("[[" not in story.text and story.spans for story in seen)


def test_rules_alone_find_nine_in_ten_of_what_they_never_saw(unseen):
    found = score(unseen)
    assert found.recall >= 0.90
    assert found.precision >= 0.94


def test_rules_and_model_find_nine_in_ten_of_what_they_never_saw(unseen, finder):
    found = score(unseen, finder=finder)
    assert found.recall >= 0.95  # asked: .90
    assert found.precision >= 0.94  # asked: .90


def test_the_review_layer_finds_95_in_a_hundred_of_what_it_never_saw(unseen, finder):
    found = score(unseen, finder=finder, review=True)
    assert found.recall >= 0.96  # asked: .95
    assert found.precision >= 0.93  # asked: .90


def test_the_layers_find_more_and_never_less(unseen, finder):
    figures = [score(unseen), score(unseen, finder=finder), score(unseen, finder=finder, review=True)]
    hits = [found.hit.total() for found in figures]
    assert hits == sorted(hits)
    assert hits[0] < hits[-1]


def test_what_is_found_mostly_has_its_kind(unseen, finder):
    assert score(unseen, finder=finder).right_kind >= 0.85


def test_what_the_rules_learned_from_stays_found(seen, finder):
    found = score(seen, finder=finder, review=True)
    assert found.recall >= 0.98
    assert found.precision >= 0.98
    assert score(seen).recall >= 0.96
