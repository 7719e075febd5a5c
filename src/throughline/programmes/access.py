"""Access rules that know programmes: who may open a page under programmes/<programme>/."""

from __future__ import annotations

import time
from collections.abc import Mapping
from copy import copy
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from throughline.core.access import SIGNED_IN, Access
from throughline.core.errors import NotAllowed, NotFound
from throughline.programmes import queries
from throughline.programmes.models import Activity, Programme, Role

MOST_REMEMBERED = 256


class InProgramme(Access):
    """Anybody may see it; the programme named in the path must exist. Sets request.programme."""

    name = "public"

    def describe(self) -> str:
        return self.name

    def check(self, request: HttpRequest, kwargs: Mapping[str, Any]) -> HttpResponse | None:
        request.programme = find_programme(kwargs["programme"])  # type: ignore[attr-defined]
        return None


class OfMethod(InProgramme):
    """Anybody may take part; the activity must belong to the programme and the method. Sets request.activity.

    What was found is remembered for `settings.ACTIVITY_SECONDS`: on a busy evening hundreds a second ask for the same.
    """

    def __init__(self, method: str, *, remember: bool = True) -> None:
        self.method = method
        self.remember = remember
        self.known: dict[tuple[str, str], tuple[float, Activity]] = {}

    def check(self, request: HttpRequest, kwargs: Mapping[str, Any]) -> HttpResponse | None:
        activity = self._find(kwargs["programme"], kwargs["activity"])
        if activity is None:
            raise NotFound(_("We could not find this activity. It may have been moved."))
        request.activity, request.programme = activity, activity.programme  # type: ignore[attr-defined]
        return None

    def _find(self, programme: str, ref: str) -> Activity | None:
        until, known = self.known.get((programme, ref), (0.0, None))
        if known is None or until < time.monotonic():
            known = queries.activity_of(programme_slug=programme, ref=ref, method=self.method)
            if known is not None and self.remember and settings.ACTIVITY_SECONDS:
                if len(self.known) >= MOST_REMEMBERED:
                    self.known.clear()
                self.known[programme, ref] = (time.monotonic() + settings.ACTIVITY_SECONDS, known)
        if known is None:
            return None
        # Copies, since a request may change what it was given.
        activity, activity_programme = copy(known), copy(known.programme)
        activity.programme = activity_programme
        return activity


class Member(Access):
    """Signed in, with one of the roles in the programme named in the path. Sets request.programme and .roles."""

    def __init__(self, *roles: Role, method: str | None = None) -> None:
        self.roles = frozenset(roles)
        self.method = method
        self.name = "member:" + ",".join(sorted(self.roles))

    def describe(self) -> str:
        return self.name

    def check(self, request: HttpRequest, kwargs: Mapping[str, Any]) -> HttpResponse | None:
        turned_away = SIGNED_IN.check(request, kwargs)
        if turned_away is not None:
            return turned_away
        inner = OfMethod(self.method, remember=False) if self.method else VISIBLE
        inner.check(request, kwargs)
        held = queries.roles_of(account=request.user, programme=request.programme)  # type: ignore[attr-defined]
        if not held & self.roles:
            raise NotAllowed(_("Your role in this programme does not include this page."))
        request.roles = held  # type: ignore[attr-defined]
        return None


def find_programme(slug: str) -> Programme:
    """The programme with this slug.

    Raises:
        NotFound: there is none.
    """
    programme = queries.programme_by_slug(slug)
    if programme is None:
        raise NotFound(_("We could not find this programme. It may have been renamed."))
    return programme


VISIBLE = InProgramme()


def member(*roles: Role, method: str | None = None) -> Member:
    """The rule for pages of people with any of these roles."""
    return Member(*roles, method=method)


class OfOrganisation(Access):
    """Anybody may see it; the organisation named in the path must exist. Sets request.organisation."""

    name = "public"

    def check(self, request: HttpRequest, kwargs: Mapping[str, Any]) -> HttpResponse | None:
        organisation = queries.organisation_by_slug(kwargs["organisation"])
        if organisation is None:
            raise NotFound(_("We could not find this organisation."))
        request.organisation = organisation  # type: ignore[attr-defined]
        return None


class PlannerFor(OfOrganisation):
    """Signed in, and of the organisation named in the path, or an operator. Sets request.organisation."""

    name = "organisation's people"

    def check(self, request: HttpRequest, kwargs: Mapping[str, Any]) -> HttpResponse | None:
        turned_away = SIGNED_IN.check(request, kwargs)
        if turned_away is not None:
            return turned_away
        super().check(request, kwargs)
        organisation = request.organisation  # type: ignore[attr-defined]
        if not queries.may_plan_for(account=request.user, organisation=organisation):
            raise NotAllowed(_("Only people of this organisation can do this."))
        return None


ORGANISATION = OfOrganisation()
PLANNER = PlannerFor()
