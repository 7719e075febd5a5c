"""Findings: something learnt, published only with the words it rests on."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from throughline.core import audit, once
from throughline.core.actions import Actor, action
from throughline.core.db import batches
from throughline.core.errors import Refused
from throughline.evidence import counting
from throughline.evidence.models import Finding, Link, Run
from throughline.evidence.nodes import End
from throughline.people.models import Account
from throughline.programmes.models import Programme
from throughline.programmes.permissions import Duty, require


@action
def draft_finding(
    *,
    programme: Programme,
    kind: str,
    title: str,
    summary: str,
    limits: str = "",
    run: Run | None = None,
    by: Account | None,
    once_key: str,
) -> Finding:
    """Write down a finding, as a draft.

    Args:
        programme: where it was learnt.
        kind: a `Finding.Kind`.
        title: the finding as one sentence.
        summary: what was heard.
        limits: how sure we are, and who is missing.
        run: the analysis it comes from, if any.
        by: who writes; None for the system.
        once_key: the form's idempotency key.

    Raises:
        Refused: the title or the summary is missing.
        NotAllowed: the person may not.
    """
    require(Duty.PUBLISH, by=by, programme=programme)
    _check_words(title, summary)
    claim = once.claim(scope=f"finding:{programme.ref}", key=once_key)
    if not claim.first:
        return Finding.objects.get(ref=claim.outcome)
    finding = Finding.objects.create(
        programme=programme,
        kind=kind,
        title=title.strip(),
        summary=summary.strip(),
        limits=limits.strip(),
        run=run,
    )
    claim.settle(finding.ref)
    return finding


def cite(*, finding: Finding, evidence: Iterable[End], reason: str = "", by: Account | None) -> int:
    """Rest a draft on evidence. Long lists go in short transactions; doing it again adds only what is new.

    Args:
        finding: a draft.
        evidence: (kind, ref) of contributions, themes or other findings.
        reason: why they support it.
        by: who says so; None for the system.

    Returns:
        How many were named.

    Raises:
        Refused: the finding is published; its evidence stands.
        NotAllowed: the person may not.
    """
    require(Duty.PUBLISH, by=by, programme=finding.programme)
    if finding.status != Finding.Status.DRAFT:
        raise Refused(_("This finding is published. Take it back before you change what it rests on."))
    named = 0
    for batch in batches(evidence):
        with transaction.atomic():
            Link.objects.bulk_create(
                [
                    Link(
                        programme_id=finding.programme_id,
                        from_kind=kind,
                        from_ref=ref,
                        to_kind="finding",
                        to_ref=finding.ref,
                        reason=reason,
                        by_account=by,
                    )
                    for kind, ref in batch
                ],
                ignore_conflicts=True,
            )
        named += len(batch)
    return named


@action
def edit_finding(*, finding: Finding, kind: str, title: str, summary: str, limits: str, by: Account) -> Finding:
    """Change a draft's words.

    Raises:
        Refused: it is published, or the title or summary is missing.
        NotAllowed: the person may not.
    """
    require(Duty.PUBLISH, by=by, programme=finding.programme)
    _check_words(title, summary)
    if finding.status != Finding.Status.DRAFT:
        raise Refused(_("This finding is published. Take it back before you change it."))
    finding.kind, finding.title = kind, title.strip()
    finding.summary, finding.limits = summary.strip(), limits.strip()
    finding.save(update_fields=["kind", "title", "summary", "limits"])
    return finding


@action
def publish_finding(*, finding: Finding, by: Account | None) -> Finding:
    """Publish a draft with its numbers as they are now.

    Raises:
        Refused: it rests on no words that may be used, or it is not a draft.
        NotAllowed: the person may not.
    """
    require(Duty.PUBLISH, by=by, programme=finding.programme)
    if finding.status == Finding.Status.PUBLISHED:
        return finding
    counts = counting.people_behind(finding)
    if not sum(counts.values()):
        raise Refused(_("A finding needs evidence. Choose the words or the themes that it rests on first."))
    finding.counts, finding.base = counts, counting.people_heard(finding.programme)
    if finding.status == Finding.Status.RETRACTED:
        finding.version += 1
    finding.status, finding.published_at, finding.published_by = Finding.Status.PUBLISHED, timezone.now(), by
    finding.save()
    _record(finding, by, "evidence.publish-finding")
    return finding


@action
def retract_finding(*, finding: Finding, reason: str, by: Account) -> Finding:
    """Take a finding back, in public: it stays listed, marked, with the reason.

    Raises:
        Refused: no reason was given.
        NotAllowed: the person may not.
    """
    require(Duty.PUBLISH, by=by, programme=finding.programme)
    if not reason.strip():
        raise Refused(_("Say why the finding is taken back. It will be public."), field="reason")
    finding.status = Finding.Status.RETRACTED
    finding.limits = f"{finding.limits}\n\n{reason.strip()}".strip()
    finding.save(update_fields=["status", "limits"])
    _record(finding, by, "evidence.retract-finding")
    return finding


def _check_words(title: str, summary: str) -> None:
    if not title.strip():
        raise Refused(_("Say the finding as one sentence."), field="title")
    if not summary.strip():
        raise Refused(_("Say what was heard."), field="summary")


def _record(finding: Finding, by: Account | None, verb: str) -> None:
    audit.record(
        actor=by.actor() if by else Actor.system("evidence"),
        verb=verb,
        target=f"finding:{finding.ref}",
        detail={"version": finding.version},
    )
