"""The forms of the shared steps: one question each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from throughline.programmes.models import Region
from throughline.voices import about, consent_wording
from throughline.voices.labels import LABELS
from throughline.voices.models import ConsentRecord, Contribution
from throughline.voices.part.fields import LineField
from throughline.voices.part.roles import ROLES

OWN, BEHALF = "own", "behalf"
NOT_SAID = "not-said"
_UNKNOWN = {"invalid_choice": _("Choose one of the answers")}


class RecordingForm(forms.Form):
    recording = forms.FileField(
        label=_("Send a recording"),
        help_text=_("Sound or film, such as MP3, M4A, MP4, MOV, WebM, Ogg, WAV or FLAC; 200 MB at most."),
        error_messages={
            "required": _("Choose a recording"),
            "empty": _("This recording is empty. Record it again, or choose another."),
        },
        widget=forms.FileInput(attrs={"accept": "audio/*,video/*"}),
    )

    def clean_recording(self) -> Any:
        upload = self.cleaned_data["recording"]
        if upload.too_large:
            raise forms.ValidationError(_("This recording is larger than 200 MB. Send a shorter one, or sound only."))
        return upload


class WhoseForm(forms.Form):
    whose = forms.ChoiceField(
        label=_("Is this your own story?"),
        choices=[(OWN, _("Yes, it happened to me")), (BEHALF, _("No, I am telling it for somebody else"))],
        widget=forms.RadioSelect,
        error_messages=_UNKNOWN | {"required": _("Choose whether this is your own story")},
    )
    relationship = LineField(
        label=_("Who are you to them?"),
        help_text=_("For example: parent, daughter, neighbour, nurse. Please do not write a name."),
        max_length=80,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("whose") == BEHALF and not cleaned.get("relationship"):
            self.add_error("relationship", _("Say who you are to them, such as parent or neighbour"))
        elif cleaned.get("whose") == OWN:
            cleaned["relationship"] = ""
        return cleaned


class LabelsForm(forms.Form):
    QUESTION = _("Should readers be warned of something in it?")

    labels = forms.MultipleChoiceField(
        label=QUESTION,
        help_text=_("This is optional. Readers who would rather not see such words see these names first."),
        choices=[(label.slug, label.name) for label in LABELS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": _("Choose from the list")},
    )


class FoldForm(forms.Form):
    fold = forms.MultipleChoiceField(
        label=_("Keep folded away what is about"),
        choices=[(label.slug, label.name) for label in LABELS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": _("Choose from the list")},
    )


class RoleForm(forms.Form):
    role = forms.ChoiceField(
        label=_("Which of these are you here?"),
        help_text=_("Choose the one that fits best. What each group says is always shown apart."),
        choices=[(role.slug, role.name) for role in ROLES],
        widget=forms.RadioSelect,
        error_messages=_UNKNOWN | {"required": _("Choose which of these you are")},
    )


class RegionForm(forms.Form):
    region = forms.ChoiceField(
        label=_("Where did this happen?"),
        help_text=_("This is optional. We ask because services differ from place to place."),
        widget=forms.RadioSelect,
        required=False,
        error_messages=_UNKNOWN,
    )

    def __init__(self, *args: Any, regions: Sequence[Region], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["region"].choices = [  # type: ignore[attr-defined]
            *((region.slug, region.name) for region in regions),
            (NOT_SAID, _("Somewhere else, or I would rather not say")),
        ]


class AboutForm(forms.Form):
    answer = forms.ChoiceField(widget=forms.RadioSelect, required=False, error_messages=_UNKNOWN)

    def __init__(self, *args: Any, question: about.Question, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["answer"]
        field.label, field.help_text = question.question, question.purpose
        field.choices = [(option.slug, option.label) for option in question.options]  # type: ignore[attr-defined]


class ConsentForm(forms.Form):
    uses = forms.MultipleChoiceField(
        label=_("How may we use what you wrote?"),
        help_text=_("Tick each thing you agree to. You can change your mind later with your receipt code."),
        choices=[(use.slug, use.words) for use in consent_wording.USES],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages=_UNKNOWN,
    )

    def clean_uses(self) -> list[str]:
        ticked = self.cleaned_data["uses"]
        for use in consent_wording.USES:
            if use.required and use.slug not in ticked:
                # It says which one and why; the rest stands beside the box.
                raise forms.ValidationError(
                    _("Tick the first one if you agree. We cannot take your words in if nobody may read them."),
                    code="needed",
                )
        return ticked


class HearForm(forms.Form):
    QUESTION = _("May we also let others hear your recording?")

    uses = forms.MultipleChoiceField(
        label=QUESTION,
        help_text=_("This is optional. If you do not tick it, we publish your words only, as you agreed to."),
        choices=[(consent_wording.HEAR.slug, consent_wording.HEAR.words)],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages=_UNKNOWN,
    )


class MediumForm(forms.Form):
    QUESTION = _("How do they tell you?")
    CHOICES = (
        (Contribution.Medium.TELEPHONE.value, _("By telephone")),
        (Contribution.Medium.PAPER.value, _("On a paper that they handed in or sent")),
    )

    medium = forms.ChoiceField(
        label=QUESTION,
        choices=CHOICES,
        widget=forms.RadioSelect,
        error_messages=_UNKNOWN | {"required": _("Choose how they tell you")},
    )


class AgreedForm(ConsentForm):
    QUESTION = _("How did they agree?")

    given = forms.ChoiceField(
        label=QUESTION,
        choices=[
            (ConsentRecord.How.VOICE, _("By voice: I read each one out, word for word")),
            (ConsentRecord.How.PAPER, _("On paper: each one stands there in these words, and they signed it")),
        ],
        widget=forms.RadioSelect,
        error_messages=_UNKNOWN | {"required": _("Choose how they agreed")},
    )


class EmailForm(forms.Form):
    email = forms.EmailField(
        label=_("What is your e-mail address?"),
        help_text=_(
            "This is optional. We use it only to tell you what happens to what you said. It is kept apart from "
            "your words, and the people who read them do not see it."
        ),
        required=False,
        error_messages={"invalid": _("Enter an email address in the correct format, like name@example.com")},
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
