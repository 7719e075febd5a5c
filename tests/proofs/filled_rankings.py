"""A ranking in which every field that a team can fill is filled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def settings(text: Callable[[str], str]) -> dict[str, Any]:
    """Its settings. `text`: the text for a field."""
    items = [
        {"slug": slug, "name": text("rankings.name"), "about": text("rankings.about")} for slug in ("i1", "i2", "i3")
    ]
    return {"ranking": {"question": text("rankings.question"), "asked": 2, "partial": True, "items": items}}
