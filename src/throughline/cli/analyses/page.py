"""`report.html`: the finding, the chart, its table, what to keep in mind, how it was done. One file, no script."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

if TYPE_CHECKING:
    from jinja2 import Template

    from throughline.cli.analyses.writing import About, Report


def render(report: Report, about: About) -> str:
    """The page. Everything but the charts, which the library escapes itself, is escaped here."""
    figures = [
        {
            "name": name,
            "svg": Markup(chart.svg),  # noqa: S704 (the library drew it and escaped every text in it)
            "title": "" if chart.title == report.title else chart.title,
            "sentence": "" if chart.sentence == report.said() else chart.sentence,
            "headers": chart.table[0],
            "rows": chart.table[1],
            "of": chart.title,
        }
        for name, chart in report.drawn().items()
    ]
    return _template().render(
        report=report,
        about=about,
        figures=figures,
        warnings=[*about.notes, *report.warned()],
        options=[
            f"{name.replace('_', ' ')}: {_said(value)}"
            for name, value in about.options.items()
            if name != "file" and _is_given(value)
        ],
    )


@cache
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["thousands"] = lambda number: f"{number:,}"
    return environment.get_template("report.html.jinja")


def _is_given(value: Any) -> bool:
    return value not in (None, "", [], False)


def _said(value: Any) -> str:
    if value is True:
        return "yes"
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {one}" for key, one in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
