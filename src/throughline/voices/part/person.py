"""The shared steps about the person: whose words these are, role, region, about you, consent, e-mail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from throughline.programmes.models import Programme, Region
from throughline.voices import about, consent_wording
from throughline.voices.labels import LABEL_NAMES, in_order
from throughline.voices.part import queries
from throughline.voices.part.forms import (
    BEHALF,
    NOT_SAID,
    AboutForm,
    ConsentForm,
    EmailForm,
    HearForm,
    LabelsForm,
    RegionForm,
    RoleForm,
    WhoseForm,
)
from throughline.voices.part.roles import BY_SLUG
from throughline.voices.part.steps import Answer, Answers, Row, Step

SOURCE_LANGUAGE = "en-gb"


class WhoseStep(Step):
    """The person's own story, or told for somebody else."""

    slug = "whose"
    template = "voices/part/whose.html"

    def form(self, data: Any = None, answer: Answer | None = None) -> forms.Form:
        return WhoseForm(data, initial=answer)

    def rows(self, answer: Answer) -> list[Row]:
        if answer["whose"] != BEHALF:
            return [Row(_("Is this your own story?"), _("Yes"))]
        told_for = _("No, told for somebody else (%(relationship)s)") % {"relationship": answer["relationship"]}
        return [Row(_("Is this your own story?"), told_for)]


class LabelsStep(Step):
    """What readers should be warned of, in the author's own view; optional, and asked on the check page only."""

    slug = "labels"
    aside = True

    def form(self, data: Any = None, answer: Answer | None = None) -> forms.Form:
        return LabelsForm(data, initial=answer)

    def rows(self, answer: Answer) -> list[Row]:
        chosen = [str(LABEL_NAMES[slug]) for slug in in_order(answer.get("labels", ()))]
        return [Row(LabelsForm.QUESTION, ", ".join(chosen) or _("No"))]


class RoleStep(Step):
    """The role in which a person speaks; it decides the constituency."""

    slug = "role"

    def form(self, data: Any = None, answer: Answer | None = None) -> forms.Form:
        return RoleForm(data, initial=answer)

    def rows(self, answer: Answer) -> list[Row]:
        return [Row(_("Which of these are you here?"), BY_SLUG[answer["role"]].name)]

    def is_done(self, answer: Answer | None) -> bool:
        return answer is not None and answer.get("role") in BY_SLUG


@dataclass
class RegionStep(Step):
    """Where it happened, in no more detail than a region; optional."""

    programme: Programme
    slug = "region"

    @cached_property
    def regions(self) -> list[Region]:
        return queries.regions_of(self.programme)

    def form(self, data: Any = None, answer: Answer | None = None) -> forms.Form:
        return RegionForm(data, initial=answer, regions=self.regions)

    def kept(self, form: forms.Form) -> dict[str, Any]:
        chosen = self.chosen(form.cleaned_data)
        # The name as well, so that “check your answers” asks the database nothing.
        return {"region": form.cleaned_data["region"], "name": chosen.name if chosen else ""}

    def chosen(self, answer: Answer | None) -> Region | None:
        slug = (answer or {}).get("region") or NOT_SAID
        return next((region for region in self.regions if region.slug == slug), None)

    def rows(self, answer: Answer) -> list[Row]:
        return [Row(_("Where did this happen?"), answer.get("name") or _("Not said"))]


@dataclass(frozen=True)
class AboutStep(Step):
    """One optional question about the person, with its purpose."""

    question: about.Question
    template = "voices/part/about.html"

    @property
    def slug(self) -> str:  # type: ignore[override]
        return f"about-{self.question.slug}"

    def form(self, data: Any = None, answer: Answer | None = None) -> forms.Form:
        return AboutForm(data, initial=answer, question=self.question)

    def rows(self, answer: Answer) -> list[Row]:
        labels = {option.slug: option.label for option in self.question.options}
        return [Row(self.question.question, labels.get(answer.get("answer", "")) or _("Not answered"))]


class ConsentStep(Step):
    """Each use of the words, agreed to or not, in words that are kept."""

    slug = "consent"
    template = "voices/part/consent.html"

    def form(self, data: Any = None, answer: Answer | None = None) -> forms.Form:
        uses = (answer or {}).get("uses", {})
        return ConsentForm(data, initial={"uses": [slug for slug, agreed in uses.items() if agreed]})

    def kept(self, form: forms.Form) -> dict[str, Any]:
        ticked = form.cleaned_data["uses"]
        return {"uses": {slug: slug in ticked for slug in consent_wording.USE_SLUGS}, "version": version()}

    def rows(self, answer: Answer) -> list[Row]:
        agreed = {True: _("Yes"), False: _("No")}
        return [Row(use.title, agreed[answer["uses"].get(use.slug, False)]) for use in consent_wording.USES]

    def is_done(self, answer: Answer | None) -> bool:
        # Consent to other words than today's is asked again.
        return answer is not None and answer.get("version", "").startswith(consent_wording.VERSION)

    def context(self) -> dict[str, Any]:
        return {"notes": _notes(consent_wording.USES)}


class HearStep(Step):
    """Whether others may hear the recording in which somebody told their story; only where its words may be quoted."""

    slug = consent_wording.HEAR.slug
    template = "voices/part/hear.html"
    of_recording = True

    def form(self, data: Any = None, answer: Answer | None = None) -> forms.Form:
        return HearForm(data, initial={"uses": [self.slug] if (answer or {}).get("agreed") else []})

    def kept(self, form: forms.Form) -> dict[str, Any]:
        return {"agreed": self.slug in form.cleaned_data["uses"], "version": version()}

    def rows(self, answer: Answer) -> list[Row]:
        return [Row(consent_wording.HEAR.title, _("Yes") if answer["agreed"] else _("No"))]

    def applies(self, answers: Answers) -> bool:
        return bool(answers.get("consent", {}).get("uses", {}).get("quote"))

    def is_done(self, answer: Answer | None) -> bool:
        return answer is not None and answer.get("version", "").startswith(consent_wording.VERSION)

    def context(self) -> dict[str, Any]:
        return {"notes": _notes([consent_wording.HEAR])}


class EmailStep(Step):
    """An address to be told at; only where the person agreed to be contacted."""

    slug = "email"

    def form(self, data: Any = None, answer: Answer | None = None) -> forms.Form:
        return EmailForm(data, initial=answer)

    def applies(self, answers: Answers) -> bool:
        return bool(answers.get("consent", {}).get("uses", {}).get("contact"))

    def rows(self, answer: Answer) -> list[Row]:
        return [Row(_("E-mail address"), answer.get("email") or _("Not left"))]


def _notes(uses: Sequence[consent_wording.Use]) -> dict[str, Any]:
    """Use → what follows from a no."""
    return {
        use.slug: use.if_no if use.required else _("If you do not tick this: %(what)s") % {"what": use.if_no}
        for use in uses
    }


def about_steps(programme: Programme) -> Iterator[AboutStep]:
    """The “about you” steps that this programme asks for."""
    for question in about.QUESTIONS:
        if question.slug in programme.about_questions:
            yield AboutStep(question)


def version() -> str:
    """The version of the consent words as this reader sees them: translated words are a version of their own."""
    language = translation.get_language() or SOURCE_LANGUAGE
    return consent_wording.VERSION if language == SOURCE_LANGUAGE else f"{consent_wording.VERSION}-{language}"
