"""Forms of the workbench."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughline.programmes.models import Activity, Constituency
from throughline.voices import rules
from throughline.voices.labels import LABELS
from throughline.voices.models import Contribution, RouteKind
from throughline.voices.moderation import removing
from throughline.voices.moderation.queries import Choice, Item
from throughline.voices.moderation.removing import Removal

OUTCOMES = [
    ("green", gettext_lazy("Green: publish")),
    ("amber", gettext_lazy("Amber: publish with a change")),
    ("red", gettext_lazy("Red: do not publish")),
    ("second", gettext_lazy("Ask for a second opinion")),
]
BULK_OUTCOMES = [
    ("green", gettext_lazy("Approve, with everything taken out that software suggests")),
    ("red", gettext_lazy("Red: do not publish")),
    ("second", gettext_lazy("Ask for a second opinion")),
]
HEARINGS = [
    ("publish", gettext_lazy("Publish the recording too")),
    ("words", gettext_lazy("Publish the words only")),
]
MOST_SHOWN = 10_000
RULES = [("", gettext_lazy("None")), *((rule.slug, rule.title) for rule in rules.RULES)]


def _reason() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Note to the author"),
        help_text=gettext_lazy("They read it with the decision. Be kind and plain."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def _rule() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=gettext_lazy("Which rule was broken?"),
        help_text=gettext_lazy("Needed for amber and red. The author sees it."),
        choices=RULES,
        required=False,
    )


class DecisionForm(forms.Form):
    """One decision. `removals` joins what was ticked and what was typed.

    `shown` says what was suggested on the page that was sent. What a job suggests since is ticked and pointed out;
    what it suggests no more can be taken out all the same.
    """

    proposals = forms.MultipleChoiceField(
        label=gettext_lazy("Take these words out"),
        help_text=gettext_lazy("Suggested by software. Untick what may stay."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": gettext_lazy("The suggestions have changed. Look at them again.")},
    )
    typed = forms.CharField(
        label=gettext_lazy("Other words to take out"),
        help_text=gettext_lazy("Copy them from the text, one on each line. Every place where they stand is taken out."),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false", "autocomplete": "off"}),
    )
    labels = forms.MultipleChoiceField(
        label=gettext_lazy("What readers may want to know before they read"),
        help_text=gettext_lazy("You can add to what the author warns of. What they ticked themselves stays."),
        choices=[(label.slug, label.name) for label in LABELS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    routes = forms.MultipleChoiceField(
        label=gettext_lazy("Who has to act on this?"),
        help_text=gettext_lazy(
            "The author sees where to find help, and later that somebody followed it up. For safeguarding they see the "
            "help only."
        ),
        choices=RouteKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    outcome = forms.ChoiceField(
        label=gettext_lazy("Your decision"),
        choices=OUTCOMES,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a decision.")},
    )
    rule = _rule()
    reason = _reason()
    hearing = forms.ChoiceField(
        label=gettext_lazy("The recording"),
        help_text=gettext_lazy(
            "Publish it only if it says nothing that others should not know. If you take any words out, it is not "
            "published, because it would say them."
        ),
        choices=HEARINGS,
        required=False,
        widget=forms.RadioSelect,
    )
    hearing_reason = forms.CharField(
        label=gettext_lazy("Why is the recording not published?"),
        help_text=gettext_lazy("The author sees it."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    seen = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None, *, item: Item) -> None:
        self.suggested = {_key(one): one for one in item.proposals}
        now = " ".join(f"{key}-{one.kind}" for key, one in self.suggested.items())
        self.new: list[str] = []
        if data is not None and "shown" in data:
            before = _shown(str(data.get("shown", "")), item.text)
            self.new = [key for key in self.suggested if key not in before]
            self.suggested = dict(sorted((before | self.suggested).items(), key=lambda pair: pair[1].start))
            data = data.copy()
            data.setlist("proposals", [*data.getlist("proposals"), *self.new])
            data["shown"] = now
        super().__init__(data, initial=_initial(item) | {"shown": now})
        if item.recording is None:
            del self.fields["hearing"], self.fields["hearing_reason"]
        self.item, self.sent = item, data if data is not None else QueryDict()
        field = self.fields["proposals"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(key, self._label(one)) for key, one in self.suggested.items()]

    def _label(self, one: Removal) -> str:
        words = " ".join(self.item.text[one.start : one.end].split())
        return _("“{words}”: {kind}").format(words=words, kind=removing.KINDS.get(one.kind, one.kind))

    def clean_typed(self) -> list[Removal]:
        """The places of the typed words. Each must stand in the text: a slip would leave a name in public."""
        found, missing = [], []
        for line in self.cleaned_data["typed"].splitlines():
            places = removing.find_all(self.item.text, line)
            found += places
            if line.strip() and not places:
                missing.append(line.strip())
        if missing:
            raise forms.ValidationError(
                _("These words do not stand in the text: {words}").format(words="; ".join(missing))
            )
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.new and "proposals" in data:
            self.add_error("proposals", _("Software has looked again, and suggests more. Look at what is ticked."))
        if data.get("outcome") in ("amber", "red") and "rule" in data and not data["rule"]:
            self.add_error("rule", _("Choose the rule that was broken. The author will see it."))
        if self.item.recording is not None and not self.errors and self.keeps_all:
            if not data["hearing"]:
                self.add_error("hearing", _("Listen to the recording, and decide on it as well."))
            elif data["hearing"] == "words" and not data["hearing_reason"].strip():
                self.add_error("hearing_reason", _("Say why the recording is not published. The author will see it."))
        return data

    @property
    def keeps_all(self) -> bool:
        """Whether the words are published as they are; for a valid form."""
        return self.cleaned_data["outcome"] == "green" and not self.removals

    @property
    def hears(self) -> bool | None:
        """Whether the recording is published; None where there is none to publish. For a valid form."""
        if self.item.recording is None:
            return None
        return self.keeps_all and self.cleaned_data["hearing"] == "publish"

    @property
    def removals(self) -> list[Removal]:
        """What the moderator takes out, in order of place; for a valid form."""
        ticked = [self.suggested[key] for key in self.cleaned_data["proposals"]]
        return removing.join([*ticked, *self.cleaned_data["typed"]])

    @property
    def publishes(self) -> bool:
        return self.cleaned_data["outcome"] in ("green", "amber")

    def posted(self) -> list[tuple[str, str]]:
        """What was sent, for the page that asks once more."""
        return [(name, value) for name in self.fields for value in self.sent.getlist(name)]


class BulkForm(forms.Form):
    """The same decision for everything that is ticked. Each value is ref:newest decision."""

    chosen = forms.MultipleChoiceField(
        required=True, error_messages={"required": gettext_lazy("Tick the words that you want to decide on")}
    )
    outcome = forms.ChoiceField(
        label=gettext_lazy("Decision for everything that is ticked"),
        choices=BULK_OUTCOMES,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a decision.")},
    )
    rule = _rule()
    reason = _reason()

    def __init__(self, data: QueryDict | None) -> None:
        super().__init__(data)
        self.sent = data if data is not None else QueryDict()
        self.fields["rule"].help_text = gettext_lazy("Needed for red. The author sees it.")
        field = self.fields["chosen"]
        assert isinstance(field, forms.MultipleChoiceField)
        # Whatever was sent may stand here: refs are checked against the programme later.
        field.choices = [(value, value) for value in self.sent.getlist("chosen")]

    def clean_chosen(self) -> dict[str, str]:
        """Ref → ref of the newest decision that was on the page."""
        pairs = (value.partition(":") for value in self.cleaned_data["chosen"])
        return {ref[:12]: seen[:12] for ref, _colon, seen in pairs}


class FilterForm(forms.Form):
    """Which part of the queue to show."""

    activity = forms.ChoiceField(label=gettext_lazy("Where it was given"), required=False)
    constituency = forms.ChoiceField(
        label=gettext_lazy("Who spoke"),
        choices=[("", gettext_lazy("Everybody")), *Constituency.choices],
        required=False,
    )
    flagged = forms.ChoiceField(
        label=gettext_lazy("Red flags"),
        choices=[("", gettext_lazy("With and without")), ("yes", gettext_lazy("Only with red flags"))],
        required=False,
    )

    def __init__(self, choice: Choice, activities: Iterable[Activity]) -> None:
        flagged = "yes" if choice.flagged else ""
        super().__init__(initial={"activity": choice.activity, "constituency": choice.constituency, "flagged": flagged})
        field = self.fields["activity"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Everywhere")), *((one.ref, one.title) for one in activities)]


def _key(one: Removal) -> str:
    return f"{one.start}-{one.end}"


def _shown(sent: str, text: str) -> dict[str, Removal]:
    """What a page suggested, as it was sent back; whatever cannot be in this text is left out."""
    found = {}
    for word in sent.split()[:MOST_SHOWN]:
        start, end, kind = [*word.split("-", 2), "", ""][:3]
        if start.isascii() and start.isdigit() and end.isascii() and end.isdigit() and kind in removing.KINDS:
            one = Removal(int(start[:9]), int(end[:9]), kind)
            if one.start < one.end <= len(text):
                found[_key(one)] = one
    return found


def _initial(item: Item) -> dict[str, Any]:
    """As the last published decision left it; everything that software suggests where there was none."""
    published = [one for one in item.decisions if one.outcome in ("green", "amber")]
    start: dict[str, Any] = {"labels": item.contribution.labels, "seen": item.seen}
    if item.recording is not None:
        start["hearing"] = "publish" if item.recording.hearing == "approved" else ""
    if not published or item.contribution.moderation == Contribution.Moderation.WAITING:
        return start | {"proposals": [_key(one) for one in item.proposals]}
    removed = [Removal(one["start"], one["end"], one["kind"]) for one in published[-1].removed]
    kept = {_key(one) for one in item.proposals}
    typed = [item.text[one.start : one.end] for one in removed if _key(one) not in kept]
    return start | {
        "proposals": [_key(one) for one in removed if _key(one) in kept],
        "typed": "\n".join(dict.fromkeys(" ".join(words.split()) for words in typed)),
    }
