from django import forms
from django.utils.translation import gettext_lazy as _

from throughline.programmes.models import Region, Topic


class HearForm(forms.Form):
    email = forms.EmailField(
        label=_("Your email address"),
        help_text=_("Only used to tell you what opens. You can stop at any time."),
        error_messages={
            "required": _("Enter your email address"),
            "invalid": _("Enter an email address in the correct format, like name@example.com"),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
    topics = forms.ModelMultipleChoiceField(
        label=_("What do you want to hear about?"),
        help_text=_("Leave empty for everything."),
        queryset=Topic.objects.all(),
        to_field_name="slug",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    regions = forms.ModelMultipleChoiceField(
        label=_("Where?"),
        help_text=_("Leave empty for everywhere."),
        queryset=Region.objects.all(),
        to_field_name="slug",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name in ("topics", "regions"):
            self.fields[name].label_from_instance = lambda row: row.name  # type: ignore[attr-defined]
