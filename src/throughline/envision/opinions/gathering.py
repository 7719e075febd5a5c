"""What a map is made from: votes that may be used, on statements that may be seen, as plain columns."""

from __future__ import annotations

import hashlib
import json
import zlib
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Aggregate, CharField, F, IntegerField
from django.db.models.functions import Cast

from throughline.envision.opinions.models import ImportedVotes, Vote
from throughline.envision.opinions.queries import votable
from throughline.envision.seats import queries as seats
from throughline.programmes.models import Activity


class Joined(Aggregate):
    """The numbers of a group in one text, commas between: far cheaper to read than a row for each."""

    function = "STRING_AGG"
    template = "%(function)s(%(expressions)s, ',')"
    output_field = CharField()

    def __init__(self, number: Any) -> None:
        super().__init__(Cast(number, CharField()))

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **more)


@dataclass(frozen=True)
class Given:
    """One row for each vote in `person`, `statement` (places in `constituency` and `refs`) and `value`; `mattered`:
    how many people said of each statement that it matters to them; `imported`: how many of the people voted
    elsewhere."""

    person: array[int]
    statement: array[int]
    value: array[int]
    constituency: list[str]
    refs: list[str]
    mattered: list[int]
    imported: int

    @property
    def people(self) -> int:
        return len(self.constituency)

    def fingerprint(self) -> str:
        """SHA-256 over the votes, whoever cast them."""
        digest = hashlib.sha256(json.dumps([self.refs, self.constituency]).encode())
        for column in (self.person, self.statement, self.value):
            digest.update(column.tobytes())
        return digest.hexdigest()


def gather(activity: Activity) -> Given:
    """Read everything that counts now. Three queries and one for each import, whatever their size."""
    rows = list(votable(activity.pk).order_by("pk").values_list("pk", "ref", "contribution__source_row"))
    place = {pk: number for number, (pk, _ref, _row) in enumerate(rows)}
    given = Given(array("i"), array("i"), array("b"), [], [ref for _pk, ref, _row in rows], [0] * len(rows), 0)
    _read_seats(activity, given, place)
    imported = _read_imports(activity, given)
    return Given(**{**vars(given), "imported": imported})


def _read_seats(activity: Activity, given: Given, place: dict[int, int]) -> None:
    import numpy as np

    known = dict(seats.usable(activity).order_by("pk").values_list("pk", "participant__constituency"))
    # In one number: which statement, what they think of it, and whether it matters to them.
    code = F("statement_id") * 8 + (F("value") + 1) * 2 + Cast("matters", IntegerField())
    cast = Vote.objects.filter(seat__activity=activity).values_list("seat_id").annotate(codes=Joined(code))
    texts = [(known[seat], codes) for seat, codes in cast.order_by("seat_id") if seat in known]
    if not texts or not place:
        return
    codes = np.fromstring(",".join(codes for _constituency, codes in texts), dtype=np.int64, sep=",")
    whose = np.repeat(np.arange(len(texts)), [codes.count(",") + 1 for _constituency, codes in texts])
    statements = np.fromiter(place, dtype=np.int64)  # in the order of their places, which is theirs
    seen = np.isin(codes // 8, statements)
    order = np.lexsort((codes[seen], whose[seen]))
    codes, whose = codes[seen][order], whose[seen][order]
    people, person = np.unique(whose, return_inverse=True)
    places = np.searchsorted(statements, codes // 8)
    given.person.frombytes(person.astype(np.intc).tobytes())
    given.statement.frombytes(places.astype(np.intc).tobytes())
    given.value.frombytes((codes % 8 // 2 - 1).astype(np.int8).tobytes())
    given.constituency.extend(texts[number][0] for number in people.tolist())
    given.mattered[:] = np.bincount(places[codes % 2 == 1], minlength=len(place)).tolist()


def _read_imports(activity: Activity, given: Given) -> int:
    """Add the votes of people elsewhere; returns how many people those are."""
    before = given.people
    for one in ImportedVotes.objects.filter(source__activity=activity, source__finished_at__isnull=False):
        rows = votable(activity.pk).filter(contribution__source=one.source_id)
        places = {ref: number for number, ref in enumerate(given.refs)}
        of_row = {row: places[ref] for row, ref in rows.values_list("contribution__source_row", "ref") if ref in places}
        people: dict[int, int] = {}
        for person, row, value in unpacked(one):
            if row in of_row:
                if person not in people:
                    people[person] = len(given.constituency)
                    given.constituency.append(one.constituency)
                given.person.append(people[person])
                given.statement.append(of_row[row])
                given.value.append(value)
    return given.people - before


def packed(votes: dict[tuple[int, int], int]) -> bytes:
    """Votes, (person, row of the source) → value, as they are kept."""
    columns = {
        "people": [person for person, _row in votes],
        "statements": [row for _person, row in votes],
        "values": list(votes.values()),
    }
    return zlib.compress(json.dumps(columns, separators=(",", ":")).encode())


def unpacked(one: ImportedVotes) -> Iterator[tuple[int, int, int]]:
    """(person, row of the source, value) of every vote of an import."""
    columns = json.loads(zlib.decompress(bytes(one.packed)))
    return zip(columns["people"], columns["statements"], columns["values"], strict=True)
