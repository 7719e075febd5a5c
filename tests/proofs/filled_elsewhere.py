"""Notes and numbers from elsewhere, as `filled_rows` fills the rest."""

from __future__ import annotations

from tests.proofs.filled_rows import Words
from tests.proofs.filled_site import Site

from throughline.understand.elsewhere.models import Incoming, Note, Number, Numbers


def brought(site: Site, text: Words) -> None:
    """One of each: a note, a table of numbers, and a file that nobody has brought in yet."""
    fields = ("title", "counted", "where_from", "licence", "file_name")
    said = {name: text(f"numbers.{name}") for name in fields}
    table = Numbers.objects.create(programme=site.programme, file_sha256="a" * 64, brought_by=site.all_roles, **said)
    row = {name: text(f"number.{name}") for name in ("theme", "period", "service", "region")}
    Number.objects.create(numbers=table, place=1, count=3, **row)
    said = {name: text(f"note.{name}") for name in ("citation", "found")}
    note = Note.objects.create(programme=site.programme, year=2021, url="https://example.org", **said)
    incoming = Incoming.objects.create(
        programme=site.programme,
        kind=Incoming.Kind.NUMBERS,
        file_name=text("incoming.file_name"),
        file_sha256="b" * 64,
        details={name: text(f"incoming.{name}") for name in ("title", "counted", "where_from", "licence")},
        columns={"theme": text("incoming.column")},
        rows=[row | {"count": None}],
        problems=[["This is not a whole number.", "", 2, text("incoming.column")]],
        problem_count=1,
        skipped=1,
        brought_by=site.all_roles,
    )
    site.add("numbers", table)
    site.add("note", note)
    site.add("incoming", incoming)
