"""What a choice experiment asks about: attributes with their levels, pairs that cannot be, and how many tasks.

It is kept in the activity's settings, so this module reads it from there, and says what is wrong with it in words that
a facilitator can act on.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import product
from math import prod
from typing import Any

from django.utils.translation import gettext as _

FEWEST_ATTRIBUTES, MOST_ATTRIBUTES = 2, 8
FEWEST_LEVELS, MOST_LEVELS = 2, 6
MOST_COMBINATIONS = 5_000
FEWEST_TASKS, MOST_TASKS = 4, 16
MOST_BLOCKS = 6
KEYS = ("attributes", "pairs", "tasks", "blocks", "opt_out", "opt_out_label")
ONE_OF = {
    "minutes": "minute",
    "hours": "hour",
    "days": "day",
    "weeks": "week",
    "months": "month",
    "years": "year",
    "pounds": "pound",
    "miles": "mile",
    "people": "person",
    "visits": "visit",
}
"""What 1 of a usual unit is called where nobody said so."""

Profile = tuple[str, ...]
"""The level (its slug) of each attribute, in their order."""


@dataclass(frozen=True)
class Level:
    """One level. `label`: what people read; a number alone where the attribute is counted."""

    slug: str
    label: str


@dataclass(frozen=True)
class Attribute:
    """Something in which options differ.

    unit: what numbers are counted in, such as “days”; "" where levels are words. unit_one: what 1 of them is called.
    better: "later" where later levels (larger numbers) should be liked better by everybody, "earlier" for the opposite,
    "" where that is not known.
    """

    slug: str
    name: str
    about: str
    levels: tuple[Level, ...]
    unit: str = ""
    better: str = ""
    unit_one: str = ""

    def shown(self, slug: str) -> str:
        """A level as people read it."""
        return self.counted(next((level.label for level in self.levels if level.slug == slug), ""))

    def counted(self, label: str) -> str:
        """A number with what it counts, as in “1 day” and “2 days”; words as they are."""
        if label != "1" or not self.unit:
            return f"{label} {self.unit}".strip()
        one = self.unit_one or ONE_OF.get(self.unit.casefold(), "")
        return f"1 {one}" if one else f"1 ({self.unit})"

    def number(self, slug: str) -> float:
        """The number of a level that is counted."""
        return float(next(level.label for level in self.levels if level.slug == slug))

    def place(self, slug: str) -> int:
        """Which of the levels it is, from 0."""
        return next(place for place, level in enumerate(self.levels) if level.slug == slug)


@dataclass(frozen=True)
class Pair:
    """Two levels of different attributes that no option may have together."""

    attribute: str
    level: str
    other: str
    other_level: str


@dataclass(frozen=True)
class ChoicePlan:
    """What is asked. tasks: how many each person answers. blocks: versions, of which each person answers one."""

    attributes: tuple[Attribute, ...] = ()
    pairs: tuple[Pair, ...] = ()
    tasks: int = 8
    blocks: int = 2
    opt_out: bool = True
    opt_out_label: str = ""

    def attribute(self, slug: str) -> Attribute | None:
        return next((one for one in self.attributes if one.slug == slug), None)

    def has(self, attribute: str, level: str) -> bool:
        """Whether there is this level (slugs)."""
        found = self.attribute(attribute)
        return found is not None and level in {one.slug for one in found.levels}

    def allows(self, profile: Profile) -> bool:
        """Whether an option may look so."""
        own = dict(zip((one.slug for one in self.attributes), profile, strict=True))
        return not any(own[p.attribute] == p.level and own[p.other] == p.other_level for p in self.pairs)

    def profiles(self) -> Iterator[Profile]:
        """Every option that may be shown."""
        slugs = ([level.slug for level in one.levels] for one in self.attributes)
        return (profile for profile in product(*slugs) if self.allows(profile))

    @property
    def combinations(self) -> int:
        return prod(len(one.levels) for one in self.attributes)

    @property
    def weights(self) -> int:
        """How many weights the answers have to tell."""
        return sum(1 if one.unit else len(one.levels) - 1 for one in self.attributes) + self.opt_out

    @property
    def neither(self) -> str:
        """What people read where they would choose none of the options."""
        return self.opt_out_label or _("I would choose neither")


def plan_of(settings: Mapping[str, Any]) -> ChoicePlan:
    """The plan that settings hold."""
    attributes = tuple(
        Attribute(**one | {"levels": tuple(Level(**level) for level in one["levels"])})
        for one in settings.get("attributes", ())
    )
    given = {key: settings[key] for key in KEYS[2:] if settings.get(key) not in (None, "")}
    return ChoicePlan(attributes, tuple(Pair(**one) for one in settings.get("pairs", ())), **given)


def dump(plan: ChoicePlan) -> dict[str, Any]:
    """The plan as settings keep it."""
    found: dict[str, Any] = json.loads(json.dumps(asdict(plan)))
    return found


def fingerprint(plan: ChoicePlan) -> str:
    """The same for plans of which a design is the same."""
    told = dump(plan)
    for one in told["attributes"]:
        if not one["unit_one"]:
            del one["unit_one"]  # so that designs from before it could be said stay good
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def problems(plan: ChoicePlan) -> list[str]:
    """What has to change before tasks can be made of a plan; empty where nothing has to."""
    found = [wrong for one in plan.attributes for wrong in _wrong_with(one)]
    if len(plan.attributes) < FEWEST_ATTRIBUTES:
        found.append(_("Add at least 2 things in which the options differ."))
    if found:
        return found
    if len(plan.attributes) > MOST_ATTRIBUTES:
        found.append(_("Keep to %(most)s things or fewer: people cannot weigh more at a time.") % _most())
    if plan.combinations > MOST_COMBINATIONS:
        found.append(
            _("There are %(count)s ways to put the levels together, which is too many. Take out things or levels.")
            % {"count": f"{plan.combinations:,}"}
        )
        return found
    if not any(True for _profile in plan.profiles()):
        found.append(_("The pairs that you ruled out leave no option at all. Allow some of them again."))
        return found
    found += [_never(one, level) for one in plan.attributes for level in _left_out(plan, one)]
    needed = -(-plan.weights // (2 if plan.opt_out else 1))
    if plan.tasks * plan.blocks < needed:
        found.append(
            _("These tasks are too few to tell all levels apart. Ask at least %(needed)s in all versions together.")
            % {"needed": needed}
        )
    return found


def _most() -> dict[str, int]:
    return {"most": MOST_ATTRIBUTES}


def _wrong_with(one: Attribute) -> Iterator[str]:
    if len(one.levels) < FEWEST_LEVELS:
        yield _("“%(name)s” needs at least 2 levels, or there is nothing to choose between.") % {"name": one.name}
    if len(one.levels) > MOST_LEVELS:
        yield _("“%(name)s” has more than %(most)s levels.") % {"name": one.name, "most": MOST_LEVELS}


def _left_out(plan: ChoicePlan, attribute: Attribute) -> list[Level]:
    """Levels that no option may have any more."""
    place = plan.attributes.index(attribute)
    seen = {profile[place] for profile in plan.profiles()}
    return [level for level in attribute.levels if level.slug not in seen]


def _never(attribute: Attribute, level: Level) -> str:
    said = {"name": attribute.name, "level": attribute.shown(level.slug)}
    return _("“%(name)s: %(level)s” could never be shown, because of the pairs that you ruled out.") % said
