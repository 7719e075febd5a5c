"""Waits now and changed, side by side."""

from __future__ import annotations

from collections.abc import Sequence

from throughline.analysis import charts, range_chart
from throughline.analysis.charts import Chart
from throughline.analysis.intervals import Interval
from throughline.analysis.pathway import words
from throughline.analysis.pathway.simulate import Compared, Experience, Simulated

HEADERS = ("Minutes of waiting", "Mean of the runs", "Lowest likely", "Highest likely")
KINDS = (("typical", "Typical person"), ("tenth", "1 in 10 waits longer"), ("wait", "Mean"))


def waits(found: Simulated | Compared) -> Chart:
    """The waits of everybody and of each group, as bars; of both pathways where two were compared."""
    both = (found.now, found.changed) if isinstance(found, Compared) else (found,)
    groups = []
    for k, name in enumerate(["everybody", *(g.name for g in both[0].groups)]):
        for field, said in KINDS if k == 0 else KINDS[:1]:
            rows = [_row(x.name, getattr(who, field)) for x in both if (who := _of(x, k, name)) is not None]
            groups.append((said if k == 0 else f"{said}, group “{name}”", rows))
    return charts.grouped(
        title=title(found), sentence=found.shown, groups=groups, unit="minutes", headers=("Who", *HEADERS)
    )


def title(found: Simulated | Compared) -> str:
    """The finding."""
    if isinstance(found, Simulated):
        return f"A typical person waits {words.minutes(found.everybody.typical.estimate)}"
    x = found.differences.wait
    if x.low <= 0 <= x.high:
        return f"“{found.changed.name}” changes waits too little to be seen"
    way = "less" if x.estimate < 0 else "more"
    return f"With “{found.changed.name}” people wait {words.minutes(abs(x.estimate))} {way} on average"


def differences(found: Compared) -> Chart:
    """How much less or more each group waits on average after the change, beside no change."""
    people: Sequence[Experience] = (found.differences, *found.by_group)
    rows = [(g.name, g.wait.estimate, g.wait.low, g.wait.high, f"{g.wait.estimate:+.1f} minutes") for g in people]
    sentence = " ".join(f"{g.name[:1].upper()}{g.name[1:]}: {words.change(g.wait)}." for g in people)
    return range_chart.ranges(
        title=title(found),
        sentence=sentence,
        rows=rows,
        line=0.0,
        line_name="as now",
        unit="minutes of waiting, changed less now",
        headers=("Who", "Difference", "Lowest likely", "Highest likely"),
        decimals=1,
    )


def _of(found: Simulated, k: int, name: str) -> Experience | None:
    return found.everybody if k == 0 else next((g for g in found.groups if g.name == name), None)


def _row(name: str, x: Interval) -> tuple[str, float, float, float, str]:
    return name, x.estimate, max(0.0, x.low), x.high, f"{x.estimate:.1f}"
