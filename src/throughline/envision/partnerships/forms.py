"""The team's forms: protocol, steering group, questions, what is known, and what became of the top ten."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughline.core.forms import DateField
from throughline.envision.partnerships.models import Question
from throughline.envision.partnerships.protocol import (
    LEAST_CHOSEN,
    LEAST_SHORT,
    MOST_CHOSEN,
    MOST_SHORT,
    RULES,
    Protocol,
)
from throughline.programmes.models import Constituency
from throughline.voices.part.fields import LineField, WordsField

NEW, UNDER, ASIDE = "new", "under", "aside"


def _whole(label: Any, least: int, most: int, **options: Any) -> forms.IntegerField:
    wrong = gettext_lazy("Write a whole number from %(least)s to %(most)s") % {"least": least, "most": most}
    messages = dict.fromkeys(("required", "invalid", "min_value", "max_value"), wrong)
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages=messages,
        **options,
    )


class PartnershipSettings(forms.Form):
    """Nothing here: the protocol has a page of its own, which is locked before people choose."""


class ProtocolForm(forms.Form):
    """What the steering group agrees on before anybody chooses."""

    scope = WordsField(
        label=gettext_lazy("What is it about?"),
        help_text=gettext_lazy("Which people, which care, which places."),
        rows=4,
        required=False,
    )
    out_of_scope = WordsField(label=gettext_lazy("What is out of scope?"), rows=3, required=False)
    gathering = WordsField(
        label=gettext_lazy("How are questions gathered?"),
        help_text=gettext_lazy("Whom you ask, how, and what else you look at."),
        rows=3,
        required=False,
    )
    decides = WordsField(
        label=gettext_lazy("How does the steering group decide?"),
        help_text=gettext_lazy("For example by agreement, and what happens where people do not agree."),
        rows=3,
        required=False,
    )
    adviser = LineField(
        label=gettext_lazy("Who is the neutral adviser?"),
        help_text=gettext_lazy("Somebody who gains nothing by the outcome. The name is public."),
        max_length=120,
        required=False,
    )
    adviser_from = LineField(
        label=gettext_lazy("Where is the adviser from? (optional)"), max_length=160, required=False
    )
    most = _whole(gettext_lazy("How many questions may each person choose?"), LEAST_CHOSEN, MOST_CHOSEN)
    rule = forms.ChoiceField(
        label=gettext_lazy("What does the short list begin with?"),
        choices=list(RULES.items()),
        widget=forms.RadioSelect,
    )
    size = _whole(
        gettext_lazy("How many first questions?"),
        LEAST_SHORT,
        MOST_SHORT,
        help_text=gettext_lazy("25 is usual for all groups together, 10 where each group has its own."),
    )
    agreed_on = DateField(
        label=gettext_lazy("On which day did the steering group agree to this?"),
        help_text=gettext_lazy("For example, 27 3 2027"),
        required=False,
    )

    def __init__(self, data: Any = None, *, protocol: Protocol) -> None:
        super().__init__(data, initial=protocol.kept() | {"agreed_on": protocol.agreed_on or None})

    def built(self) -> Protocol:
        """The protocol that a valid form describes."""
        day = self.cleaned_data["agreed_on"]
        return Protocol(**self.cleaned_data | {"agreed_on": day.isoformat() if day else ""})


class MemberForm(forms.Form):
    """Somebody of the steering group."""

    name = LineField(
        label=gettext_lazy("Name"),
        help_text=gettext_lazy("As everybody may read it. Ask first. A first name will do."),
        max_length=120,
        error_messages={"required": gettext_lazy("Enter a name")},
    )
    about = LineField(
        label=gettext_lazy("Where are they from? (optional)"),
        help_text=gettext_lazy("For example, “Community nurse” or “Carers Together”."),
        max_length=200,
        required=False,
    )
    constituency = forms.ChoiceField(
        label=gettext_lazy("For whom do they speak?"),
        choices=Constituency.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose for whom they speak")},
    )


class QuestionForm(forms.Form):
    """The words of a summary question."""

    text = LineField(
        label=gettext_lazy("The question"),
        help_text=gettext_lazy("One question in plain words, without an answer in it."),
        max_length=300,
        error_messages={"required": gettext_lazy("Write the question")},
    )
    explained = LineField(
        label=gettext_lazy("What needs explaining? (optional)"),
        help_text=gettext_lazy("For example, what a medical word in it means."),
        max_length=400,
        required=False,
    )
    origin = LineField(
        label=gettext_lazy("Where else does it come from? (optional)"),
        help_text=gettext_lazy("For example a guideline that says research is needed."),
        max_length=300,
        required=False,
    )


class GatherForm(forms.Form):
    """What is done with the words that are ticked: a new question, one that is there, or out of scope."""

    what = forms.ChoiceField(
        label=gettext_lazy("What are the words that you ticked?"),
        choices=[
            (NEW, gettext_lazy("Part of a new question")),
            (UNDER, gettext_lazy("Part of a question that is there already")),
            (ASIDE, gettext_lazy("Out of scope")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what they are")},
    )
    question = forms.ChoiceField(
        label=gettext_lazy("Which question?"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose a question of the list")},
    )
    reason = LineField(
        label=gettext_lazy("Why are they out of scope?"),
        help_text=gettext_lazy("Their authors read this."),
        max_length=300,
        required=False,
    )

    def __init__(self, data: Any = None, *, questions: list[Question]) -> None:
        super().__init__(data)
        wording = QuestionForm().fields
        for name in ("text", "explained", "origin"):
            self.fields[name] = wording[name]
            self.fields[name].required = False
        rows = [(one.ref, f"{one.number}. {one.text}") for one in questions]
        self.fields["question"].choices = [("", _("Choose one")), *rows]  # type: ignore[attr-defined]

    @property
    def ticked(self) -> list[str]:
        """The words (refs) that were ticked."""
        return [ref[:12] for ref in self.data.getlist("words")] if self.is_bound else []  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        what = cleaned.get("what")
        if what == NEW and not cleaned.get("text"):
            self.add_error("text", _("Write the question"))
        if what == UNDER and not cleaned.get("question") and "question" not in self.errors:
            self.add_error("question", _("Choose a question of the list"))
        if what == ASIDE and not cleaned.get("reason"):
            self.add_error("reason", _("Say why. Their authors read it."))
        return cleaned


class CheckForm(forms.Form):
    """What is known about a question already."""

    known = forms.ChoiceField(
        label=gettext_lazy("Is it answered already?"),
        choices=[
            (Question.Known.NONE, gettext_lazy("No, nobody knows well enough")),
            (Question.Known.PARTLY, gettext_lazy("Partly")),
            (Question.Known.ANSWERED, gettext_lazy("Yes. It leaves the list")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how much is known")},
    )
    note = LineField(
        label=gettext_lazy("What is known?"),
        help_text=gettext_lazy("In plain words. Everybody can read it."),
        max_length=1000,
        required=False,
    )
    source = LineField(
        label=gettext_lazy("Where did you look, or where does it stand?"),
        help_text=gettext_lazy("For example a review, with its year."),
        max_length=300,
        required=False,
    )
    looked_on = DateField(
        label=gettext_lazy("On which day did somebody look?"), help_text=gettext_lazy("For example, 27 3 2027")
    )

    def __init__(self, data: Any = None, *, question: Question) -> None:
        initial = {
            "known": question.known,
            "note": question.known_note,
            "source": question.known_source,
            "looked_on": question.known_on or timezone.localdate(),
        }
        super().__init__(data, initial=initial)


class LeaveForm(forms.Form):
    """Why a question is on no list."""

    reason = LineField(
        label=gettext_lazy("Why does it leave the list?"),
        help_text=gettext_lazy("Everybody can read it. Leave it empty to put the question back."),
        max_length=300,
        required=False,
    )


class FollowUpForm(forms.Form):
    """What became of a question of the top ten."""

    taken_up_by = LineField(
        label=gettext_lazy("Who took it up?"),
        max_length=160,
        error_messages={"required": gettext_lazy("Say who took it up")},
    )
    words = LineField(
        label=gettext_lazy("What did they do?"),
        help_text=gettext_lazy("For example, “They pay for a study of 400 people, to end in 2029”."),
        max_length=400,
        error_messages={"required": gettext_lazy("Say what they did")},
    )
    happened_on = DateField(label=gettext_lazy("When?"), help_text=gettext_lazy("For example, 27 3 2027"))
