"""What each role has to do, and where."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from throughline.programmes.models import Programme, Role

WORK = {
    Role.ORGANISER: (_("Plan and run the programme"), "programme-manage"),
    Role.FACILITATOR: (_("Run activities and bring in what people said"), "programme-manage"),
    Role.MODERATOR: (_("Read what came in and decide what can be public"), "moderation"),
    Role.ANALYST: (_("Look for themes and write findings"), "themes"),
    Role.SPONSOR: (_("Write and publish the commitment"), "commitment"),
    Role.DECISION_MAKER: (_("See what was found"), "findings"),
    Role.CHALLENGE: (_("Follow what people said to what was decided"), "throughline"),
}


@dataclass(frozen=True)
class Duty:
    """One thing that an account has to do in one programme."""

    role: str
    text: str
    url: str


def duties_in(programme: Programme, roles: list[Role]) -> list[Duty]:
    """What these roles have to do in a programme, each with the page where the work is."""
    found = []
    for role in roles:
        text, name = WORK[role]
        found.append(Duty(str(role.label), str(text), reverse(name, kwargs={"programme": programme.slug})))
    return found
