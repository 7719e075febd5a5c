"""What panellists see, the reporting checklist, and the pictures."""

import json
from xml.etree import ElementTree

import numpy as np
import pytest

from throughline.analysis.panels import Definition, accord, collect, delphi, feedback
from throughline.analysis.panels.panel_chart import medians, ratings


def panel(sizes, number=1):
    rng = np.random.default_rng(number)
    groups = [g for g, n in sizes.items() for _ in range(n)]
    x = rng.integers(6, 10, (len(groups), 3)).astype(float)
    x[0, 1] = np.nan
    x[0, 2] = 0
    return collect(
        x,
        items=["Same nurse <each> day", "Letters", "Parking"],
        people=[f"p{k}" for k in range(len(groups))],
        groups=groups,
        number=number,
        unable=0,
        invited={g: n + 2 for g, n in sizes.items()},
    )


def test_own_score_beside_each_constituency():
    round_ = panel({"patients": 10, "staff": 12})
    sheet = feedback(round_)["p0"]
    assert sheet[0].own == round_.codes[0, 0] + 1
    assert [d.cell for d in sheet[0].distributions] == ["everybody", "patients", "staff"]
    assert all(95 <= sum(d.percentages) <= 105 for d in sheet[0].distributions)
    assert (sheet[1].own, sheet[1].unable, sheet[1].shown.split(".")[0]) == (None, False, "You did not rate this")
    assert (sheet[2].own, sheet[2].unable) == (None, True)
    assert sheet[2].shown.startswith("You said that you could not judge this. everybody: median")
    assert len(feedback(round_)) == 22


def test_a_small_group_is_hidden_and_cannot_be_worked_out():
    """Everybody less staff less policy would leave the 3 patients, so the smallest shown group is hidden with them."""
    sheet = feedback(panel({"patients": 3, "policy": 9, "staff": 12}))["p5"][0]
    assert {d.cell for d in sheet.distributions if d.percentages is None} == {"patients", "policy"}
    assert "Too few ratings to show: patients, policy." in sheet.shown
    alone = feedback(panel({"patients": 4, "staff": 2}))["p1"][0]
    assert all(d.median is None for d in alone.distributions)


def test_two_ratings_are_never_a_distribution():
    with pytest.raises(ValueError, match="fewer than 3"):
        feedback(panel({"patients": 9}), least=2)


@pytest.fixture(scope="module")
def result():
    definition = Definition(dated="2026-01-31")
    rounds = [panel({"patients": 10, "staff": 12}, k) for k in (1, 2)]
    return delphi(rounds, definition, registered=definition.fingerprint)


def test_the_checklist_has_35_items_and_what_the_records_hold(result):
    entries = {e.code: e.text for e in accord(result)}
    assert len(entries) == 35
    assert [sum(code[0] == part for code in entries) for part in "TIMRDO"] == [1, 3, 21, 5, 2, 3]
    assert result.definition.fingerprint in entries["M12"]
    assert entries["R3"].startswith("round 1: in all 22 of 26 invited, 21 answered all, patients 10 of 12 invited")
    assert entries["O3"] is None


@pytest.mark.parametrize(
    ("registered", "told"),
    [
        (Definition().fingerprint, "None found in the records of items"),
        (None, "None found in the records of items; no registered definition was given to compare with"),
        ("0" * 64, "another definition of consensus than the one registered"),
    ],
)
def test_the_checklist_says_whether_the_definition_was_kept(registered, told):
    found = delphi([panel({"patients": 10, "staff": 12})], Definition(), registered=registered)
    assert {e.code: e.text for e in accord(found)}["R2"] == told


def test_everything_can_be_written_as_json(result):
    text = json.dumps(result.to_dict(), allow_nan=False)
    assert json.loads(text)["rounds"][1]["verdicts"][0]["item"] == "Same nurse <each> day"


def test_charts_say_the_same_as_their_tables(result):
    drawn = ratings(result.rounds[1], title="Most items are in")
    ElementTree.fromstring(drawn.svg)
    assert drawn.table[0] == ("Item", "Group", "Ratings", "In favour", "Between", "Against", "Median")
    assert len(drawn.table[1]) == 9
    assert "Same nurse &lt;each&gt; day" in drawn.svg
    moved = medians(result, title="Medians hardly moved", items=["Letters"])
    ElementTree.fromstring(moved.svg)
    assert [row[1] for row in moved.table[1]] == ["Round 1", "Round 2"]
    assert moved.sentence.startswith("Medians of 1 items over 2 rounds")


def test_charts_of_items_that_are_not_there_are_refused(result):
    with pytest.raises(ValueError, match="no item “x”"):
        ratings(result.rounds[0], title="t", items=["x"])
    with pytest.raises(ValueError, match="at least one item"):
        medians(result, title="t", items=[])
