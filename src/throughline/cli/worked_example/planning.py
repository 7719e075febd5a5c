"""The organisation, its programmes and their team, commitment, stages and activities."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from throughline.cli.worked_example.telling import Telling, Told
from throughline.cli.worked_example.timeline import Timeline
from throughline.people.models import Account
from throughline.programmes import actions, methods
from throughline.programmes.actions import StagePlan
from throughline.programmes.models import Activity, Organisation, Programme, Region, Role, Topic

PLANNED_BEFORE = datetime.timedelta(days=10)


@dataclass
class Made:
    """What there is so far, by the keys of the files. Programmes, activities and accounts."""

    organisation: Organisation
    programmes: dict[str, Programme] = field(default_factory=dict)
    activities: dict[tuple[str, str], Activity] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)


def make_organisation(told: Telling) -> Organisation:
    """The organisation, and the places and topics that its programmes are about."""
    about = told.example["organisation"]
    for model, rows in ((Region, told.example["regions"]), (Topic, told.example["topics"])):
        for slug, name in rows.items():
            model.objects.get_or_create(slug=slug, defaults={"name": name})
    return actions.create_organisation(name=about["name"], about=about["about"], by=None, once_key="example")


def begins(programme: Told) -> datetime.date:
    """The day on which planning begins: before anything that the files date."""
    days = [programme["opens_on"], *(one["opens_on"] for one in programme["activity"])]
    if "published_on" in programme["commitment"]:
        days.append(programme["commitment"]["published_on"])
    return min(days) - PLANNED_BEFORE


def plan(timeline: Timeline, told: Telling, made: Made, programme: Told) -> None:
    """Put the planning of one programme on the timeline, up to its opening and closing."""
    start, key = begins(programme), programme["slug"]
    timeline.add(start, 9, lambda: _create(told, made, programme))
    timeline.add(start, 10, lambda: _gather_team(told, made, programme))
    timeline.add(start, 11, lambda: _commitment(told, made, programme))
    timeline.add(start, 12, lambda: _activities(made, programme))
    commitment = programme["commitment"]
    if "published_on" in commitment:
        sponsor = commitment["sponsor"]
        timeline.add(
            commitment["published_on"],
            10,
            lambda: actions.publish_commitment(
                programme=made.programmes[key], by=made.accounts[sponsor], once_key=f"example:{key}"
            ),
        )
    if programme["status"] != "draft":
        timeline.add(programme["opens_on"], 8, lambda: _open(made, programme))
    if programme["status"] == "closed":
        timeline.add(programme["closes_on"], 23.9, lambda: _close(made, programme))


def _create(told: Telling, made: Made, programme: Told) -> None:
    organiser = told.people["amina"]
    if "amina" not in made.accounts:
        made.accounts["amina"] = actions.add_to_organisation(
            organisation=made.organisation,
            email=organiser["email"],
            name=organiser["name"],
            by=None,
            once_key="example:amina",
        )
    by, key = made.accounts["amina"], programme["slug"]
    row = actions.create_programme(
        organisation=made.organisation,
        title=programme["title"],
        question=programme["question"],
        summary=programme["summary"],
        is_example=True,
        by=by,
        once_key=f"example:{key}",
    )
    changes = {name: programme[name] for name in ("opens_on", "closes_on", "about_questions")} | {
        "regions": list(Region.objects.filter(slug__in=programme["regions"])),
        "topics": list(Topic.objects.filter(slug__in=programme["topics"])),
    }
    actions.edit_programme(programme=row, changes=changes, by=by, once_key=f"example:{key}")  # type: ignore[arg-type]
    stages = [StagePlan(one["kind"], one["starts_on"], one["ends_on"], one["summary"]) for one in programme["stage"]]
    actions.set_stages(programme=row, stages=stages, by=by, once_key=f"example:{key}")
    made.programmes[key] = row


def _gather_team(told: Telling, made: Made, programme: Told) -> None:
    key = programme["slug"]
    for person in (told.people[name] for name in programme["team"]):
        for role in person["roles"]:
            if person["key"] == "amina" and role == Role.ORGANISER:
                continue
            held = actions.add_to_team(
                programme=made.programmes[key],
                email=person["email"],
                name=person["name"],
                role=role,
                by=made.accounts["amina"],
                once_key=f"example:{key}:{person['key']}:{role}",
            )
            made.accounts[person["key"]] = held.account


def _commitment(told: Telling, made: Made, programme: Told) -> None:
    words, key = programme["commitment"], programme["slug"]
    sponsor = told.people[words["sponsor"]]
    actions.draft_commitment(
        programme=made.programmes[key],
        sponsor_name=sponsor["name"],
        sponsor_role=sponsor["post"],
        **{name: words[name] for name in ("can_change", "cannot_change", "who_decides", "answer_by")},
        by=made.accounts["amina"],
        once_key=f"example:{key}",
    )


def _activities(made: Made, programme: Told) -> None:
    row, by = made.programmes[programme["slug"]], made.accounts["amina"]
    for one in programme["activity"]:
        place = (programme["slug"], one["key"])
        already = Activity.objects.filter(programme=row, method=one["method"]).first()
        if already is not None and one["method"] == "plan":
            # Made with the programme, so that its plan can be commented on from the first day.
            made.activities[place] = already
            continue
        settings: dict[str, Any] = {"questions": one["question"]} if "question" in one else {}
        made.activities[place] = actions.create_activity(
            programme=row,
            method=one["method"],
            title=one["title"],
            intro=one["intro"],
            settings=settings,
            closes_on=one["closes_on"] if one["method"] != "plan" else None,
            by=by,
            once_key=f"example:{place[0]}:{place[1]}",
        )


def _open(made: Made, programme: Told) -> None:
    key, by = programme["slug"], made.accounts["amina"]
    made.programmes[key] = actions.open_programme(programme=made.programmes[key], by=by, once_key=f"example:{key}")
    for (of, name), activity in made.activities.items():
        if of == key and methods.get(activity.method).by_hand:
            actions.open_activity(activity=activity, by=by, once_key=f"example:{key}:{name}")


def _close(made: Made, programme: Told) -> None:
    key = programme["slug"]
    made.programmes[key] = actions.close_programme(
        programme=made.programmes[key], by=made.accounts["amina"], once_key=f"example:{key}"
    )
