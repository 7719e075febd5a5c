"""Settling where coders differ. What each of them gave stays as it is."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from throughline.core import once, refs, vault
from throughline.core.actions import action
from throughline.core.errors import Refused
from throughline.core.models import DataKey
from throughline.people.models import Account
from throughline.programmes.permissions import Duty, require
from throughline.understand.coding.actions._common import record
from throughline.understand.coding.actions.words import check_codes, held
from throughline.understand.coding.models import Code, Coding, Settlement
from throughline.voices.models import Contribution


@action
def settle(
    *,
    contribution: Contribution,
    codes: Sequence[Code],
    nothing_fits: bool = False,
    reason: str,
    by: Account,
    once_key: str,
) -> Settlement:
    """Decide what words are about, where coders differ. It holds until somebody codes them anew.

    Args:
        contribution: whose words.
        codes: that hold from now on.
        nothing_fits: instead of codes.
        reason: why; sealed, since it may quote.
        by: who decides; somebody who has coded the words, and so may see what others gave.
        once_key: the form's idempotency key.

    Raises:
        Refused: the person has not coded the words, nobody differs, no reason is given, or the codes do not fit.
        NotAllowed: the person may not.
    """
    require(Duty.ANALYSE, by=by, programme=contribution.programme)
    contribution = held(contribution)
    claim = once.claim(scope=f"settle:{contribution.ref}:{by.ref}", key=once_key)
    if not claim.first:
        return Settlement.objects.get(ref=claim.outcome)
    given = list(Coding.objects.filter(contribution=contribution, is_current=True))
    if by.pk not in {coding.coder_id for coding in given}:
        raise Refused(_("Code these words yourself first."))
    if len({coding.fingerprint for coding in given}) < 2:
        raise Refused(_("Everybody who coded these words gave the same codes."))
    check_codes(contribution.programme, codes, nothing_fits=nothing_fits)
    if not reason.strip():
        raise Refused(_("Say why, for those who gave other codes."), field="reason")
    Settlement.objects.filter(contribution=contribution, is_current=True).update(is_current=False)
    key = contribution.data_key or DataKey.objects.new()
    row = Settlement(ref=refs.new_ref(), contribution=contribution, data_key=key, by_account=by)
    row.reason = vault.seal(reason.strip(), key=key, context=row.context("reason"))
    row.save()
    row.codes.set(codes)
    record(by, "coding.settle", f"contribution:{contribution.ref}", codes=len(codes))
    claim.settle(row.ref)
    return row
