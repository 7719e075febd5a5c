"""What each role may do. Actions ask here first; pages are guarded by `access` as well."""

from __future__ import annotations

from enum import Enum
from typing import Any

from django.utils.translation import gettext as _

from throughline.core.errors import NotAllowed
from throughline.programmes import queries
from throughline.programmes.models import Programme, Role


class Duty(Enum):
    """A thing to be done in a programme, and the roles that may do it."""

    PLAN = frozenset({Role.ORGANISER})
    COMMIT = frozenset({Role.SPONSOR})
    RUN_ACTIVITY = frozenset({Role.ORGANISER, Role.FACILITATOR})
    IMPORT = frozenset({Role.ORGANISER, Role.FACILITATOR})
    MODERATE = frozenset({Role.MODERATOR})
    ANALYSE = frozenset({Role.ANALYST})
    PUBLISH = frozenset({Role.ANALYST, Role.ORGANISER})
    RECOMMEND = frozenset({Role.ORGANISER})
    REPLY = frozenset({Role.ORGANISER, Role.FACILITATOR})
    EXPORT = frozenset({Role.ANALYST, Role.ORGANISER})
    READ_WORDS = frozenset({Role.MODERATOR, Role.ANALYST})
    OVERSEE = frozenset(Role)


def require(duty: Duty, *, by: Any, programme: Programme) -> None:
    """Refuse unless the account holds a role with this duty.

    Args:
        by: an account, or None for the system itself (the worker, a command run by the operator).

    Raises:
        NotAllowed: the account may not.
    """
    if by is None:
        return
    if not queries.has_role(account=by, programme=programme, roles=duty.value):
        raise NotAllowed(_("Your role in this programme does not allow this."))
