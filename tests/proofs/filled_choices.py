"""A choice experiment in which every field that a team can fill is filled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.proofs.filled_site import Site

from throughline.envision.choices.models import LevelPicture
from throughline.envision.choices.plan import fingerprint, plan_of


def settings(text: Callable[[str], str]) -> dict[str, Any]:
    """Its settings, with the tasks that were made of them. `text`: the text for a field."""
    levels = [{"slug": slug, "label": text("choices.level")} for slug in ("l1", "l2")]
    plan: dict[str, Any] = {
        "attributes": [
            {"slug": slug, "name": text("choices.name"), "about": text("choices.about"), "levels": levels}
            | {"unit": "", "better": "later"}
            for slug in ("q1", "q2", "q3")
        ],
        "pairs": [{"attribute": "q1", "level": "l1", "other": "q2", "other_level": "l2"}],
        "tasks": 4,
        "blocks": 1,
        "opt_out": True,
        "opt_out_label": text("choices.neither"),
    }
    shown = [["l2", "l1", "l1"], ["l1", "l1", "l2"]]
    figures = {"d_error": 1.0, "of_best": 0.9, "people": 40, "dominated": 0, "banned": 0, "repeated": 0, "starts": 1}
    design = {
        "of": fingerprint(plan_of(plan)),
        "plan": plan,
        "tasks": [{"block": 1, "shown": shown}] * 4,
        "warm_up": shown,
        "better": None,
        "figures": figures | {"hardness": 0.9, "rounds": 1, "counts": {s: [1, 1] for s in ("q1", "q2", "q3")}},
        "seed": 1,
        "run": "",
    }
    said = {name: text(f"choices.{name}") for name in ("why", "sources", "involvement", "limits")}
    return plan | {"design": design} | said


def pictured(site: Site, text: Callable[[str], str]) -> None:
    """A picture of a level, with what it shows in words."""
    columns = {"attribute": "q1", "level": "l1", "content": b"RIFF", "width": 96, "height": 72}
    activity = site.activities["choices"]
    activity.settings["pictures"] = True
    activity.save()
    site.add("picture", LevelPicture.objects.create(activity=activity, alt=text("choices.alt")[:160], **columns))
