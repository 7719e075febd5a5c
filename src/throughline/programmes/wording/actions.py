"""Keeping an organisation's words, and answering readers who did not understand a phrase."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from throughline.core import audit, once, vault
from throughline.core.actions import Actor, action
from throughline.core.errors import Refused
from throughline.core.models import DataKey
from throughline.core.refs import new_ref
from throughline.language.plain import same
from throughline.people.models import Account
from throughline.programmes.actions.organisations import require_place_in
from throughline.programmes.models import Organisation, Programme
from throughline.programmes.permissions import Duty, require
from throughline.programmes.wording.models import NotUnderstood, OwnWord
from throughline.programmes.wording.terms import MOST, Term


@action
def keep_word(
    *, organisation: Organisation, term: Term, by: Account | None, once_key: str, instead_of: OwnWord | None = None
) -> None:
    """Add a word to an organisation's list, or change one.

    Args:
        term: as `terms.check` gave it.
        instead_of: the word that is changed; None adds one.

    Raises:
        NotAllowed: the person is not of this organisation.
        Refused: the list holds this word already, or is full.
    """
    require_place_in(organisation, by=by)
    claim = once.claim(scope=f"keep-word:{organisation.slug}", key=once_key or secrets.token_hex(16))
    if not claim.first:
        return
    _locked(organisation)
    others = OwnWord.objects.filter(organisation=organisation, compared=same(term.term))
    if instead_of is not None:
        others = others.exclude(pk=instead_of.pk)
    if others.exists():
        raise Refused(_("This word is in the list already. Change it there."), field="term")
    row = instead_of or OwnWord(organisation=organisation)
    row.kind, row.term, row.compared, row.meaning = term.kind, term.term, same(term.term), term.meaning
    row.changed_by = by
    if instead_of is None:
        _has_room(organisation, for_more=1)
    row.save()
    _record("wording.keep-word", by=by, organisation=organisation, kind=term.kind)


@action
def remove_word(*, word: OwnWord, by: Account | None) -> None:
    """Take a word out of its organisation's list. Pages point to it and explain it no more.

    Raises:
        NotAllowed: the person is not of this organisation.
    """
    require_place_in(word.organisation, by=by)
    if OwnWord.objects.filter(pk=word.pk).delete()[0]:
        _record("wording.remove-word", by=by, organisation=word.organisation, kind=word.kind)


@action
def bring_in_words(*, organisation: Organisation, terms: Sequence[Term], by: Account | None, once_key: str) -> None:
    """Bring words in from a file: new ones are added, known ones are changed, none is taken out.

    Raises:
        NotAllowed: the person is not of this organisation.
        Refused: the list would be too long.
    """
    require_place_in(organisation, by=by)
    claim = once.claim(scope=f"bring-in-words:{organisation.slug}", key=once_key or secrets.token_hex(16))
    if not claim.first:
        return
    _locked(organisation)
    known = set(OwnWord.objects.filter(organisation=organisation).values_list("compared", flat=True))
    _has_room(organisation, for_more=len({same(one.term) for one in terms} - known))
    now = timezone.now()
    OwnWord.objects.bulk_create(
        [
            OwnWord(
                organisation=organisation,
                kind=one.kind,
                term=one.term,
                compared=same(one.term),
                meaning=one.meaning,
                changed_by=by,
                changed_at=now,
            )
            for one in terms
        ],
        update_conflicts=True,
        unique_fields=["organisation", "compared"],
        update_fields=["kind", "term", "meaning", "changed_by", "changed_at"],
    )
    _record("wording.bring-in-words", by=by, organisation=organisation, count=len(terms))


@action
def report_phrase(
    *, programme: Programme, page: str, page_ref: str, phrase: str, unclear: str, once_key: str
) -> NotUnderstood:
    """Keep, sealed, that a reader did not understand a phrase. Nothing is kept of who they are, so there is no audit
    row: the report is its own record.

    Args:
        page: a value of `NotUnderstood.Page`, with the reference of what it shows, if it has one.
    """
    claim = once.claim(scope=f"not-understood:{programme.slug}", key=once_key)
    if not claim.first:
        return NotUnderstood.objects.get(ref=claim.outcome)
    key = DataKey.objects.new()
    row = NotUnderstood(programme=programme, page=page, page_ref=page_ref, ref=new_ref(), data_key=key)
    row.words = vault.seal_json({"phrase": phrase, "unclear": unclear}, key=key, context=row.context())
    row.save()
    claim.settle(row.ref)
    return row


@action
def answer_report(*, report: NotUnderstood, outcome: str, term: Term | None, by: Account | None) -> None:
    """Say what was done about a phrase. With a term, its meaning goes into the organisation's list.

    Args:
        outcome: a value of `NotUnderstood.Outcome`; “explained” needs a term, no other may have one.

    Raises:
        NotAllowed: the person may not publish in this programme.
        Refused: it was answered before, the outcome does not fit, or the list is full.
    """
    require(Duty.PUBLISH, by=by, programme=report.programme)
    row = NotUnderstood.objects.select_for_update().get(pk=report.pk)
    if row.outcome:
        raise Refused(_("Somebody has answered this already."))
    if outcome not in NotUnderstood.Outcome.values or not outcome:
        raise Refused(_("Choose what you did"), field="outcome")
    if (outcome == NotUnderstood.Outcome.EXPLAINED) != (term is not None):
        raise Refused(_("Enter the word and what it means."), field="term")
    if term is not None:
        _explain(report.programme.organisation, term, by)
    row.outcome, row.answered_by, row.answered_at = outcome, by, timezone.now()
    row.save(update_fields=["outcome", "answered_by", "answered_at"])
    _record("wording.answer-report", by=by, organisation=report.programme.organisation, report=row.ref, outcome=outcome)


def _explain(organisation: Organisation, term: Term, by: Account | None) -> None:
    """Put a meaning into the list, in the place of another of the same word."""
    _locked(organisation)
    known = OwnWord.objects.filter(organisation=organisation, compared=same(term.term))
    if not known.exists():
        _has_room(organisation, for_more=1)
    values = {"kind": term.kind, "term": term.term, "meaning": term.meaning, "changed_by": by}
    OwnWord.objects.update_or_create(values, organisation=organisation, compared=same(term.term))


def _locked(organisation: Organisation) -> None:
    """Hold the list until the transaction ends, so that two people cannot add past each other."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)


def _has_room(organisation: Organisation, *, for_more: int) -> None:
    if OwnWord.objects.filter(organisation=organisation).count() + for_more > MOST:
        raise Refused(_("A list holds at most %(most)d words.") % {"most": MOST}, field="term")


def _record(verb: str, *, by: Account | None, organisation: Organisation, **detail: str | int) -> None:
    actor = by.actor() if by else Actor.system("wording")
    audit.record(actor=actor, verb=verb, target=f"organisation:{organisation.slug}", detail=detail)
