"""The forms of this app: one thing a page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from throughline.core.forms import DateField
from throughline.programmes import hooks, queries
from throughline.programmes.choosing import NEEDS, Situation
from throughline.programmes.models import Role


def _text(length: int, missing: Any, **kwargs: Any) -> forms.CharField:
    return forms.CharField(max_length=length, error_messages={"required": missing}, **kwargs)


def _long(missing: Any = "", *, rows: int = 5, length: int = 4000, **kwargs: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return _text(length, missing, widget=widget, required=bool(missing), **kwargs)


def _email(missing: Any, **kwargs: Any) -> forms.EmailField:
    return forms.EmailField(
        error_messages={
            "required": missing,
            "invalid": _("Enter an email address in the correct format, like name@example.com"),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        **kwargs,
    )


class FinderForm(forms.Form):
    """Topic and region; an unknown value is as good as none."""

    topic = forms.ChoiceField(label=_("Topic"), required=False)
    region = forms.ChoiceField(label=_("Region"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every: tuple[tuple[str, Any, list[Any]], ...] = (
            ("topic", _("All topics"), queries.topics()),
            ("region", _("All regions"), queries.regions()),
        )
        for name, all_of_them, rows in every:
            choices = [("", all_of_them), *((row.slug, row.name) for row in rows)]
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, str]:
        """What was chosen, without what was not."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class OrganisationForm(forms.Form):
    name = _text(160, _("Enter the name of the organisation"), label=_("What is the organisation called?"))
    about = _long(label=_("What does it do? (optional)"), help_text=_("A few sentences for the public."))


class PersonForm(forms.Form):
    name = _text(120, _("Enter the person’s name"), label=_("Name"))
    email = _email(
        _("Enter the person’s email address"),
        label=_("Email address"),
        help_text=_("We send an invitation to this address. It is not shown to anybody."),
    )


class QuestionForm(forms.Form):
    title = _text(160, _("Enter a name for the programme"), label=_("Name"), help_text=_("A few words, for lists."))
    question = _text(
        300,
        _("Enter the question"),
        label=_("Question"),
        help_text=_("One question that the sponsor will answer. For example, “How can it be easier to see a dentist?”"),
    )
    summary = _long(
        label=_("Summary (optional)"),
        help_text=_("What it is about, why you ask now, and who should take part."),
        rows=8,
    )


class PlacesForm(forms.Form):
    topics = forms.MultipleChoiceField(
        label=_("What is it about?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    regions = forms.MultipleChoiceField(
        label=_("Which regions is it for?"),
        help_text=_("Choose none if it is for everywhere."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows: dict[str, list[Any]] = {"topics": queries.topics(), "regions": queries.regions()}
        for name, rows in self.rows.items():
            self.fields[name].choices = [(row.slug, row.name) for row in rows]  # type: ignore[attr-defined]

    def changes(self) -> dict[str, Any]:
        """The chosen rows, as the action wants them."""
        return {name: [row for row in rows if row.slug in self.cleaned_data[name]] for name, rows in self.rows.items()}


class DatesForm(forms.Form):
    opens_on = DateField(label=_("When do you plan to open it?"), help_text=_("For example, 27 3 2027"), required=False)
    closes_on = DateField(
        label=_("What is the last day to take part?"),
        help_text=_("The sponsor’s answer must come on or after this day."),
        error_messages={"required": _("Enter the last day to take part")},
    )


class AboutForm(forms.Form):
    about_questions = forms.MultipleChoiceField(
        label=_("Which questions do you ask people about themselves?"),
        help_text=_("Ask only what you need. Each question says why it is asked, and nobody has to answer."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about_questions"].choices = hooks.all_about_choices()  # type: ignore[attr-defined]


class StageForm(forms.Form):
    starts_on = DateField(label=_("First day"), help_text=_("For example, 27 3 2027"))
    ends_on = DateField(label=_("Last day"), help_text=_("For example, 30 6 2027"))
    summary = _long(label=_("What happens in this stage? (optional)"), length=1000)


class CommitmentForm(forms.Form):
    sponsor_name = _text(120, _("Enter the sponsor’s name"), label=_("Who is the sponsor?"))
    sponsor_role = _text(
        160,
        _("Enter the sponsor’s job"),
        label=_("What is their job?"),
        help_text=_("For example, “Chief executive, Riverside Hospitals”"),
    )
    can_change = _long(
        _("Say what can change"),
        label=_("What can change because of what people say?"),
        help_text=_("Be exact. People decide whether to take part by this."),
    )
    cannot_change = _long(
        _("Say what cannot change"),
        label=_("What cannot change, and why?"),
        help_text=_("Say it now, so that nobody is disappointed later."),
    )
    who_decides = _long(_("Say who decides"), label=_("Who decides, and how?"), rows=3)
    answer_by = DateField(
        label=_("By which day will they answer?"),
        help_text=_("On or after the last day to take part. For example, 27 9 2027"),
        error_messages={"required": _("Enter the day by which the sponsor will answer")},
    )


ROLE_HINTS = {
    Role.ORGANISER: _("Plans the programme and runs it."),
    Role.FACILITATOR: _("Runs activities and brings in what people said elsewhere."),
    Role.MODERATOR: _("Reads what comes in and decides what can be public."),
    Role.ANALYST: _("Looks for themes and writes findings."),
    Role.SPONSOR: _("Promises what can change and by when they answer."),
    Role.DECISION_MAKER: _("Answers recommendations."),
    Role.CHALLENGE: _("Checks the work of the others and asks hard questions."),
}


class TeamForm(PersonForm):
    role = forms.ChoiceField(
        label=_("Role"),
        choices=Role.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a role")},
    )


class ActivityForm(forms.Form):
    title = _text(160, _("Enter a title"), label=_("Title"), help_text=_("What people see first."))
    intro = _long(label=_("What should people know before they start? (optional)"))
    closes_on = DateField(
        label=_("Last day to take part (optional)"),
        help_text=_("For example, 27 3 2027. Leave it empty to use the programme’s last day."),
        required=False,
    )


class ChooserForm(forms.Form):
    """What a team needs, for advice on methods; asked by GET, so that the answer has an address."""

    needs = forms.MultipleChoiceField(
        label=_("What do you need to do?"),
        choices=list(NEEDS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one thing that you need to do.")},
    )
    people = forms.TypedChoiceField(
        label=_("How many people can you reach?"),
        choices=[
            ("14", _("Fewer than 15")),
            ("29", _("15 to 29")),
            ("99", _("30 to 99")),
            ("299", _("100 to 299")),
            ("1000000", _("300 or more")),
        ],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how many people you can reach.")},
    )
    minutes = forms.TypedChoiceField(
        label=_("How much time can you ask of each person?"),
        choices=[("5", _("Up to 5 minutes")), ("20", _("Up to 20 minutes")), ("600", _("An hour or more"))],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how much time you can ask for.")},
    )
    more = forms.MultipleChoiceField(
        label=_("Is any of this so?"),
        choices=[
            ("visits", _("People can come back more than once")),
            ("contested", _("Views clash, or people do not trust each other")),
            ("small_group", _("Few people are concerned most, and many could drown them")),
        ],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def situation(self) -> Situation:
        """What was said. The form must be valid."""
        data = self.cleaned_data
        more = {name: name in data["more"] for name in ("visits", "contested", "small_group")}
        return Situation(tuple(data["needs"]), data["people"], data["minutes"], **more)


class CopyForm(forms.Form):
    """What a copy is called."""

    title = _text(160, _("Enter what the copy is called"), label=_("What is the copy called?"))
