"""REFI-QDA, for other programs: the codebook and what people coded, out and in."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from throughline.core.actions import action
from throughline.core.errors import Refused
from throughline.language.coding import codebook as library
from throughline.language.coding.refi_qda import ExchangeError, Project, write_codebook, write_project
from throughline.language.coding.stretches import Span
from throughline.people.models import Account
from throughline.programmes.exporting import write_csv
from throughline.programmes.methods import Column, Table
from throughline.programmes.models import Programme
from throughline.programmes.permissions import Duty, require
from throughline.understand.coding.actions._common import hold, record
from throughline.understand.coding.actions.codebooks import MOST_CODES, start_codebook, store_codes, wording_of
from throughline.understand.coding.actions.words import code_words
from throughline.understand.coding.library import book_of
from throughline.understand.coding.models import Code, Codebook, Coding
from throughline.understand.coding.queries import exchanging

MOST_DEFINITION = 2_000
MOST_CODED = 500
"""Contributions whose coding is brought in at a time: each is a short transaction of its own."""


@dataclass(frozen=True)
class BroughtIn:
    """What came of a file. added: codes that were new. coded: contributions that the person's coding was taken over
    for. others: codings by other people, or of words that are not here, which were left."""

    added: int
    coded: int
    others: int


def export_codebook(*, codebook: Codebook, by: Account | None) -> bytes:
    """The codebook as a .qdc file.

    Raises:
        NotAllowed: the person may not take anything out.
    """
    require(Duty.EXPORT, by=by, programme=codebook.programme)
    with transaction.atomic():
        record(by, "coding.export", f"programme:{codebook.programme.ref}", kind="qdc")
    return write_codebook(book_of(codebook))


def export_project(*, codebook: Codebook, by: Account) -> bytes:
    """The codebook, approved words and the coding that this person may see, as a .qdpx file.

    Nothing of a machine is in it: the format has no place to say so.

    Raises:
        NotAllowed: the person may not.
    """
    require(Duty.ANALYSE, by=by, programme=codebook.programme)
    project = exchanging.project(codebook, by)  # outside any transaction, so that nobody else waits
    with transaction.atomic():
        record(by, "coding.export", f"programme:{codebook.programme.ref}", kind="qdpx", texts=len(project.sources))
    return write_project(project)


def export_matrix(*, codebook: Codebook, by: Account) -> bytes:
    """Who said what, and where, as the pages show it: one CSV file, with a line for each cell.

    Raises:
        NotAllowed: the person may not take anything out.
    """
    require(Duty.EXPORT, by=by, programme=codebook.programme)
    with transaction.atomic():
        record(by, "coding.export", f"programme:{codebook.programme.ref}", kind="csv")
    names = ("by", "group", "code", "people")
    table = Table("matrix", [Column(name, "text", "") for name in names], iter(exchanging.cells(codebook)))
    written = io.BytesIO()
    write_csv(table, written)
    return written.getvalue()


def bring_in(*, programme: Programme, project: Project, coder: str = "", by: Account, once_key: str) -> BroughtIn:
    """Add the codes that a file has and the codebook lacks, and take over this person's coding.

    Not one transaction: codings are kept one after the other, and doing it again completes them.

    Args:
        programme: whose codebook; one is begun where there is none.
        project: what was read; texts are compared by their identifiers and never kept.
        coder: the person's name in the file, where it is not the one that our own files give.
        by: who brings it in, and whose coding it becomes.
        once_key: the form's idempotency key.

    Raises:
        Refused: there are too many codes, or too much coding at a time.
        NotAllowed: the person may not.
    """
    names = {exchanging.coder_name(by), coder.strip()} - {""}
    directly = {coding.code for coding in project.codings}
    codes, added = _add_codes(programme=programme, book=project.codebook, coded=directly, by=by)
    here = exchanging.sources(programme)
    mine: dict[str, list[tuple[Code, Span]]] = {}
    for coding in project.codings:
        code = codes.get(coding.code)
        if coding.coder in names and coding.source in here and code and not code.is_heading and not code.retired_at:
            mine.setdefault(coding.source, []).append((code, Span(coding.start, coding.stop)))
    if len(mine) > MOST_CODED:
        raise Refused(
            _("The file holds your coding of {n} contributions. At most {most} can be brought in at once.").format(
                n=len(mine), most=MOST_CODED
            ),
            field="file",
        )
    texts = {source.key: source.text for source in project.sources}
    before = Coding.objects.filter(coder=by, is_current=True, contribution__in=[here[key].pk for key in mine])
    known, coded = set(before.values_list("pk", flat=True)), 0
    for source, given in mine.items():
        row = here[source]
        row.programme = programme
        # A file that knows of no parts leaves those that are here as they are.
        parts = exchanging.parts_in(row, texts[source], given) or None
        key, chosen = f"{once_key}:{row.ref}", {code.pk: code for code, _span in given}
        kept = code_words(contribution=row, codes=list(chosen.values()), parts=parts, by=by, once_key=key)
        coded += kept.pk not in known
    taken = sum(coding.coder in names and coding.source in here for coding in project.codings)
    return BroughtIn(added, coded, len(project.codings) - taken)


@action
def _add_codes(
    *, programme: Programme, book: library.Codebook, coded: set[str], by: Account
) -> tuple[Mapping[str, Code], int]:
    """Add what is missing, all as one version; returns every code of the file as it is here, and how many are new."""
    codebook = start_codebook(programme=programme, origin=Codebook.Origin.EMPTY, by=by)
    codebook = hold(codebook, by=by)
    known = exchanging.known_codes(codebook)
    taken = {code.name.casefold(): code for code in known.values() if code.retired_at is None}
    found: dict[str, Code] = {}
    made: list[Code] = []
    last = codebook.codes.aggregate(last=Max("number"))["last"] or 0
    headings = exchanging.headings_in(book, coded)
    for one in book.codes:
        namesake = taken.get(wording_of(one).name.casefold())
        existing = known.get(one.key) or (None if namesake in found.values() else namesake)
        if existing is None:
            name = exchanging.name_for(book, one, taken)
            existing = Code(codebook=codebook, number=last + len(made) + 1, key=one.key, name=name)
            existing.is_heading, existing.definition = one.key in headings, one.definition[:MOST_DEFINITION]
            made.append(existing)
            taken[name.casefold()] = existing
        found[one.key] = existing
    if sum(code.retired_at is None for code in known.values()) + len(made) > MOST_CODES:
        raise Refused(_("With these codes there would be more than {n}.").format(n=MOST_CODES), field="file")
    above = {one.key: exchanging.heading_of(book, one, headings) for one in book.codes}
    placed = {code.key: found.get(above[code.key] or "") for code in made}
    store_codes(codebook, made, {key: code for key, code in placed.items() if code and code.is_heading}, by)
    return found, len(made)


def readable(error: ExchangeError) -> Refused:
    """Why a file cannot be used, beside its field."""
    return Refused(_("This file cannot be used: {why}.").format(why=str(error)), field="file")
