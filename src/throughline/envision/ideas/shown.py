"""What a count shows to anybody: support for each idea, of everybody and of each constituency beside it, protected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from throughline.analysis import charts, disclosure
from throughline.analysis.charts import Chart
from throughline.analysis.disclosure import Protected, Share
from throughline.analysis.disclosure.counts import SMALLEST_SHOWN
from throughline.evidence.models import Run
from throughline.programmes.models import Constituency

NAMES = dict(Constituency.choices)
CHARTED = 20
Counts = Mapping[str, int]


@dataclass(frozen=True)
class Figure:
    """How many people of one group support an idea, and which share of those of the group who support anything."""

    group: str
    count: Protected
    share: Share

    @property
    def text(self) -> str:
        return self.count.text if self.share.hidden else f"{self.count.text} ({self.share.text})"


@dataclass(frozen=True)
class Line:
    """One idea. `only`: the one constituency that supports it, where others took part too and the figures show it.
    `few`: whether fewer than eight people support it."""

    ref: str
    title: str
    whole: Figure
    groups: list[Figure]
    only: str
    few: bool


def lines(found: Mapping[str, Any], titles: Mapping[str, str]) -> list[Line]:
    """Ideas that may be seen (ref → title), those with most support first. Nothing is left out."""
    people = _everybody(found["people"])
    rows = [_line(ref, titles[ref], counts, people) for ref, counts in found["support"].items() if ref in titles]
    return sorted(rows, key=lambda row: (-(row.whole.count.value or 0), row.title, row.ref))


def _everybody(counts: Counts) -> disclosure.Table:
    return disclosure.protect_counts(dict.fromkeys(Constituency.values, 0) | dict(counts))


def _line(ref: str, title: str, counts: Counts, people: disclosure.Table) -> Line:
    table = _everybody(counts)
    assert table.total is not None
    assert people.total is not None
    whole = Figure(_("Everybody"), table.total, disclosure.share_of(table.total, people.total))
    groups = [
        Figure(str(NAMES[name]), table[name], disclosure.share_of(table[name], people[name]))
        for name in Constituency.values
    ]
    return Line(ref, title, whole, groups, _only(counts, table, people), sum(counts.values()) < SMALLEST_SHOWN)


def _only(counts: Counts, table: disclosure.Table, people: disclosure.Table) -> str:
    names = [name for name in Constituency.values if counts.get(name)]
    others = [name for name in Constituency.values if name not in names]
    seen = all(table[name].value == 0 for name in others)
    took_part = any(people[name].value != 0 for name in others)
    return str(NAMES[names[0]]) if len(names) == 1 and seen and took_part else ""


def sentence(rows: Sequence[Line]) -> str:
    """Which idea has most support, in words."""
    known = [row for row in rows if row.whole.count.value]
    if not known:
        return _("No idea is supported by enough people to show a number.")
    first = known[0]
    alike = [row for row in known if row.whole.count.value == first.whole.count.value]
    if len(alike) > 1:
        said = _("{number} ideas have most support: about {count} people each.")
        return said.format(number=len(alike), count=first.whole.count.text)
    said = _("“{title}” has most support: about {count} people.")
    return said.format(title=first.title, count=first.whole.count.text)


def chart(rows: Sequence[Line]) -> Chart | None:
    """The ideas with most support, each with its share and range; None where there is none to draw."""
    drawn = []
    for row in rows[:CHARTED]:
        share = row.whole.share
        if share.value is not None and share.low is not None and share.high is not None:
            drawn.append((row.title, share.value, share.low, share.high, share.text))
    if not drawn:
        return None
    return charts.bars(
        title=_("Ideas with most support"),
        sentence=_(
            "A bar is the share of people who support an idea, of those who support any. Lines show how sure that is."
        ),
        rows=drawn,
        unit="%",
        maximum=100,
        headers=(_("Idea"), _("Share"), _("Lowest likely"), _("Highest likely")),
    )


def people_shown(run: Run) -> dict[str, str]:
    """How many people support anything, by constituency, as anybody may know it."""
    table = _everybody(run.summary["people"])
    return {name: table[name].text for name in Constituency.values}
