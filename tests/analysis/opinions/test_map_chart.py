"""Charts of statements on the default map say in picture, sentence and table what was found."""

import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from tests.analysis.opinions.conversations import planted, votes_of

from throughline.analysis.opinions.between import between_groups
from throughline.analysis.opinions.groups import opinion_groups
from throughline.analysis.opinions.map import opinion_map
from throughline.analysis.opinions.map_chart import draw_bridging, draw_divisions


@pytest.fixture(scope="module")
def conversation():
    votes = votes_of(*planted(400, 30, 0.5, contrast=1.5, sizes=(0.6, 0.4))[:3])
    found = opinion_map(votes)
    return votes, found, between_groups(votes, opinion_groups(found, groups=2))


def test_bridging_is_drawn_surest_first_with_its_words(conversation):
    votes, found, _ = conversation
    best = int((found.bridging - 1.96 * found.bridging_error).argmax())
    label = votes.statements[best].item()
    chart = draw_bridging(found, words={label: "Keep <the> ward open"})
    headers, rows = chart.table
    assert headers[0] == "Statement"
    assert len(rows) == 8
    assert rows[0][:2] == ("Keep <the> ward open", f"{found.bridging[best]:+.2f}")
    assert chart.title == "On 8 of 8 statements, agreement reaches across the map"
    assert "Keep &lt;the&gt; ward open" in chart.svg
    ET.fromstring(chart.svg)


def test_divisions_name_the_two_groups_and_their_difference(conversation):
    _, _, between = conversation
    chart = draw_divisions(between)
    first = between.divided(1)[0]
    higher = "A above B" if between.pairs[first] == (0, 1) else "B above A"
    assert chart.table[1][0][1] == f"{100 * between.apart[first].estimate:.0f} points, {higher}"
    assert chart.title == f"{len(chart.table[1])} statements divide people most"
    ET.fromstring(chart.svg)


def test_a_statement_of_one_group_only_is_a_gap_and_none_at_all_is_refused(conversation):
    _, _, between = conversation
    gap = replace(between, apart=(None, *between.apart[1:]), pairs=(None, *between.pairs[1:]))
    chart = draw_divisions(gap, numbers=[0])
    assert "only one group voted" in chart.table[1][0][1]
    with pytest.raises(ValueError, match="at least one row"):
        draw_divisions(between, numbers=[])


def test_no_range_of_a_vote_goes_beyond_a_vote(conversation):
    _, found, _ = conversation
    rows = draw_bridging(replace(found, bridging_error=found.bridging_error + 1)).table[1]
    assert {row[3] for row in rows} == {"1.00"}
    assert all(float(row[2]) >= -1 for row in rows)
