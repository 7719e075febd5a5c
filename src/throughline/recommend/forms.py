"""Forms of recommending and answering."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from throughline.core.forms import DateField
from throughline.programmes.models import Programme
from throughline.recommend import queries
from throughline.recommend.models import Answer, Authority, Progress, Recommendation, Wording


class StartForm(forms.Form):
    title = forms.CharField(
        label=_("What should change?"),
        help_text=_("One sentence, in plain words."),
        max_length=200,
        error_messages={"required": _("Say what should change, in one sentence.")},
    )


class AuthorityForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the authority"),
        help_text=_("The body, and the post within it where you know it."),
        max_length=160,
        error_messages={"required": _("Enter the name of the authority.")},
    )
    level = forms.ChoiceField(
        label=_("What kind of body is it?"),
        choices=Authority.Level.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what kind of body it is.")},
    )
    remit = forms.CharField(label=_("What it can decide"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


class EditForm(forms.Form):
    title = StartForm.base_fields["title"]
    authority = forms.ModelChoiceField(
        label=_("Who must act?"),
        queryset=Authority.objects.none(),
        to_field_name="ref",
        required=False,
        empty_label=_("Choose one"),
    )
    protects_patients = forms.CharField(
        label=_("How it protects patients"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    saves_staff_time = forms.CharField(
        label=_("How it saves staff time"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    saves_money = forms.CharField(
        label=_("How it saves public money"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    answer_due_on = DateField(label=_("By when must they answer?"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["authority"]
        field.queryset = queries.authorities()  # type: ignore[attr-defined]
        field.label_from_instance = lambda authority: authority.name  # type: ignore[attr-defined]

    @staticmethod
    def start(recommendation: Recommendation) -> dict[str, Any]:
        names = ("title", "authority", "protects_patients", "saves_staff_time", "saves_money", "answer_due_on")
        return {name: getattr(recommendation, name) for name in names}


class EvidenceForm(forms.Form):
    findings = forms.ModelMultipleChoiceField(
        label=_("Which findings does it rest on?"),
        queryset=None,
        to_field_name="ref",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one finding.")},
    )

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["findings"]
        field.queryset = queries.citable_findings(programme)  # type: ignore[attr-defined]
        field.label_from_instance = lambda finding: finding.title  # type: ignore[attr-defined]


class WordingForm(forms.Form):
    words = forms.CharField(
        label=_("The recommendation in their words"),
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Write what should change in the words of this group.")},
    )


class AskForm(forms.Form):
    sent_to = forms.CharField(
        label=_("Name and post of the person who must answer"),
        help_text=_("This is shown in public."),
        max_length=160,
        error_messages={"required": _("Enter the name and post of the person who must answer.")},
    )
    email = forms.EmailField(
        label=_("Their email address"),
        help_text=_("Only used to send the link. It is not shown."),
        error_messages={
            "required": _("Enter their email address"),
            "invalid": _("Enter an email address in the correct format, like name@example.com"),
        },
    )


class AnswerForm(forms.Form):
    verdict = forms.ChoiceField(
        label=_("What is your answer?"),
        choices=Answer.Verdict.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer.")},
    )
    reason = forms.CharField(
        label=_("Your reason"),
        help_text=_("This is public. Use plain words."),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Give your reason. It will be public.")},
    )
    passed_to = forms.CharField(
        label=_("If it is not yours: to whom have you passed it?"), max_length=160, required=False
    )
    owner = forms.CharField(
        label=_("If you accept: who will see that it is done?"),
        help_text=_("Name and post."),
        max_length=160,
        required=False,
    )
    start_on = DateField(label=_("When does it start?"), required=False)
    due_on = DateField(label=_("By when will it be done?"), required=False)


class ProgressForm(forms.Form):
    state = forms.ChoiceField(
        label=_("How is it going?"),
        choices=Progress.State.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it is going.")},
    )
    words = forms.CharField(
        label=_("What has been done?"),
        help_text=_("This is public. Use plain words."),
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Say what has been done.")},
    )


AUDIENCES = dict(Wording.Audience.choices)
