"""What goes into a REFI-QDA file, and how what comes back is known again."""

from __future__ import annotations

from collections.abc import Collection

from throughline.evidence import counting
from throughline.language.coding import codebook as library
from throughline.language.coding.refi_qda import Coding as Stretch
from throughline.language.coding.refi_qda import Project, Source
from throughline.language.coding.refi_qda.model import guid
from throughline.people.models import Account
from throughline.programmes.models import Programme
from throughline.understand.coding.library import book_of
from throughline.understand.coding.models import Code, Codebook
from throughline.understand.coding.queries.words import codings
from throughline.voices.models import Contribution
from throughline.voices.part.exporting import Pseudonyms, exported_words


def coder_name(account: Account) -> str:
    """A coder's name in files: the same in each, and not the person's own."""
    return f"Coder {account.ref}"


def project(codebook: Codebook, reader: Account) -> Project:
    """Approved words whose authors agreed to be quoted, with the coding that the reader may see: their own, and
    others' of words that they have coded. People in it are pseudonyms made for this file."""
    book, people = book_of(codebook), Pseudonyms()
    rows = counting.usable(codebook.programme).filter(may_quote=True, public_words__isnull=False).order_by("pk")
    sources: dict[int, Source] = {}
    for row in rows.select_related("data_key", "participant").iterator(chunk_size=1000):
        text = exported_words(row)
        if text:
            case = people.of(row.participant.ref) if row.participant else ""
            sources[row.pk] = Source(row.ref, row.ref, text, case)
    given = codings(codebook.programme).filter(codes__retired_at__isnull=True, codes__isnull=False)
    mine = codings(codebook.programme).filter(coder=reader).values("contribution_id")
    seen = given.filter(contribution_id__in=mine).order_by("pk").select_related("coder")
    keys = {code.key for code in book.given}
    stretches = [
        Stretch(source.key, 0, len(source.text), key, f"Coder {coder}", when.isoformat())
        for contribution, key, coder, when in seen.values_list(
            "contribution_id", "codes__key", "coder__ref", "coded_at"
        )
        if (source := sources.get(contribution)) is not None and key in keys
    ]
    return Project(codebook.programme.title, book, tuple(sources.values()), tuple(stretches))


def sources(programme: Programme) -> dict[str, Contribution]:
    """The contributions that may be coded, by the identifier that they have in files."""
    return {guid("source", row.ref): row for row in counting.usable(programme).only("id", "ref", "programme")}


def known_codes(codebook: Codebook) -> dict[str, Code]:
    """Every code of a codebook, retired ones too, by the identifier that it has in files."""
    return {guid("code", code.key): code for code in codebook.codes.select_related("heading")}


def headings_in(book: library.Codebook, coded: Collection[str]) -> set[str]:
    """Keys of what is a heading here: stands at the top, has codes below it, and was given to no words itself."""
    above = {code.parent for code in book.codes}
    return {code.key for code in book.codes if code.parent is None and code.key in above and code.key not in coded}


def name_for(book: library.Codebook, code: library.Code, taken: Collection[str]) -> str:
    """A name that no other code has: in other programs two may share one below different headings."""
    name = plain = code.name[:120]
    above = next((one.name for one in book.codes if one.key == code.parent), "")
    number = 1
    while name.casefold() in taken:
        name = f"{plain[:70]} ({above[:40]})" if above and number == 1 else f"{plain[:100]} ({number})"
        number += 1
    return name


def heading_of(book: library.Codebook, code: library.Code, headings: Collection[str]) -> str | None:
    """The heading that a code stands below: of a deeper tree, the one at its top."""
    parents = {one.key: one.parent for one in book.codes}
    above = code.parent
    while above is not None and parents[above] is not None:
        above = parents[above]
    return above if above in headings else None
