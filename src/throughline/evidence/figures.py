"""A finding's numbers as they may be shown: the three constituencies side by side, through disclosure control."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from throughline.analysis import charts
from throughline.analysis.disclosure import (
    Protected,
    Share,
    Table,
    protect_count,
    protect_counts,
    protect_share,
    share_of,
)
from throughline.evidence import counting, measured, queries
from throughline.evidence.models import Finding
from throughline.programmes.models import Constituency, Programme


@dataclass(frozen=True)
class Group:
    """One constituency: how many people said it, of how many heard, and the share with its interval."""

    slug: str
    name: str
    said: Protected
    heard: Protected
    share: Share

    @property
    def likely(self) -> str:
        """The share with its interval, in words."""
        if self.share.hidden:
            return self.share.text
        low, high = f"{self.share.low:g}%", f"{self.share.high:g}%"
        return _("{share} ({low} to {high})").format(share=self.share.text, low=low, high=high)


@dataclass(frozen=True)
class Figures:
    """`measured`: (what, whose answers, figure, people) of a finding that rests on answers; the chart then draws these,
    and otherwise who said it.
    """

    groups: list[Group]
    said: Protected
    heard: Protected
    notes: tuple[str, ...]
    chart: charts.Chart
    measured: list[tuple[str, str, str, str]]

    @property
    def n(self) -> str:
        """How many people stand behind it, in words."""
        if self.measured:
            return _("{n} people").format(n=self.measured[0][3])
        return _("{said} of {heard} people").format(said=self.said.text, heard=self.heard.text)


def of(finding: Finding) -> Figures:
    """The figures that were fixed when the finding was published."""
    names = {str(slug): str(label) for slug, label in Constituency.choices}
    said = {slug: int(finding.counts.get(slug, 0)) for slug in names}
    rest = {slug: max(0, int(finding.base.get(slug, 0)) - said[slug]) for slug in names}
    table = protect_counts({"said": said, "rest": rest})
    groups = []
    for place, slug in enumerate(names):
        cell, whole = table["said", slug], table.column_totals[place]
        groups.append(Group(slug, names[slug], cell, whole, share_of(cell, whole)))
    said_by, heard = table.row_totals[0], table.total
    assert heard is not None
    shown = measured.table(finding.measures)
    chart = measured.chart(finding.measures, title=finding.title) if shown else _chart(finding, groups)
    return Figures(groups, said_by, heard, table.notes, chart, shown)


def sentence(groups: list[Group]) -> str:
    """The figures in words."""
    parts = [
        _("{said} of {heard} {group}").format(said=one.said.text, heard=one.heard.text, group=one.name.lower())
        for one in groups
    ]
    return _("Said by {list}.").format(list=", ".join(parts))


def _chart(finding: Finding, groups: list[Group]) -> charts.Chart:
    rows = [(one.name, one.share.value, one.share.low, one.share.high, one.share.text) for one in groups]
    return charts.bars(
        title=finding.title,
        sentence=sentence(groups),
        rows=rows,
        unit="%",
        maximum=100,
        headers=(_("Group"), _("Share who said it"), _("At least"), _("At most")),
    )


def preview(finding: Finding) -> Figures:
    """The figures that a draft would be published with now."""
    would_be = Finding(
        title=finding.title,
        counts=counting.people_behind(finding),
        base=counting.people_heard(finding.programme),
        measures=finding.measures,
    )
    return of(would_be)


def heard(programme: Programme) -> Table | None:
    """How many people have been heard, by constituency, as it may be shown; None before the first finding.

    The figures of the newest finding: figures that follow every newcomer would tell who came
    (`disclosure.may_replace`).
    """
    base = queries.newest_base(programme)
    return protect_counts(base) if base else None


def inputs(finding: Finding) -> Protected | None:
    """How many contributions the analysis behind a finding read, as it may be shown."""
    return protect_count(finding.run.inputs) if finding.run else None


def read_by_people(programme: Programme) -> Share:
    """The share of contributions that a person has read, as it may be shown."""
    return protect_share(*queries.share_read(programme))
