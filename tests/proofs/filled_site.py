"""A filled programme as a proof walks it: its rows, the people in it, and the addresses of all its pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from throughline.core import routes, vault
from throughline.people.models import Account
from throughline.programmes.models import Activity, Programme, Role
from throughline.voices import access
from throughline.voices.models import (
    Participant,
)
from throughline.voices.part import cookie
from throughline.voices.part.helped import HelpedVisit

METHODS = (
    "stories",
    "questionnaires",
    "imports",
    "plan",
    "ideas",
    "delphi",
    "opinions",
    "choices",
    "budgets",
    "pairs",
    "rankings",
    "assemblies",
    "partnerships",
)
SEATS = ("ideas", "delphi", "opinions", "choices", "budgets", "pairs", "rankings", "partnerships")
# Pages that need to be told something to be there at all.
QUERIES = {"questionnaires-question-new": "?type=single"}
STEPS = {
    "stories": ("happened", "better", "whose", "labels", "role", "region", "about-age", "consent", "email"),
    "questionnaires": ("q-q1", "q-q2", "labels", "role", "consent", "email"),
    "plan": ("what", "why", "role", "consent"),
    "ideas": ("role", "consent", "email"),
    "delphi": ("rounds", "role", "consent"),
    "opinions": ("role", "consent", "email"),
    "choices": ("role", "region", "about-age", "consent", "email"),
    "budgets": ("role", "region", "about-age", "consent", "email"),
    "pairs": ("role", "consent", "email"),
    "rankings": ("role", "region", "about-age", "consent", "email"),
    "assemblies": ("role", "consent", "email"),
    "partnerships": ("role", "consent", "email"),
}


@dataclass
class Site:
    """One filled programme: its rows, the people in it, and the keys to its closed doors."""

    programme: Programme
    all_roles: Account
    activities: dict[str, Activity] = field(default_factory=dict)
    members: dict[Role, Account] = field(default_factory=dict)
    refs: dict[str, list[str]] = field(default_factory=dict)
    participant: Participant | None = None
    answer_token: str = ""
    code: str = ""
    draft_cookie: str = field(default_factory=vault.new_token)

    def add(self, kind: str, row: Any) -> Any:
        """Remember a row for the address of its page."""
        self.refs.setdefault(kind, []).append(row.ref)
        return row

    def targets(self) -> Iterator[tuple[str, str]]:
        """(name, path) of every page in the access table, several where a page shows several rows. Paths that hold
        tokens that nobody has are filled with a made-up one."""
        for pattern, name, _rule in routes.table():
            for values in self._values(pattern, name):
                yield name, "/" + _filled(pattern, values) + QUERIES.get(name, "")

    def _values(self, pattern: str, name: str) -> Iterator[dict[str, str]]:
        base = {"programme": self.programme.slug, "organisation": self.programme.organisation.slug}
        method = pattern.split("/")[2] if pattern.count("/") > 2 else ""
        activities = [self.activities[method]] if method in METHODS else list(self.activities.values())
        if method == "seats":
            activities = [self.activities[slug] for slug in METHODS if slug in SEATS]
        many = {
            "activity": [activity.ref for activity in activities],
            "audience": ["patients", "staff", "policy"],
            "stage": ["understand"],
            "slug": ["q1"],
            "key": ["search"],
            "step": ["medium", "role", "consent"] if method == "seats" else list(STEPS.get(method, ())),
            "token": [self.answer_token if name == "answer" else "x" * 43],
            "ref": [""],
        } | self.refs
        if "<slug:kind>" in pattern:
            for kind in ("contribution", "theme", "finding", "recommendation", "answer", "action"):
                yield from ({**base, "kind": kind, "ref": ref} for ref in self.refs[kind])
            return
        wanted = [part for part in many if f":{part}>" in pattern]
        if "finding" in wanted:
            many["finding"] = self.refs["draft-finding"] if name in ("finding-edit",) else self.refs["finding"]
        if name in ("recording-check", "recording-own"):
            many["recording"] = self.refs["heard"]
        if name in ("heard", "heard-captions", "moderation-sound"):
            many["contribution"] = self.refs["kept" if name == "moderation-sound" else "told"]
        if "recommendation" in wanted and "manage" in pattern and name != "recommendation-ask":
            many["recommendation"] = self.refs["draft-recommendation"]
        for number in range(max([len(many[part]) for part in wanted] or [1])):
            yield base | {part: many[part][number % len(many[part])] for part in wanted}

    def client(self, account: Account | None = None, *, receipt: bool = False, draft: bool = False) -> Client:
        """A browser of this account (None: nobody), that has opened this site's receipt, with a half-written draft."""
        client = Client(raise_request_exception=False)
        if account is not None:
            client.force_login(account)
        if receipt and self.participant is not None:
            client.cookies[access.COOKIE] = vault.seal_value(self.participant.ref, purpose="voices.following")
        if draft:
            client.cookies[cookie.NAME] = client.cookies[HelpedVisit.cookie_name] = self.draft_cookie
        return client


def _filled(pattern: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        for kind in ("slug", "ref", "str"):
            pattern = pattern.replace(f"<{kind}:{name}>", value)
    return pattern
