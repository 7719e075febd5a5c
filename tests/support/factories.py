"""Rows to test with, in a believable state. Each function makes what it needs unless it is given.

They write state straight away, past the actions, so that a test of one app does not depend on another's
rules. Where the way in matters, use `give`, which goes through the real action.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from throughline.core import vault
from throughline.core.models import DataKey
from throughline.people.models import Account, Contact
from throughline.programmes.models import (
    Activity,
    Commitment,
    Constituency,
    Membership,
    Organisation,
    Programme,
    Region,
    Role,
    Stage,
    StageKind,
    Topic,
)
from throughline.understand.questionnaires.models import Turn
from throughline.voices import consent_wording
from throughline.voices.models import ConsentRecord, Contribution, Participant, Source, Submission

_numbers = count(1)
ALL_USES = dict.fromkeys(consent_wording.USE_SLUGS, True)
APPROVED = ("green", "amber")


def days(number: int) -> date:
    """The day this many days from today."""
    return timezone.localdate() + timedelta(days=number)


def make_account(*, email: str = "", name: str = "Ola Okafor", operator: bool = False) -> Account:
    """An account with a verified address of its own."""
    contact = Contact.objects.for_email(email or f"person{next(_numbers)}@example.org")
    contact.verified_at = timezone.now()
    contact.save(update_fields=["verified_at"])
    return Account.objects.create(contact=contact, name=name, is_operator=operator)


def make_member(programme: Programme, *roles: Role | str, account: Account | None = None) -> Account:
    """An account (a new one unless given) that holds these roles in the programme."""
    account = account or make_account(name=f"{str(roles[0]).title()} {next(_numbers)}")
    Membership.objects.bulk_create([Membership(programme=programme, account=account, role=role) for role in roles])
    return account


def make_organisation(*, name: str = "", people: Iterable[Account] = ()) -> Organisation:
    number = next(_numbers)
    organisation = Organisation.objects.create(name=name or f"Health board {number}", slug=f"board-{number}")
    organisation.people.set(people)
    return organisation


def make_programme(
    *,
    open: bool = True,
    status: str = "",
    committed: bool | None = None,
    organisation: Organisation | None = None,
    topics: Sequence[str] = ("gp",),
    regions: Sequence[str] = ("north-east",),
    stages: Sequence[str] = ("understand", "recommend"),
    **columns: Any,
) -> Programme:
    """A programme: open with its published commitment and stages, or a draft without commitment or activity.

    Args:
        open: open rather than a draft; `status` ("draft", "open", "closed") says it more exactly.
        committed: whether the sponsor's commitment is published; unless given, as `open`.
        topics, regions: slugs out of the lists that every site has.
        stages: kinds of stages, each a month long, the first running now.
        columns: any other column of the row.
    """
    number = next(_numbers)
    status = status or ("open" if open else "draft")
    now = timezone.now()
    programme = Programme.objects.create(
        **{
            "slug": f"programme-{number}",
            "organisation": organisation or make_organisation(),
            "title": f"Getting an appointment {number}",
            "question": "How can it be easier to see a doctor or nurse?",
            "summary": "We want to know what gets in the way.",
            "status": status,
            "opens_on": days(-10),
            "closes_on": days(50),
            "opened_at": None if status == "draft" else now,
            "closed_at": now if status == "closed" else None,
        }
        | columns
    )
    programme.topics.set(_named(Topic, slug) for slug in topics)
    programme.regions.set(_named(Region, slug) for slug in regions)
    make_stages(programme, stages)
    if committed if committed is not None else status != "draft":
        make_commitment(programme)
    return programme


def _named(model: Any, slug: str) -> Any:
    """The topic or region with this slug; made again where a test that commits has emptied the table."""
    return model.objects.get_or_create(slug=slug, defaults={"name": slug.replace("-", " ").capitalize()})[0]


def make_stages(programme: Programme, kinds: Sequence[str]) -> list[Stage]:
    """Stages of a month each, one after the other; the first began 10 days ago."""
    return Stage.objects.bulk_create(
        [
            Stage(programme=programme, kind=kind, starts_on=days(30 * n - 10), ends_on=days(30 * n + 19))
            for n, kind in enumerate(kinds)
        ]
    )


def make_commitment(
    programme: Programme, *, published: bool = True, by: Account | None = None, **columns: Any
) -> Commitment:
    """What the sponsor promised, published unless told otherwise."""
    return Commitment.objects.create(
        **{
            "programme": programme,
            "sponsor_name": "Dr Amara Bello",
            "sponsor_role": "Chief executive",
            "can_change": "How people book, and when the phones are open.",
            "cannot_change": "The number of doctors this year.",
            "who_decides": "The board, in public.",
            "answer_by": days(110),
            "published_at": timezone.now() if published else None,
            "published_by": by,
        }
        | columns
    )


def make_activity(
    *, programme: Programme | None = None, method: str = "stories", status: str = "open", **columns: Any
) -> Activity:
    """An activity of the method with this slug, open unless told otherwise."""
    return Activity.objects.create(
        **{
            "programme": programme or make_programme(),
            "method": method,
            "stage": StageKind.UNDERSTAND,
            "title": "Tell us what happened",
            "status": status,
        }
        | columns
    )


def make_participant(programme: Programme, *, constituency: str = Constituency.PATIENTS, **columns: Any) -> Participant:
    return Participant.objects.create(programme=programme, constituency=constituency, **columns)


def make_submission(
    activity: Activity,
    *,
    participant: Participant | None = None,
    constituency: str = Constituency.PATIENTS,
    uses: Mapping[str, bool] = ALL_USES,
    **columns: Any,
) -> Submission:
    """A submission without words yet, with its consent record."""
    submission = Submission.objects.create(
        activity=activity,
        participant=participant or make_participant(activity.programme, constituency=constituency),
        **columns,
    )
    ConsentRecord.objects.create(submission=submission, version=consent_wording.VERSION, uses=ALL_USES | dict(uses))
    if activity.method == "questionnaires":
        Turn.objects.create(submission=submission, activity=activity, person=submission.ref)
    return submission


def make_contribution(
    *,
    text: str = "I rang 30 times before anybody answered.",
    constituency: str = Constituency.PATIENTS,
    moderation: str = "green",
    public_words: str | None = None,
    programme: Programme | None = None,
    activity: Activity | None = None,
    submission: Submission | None = None,
    region: str = "",
    uses: Mapping[str, bool] = ALL_USES,
    **columns: Any,
) -> Contribution:
    """Words that a person gave, sealed, with participant, submission and consent.

    Args:
        text: as given.
        moderation: "waiting", "second", "green", "amber" or "red".
        public_words: what a moderator approved; the text itself where it is approved and this is not given.
        activity, programme: where it was given; an open story call of an open programme unless given.
        submission: what it is part of; a new one, of a new participant, unless given.
        region: slug of a region.
        uses: consent, where it differs from yes to everything.
        columns: any other column, such as kind, prompt, signals, labels, standing, rating.
    """
    activity = activity or make_activity(programme=programme)
    found_region = _named(Region, region) if region else None
    uses = ALL_USES | dict(uses)
    if submission is None:
        submission = make_submission(
            activity,
            participant=make_participant(activity.programme, constituency=constituency, region=found_region),
            uses=uses,
        )
    row = _unsaved(
        text=text,
        public_words=public_words,
        data_key=DataKey.objects.new(),
        moderation=moderation,
        activity=activity,
        constituency=constituency,
        region=found_region,
        submission=submission,
        participant=submission.participant,
        **{f"may_{use}": uses[use] for use in ("analyse", "quote", "keep")} | columns,
    )
    row.save()
    return row


def make_many(
    activity: Activity,
    texts: Iterable[str],
    *,
    constituencies: Sequence[str] = tuple(Constituency.values),
    moderation: str = "green",
    **columns: Any,
) -> list[Contribution]:
    """One contribution for each text, quickly, the constituencies taking turns; all of one source."""
    source = Source.objects.create(
        programme=activity.programme,
        activity=activity,
        title="A file",
        where_from="Made up for a test",
        licence="None",
        consent_basis="Made up",
    )
    numbered = list(enumerate(texts))
    wrapped = [vault.wrap_new_key() for _ in numbered]
    keys = DataKey.objects.bulk_create(
        [DataKey(wrapped=blob, master_id=master) for blob, master in wrapped], batch_size=500
    )
    rows = [
        _unsaved(
            text=text,
            public_words=None,
            data_key=keys[number],
            moderation=moderation,
            activity=activity,
            constituency=constituencies[number % len(constituencies)],
            source=source,
            source_row=number + 1,
            **{"may_analyse": True, "may_quote": True} | columns,
        )
        for number, text in numbered
    ]
    return Contribution.objects.bulk_create(rows, batch_size=500)


def _unsaved(
    *, text: str, public_words: str | None, moderation: str, activity: Activity, **columns: Any
) -> Contribution:
    row = Contribution(
        **{
            "programme": activity.programme,
            "activity": activity,
            "kind": "story",
            "prompt": "What happened?",
            "word_count": len(text.split()),
            "given_on": timezone.localdate(),
            "moderation": moderation,
        }
        | columns
    )
    row.words = vault.seal(text, key=row.data_key, context=row.context("words"))
    if public_words is None and moderation in APPROVED:
        public_words = text
    if public_words is not None:
        row.public_words = vault.seal(public_words, key=row.data_key, context=row.context("public_words"))
    return row


def give(
    activity: Activity,
    *texts: str,
    kind: str = "story",
    constituency: str = Constituency.PATIENTS,
    uses: Mapping[str, bool] = ALL_USES,
    email: str = "",
    account: Account | None = None,
    **giver: Any,
) -> Any:
    """Send words through the real action; returns its `Received` with the receipt code."""
    from throughline.voices.actions import Giver, Words, receive

    return receive(
        activity=activity,
        giver=Giver(constituency=constituency, **giver),
        words=[Words(kind, "What happened?", text) for text in texts],
        consent=ALL_USES | dict(uses),
        consent_version=consent_wording.VERSION,
        once_key=secrets.token_hex(16),
        email=email,
        account=account,
    )
