"""A budget in which every field that a team can fill is filled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def settings(text: Callable[[str], str]) -> dict[str, Any]:
    """Its settings. `text`: the text for a field."""
    options = [
        {"slug": slug, "name": text("budgets.name"), "about": text("budgets.about"), "cost": 5} for slug in ("q1", "q2")
    ]
    basics = {"budget": 10, "unit": "hours", "ballot": "share", "points": 20, "rest": "fill"}
    return {"budget": basics | {"options": options}}
