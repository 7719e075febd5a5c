"""Reads of programmes, scoped to what the asker may see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from throughline.people.models import Account
from throughline.programmes.models import (
    Activity,
    Commitment,
    Membership,
    Organisation,
    Programme,
    Region,
    Role,
    Stage,
    Topic,
)


def programme_by_slug(slug: str) -> Programme | None:
    return Programme.objects.select_related("organisation").filter(slug=slug).first()


def organisation_by_slug(slug: str) -> Organisation | None:
    return Organisation.objects.filter(slug=slug).first()


def activity_of(*, programme_slug: str, ref: str, method: str) -> Activity | None:
    """The activity with this ref, only if it belongs to this programme and method."""
    return (
        Activity.objects.select_related("programme__organisation")
        .filter(programme__slug=programme_slug, ref=ref, method=method)
        .first()
    )


def activity_in(programme: Programme, ref: str) -> Activity | None:
    """The activity with this ref, of whatever method, only if it belongs to this programme."""
    return Activity.objects.select_related("programme").filter(programme=programme, ref=ref).first()


def roles_of(*, account: Any, programme: Programme) -> frozenset[str]:
    """The roles an account holds in a programme; none for anybody not signed in."""
    if not account.is_authenticated or not account.is_active:
        return frozenset()
    return frozenset(Membership.objects.filter(programme=programme, account=account).values_list("role", flat=True))


def has_role(*, account: Any, programme: Programme, roles: Iterable[Role]) -> bool:
    return bool(roles_of(account=account, programme=programme) & frozenset(roles))


def may_plan_for(*, account: Any, organisation: Organisation) -> bool:
    """Whether an account may make programmes in an organisation: its people, and operators."""
    if not account.is_authenticated or not account.is_active:
        return False
    return account.is_operator or organisation.people.filter(pk=account.pk).exists()


# The finder


def topics() -> list[Topic]:
    return list(Topic.objects.all())


def regions() -> list[Region]:
    return list(Region.objects.all())


def find(*, topic: str = "", region: str = "") -> QuerySet[Programme]:
    """Programmes by topic and region, slugs or empty for all: open ones first, then plans, then closed ones.

    A programme that names no region is for everywhere, so every region finds it. Each row comes with its
    organisation, topics and regions: four queries for any number of rows.
    """
    found = Programme.objects.all()
    if topic:
        found = found.filter(topics__slug=topic)
    if region:
        found = found.filter(Q(regions__slug=region) | Q(regions__isnull=True))
    return _listed(found)


def of_organisation(organisation: Organisation) -> QuerySet[Programme]:
    """Every programme of an organisation, in the order of the finder."""
    return _listed(Programme.objects.filter(organisation=organisation))


def _listed(found: QuerySet[Programme]) -> QuerySet[Programme]:
    order = [Programme.Status.OPEN, Programme.Status.DRAFT, Programme.Status.CLOSED]
    place = Case(
        *(When(status=status, then=Value(number)) for number, status in enumerate(order)),
        output_field=IntegerField(),
    )
    return (
        found.annotate(place=place)
        .order_by("place", "closes_on", "-id")
        .select_related("organisation")
        .prefetch_related("topics", "regions")
    )


# One programme


@dataclass(frozen=True)
class Plan:
    """Everything that stands on a programme's page and on its organiser's list of tasks.

    Attributes:
        promised: the commitment that holds, if the sponsor has published one.
        draft: the commitment that is being written, if any.
        earlier: versions that were published before, newest first.
    """

    programme: Programme
    topics: Sequence[Topic]
    regions: Sequence[Region]
    stages: Sequence[Stage]
    activities: Sequence[Activity]
    promised: Commitment | None
    draft: Commitment | None
    earlier: Sequence[Commitment]


def plan_of(programme: Programme) -> Plan:
    """The plan of a programme, in five queries."""
    versions = list(programme.commitments.order_by("-version"))
    published = [row for row in versions if row.published_at]
    return Plan(
        programme=programme,
        topics=list(programme.topics.all()),
        regions=list(programme.regions.all()),
        stages=list(programme.stages.all()),
        activities=list(programme.activities.all()),
        promised=published[0] if published else None,
        draft=next((row for row in versions if not row.published_at), None),
        earlier=published[1:],
    )


# Teams and accounts


@dataclass(frozen=True)
class TeamMember:
    """One person and the roles they hold, by name; addresses stay in the outbox."""

    account: Account
    roles: Sequence[Role]


def team_of(programme: Programme) -> list[TeamMember]:
    """The people of a programme, in the order in which they joined."""
    people: dict[int, tuple[Account, list[Role]]] = {}
    for held in programme.memberships.select_related("account").order_by("id"):
        people.setdefault(held.account_id, (held.account, []))[1].append(Role(held.role))
    return [TeamMember(account, roles) for account, roles in people.values()]


def memberships_of(account: Account) -> list[tuple[Programme, list[Role]]]:
    """The programmes in which an account has roles, newest first, in one query."""
    held: dict[Programme, list[Role]] = {}
    rows = account.memberships.select_related("programme__organisation").order_by("-programme_id", "id")
    for row in rows:
        held.setdefault(row.programme, []).append(Role(row.role))
    return list(held.items())


def organisations_of(account: Account) -> list[Organisation]:
    """The organisations whose programmes an account may plan; an operator sees all."""
    every = Organisation.objects.order_by("name")
    return list(every if account.is_operator else every.filter(people=account))
