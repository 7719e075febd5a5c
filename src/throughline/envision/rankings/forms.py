"""Forms: what is put in order, and the order of one person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughline.envision.rankings.plan import MOST_ITEMS, Item, Plan

PLACE = "place-"
NAME, ABOUT = "name-", "about-"
SPARE = 3
FEWEST_ROWS = 6


class RankingSettings(forms.Form):
    """Nothing here: the items have a page of their own, which is locked when people begin to answer."""


class RankingForm(forms.Form):
    """The whole set-up: the question, the items, and how many places people fill. Empty rows are left out."""

    question = forms.CharField(
        label=gettext_lazy("What do you ask?"),
        help_text=gettext_lazy("Such as “Which of these matter most to you?”, which we ask if you leave this empty."),
        max_length=200,
        required=False,
    )
    asked = forms.ChoiceField(
        label=gettext_lazy("How many places do people fill?"),
        help_text=gettext_lazy("With more than 8 items, the first 5 are enough. A long order is hard work."),
        choices=[
            ("0", gettext_lazy("As many as there are items")),
            *((str(n), str(n)) for n in range(1, MOST_ITEMS)),
        ],
    )
    partial = forms.ChoiceField(
        label=gettext_lazy("May people leave places empty?"),
        choices=[
            ("yes", gettext_lazy("Yes: nobody has to place what they cannot judge")),
            ("no", gettext_lazy("No: every place must be filled")),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Any = None, *, plan: Plan) -> None:
        initial: dict[str, Any] = {
            "question": plan.question,
            "asked": str(plan.asked),
            "partial": "yes" if plan.partial else "no",
        }
        for number, one in enumerate(plan.items, start=1):
            initial |= {f"{NAME}{number}": one.name, f"{ABOUT}{number}": one.about}
        super().__init__(data, initial=initial)
        for number in range(1, min(MOST_ITEMS, max(FEWEST_ROWS, len(plan.items) + SPARE)) + 1):
            self.fields[f"{NAME}{number}"] = forms.CharField(
                label=_("Item %(number)s") % {"number": number}, max_length=80, required=False
            )
            self.fields[f"{ABOUT}{number}"] = forms.CharField(
                label=_("Item %(number)s in plain words") % {"number": number},
                max_length=300,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    @property
    def basics(self) -> list[forms.BoundField]:
        return [self["question"], self["asked"], self["partial"]]

    @property
    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """(name, description) of each item."""
        return [(self[name], self[ABOUT + name.removeprefix(NAME)]) for name in self.fields if name.startswith(NAME)]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        items: dict[str, tuple[str, str]] = {}
        for name, about in self.rows:
            said, described = cleaned.get(name.name, ""), cleaned.get(about.name, "")
            if described and not said and name.name in cleaned:
                self.add_error(name.name, _("Give this item a name, or delete its description"))
            elif said.casefold() in items:
                self.add_error(name.name, _("Another item has this name. Give it another"))
            elif said:
                items[said.casefold()] = (said, described)
        if items and int(cleaned.get("asked", 0)) > len(items):
            self.add_error("asked", _("There are more places than items. Choose fewer places"))
        return cleaned | {"items": list(items.values())}

    @property
    def given(self) -> dict[str, Any]:
        """What `actions.set_ranking` takes."""
        return {
            "question": self.cleaned_data["question"],
            "asked": int(self.cleaned_data["asked"]),
            "partial": self.cleaned_data["partial"] == "yes",
            "items": self.cleaned_data["items"],
        }


class BallotForm(forms.Form):
    """The order of one person: a place beside each item."""

    def __init__(self, data: Any = None, *, plan: Plan, seed: str, order: Sequence[str] = ()) -> None:
        super().__init__(data, initial={PLACE + slug: str(place) for place, slug in enumerate(order, start=1)})
        self.plan = plan
        choices = [("", _("No place")), *((str(n), self._place(n)) for n in range(1, plan.places + 1))]
        for one in self._as_placed(plan.shuffled(seed)):
            self.fields[PLACE + one.slug] = forms.ChoiceField(
                label=one.name,
                help_text=one.about,
                required=False,
                choices=choices,
                error_messages={"invalid_choice": _("Choose a place from the list")},
            )

    @staticmethod
    def _place(number: int) -> str:
        return _("Place 1, the most important") if number == 1 else _("Place %(number)s") % {"number": number}

    def _as_placed(self, items: list[Item]) -> list[Item]:
        """The items that have a place first, in that order; then the others as they were."""
        held = self.data if self.is_bound else self.initial
        places = {str(number): number for number in range(1, self.plan.places + 1)}
        return sorted(items, key=lambda one: places.get(held.get(PLACE + one.slug, ""), len(places) + 1))

    @property
    def order(self) -> list[str]:
        """Slugs, the first place first; a place left empty between two closes up."""
        places = {name: int(place) for name, place in self.cleaned_data.items() if place}
        return [name.removeprefix(PLACE) for name in sorted(places, key=places.__getitem__)]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if any(name.startswith(PLACE) and name not in self.fields for name in self.data):
            self.add_error(None, _("One of these items is not here. Look at your order again."))
            return cleaned
        at: dict[str, list[str]] = {}
        for name, place in cleaned.items():
            if place:
                at.setdefault(place, []).append(name)
        for place, names in at.items():
            if len(names) > 1:
                self._tied(place, names)
        if not self.errors:
            self._check_empty(at)
        return cleaned

    def _tied(self, place: str, names: list[str]) -> None:
        said = ", ".join(f"“{self.fields[name].label}”" for name in names)
        words = _("Place %(place)s is given more than once: to %(names)s. Give only one of them this place")
        for name in names:
            self.add_error(name, words % {"place": place, "names": said})

    def _check_empty(self, at: dict[str, list[str]]) -> None:
        empty = [str(place) for place in range(1, self.plan.places + 1) if str(place) not in at]
        first = next((name for name in self.fields if not self.cleaned_data.get(name)), None)
        if not at:
            self.add_error(first, _("Give at least one item a place"))
        elif empty and not self.plan.partial:
            self.add_error(first, _("Fill every place. Still empty: %(places)s") % {"places": ", ".join(empty)})
