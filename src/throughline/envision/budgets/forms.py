"""Forms: the budget, one option, and what a person would fund."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from throughline.envision.budgets.plan import (
    FILL,
    LARGEST,
    LEAVE,
    MOST_POINTS,
    SHARE,
    TICK,
    UNITS,
    Option,
    Plan,
    amount,
    cost_of,
)

POINTS = "points-"
NONE = "none"


class BudgetSettings(forms.Form):
    """Nothing here: the budget has a page of its own, which is locked when people begin to choose."""


class WholeField(forms.IntegerField):
    """A whole number, typed on a keyboard of digits; commas and a pound sign are read too."""

    widget = forms.TextInput

    def __init__(self, *, what: Any, least: int = 1, most: int = LARGEST, **options: Any) -> None:
        # No least or most of Django's, whose messages hold no words of ours.
        super().__init__(error_messages={"required": what, "invalid": what}, **options)
        self.what, self.least, self.most = what, least, most
        self.widget.attrs["inputmode"] = "numeric"

    def to_python(self, value: Any) -> int | None:
        typed = re.sub(r"[£,\s]", "", str(value)) if value is not None else ""
        if not typed:
            return None
        if not re.fullmatch(r"[0-9]{1,15}", typed) or not self.least <= int(typed) <= self.most:
            raise forms.ValidationError(self.what)
        return int(typed)


class BudgetForm(forms.Form):
    """How much there is, in what, and how people choose."""

    budget = WholeField(
        label=gettext_lazy("How much is there to share out?"),
        help_text=gettext_lazy("A whole number, such as 20,000."),
        what=gettext_lazy("Write a whole number of 1 or more, up to 1,000,000,000"),
    )
    unit = forms.ChoiceField(
        label=gettext_lazy("What is it counted in?"), choices=list(UNITS.items()), widget=forms.RadioSelect
    )
    ballot = forms.ChoiceField(
        label=gettext_lazy("How do people choose?"),
        choices=[
            (TICK, gettext_lazy("They tick what they would fund, within the budget")),
            (SHARE, gettext_lazy("They share out points, to show how much each thing matters to them")),
        ],
        widget=forms.RadioSelect,
    )
    points = WholeField(
        label=gettext_lazy("How many points has each person?"),
        help_text=gettext_lazy("Only where people share out points."),
        what=gettext_lazy("Write a whole number from 2 to 1,000"),
        least=2,
        most=MOST_POINTS,
    )
    rest = forms.ChoiceField(
        label=gettext_lazy("What is done with what equal shares leave over?"),
        help_text=gettext_lazy("Say this before people choose, so that nobody can say it was done to suit somebody."),
        choices=[
            (FILL, gettext_lazy("Raise all shares step by step, then add what has most support and still fits")),
            (LEAVE, gettext_lazy("Leave it")),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Any = None, *, plan: Plan) -> None:
        initial = {"budget": plan.budget or "", "unit": plan.unit, "ballot": plan.ballot, "points": plan.points}
        super().__init__(data, initial=initial | {"rest": plan.rest})


class OptionForm(forms.Form):
    """Something that the budget could pay for."""

    name = forms.CharField(
        label=gettext_lazy("What is it?"),
        help_text=gettext_lazy("A few words, such as “A second nurse on Mondays”."),
        max_length=80,
        error_messages={"required": gettext_lazy("Give it a name")},
    )
    about = forms.CharField(
        label=gettext_lazy("What would it change, and for whom?"),
        help_text=gettext_lazy("One or two plain sentences that people read before they choose."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=400,
        error_messages={"required": gettext_lazy("Say what it would change")},
    )
    cost = WholeField(
        label=gettext_lazy("What does it cost?"),
        help_text=gettext_lazy("A whole number, in what the budget is counted in."),
        what=gettext_lazy("Write a whole number of 1 or more, up to 1,000,000,000"),
    )

    def __init__(self, data: Any = None, *, option: Option | None = None) -> None:
        initial = {"name": option.name, "about": option.about, "cost": option.cost} if option else None
        super().__init__(data, initial=initial)


class BallotForm(forms.Form):
    """What one person would fund: boxes to tick, or a number of points beside each option."""

    none = forms.BooleanField(label=gettext_lazy("I would give nothing to any of these"), required=False)

    def __init__(self, data: Any = None, *, plan: Plan, given: Mapping[str, int] | None = None) -> None:
        super().__init__(data, initial=_initial(plan, given))
        self.plan = plan
        if plan.ballot == TICK:
            del self.fields[NONE]
            self.fields["funds"] = forms.MultipleChoiceField(
                label=gettext_lazy("What would you fund?"),
                choices=[*((one.slug, one.name) for one in plan.options), (NONE, gettext_lazy("None of these"))],
                widget=forms.CheckboxSelectMultiple,
                error_messages={
                    "required": gettext_lazy("Tick at least one option, or “None of these”"),
                    "invalid_choice": gettext_lazy("One of these options is not here. Look at your choice again."),
                },
            )
            return
        for one in plan.options:
            self.fields[POINTS + one.slug] = WholeField(
                label=one.name, required=False, least=0, what=gettext_lazy("Write a whole number, such as 5")
            )
        self.order_fields([POINTS + one.slug for one in plan.options])

    @property
    def given(self) -> dict[str, int]:
        """What is chosen so far, as far as it can be read: also of a form with something wrong in it."""
        if not self.is_bound:
            held = self.initial
        else:
            self.is_valid()
            held = self.cleaned_data | ({"funds": self.data.getlist("funds")} if self.plan.ballot == TICK else {})
        if self.plan.ballot == TICK:
            return {one.slug: 1 for one in self.plan.options if one.slug in held.get("funds", ())}
        return {one.slug: n for one in self.plan.options if (n := held.get(POINTS + one.slug))}

    @property
    def used(self) -> int:
        return self.plan.used(self.given)

    @property
    def hints(self) -> dict[str, str]:
        """Of each option, what it changes and what it costs."""
        words = _("%(about)s It costs %(cost)s.")
        return {one.slug: words % {"about": one.about, "cost": cost_of(self.plan, one)} for one in self.plan.options}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.plan.ballot == TICK:
            self._clean_ticks(cleaned.get("funds", []))
        else:
            self._clean_points(cleaned)
        return cleaned

    def _clean_ticks(self, ticked: list[str]) -> None:
        if NONE in ticked and len(ticked) > 1:
            self.add_error("funds", _("Tick either options or “None of these”, not both"))
            return
        used = self.plan.used(dict.fromkeys(ticked, 1))
        if used > self.plan.budget:
            said = {"used": amount(used, self.plan.unit), "budget": amount(self.plan.budget, self.plan.unit)}
            words = _("What you ticked costs %(used)s, and there are only %(budget)s. Take away something")
            if self.plan.unit == "pounds":
                words = _("What you ticked costs %(used)s, and there is only %(budget)s. Take away something")
            self.add_error("funds", words % said)

    def _clean_points(self, cleaned: dict[str, Any]) -> None:
        known = {POINTS + one.slug for one in self.plan.options}
        if any(name.startswith(POINTS) and name not in known for name in self.data):
            self.add_error(None, _("One of these options is not here. Look at your choice again."))
            return
        points = {name: cleaned.get(name) or 0 for name in known}
        used, first = sum(points.values()), POINTS + self.plan.options[0].slug
        if used > self.plan.points:
            largest = max(points, key=lambda name: (points[name], name))
            words = ngettext(
                "You gave %(used)s points and have %(all)s. Take away %(over)s point, here or elsewhere",
                "You gave %(used)s points and have %(all)s. Take away %(over)s points, here or elsewhere",
                used - self.plan.points,
            )
            said = {"used": f"{used:,}", "all": f"{self.plan.points:,}", "over": f"{used - self.plan.points:,}"}
            self.add_error(largest, words % said)
        elif used and cleaned.get(NONE):
            self.add_error(NONE, _("Give points or tick this, not both"))
        elif not used and not cleaned.get(NONE) and not self.errors:
            self.add_error(first, _("Give points to at least one option, or tick the box below all of them"))


def _initial(plan: Plan, given: Mapping[str, int] | None) -> dict[str, Any]:
    if given is None:
        return {}
    if plan.ballot == TICK:
        return {"funds": list(given) or [NONE]}
    return {POINTS + slug: number for slug, number in given.items()} | {NONE: not given}
