"""`throughline design wedge`."""

import pytest


def test_a_design_has_its_published_power(run):
    """Expected: ../shared/methods/evaluation.md section 2 (swCRTdesign)."""
    options = ["--groups", "1,1,1,1,1,1", "--people", "40", "--effect", "0.25", "--icc", "0.02", "--cac", "0.9"]
    done = run("design", "wedge", *options)
    assert done.code == 0
    assert done.result["power"] == pytest.approx(0.839170587334, abs=1e-9)
    assert done.json["title"] == "61 of 100 such pilots would find it"
    assert done.json["charts"][0]["table"]["rows"][0] == ["Place 1", "1", "40", "no"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--groups", "3,x", "--icc", "0.05"], "--groups must be numbers of places"),
        (["--groups", "1,1", "--icc", "0.05"], "3 or more places"),
        (["--groups", "3,3", "--icc", "1"], "must lie between 0 and 1"),
        (["--groups", "3,3", "--icc", "0.05", "--effect", "0"], "a number other than 0"),
    ],
)
def test_what_cannot_be_planned_gets_one_line(run, options, words):
    run("design", "wedge", "--people", "20", "--effect", "0.3", *options).refused(words)
