"""Reads of the workbench: the queue of a programme, one item with its history, and exact counts for the team.

Only words in use: what its author paused or took back is nowhere here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Prefetch, Q, QuerySet, Value, When
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from throughline.core import vault
from throughline.core.errors import NotFound
from throughline.people.models import Account
from throughline.programmes.models import Activity, Constituency, Programme
from throughline.voices.actions.moderation import reply_context
from throughline.voices.models import AuthorReply, Contribution, Decision, Hold, Route, SecondOpinion, SentRecording
from throughline.voices.moderation import name_lists, proposing, removing, times
from throughline.voices.moderation.name_lists import Known
from throughline.voices.moderation.removing import Piece, Removal
from throughline.voices.queries import words_of

PAGE = 20
Moderation = Contribution.Moderation
REPLIED = "replied"
SHOWS = ("waiting", "second", REPLIED, "green", "amber", "red")
FLAGGED = ~Q(signals=[])


@dataclass(frozen=True)
class Choice:
    """Which part of the queue: a state, and within it one activity (ref), one constituency, only red flags."""

    show: str = "waiting"
    activity: str = ""
    constituency: str = ""
    flagged: bool = False

    @classmethod
    def of(cls, asked: QueryDict) -> Choice:
        """Read a choice out of an address; what makes no sense is left out."""
        show, constituency = asked.get("show", ""), asked.get("constituency", "")
        return cls(
            show=show if show in SHOWS else "waiting",
            activity=asked.get("activity", "")[:12].replace("\0", ""),
            constituency=constituency if constituency in Constituency.values else "",
            flagged=asked.get("flagged") == "yes",
        )

    def address(self, **changed: str) -> str:
        """The choice as a query string, with what is changed."""
        one = replace(self, **changed)  # type: ignore[arg-type]
        pairs = [("show", one.show), ("activity", one.activity), ("constituency", one.constituency)]
        pairs.append(("flagged", "yes" if one.flagged else ""))
        return urlencode([(name, value) for name, value in pairs if value])


@dataclass(frozen=True)
class Item:
    """Words with what software proposes to take out, and where they stand.

    `looked`: “model” or “rules” where a job has looked at them; “not-yet” where the proposals are made by rules here.
    """

    contribution: Contribution
    text: str
    proposals: Sequence[Removal]
    decisions: Sequence[Decision]
    replied: bool
    looked: str

    @property
    def recording(self) -> SentRecording | None:
        """The recording that others may hear, where its author agreed to that and it is decided on with the words."""
        found: SentRecording | None = getattr(self.contribution, "recording", None)
        return found if found is not None and found.may_be_heard else None

    @property
    def pieces(self) -> list[Piece]:
        return removing.pieces(self.text, self.proposals)

    @property
    def seen(self) -> str:
        """Ref of the newest decision, empty where there is none."""
        return self.decisions[-1].ref if self.decisions else ""

    @property
    def hold(self) -> Hold | None:
        """Who has the words open to decide on them, while their time runs."""
        hold: Hold | None = getattr(self.contribution, "hold", None)
        return hold if hold is not None and hold.until > timezone.now() else None

    @property
    def routes(self) -> list[Route]:
        """Where the words were passed on to, oldest first."""
        return list(self.contribution.routes.all())

    @property
    def open_routes(self) -> list[Route]:
        return [route for route in self.routes if route.done_at is None]

    @property
    def second(self) -> SecondOpinion | None:
        """The second opinion that was asked for and not given yet, in time or not."""
        return getattr(self.contribution, "second_opinion", None)

    @property
    def second_due(self) -> datetime | None:
        """Until when somebody else should have decided; None once that time is over."""
        waits = self.second is not None and self.second.lapsed_at is None
        return times.second_due(self.second.asked_at) if self.second is not None and waits else None


@dataclass(frozen=True)
class Queue:
    """A page of the queue, and how many there are in each state."""

    page: Page
    items: list[Item]
    counts: dict[str, int]
    flagged: dict[str, int]
    activities: list[Activity] = field(default_factory=list)


@dataclass(frozen=True)
class Event:
    """One thing in the history of words: a decision, or what the author replied to it."""

    decision: Decision
    replies: list[tuple[AuthorReply, str]]


class _Counted(Paginator):
    """Pages of rows whose number is known already."""

    def __init__(self, rows: QuerySet, count: int) -> None:
        super().__init__(rows, PAGE)
        self._count = count

    @property
    def count(self) -> int:
        return self._count


def queue(*, programme: Programme, choice: Choice, number: str | int | None = 1) -> Queue:
    """A page of 20, the most urgent first: words with signals, then the oldest.

    The number of queries does not depend on how much there is.

    Args:
        number: of the page, from 1; what makes no sense is the first page, what is too large the last.
    """
    rows = _narrowed(programme, choice)
    counts, flagged = _counts(programme, rows)
    shown = _in_state(programme, rows, choice.show)
    page = _Counted(_urgent_first(shown).values_list("pk", flat=True), counts[choice.show]).get_page(number)
    return Queue(page, _items(programme, list(page.object_list)), counts, flagged, _activities(programme))


def item(*, programme: Programme, ref: str) -> Item:
    """One item.

    Raises:
        NotFound: the programme has no such words, or their author has paused them or taken them back.
    """
    found = _items(programme, list(_in_use(programme).filter(ref=ref).values_list("pk", flat=True)))
    if not found:
        raise NotFound(_("These words are not in the queue. Their author may have taken them back."))
    return found[0]


def chosen(*, programme: Programme, refs: Sequence[str]) -> dict[str, Item]:
    """Several items by ref; what is not in the programme, or not in use any more, is left out."""
    pks = _in_use(programme).filter(ref__in=refs).values_list("pk", flat=True)
    return {one.contribution.ref: one for one in _items(programme, list(pks))}


def next_ref(*, programme: Programme, choice: Choice, by: Account) -> str:
    """The first item of this part of the queue that nobody else has open; empty where there is none."""
    rows = _in_state(programme, _narrowed(programme, choice), choice.show)
    held = Hold.objects.filter(contribution__programme=programme, until__gt=timezone.now()).exclude(account=by)
    rows = rows.exclude(pk__in=held.values("contribution"))
    return _urgent_first(rows).values_list("ref", flat=True).first() or ""


def history(one: Item) -> list[Event]:
    """Every decision on these words with the author's replies, oldest first."""
    return [
        Event(decision, [(reply, _reply_words(reply)) for reply in decision.replies.all()])
        for decision in one.decisions
    ]


def flagged_unread(programme: Programme) -> bool:
    """Whether words with signals wait that nobody has read."""
    rows = _in_use(programme).filter(FLAGGED, moderation=Moderation.WAITING, first_read_at__isnull=True)
    return rows.exists()


def _in_use(programme: Programme) -> QuerySet[Contribution]:
    return Contribution.objects.filter(programme=programme, standing=Contribution.Standing.LIVE)


def _narrowed(programme: Programme, choice: Choice) -> QuerySet[Contribution]:
    rows = _in_use(programme)
    if choice.activity:
        rows = rows.filter(activity__ref=choice.activity)
    if choice.constituency:
        rows = rows.filter(constituency=choice.constituency)
    return rows.filter(FLAGGED) if choice.flagged else rows


def _in_state(programme: Programme, rows: QuerySet[Contribution], show: str) -> QuerySet[Contribution]:
    if show == REPLIED:
        return rows.filter(pk__in=_replied(programme))
    return rows.filter(moderation=show)


def _replied(programme: Programme) -> QuerySet:
    """Contributions whose author replied to the newest decision, so that nobody has decided since."""
    later = Decision.objects.filter(contribution=OuterRef("decision__contribution"), pk__gt=OuterRef("decision"))
    replies = AuthorReply.objects.filter(decision__contribution__programme=programme)
    return replies.exclude(Exists(later)).values("decision__contribution")


def _counts(programme: Programme, rows: QuerySet[Contribution]) -> tuple[dict[str, int], dict[str, int]]:
    counts, flagged = dict.fromkeys(SHOWS, 0), dict.fromkeys(SHOWS, 0)
    sums = rows.order_by().values("moderation").annotate(n=Count("pk"), urgent=Count("pk", filter=FLAGGED))
    for row in sums:
        counts[row["moderation"]], flagged[row["moderation"]] = row["n"], row["urgent"]
    counts[REPLIED] = rows.filter(pk__in=_replied(programme)).count()
    return counts, flagged


def _urgent_first(rows: QuerySet[Contribution]) -> QuerySet[Contribution]:
    urgent = Case(When(FLAGGED, then=Value(0)), default=Value(1), output_field=IntegerField())
    return rows.order_by(urgent, "pk")


def _activities(programme: Programme) -> list[Activity]:
    return list(Activity.objects.filter(programme=programme).order_by("created_at", "pk"))


def _items(programme: Programme, pks: Sequence[int]) -> list[Item]:
    """The items with these keys, in that order: five queries for any number."""
    decisions = Decision.objects.order_by("pk").select_related("decided_by")
    replies = AuthorReply.objects.order_by("pk").select_related("data_key")
    rows = (
        Contribution.objects.select_related("programme", "activity", "submission", "source", "region", "data_key")
        .select_related("hold__account", "second_opinion", "proposed", "recording")
        .prefetch_related(Prefetch("decisions", queryset=decisions), Prefetch("decisions__replies", queryset=replies))
        .prefetch_related(Prefetch("routes", queryset=Route.objects.order_by("pk")))
        .in_bulk(list(pks))
    )
    # Words erased since the keys were read have no key left, and nothing to show.
    known = name_lists.known(programme)
    return [_item(rows[pk], known) for pk in pks if pk in rows and rows[pk].data_key is not None]


def _item(row: Contribution, known: Known) -> Item:
    text, decisions = words_of(row), list(row.decisions.all())
    proposals, looked = proposing.stored_or_by_rules(row, text, known)
    replied = bool(decisions) and bool(list(decisions[-1].replies.all()))
    return Item(row, text, proposals, decisions, replied, looked)


def _reply_words(reply: AuthorReply) -> str:
    return vault.unseal(bytes(reply.words), key=reply.data_key, context=reply_context(reply.ref))
