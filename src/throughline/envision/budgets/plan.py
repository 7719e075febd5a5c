"""What is shared out: the budget, its unit, the options with their costs, and the kind of ballot."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

FEWEST_OPTIONS, MOST_OPTIONS = 2, 20
LARGEST = 10**9
MOST_POINTS = 1000
TICK, SHARE = "tick", "share"
UNITS: dict[str, str | _StrPromise] = {
    "pounds": gettext_lazy("Pounds"),
    "hours": gettext_lazy("Hours"),
    "points": gettext_lazy("Points"),
}
FILL, LEAVE = "fill", "leave"


@dataclass(frozen=True)
class Option:
    """Something that the budget could pay for."""

    slug: str
    name: str
    about: str
    cost: int


@dataclass(frozen=True)
class Plan:
    """A budget. `ballot`: people tick what they would fund, or share out `points`. `rest`: whether what equal shares
    leave over is used for more options, or left."""

    budget: int = 0
    unit: str = "pounds"
    ballot: str = TICK
    points: int = 100
    rest: str = FILL
    options: tuple[Option, ...] = ()

    def option(self, slug: str) -> Option | None:
        return next((one for one in self.options if one.slug == slug), None)

    @property
    def limit(self) -> int:
        """How much one person can give away: the budget itself, or their points."""
        return self.budget if self.ballot == TICK else self.points

    def used(self, given: Mapping[str, int]) -> int:
        """How much of the limit a choice uses."""
        if self.ballot == SHARE:
            return sum(given.values())
        return sum(one.cost for one in self.options if one.slug in given)

    def next_slug(self) -> str:
        """A slug that no option has."""
        numbers = [int(match[1]) for one in self.options if (match := re.fullmatch(r"o(\d+)", one.slug))]
        return f"o{max(numbers, default=0) + 1}"


def plan_of(settings: Mapping[str, Any]) -> Plan:
    """The plan in an activity's settings; an empty one where nothing has been said."""
    kept = dict(settings.get("budget", {}))
    return Plan(**kept | {"options": tuple(Option(**one) for one in kept.get("options", ()))})


def dump(plan: Plan) -> dict[str, Any]:
    """A plan as an activity's settings hold it."""
    return {"budget": asdict(plan) | {"options": [asdict(one) for one in plan.options]}}


def problems(plan: Plan) -> list[str]:
    """What has to be done before people can take part."""
    found = []
    if plan.budget < 1:
        found.append(_("Say how large the budget is."))
    if len(plan.options) < FEWEST_OPTIONS:
        found.append(_("Add at least 2 options."))
    return found


def amount(number: int, unit: str) -> str:
    """So much of a unit, in words."""
    if unit == "pounds":
        return f"£{number:,}"
    if unit == "hours":
        words = ngettext("%(number)s hour", "%(number)s hours", number)
    else:
        words = ngettext("%(number)s point", "%(number)s points", number)
    return words % {"number": f"{number:,}"}


def cost_of(plan: Plan, option: Option) -> str:
    return amount(option.cost, plan.unit)


@dataclass(frozen=True)
class Running:
    """How much a choice uses, as a line. `left`, `over`: the patterns with which the page's script does the same."""

    left: str
    over: str
    said: str


def running(plan: Plan, used: int) -> Running:
    """The line that says how much is used and how much is left."""
    unit = plan.unit if plan.ballot == TICK else "points"
    if unit == "pounds":
        left, over = _("Used: £{used} of £{all}. Left: £{rest}."), _("Used: £{used} of £{all}. Too much: £{rest}.")
    elif unit == "hours":
        left = _("Used: {used} of {all} hours. Left: {rest}.")
        over = _("Used: {used} of {all} hours. Too much: {rest}.")
    else:
        left = _("Used: {used} of {all} points. Left: {rest}.")
        over = _("Used: {used} of {all} points. Too much: {rest}.")
    pattern = over if used > plan.limit else left
    numbers = {"{used}": used, "{all}": plan.limit, "{rest}": abs(plan.limit - used)}
    for name, number in numbers.items():
        pattern = pattern.replace(name, f"{number:,}")
    return Running(left, over, pattern)
