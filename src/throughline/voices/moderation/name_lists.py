"""An organisation's own names of staff, wards and sites: read from lines or a file, and known to redaction."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cached_property

from django.db.models import Q
from django.utils.translation import gettext as _

from throughline.core import vault
from throughline.core.errors import Refused
from throughline.language.redaction import KnownNames
from throughline.programmes.models import Organisation, Programme
from throughline.voices.models import NameLists

MOST = 5000
LONGEST, SHORTEST = 100, 2
MOST_BYTES = 1024 * 1024
COLUMNS = {"staff": "staff", "ward": "wards", "site": "sites", "hospital": "sites"}
"""How a column of a file begins → which list it fills."""


@dataclass(frozen=True)
class Names:
    """The lists, each name once, as they were given."""

    staff: tuple[str, ...] = ()
    wards: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()

    def as_json(self) -> dict[str, list[str]]:
        return {one.name: list(getattr(self, one.name)) for one in fields(self)}

    def counts(self) -> dict[str, int]:
        return {one.name: len(getattr(self, one.name)) for one in fields(self)}

    def __or__(self, other: Names) -> Names:
        """Both, each name once, whatever its case."""
        return Names(*(tidy([*getattr(self, one.name), *getattr(other, one.name)]) for one in fields(self)))


class Known:
    """The lists that hold for a programme: its own and its organisation's. `version` changes whenever one does."""

    def __init__(self, rows: Iterable[NameLists]) -> None:
        self.rows = sorted(rows, key=lambda row: row.programme_id is not None)
        self.version = ":".join(row.version for row in self.rows)

    @cached_property
    def names(self) -> KnownNames:
        """What redaction looks for."""
        both = Names()
        for row in self.rows:
            both |= _open(row)
        return KnownNames(staff=both.staff, wards=both.wards, sites=both.sites)


def known(programme: Programme) -> Known:
    """The lists that hold for a programme. One query; opened only where they are needed."""
    mine = Q(programme=programme) | Q(organisation=programme.organisation_id)
    return Known(NameLists.objects.filter(mine).select_related("data_key"))


def of(owner: Programme | Organisation) -> Names:
    """What this owner gave, and nobody else."""
    mine = {"programme": owner} if isinstance(owner, Programme) else {"organisation": owner}
    row = NameLists.objects.filter(**mine).select_related("data_key").first()
    return _open(row) if row else Names()


def tidy(lines: Iterable[str]) -> tuple[str, ...]:
    """Each name once, whatever its case, without space around it; empty lines are left out."""
    once: dict[str, str] = {}
    for line in lines:
        name = " ".join(line.split())
        if name:
            once.setdefault(name.casefold(), name)
    return tuple(once.values())


def check(names: Iterable[str], *, field: str) -> tuple[str, ...]:
    """The names, tidied.

    Raises:
        Refused: there are too many, or one is too short to look for or too long to be a name.
    """
    found = tidy(names)
    if len(found) > MOST:
        raise Refused(_("Give at most {most} names in each list.").format(most=f"{MOST:,}"), field=field)
    for name in found:
        if not SHORTEST <= len(name) <= LONGEST:
            raise Refused(
                _("A name has {least} to {most} characters. Look at: {name}").format(
                    least=SHORTEST, most=LONGEST, name=name[:LONGEST]
                ),
                field=field,
            )
    return found


def read_file(content: bytes) -> Names:
    """The names of a CSV file whose first row says what each column holds: staff, wards or sites.

    Raises:
        Refused: it is no such file, or too large.
    """
    if len(content) > MOST_BYTES:
        raise Refused(_("The file is larger than 1 MB."), field="file")
    if b"\0" in content:
        raise Refused(_("This is not a CSV file. Save the table as CSV and choose that file."), field="file")
    text = _decoded(content)
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        raise Refused(_("This is not a CSV file. Save the table as CSV and choose that file."), field="file") from None
    places = {place: kind for place, head in enumerate(rows[0] if rows else []) if (kind := _kind(head))}
    if not places:
        raise Refused(_("The first row must say which column holds staff, wards or sites."), field="file")
    lists: dict[str, list[str]] = {"staff": [], "wards": [], "sites": []}
    for row in rows[1:]:
        for place, kind in places.items():
            lists[kind] += row[place : place + 1]
    return Names(**{kind: check(names, field="file") for kind, names in lists.items()})


def _decoded(content: bytes) -> str:
    """As UTF-8, or as spreadsheets on Windows write it."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _kind(head: str) -> str:
    """Which list a column fills, by how its name begins; empty where none."""
    return next((kind for begin, kind in COLUMNS.items() if head.strip().casefold().startswith(begin)), "")


def _open(row: NameLists) -> Names:
    found = vault.unseal_json(bytes(row.sealed), key=row.data_key, context=row.context())
    return Names(**{kind: tuple(names) for kind, names in found.items()})
