import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughline.language.coding.saturation import saturation

# Worked by hand by the method of Guest, Namey & Chen (2020): 20 codes in a base of 4, then runs of 2 with 3, 2, 1
# and 0 new ones: 15 %, 10 %, 5 %, 0 %.
BASE = [{f"b{n}" for n in range(k, 20, 4)} for k in range(4)]
RUNS = [{"b1", "n1", "n2"}, {"n2", "n3"}, {"n4"}, {"n5", "b2"}, {"n6"}, set(), {"b3"}, {"n1"}]


def test_new_codes_are_counted_run_by_run_as_a_share_of_the_base():
    found = saturation([*BASE, *RUNS])
    assert found.base_codes == 20
    assert [one.share for one in found.runs] == [0.15, 0.10, 0.05, 0.0]
    assert found.runs[0].new == ("n1", "n2", "n3")
    assert found.found == (5, 10, 15, 20, 22, 23, 24, 25, 26, 26, 26, 26)
    assert found.reached == 8
    assert saturation([*BASE, *RUNS], threshold=0).reached == 10
    json.dumps(found.to_dict())


def test_it_is_not_reached_while_new_codes_come():
    assert saturation([*BASE, *RUNS][:8]).reached is None


def test_the_last_run_counts_only_when_it_is_whole():
    assert [one.upto for one in saturation([*BASE, *RUNS][:9]).runs] == [6, 8]
    assert [one.upto for one in saturation([*BASE, *RUNS], base=5, run=3).runs] == [8, 11]


def test_it_says_when_new_codes_come_again():
    again = saturation([*BASE, set(), set(), {"x", "y"}, set()])
    assert again.reached == 4
    assert "by number 8" in again.warnings[1]
    assert len(saturation([*BASE, *RUNS]).warnings) == 1


@pytest.mark.parametrize(
    ("coded", "settings", "said"),
    [
        ([{"a"}] * 5, {}, "need 6 that were coded; here are 5"),
        ([set()] * 6, {}, "none of the first 4 has a code"),
        ([{"a"}] * 6, {"base": 0}, "whole numbers from 1"),
        ([{"a"}] * 6, {"run": 0}, "whole numbers from 1"),
        ([{"a"}] * 6, {"threshold": 1}, "threshold is a share"),
    ],
)
def test_what_cannot_be_told_is_refused(coded, settings, said):
    with pytest.raises(ValueError, match=said):
        saturation(coded, **settings)


@given(st.lists(st.sets(st.sampled_from("abcdefgh"), min_size=1), min_size=6, max_size=30))
def test_every_code_is_new_once(coded):
    found = saturation(coded)
    new = [code for one in found.runs for code in one.new]
    assert len(new) == len(set(new))
    assert found.base_codes + len(new) == len(set().union(*coded[: found.runs[-1].upto]))
    assert list(found.found) == sorted(found.found)
