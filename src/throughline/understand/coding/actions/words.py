"""Coding a contribution, and memos. Each coder's codes are theirs, and what was given first stays."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from throughline.core import once, refs, vault
from throughline.core.actions import action
from throughline.core.errors import Refused
from throughline.core.models import DataKey
from throughline.evidence import counting
from throughline.people.models import Account
from throughline.programmes.models import Programme
from throughline.programmes.permissions import Duty, require
from throughline.understand.coding.actions._common import record
from throughline.understand.coding.models import Code, Codebook, Coding, Memo, Settlement, Stretch
from throughline.understand.coding.parts import Part
from throughline.understand.coding.queries.suggesting import suggested
from throughline.voices.models import Contribution
from throughline.voices.queries import words_of

Place = tuple[int, int, int]
"""(key of the code, start, stop)."""


@action
def code_words(
    *,
    contribution: Contribution,
    codes: Sequence[Code],
    nothing_fits: bool = False,
    parts: Sequence[Part] | None = None,
    memo: str = "",
    by: Account,
    once_key: str,
) -> Coding:
    """Keep what a person says these words are about, and that they have read them.

    Args:
        contribution: whose words.
        codes: of the programme's codebook, in use.
        nothing_fits: instead of codes; then a memo says what the words are about.
        parts: which parts some of the codes are about; the others are about the whole. None leaves the parts of codes
            that the person gives again as they are.
        memo: a note for the team.
        by: the coder.
        once_key: the form's idempotency key.

    Returns:
        The coding that holds now. Giving the same codes and parts again changes nothing.

    Raises:
        Refused: there are neither codes nor the word that nothing fits, or both; a code is not in use; a part is not
            in the words, or of a code that is not given; the memo is missing; or the words may not be used any more.
        NotAllowed: the person may not.
    """
    require(Duty.ANALYSE, by=by, programme=contribution.programme)
    contribution = held(contribution)
    claim = once.claim(scope=f"coding:{contribution.ref}:{by.ref}", key=once_key)
    if not claim.first:
        return Coding.objects.get(ref=claim.outcome)
    book = check_codes(contribution.programme, codes, nothing_fits=nothing_fits)
    if nothing_fits and not memo.strip():
        raise Refused(_("Nothing fits: say in a memo what the words are about."), field="memo")
    coding = _keep(contribution, codes, _checked(contribution, codes, parts), book, by)
    if memo.strip():
        write_memo(programme=contribution.programme, words=memo, contribution=contribution, by=by, once_key=once_key)
    unread = Contribution.objects.filter(pk=contribution.pk, first_read_at__isnull=True)
    unread.update(first_read_at=timezone.now(), first_read_by=by)
    record(by, "coding.code", f"contribution:{contribution.ref}", codes=len(codes), number=coding.number)
    claim.settle(coding.ref)
    return coding


def held(contribution: Contribution) -> Contribution:
    """The contribution as it is now, locked, so that a withdrawal at this moment waits and takes all away.

    Raises:
        Refused: its words may not be used any more.
    """
    usable = counting.usable(contribution.programme).filter(pk=contribution.pk)
    found = usable.select_for_update().first()
    if found is None:
        raise Refused(_("These words may not be used any more. Go on to the next."))
    found.programme = contribution.programme
    return found


def check_codes(programme: Programme, codes: Sequence[Code], *, nothing_fits: bool) -> Codebook:
    """Check that words may be said to be about these codes; returns the codebook.

    Raises:
        Refused: there are neither codes nor the word that nothing fits, or both, or a code is not in use.
    """
    book = Codebook.objects.filter(programme=programme).first()
    if book is None:
        raise Refused(_("Begin a codebook first."))
    if any(code.codebook_id != book.pk or code.is_heading or code.retired_at for code in codes):
        raise Refused(_("Some of these codes are not in use any more."), field="codes")
    if nothing_fits and codes:
        raise Refused(_("Choose codes, or say that nothing fits, not both."), field="nothing_fits")
    if not nothing_fits and not codes:
        raise Refused(_("Choose at least one code, or say that nothing fits."), field="numbers")
    return book


def _checked(contribution: Contribution, codes: Sequence[Code], parts: Sequence[Part] | None) -> set[Place] | None:
    """The parts as they are stored; None where the person said nothing about parts."""
    if not parts:
        return None if parts is None else set()
    length, given = len(words_of(contribution)), {code.pk for code in codes}
    if any(not 0 <= part.start < part.stop <= length for part in parts):
        raise Refused(_("A part must be in the words."), field="parts")
    if any(part.code.pk not in given for part in parts):
        raise Refused(_("A part must be of a code that you give."), field="parts")
    return {(part.code.pk, part.start, part.stop) for part in parts}


def _keep(
    contribution: Contribution, codes: Sequence[Code], parts: set[Place] | None, book: Codebook, by: Account
) -> Coding:
    earlier = Coding.objects.filter(contribution=contribution, coder=by)
    current, fingerprint = earlier.filter(is_current=True).first(), fingerprint_of(codes)
    before: set[Place] = set(current.stretches.values_list("code", "start", "stop")) if current is not None else set()
    if parts is None:
        given = {code.pk for code in codes}
        parts = {place for place in before if place[0] in given}
    if current is not None and (current.fingerprint, before) == (fingerprint, parts):
        return current
    last = earlier.aggregate(last=Max("number"))["last"] or 0
    earlier.update(is_current=False)
    coding = Coding.objects.create(
        contribution=contribution,
        coder=by,
        number=last + 1,
        fingerprint=fingerprint,
        version=book.version,
        saw_suggestions=book.shows_suggestions and bool(suggested(contribution)),
    )
    coding.codes.set(codes)
    Stretch.objects.bulk_create(
        Stretch(coding=coding, code_id=code, start=start, stop=stop) for code, start, stop in sorted(parts)
    )
    if current is None or current.fingerprint != fingerprint:
        # Somebody has read it anew: what was settled is open again if they differ.
        Settlement.objects.filter(contribution=contribution, is_current=True).update(is_current=False)
    return coding


def fingerprint_of(codes: Sequence[Code]) -> str:
    """Equal for equal codes, in whatever order; what the database compares coders by."""
    return hashlib.sha256("\n".join(sorted(code.key for code in codes)).encode()).hexdigest()


@action
def write_memo(
    *,
    programme: Programme,
    words: str,
    contribution: Contribution | None = None,
    code: Code | None = None,
    by: Account,
    once_key: str,
) -> Memo:
    """Keep a note for the team, sealed; one about a contribution is erased with it.

    Args:
        programme: whose team.
        words: the note.
        contribution, code: what it is about, if anything.
        by: who writes.
        once_key: the form's idempotency key.

    Raises:
        Refused: it is empty.
        NotAllowed: the person may not.
    """
    require(Duty.ANALYSE, by=by, programme=programme)
    if not words.strip():
        raise Refused(_("Write the memo."), field="words")
    claim = once.claim(scope=f"memo:{programme.ref}:{by.ref}", key=once_key)
    if not claim.first:
        return Memo.objects.get(ref=claim.outcome)
    key = contribution.data_key if contribution is not None else None
    key = key or DataKey.objects.new()
    memo = Memo(ref=refs.new_ref(), programme=programme, contribution=contribution, code=code, data_key=key)
    memo.by_account, memo.words = by, vault.seal(words.strip(), key=key, context=memo.context("words"))
    memo.save()
    record(by, "coding.memo", f"memo:{memo.ref}")
    claim.settle(memo.ref)
    return memo
