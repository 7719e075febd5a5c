"""Findings: something learnt, published only with the words it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from throughline.analysis.disclosure import may_replace
from throughline.core import audit, once
from throughline.core.actions import Actor, action
from throughline.core.db import batches
from throughline.core.errors import Refused
from throughline.evidence import counting, nodes, queries
from throughline.evidence.models import Finding, Link, Run
from throughline.evidence.nodes import End, Scope
from throughline.people.models import Account
from throughline.programmes.models import Programme
from throughline.programmes.permissions import Duty, require

Status = Finding.Status


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
        return Finding.objects.select_related("programme").get(ref=claim.outcome)
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
        evidence: (kind, ref) of contributions, themes or other findings of its programme. Contributions that
            may not be used (any more) are left out.
        reason: why they support it, at most 300 characters.
        by: who says so; None for the system.

    Returns:
        How many were cited.

    Raises:
        Refused: the finding is published; its evidence stands. Or the evidence is of another programme.
        NotAllowed: the person may not.
    """
    require(Duty.PUBLISH, by=by, programme=finding.programme)
    named = 0
    for batch in batches(evidence):
        with transaction.atomic():
            _must_be_draft(finding)
            rows = [
                Link(
                    programme_id=finding.programme_id,
                    from_kind=kind,
                    from_ref=ref,
                    to_kind="finding",
                    to_ref=finding.ref,
                    reason=reason[:300],
                    by_account=by,
                )
                for kind, ref in _citable(finding, batch)
            ]
            Link.objects.bulk_create(rows, ignore_conflicts=True)
        named += len(rows)
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
    _must_be_draft(finding)
    finding.kind, finding.title = kind, title.strip()
    finding.summary, finding.limits = summary.strip(), limits.strip()
    finding.save(update_fields=["kind", "title", "summary", "limits"])
    return finding


def publish_finding(*, finding: Finding, by: Account | None) -> Finding:
    """Publish a draft with its numbers as they are now. Doing it again changes nothing.

    People are counted before the transaction, which stays short however many words there are.

    Raises:
        Refused: it rests on no words that may be used, or it has been taken back.
        NotAllowed: the person may not.
    """
    require(Duty.PUBLISH, by=by, programme=finding.programme)
    counts = counting.people_behind(finding)
    return _publish(finding=finding, counts=counts, base=counting.people_heard(finding.programme), by=by)


@action
def _publish(*, finding: Finding, counts: Mapping[str, int], base: Mapping[str, int], by: Account | None) -> Finding:
    finding.refresh_from_db(from_queryset=Finding.objects.select_for_update().select_related(None))
    if finding.status == Status.PUBLISHED:
        return finding
    _must_be_draft(finding)
    if not sum(counts.values()) and not finding.measures:
        raise Refused(_("A finding needs evidence. Choose the words or the themes that it rests on first."))
    finding.counts, finding.base = dict(counts), _base(finding.programme, base)
    finding.status, finding.published_at, finding.published_by = Status.PUBLISHED, timezone.now(), by
    finding.save()
    _record(finding, by, "evidence.publish-finding")
    return finding


@action
def retract_finding(*, finding: Finding, reason: str, by: Account) -> Finding:
    """Take a published finding back, in public: it stays listed, marked, with the reason.

    Raises:
        Refused: no reason was given, or it is not published.
        NotAllowed: the person may not.
    """
    require(Duty.PUBLISH, by=by, programme=finding.programme)
    if not reason.strip():
        raise Refused(_("Say why the finding is taken back. It will be public."), field="reason")
    finding.refresh_from_db(from_queryset=Finding.objects.select_for_update().select_related(None))
    if finding.status != Status.PUBLISHED:
        raise Refused(_("Only a published finding can be taken back."))
    finding.status, finding.retraction = Status.RETRACTED, reason.strip()
    finding.save(update_fields=["status", "retraction"])
    _record(finding, by, "evidence.retract-finding")
    return finding


def revise_finding(*, finding: Finding, by: Account) -> Finding:
    """Begin the next version of a finding that was taken back: a draft with the same words and evidence.

    The old one stays where it is and points to the new once that is published. Doing it again gives the same draft.

    Raises:
        Refused: the finding was not taken back.
        NotAllowed: the person may not.
    """
    draft = _next_version(finding=finding, by=by)
    cited = Link.objects.filter(to_kind="finding", to_ref=finding.ref).order_by("pk")
    cite(finding=draft, evidence=list(cited.values_list("from_kind", "from_ref")), by=by)
    return draft


@action
def _next_version(*, finding: Finding, by: Account) -> Finding:
    require(Duty.PUBLISH, by=by, programme=finding.programme)
    if finding.status != Status.RETRACTED:
        raise Refused(_("Take the finding back before you write a new version."))
    draft, made = Finding.objects.get_or_create(
        replaces=finding,
        defaults={
            "programme": finding.programme,
            "version": finding.version + 1,
            **{name: getattr(finding, name) for name in ("kind", "title", "summary", "limits", "run", "measures")},
        },
    )
    if made:
        _record(draft, by, "evidence.revise-finding")
    return draft


def _base(programme: Programme, heard: Mapping[str, int]) -> dict[str, int]:
    """The people heard. Two findings whose bases differ by a few people would tell who they are
    (`disclosure.may_replace`), so a base moves only when enough people have come or gone."""
    last = queries.newest_base(programme)
    return last if last and not may_replace(last, heard) else dict(heard)


def _citable(finding: Finding, ends: list[End]) -> list[End]:
    """Those of the ends that may be cited."""
    refs = [ref for kind, ref in ends if kind == "contribution"]
    usable = set(counting.usable(finding.programme).filter(ref__in=refs).values_list("ref", flat=True))
    others = [end for end in ends if end[0] != "contribution"]
    if others and nodes.load(finding.programme, others, Scope.TEAM).keys() != set(others):
        raise Refused(_("Choose evidence of this programme."))
    return [end for end in ends if end[0] != "contribution" or end[1] in usable]


def _must_be_draft(finding: Finding) -> None:
    if finding.status != Status.DRAFT:
        raise Refused(_("This finding has been published. Take it back and write a new version to change it."))


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
