"""The forms of a panel: the team's set-up, and what panellists are asked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughline.envision.delphi import queries
from throughline.envision.delphi.definition import BEHIND, RULES, Settings
from throughline.programmes.models import Activity, Constituency
from throughline.voices.part.fields import LineField, WordsField

OUTSIDE = "outside"


class DelphiSettings(forms.Form):
    """What the organiser says when adding a panel; how it decides has a page of its own."""

    minutes = forms.IntegerField(
        label=gettext_lazy("How many minutes does each round take?"),
        help_text=gettext_lazy("Shown before people join. You write the statements on a page of their own."),
        min_value=1,
        max_value=120,
        required=False,
    )


class DefinitionForm(forms.Form):
    """How the panel decides, with the usual choices filled in."""

    rule = forms.ChoiceField(
        label=gettext_lazy("What counts as agreement?"), choices=list(RULES.items()), widget=forms.RadioSelect
    )
    favour = forms.IntegerField(
        label=gettext_lazy("Shares: how many % must be for it, at least?"), min_value=51, max_value=100
    )
    against = forms.IntegerField(
        label=gettext_lazy("Shares: how many % against it are too many?"), min_value=1, max_value=50
    )
    each_group = forms.BooleanField(
        label=gettext_lazy("Each group must agree by itself, not only all people together"), required=False
    )
    scale = forms.ChoiceField(
        label=gettext_lazy("Which numbers do people choose from?"),
        choices=[("nine", gettext_lazy("1 to 9 (the usual one)")), ("five", gettext_lazy("1 to 5"))],
        widget=forms.RadioSelect,
    )
    low_label = LineField(label=gettext_lazy("What the lowest number means"), max_length=60)
    high_label = LineField(label=gettext_lazy("What the highest number means"), max_length=60)
    rounds = forms.IntegerField(label=gettext_lazy("How many rounds, at most?"), min_value=2, max_value=5)
    stable = forms.BooleanField(
        label=gettext_lazy("Settle a statement only when ratings have stopped moving"), required=False
    )
    fewest = forms.IntegerField(
        label=gettext_lazy("How many ratings does a statement need, at least?"), min_value=1, max_value=100
    )
    suggest = forms.BooleanField(label=gettext_lazy("People may suggest statements in round one"), required=False)
    behind = forms.ChoiceField(
        label=gettext_lazy("When do people see which group a reason came from?"),
        help_text=gettext_lazy("A group of fewer than 8 people is never named."),
        choices=list(BEHIND.items()),
        widget=forms.RadioSelect,
    )
    open_link = forms.BooleanField(
        label=gettext_lazy("Anybody with the link may join, not only people you invite"), required=False
    )

    def __init__(self, data: Any = None, *, settings: Settings) -> None:
        super().__init__(data, initial=settings.kept())

    def built(self) -> Settings:
        """The settings that a valid form describes."""
        return Settings(**self.cleaned_data)


class ItemsForm(forms.Form):
    items = WordsField(
        label=gettext_lazy("Statements to rate"),
        help_text=gettext_lazy("One on each line. Write each so that it holds one thought."),
        rows=14,
        required_message=gettext_lazy("Write at least one statement"),
    )


class InviteForm(forms.Form):
    constituency = forms.ChoiceField(
        label=gettext_lazy("Which group do you invite?"),
        choices=Constituency.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose which group you invite.")},
    )
    emails = WordsField(
        label=gettext_lazy("Their e-mail addresses"),
        help_text=gettext_lazy("One on each line. Each person gets a link of their own. Nobody is written to twice."),
        rows=8,
        required_message=gettext_lazy("Write at least one e-mail address."),
    )


class DecisionForm(forms.Form):
    """What becomes of a suggestion."""

    decision = forms.ChoiceField(
        label=gettext_lazy("What do you do with it?"),
        choices=[
            ("take", gettext_lazy("Ask it in the next round")),
            ("leave", gettext_lazy("Do not ask it")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what you do with it")},
    )
    text = LineField(
        label=gettext_lazy("The statement, as the panel will read it"),
        help_text=gettext_lazy("Only if you ask it. Take out whatever could show who suggested it."),
        max_length=500,
        required=False,
    )
    words = WordsField(
        label=gettext_lazy("Why? Whoever suggested it reads this"),
        rows=4,
        required_message=gettext_lazy("Write the reason"),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("decision") == "take" and not cleaned.get("text", "").strip():
            self.add_error("text", _("Write the statement"))
        return cleaned


class RatingForm(forms.Form):
    """One item: a number or “outside my expertise”, and why."""

    def __init__(self, data: Any = None, *, settings: Settings, question: str, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        ends = {settings.low: settings.low_label, settings.high: settings.high_label}
        numbers = [
            (str(n), f"{n} – {ends[n]}" if n in ends else str(n)) for n in range(settings.low, settings.high + 1)
        ]
        wrong = _("Choose a number from %(low)s to %(high)s, or say that it is outside your expertise") % {
            "low": settings.low,
            "high": settings.high,
        }
        self.fields["rating"] = forms.ChoiceField(
            label=question,
            choices=[*numbers, (OUTSIDE, _("This is outside my expertise"))],
            widget=forms.RadioSelect,
            error_messages={"required": wrong, "invalid_choice": wrong},
        )
        self.fields["reason"] = WordsField(
            label=_("Why? You do not have to say"),
            help_text=_("A moderator reads it before others see it. Leave out names and what could show who you are."),
            rows=4,
            required=False,
        )

    @property
    def value(self) -> int | None:
        given = self.cleaned_data["rating"]
        return None if given == OUTSIDE else int(given)


class SuggestForm(forms.Form):
    words = WordsField(
        label=gettext_lazy("What else should the panel rate?"),
        help_text=gettext_lazy("Write one thought. A moderator reads it. Then the team decides, and tells you why."),
        rows=5,
        required_message=gettext_lazy("Write what the panel should rate"),
    )


class InvitationForm(forms.Form):
    """For somebody who comes without their link."""

    link = LineField(
        label=gettext_lazy("Your invitation"),
        help_text=gettext_lazy("This panel is by invitation. Copy the link from our message to you."),
        max_length=400,
        error_messages={"required": gettext_lazy("Copy the link from our message to you")},
    )

    def __init__(self, data: Any = None, *, activity: Activity) -> None:
        super().__init__(data)
        self.activity = activity

    def clean_link(self) -> str:
        """The ref of the invitation, which is kept in place of the link."""
        found = queries.invitation(self.activity, self.cleaned_data["link"].strip().rpartition("/")[2])
        if found is None:
            raise forms.ValidationError(_("This is not a link to this panel. Copy the whole link from our message"))
        if found.used:
            raise forms.ValidationError(_("Somebody has joined with this link. Ask the team for one of your own"))
        return found.ref


class AgreeForm(forms.Form):
    agreed = forms.BooleanField(error_messages={"required": gettext_lazy("Tick the box to join")})

    def __init__(self, data: Any = None, *, rounds: int, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["agreed"].label = _("I can take part in up to %(n)s rounds, and may be reminded once in each") % {
            "n": rounds
        }
