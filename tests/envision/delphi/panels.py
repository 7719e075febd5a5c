"""A panel in a test: set up, joined and rated through the real pages, with ratings drawn from a seeded truth."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from django.urls import reverse
from tests.support import factories
from tests.voices.part.walker import PERSON, Walker

from throughline.envision.delphi import jobs, queries
from throughline.envision.delphi.models import Item, Round
from throughline.evidence.models import Run
from throughline.programmes.models import Activity

ROLES = {"patients": "patient", "staff": "clinician", "policy": "manager"}
DEFINITION = {
    "rule": "proportion",
    "favour": "70",
    "against": "15",
    "scale": "nine",
    "low_label": "Not important",
    "high_label": "Very important",
    "rounds": "3",
    "stable": "on",
    "fewest": "3",
    "suggest": "on",
    "behind": "closed",
}
HIGH, LOW, MIDDLE = (7, 8, 9), (1, 2, 3), (4, 5, 6)


@dataclass
class Truth:
    """What each person thinks: of an item they would keep (from the second round on), and of it at first."""

    kind: str
    rng: random.Random
    held: dict[str, int] = field(default_factory=dict)

    def rating(self, person: str, group: str, number: int) -> int:
        if self.kind == "moving" and number == 1:
            return self.rng.choice(MIDDLE)
        bands = {"liked": HIGH, "moving": HIGH, "disliked": LOW}
        split = {"patients": HIGH, "staff": LOW, "policy": MIDDLE}[group]
        return self.held.setdefault(person, self.rng.choice(bands.get(self.kind, split)))


class Panel:
    """One panel and the browsers of its people."""

    def __init__(self, items: Sequence[str], *, emails: bool = True, **definition: str) -> None:
        programme = factories.make_programme(stages=["envision"], committed=True)
        self.activity = factories.make_activity(
            programme=programme, method="delphi", stage="envision", status="draft", title="What matters most"
        )
        self.team = Client()
        self.team.force_login(factories.make_member(programme, "facilitator"))
        self.groups: dict[str, str] = {}
        self.clients: dict[str, Client] = {}
        self.said: dict[int, dict[tuple[str, str], int | None]] = {}
        self.post("items", items="\n".join(items))
        self.post("definition", **(DEFINITION | definition))

    def url(self, page: str, *args: str) -> str:
        return reverse(f"delphi-{page}", args=[self.activity.programme.slug, self.activity.ref, *args])

    def post(self, page: str, *args: str, status: int = 302, **fields: Any) -> Any:
        """The team sends a form."""
        data = {"once": random.randbytes(8).hex()} | fields
        response = self.team.post(self.url(page, *args), {k: v for k, v in data.items() if v != ""})
        assert response.status_code == status, response.content.decode()
        return response

    def do(self, deed: str, status: int = 302) -> Any:
        return self.post("manage", status=status, do=deed)

    def open(self) -> None:
        """Fix it, open the activity, and the first round."""
        self.do("lock")
        address = reverse("activity-manage", args=[self.activity.programme.slug, self.activity.ref])
        assert self.team.post(address, {"open": "yes", "once": "open"}).status_code == 302
        self.activity = Activity.objects.select_related("programme").get(pk=self.activity.pk)

    def invite(self, people: Mapping[str, str]) -> None:
        """people: name → constituency."""
        for group in dict.fromkeys(people.values()):
            emails = "\n".join(f"{name}@example.org" for name, of in people.items() if of == group)
            self.post("invite", emails=emails, constituency=group)
        tokens = [queries.token_of(one.ref) for one in self.activity.delphi_invitations.order_by("pk")]
        for (name, group), token in zip(people.items(), tokens, strict=True):
            self.groups[name] = group
            self.clients[name] = joined(self.activity, self.url("join", token), ROLES[group])

    def rate(self, name: str, item: Item, value: int | None, reason: str = "", status: int = 302) -> Any:
        answer = {"rating": "outside" if value is None else value, "reason": reason, "once": random.randbytes(8).hex()}
        response = self.clients[name].post(self.url("rate", item.ref), answer)
        assert response.status_code == status, response.content.decode()
        return response

    def open_round(self) -> Round:
        self.do("open")
        return Round.objects.get(activity=self.activity, closed_at=None)

    def close_round(self) -> None:
        """Close it, and let the worker do its work."""
        self.do("close")
        jobs.work_out.call(Run.objects.filter(activity=self.activity, kind="delphi").latest("pk").ref)

    def run_round(self, truths: Mapping[str, Truth], *, outside: Sequence[str] = (), leaves: Sequence[str] = ()) -> Any:
        """Everybody but those who have left rates every item that is asked. Returns the items asked."""
        round_ = self.open_round()
        said = self.said.setdefault(round_.number, {})
        asked = list(round_.items.all())
        for name, group in self.groups.items():
            if name in leaves:
                continue
            for item in asked:
                value = None if name in outside else truths[item.text].rating(name, group, round_.number)
                self.rate(name, item, value)
                said[name, item.text] = value
        self.close_round()
        return asked

    def found(self) -> dict[str, Any]:
        """What the newest run came to."""
        run = queries.worked_out(self.activity)
        assert run is not None
        return run.summary


def joined(activity: Activity, invitation: str, role: str) -> Client:
    """A browser that opened its own link, answered every question and took a seat."""
    walker = Walker(activity)
    response = walker.client.post(invitation, {"once": "join"})
    assert response.status_code == 302, response.content.decode()
    answers: dict[str, Any] = PERSON | {"rounds": {"agreed": "on"}, "role": {"role": role}}
    here = response.url
    while not here.endswith("/check"):
        step = here.rpartition("/")[2]
        response = walker.answer(step, **answers.get(step, {}))
        assert response.status_code == 302, response.content.decode()
        here = response.url
    assert walker.send().status_code == 302
    return walker.client


def verdict_of(values: Sequence[int | None]) -> str:
    """The 70/15 rule, worked out by hand."""
    given = [value for value in values if value is not None]
    high, low = (sum(value in band for value in given) for band in (HIGH, LOW))
    if len(given) < 3:
        return "too few"
    if 100 * high >= 70 * len(given) and 100 * low < 15 * len(given):
        return "in"
    return "out" if 100 * low >= 70 * len(given) and 100 * high < 15 * len(given) else "open"


def moved(before: Sequence[int], after: Sequence[int]) -> float:
    """The share of ratings that would have to move to turn one distribution into the other."""
    return sum(abs(before.count(n) - after.count(n)) for n in range(1, 10)) / 2 / len(before)
