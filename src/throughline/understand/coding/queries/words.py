"""The words to be coded, in which order, and what the reader may see about them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Min, Q, QuerySet

from throughline.core import vault
from throughline.core.errors import NotFound
from throughline.core.refs import ALPHABET
from throughline.evidence import counting
from throughline.evidence.models import Run
from throughline.people.models import Account
from throughline.programmes.models import Programme
from throughline.understand.coding import parts
from throughline.understand.coding.models import Codebook, Coding, Memo
from throughline.voices import queries as voices
from throughline.voices.models import Contribution

IN_USE = counting.is_usable("contribution__")
IN_COMMON = 30
"""Contributions that each coder shares with others, before they go apart: fewer say little about agreement."""


AT_HAND = 5
"""Of what software would have read next, coders at work at the same time are given different ones of so many."""


@dataclass(frozen=True)
class Standing:
    """How far coding is. coded: by anybody; nothing_fits: of these, by somebody to no code. mine: by the reader;
    in_common: of these, by others too. read: by a person, also without coding. Exact, for the team."""

    usable: int
    coded: int
    nothing_fits: int
    mine: int
    in_common: int
    read: int

    @property
    def left(self) -> int:
        """Contributions that nobody has coded."""
        return self.usable - self.coded

    @property
    def share(self) -> float:
        """Share that somebody has read and coded, 0 to 1."""
        return self.coded / self.usable if self.usable else 0.0


@dataclass(frozen=True)
class Note:
    """A memo and its words."""

    memo: Memo
    words: str


@dataclass(frozen=True)
class Reading:
    """Words as a coder reads them. `others` and their memos stay hidden until the reader has coded."""

    contribution: Contribution
    text: str
    mine: Coding | None
    others: list[Coding]
    notes: list[Note]

    @property
    def sentences(self) -> list[parts.Sentence]:
        """The words, sentence by sentence."""
        return parts.numbered(self.text)

    def rows(self, coding: Coding) -> list[parts.Row]:
        """The parts that a coder gave codes to, by sentences."""
        return parts.rows(self.text, parts.of(coding))


def codings(programme: Programme) -> QuerySet[Coding]:
    """What holds now of every coder, of words that may be used."""
    return Coding.objects.filter(IN_USE, contribution__programme=programme, is_current=True)


def standing(programme: Programme, reader: Account) -> Standing:
    """How far coding is, in one query."""
    given = codings(programme)
    mine = Q(pk__in=given.filter(coder=reader).values("contribution_id"))
    others = Q(pk__in=given.exclude(coder=reader).values("contribution_id"))
    nothing = given.filter(codes__isnull=True).values("contribution_id")
    totals = counting.usable(programme).aggregate(
        usable=Count("pk"),
        coded=Count("pk", filter=mine | others),
        nothing_fits=Count("pk", filter=Q(pk__in=nothing)),
        mine=Count("pk", filter=mine),
        in_common=Count("pk", filter=mine & others),
        read=Count("pk", filter=Q(first_read_at__isnull=False)),
    )
    return Standing(**totals)


def next_for(programme: Programme, coder: Account, *, but: str = "") -> Contribution | None:
    """What this person codes next: first what others have coded, for agreement, then what nobody has.

    References are random, so the order is a fair draw. Each coder begins at a place of their own, so that two at work
    together do not code the same all along. Where the codebook says so, software chooses what comes first among what
    nobody has coded; nothing is left out, and what it did not place comes after that.

    Args:
        programme: whose words.
        coder: who asks.
        but: the reference of one to leave for later.

    Returns:
        None when nothing is left for this person.
    """
    return _next(programme, coder, but) or (_next(programme, coder, "") if but else None)


def _next(programme: Programme, coder: Account, but: str) -> Contribution | None:
    given = codings(programme)
    mine = given.filter(coder=coder)
    waiting = counting.usable(programme).exclude(pk__in=mine.values("contribution_id")).exclude(ref=but)
    theirs = given.exclude(coder=coder).values("contribution_id")
    if mine.filter(contribution_id__in=theirs).count() < IN_COMMON:
        shared = waiting.filter(codings__is_current=True)
        counted = shared.annotate(coders=Count("codings"), since=Min("codings__coded_at"))
        first = counted.order_by("-coders", "since", "ref").first()
        if first is not None:
            return first
    fresh = waiting.exclude(pk__in=given.values("contribution_id")).order_by("ref")
    return _placed(programme, fresh, coder) or fresh.filter(ref__gte=place_of(coder)).first() or fresh.first()


def _placed(programme: Programme, fresh: QuerySet[Contribution], coder: Account) -> Contribution | None:
    """One of the next few that software would have read, for each coder another; None where it is not asked."""
    order = Codebook.objects.filter(programme=programme).values_list("order", flat=True).first()
    if order in (None, Codebook.Order.FAIR):
        return None
    rows = fresh.filter(**{f"reading_places__{order}__isnull": False, "reading_places__run__status": Run.Status.DONE})
    few = list(rows.order_by(f"reading_places__{order}", "pk")[:AT_HAND])
    return few[hashlib.sha256(coder.ref.encode()).digest()[-1] % len(few)] if few else None


def place_of(coder: Account) -> str:
    """Where in the order of references a coder begins, always the same."""
    digest = hashlib.sha256(coder.ref.encode()).digest()
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:4])


def contribution(*, programme: Programme, ref: str) -> Contribution:
    """One contribution that may be coded.

    Raises:
        NotFound: there is none, or its words may not be used.
    """
    rows = counting.usable(programme).select_related("data_key", "programme", "region", "source")
    found = rows.filter(ref=ref).first()
    if found is None:
        raise NotFound
    return found


def reading(contribution: Contribution, reader: Account) -> Reading:
    """The words as given, with what the reader may see of how they were coded."""
    rows = codings(contribution.programme).filter(contribution=contribution)
    given = list(rows.select_related("coder").prefetch_related("codes", "stretches__code").order_by("pk"))
    mine = next((coding for coding in given if coding.coder_id == reader.pk), None)
    others = [coding for coding in given if coding.coder_id != reader.pk] if mine else []
    about = memos(contribution.programme, reader).filter(contribution=contribution)
    return Reading(contribution, voices.words_of(contribution), mine, others, notes(about))


def memos(programme: Programme, reader: Account) -> QuerySet[Memo]:
    """Memos that the reader may see, the newest first: others' about words only once the reader has coded them."""
    coded = codings(programme).filter(coder=reader).values("contribution_id")
    own_or_open = Q(by_account=reader) | Q(contribution__isnull=True) | Q(contribution_id__in=coded)
    in_use = Q(contribution__isnull=True) | IN_USE
    rows = Memo.objects.filter(own_or_open & in_use, programme=programme)
    return rows.select_related("by_account", "code", "contribution", "data_key").order_by("-pk")


def notes(rows: Iterable[Memo]) -> list[Note]:
    return [Note(row, vault.unseal(bytes(row.words), key=row.data_key, context=row.context("words"))) for row in rows]
