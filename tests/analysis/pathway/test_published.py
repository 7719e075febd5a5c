"""The engine against published simulations."""

import numpy as np
import pytest
from tests.analysis.data import needs_data
from tests.analysis.pathway.centre import came_by_its_rule, centre, hourly, measured

from throughline.analysis.pathway.draws import draw
from throughline.analysis.pathway.durations import exponential, lognormal
from throughline.analysis.pathway.model import Pathway, Step, Team
from throughline.analysis.pathway.simulate import compare, simulate

# treat-sim 3.0.0, 50 runs, and half the width of its 95% ranges (methods/evaluation.md section 4).
PUBLISHED = {
    "triage": (35.243, 5.9),
    "registration": (105.573, 6.3),
    "examination": (25.553, 2.5),
    "treatment": (136.661, 7.0),
    "total": (234.336, 6.7),
    "left": (162.160, 2.2),
}


@needs_data
def test_the_treatment_centre_waits_as_published():
    """Within its own range of chance, or 5% where that is more."""
    found = measured(centre(), came_by_its_rule(300, 4))
    for name, (value, half) in PUBLISHED.items():
        assert found[name] == pytest.approx(value, abs=max(half, 0.05 * value)), name


@needs_data
def test_its_scenarios_wait_as_published():
    """One more cubicle; one more to triage and one examination room less (there called a swap with a cubicle); the same
    with examinations of 12 minutes."""
    came = came_by_its_rule(300, 4)
    more = centre().with_team("cubicle", size=2)
    swapped = centre().with_team("triage", size=2).with_team("examination", size=2)
    short = swapped.with_step("examination", duration=lognormal(12, 3**0.5))
    found = measured(more, came)
    assert found["treatment"] == pytest.approx(2.281, abs=0.5)
    assert (found["total"], found["left"]) == pytest.approx((192.192, 195.300), rel=0.05)
    for pathway, examination, total in ((swapped, 148.866, 280.729), (short, 66.004, 244.798)):
        found = measured(pathway, came)
        assert found["examination"] == pytest.approx(examination, rel=0.1)
        assert found["total"] == pytest.approx(total, rel=0.05)


@needs_data
def test_the_exact_arrivals_bring_the_people_of_the_table():
    """methods/evaluation.md 4: throughput 166.7 ± 1.2 with the exact process, 8.83 people between 8:00 and 9:00; the
    hour after midnight has the rate of the first."""
    rates = hourly()
    drawn_rates = (*rates, rates[0], 0.0, 0.0, 0.0, 0.0, 0.0)
    came = draw(centre(drawn_rates), 400, (2,)).came
    assert np.mean(((came >= 120) & (came < 180)).sum(axis=1)) == pytest.approx(8.833, abs=0.6)
    assert measured(centre(), came)["left"] == pytest.approx(166.7, abs=2.0)


def test_eight_steps_are_walked_twice_by_the_same_people():
    """Case DES-06 of the evaluation reference set: 8 steps, 230 people a day, 200 runs of two pathways with common
    random numbers, on which `benchmarks/analysis/pathway.py` measures the seconds that it asks for."""
    steps = tuple(
        Step(f"step {i}", f"team {i}", lognormal(8, 4), {f"step {i + 1}": 0.9, "leave": 0.1} if i < 7 else {})
        for i in range(8)
    )
    eight = Pathway("eight", steps, tuple(Team(f"team {i}", 2) for i in range(8)), (230 / 24,) * 24)
    found = compare(eight, eight.with_team("team 0", size=3), runs=200)
    assert found.now.everybody.people == found.changed.everybody.people
    assert found.now.everybody.people.estimate == pytest.approx(230, abs=4 * (230 / 200) ** 0.5)
    assert found.differences.wait.high < 0
    # One more at the first of eight steps: what the first queue loses the second gains in part, the others nothing.
    was, now = (dict(x.steps) for x in (found.now, found.changed))
    assert now["step 0"].estimate < was["step 0"].estimate / 3
    assert now["step 1"].estimate > was["step 1"].estimate
    paired = (found.differences.wait.high - found.differences.wait.low) / 2
    assert paired < found.unpaired / 2


def test_five_servers_wait_as_erlang_says():
    """Case DES-01: M/M/5 waits 6.862439; the range of the simulation covers it, and the formula stands beside it."""
    pathway = Pathway("five", (Step("s", "t", exponential(4.5)),), (Team("t", 5),), (60.0,) * 24, days=6, warm_up=1)
    found = simulate(pathway, runs=40, seed=3)
    wait = found.everybody.wait
    assert wait.low < 6.862439 < wait.high
    assert found.shown.endswith("a formula gives the mean wait exactly, without simulating: s 6.9 minutes.")
    assert found.formulae[0][1].wait == pytest.approx(6.862439, abs=1e-6)
    assert found.little.gap < 0.02
    assert found.busy[0][1].low < 0.9 < found.busy[0][1].high


@pytest.mark.prove
def test_the_range_covers_the_truth_as_often_as_it_says():
    """200 simulations of M/M/2 at 70% busy (wait of 0.9608 times the service), 20 runs each: 95% ranges."""
    pathway = Pathway("two", (Step("s", "t", exponential(10)),), (Team("t", 2),), (8.4,) * 24, days=4, warm_up=1)
    truth = simulate(pathway, runs=2).formulae[0][1].wait
    covered = 0
    for seed in range(200):
        wait = simulate(pathway, runs=20, seed=seed).everybody.wait
        covered += wait.low <= truth <= wait.high
    assert 180 <= covered <= 200


@needs_data
def test_common_random_numbers_narrow_the_difference():
    """methods/evaluation.md 4: one more cubicle, ±1.79 paired against ±4.83 unpaired."""
    now = centre((*hourly(), 0.0, 0.0, 0.0, 0.0, 0.0, 0.0))
    found = compare(now, now.with_team("cubicle", size=2), runs=100)
    wait = found.differences.wait
    assert wait.high < 0
    assert (wait.high - wait.low) / 2 < found.unpaired / 1.5
    assert found.differences.wait.estimate == pytest.approx(
        found.changed.everybody.wait.estimate - found.now.everybody.wait.estimate
    )
