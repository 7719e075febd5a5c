"""Forms with a list of questions: what a person chooses, the short list, and the orders of the workshop."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from throughline.envision.partnerships.models import Question
from throughline.programmes.models import Constituency
from throughline.voices.part.fields import LineField

PLACE, REASON, PEOPLE = "place-", "reason-", "people-"
MOST_PEOPLE = 99


class ChoiceForm(forms.Form):
    """The questions that matter most to one person, ticked."""

    questions = forms.MultipleChoiceField(
        label=gettext_lazy("Which questions matter most to you?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("Choose at least 1 question"),
            "invalid_choice": gettext_lazy("One of these questions is not here. Look at your choice again."),
        },
    )

    def __init__(
        self, data: Any = None, *, questions: Sequence[Question], most: int, chosen: Collection[str] = ()
    ) -> None:
        super().__init__(data, initial={"questions": list(chosen)})
        self.most = most
        field: Any = self.fields["questions"]
        field.choices = [(one.ref, one.text) for one in questions]
        field.help_text = _("Choose at most %(most)s.") % {"most": most}

    def clean_questions(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["questions"]
        over = len(chosen) - self.most
        if over > 0:
            words = ngettext(
                "You chose %(n)s. Choose at most %(most)s: take away %(over)s question",
                "You chose %(n)s. Choose at most %(most)s: take away %(over)s questions",
                over,
            )
            raise forms.ValidationError(words % {"n": len(chosen), "most": self.most, "over": over})
        return chosen


class ShortListForm(forms.Form):
    """The short list, ticked; and a reason for each question that departs from the rule."""

    chosen = forms.MultipleChoiceField(
        label=gettext_lazy("Which questions are on the short list?"),
        help_text=gettext_lazy("Those that the rule gives are ticked. Where you change this, we ask you why."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least 2 questions")},
    )

    def __init__(
        self, data: Any = None, *, questions: Sequence[Question], by_rule: Collection[str], published: bool
    ) -> None:
        kept = [one.ref for one in questions if one.short] if published else list(by_rule)
        initial: dict[str, Any] = {REASON + one.ref: one.short_reason for one in questions}
        super().__init__(data, initial=initial | {"chosen": kept})
        field: Any = self.fields["chosen"]
        field.choices = [(one.ref, one.text) for one in questions]
        wanted = set(self.data.getlist("chosen") if self.is_bound else kept)  # type: ignore[attr-defined]
        self.departing = [one for one in questions if (one.ref in wanted) != (one.ref in by_rule)]
        for one in self.departing:
            said = _("Why is “%(text)s” added?") if one.ref in wanted else _("Why is “%(text)s” left out?")
            self.fields[REASON + one.ref] = LineField(
                label=said % {"text": one.text},
                max_length=300,
                error_messages={"required": gettext_lazy("Say why. Everybody can read it")},
            )

    @property
    def reasons(self) -> dict[str, str]:
        return {one.ref: self.cleaned_data.get(REASON + one.ref, "") for one in self.departing}


class OrderForm(forms.Form):
    """A place for each question of the short list; what is wrong is said beside the question, and all of it is kept."""

    def __init__(
        self,
        data: Any = None,
        *,
        questions: Sequence[Question],
        initial: Mapping[str, Any],
        last: int = 0,
    ) -> None:
        super().__init__(data, initial=dict(initial))
        self.questions, self.last = questions, last or len(questions)
        self.whole = self.last == len(questions)
        for one in questions:
            self.fields[PLACE + one.ref] = forms.CharField(
                label=one.text, required=False, max_length=6, widget=forms.TextInput(attrs={"inputmode": "numeric"})
            )

    @property
    def order(self) -> list[str]:
        """Refs of the questions that have a place, from first to last. The form must be valid."""
        placed = {one.ref: self.cleaned_data[PLACE + one.ref] for one in self.questions}
        return sorted((ref for ref, place in placed.items() if place), key=lambda ref: placed[ref])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        seen: dict[int, str] = {}
        for one in self.questions:
            name = PLACE + one.ref
            cleaned[name] = place = self._place(name, str(cleaned.get(name, "")).strip())
            if place and place in seen:
                words = _("“%(other)s” has place %(place)s too. Two questions cannot be equal: say which comes first")
                self.add_error(name, words % {"other": seen[place], "place": place})
            elif place:
                seen[place] = one.text
        self._find_gaps(seen)
        return cleaned

    def _place(self, name: str, typed: str) -> int | None:
        if not typed:
            if self.whole:
                self.add_error(name, _("Give this question a place"))
            return None
        if not typed.isascii() or not typed.isdigit() or not 1 <= int(typed) <= self.last:
            self.add_error(name, _("Write a whole number from 1 to %(last)s") % {"last": self.last})
            return None
        return int(typed)

    def _find_gaps(self, seen: Mapping[int, str]) -> None:
        gaps = [str(place) for place in range(1, self.last + 1) if place not in seen]
        if gaps and not self.whole and not self.errors:
            words = _("No question has these places: %(gaps)s")
            self.add_error(PLACE + self.questions[0].ref, words % {"gaps": ", ".join(gaps)})


class GroupForm(OrderForm):
    """The order of one small group, with who was there."""

    def __init__(self, data: Any = None, *, questions: Sequence[Question], initial: Mapping[str, Any]) -> None:
        super().__init__(data, questions=questions, initial=initial)
        self.fields["name"] = LineField(
            label=_("What is the small group called?"),
            max_length=60,
            error_messages={"required": _("Give the group a name")},
        )
        for side, label in Constituency.choices:
            wrong = _("Write a whole number, 0 or more")
            self.fields[PEOPLE + side] = forms.IntegerField(
                label=_("How many were there: %(who)s") % {"who": label},
                min_value=0,
                max_value=MOST_PEOPLE,
                widget=forms.TextInput(attrs={"inputmode": "numeric"}),
                error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), wrong),
            )
        sides = [PEOPLE + side for side in Constituency.values]
        self.order_fields(["name", *sides])

    @property
    def people(self) -> dict[str, int]:
        return {side: self.cleaned_data[PEOPLE + side] for side in Constituency.values}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        counted = [cleaned.get(PEOPLE + side) for side in Constituency.values]
        if None not in counted and sum(bool(n) for n in counted) < 2:
            words = _("A small group has people of at least two sides. Say how many of each")
            self.add_error(PEOPLE + Constituency.PATIENTS, words)
        return cleaned


class TopForm(OrderForm):
    """The final order: a place and a reason for each question of the top ten."""

    def __init__(self, data: Any = None, *, questions: Sequence[Question], last: int) -> None:
        initial: dict[str, Any] = {}
        for one in questions:
            initial |= {PLACE + one.ref: one.place or "", REASON + one.ref: one.place_reason}
        super().__init__(data, questions=questions, last=last, initial=initial)
        for one in questions:
            self.fields[REASON + one.ref] = LineField(label=_("Why it has this place"), max_length=300, required=False)

    @property
    def reasons(self) -> dict[str, str]:
        return {one.ref: self.cleaned_data.get(REASON + one.ref, "") for one in self.questions}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for one in self.questions:
            if cleaned.get(PLACE + one.ref) and not cleaned.get(REASON + one.ref):
                self.add_error(REASON + one.ref, _("Say why it has this place"))
        return cleaned
