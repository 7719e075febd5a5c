"""Findings that a panel proposes: what it agrees on, what it agrees to leave out, and where it is divided."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from throughline.envision.delphi.definition import Settings
from throughline.envision.delphi.showing import group_name, status_name
from throughline.evidence.models import Run
from throughline.programmes.methods import DraftFinding, Measure


def findings(settings: Settings, run: Run) -> Iterator[DraftFinding]:
    """A draft for each item that was decided, and for each on which the panel did not come to agree."""
    last: dict[str, dict[str, Any]] = {}
    for round_ in run.summary["rounds"]:
        last |= round_["items"]
    for text, item in last.items():
        status = run.summary["final"][text]
        if status in ("in", "out"):
            title = _("The panel agrees: %(item)s") if status == "in" else _("The panel agrees to leave out: %(item)s")
            yield _finding("consensus", title, text, item, settings, run)
        elif status == "no consensus":
            yield _finding("difference", _("The panel does not agree on: %(item)s"), text, item, settings, run)


def _finding(kind: str, title: str, text: str, item: dict[str, Any], settings: Settings, run: Run) -> DraftFinding:
    against, favour = settings.bands
    said = "; ".join(
        _("%(who)s: too few ratings to show") % {"who": group_name(cell["cell"])}
        if cell["hidden"]
        else _("%(who)s: middle rating %(median)g, %(verdict)s")
        % {"who": group_name(cell["cell"]), "median": cell["median"], "verdict": status_name(cell["verdict"]).lower()}
        for cell in item["cells"]
    )
    return DraftFinding(
        kind=kind,
        title=(title % {"item": text})[:200],
        summary=_("The panel rated “%(item)s” from %(low)s to %(high)s. %(said)s.")
        % {"item": text, "low": settings.low, "high": settings.high, "said": said},
        measures=[one for cell in item["cells"] for one in _measures(cell, favour, against)],
        unit="%",
        limits=_("The people of a panel are chosen. Their shares say nothing about everybody in their group."),
        run=run.ref,
    )


def _measures(cell: dict[str, Any], favour: str, against: str) -> list[Measure]:
    who = group_name(cell["cell"])
    labels = (_("Rated %(numbers)s") % {"numbers": favour}, _("Rated %(numbers)s") % {"numbers": against})
    if cell["hidden"]:
        return [Measure(label, who, "*", "*") for label in labels]
    found = zip(labels, (cell["favour"], cell["against"]), strict=True)
    return [Measure(label, who, text, cell["n"], value, low, high) for label, (text, value, low, high) in found]
