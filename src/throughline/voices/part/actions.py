"""Sending what a person gave, with the exact words they agreed to; and forgetting old drafts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone, translation

from throughline.core.actions import action
from throughline.core.models import DataKey
from throughline.people.models import Account
from throughline.programmes.models import Activity
from throughline.voices import consent_wording
from throughline.voices.actions import Giver, Helped, Received, Words, receive
from throughline.voices.actions.forgetting import forget_recordings
from throughline.voices.consent_wording import HEAR
from throughline.voices.models import ConsentWording, Draft, Recording
from throughline.voices.part.forms import BEHALF
from throughline.voices.part.person import SOURCE_LANGUAGE, RegionStep
from throughline.voices.part.roles import BY_SLUG
from throughline.voices.part.steps import Answers

DRAFT_LIFE = timedelta(days=30)


@action
def send(
    *,
    activity: Activity,
    answers: Answers,
    words: Sequence[Words],
    once_key: str,
    draft_key: str = "",
    account: Account | None = None,
    helper: Account | None = None,
) -> Received:
    """Store what a journey gathered.

    Args:
        activity: where it was given.
        answers: the answers of the shared steps (`person`) by slug; others are ignored.
        words: the texts, by the method.
        once_key: the form's key; the same key again stores nothing and gives the same code.
        draft_key: the draft that this completes.
        account: the signed-in person, if any.
        helper: whoever asked the questions and wrote the answers down (`voices.part.helped`), if not the person.

    Raises:
        NotAllowed: the helper may not.
        Refused: the activity is not open, or reading was not agreed to.
    """
    agreed = answers["consent"]
    uses = dict(agreed["uses"])
    if HEAR.slug in answers:
        uses[HEAR.slug] = answers[HEAR.slug]["agreed"]
    ensure_wordings(version=agreed["version"], uses=uses)
    return receive(
        activity=activity,
        giver=_giver(activity, answers),
        words=words,
        consent=uses,
        consent_version=agreed["version"],
        once_key=once_key,
        email=answers.get("email", {}).get("email", ""),
        account=account,
        draft_key=draft_key,
        labels=answers.get("labels", {}).get("labels", ()),
        helped=Helped(helper, answers["medium"]["medium"], agreed["given"]) if helper else None,
    )


def _giver(activity: Activity, answers: Answers) -> Giver:
    role = BY_SLUG[answers["role"]["role"]]
    whose = answers.get("whose", {})
    about = {
        slug.removeprefix("about-"): answer["answer"]
        for slug, answer in answers.items()
        if slug.startswith("about-") and answer.get("answer")
    }
    return Giver(
        constituency=role.constituency.value,
        region=RegionStep(activity.programme).chosen(answers.get("region")) if "region" in answers else None,
        about={"role": role.slug, **about},
        on_behalf=whose.get("whose") == BEHALF,
        relationship=whose.get("relationship", ""),
    )


@action
def ensure_wordings(*, version: str, uses: Mapping[str, bool]) -> None:
    """Keep the exact words of the uses that were asked, under their version. Words that are kept stay as they are."""
    language = version.removeprefix(consent_wording.VERSION).lstrip("-") or SOURCE_LANGUAGE
    with translation.override(language):
        asked = consent_wording.asked(uses)
        rows = [ConsentWording(version=version, use=use.slug, words=str(use.words)) for use in asked]
    ConsentWording.objects.bulk_create(rows, ignore_conflicts=True)


@action
def purge_drafts(*, batch: int = 200) -> int:
    """Throw away up to `batch` drafts that nobody touched for 30 days, with their keys.

    Returns:
        How many; call until it returns 0.
    """
    old = Draft.objects.filter(updated_at__lt=timezone.now() - DRAFT_LIFE).order_by("updated_at")
    found = list(old.values_list("pk", "data_key_id")[:batch])
    forget_recordings(Recording.objects.filter(draft__in=[draft for draft, _key in found]))
    Draft.objects.filter(pk__in=[draft for draft, _key in found]).delete()
    _keys([key for _draft, key in found]).delete()
    return len(found)


def _keys(ids: Sequence[int | None]) -> QuerySet[DataKey]:
    return DataKey.objects.filter(pk__in=[key for key in ids if key is not None])
