"""Reads of programmes, scoped to what the asker may see."""

from __future__ import annotations

from typing import Any

from throughline.programmes.models import Activity, Membership, Programme, Role


def programme_by_slug(slug: str) -> Programme | None:
    return Programme.objects.select_related("organisation").filter(slug=slug).first()


def activity_of(*, programme_slug: str, ref: str, method: str) -> Activity | None:
    """The activity with this ref, only if it belongs to this programme and method."""
    return (
        Activity.objects.select_related("programme__organisation")
        .filter(programme__slug=programme_slug, ref=ref, method=method)
        .first()
    )


def roles_of(*, account: Any, programme: Programme) -> frozenset[str]:
    """The roles an account holds in a programme; none for anybody not signed in."""
    if not account.is_authenticated or not account.is_active:
        return frozenset()
    return frozenset(
        Membership.objects.filter(programme=programme, account=account).values_list("role", flat=True)
    )


def has_role(*, account: Any, programme: Programme, roles: frozenset[Role]) -> bool:
    return bool(roles_of(account=account, programme=programme) & roles)
