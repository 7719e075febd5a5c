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

    PLAN = "plan", Role.ORGANISER
    COMMIT = "commit", Role.SPONSOR
    RUN_ACTIVITY = "run activities", Role.ORGANISER, Role.FACILITATOR
    IMPORT = "bring in a file", Role.ORGANISER, Role.FACILITATOR
    WRITE_DOWN = "write down for somebody else", Role.FACILITATOR
    LISTEN = "listen to recordings and write them down", Role.FACILITATOR, Role.MODERATOR
    MODERATE = "moderate", Role.MODERATOR
    ANALYSE = "analyse", Role.ANALYST
    PUBLISH = "publish", Role.ANALYST, Role.ORGANISER
    RECOMMEND = "recommend", Role.ORGANISER
    REPLY = "reply", Role.ORGANISER, Role.FACILITATOR
    EXPORT = "export", Role.ANALYST, Role.ORGANISER
    LOOK_UP = "look up what is known", Role.ORGANISER, Role.FACILITATOR, Role.ANALYST
    READ_WORDS = "read words as given", Role.MODERATOR, Role.ANALYST
    OVERSEE = "oversee", *Role

    def __init__(self, title: str, *roles: Role) -> None:
        # The title keeps duties with the same roles apart: enum members with equal values are one.
        self.title = title
        self.roles = frozenset(roles)


def require(duty: Duty, *, by: Any, programme: Programme) -> None:
    """Refuse unless the account holds a role with this duty.

    Args:
        by: an account, or None for the system itself (the worker, a command run by the operator).

    Raises:
        NotAllowed: the account may not.
    """
    if by is None:
        return
    if not queries.has_role(account=by, programme=programme, roles=duty.roles):
        raise NotAllowed(_("Your role in this programme does not allow this."))


def allowed(duty: Duty, *, by: Any, programme: Programme) -> bool:
    """Whether an account holds a role with this duty, for pages that show more to some."""
    return queries.has_role(account=by, programme=programme, roles=duty.roles)
