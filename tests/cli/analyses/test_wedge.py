"""`throughline analyse wedge` on people, on shares and on wrong files."""

import numpy as np
import pytest


@pytest.fixture
def people():
    rng = np.random.default_rng(1)
    cells = [(place, t, int(t > 1 + place % 3)) for place in range(6) for t in range(1, 5)]
    return [
        f"p{place},2026-0{t},{5 + 0.3 * t + place / 9 + 2 * x + rng.normal():.3f},{x}"
        for place, t, x in cells
        for _ in range(10)
    ]


HEADER = "place,when,value,changed"


def test_people_one_by_one_give_the_effect_apart_from_time(run, csv, people):
    done = run("analyse", "wedge", csv(HEADER, *people), "--seed", "3")
    assert done.code == 0
    assert done.result["effect"] == pytest.approx(2, abs=0.6)
    assert done.json["title"] == "The change raised the measure"
    assert (done.json["n"], done.result["people"], done.json["seed"]) == (6, 240, 3)
    assert done.result["periods"][0] == "2026-01-01"
    assert "between periods of a place" in done.report


def test_shares_with_their_numbers_of_people(run, csv):
    rows = [f"p{p},{t},{0.3 + 0.2 * (t > 1 + p)},{int(t > 1 + p)},40" for p in range(4) for t in range(1, 6)]
    done = run("analyse", "wedge", csv(f"{HEADER},n", *rows), "--people", "n", "--shares")
    assert done.result["effect"] == pytest.approx(0.2, abs=0.01)
    assert done.json["charts"][0]["table"]["rows"][0] == ["p0", "1", "0.30", "40", "no"]


@pytest.mark.parametrize(
    ("change", "options", "words"),
    [
        (lambda r: [*r, r[0][:-1] + "1"], [], ["row 242", "column “changed”", "otherwise than in row 2"]),
        (lambda r: r, ["--shares"], ["--shares needs --people"]),
        (lambda r: r[:40], [], ["1 places are too few"]),
        (lambda r: ["p0,2026-01,,0", *r], [], ["row 2", "column “value”"]),
    ],
)
def test_a_wrong_file_gets_one_line(run, csv, people, change, options, words):
    run("analyse", "wedge", csv(HEADER, *change(people)), *options).refused(*words)
