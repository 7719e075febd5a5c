"""Story call: people tell what happened, in their own words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughline.core.routes import route
from throughline.language.signals import KINDS
from throughline.programmes.access import OfMethod
from throughline.programmes.methods import Column, DraftFinding, Fit, Guide, Method, Table
from throughline.programmes.models import Activity, StageKind
from throughline.understand.stories import queries, views
from throughline.understand.stories.forms import StorySettings
from throughline.understand.stories.journey import HELPED, JOURNEY
from throughline.voices.part import helped, pages
from throughline.voices.part.exporting import Pseudonyms, exported_words
from throughline.voices.part.published import usable_stream

SIGNAL_NAMES = {
    "harm": gettext_lazy("harm to somebody"),
    "risk_to_life": gettext_lazy("a risk to life"),
    "risk_to_self": gettext_lazy("suicide or self-harm"),
    "risk_to_others": gettext_lazy("a risk to other people"),
    "safeguarding_child": gettext_lazy("a child who may need protection"),
    "safeguarding": gettext_lazy("somebody who may need protection"),
    "serious_incident": gettext_lazy("a serious incident"),
    "legal": gettext_lazy("a court, an inquest or a complaint"),
    "staff_concern": gettext_lazy("a worry that staff have raised"),
}


class Stories(Method):
    slug = "stories"
    name = gettext_lazy("Story call")
    stage = StageKind.UNDERSTAND.value
    guide = Guide(
        purpose=gettext_lazy("To learn what happens to people and what they think would help, in their own words."),
        people=gettext_lazy("Any number. Themes need about 100 stories or more."),
        time=gettext_lazy("It takes 5 to 15 minutes. You can stop and come back to it later."),
        duration=gettext_lazy("4 weeks or longer."),
        influence=gettext_lazy("People say what matters to them before anyone has decided what to ask."),
        not_for=gettext_lazy("Measuring how many people think something, or choosing between known options."),
        fit=Fit(needs=frozenset({"listen", "ideas"}), least=1, minutes=10, shows_disagreement=True, keeps_few=True),
    )
    checklist = gettext_lazy(
        "Say who was asked and how, who is missing, how themes were found and checked, and by whom (SRQR, COREQ)."
    )
    settings_form = StorySettings

    def routes(self) -> list[URLPattern]:
        access = OfMethod(self.slug)
        results = route("results", views.results, name="stories-results", access=access)
        return [*pages.routes(JOURNEY), *helped.routes(HELPED), results]

    def part_url(self, activity: Activity) -> str:
        return reverse("stories-start", args=[activity.programme.slug, activity.ref])

    def results_url(self, activity: Activity) -> str:
        return reverse("stories-results", args=[activity.programme.slug, activity.ref])

    def helped_url(self, activity: Activity) -> str:
        return reverse("stories-helped-start", args=[activity.programme.slug, activity.ref])

    def analyse(self, activity: Activity) -> list[DraftFinding]:
        """Rare signals: what software noticed and a person must read. Themes are found over the whole programme."""
        found: dict[str, list[str]] = defaultdict(list)
        for ref, kinds in queries.with_signals(activity):
            for kind in kinds:
                found[kind].append(ref)
        return [_signal_finding(kind, found[kind]) for kind in KINDS if kind in found]

    def export(self, activity: Activity) -> list[Table]:
        return [Table("stories", _COLUMNS, _rows(activity))]


def _signal_finding(kind: str, refs: list[str]) -> DraftFinding:
    return DraftFinding(
        kind="rare",
        title=_("Some people tell of %(what)s") % {"what": SIGNAL_NAMES[kind]},
        summary=_("Software noticed this by its words alone. Read each one before you decide what it means."),
        contributions=tuple(refs),
    )


_COLUMNS = [
    Column("words_id", "text", gettext_lazy("Stands for these words within this export only.")),
    Column("person_id", "text", gettext_lazy("Stands for the person within this export only.")),
    Column("given_on", "date", gettext_lazy("The day on which they were given.")),
    Column("medium", "text", gettext_lazy("How they were given: written, spoken, telephone or paper.")),
    Column("kind", "text", gettext_lazy("story: what happened. improvement: what would have made it better.")),
    Column("question", "text", gettext_lazy("The question that the words answer.")),
    Column("constituency", "text", gettext_lazy("patients, staff or policy.")),
    Column("region", "text", gettext_lazy("The region, where it was given.")),
    Column("on_behalf", "boolean", gettext_lazy("Whether it was told for somebody else.")),
    Column("moderation", "text", gettext_lazy("What moderators decided: waiting, second, green, amber or red.")),
    Column("labels", "text", gettext_lazy("Content labels, separated by spaces.")),
    Column("word_count", "integer", gettext_lazy("The number of words as given.")),
    Column("words", "text", gettext_lazy("The words as approved, where their author agreed to be quoted.")),
]


def _rows(activity: Activity) -> Iterator[tuple[Any, ...]]:
    names = Pseudonyms()
    for row in usable_stream(activity):
        yield (
            names.of(row.ref),
            names.of(row.participant.ref if row.participant else ""),
            row.given_on,
            row.medium,
            row.kind,
            row.prompt,
            row.constituency,
            row.region.slug if row.region else "",
            row.submission.on_behalf if row.submission else False,
            row.moderation,
            " ".join(row.labels),
            row.word_count,
            exported_words(row),
        )


METHOD = Stories()
