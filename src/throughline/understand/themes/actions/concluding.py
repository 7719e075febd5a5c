"""From themes and rare signals to findings."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from throughline.core import audit
from throughline.core.actions import Actor, action
from throughline.core.errors import Refused
from throughline.evidence.actions import cite, dispose, draft_finding
from throughline.evidence.models import Disposition, Finding
from throughline.people.models import Account
from throughline.programmes.permissions import Duty, require
from throughline.understand.themes.models import RareSignal, Theme
from throughline.voices.models import Contribution


def draft_finding_from(
    *, themes: list[Theme], kind: str, title: str, summary: str, limits: str = "", by: Account | None, once_key: str
) -> Finding:
    """Draft a finding that rests on signed-off themes and on every contribution in them.

    Not one transaction: thousands of words are cited in short ones, and doing it again completes them.

    Args:
        themes: at least one, all signed off, of one programme.
        kind, title, summary, limits: as in `evidence.actions.draft_finding`.
        by: who writes; None for the system.
        once_key: the form's idempotency key.

    Raises:
        Refused: a theme is not signed off, or they are of different programmes.
        NotAllowed: the person may not.
    """
    if not themes or any(theme.status != Theme.Status.SIGNED_OFF for theme in themes):
        raise Refused(_("A finding rests on themes that a person has signed off. Sign them off first."), field="themes")
    programme = themes[0].programme
    if any(theme.programme_id != programme.pk for theme in themes):
        raise Refused(_("Choose themes of one programme."), field="themes")
    finding = draft_finding(
        programme=programme,
        kind=kind,
        title=title,
        summary=summary,
        limits=limits,
        run=themes[0].run,
        by=by,
        once_key=once_key,
    )
    for theme in themes:
        refs = theme.assignments.values_list("contribution__ref", flat=True).order_by("contribution_id")
        reason = _("In the theme “{name}”").format(name=theme.name)
        cite(finding=finding, evidence=[("theme", theme.ref)], by=by)
        cite(finding=finding, evidence=(("contribution", ref) for ref in refs), reason=reason, by=by)
    return finding


@action
def resolve_signal(*, signal: RareSignal, outcome: str, reason: str, by: Account | None) -> RareSignal:
    """A person has read a rare signal and says what follows from it.

    Raises:
        Refused: no outcome or no reason was given.
        NotAllowed: the person has no duty to read it.
    """
    require(Duty.ANALYSE, by=by, programme=signal.programme)
    if outcome not in RareSignal.Outcome.values or outcome == RareSignal.Outcome.WAITING:
        raise Refused(_("Choose what follows from it."), field="outcome")
    if not reason.strip():
        raise Refused(_("Say why. The author will read it."), field="reason")
    before, contribution = signal.outcome, signal.contribution
    signal.outcome, signal.reason = outcome, reason.strip()
    signal.read_by, signal.read_at = by, timezone.now()
    signal.save(update_fields=["outcome", "reason", "read_by", "read_at"])
    unread = Contribution.objects.filter(pk=contribution.pk, first_read_at__isnull=True)
    unread.update(first_read_at=signal.read_at, first_read_by=by)
    if outcome == RareSignal.Outcome.ESCALATED:
        dispose(contribution=contribution, kind=Disposition.Kind.ACTED_ON, reason=reason, by=by)
    elif before == RareSignal.Outcome.ESCALATED:
        # It was not acted on after all; it stays on record with this reason, in its theme or on the list.
        dispose(contribution=contribution, kind=Disposition.Kind.STANDS_ALONE, reason=reason, by=by)
    audit.record(
        actor=by.actor() if by else Actor.system("themes"),
        verb="themes.resolve-signal",
        target=f"signal:{signal.ref}",
        detail={"outcome": outcome},
    )
    return signal
