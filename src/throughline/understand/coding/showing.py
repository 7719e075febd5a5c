"""The stored figures of coding as pages show them: charts named by what was found, with a sentence and a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from throughline.analysis import curve_chart, range_chart
from throughline.analysis.charts import Chart
from throughline.programmes.models import Constituency
from throughline.understand.coding.models import Code

Rows = list[tuple[str, ...]]


@dataclass(frozen=True)
class Shown:
    """A chart with the table that says the same, and more."""

    chart: Chart
    headers: tuple[str, ...]
    rows: Rows


def verdict(name: str) -> str:
    """What a coefficient is worth (Krippendorff 2004), in words."""
    return {"good": _("good"), "tentative": _("fair"), "low": _("low")}[name]


def in_words(found: dict[str, Any]) -> str:
    """A coefficient with its range and n."""
    return _("{verdict}: {name} {value} (likely between {low} and {high}; n = {n})").format(
        verdict=verdict(found["verdict"]),
        name=found["name"],
        value=_two(found["coefficient"]),
        low=_two(found["low"]),
        high=_two(found["high"]),
        n=found["units"],
    )


def agreement(summary: dict[str, Any], codes: dict[str, Code]) -> Shown | None:
    """How far people agree on each code, the least first, since those want a clearer definition."""
    measured = [(codes[key].name, one) for key, one in summary["codes"].items() if key in codes]
    if not measured:
        return None
    measured.sort(key=lambda pair: pair[1]["coefficient"])
    good = sum(one["verdict"] == "good" for _name, one in measured)
    title = ngettext(
        "People agree well on %(good)s of %(all)s code", "People agree well on %(good)s of %(all)s codes", len(measured)
    ) % {"good": good, "all": len(measured)}
    sentence = _("Each mark is agreement beyond chance on one code, with its likely range: 1 is perfect, 0 is chance.")
    headers = (_("Code"), _("Agreement"), _("Lowest likely"), _("Highest likely"))
    drawn = range_chart.ranges(
        title=title,
        sentence=sentence,
        rows=[_mark(name, one) for name, one in measured],
        line=0,
        line_name=_("chance alone"),
        unit=_("1 is perfect agreement"),
        headers=headers,
    )
    columns = (_("Code"), _("Measure"), _("Value"), _("Likely range"), "n", _("Times given"), _("Agreement"))
    return Shown(drawn, columns, [_line(name, one) for name, one in measured])


def _mark(name: str, one: dict[str, Any]) -> tuple[str, float, float, float, str]:
    """A row of the chart. A bootstrap of few items may leave the estimate itself out by a hair."""
    value = one["coefficient"]
    said = f"{_two(value)}, {verdict(one['verdict'])}"
    return name, value, min(one["low"], value), max(one["high"], value), said


def _line(name: str, one: dict[str, Any]) -> tuple[str, ...]:
    """A row of the table."""
    # However few items are drawn again the result is the same: that tells nothing of how sure it is.
    likely = _("cannot be told") if one["low"] == one["high"] else f"{_two(one['low'])} – {_two(one['high'])}"
    value = _two(one["coefficient"])
    return name, one["name"], value, likely, str(one["units"]), str(one["given"]), verdict(one["verdict"])


@dataclass(frozen=True)
class Matrix:
    """Codes by group. `by` is “constituency” or “source”."""

    by: str
    title: str
    headers: list[str]
    rows: list[list[str]]


def matrices(summary: dict[str, Any], codes: dict[str, Code]) -> list[Matrix]:
    """Who said what, by constituency and by where it was said; those that hold anything. An older run may lack one."""
    groups = [str(group.label) for group in Constituency]
    sources = summary.get("sources", {"rows": [], "groups": []})
    told = [
        ("constituency", _("By who they are"), groups, summary["people"]["rows"]),
        ("source", _("By where they said it"), sources["groups"], sources["rows"]),
    ]
    return [
        Matrix(
            by,
            title,
            [_("Code"), *names],
            [
                [codes[key].name if key else _("Everybody whose words are coded"), *cells]
                for key, cells in rows
                if not key or key in codes
            ],
        )
        for by, title, names, rows in told
        if rows
    ]


def saturation(found: dict[str, Any]) -> Shown:
    """Whether new codes still come, as a curve over what was read."""
    settings, read = found["settings"], found["read"]
    if found["reached"]:
        title = _("Few new codes came after contribution {n} of {read}").format(n=found["reached"], read=read)
    else:
        title = _("New codes still come after {read} contributions").format(read=read)
    sentence = _(
        "Different codes after {read} contributions: {codes}. The last new one came with number {last}. "
        "Base of {base}, runs of {run}, few is {share}% or less."
    ).format(
        codes=found["found"],
        read=read,
        last=found["last_new"],
        base=settings["base"],
        run=settings["run"],
        share=round(settings["threshold"] * 100),
    )
    x, y = zip(*found["points"], strict=True)
    headers = (_("Contributions read"), _("Different codes"))
    rows: Rows = [(str(number), str(codes)) for number, codes in found["points"]]
    drawn = curve_chart.curves(
        title=title,
        sentence=sentence,
        curves=[curve_chart.Curve(_("Different codes"), x, y)],
        table=(headers, rows),
        y_name=_("Different codes found"),
        x_name=_("Contributions read, in the order in which people coded them"),
        from_zero=True,
    )
    return Shown(drawn, headers, rows)


def _two(number: float) -> str:
    return f"{number:.2f}"
