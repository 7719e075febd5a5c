"""The figures of a finding that rests on answers rather than on words: votes, ratings, choices, budgets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _

from throughline.analysis import charts, range_chart
from throughline.programmes.methods import DraftFinding

Row = Mapping[str, Any]
"""A `programmes.methods.Measure` as it is kept."""


def kept(draft: DraftFinding) -> dict[str, Any]:
    """The measures of a draft as a finding keeps them; empty without any."""
    # Names may be translated only when they are read; what is kept is what was read.
    rows = [asdict(one) | {"label": str(one.label), "group": str(one.group)} for one in draft.measures]
    return {"unit": draft.unit, "rows": rows} if rows else {}


def table(measures: Mapping[str, Any]) -> list[tuple[str, str, str, str]]:
    """(what, whose answers, figure with its interval, people) for each measure."""
    return [(row["label"], row["group"], likely(row, measures["unit"]), row["n"]) for row in _rows(measures)]


def likely(row: Row, unit: str) -> str:
    """A figure with its interval, in words."""
    if row["value"] is None or row["low"] is None or row["high"] is None:
        return str(row["text"])
    low, high = f"{row['low']:.3g}{unit}", f"{row['high']:.3g}{unit}"
    return _("{share} ({low} to {high})").format(share=row["text"], low=low, high=high)


def chart(measures: Mapping[str, Any], *, title: str) -> charts.Chart:
    """One mark a measure: bars from zero, or beside zero where a figure may lie below it."""
    rows, unit = _rows(measures), measures["unit"]
    sentence = "; ".join(f"{_name(row)} {likely(row, unit)}" for row in rows) + "."
    drawn = [(_name(row), row["value"], row["low"], row["high"], row["text"]) for row in rows]
    headers = (_("What, and whose answers"), _("Figure"), _("At least"), _("At most"))
    numbers = [row[name] for row in rows for name in ("value", "low") if row[name] is not None]
    if min(numbers, default=0) < 0:
        return range_chart.ranges(
            title=title, sentence=sentence, rows=drawn, line=0, line_name=_("no difference"), unit=unit, headers=headers
        )
    maximum = 100 if unit == "%" else None
    return charts.bars(title=title, sentence=sentence, rows=drawn, unit=unit, maximum=maximum, headers=headers)


def _rows(measures: Mapping[str, Any]) -> Sequence[Row]:
    rows: Sequence[Row] = measures.get("rows", ())
    return rows


def _name(row: Row) -> str:
    return f"{row['label']}: {row['group']}" if row["group"] else str(row["label"])
