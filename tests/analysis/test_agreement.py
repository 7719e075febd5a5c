"""Agreement coefficients against published examples."""

import math
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from throughline.analysis.agreement import by_code, coding, cohen, fleiss, krippendorff

# Krippendorff (2011), Computing Krippendorff's alpha-reliability, example C: 4 observers, 12 units, missing data.
OBSERVERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]
# Fleiss (1971), table 1: 30 patients, 6 psychiatrists, 5 diagnoses.
DIAGNOSES = """00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 10050 11040 03300 10050 02031
00501 30012 51000 02040 10203 00006 01050 02013 20040 10041 05010 40002 02040 10500 00006"""


@contextmanager
def few_draws() -> Iterator[None]:
    """For tests of the coefficient alone, which does not hang on the draws that its interval takes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(coding, "RESAMPLES", 20)
        yield


@pytest.mark.parametrize(
    ("scale", "alpha"), [("nominal", 0.7434), ("ordinal", 0.8154), ("interval", 0.8491), ("ratio", 0.7974)]
)
def test_alpha_equals_krippendorffs_own_example(scale, alpha):
    """Krippendorff (2011); the same numbers from the R package irr."""
    found = krippendorff(OBSERVERS, scale=scale)
    assert found.coefficient == pytest.approx(alpha, abs=5e-5)
    assert (found.units, found.coders) == (11, 4)
    assert found.low < found.coefficient < found.high <= 1


def test_fleiss_kappa_equals_fleiss():
    """Fleiss (1971); R package irr, kappam.fleiss(diagnoses): 0.43024452."""
    found = fleiss([[int(x) for x in row] for row in DIAGNOSES.split()])
    assert found.coefficient == pytest.approx(0.43024452, abs=1e-8)
    assert (found.units, found.coders) == (30, 6)


def test_cohens_kappa_equals_cohens_example():
    """Cohen (1960), table 1: 200 cases, kappa 0.492; linear and quadratic by the definition of Cohen (1968)."""
    cells = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]
    first = [i for i, row in enumerate(cells) for j, n in enumerate(row) for _ in range(n)]
    second = [j for i, row in enumerate(cells) for j, n in enumerate(row) for _ in range(n)]
    assert cohen(first, second).coefficient == pytest.approx(0.492, abs=5e-4)
    joint = np.array(cells) / 200
    for weights, power in (("linear", 1), ("quadratic", 2)):
        cost = np.abs(np.subtract.outer(range(3), range(3))) ** power
        expected = 1 - (joint * cost).sum() / (np.outer(joint.sum(1), joint.sum(0)) * cost).sum()
        assert cohen(first, second, weights=weights).coefficient == pytest.approx(expected, abs=1e-12)


def test_alpha_of_interval_codes_is_one_minus_the_variance_ratio():
    """For two coders of numbers without gaps alpha is 1 - within / total variance (closed form)."""
    rng = np.random.default_rng(3)
    truth = rng.normal(size=60)
    a, b = truth + rng.normal(size=60), truth + rng.normal(size=60)
    pooled = np.concatenate([a, b])
    expected = 1 - ((a - b) ** 2).mean() / (2 * pooled.var(ddof=1))
    found = krippendorff([a.tolist(), b.tolist()], scale="interval")
    assert found.coefficient == pytest.approx(expected, abs=1e-12)


def test_sets_of_codes_count_part_agreement():
    """MASI (Passonneau 2006): {a, b} with {a} is 1 - 1/2 × 2/3 apart."""
    one = [{"a", "b"}, {"a"}, {"b"}, set(), {"c"}] * 8
    two = [{"a"}, {"a"}, {"b"}, set(), {"c"}] * 8
    masi = krippendorff([one, two], scale="sets").coefficient
    exact = krippendorff([[str(sorted(x)) for x in one], [str(sorted(x)) for x in two]]).coefficient
    assert exact < masi < 1
    # By hand: 16 of 80 coincidences are 2/3 apart; expected from the counts of the five sets.
    sets = [frozenset("ab"), frozenset("a"), frozenset("b"), frozenset(), frozenset("c")]
    n = dict(zip(sets, (8, 24, 16, 16, 16), strict=True))

    def apart(x, y):
        if x == y:
            return 0
        inside = 2 / 3 if x <= y or y <= x else 1 / 3
        return 1 - len(x & y) / len(x | y) * inside

    expected = sum(n[x] * n[y] * apart(x, y) for x in sets for y in sets)
    assert masi == pytest.approx(1 - 79 * (16 * 2 / 3) / expected, abs=1e-12)


def test_each_code_has_its_own_agreement():
    one = ["wait"] * 20 + ["food"] * 20 + ["staff"] * 20
    two = ["wait"] * 20 + ["food"] * 12 + ["staff"] * 28
    found = by_code([one, two])
    assert found["wait"].coefficient == 1
    assert found["food"].coefficient < 0.8
    assert list(found) == ["food", "staff", "wait"]
    several = by_code([[{"a", "b"}, {"a"}] * 5, [{"a", "b"}, {"b"}] * 5])
    assert set(several) == {"a", "b"}


def test_chance_gives_about_nothing_and_the_interval_covers_the_truth():
    rng = np.random.default_rng(1)
    covered = 0
    for seed in range(40):
        rows = rng.choice(["a", "b", "c"], size=(2, 60), p=[0.5, 0.3, 0.2]).tolist()
        found = krippendorff(rows, seed=seed)
        covered += found.low <= 0 <= found.high
    assert covered >= 34


def test_the_same_seed_gives_the_same_interval_and_words():
    one, two = krippendorff(OBSERVERS, seed=7), krippendorff(OBSERVERS, seed=7)
    assert one == two
    assert one.verdict == "tentative"
    assert one.shown.startswith("Agreement is tentative: Krippendorff's alpha 0.74 (likely between")
    assert one.warnings[0] == "Used fewer than 5 times, so little is known of them: 5."
    assert "Left out, with fewer than 2 codes: 1 of 12 items." in one.warnings
    assert one.to_dict()["coders"] == 4


@settings(max_examples=10)
@given(st.lists(st.sampled_from("abc"), min_size=4, max_size=20).filter(lambda x: len(set(x)) > 1))
def test_coders_who_agree_wholly_have_coefficient_one(codes):
    with few_draws():
        assert krippendorff([codes, codes]).coefficient == pytest.approx(1)
        assert cohen(codes, codes).coefficient == pytest.approx(1)


def test_a_range_that_resampling_cannot_widen_says_so():
    found = fleiss([[3, 0], [0, 3]])
    assert (found.low, found.high) == (1, 1)
    assert any("cannot tell how sure it is" in w for w in found.warnings)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: cohen(["a"], ["a", "b"]), "must code the same items"),
        (lambda: cohen(["a", "a"], ["a", "a"]), "only one code"),
        (lambda: cohen([None], ["a"]), "coded twice"),
        (lambda: cohen([1, 2], [2, 9], weights="linear", order=[1, 2]), "missing from the order: 9"),
        (lambda: krippendorff([[1, 2]]), "two or more coders"),
        (lambda: krippendorff([[1, None], [math.nan, 2]]), "coded twice"),
        (lambda: krippendorff([["a", "b"], ["b", "a"]], scale="interval"), "scale interval codes must be finite"),
        (lambda: krippendorff([[-1, 2], [1, 2]], scale="ratio"), "must not be negative"),
        (lambda: krippendorff([["a", "b"], ["b", "a"]], scale="sets"), "must be a set"),
        (lambda: fleiss([[1, 2], [2, 2]]), "same number of coders"),
        (lambda: krippendorff([[math.inf, 2], [1, 2]], scale="ratio"), "must be finite numbers"),
        (lambda: cohen(["a"], ["b"]), "a single item"),
        (lambda: krippendorff([["a"], ["b"]]), "a single item"),
        (lambda: fleiss([[1, 1]]), "a single item"),
        (lambda: fleiss([[1, -2]]), "0 or more"),
        (lambda: fleiss([[3, 0], [3, 0]]), "only one code"),
    ],
)
def test_what_cannot_be_measured_is_refused_in_words(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_sentences_of_few_texts_leave_a_wider_range_than_as_many_texts():
    """Ten texts of ten sentences coded alike hold about as much as ten: seen red by drawing sentences instead."""
    first = [text % 2 == 0 for text in range(10) for _sentence in range(10)]
    second = [code != (place // 10 in (3, 6)) for place, code in enumerate(first)]
    texts = [place // 10 for place in range(100)]
    apart = krippendorff([first, second], seed=1)
    together = krippendorff([first, second], seed=1, texts=texts)
    assert together.coefficient == apart.coefficient
    assert together.high - together.low > 2 * (apart.high - apart.low)
    with pytest.raises(ValueError, match="one text for every item"):
        krippendorff([first, second], texts=texts[:5])
    with pytest.raises(ValueError, match="2 or more texts"):
        krippendorff([first, second], texts=[1] * 100)
