"""Passing words on to those who have to act, and saying what was done; whom to turn to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from throughline.core import audit, once, vault
from throughline.core.actions import Actor, action
from throughline.core.errors import NotAllowed, Refused
from throughline.core.models import DataKey
from throughline.people.models import Account
from throughline.programmes import queries as programmes
from throughline.programmes.models import Organisation, Programme
from throughline.programmes.permissions import Duty, require
from throughline.voices.models import Contribution, Route, RouteKind, Signpost


@action
def pass_on(*, contribution: Contribution, kinds: Sequence[str], by: Account, once_key: str) -> list[Route]:
    """Record that somebody has to act on these words. A kind that is open already stays as it is.

    Args:
        kinds: one or more of `RouteKind`.
        once_key: the form's idempotency key.

    Returns:
        The routes that were opened now.

    Raises:
        Refused: nothing was chosen, or something that is not there.
        NotAllowed: the person may not.
    """
    require(Duty.MODERATE, by=by, programme=contribution.programme)
    check_kinds(kinds)
    if not kinds:
        raise Refused(_("Choose who has to act on this."), field="routes")
    if not once.claim(scope=f"pass-on:{contribution.ref}:{by.ref}", key=once_key).first:
        return []
    Contribution.objects.select_for_update().get(pk=contribution.pk)
    return open_routes(contribution, kinds, by)


@action
def say_done(*, route: Route, words: str, by: Account, once_key: str) -> Route:
    """End a route by saying what was done. The words are sealed; the author learns only that it was followed up.

    Raises:
        Refused: there are no words, or somebody else has ended it.
        NotAllowed: the person may not.
    """
    contribution = route.contribution
    require(Duty.MODERATE, by=by, programme=contribution.programme)
    if not words.strip():
        raise Refused(_("Say what was done."), field="words")
    claim = once.claim(scope=f"route-done:{route.ref}", key=once_key)
    route = Route.objects.select_for_update().get(pk=route.pk)
    if not claim.first:
        return route
    if route.done_at is not None:
        raise Refused(_("Somebody else has said what was done meanwhile."))
    route.data_key = DataKey.objects.new()
    route.done_words = vault.seal(words.strip(), key=route.data_key, context=route.context())
    route.done_at, route.done_by = timezone.now(), by
    route.save(update_fields=["data_key", "done_words", "done_at", "done_by"])
    _record(by, "route-done", f"contribution:{contribution.ref}", route.kind)
    return route


@action
def keep_signposts(
    *,
    words: Mapping[str, str],
    by: Account,
    once_key: str,
    programme: Programme | None = None,
    organisation: Organisation | None = None,
) -> None:
    """Keep whom to turn to, for one programme or a whole organisation.

    Args:
        words: `RouteKind` → whom to turn to; empty takes it away.
        once_key: the form's idempotency key; the same key again changes nothing.

    Raises:
        NotAllowed: the person does not plan this programme, or is not of this organisation.
    """
    owner: dict[str, Any]
    if programme is not None:
        require(Duty.PLAN, by=by, programme=programme)
        owner, target = {"programme": programme}, f"programme:{programme.slug}"
    elif organisation is not None:
        if not programmes.may_plan_for(account=by, organisation=organisation):
            raise NotAllowed(_("Only people of this organisation can do this."))
        owner, target = {"organisation": organisation}, f"organisation:{organisation.slug}"
    else:
        raise TypeError("signposts belong to a programme or an organisation")
    check_kinds(list(words))
    if not once.claim(scope=f"keep-signposts:{target}", key=once_key).first:
        return
    for kind, text in words.items():
        if text.strip():
            Signpost.objects.update_or_create(**owner, kind=kind, defaults={"words": text.strip()})
        else:
            Signpost.objects.filter(**owner, kind=kind).delete()
    audit.record(actor=by.actor(), verb="voices.keep-signposts", target=target)


def open_routes(contribution: Contribution, kinds: Sequence[str], by: Account | None) -> list[Route]:
    """Open those that are not open yet, in the caller's transaction, which holds the contribution's lock."""
    already = set(contribution.routes.filter(done_at__isnull=True).values_list("kind", flat=True))
    opened = [
        Route.objects.create(contribution=contribution, kind=kind, raised_by=by)
        for kind in dict.fromkeys(kinds)
        if kind not in already
    ]
    for route in opened:
        _record(by, "pass-on", f"contribution:{contribution.ref}", route.kind)
    return opened


def check_kinds(kinds: Sequence[str]) -> None:
    """Refuse what is no kind of route."""
    if not set(kinds) <= set(RouteKind.values):
        raise Refused(_("Choose from the list who has to act on this."), field="routes")


def forget_what_was_done(contributions: Sequence[Contribution]) -> list[int]:
    """Empty the notes on routes of words that are being erased. Returns the data keys to be destroyed."""
    routes = Route.objects.filter(contribution__in=contributions, data_key__isnull=False)
    keys = [key for key in routes.values_list("data_key_id", flat=True) if key is not None]
    routes.update(done_words=None, data_key=None)
    return keys


def _record(by: Account | None, verb: str, target: str, kind: str) -> None:
    actor = by.actor() if by else Actor.system("voices")
    audit.record(actor=actor, verb=f"voices.{verb}", target=target, detail={"route": kind})
