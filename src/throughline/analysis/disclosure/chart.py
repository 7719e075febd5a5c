"""The picture of an attack on tables: how many small numbers a reader could work out, however they are shown."""

from __future__ import annotations

from collections.abc import Mapping

from throughline.analysis.charts import Chart, bars
from throughline.analysis.disclosure.audit import Audit

HEADERS = ("How the table is shown", "Can be worked out", "Of small numbers")


def draw(audits: Mapping[str, Audit], *, title: str, sentence: str) -> Chart:
    """Draw, for each way of showing the same table, how many of its small numbers leak. audits: way -> attack."""
    chart = bars(
        title=title,
        sentence=sentence,
        rows=[(way, len(one.leaks), None, None, f"{len(one.leaks)} of {one.small}") for way, one in audits.items()],
        maximum=max(1, *(one.small for one in audits.values())),
        unit="numbers of 1 to 7 people that can be worked out, or nearly",
    )
    rows = tuple((way, str(len(one.leaks)), str(one.small)) for way, one in audits.items())
    return Chart(chart.svg, chart.title, chart.sentence, (HEADERS, rows))
