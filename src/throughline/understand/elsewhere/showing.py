"""A table of numbers as a chart and a sentence. For the team only: numbers stand as their source gives them."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from throughline.analysis import charts
from throughline.analysis.charts import Chart
from throughline.understand.elsewhere.models import Numbers
from throughline.understand.elsewhere.queries import Theme

DRAWN = 20


def printed(theme: Theme) -> str:
    """A theme's number: `*` where the source hides it, “at least” where it hides a part of it."""
    if theme.count is None:
        return "*"
    return _("at least {n}").format(n=f"{theme.count:,}") if theme.hidden else f"{theme.count:,}"


def drawn(numbers: Numbers, themes: Sequence[Theme], periods: Sequence[str]) -> Chart:
    """The largest themes as bars. The title is what the table says first.

    Args:
        themes: every theme, the largest first.
        periods: the times that the numbers are about.
    """
    return charts.bars(
        title=_title(numbers, themes),
        sentence=_sentence(numbers, themes, periods),
        rows=[(one.name, one.count, None, None, printed(one)) for one in themes[:DRAWN]],
        headers=(_("Theme"), _("Number"), _("Lowest likely"), _("Highest likely")),
    )


def _title(numbers: Numbers, themes: Sequence[Theme]) -> str:
    first, counted = themes[0], numbers.counted
    if first.count and (len(themes) == 1 or (themes[1].count or 0) < first.count):
        return _("Most {counted}: {theme}").format(counted=counted, theme=first.name)
    return _("No one theme has the most {counted}").format(counted=counted)


def _sentence(numbers: Numbers, themes: Sequence[Theme], periods: Sequence[str]) -> str:
    named = ", ".join(f"{one.name} ({printed(one)})" for one in themes[:3])
    known = sum(one.count or 0 for one in themes)
    parts = [
        ngettext("{n} {counted} in {themes} theme.", "{n} {counted} in {themes} themes.", len(themes)).format(
            n=f"{known:,}", counted=numbers.counted, themes=len(themes)
        ),
        _("The largest: {named}.").format(named=named),
        _("Time: {periods}.").format(periods=periods[0] if len(periods) == 1 else f"{periods[0]} – {periods[-1]}"),
    ]
    if any(one.hidden for one in themes):
        parts.append(_("The source hides some small numbers (*)."))
    if len(themes) > DRAWN:
        parts.append(_("The chart shows the {n} largest themes.").format(n=DRAWN))
    return " ".join(parts)
