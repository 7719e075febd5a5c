"""What goes into a REFI-QDA file, and how what comes back is known again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from django.db.models import QuerySet

from throughline.evidence import counting, runs
from throughline.language.coding import codebook as library
from throughline.language.coding.refi_qda import Coding as Stretch
from throughline.language.coding.refi_qda import Project, Source
from throughline.language.coding.refi_qda.model import guid
from throughline.language.coding.stretches import Span, moved
from throughline.people.models import Account
from throughline.programmes.models import Programme
from throughline.understand.coding import parts, showing
from throughline.understand.coding.library import book_of
from throughline.understand.coding.models import Code, Codebook, Coding
from throughline.understand.coding.models import Stretch as Part
from throughline.understand.coding.queries.suggesting import FIGURES
from throughline.understand.coding.queries.words import codings
from throughline.voices.models import Contribution
from throughline.voices.part.exporting import Pseudonyms, exported_words
from throughline.voices.queries import words_of

Places = dict[int, dict[tuple[int, str], list[Span]]]
"""Contribution → (coding, key of the code) → the parts that the code was given to."""


def coder_name(account: Account) -> str:
    """A coder's name in files: the same in each, and not the person's own."""
    return f"Coder {account.ref}"


def project(codebook: Codebook, reader: Account) -> Project:
    """Approved words whose authors agreed to be quoted, with the coding that the reader may see: their own, and
    others' of words that they have coded. People in it are pseudonyms made for this file."""
    book, people = book_of(codebook), Pseudonyms()
    rows = counting.usable(codebook.programme).filter(may_quote=True, public_words__isnull=False).order_by("pk")
    given = codings(codebook.programme).filter(codes__retired_at__isnull=True, codes__isnull=False)
    mine = codings(codebook.programme).filter(coder=reader).values("contribution_id")
    seen = given.filter(contribution_id__in=mine).order_by("pk")
    places = _places(seen)
    sources: dict[int, Source] = {}
    for row in rows.select_related("data_key", "participant").iterator(chunk_size=1000):
        text = exported_words(row)
        if text:
            case = people.of(row.participant.ref) if row.participant else ""
            sources[row.pk] = Source(row.ref, row.ref, text, case)
            if row.pk in places:
                places[row.pk] = _moved(places[row.pk], row, text)
    keys = {code.key for code in book.given}
    told = seen.values_list("contribution_id", "pk", "codes__key", "coder__ref", "coded_at")
    stretches = [
        Stretch(source.key, span.start, span.stop, key, f"Coder {coder}", when.isoformat())
        for contribution, coding, key, coder, when in told
        if (source := sources.get(contribution)) is not None and key in keys
        for span in places.get(contribution, {}).get((coding, key)) or [Span(0, len(source.text))]
    ]
    return Project(codebook.programme.title, book, tuple(sources.values()), tuple(stretches))


def _places(seen: QuerySet[Coding]) -> Places:
    """The parts of the words as given, of these codings."""
    found: Places = {}
    rows = Part.objects.filter(coding__in=seen.values("pk")).order_by("start", "stop")
    for contribution, coding, key, start, stop in rows.values_list(
        "coding__contribution_id", "coding_id", "code__key", "start", "stop"
    ):
        found.setdefault(contribution, {}).setdefault((coding, key), []).append(Span(start, stop))
    return found


def _moved(
    given: Mapping[tuple[int, str], list[Span]], row: Contribution, text: str
) -> dict[tuple[int, str], list[Span]]:
    """Parts of the words as given as parts of the approved words, which are all that goes out. What was taken out
    altogether leaves the code to the whole.
    """
    words = words_of(row)
    return {
        place: list(dict.fromkeys(span for span in moved(words, text, spans) if span is not None))
        for place, spans in given.items()
    }


def parts_in(row: Contribution, text: str, spans: Sequence[tuple[Code, Span]]) -> list[parts.Part]:
    """Parts of a text in a file as parts of the words here; those of the whole text, or of words that are not here,
    are none.

    Args:
        row: the contribution.
        text: its words as the file has them.
        spans: each code with where it was given in that text.
    """
    some = [(code, span) for code, span in spans if span.stop - span.start < len(text)]
    if not some:
        return []
    words = words_of(Contribution.objects.select_related("data_key").get(pk=row.pk))
    here = moved(text, words, [span for _code, span in some])
    found = zip(some, here, strict=True)
    return [parts.Part(code, span.start, span.stop) for (code, _there), span in found if span is not None]


def cells(codebook: Codebook) -> list[tuple[str, str, str, str]]:
    """(by, group, code, people) of the newest figures, protected as the pages show them; nothing before the first."""
    run = runs.latest(codebook.programme, FIGURES, done=True)
    codes = {code.key: code for code in codebook.codes.filter(retired_at__isnull=True)}
    return [
        (one.by, group, row[0], people)
        for one in (showing.matrices(run.summary, codes) if run else [])
        for row in one.rows
        for group, people in zip(one.headers[1:], row[1:], strict=True)
    ]


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
