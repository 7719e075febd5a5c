"""The forms of a standing assembly: the team's set-up, what people write, and what is decided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughline.core.forms import DateField
from throughline.envision.assemblies.actions import Choice, Meeting
from throughline.envision.assemblies.actions.raising import LONGEST, LONGEST_LINE
from throughline.envision.assemblies.charter import Terms
from throughline.envision.assemblies.models import Answer, Assembly, Issue, RemitDecision, Report
from throughline.voices.part.fields import LineField, WordsField

MOST_LINES = 20


class AssembliesSettings(forms.Form):
    """What the organiser says when adding it: nothing yet, since the set-up has a page of its own."""


class PairsField(forms.CharField):
    """Two texts on each line with a bar between them, such as a name and a role."""

    def __init__(self, *, lacks: Any, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}), **options)
        self.lacks = lacks

    def clean(self, value: Any) -> tuple[tuple[str, str], ...]:
        typed = super().clean(value)
        lines = [line for line in typed.splitlines() if line.strip()]
        found = tuple((first.strip(), second.strip()) for first, _bar, second in (one.partition("|") for one in lines))
        if len(found) > MOST_LINES or any(not (first and second) for first, second in found):
            raise forms.ValidationError(self.lacks)
        return found


def in_lines(pairs: Iterable[Sequence[str]]) -> str:
    """Pairs as a person types them."""
    return "\n".join(" | ".join(pair) for pair in pairs)


def _number(label: Any, least: int, most: int, hint: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=hint,
        min_value=least,
        max_value=most,
        error_messages={"required": gettext_lazy("Write a number"), "invalid": gettext_lazy("Write a whole number")},
    )


class MeetingForm(forms.Form):
    """When and where an assembly is, and who answers there."""

    held_on = DateField(label=gettext_lazy("When is the assembly?"))
    place = LineField(
        label=gettext_lazy("Where is it?"),
        help_text=gettext_lazy("Leave it empty if it is online only."),
        max_length=200,
        required=False,
    )
    online = LineField(
        label=gettext_lazy("How can people join online?"),
        help_text=gettext_lazy("An address or a telephone number. It is public."),
        max_length=200,
        required=False,
    )
    who = PairsField(
        label=gettext_lazy("Who answers there?"),
        help_text=gettext_lazy("One person on each line: the name, then | and their role. This is public."),
        lacks=gettext_lazy("Write each person on a line of their own: the name, then | and the role"),
        error_messages={"required": gettext_lazy("Name at least one person who answers, with their role")},
    )

    def __init__(self, data: Any = None, *, assembly: Assembly | None = None, initial: Any = None) -> None:
        known = {}
        if assembly is not None:
            known = {"held_on": assembly.held_on, "place": assembly.place, "online": assembly.online}
            known["who"] = in_lines(assembly.who)
        super().__init__(data, initial={**(initial or {}), **known})

    def meeting(self) -> Meeting:
        """What a valid form describes."""
        given = self.cleaned_data
        return Meeting(given["held_on"], given["place"], given["online"], given["who"])


class SetUpForm(MeetingForm):
    """Everything that is promised, with the usual numbers filled in, and the next assembly."""

    remit = WordsField(
        label=gettext_lazy("What can be raised here?"),
        required_message=gettext_lazy("Say what can be raised"),
        rows=4,
    )
    not_here = WordsField(
        label=gettext_lazy("What cannot be raised here?"),
        required_message=gettext_lazy("Say what cannot be raised"),
        rows=3,
    )
    elsewhere = PairsField(
        label=gettext_lazy("Where can people turn with that instead?"),
        help_text=gettext_lazy("One place on each line: its name, then | and how to reach it."),
        lacks=gettext_lazy("Write each place on a line of its own: the name, then | and how to reach it"),
        error_messages={"required": gettext_lazy("Name at least one place where people can turn instead")},
    )
    supporters = _number(gettext_lazy("How many supporters does an issue need?"), 8, 100_000)
    groups = _number(
        gettext_lazy("From how many of the three groups?"),
        0,
        99,
        gettext_lazy("The groups are patients and public, staff, and policymakers. 8 people or more from each count."),
    )
    regions = _number(
        gettext_lazy("From how many regions?"), 0, 99, gettext_lazy("0 if it does not matter. 8 people or more count.")
    )
    most = _number(gettext_lazy("How many issues fit one assembly?"), 1, 50)
    decide_days = _number(
        gettext_lazy("Within how many days do you decide whether an issue can be raised here?"), 1, 60
    )
    gather_days = _number(gettext_lazy("For how many days is support gathered?"), 7, 366)
    answer_days = _number(gettext_lazy("Within how many days of the assembly is every issue answered?"), 1, 200)
    field_order = (
        "remit", "not_here", "elsewhere", "supporters", "groups", "regions", "most",
        "decide_days", "gather_days", "held_on", "place", "online", "who", "answer_days",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, terms: Terms, assembly: Assembly | None = None) -> None:
        super().__init__(data, assembly=assembly, initial=terms.kept() | {"elsewhere": in_lines(terms.elsewhere)})

    def terms(self) -> Terms:
        """The terms that a valid form describes."""
        return Terms.of(self.cleaned_data)


class RaiseForm(forms.Form):
    """An issue in a line, before anybody puts work into it."""

    words = LineField(
        label=gettext_lazy("In a line: what is it about?"),
        help_text=gettext_lazy("Others will read this line. Leave out names."),
        max_length=LONGEST_LINE,
        error_messages={"required": gettext_lazy("Say in a line what it is about")},
    )
    harm = forms.ChoiceField(
        label=gettext_lazy("Could somebody come to harm if nothing changes?"),
        choices=Issue.Harm.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say whether somebody could come to harm")},
    )


class TellForm(forms.Form):
    """One question about an issue, answered in one's own words."""

    def __init__(self, data: Any = None, *, question: str, hint: str = "") -> None:
        super().__init__(data)
        attrs = {"rows": 6, "maxlength": LONGEST, "dir": "auto"}
        self.fields["words"] = WordsField(
            label=question, help_text=hint, max_length=LONGEST, widget=forms.Textarea(attrs=attrs)
        )


class RemitForm(forms.Form):
    """What a person of the team decides about an issue, and why."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("What do you decide?"),
        choices=RemitDecision.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what you decide")},
    )
    routed_to = forms.ChoiceField(label=gettext_lazy("Who is it for, if it is for somebody else?"), required=False)
    into = forms.ChoiceField(label=gettext_lazy("Which issue is it joined with, if it is?"), required=False)
    reason = WordsField(
        label=gettext_lazy("The reason, or your question"),
        help_text=gettext_lazy("Its author reads it, and it is public."),
        required_message=gettext_lazy("Give the reason, or the question"),
        rows=4,
    )

    def __init__(self, data: Any = None, *, terms: Terms, others: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        none = [("", _("Nobody"))]
        self.fields["routed_to"].choices = [*none, *((name, name) for name, _how in terms.elsewhere)]  # type: ignore[attr-defined]
        self.fields["into"].choices = [("", _("None")), *others]  # type: ignore[attr-defined]


class ListForm(forms.Form):
    """For each issue that the rule did not choose: whether it is taken up all the same, and why, or why not."""

    def __init__(self, data: Any = None, *, issues: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        self.issues = issues
        for ref, line in issues:
            self.fields[f"chosen-{ref}"] = forms.ChoiceField(
                label=_("Is “%(line)s” taken up?") % {"line": line},
                choices=[("no", _("No")), ("yes", _("Yes, though the rule did not choose it"))],
                widget=forms.RadioSelect,
                error_messages={"required": _("Say whether “%(line)s” is taken up") % {"line": line}},
            )
            self.fields[f"reason-{ref}"] = WordsField(
                label=_("The reason for “%(line)s”") % {"line": line},
                rows=2,
                required_message=_("Give the reason for “%(line)s”") % {"line": line},
            )

    def choices(self) -> dict[str, Choice]:
        """Ref of an issue → what a valid form decides."""
        given = self.cleaned_data
        return {ref: Choice(given[f"chosen-{ref}"] == "yes", given[f"reason-{ref}"]) for ref, _line in self.issues}

    def of(self, ref: str) -> list[forms.BoundField]:
        """The two fields of one issue."""
        return [self[f"chosen-{ref}"], self[f"reason-{ref}"]]


class AnswerForm(forms.Form):
    """What was answered, by whom, and what happens next."""

    verdict = forms.ChoiceField(
        label=gettext_lazy("What is the answer?"),
        choices=Answer.Verdict.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the answer")},
    )
    said = WordsField(
        label=gettext_lazy("What was said?"),
        help_text=gettext_lazy("With the reason, in plain words. This is public."),
        required_message=gettext_lazy("Write what was said, with the reason"),
        rows=5,
    )
    answered_by = forms.ChoiceField(
        label=gettext_lazy("Who answered?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose who answered")},
    )
    next_step = WordsField(
        label=gettext_lazy("What happens next?"),
        help_text=gettext_lazy("Leave it empty only if it will not be done."),
        required=False,
        rows=3,
    )
    due_on = DateField(label=gettext_lazy("By when?"), required=False)

    def __init__(self, data: Any = None, *, names: Sequence[str]) -> None:
        super().__init__(data)
        self.fields["answered_by"].choices = [(name, name) for name in names]  # type: ignore[attr-defined]


class ReportForm(forms.Form):
    """What has been done about a promise."""

    status = forms.ChoiceField(
        label=gettext_lazy("How is it going?"),
        choices=Report.Status.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how it is going")},
    )
    words = WordsField(
        label=gettext_lazy("What has been done?"),
        help_text=gettext_lazy("This is public, with your name."),
        required_message=gettext_lazy("Say what has been done"),
        rows=4,
    )
