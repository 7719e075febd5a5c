"""What every action of this app does first and last: claim the form's key, write the audit row."""

from __future__ import annotations

import secrets
from typing import Any

from django.utils.text import slugify

from throughline.core import audit, once
from throughline.core.actions import Actor
from throughline.core.refs import new_ref
from throughline.people.models import Account
from throughline.programmes.models import Programme


def pressed(verb: str, *, by: Account | None, key: str) -> once.Claim:
    """Claim a form's key for this action and asker. Without a key, from a command, every call is the first."""
    return once.claim(scope=f"{verb}:{by.ref if by else ''}", key=key or secrets.token_hex(16))


def record(verb: str, *, by: Account | None, target: str, **detail: Any) -> None:
    """Write the audit row; None is the system itself."""
    actor = by.actor() if by else Actor.system("programmes")
    audit.record(actor=actor, verb=verb, target=target, detail=detail)


def locked(programme: Programme) -> Programme:
    """The programme as it is now, held until the transaction ends, so that its state cannot change under us."""
    return Programme.objects.select_for_update().get(pk=programme.pk)


def free_slug(title: str, *, taken: Any, length: int, reserved: tuple[str, ...] = ()) -> str:
    """A slug out of a title that no row of `taken` (a manager) has yet."""
    base = slugify(title)[: length - 13].strip("-") or new_ref()
    slug, number = base, 2
    while slug in reserved or taken.filter(slug=slug).exists():
        slug, number = f"{base}-{number}", number + 1
    return slug
