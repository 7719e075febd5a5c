"""Keeping an organisation's lists of names, and what software proposes to take out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from throughline.core import audit, once, vault
from throughline.core.actions import action
from throughline.core.errors import NotAllowed
from throughline.core.models import DataKey
from throughline.core.refs import new_ref
from throughline.people.models import Account
from throughline.programmes import queries as programmes
from throughline.programmes.models import Organisation, Programme
from throughline.programmes.permissions import Duty, require
from throughline.voices.models import Contribution, NameLists, ProposedRemovals
from throughline.voices.moderation.name_lists import Names
from throughline.voices.moderation.removing import Removal


@action
def keep_names(
    *,
    names: Names,
    by: Account,
    once_key: str,
    programme: Programme | None = None,
    organisation: Organisation | None = None,
) -> NameLists:
    """Keep the names of staff, wards and sites, sealed under a new key; the old ones can be read no more.

    What software proposed for words that wait is made again by a job.

    Args:
        once_key: the form's idempotency key; the same key again changes nothing.

    Raises:
        NotAllowed: the person does not plan this programme, or is not of this organisation.
    """
    owner: dict[str, Any]
    if programme is not None:
        require(Duty.PLAN, by=by, programme=programme)
        Programme.objects.select_for_update().get(pk=programme.pk)
        owner, target = {"programme": programme}, f"programme:{programme.slug}"
    elif organisation is not None:
        if not programmes.may_plan_for(account=by, organisation=organisation):
            raise NotAllowed(_("Only people of this organisation can do this."))
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        owner, target = {"organisation": organisation}, f"organisation:{organisation.slug}"
    else:
        raise TypeError("names belong to a programme or an organisation")
    claim = once.claim(scope=f"keep-names:{target}", key=once_key)
    if not claim.first:
        return NameLists.objects.get(**owner)
    lists = NameLists.objects.filter(**owner).first() or NameLists(**owner, ref=new_ref())
    old, lists.data_key = lists.data_key_id, DataKey.objects.new()
    lists.sealed = vault.seal_json(names.as_json(), key=lists.data_key, context=lists.context())
    lists.version, lists.changed_by = new_ref(), by
    lists.save()
    if old is not None:
        DataKey.objects.filter(pk=old).delete()
    audit.record(actor=by.actor(), verb="voices.keep-names", target=target, detail=names.counts())
    _propose_again()
    return lists


@action
def keep_proposals(*, found: Mapping[int, Sequence[Removal]], engine: str, names: str) -> int:
    """Keep what software proposes for contributions (by key) that are in use still; a later look replaces it.

    Args:
        engine: the model for names that was at work, empty for rules only.
        names: the version of the lists that was used.

    Returns:
        How many were kept.
    """
    rows = (
        Contribution.objects.select_for_update(of=("self",))
        .select_related("data_key")
        .filter(pk__in=found, standing=Contribution.Standing.LIVE, data_key__isnull=False)
    )
    kept = [
        ProposedRemovals(
            contribution=row,
            sealed=vault.seal_json(
                [[one.kind, one.start, one.end] for one in found[row.pk]],
                key=row.data_key,  # type: ignore[arg-type]
                context=row.context("proposed"),
            ),
            engine=engine,
            names=names,
        )
        for row in rows.order_by("pk")
    ]
    ProposedRemovals.objects.bulk_create(
        kept,
        update_conflicts=True,
        unique_fields=["contribution"],
        update_fields=["sealed", "engine", "names", "made_at"],
    )
    return len(kept)


def _propose_again() -> None:
    from throughline.voices import jobs  # jobs knows the actions

    jobs.propose_removals.enqueue()
