"""Ways in for whoever tries the example: sign-in links for its people, an answer link, receipt codes."""

from dataclasses import dataclass
from datetime import timedelta

from throughline.cli.worked_example import telling
from throughline.cli.worked_example.answering import recommendation
from throughline.cli.worked_example.telling import Telling, Told
from throughline.cli.worked_example.words import once_key
from throughline.people.actions import make_link
from throughline.people.models import Account, Contact
from throughline.people.outbox import mark_sent
from throughline.programmes.models import Role
from throughline.recommend import actions
from throughline.voices.sealing import receipt_code

LIFE = timedelta(hours=12)


@dataclass(frozen=True)
class Links:
    """What `throughline demo` prints. `roles` and `receipts` are (who, link or code); `answer` is for `authority`."""

    roles: list[tuple[str, str]]
    authority: str
    answer: str
    receipts: list[tuple[str, str]]


def links() -> Links:
    """Fresh links into the loaded example. Links made by an earlier call still work, but for the answer link."""
    told = telling.read()
    waiting = _unanswered(told)
    authority = told.authorities[waiting["authority"]]
    answer = actions.ask_authority(
        recommendation=recommendation(waiting), sent_to=authority["answers_by"], email=authority["email"], by=None
    )
    drop_messages()
    return Links(
        roles=[_role(person) for person in told.people.values()],
        authority=authority["name"],
        answer=answer,
        receipts=_receipts(told),
    )


def drop_messages() -> None:
    """Nobody reads the mailboxes of made-up people: what waits for them counts as sent."""
    from throughline.people.models import Message

    addresses = [person["email"] for person in _everybody(telling.read())]
    contacts = [Contact.objects.for_email(address) for address in addresses]
    for message in Message.objects.filter(contact__in=contacts, sent_at=None).select_related("data_key"):
        mark_sent(message)


def _everybody(told: Telling) -> list[Told]:
    return [*told.people.values(), *told.authorities.values()]


def _role(person: Told) -> tuple[str, str]:
    account = Account.objects.select_related("contact").get(contact=Contact.objects.for_email(person["email"]))
    role = ", ".join(str(Role(role).label) for role in person["roles"])
    return f"{role} ({person['name']})", make_link(contact=account.contact, next_path="/account", life=LIFE)


def _unanswered(told: Telling) -> Told:
    found = [one for programme in told.programmes for one in programme.get("recommendation", ())]
    return next(one for one in found if "answer" not in one)


def _receipts(told: Telling) -> list[tuple[str, str]]:
    """One story that went all the way, one that was refused, and one that still waits to be read."""

    def first(label: str, test) -> tuple[str, str]:
        one = next(one for one in told.contributions if test(one))
        return f"{label} ({one['role']})", receipt_code(once_key(one))

    def outcome(one: Told) -> str:
        return str(one.get("moderation", {}).get("outcome", "green"))

    return [
        first("A story that led to an answer", lambda one: one.get("theme") == "no-call" and one["kind"] == "story"),
        first("A story that was not published", lambda one: outcome(one) == "red"),
        first("A story that waits to be read", lambda one: outcome(one) == "waiting"),
    ]
