"""Writing a recommendation: who must act, on which findings, for which benefits, in whose words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from throughline.core import audit, once
from throughline.core.actions import Actor, action
from throughline.core.errors import Refused
from throughline.evidence.actions import link, unlink
from throughline.evidence.models import Finding, Link
from throughline.people.models import Account
from throughline.programmes.models import Programme
from throughline.programmes.permissions import Duty, require
from throughline.recommend.models import Authority, Recommendation, Wording

BENEFITS = ("protects_patients", "saves_staff_time", "saves_money")


@action
def create_authority(*, programme: Programme, name: str, level: str, remit: str = "", by: Account | None) -> Authority:
    """The authority of this name, made if there is none.

    Raises:
        Refused: no name was given.
        NotAllowed: the person may not.
    """
    require(Duty.RECOMMEND, by=by, programme=programme)
    if not name.strip():
        raise Refused(_("Enter the name of the authority."), field="name")
    authority, _made = Authority.objects.get_or_create(
        name=name.strip(), defaults={"level": level, "remit": remit.strip()}
    )
    return authority


@action
def draft_recommendation(
    *, programme: Programme, title: str, authority: Authority | None = None, by: Account | None, once_key: str
) -> Recommendation:
    """Begin a recommendation.

    Raises:
        Refused: no title was given.
        NotAllowed: the person may not.
    """
    require(Duty.RECOMMEND, by=by, programme=programme)
    if not title.strip():
        raise Refused(_("Say what should change, in one sentence."), field="title")
    claim = once.claim(scope=f"recommendation:{programme.ref}", key=once_key)
    if not claim.first:
        return Recommendation.objects.get(ref=claim.outcome)
    recommendation = Recommendation.objects.create(programme=programme, title=title.strip(), authority=authority)
    claim.settle(recommendation.ref)
    return recommendation


@action
def edit_recommendation(
    *,
    recommendation: Recommendation,
    title: str,
    authority: Authority | None,
    protects_patients: str,
    saves_staff_time: str,
    saves_money: str,
    answer_due_on: date | None,
    by: Account | None,
) -> Recommendation:
    """Change a draft.

    Args:
        recommendation: a draft.
        title: what should change, in one sentence.
        authority: who must act.
        protects_patients, saves_staff_time, saves_money: the three benefits, argued.
        answer_due_on: by when an answer is due.

    Raises:
        Refused: it is published, or the title is missing.
        NotAllowed: the person may not.
    """
    require(Duty.RECOMMEND, by=by, programme=recommendation.programme)
    _must_be_draft(recommendation)
    if not title.strip():
        raise Refused(_("Say what should change, in one sentence."), field="title")
    recommendation.title, recommendation.authority = title.strip(), authority
    recommendation.protects_patients = protects_patients.strip()
    recommendation.saves_staff_time = saves_staff_time.strip()
    recommendation.saves_money = saves_money.strip()
    recommendation.answer_due_on = answer_due_on
    recommendation.save()
    return recommendation


@action
def cite_findings(*, recommendation: Recommendation, findings: Iterable[Finding], by: Account | None) -> None:
    """Rest a draft on exactly these findings.

    Raises:
        Refused: it is published, or a finding belongs to another programme.
        NotAllowed: the person may not.
    """
    require(Duty.RECOMMEND, by=by, programme=recommendation.programme)
    _must_be_draft(recommendation)
    end = ("recommendation", recommendation.ref)
    chosen = {finding.ref: finding for finding in findings}
    if any(finding.programme_id != recommendation.programme_id for finding in chosen.values()):
        raise Refused(_("Choose findings of this programme."), field="findings")
    cited = set(cited_refs(recommendation))
    for ref in sorted(cited - chosen.keys()):
        unlink(start=("finding", ref), end=end)
    for ref in sorted(chosen.keys() - cited):
        link(programme=recommendation.programme, start=("finding", ref), end=end, by=by)


@action
def write_wording(*, recommendation: Recommendation, audience: str, words: str, by: Account | None) -> Wording:
    """Set the words for one audience. Changed words lose their approval.

    Raises:
        Refused: the recommendation is published, or there are no words.
        NotAllowed: the person may not.
    """
    require(Duty.RECOMMEND, by=by, programme=recommendation.programme)
    _must_be_draft(recommendation)
    if not words.strip():
        raise Refused(_("Write what should change in the words of this group."), field="words")
    wording, made = Wording.objects.get_or_create(
        recommendation=recommendation, audience=audience, defaults={"words": words.strip()}
    )
    if not made and wording.words != words.strip():
        wording.words, wording.approved_by, wording.approved_at = words.strip(), None, None
        wording.save()
    return wording


@action
def approve_wording(*, wording: Wording, seen: str | None = None, by: Account) -> Wording:
    """A named person says that these words are right for this audience.

    Args:
        wording: of a draft.
        seen: the words that the person read; None approves whatever stands there now.

    Raises:
        Refused: the recommendation is published, or the words were changed meanwhile.
        NotAllowed: the person may not.
    """
    require(Duty.RECOMMEND, by=by, programme=wording.recommendation.programme)
    _must_be_draft(wording.recommendation)
    # Line by line, because browsers send line ends of their own.
    if seen is not None and Wording.objects.get(pk=wording.pk).words.splitlines() != seen.splitlines():
        raise Refused(_("These words have been changed meanwhile. Read them again before you approve them."))
    wording.approved_by, wording.approved_at = by, timezone.now()
    wording.save(update_fields=["approved_by", "approved_at"])
    audit.record(
        actor=by.actor(),
        verb="recommend.approve-wording",
        target=f"recommendation:{wording.recommendation.ref}",
        detail={"audience": wording.audience},
    )
    return wording


@action
def publish_recommendation(*, recommendation: Recommendation, by: Account | None) -> Recommendation:
    """Publish, once everything that an authority must be able to rely on is there.

    Raises:
        Refused: something is missing; the message lists it.
        NotAllowed: the person may not.
    """
    require(Duty.RECOMMEND, by=by, programme=recommendation.programme)
    _lock(recommendation)
    if recommendation.status == Recommendation.Status.PUBLISHED:
        return recommendation
    missing = whats_missing(recommendation)
    if missing:
        raise Refused(_("Before you publish: {missing}.").format(missing="; ".join(missing)))
    recommendation.status = Recommendation.Status.PUBLISHED
    recommendation.published_at, recommendation.published_by = timezone.now(), by
    recommendation.save()
    audit.record(
        actor=by.actor() if by else Actor.system("recommend"),
        verb="recommend.publish",
        target=f"recommendation:{recommendation.ref}",
    )
    return recommendation


def cited_refs(recommendation: Recommendation) -> list[str]:
    """The refs of the findings that a recommendation rests on."""
    return list(
        Link.objects.filter(to_kind="recommendation", to_ref=recommendation.ref, from_kind="finding").values_list(
            "from_ref", flat=True
        )
    )


def whats_missing(recommendation: Recommendation) -> list[str]:
    """What still stands between a draft and its publication, each in a few words."""
    cited = Finding.objects.filter(ref__in=cited_refs(recommendation), programme_id=recommendation.programme_id)
    published = cited.filter(status=Finding.Status.PUBLISHED).exists()
    approved = set(recommendation.wordings.filter(approved_at__isnull=False).values_list("audience", flat=True))
    checks = [
        (published, _("choose at least one published finding as evidence")),
        (recommendation.authority_id is not None, _("name who must act")),
        (recommendation.answer_due_on is not None, _("say by when they must answer")),
        (all(getattr(recommendation, name) for name in BENEFITS), _("argue all three benefits")),
        (approved == set(Wording.Audience.values), _("write and approve all three wordings")),
    ]
    return [message for done, message in checks if not done]


def _lock(recommendation: Recommendation) -> None:
    """Read the row again and hold it, so that nothing is changed in what is being published."""
    rows = Recommendation.objects.select_for_update(of=("self",)).select_related("programme")
    recommendation.refresh_from_db(from_queryset=rows)


def _must_be_draft(recommendation: Recommendation) -> None:
    _lock(recommendation)
    if recommendation.status != Recommendation.Status.DRAFT:
        raise Refused(_("This recommendation is published and cannot be changed."))
