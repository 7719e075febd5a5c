"""G1: every address × every kind of person × a programme that is planned, open and closed.

What should happen is worked out from the committed access table alone, and compared with what does. Seen red by
letting `programmes.access.Member.check` return None for everybody signed in (every member page failed), and by
leaving `programme=` out of `evidence.queries.finding` (the test of other programmes' references failed).
"""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.test import Client
from tests.proofs.filled import fill
from tests.proofs.filled_site import Site
from tests.support import factories

from throughline.core import routes
from throughline.envision.seats.access import TO_JOIN
from throughline.programmes.models import Role

TABLE = Path(__file__).parents[1] / "web" / "access_table.json"
pytestmark = pytest.mark.django_db
# Narrower than the page: organisers may look at the commitment, sponsors alone publish it; and somebody who is signed
# in is not asked for an address.
PUBLISHES = {"commitment-publish": {Role.SPONSOR}}
METHODS = ("get", "post")
FINE = {200, 302, 400, 405, 422}
# Refused by what the link says, not by who asks: a made-up token, a receipt that this browser may not see.
UNKNOWN_TOKEN = {"hear-confirm", "hear-stop", "sign-in-link", "questionnaires-again", "delphi-join"}
# A result that is shown once, out of a sealed address.
ONCE = {"moderation-bulk"}
# The half-written work of this browser alone, and only questions that may be spoken.
HALF_WRITTEN = {"stories-pieces", "stories-recording"}
# Refused for what the form does not say, when it is sent empty.
EMPTY = {"activity-chain"}
# Heard by whoever has taken it to write it down, and by nobody else meanwhile.
TAKEN = {"recording-sound"}
# Not every row of these pages is published, waits for a moderator, or is the asker's own: how the others answer.
NOT_EVERY_ROW = {"throughline-node": "unknown", "moderation-item": "unknown", "decision-reply": "unknown"}
NOT_EVERY_ROW |= {"coding-words": "unknown", "coding-settle": "unknown"}
NOT_EVERY_ROW |= {"touchpoints-place": "unknown", "assemblies-issue": "unknown"}


def plain(name: str) -> str:
    """A believable text for each field; addresses where addresses belong."""
    if name.endswith("email"):
        return f"{name.replace('.', '-')}@example.org"
    return {"cell.who": "patients", "cell.header": "Ward"}.get(name.removeprefix("other."), f"Words of {name}")


def rules() -> dict[str, str]:
    """name → rule, out of the committed table."""
    return {row["name"]: row["rule"] for row in json.loads(TABLE.read_text())}


class Person:
    """Somebody who asks: a browser, and what they are."""

    def __init__(self, name: str, client: Client, *, roles=(), **flags: bool) -> None:
        self.name, self.client, self.roles = name, client, set(roles)
        self.signed_in = flags.get("signed_in", True)
        self.operator, self.organisation = flags.get("operator", False), flags.get("organisation", False)
        self.receipt = flags.get("receipt", "")

    def outcome(self, rule: str) -> str:
        """“in”, or how they are turned away: “sign in”, “follow”, “join”, “refused” (403) or “unknown” (404)."""
        if rule in ("public", "link"):
            return "in"
        if rule == "seat":
            return "join"  # nobody here has joined; the tests of each method let in those who have
        if rule == "own words":
            return {"": "follow", "own": "in", "other": "unknown"}[self.receipt]
        if not self.signed_in:
            return "sign in"
        may = {
            "signed in": True,
            "operator": self.operator,
            "organisation's people": self.organisation or self.operator,
        }
        if rule.startswith("member:"):
            may[rule] = bool(self.roles & set(rule.removeprefix("member:").split(",")))
        return "in" if may[rule] else "refused"


def people(site: Site, other: Site) -> Iterator[Person]:
    """Everybody who could ask for a page of `site`."""
    yield Person("nobody", site.client(), signed_in=False)
    yield Person("signed in, no role", site.client(factories.make_account()))
    for role in Role:
        yield Person(f"{role} here", site.client(site.members[role]), roles=[role])
    yield Person("every role elsewhere", other.client(other.all_roles))
    yield Person("operator", site.client(factories.make_account(operator=True)), operator=True)
    for where, one in (("here", site), ("elsewhere", other)):
        colleague = factories.make_account()
        one.programme.organisation.people.add(colleague)
        yield Person(f"of the organisation {where}", one.client(colleague), organisation=where == "here")
    yield Person("author", site.client(receipt=True), signed_in=False, receipt="own")
    yield Person("another author", other.client(receipt=True), signed_in=False, receipt="other")


def happened(response) -> str:
    """What came of a request, in the words of `Person.outcome`."""
    where = urlsplit(response.headers.get("Location", "")).path if response.status_code == 302 else ""
    turned_away = {"/sign-in": "sign in", "/follow": "follow"}.get(where)
    if response.headers.get("Location", "").endswith(TO_JOIN):
        turned_away = "join"
    if turned_away:
        return turned_away
    known = {403: "refused", 404: "unknown"} | dict.fromkeys(FINE, "in")
    return known.get(response.status_code, str(response.status_code))


def expected(person: Person, name: str, path: str, rule: str, method: str) -> set[str]:
    """What may come of it. The button that shuts one's own words leads to “follow” for everybody."""
    outcome = person.outcome(rule)
    if outcome == "unknown" and name == "followed":
        return {"in"}
    if name == "follow-close" and method == "post":
        return {"follow"}
    if outcome == "in" and method == "post" and name in PUBLISHES and not person.roles & PUBLISHES[name]:
        return {"refused"}
    if outcome == "in" and name in UNKNOWN_TOKEN | ONCE | HALF_WRITTEN | TAKEN | EMPTY:
        return {"in", "unknown"}
    if outcome == "in" and "/your/email" in path:
        return {"in", "unknown"} if person.signed_in else {"in"}
    return {outcome}


def ask(person: Person, method: str, path: str) -> str:
    """Send a request, and undo what it changed."""
    with transaction.atomic():
        response = getattr(person.client, method)(path)
        transaction.set_rollback(True)
    return happened(response)


def status_of(person: Person, method: str, path: str) -> int:
    """Send a request, and undo what it changed."""
    with transaction.atomic():
        status = getattr(person.client, method)(path).status_code
        transaction.set_rollback(True)
    return status


def mismatches(site: Site, askers: list[Person], *, whole: bool) -> str:
    """A line for each request answered otherwise than the table says: one page of each name, or the whole lot.

    Unless `whole`, what is public to all is asked for by the first three only, a page for members by two of the roles,
    each page by other ones, and whoever is turned away tries it in one way. Of the pages in NOT_EVERY_ROW some rows
    turn the asker away, never all.
    """
    told, wrong = rules(), []
    targets = list(site.targets() if whole else {name: (name, path) for name, path in site.targets()}.values())
    members = [person for person in askers if len(person.roles) == 1]
    for number, person in enumerate(askers):
        opened, refused = set(), {}
        for place, (name, path) in enumerate(targets):
            if name == "sign-out" or (name == "follow-close" and person.receipt):
                continue  # it takes away what the person holds
            if not whole and number > 2 and told[name] in ("public", "link"):
                continue
            if not whole and person in members and person not in _two(members, told[name], place):
                continue
            turned_away = person.outcome(told[name]) != "in"
            for method in METHODS[place % 2 :][:1] if turned_away and not whole else METHODS:
                got, want = ask(person, method, path), expected(person, name, path, told[name], method)
                line = f"{method.upper()} {name} {path} by {person.name}: {got}, not {' or '.join(want)}"
                if got in want:
                    opened.add((method, name))
                elif whole and want == {"in"} and got == NOT_EVERY_ROW.get(name):
                    refused[method, name] = line
                else:
                    wrong.append(line)
        wrong += [line for page, line in refused.items() if page not in opened]
    return "\n".join(wrong)


def _two(members: list[Person], rule: str, place: int) -> list[Person]:
    """One of the members whom a rule lets in, and one whom it does not; at each place in the list the next."""
    sides = [[one for one in members if (one.outcome(rule) == "in") == inside] for inside in (True, False)]
    return [side[place % len(side)] for side in sides if side]


def test_the_access_table_is_as_agreed():
    """A new page, or a changed rule, is looked at before it goes in: write the new line into the table."""
    agreed = {(row["pattern"], row["name"], row["rule"]) for row in json.loads(TABLE.read_text())}
    found = set(routes.table())
    differs = [f"+ {row}" for row in sorted(found - agreed)] + [f"- {row}" for row in sorted(agreed - found)]
    assert "\n".join(differs) == "", "tests/web/access_table.json differs from the routes"


@pytest.fixture
def sites(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    def make(status: str) -> tuple[Site, Site]:
        return fill(plain, status=status), fill(plain, prefix="other.", status=status, operator=False)

    return make


def test_every_page_lets_in_whom_the_table_names_and_nobody_else(sites):
    site, other = sites("open")
    assert mismatches(site, list(people(site, other)), whole=False) == ""


@pytest.mark.parametrize("status", ["draft", "closed"])
def test_the_table_holds_before_and_after(sites, status):
    """A planned and a closed programme, with those who stand for the rest: the whole matrix is under `make prove`."""
    site, other = sites(status)
    stand = {"nobody", "organiser here"}
    assert mismatches(site, [one for one in people(site, other) if one.name in stand], whole=False) == ""


@pytest.mark.prove
@pytest.mark.parametrize("status", ["draft", "open", "closed"])
def test_the_whole_table_holds(sites, status):
    site, other = sites(status)
    assert mismatches(site, list(people(site, other)), whole=True) == ""


def test_references_of_another_programme_open_nothing(sites):
    """Whoever holds every role in one programme asks for another's rows under their own programme's address."""
    site, other = sites("open")
    person = Person("all roles here", site.client(site.all_roles, receipt=True), roles=Role)
    own_pages = {path for _name, path in site.targets()}
    opened, asked = [], 0
    for name, path in other.targets():
        here = path.replace(f"/programmes/{other.programme.slug}", f"/programmes/{site.programme.slug}")
        if here in own_pages or (here == path and not path.startswith("/follow/")):
            continue
        for method in ("get", "post"):
            asked += 1
            status = status_of(person, method, here)
            if status not in (404, 405):
                opened.append(f"{method.upper()} {name} {here}: {status}")
    assert "\n".join(opened) == ""
    assert asked > 100
