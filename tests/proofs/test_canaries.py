"""G2 and G3: private words turn up nowhere else, and addresses nowhere at all.

Each private field of two programmes holds a canary of its own. Every page, feed and file is read by everybody who
could ask, and each canary may be seen by those whom `ALLOWED` names and nobody else. Seen red by letting
`voices.queries.public_words_of` give the raw words, and by leaving `may_quote` out of `evidence.queries.quotable`.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from tests.proofs import crawl
from tests.proofs.filled import fill
from tests.proofs.filled_site import Site
from tests.proofs.test_access import rules
from tests.support import factories

from throughline.people import outbox
from throughline.people.models import Message
from throughline.programmes.models import Role
from throughline.voices import access

pytestmark = pytest.mark.django_db
# Who reads every row of every page; the others read one page of each name.
WHOLE = {"nobody", "author", "all", "writer", "helper"}
# Reads every page that turns it away as well: they are the same for everybody.
TURNED_AWAY = {"signed in"}
CANARY = re.compile(rb"canary([a-z0-9]+)x")
READ_WORDS = {"all", "moderator", "analyst"}
IMPORTERS = {"all", "organiser", "facilitator"}
CODING = {"all", "analyst", "organiser"}
# Who may see which private field. A field that is not here is public, or is checked elsewhere.
ALLOWED: dict[str, set[str]] = {
    "raw.green": READ_WORDS | {"author"},
    "raw.amber": READ_WORDS | {"author"},
    "raw.red": READ_WORDS | {"author"},
    "raw.second": READ_WORDS | {"author"},
    "raw.waiting": READ_WORDS | {"author"},
    "raw.heard": READ_WORDS | {"author"},
    "draft.sound": {"writer"},
    "draft.transcript": {"writer"},
    "waiting.sound": {"all"},
    "heard.sound": {"author"},
    "raw.reason": READ_WORDS | {"author"},
    "raw.wished": READ_WORDS | {"author"},
    "raw.idea-green": READ_WORDS | {"author"},
    "raw.idea-waiting": READ_WORDS | {"author"},
    "raw.issue": READ_WORDS | {"author"},
    "raw.issue-detail": READ_WORDS | {"author"},
    "raw.issue-reply": READ_WORDS | {"author"},
    "public.issue-reply": READ_WORDS | {"author", "facilitator", "organiser"},
    "raw.issue-waiting": READ_WORDS | {"author"},
    "kept.sound": {"all", "moderator"},
    "raw.unquoted": READ_WORDS | {"author"},
    "public.unquoted": READ_WORDS | {"author"},
    "raw.unanalysed": READ_WORDS | {"author"},
    "raw.paused": {"author"},
    "public.paused": {"author"},
    "raw.stopped": {"author"},
    "public.stopped": {"author"},
    "author-reply.amber": {"all", "moderator", "author"},
    "author-reply.red": {"all", "moderator", "author"},
    "author-reply.stopped": {"author"},
    "author-reply.paused": {"author"},
    "route.done": {"all", "moderator"},
    "names.programme": {"all", "organiser"},
    "names.organisation": {"all", "organisation", "operator"},
    "signpost.programme": {"all", "moderator", "organiser", "author"},
    "signpost.organisation": {"all", "moderator", "organiser", "organisation", "operator"},
    "reason.red": {"all", "moderator", "author"},
    "reason.amber": {"all", "moderator", "author"},
    "submission.relationship": {"author", "all", "moderator"},
    "extra.name": READ_WORDS,
    "extra.value": READ_WORDS,
    "about.age": {"author"},
    "contact.email": set(),
    "authority.email": set(),
    "draft.happened": {"writer"},
    "draft.better": {"writer"},
    "draft.what": {"writer"},
    "draft.why": {"writer"},
    "draft.q1": {"writer"},
    "draft.relationship": {"writer"},
    "draft.email": {"writer"},
    "helped.happened": {"helper"},
    "search.question": {"all", "organiser", "facilitator", "analyst"},
    "cell.text": IMPORTERS,
    "cell.other": IMPORTERS,
    "draft-finding.title": {"all", "organiser", "analyst"},
    "draft-finding.summary": {"all", "organiser", "analyst"},
    "draft-finding.limits": {"all", "organiser", "analyst"},
    "draft-recommendation.title": {"all", "organiser"},
    "draft-recommendation.wording": {"all", "organiser"},
    "draft-recommendation.saves_money": {"all", "organiser"},
    "own-word.fine": {"all", "organisation", "operator"},
    "proposal.text": {"all", "analyst", "organiser"},
    "proposal.quote": {"all", "analyst", "organiser"},
    "report.phrase": {"all", "analyst", "organiser"},
    "report.unclear": {"all", "analyst", "organiser"},
    "run.failure": {"all", "analyst"},
    "signal.reason": {"all", "analyst", "author"},
    "code.name": CODING,
    "code.definition": CODING,
    "code.reason": CODING,
    "touchpoint.name": {"all", "analyst", "facilitator", "organiser", "author"},
    "settlement.reason": {"all", "analyst"},
    "memo.words": {"all", "analyst"},
    "fair.words": {"all", "analyst", "author"},
    "fair.reply": {"all", "analyst", "author"},
    "objection.words": {"all", "organiser", "facilitator"},
    "objection.reply": {"all", "organiser", "facilitator", "author"},
}


class Canaries:
    """A canary for each field: `words(field)` makes it, `names` tells which field one belongs to."""

    def __init__(self) -> None:
        self.names: dict[bytes, str] = {}

    def __call__(self, field: str) -> str:
        code = f"{len(self.names):04d}"
        self.names[code.encode()] = field
        if field.endswith("email"):
            return f"canary{code}x@example.org"
        return "patients" if field.endswith("cell.who") else f"canary{code}x"

    def in_(self, body: bytes) -> set[str]:
        """The fields whose canaries are in this."""
        return {self.names[code] for code in CANARY.findall(body)}


def askers(site: Site, other: Site) -> Iterator[tuple[str, Client]]:
    """(who they are, their browser), for `site`."""
    yield "nobody", site.client()
    yield "writer", site.client(draft=True)
    yield "author", site.client(receipt=True)
    yield "all", site.client(site.all_roles)
    yield "signed in", site.client(factories.make_account())
    yield "operator", site.client(factories.make_account(operator=True))
    colleague = factories.make_account()
    site.programme.organisation.people.add(colleague)
    yield "organisation", site.client(colleague)
    for role in Role:
        yield str(role), site.client(site.members[role])
    yield "helper", site.client(site.members[Role.FACILITATOR], draft=True)
    yield "elsewhere", other.client(other.all_roles, receipt=True, draft=True)


def where(site: Site, *, whole: bool) -> list[tuple[str, str]]:
    """The addresses to read: all, or one of each name for those whose pages of one name are all alike."""
    found = [target for target in site.targets() if target[0] != "sign-out"]
    return found if whole else list({name: (name, path) for name, path in found}.values())


@pytest.fixture
def canaries(settings, tmp_path) -> tuple[Canaries, Site, Site]:
    settings.MEDIA_ROOT = tmp_path / "files"
    words = Canaries()
    return words, fill(words), fill(words, prefix="other.", operator=False)


def not_for(who: str, rule: str) -> bool:
    """Whether a page of the team turns them away, all its rows alike."""
    role = Role.FACILITATOR if who == "helper" else who
    return rule.startswith("member:") and role not in {"all", *rule.removeprefix("member:").split(",")}


@pytest.mark.parametrize("full", [False, pytest.param(True, marks=pytest.mark.prove)], ids=["some", "full"])
def test_private_words_are_seen_by_those_who_may_only(canaries, full):
    """Unless in full: whom a page of the team turns away, as G1 proves of each, reads one row of it, or leaves it to
    those in TURNED_AWAY."""
    words, site, other = canaries
    leaks, seen, told = set(), set(), rules()
    also = {"helper": {"helper", "facilitator", "writer"}}  # a browser that holds two half-written stories
    every, one_each = where(site, whole=True), where(site, whole=False)
    rows = set(one_each)
    for who, client in askers(site, other):
        for name, path in every if who in WHOLE else one_each:
            if who not in WHOLE and told[name] == "public":
                continue  # the same for everybody, and read by nobody and by somebody with every role
            if not full and not_for(who, told[name]) and ((name, path) not in rows or who not in WHOLE | TURNED_AWAY):
                continue
            page = crawl.read(client, who, name, path)
            for field in words.in_(page.body):
                seen.add((field, who))
                if not also.get(who, {who}) & ALLOWED.get(field, {who}):
                    leaks.add(f"{field} seen by {who} on {name}")
                if field.startswith("other.") and who != "elsewhere" and field.removeprefix("other.") in ALLOWED:
                    leaks.add(f"{field} seen by {who} on {name}")
    assert "\n".join(sorted(leaks)) == ""
    # The proof can see: what each may read was found.
    assert {("raw.red", "author"), ("raw.red", "all"), ("draft.happened", "writer")} <= seen
    assert ("public.green", "nobody") in seen
    assert {("draft.sound", "writer"), ("waiting.sound", "all"), ("heard.sound", "author")} <= seen
    assert {("told.sound", "nobody"), ("kept.sound", "moderator")} <= seen
    assert {("cell.text", "facilitator"), ("helped.happened", "helper")} <= seen


def test_another_author_reads_nothing_of_mine(canaries):
    """Somebody who opened their own receipt in the other programme."""
    words, site, other = canaries
    client = other.client(receipt=True)
    assert access.COOKIE in client.cookies
    leaks = set()
    for name, path in site.targets():
        fields = words.in_(crawl.read(client, "another author", name, path).body) if name != "sign-out" else set()
        leaks |= {f"{field} on {name}" for field in fields & ALLOWED.keys()}
    assert leaks == set()


def test_mail_holds_no_private_words(canaries, caplog):
    """Neither in what is sent, nor in the log, whatever is done on the site."""
    words, site, _other = canaries
    client = site.client(site.all_roles, receipt=True, draft=True)
    with caplog.at_level(logging.DEBUG):
        for name, path in where(site, whole=False):
            if name not in ("sign-out", "team-remove"):
                client.post(path, {"email": "somebody@example.org"})
    logged = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("django.db"))
    assert words.in_(logged.encode()) & ALLOWED.keys() == set()
    messages = [outbox.open_message(ref) for ref in Message.objects.values_list("ref", flat=True)]
    assert len(messages) > 1
    for _message, text in filter(None, messages):
        assert words.in_(repr(text).encode()) & ALLOWED.keys() == set()


ADDRESS, AGENT = "203.0.113.77", "canary-agent/9.9"
SEALED = {
    field
    for field in ALLOWED
    if field.split(".")[0]
    in {"raw", "public", "author-reply", "extra", "contact", "authority", "draft", "helped", "cell", "memo", "route"}
}
SEALED |= {"names.programme", "names.organisation"}
SEALED |= {"report.phrase", "report.unclear", "proposal.text", "proposal.quote"}
SEALED |= {"waiting.sound", "heard.sound", "kept.sound", "told.sound"}
SEALED |= {"settlement.reason", "fair.words", "fair.reply", "objection.words", "objection.reply"}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_nothing_private_can_be_read_in_the_database_file(database, settings, tmp_path):
    """Every byte of the file, its log and the uploads beside it."""
    settings.MEDIA_ROOT = tmp_path / "files"
    words = Canaries()
    site = fill(words)
    client = Client(REMOTE_ADDR=ADDRESS, HTTP_USER_AGENT=AGENT, HTTP_X_FORWARDED_FOR=ADDRESS)
    story = f"/programmes/{site.programme.slug}/stories/{site.activities['stories'].ref}"
    client.post(f"{story}/your/happened", {"words": "canary9999x"})
    client.post("/sign-in", {"email": "canary9998x@example.org"})
    client.post("/follow", {"code": "one two three four five six"})
    client.post("/hear", {"email": "canary9997x@example.org", "once": "1"})
    folder = Path(connection.settings_dict["NAME"]).parent
    files = [*folder.glob(Path(connection.settings_dict["NAME"]).name + "*"), *(tmp_path / "files").rglob("*")]
    held = b"".join(file.read_bytes() for file in files if file.is_file())
    assert len(held) > 500_000
    assert b"canary" in held  # public texts stand there in clear: the scan reads what is stored
    readable = {words.names.get(code, code.decode()) for code in CANARY.findall(held)}
    assert sorted(readable & (SEALED | {"9999", "9998", "9997"})) == []
    assert ADDRESS.encode() not in held
    assert AGENT.encode() not in held
