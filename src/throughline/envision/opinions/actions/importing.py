"""Bringing in a conversation that was held elsewhere: its statements wait for moderators, its votes are kept apart."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from throughline.core import audit, once, vault
from throughline.core.actions import action
from throughline.core.errors import Refused
from throughline.core.models import DataKey
from throughline.core.refs import new_ref
from throughline.envision.opinions.actions.refreshing import nudge
from throughline.envision.opinions.actions.stating import KIND
from throughline.envision.opinions.gathering import packed
from throughline.envision.opinions.models import ImportedVotes, Statement
from throughline.envision.opinions.reading import Conversation
from throughline.language import signals
from throughline.people.models import Account
from throughline.programmes.models import Activity
from throughline.programmes.permissions import Duty, require
from throughline.voices.models import Contribution, Source

BATCH = 200


def bring_in(
    *,
    activity: Activity,
    conversation: Conversation,
    content: bytes,
    details: dict[str, Any],
    by: Account,
    once_key: str,
) -> ImportedVotes:
    """Bring in a conversation as a whole, or not at all.

    Args:
        activity: where; it must not be closed.
        conversation: as `reading.read` found it.
        content: the bytes that it was read from, by which the same files are known again.
        details: title, where_from, licence, consent_basis of the source, and constituency.
        by: who brings it in.
        once_key: the form's key; the same key again stores nothing and returns the same.

    Raises:
        NotAllowed: the person may not.
        Refused: the activity is closed, or these very files are in it.
    """
    require(Duty.IMPORT, by=by, programme=activity.programme)
    # Whatever takes a while is done before the transaction, so that nobody waits for it.
    prepared = [_prepared(words) for _number, words in sorted(conversation.statements.items())]
    rows = {number: row for row, number in enumerate(sorted(conversation.statements), start=1)}
    votes = packed({(person, rows[number]): value for (person, number), value in conversation.votes.items()})
    return _store(
        activity=activity,
        prepared=prepared,
        counts=(conversation.people, len(conversation.votes), conversation.left_out),
        votes=votes,
        digest=hashlib.sha256(content).hexdigest(),
        details=details,
        by=by,
        once_key=once_key,
    )


@dataclass(frozen=True)
class Prepared:
    """A statement on its way in: its words, their new key, and what software noticed in them."""

    words: str
    key: tuple[bytes, str]
    signals: list[str]


def _prepared(words: str) -> Prepared:
    return Prepared(words, vault.wrap_new_key(), sorted({signal.kind for signal in signals.find(words)}))


@action
def _store(
    *,
    activity: Activity,
    prepared: list[Prepared],
    counts: tuple[int, int, int],
    votes: bytes,
    digest: str,
    details: dict[str, Any],
    by: Account,
    once_key: str,
) -> ImportedVotes:
    claim = once.claim(scope=f"opinions.import:{activity.ref}", key=once_key)
    if not claim.first:
        return ImportedVotes.objects.select_related("source").get(source__ref=claim.outcome)
    current = Activity.objects.select_for_update().get(pk=activity.pk)  # two with the same files meet here
    if current.status == Activity.Status.CLOSED:
        raise Refused(_("This is closed, so nothing more can be brought in."))
    if Source.objects.filter(activity=activity, file_sha256=digest).exists():
        raise Refused(_("These very files have been brought in already."), field="votes")
    source = Source.objects.create(
        programme=activity.programme,
        activity=activity,
        imported_by=by,
        file_sha256=digest,
        may_quote=True,
        rows=len(prepared),
        skipped=counts[2],
        finished_at=timezone.now(),
        **{name: details[name] for name in ("title", "where_from", "licence", "consent_basis")},
    )
    _statements(source, prepared, details["constituency"])
    made = ImportedVotes.objects.create(
        source=source, constituency=details["constituency"], people=counts[0], votes=counts[1], packed=votes
    )
    audit.record(
        actor=by.actor(),
        verb="opinions.bring-in",
        target=f"source:{source.ref}",
        detail={"statements": len(prepared), "votes": counts[1], "sha256": digest},
    )
    claim.settle(source.ref)
    nudge(activity.ref)
    return made


def _statements(source: Source, prepared: list[Prepared], constituency: str) -> None:
    keys = DataKey.objects.bulk_create(
        [DataKey(wrapped=one.key[0], master_id=one.key[1]) for one in prepared], batch_size=BATCH
    )
    rows = [
        _sealed(source, one, key, number, constituency)
        for number, (one, key) in enumerate(zip(prepared, keys, strict=True), start=1)
    ]
    made = Contribution.objects.bulk_create(rows, batch_size=BATCH)
    Statement.objects.bulk_create(
        [Statement(activity_id=source.activity_id, contribution=row) for row in made], batch_size=BATCH
    )


def _sealed(source: Source, one: Prepared, key: DataKey, number: int, constituency: str) -> Contribution:
    row = Contribution(
        ref=new_ref(),
        programme_id=source.programme_id,
        activity_id=source.activity_id,
        source=source,
        source_row=number,
        kind=KIND,
        data_key=key,
        word_count=len(one.words.split()),
        signals=one.signals,
        constituency=constituency,
        given_on=timezone.localdate(),
        may_analyse=True,
        may_quote=True,
    )
    row.words = vault.seal(one.words, key=key, context=row.context("words"))
    return row
