"""A real two-round public-health Delphi (Unisanté, doi 10.16909/dataset/41), against its own published table."""

import csv
import json

import pytest
from tests.analysis.data import FOLDER, needs_data

from throughline.analysis.panels import (
    Appropriateness,
    Definition,
    Proportion,
    Spread,
    collect,
    delphi,
    item_statistics,
)

CHOICES = FOLDER / "choices"


def panel():
    with (CHOICES / "delphiFT__dft2_data_clean.csv").open() as file:
        rows = list(csv.DictReader(file))
    items = [name for name in rows[0] if name.endswith("_type1")]
    ratings = [[None if row[i] == "NA" else int(row[i]) for i in items] for row in rows]
    return collect(ratings, items=items, people=[row["record_id"] for row in rows], number=2)


def published():
    cases = json.loads((CHOICES / "cases.json").read_text())
    return next(case for case in cases if case["id"] == "DEL-1")["table"]


@needs_data
def test_every_row_of_the_published_table_is_reproduced():
    """Case DEL-1: n, minimum, quartiles, median, maximum; agreement (median 7 or more) and consensus (IQR of 3)."""
    round_ = panel()
    found = {s.item: s for s in item_statistics(round_)}
    close = Spread(measure="iqr", at_most=3)
    verdicts = dict(zip(round_.items, close.judge(round_.tally(), round_.scale), strict=True))
    assert len(published()) == 10
    for row in published():
        s = found[row["variable"]]
        assert (s.n, s.minimum, s.q1, s.median, s.q3, s.maximum) == (
            int(row["reponses_count"]),
            int(row["min"]),
            float(row["q1"]),
            float(row["median"]),
            float(row["q3"]),
            int(row["max"]),
        )
        assert (s.median >= 7) == (row["agreement"] == "ok")
        assert (s.iqr <= 3) == (row["consensus"] == "ok")
        assert (verdicts[s.item] == 1) == (row["agreement"] == row["consensus"] == "ok")


@needs_data
def test_three_rules_disagree_on_two_items():
    """methods/preferences.md section 3: a_s6 is one vote short of 70%; z_s3 is in by RAND, but 17.4% rated it low."""
    round_ = panel()
    tally = round_.tally()
    place = {item: i for i, item in enumerate(round_.items)}
    comet = Proportion().judge(tally, round_.scale)
    rand = Appropriateness().judge(tally, round_.scale)
    found = {s.item: s for s in item_statistics(round_)}
    flavours, ban = found["dft2_a_s6_type1"], found["dft2_z_s3_type1"]
    assert 100 * flavours.favour / flavours.n == pytest.approx(69.57, abs=0.005)
    assert comet[place[flavours.item]] == 0
    assert 100 * ban.against / ban.n == pytest.approx(17.4, abs=0.05)
    assert (comet[place[ban.item]], rand[place[ban.item]]) == (0, 1)


@needs_data
def test_the_panel_warns_where_rules_differ():
    found = delphi([panel()], Definition(needs_stability=False))
    (differ,) = [w for w in found.warnings if w.startswith("Rules come to different verdicts")]
    assert "dft2_z_s3_type1" in differ
    assert "dft2_a_s6_type1" in differ
    assert found.rounds[0].agreement.raters == 22  # one panellist left an item out
    assert found.to_dict()["rounds"][0]["flow"] == {"everybody": {"invited": None, "started": 23, "completed": 22}}
