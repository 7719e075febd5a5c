"""What is put in order: the question, the items, and how many places people fill."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

FEWEST_ITEMS, MOST_ITEMS = 3, 20
USUAL_TOP = 3


@dataclass(frozen=True)
class Item:
    """Something that people give a place to."""

    slug: str
    name: str
    about: str = ""


@dataclass(frozen=True)
class Plan:
    """A ranking. `asked`: the places that the team wants filled, 0 for as many as there are items. `partial`: whether
    people may leave places empty."""

    question: str = ""
    asked: int = 0
    partial: bool = True
    items: tuple[Item, ...] = ()

    @property
    def places(self) -> int:
        """How many places people can fill."""
        return min(self.asked or len(self.items), len(self.items))

    @property
    def top(self) -> int:
        """The first places that results count together: those that people fill, or the first three of a whole order."""
        return self.places if self.places < len(self.items) else min(USUAL_TOP, len(self.items) - 1)

    def item(self, slug: str) -> Item | None:
        return next((one for one in self.items if one.slug == slug), None)

    def names(self) -> dict[str, str]:
        """Slug → name."""
        return {one.slug: one.name for one in self.items}

    def shuffled(self, seed: str) -> list[Item]:
        """The items in an order that looks drawn by lot, and is the same for the same person."""
        return sorted(self.items, key=lambda one: hashlib.sha256(f"{seed}:{one.slug}".encode()).digest())


def plan_of(settings: Mapping[str, Any]) -> Plan:
    """The plan in an activity's settings; an empty one where nothing has been said."""
    kept = dict(settings.get("ranking", {}))
    return Plan(**kept | {"items": tuple(Item(**one) for one in kept.get("items", ()))})


def dump(plan: Plan) -> dict[str, Any]:
    """A plan as an activity's settings hold it."""
    return {"ranking": asdict(plan) | {"items": [asdict(one) for one in plan.items]}}


def problems(plan: Plan) -> list[str]:
    """What has to be done before people can take part."""
    return [] if len(plan.items) >= FEWEST_ITEMS else [_("Write at least 3 items.")]


def question_of(plan: Plan) -> str:
    """What people are asked."""
    return plan.question or _("Which of these matter most to you?")
