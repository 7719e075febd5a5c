"""Forms: what the experiment is, one thing in which options differ, a pair that cannot be, and a choice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from throughline.envision.choices.plan import (
    FEWEST_LEVELS,
    FEWEST_TASKS,
    MOST_BLOCKS,
    MOST_LEVELS,
    MOST_TASKS,
    Attribute,
    ChoicePlan,
    Level,
    Pair,
)
from throughline.language import media

LONGEST_LEVEL, LONGEST_ALT = 80, 160
NOT_DRAWN = {
    "empty": _("This file is empty. Choose another one."),
    "not_a_picture": _("This file is not a PNG, JPEG or WebP picture. Choose another one, or save it as one of these."),
    "too_large": _("This picture is larger than 10 MB. Save it smaller, and send it again."),
    "too_many_pixels": _("This picture has more than 40 million pixels. Save it smaller, and send it again."),
    "too_few_pixels": _("This picture is less than 16 pixels wide or high. Choose a larger one."),
    "too_hard": _("This picture took too long to read. Save it in another format, and send it again."),
    "damaged": _("This picture is damaged or not complete. Save it again, or choose another one."),
    "unavailable": _("Pictures cannot be added on this site. Ask whoever runs it to install what reads them."),
}
"""Why a picture was not taken: by the code of the error."""
BETTER = (
    ("", _("We do not know, or people differ")),
    ("later", _("Levels further down the list, or larger numbers, are better for everybody")),
    ("earlier", _("Levels further up the list, or smaller numbers, are better for everybody")),
)


class ChoicesSettings(forms.Form):
    tasks = forms.IntegerField(
        label=_("How many choices does each person make?"),
        help_text=_("6 to 10 is usual. One to try and one that comes twice are added."),
        min_value=FEWEST_TASKS,
        max_value=MOST_TASKS,
        initial=8,
    )
    blocks = forms.IntegerField(
        label=_("How many versions are there?"),
        help_text=_("Each person gets one version. More versions tell more, but need more people."),
        min_value=1,
        max_value=MOST_BLOCKS,
        initial=2,
    )
    opt_out = forms.BooleanField(label=_("People may choose neither option"), required=False, initial=True)
    opt_out_label = forms.CharField(
        label=_("What choosing neither is called"),
        help_text=_("Leave empty for “I would choose neither”."),
        max_length=80,
        required=False,
    )
    why = forms.CharField(
        label=_("What is to be found out, and why by choices?"),
        help_text=_("Shown in the report on how this was done."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
    )
    sources = forms.CharField(
        label=_("Where do the things and levels come from?"),
        help_text=_("Such as stories, a review of studies, or talks with people."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
    )
    involvement = forms.CharField(
        label=_("How did patients and the public shape it?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
    )
    planned = forms.IntegerField(
        label=_("How many people do you want to hear from?"), min_value=1, max_value=1_000_000, required=False
    )
    limits = forms.CharField(
        label=_("Who may not be heard, and how far do the results carry?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
    )


class AttributeForm(forms.Form):
    """One thing in which the options differ."""

    name = forms.CharField(
        label=_("What is it called?"),
        help_text=_("A few words, such as “How long you wait”."),
        max_length=60,
        error_messages={"required": _("Give it a name")},
    )
    about = forms.CharField(
        label=_("What does it mean?"),
        help_text=_("One or two plain sentences that people read before they choose."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=300,
        error_messages={"required": _("Say what it means")},
    )
    levels = forms.CharField(
        label=_("Its levels"),
        help_text=_("2 to 6, one on each line. Where they are counted, write numbers alone."),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write at least 2 levels, one on each line")},
    )
    unit = forms.CharField(
        label=_("What the numbers count"),
        help_text=_("Such as “days” or “pounds”. Leave empty where levels are words."),
        max_length=30,
        required=False,
    )
    unit_one = forms.CharField(
        label=_("What 1 of them is called"),
        help_text=_("Such as “day” or “pound”. We know it for usual units."),
        max_length=30,
        required=False,
    )
    better = forms.ChoiceField(
        label=_("Which levels should everybody like better?"),
        help_text=_("We use this to make the choices harder to guess, and to find answers that were not meant."),
        choices=BETTER,
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, data: Any = None, *, attribute: Attribute | None = None) -> None:
        super().__init__(data, initial=_initial(attribute) if attribute else None)
        self.attribute = attribute

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "levels" in cleaned:
            labels = [" ".join(line.split()) for line in cleaned["levels"].splitlines()]
            self._check([label for label in labels if label])
        return cleaned

    def _check(self, labels: list[str]) -> None:
        if len(set(labels)) < len(labels):
            self.add_error("levels", _("Each level can stand here once"))
        elif not FEWEST_LEVELS <= len(labels) <= MOST_LEVELS:
            self.add_error("levels", _("Write 2 to 6 levels, one on each line"))
        elif any(len(label) > LONGEST_LEVEL for label in labels):
            self.add_error("levels", _("Keep each level to 80 letters"))
        elif self.cleaned_data.get("unit"):
            self._count(labels)
        else:
            self.cleaned_data["labels"] = labels

    def _count(self, labels: list[str]) -> None:
        """Numbers from the smallest to the largest, as they were typed."""
        try:
            numbers = {label: float(label) for label in labels}
        except ValueError:
            self.add_error("levels", _("Write numbers alone, such as 7, where you say what they count"))
            return
        if len(set(numbers.values())) < len(labels) or any(abs(x) >= 1e9 or x != x for x in numbers.values()):
            self.add_error("levels", _("Write each number once, and none that is too large"))
            return
        self.cleaned_data["labels"] = sorted(labels, key=numbers.__getitem__)

    def built(self, plan: ChoicePlan) -> Attribute:
        """What a valid form describes. Levels that stay keep their slug, so that pairs which name them stay too."""
        given, old = self.cleaned_data, self.attribute
        known = {level.label: level.slug for level in old.levels} if old else {}
        free = _free("l", set(known.values()))
        return Attribute(
            slug=old.slug if old else next(_free("q", {one.slug for one in plan.attributes})),
            name=given["name"],
            about=given["about"],
            levels=tuple(Level(known.get(label) or next(free), label) for label in given["labels"]),
            unit=given["unit"],
            unit_one=given["unit_one"],
            better=given["better"],
        )


def _initial(attribute: Attribute) -> dict[str, Any]:
    levels = "\n".join(level.label for level in attribute.levels)
    return {name: getattr(attribute, name) for name in ("name", "about", "unit", "unit_one", "better")} | {
        "levels": levels
    }


def _free(letter: str, taken: set[str]) -> Iterator[str]:
    """Names that are not taken: q1, q2 …"""
    return (name for name in (f"{letter}{n}" for n in range(1, 10_000)) if name not in taken)


class PictureForm(forms.Form):
    """A picture of one level, and what it shows in words. The cleaned file is the picture, drawn anew."""

    level = forms.ChoiceField(
        label=_("Of which level?"), widget=forms.RadioSelect, error_messages={"required": _("Choose a level")}
    )
    file = forms.FileField(
        label=_("The picture"),
        help_text=_("PNG, JPEG or WebP, 10 MB at most. We draw it anew: place, device and time do not come along."),
        error_messages={"required": _("Choose a picture"), "empty": _("This file is empty. Choose another one.")},
        widget=forms.FileInput(attrs={"accept": ".png,.jpg,.jpeg,.webp"}),
    )
    alt = forms.CharField(
        label=_("What does it show?"),
        help_text=_("A few words for people who do not see it, such as “A nurse at a desk”."),
        max_length=LONGEST_ALT,
        error_messages={"required": _("Say what it shows. People who do not see it need these words")},
    )

    def __init__(self, data: Any = None, files: Any = None, *, attribute: Attribute) -> None:
        super().__init__(data, files)
        levels = [(one.slug, attribute.shown(one.slug)) for one in attribute.levels]
        self.fields["level"].choices = levels  # type: ignore[attr-defined]

    def clean_file(self) -> media.Picture:
        held = self.cleaned_data["file"]
        if held.too_large:
            raise forms.ValidationError(NOT_DRAWN["too_large"])
        try:
            return media.redrawn(held.content)
        except media.MediaError as error:
            raise forms.ValidationError(NOT_DRAWN.get(error.code, NOT_DRAWN["damaged"])) from None


class PairForm(forms.Form):
    """Two levels that no option may have together."""

    first = forms.ChoiceField(label=_("This level"), error_messages={"required": _("Choose a level")})
    second = forms.ChoiceField(label=_("never comes with this one"), error_messages={"required": _("Choose a level")})

    def __init__(self, data: Any = None, *, plan: ChoicePlan) -> None:
        super().__init__(data)
        choices = [("", _("Choose a level"))] + [
            (f"{one.slug}:{level.slug}", f"{one.name}: {one.shown(level.slug)}")
            for one in plan.attributes
            for level in one.levels
        ]
        for name in ("first", "second"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def pair(self) -> Pair:
        """The pair of a valid form."""
        first, second = (self.cleaned_data[name].partition(":") for name in ("first", "second"))
        return Pair(first[0], first[2], second[0], second[2])


class ChoiceForm(forms.Form):
    """One choice between two options, or neither."""

    chosen = forms.TypedChoiceField(
        label=_("Which would you choose?"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the options"), "invalid_choice": _("Choose one of the options")},
    )

    def __init__(self, data: Any = None, *, plan: ChoicePlan, chosen: int | None = None) -> None:
        super().__init__(data, initial={"chosen": chosen})
        choices: list[tuple[int, Any]] = [(0, _("Option A")), (1, _("Option B"))]
        if plan.opt_out:
            choices.append((2, plan.neither))
        self.fields["chosen"].choices = choices  # type: ignore[attr-defined]
