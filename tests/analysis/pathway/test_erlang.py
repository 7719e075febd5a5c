"""Queueing formulae against published tables."""

import csv
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analysis.data import FOLDER, needs_data

from throughline.analysis.pathway.erlang import beds_for, loss, queue, shared_beds

STROKE = FOLDER / "evaluation" / "des"


def stroke_loads(more=1.0):
    """Offered loads of the acute and the rehabilitation ward, from the parameters of Monks and others (2016)."""
    given = json.loads((STROKE / "parameters.json").read_text())["simulation_parameters"]

    def mean(name):
        return given[name]["params"]["mean"]

    def chance(unit, kind, place):
        return dict(zip(*given[f"{unit}_routing_{kind}"]["params"].values(), strict=True)).get(place, 0.0)

    rates = {kind: more / mean(f"asu_arrival_{kind}") for kind in ("stroke", "tia", "neuro", "other")}
    stay = sum(
        chance("asu", "stroke", place) * mean(f"asu_los_stroke_{name}")
        for place, name in (("rehab", "noesd"), ("esd", "esd"), ("other", "mortality"))
    )
    acute = rates["stroke"] * stay + sum(rates[k] * mean(f"asu_los_{k}") for k in ("tia", "neuro", "other"))
    rehab = 0.0
    for kind, rate in rates.items():
        direct = 0.0 if kind == "tia" else more / mean(f"rehab_arrival_{kind}")
        home = chance("rehab", "stroke", "esd")
        stroke_stay = home * mean("rehab_los_stroke_esd") + (1 - home) * mean("rehab_los_stroke_noesd")
        stay = stroke_stay if kind == "stroke" else mean(f"rehab_los_{kind}")
        rehab += (direct + rate * chance("asu", kind, "rehab")) * stay
    return acute, rehab


@needs_data
def test_the_stroke_tables_are_met_by_the_loss_formula():
    """Case DES-02 (Monks and others 2016, table 2), to 0.01; loads 8.145 and 9.718 in methods/evaluation.md 4."""
    loads = dict(zip(("asu", "rehab"), stroke_loads(), strict=True))
    assert loads == pytest.approx({"asu": 8.145, "rehab": 9.718}, abs=5e-4)
    five_more = dict(zip(("asu", "rehab"), stroke_loads(1.05), strict=True))
    rows = 0
    with (STROKE / "table2.csv").open() as file:
        for row in csv.DictReader(file):
            beds = int(row["beds"])
            assert loss(loads[row["unit"]], beds) == pytest.approx(float(row["prob_delay_current"]), abs=0.01)
            if row["prob_delay_5%"]:
                assert loss(five_more[row["unit"]], beds) == pytest.approx(float(row["prob_delay_5%"]), abs=0.01)
            rows += 1
    assert rows == 12


@needs_data
def test_shared_beds_meet_the_published_pooling():
    """methods/evaluation.md 4: 22 and 26 beds for all; 14 and 12 apart; 9 and 8 with 9 shared; all to 0.01."""
    loads = stroke_loads()
    assert [loss(sum(loads), beds) for beds in (22, 26)] == pytest.approx([0.065, 0.016], abs=0.01)
    assert (loss(loads[0], 14), loss(loads[1], 12)) == pytest.approx((0.019, 0.11), abs=0.01)
    assert shared_beds(loads, (9, 8), 9) == pytest.approx((0.040, 0.053), abs=0.01)


def test_all_beds_shared_is_one_poisson_number():
    """With no beds of their own both wards meet the chance that a Poisson number with the summed mean is at least 6."""
    assert shared_beds((1.0, 2.0), (0, 0), 6) == pytest.approx((0.083918, 0.083918), abs=1e-6)


def test_five_servers_wait_as_erlang_says():
    """Case DES-01: M/M/5, one a minute, 4.5 minutes each."""
    found = queue(1.0, 4.5, 5)
    assert (found.wait, found.delayed) == pytest.approx((6.862439, 0.762493), abs=1e-6)
    assert found.waiting == pytest.approx(found.wait)
    assert found.warnings == ("Busy 90 of every 100 minutes: small surges make queues.",)
    assert found.to_dict()["shown"].startswith("76 in 100 people wait")


def test_one_server_with_fixed_times_waits_half_as_long():
    """Pollaczek and Khinchine: M/D/1 waits half of M/M/1."""
    assert queue(0.5, 1.0, 1, variation=0).wait == pytest.approx(0.5)
    assert queue(0.5, 1.0, 1).wait == pytest.approx(1.0)


@given(st.floats(0.1, 50), st.integers(1, 60))
def test_more_servers_block_less_and_more_load_blocks_more(load, servers):
    assert 0 < loss(load, servers + 1) < loss(load, servers) < loss(load * 1.1, servers) < 1


@given(st.floats(0.1, 200), st.floats(0.001, 0.5))
def test_the_beds_found_are_the_fewest(load, most):
    beds = beds_for(load, most)
    assert loss(load, beds) <= most
    assert beds == 1 or loss(load, beds - 1) > most


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: loss(0, 3), "load must be a number above 0"),
        (lambda: loss(float("nan"), 3), "load must be a number above 0"),
        (lambda: loss(2, 0), "at least 1 bed"),
        (lambda: queue(1, 5, 5), "grows without end: 5.00 would be busy all the time and there are only 5"),
        (lambda: queue(1, 1, 2, variation=-1), "variation must be 0 or more"),
        (lambda: beds_for(3, 0), "between 0 and 1"),
        (lambda: shared_beds((1, 1), (2, 2), 0), "one by one with the loss formula"),
    ],
)
def test_what_has_no_answer_is_refused_in_words(call, words):
    with pytest.raises(ValueError, match=words):
        call()
