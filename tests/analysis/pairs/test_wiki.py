"""Wiki surveys: a real one, simulated ones, and which pair is asked next."""

import csv
import json
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtr
from scipy.stats import chisquare
from tests.analysis.data import FOLDER, needs_data

from throughline.analysis.pairs import collect, from_codes, next_pairs, position, production_score, wiki_survey
from throughline.analysis.pairs.asking import weight
from throughline.analysis.pairs.pairs_chart import scores


def mercator(question=None):
    with (FOLDER / "choices" / "mercator_wikisurvey__votes_long.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if question in (None, row["question"])]
    prefix = "" if question else "question"
    columns = [[row.get(prefix, "") + row[side] for row in rows] for side in ("left", "right", "winner")]
    return collect(*columns, voters=[row["session"] for row in rows])


@needs_data
def test_production_scores_of_a_real_survey():
    """Case PW-3: mercator, question "work": wins, losses and score of three ideas."""
    cases = json.loads((FOLDER / "choices" / "cases.json").read_text())
    expected = next(c for c in cases if c["id"] == "PW-3")["top"]
    found = {idea.item: idea for idea in wiki_survey(mercator("work")).ideas}
    assert len(expected) == 3
    for item, (wins, losses, score) in expected.items():
        assert (found[item].wins, found[item].losses) == (wins, losses)
        assert found[item].production == pytest.approx(score, abs=0.005)


@needs_data
def test_the_left_was_chosen_more_often_than_chance_explains():
    """methods/preferences.md section 4: 1,172 votes, 141 sessions, left chosen 53.4%."""
    votes = mercator()
    found = position(votes)
    assert len(votes) == 1172
    assert votes.voters.max() + 1 <= 141
    assert 100 * found.left.estimate == pytest.approx(53.4, abs=0.05)
    assert found.left.low > 0.5
    assert 0 < found.p < 0.05
    assert "more than chance explains" in found.shown


def survey(seed, ideas=8, people=150, each=12):
    """Salganik and Levy's model: a person's liking is normal about the idea's mean, votes are probit."""
    rng = np.random.default_rng(seed)
    mean = rng.normal(size=ideas)
    liking = mean + rng.normal(size=(people, ideas))
    who = np.repeat(np.arange(people), each)
    a = rng.integers(0, ideas, len(who))
    b = (a + rng.integers(1, ideas, len(who))) % ideas
    left = rng.random(len(who)) < ndtr(liking[who, a] - liking[who, b])
    chances = ndtr((mean[:, None] - mean[None, :]) / 3**0.5)
    truth = 100 * (chances.sum(1) - 0.5) / (ideas - 1)
    return truth, from_codes([f"i{k}" for k in range(ideas)], a, b, np.where(left, 1, -1), voters=who)


def test_planted_scores_are_found():
    truth, votes = survey(1, people=400)
    found = wiki_survey(votes)
    errors = [idea.score - truth[int(idea.item[1:])] for idea in found.ideas]
    assert np.abs(errors).max() < 6
    assert found.ideas[0].item == f"i{truth.argmax()}"
    assert found.voters == 400
    assert found.to_dict()["ideas"][0]["item"] == found.ideas[0].item


@pytest.mark.prove
def test_ranges_of_scores_hold_the_truth_at_their_rate():
    held = []
    for seed in range(200):
        truth, votes = survey(seed)
        held += [idea.low <= truth[int(idea.item[1:])] <= idea.high for idea in wiki_survey(votes).ideas]
    assert 0.92 <= np.mean(held) <= 0.98


def test_a_new_idea_lies_in_the_middle_with_a_wide_range():
    _, votes = survey(2)
    names = [*votes.items, "new"]
    for voters in (votes.voters, None):
        found = wiki_survey(from_codes(names, votes.left, votes.right, votes.outcome, voters=voters), top_of=3)
        (new,) = [idea for idea in found.ideas if idea.item == "new"]
        assert 35 < new.score < 65
        assert new.high - new.low > 60
        assert new.production == 50
        assert 0.05 < new.top < 0.95
    assert any("give voters" in w for w in found.warnings)


def test_ties_are_left_out_and_counted():
    found = wiki_survey(collect(list("aab"), list("bbc"), ["a", None, "b"]))
    assert (found.votes, found.left_out) == (2, 1)
    assert "neither idea was chosen: 1 of 3" in found.warnings[1]
    assert {idea.top for idea in found.ideas} == {1.0}


def test_the_chart_shows_scores_with_ranges():
    drawn = scores(wiki_survey(survey(3)[1]), title="One idea leads", most=4)
    assert drawn.table[0][0] == "Idea"
    assert len(drawn.table[1]) == 4


@given(st.integers(0, 500), st.integers(0, 500))
def test_production_scores_of_both_sides_make_a_hundred(wins, losses):
    assert production_score(wins, losses) + production_score(losses, wins) == pytest.approx(100)
    assert production_score(wins + 1, losses) > production_score(wins, losses)


def test_sides_that_do_not_matter_are_said_not_to():
    rng = np.random.default_rng(4)
    a = rng.integers(0, 5, 2_000)
    b = (a + rng.integers(1, 5, 2_000)) % 5
    found = position(from_codes("abcde", a, b, rng.choice([-1, 1], 2_000)))
    assert "no more than chance explains" in found.shown
    assert found.p > 0.05


def test_the_weights_are_all_our_ideas():
    """min(1 / (votes + 1), 0.05)."""
    assert [weight(v) for v in (0, 19, 39, 99)] == pytest.approx([0.05, 0.05, 0.025, 0.01])


def test_pairs_are_drawn_in_proportion_to_their_weights():
    """Six ordered pairs of three ideas, one seen 99 times and one 199 times."""
    left = [0] * 99 + [1] * 199
    votes = from_codes("abc", left, [1] * 99 + [2] * 199, [1] * 298)
    drawn = Counter(next_pairs(votes, 20_000, seed=1))
    weights = {("a", "b"): 0.01, ("b", "c"): 0.005}
    pairs = [(x, y) for x in "abc" for y in "abc" if x != y]
    expected = np.array([weights.get(p, 0.05) for p in pairs])
    assert chisquare([drawn[p] for p in pairs], 20_000 * expected / expected.sum()).pvalue > 1e-3


def test_pairs_that_everybody_saw_often_are_still_drawn():
    pairs = [(x, y) for x in range(3) for y in range(3) if x != y for _ in range(5_000)]
    votes = from_codes("abc", *zip(*pairs, strict=True), [1] * len(pairs))
    assert len(set(next_pairs(votes, 600, seed=2))) == 6


def test_what_a_person_has_seen_and_what_is_closed_is_not_asked():
    _, votes = survey(5)
    drawn = next_pairs(votes, 500, active=["i0", "i1", "i2"], seen=[("i1", "i0")], seed=3)
    assert {frozenset(p) for p in drawn} == {frozenset({"i0", "i2"}), frozenset({"i1", "i2"})}
    assert drawn == next_pairs(votes, 500, active=["i0", "i1", "i2"], seen=[("i1", "i0")], seed=3)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda v: next_pairs(v, active=["a"]), "at least 2 active"),
        (lambda v: next_pairs(v, active=["a", "x"]), "no idea “x”"),
        (lambda v: next_pairs(v, seen=[("a", "b")]), "seen every pair"),
        (lambda v: next_pairs(v, 0), "at least one prompt"),
        (lambda v: next_pairs(v, alpha=-1), "0 or more"),
        (lambda v: wiki_survey(v, top_of=0), "at least 1 idea"),
        (lambda v: wiki_survey(collect(["a"], ["b"], [None])), "at least 1 vote"),
        (lambda v: position(collect(["a"], ["b"], [None])), "no vote chose"),
        (lambda v: production_score(-1, 0), "0 or more"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(call, words):
    with pytest.raises(ValueError, match=words):
        call(collect(["a", "b"], ["b", "a"], ["a", "a"]))


@pytest.mark.parametrize("voters", [None, ["one"] * 3, ["one", "two", "three"]])
@pytest.mark.parametrize("winners", ["aba", "abb"])
def test_three_votes_never_settle_whether_the_side_decided(voters, winners):
    found = position(collect(list("aba"), list("bab"), list(winners), voters=voters))
    assert found.left.low < 0.5 < found.left.high or found.left.high == 1 > 0.5 > found.left.low
    assert "no more than chance explains" in found.shown


def test_the_range_of_the_side_is_wider_where_people_always_press_the_same_one():
    left, right = ["a", "b"] * 100, ["b", "a"] * 100
    winners = [left[i] if i // 20 % 2 else right[i] for i in range(200)]  # ten people, each always one side
    apart = position(collect(left, right, winners)).left
    together = position(collect(left, right, winners, voters=[i // 20 for i in range(200)])).left
    assert (together.estimate, together.n) == (apart.estimate, apart.n)
    assert together.high - together.low > 3 * (apart.high - apart.low)
