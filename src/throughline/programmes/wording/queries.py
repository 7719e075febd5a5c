"""Reads of an organisation's words, and of what readers did not understand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from throughline.core import vault
from throughline.core.errors import NotFound
from throughline.core.vault import Destroyed
from throughline.programmes.models import Organisation, Programme
from throughline.programmes.wording.models import NotUnderstood, OwnWord


@dataclass(frozen=True)
class OwnWords:
    """The words of an organisation as checks and pages want them: (term, words) pairs, and terms that are fine."""

    hard: tuple[tuple[str, str], ...] = ()
    power: tuple[tuple[str, str], ...] = ()
    fine: tuple[str, ...] = ()


def own_words(programme: Programme) -> OwnWords:
    """The words that hold in a programme: those of its organisation. One query."""
    rows = OwnWord.objects.filter(organisation_id=programme.organisation_id).values_list("kind", "term", "meaning")
    found: dict[str, list[tuple[str, str]]] = {kind: [] for kind in OwnWord.Kind.values}
    for kind, term, meaning in rows:
        found[kind].append((term, meaning))
    return OwnWords(tuple(found["hard"]), tuple(found["power"]), tuple(term for term, _ in found["fine"]))


def words_of(organisation: Organisation) -> QuerySet[OwnWord]:
    """Every word of an organisation's list, in the order of the alphabet, with who changed it last."""
    return OwnWord.objects.filter(organisation=organisation).select_related("changed_by")


def word_in(*, organisation: Organisation, ref: str) -> OwnWord:
    """One word of an organisation's list.

    Raises:
        NotFound: the list holds no such word.
    """
    row = words_of(organisation).filter(ref=ref).first()
    if row is None:
        raise NotFound
    return row


@dataclass(frozen=True)
class Asked:
    """What a reader did not understand, opened for the team. `url` is the page on which the phrase stands."""

    row: NotUnderstood
    phrase: str
    unclear: str
    url: str


def waiting(programme: Programme) -> int:
    """How many phrases nobody has answered yet."""
    counted = NotUnderstood.objects.filter(programme=programme).aggregate(n=Count("pk", filter=Q(outcome="")))
    return int(counted["n"])


def asked_about(programme: Programme) -> QuerySet[NotUnderstood]:
    """What readers did not understand, what waits for an answer first, then the newest."""
    rows = NotUnderstood.objects.filter(programme=programme)
    return rows.select_related("programme", "data_key", "answered_by").order_by("answered_at", "-id")


def asked_in(*, programme: Programme, ref: str) -> NotUnderstood:
    """One of them.

    Raises:
        NotFound: there is none in this programme.
    """
    row = asked_about(programme).filter(ref=ref).first()
    if row is None:
        raise NotFound
    return row


def opened(rows: Iterable[NotUnderstood]) -> list[Asked]:
    """What readers typed, for those who may read it."""
    return [_opened(row) for row in rows]


def _opened(row: NotUnderstood) -> Asked:
    args = [row.programme.slug, *([row.page_ref] if row.page_ref else [])]
    try:
        words = vault.unseal_json(row.words, key=row.data_key, context=row.context())
    except Destroyed:  # erased
        words = {"phrase": "", "unclear": ""}
    return Asked(row, words["phrase"], words["unclear"], reverse(row.page, args=args))
