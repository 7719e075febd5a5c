"""A site in which every field that people can fill is filled, with whatever text a proof wants to follow.

`fill(words)` makes two programmes of different organisations, each with every kind of row in every state in which
its pages show it. `words(field)` is the text for a field such as “finding.title”; the second programme's fields are
“other.finding.title”. Rows are written past the actions, which would refuse much of what attackers try: what counts
is that no page trusts what is stored.
"""

from __future__ import annotations

from typing import Any

from tests.proofs import (
    filled_assemblies,
    filled_budgets,
    filled_choices,
    filled_coding,
    filled_delphi,
    filled_elsewhere,
    filled_ideas,
    filled_map,
    filled_opinions,
    filled_pairs,
    filled_partnerships,
    filled_rankings,
    filled_recordings,
    filled_rows,
)
from tests.proofs.filled_rows import Words
from tests.proofs.filled_site import METHODS, STEPS, Site
from tests.support import factories

from throughline.programmes.models import Activity, Role
from throughline.understand.known.models import Search
from throughline.voices import consent_wording
from throughline.voices.actions import save_draft
from throughline.voices.models import Contribution
from throughline.voices.part import cookie


def fill(words: Words, *, prefix: str = "", status: str = "open", operator: bool = True) -> Site:
    """Make a filled programme. `status`: of the programme, “draft”, “open” or “closed”."""

    def text(name: str) -> str:
        return words(prefix + name)

    boss = factories.make_account(name=text("account.name"), operator=operator)
    organisation = factories.make_organisation(name=text("organisation.name"), people=[boss])
    organisation.about = text("organisation.about")
    organisation.save()
    programme = factories.make_programme(
        status=status,
        committed=True,
        organisation=organisation,
        about_questions=["age"],
        **{name: text(f"programme.{name}") for name in ("title", "question", "summary")},
    )
    programme.stages.update(summary=text("stage.summary"))
    programme.commitments.update(
        **{
            name: text(f"commitment.{name}")
            for name in ("sponsor_name", "sponsor_role", "can_change", "cannot_change", "who_decides")
        }
    )
    site = Site(programme, factories.make_member(programme, *Role, account=boss))
    for role in Role:
        site.members[role] = factories.make_member(programme, role)
    _activities(site, text, status)
    filled_rows.words(site, text)
    filled_opinions.mapped(site, text)
    filled_recordings.recorded(site, text)
    _searched(site, text)
    filled_rows.imported(site, text)
    filled_rows.upload(site, text)
    filled_rows.learnt(site, text)
    filled_rows.recommended(site, text)
    filled_rows.read_by_others(site, text)
    filled_coding.coded(site, text)
    filled_map.mapped(site, text)
    filled_ideas.suggested(site, text)
    filled_delphi.panel(site, text)
    filled_pairs.compared(site, text)
    filled_assemblies.raised(site, text)
    filled_partnerships.partnered(site, text)
    filled_choices.pictured(site, text)
    filled_elsewhere.brought(site, text)
    return site


def _activities(site: Site, text: Words, status: str) -> None:
    questions = [
        {"slug": "q1", "type": "long", "text": text("question.text"), "hint": text("question.hint"), "required": True},
        {
            "slug": "q2",
            "type": "single",
            "text": text("question.text"),
            "section": text("question.section"),
            "options": [{"slug": slug, "label": text("option.label")} for slug in ("a", "b")],
        },
    ]
    settings = {
        "stories": {"happened": text("stories.happened"), "happened_hint": text("stories.happened_hint")},
        "questionnaires": {"questions": questions, "minutes": 3},
        "choices": filled_choices.settings(text),
        "budgets": filled_budgets.settings(text),
        "rankings": filled_rankings.settings(text),
        "ideas": filled_ideas.settings(text),
    }
    for method in METHODS:
        state = "closed" if status == "closed" else "draft" if status == "draft" and method != "plan" else "open"
        site.activities[method] = factories.make_activity(
            programme=site.programme,
            method=method,
            status=state,
            title=text("activity.title"),
            intro=text("activity.intro"),
            settings=settings.get(method, {}),
        )
    for method, activity in site.activities.items():
        if method != "imports":
            _draft(site, text, method, activity)
    _helped_draft(site, text)


def _draft(site: Site, text: Words, method: str, activity: Activity) -> None:
    answers: dict[str, Any] = {slug: {"words": text(f"draft.{slug}")} for slug in ("happened", "better", "what", "why")}
    answers |= {
        "whose": {"whose": "behalf", "relationship": text("draft.relationship")},
        "role": {"role": "patient"},
        "region": {"region": "", "name": ""},
        "about-age": {"answer": ""},
        "consent": {"uses": factories.ALL_USES, "version": f"{consent_wording.VERSION}/en-gb"},
        "email": {"email": text("draft.email")},
        "q-q1": {"answer": text("draft.q1")},
        "q-q2": {"answer": "a"},
        "rounds": {"agreed": True},
    }
    wanted = set(STEPS[method])
    changes = {slug: answer for slug, answer in answers.items() if slug in wanted}
    save_draft(activity=activity, key=cookie.draft_key(site.draft_cookie, activity), changes=changes)


def _helped_draft(site: Site, text: Words) -> None:
    """What the facilitator has half-written for somebody who rang."""
    activity, helper = site.activities["stories"], site.members[Role.FACILITATOR]
    save_draft(
        activity=activity,
        key=f"{cookie.draft_key(site.draft_cookie, activity)}:{helper.ref}",
        changes={"medium": {"medium": "telephone"}, "happened": {"words": text("helped.happened")}},
    )


def _searched(site: Site, text: Words) -> None:
    """What an analyst looked up, with every contribution there is among what was found."""
    found = [[ref] for ref in Contribution.objects.filter(programme=site.programme).values_list("ref", flat=True)]
    nothing = {"n": 0, "meaning": [], "words": []}
    search = Search.objects.create(
        programme=site.programme,
        question=text("search.question"),
        status=Search.Status.DONE,
        results={"finding": nothing, "theme": nothing, "contribution": {"n": 9, "meaning": found, "words": []}},
        description="Compared by words.",
        asked_by=site.members[Role.ANALYST],
    )
    site.add("search", search)
