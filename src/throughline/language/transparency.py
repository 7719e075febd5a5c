"""One algorithmic-transparency record for each thing that software does with people's words.

The fields follow the UK Algorithmic Transparency Recording Standard, version 3 (`to_atrs` gives its headings), in
short plain words, so that the product can show them where the function is used. What only the organisation knows (who
answers for it, whom to write to) it must fill in: `missing` lists what is left. Figures stand here only where this
project measured them, each with the measurement that repeats it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from throughline.language.transparency_intervals import Bounds
from throughline.language.transparency_records import RECORDS, Fields

DECIDES = "A named person decides. The software proposes, and what it proposes is marked until a person accepts it."
OBJECT = (
    "Tell the team that asked you, with your receipt code if you have one. A person looks again without the software, "
    "and you hear what they decided. You can also take your words out at any time."
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure: what, how much, on what and how many, when, between which bounds it is likely to lie (or
    why they are not known), and the benchmark that repeats it."""

    what: str
    value: str
    where: str
    n: int
    date: str
    bounds: Bounds
    benchmark: str


@dataclass(frozen=True, slots=True)
class TransparencyRecord:
    """What a function does, why, and what people should know about it. `key` is the function's name in the product."""

    key: str
    name: str
    does: str
    why: str
    not_for: str
    who_decides: str
    data_seen: str
    model: str
    version: str
    figures: tuple[Figure, ...]
    measured_by: str
    limits: tuple[str, ...]
    to_object: str
    owner: str = ""
    contact: str = ""

    @property
    def missing(self) -> tuple[str, ...]:
        """The fields that the organisation has still to fill in."""
        return tuple(name for name in ("owner", "contact") if not getattr(self, name))

    def to_dict(self) -> dict[str, Any]:
        """The fields, and `missing`."""
        return {**asdict(self), "missing": list(self.missing)}

    def to_atrs(self) -> dict[str, str]:
        """Heading of the standard → words; a field that is not filled in says so."""
        empty = "To be filled in by the organisation."
        measured = [
            f"{one.what}: {one.value} ({one.where}, n = {one.n:,}, {one.date}; {one.bounds.shown})."
            for one in self.figures
        ]
        return {
            "1.1 Name": self.name,
            "1.2 Description": self.does,
            "1.4 Contact": self.contact or empty,
            "2.1.1 Organisation and team": self.owner or empty,
            "2.2.1 Detailed description": f"{self.does} {self.data_seen}",
            "2.2.2 Benefits": self.why,
            "2.2.3 What it is not used for": self.not_for,
            "2.3.2 Human review": self.who_decides,
            "2.3.5 Appeals and review": self.to_object,
            "2.4.2 Model": f"{self.model}, version {self.version}",
            "2.4.2 Performance": " ".join(measured) or f"Not yet measured here; repeat with {self.measured_by}.",
            "2.4.4 Data in use": self.data_seen,
            "2.5.2 Risks and limits": " ".join(self.limits),
        }


def records(*, owner: str = "", contact: str = "") -> tuple[TransparencyRecord, ...]:
    """Every record, with who answers for it and whom to write to where the organisation gives them."""
    return tuple(replace(_record(fields), owner=owner, contact=contact) for fields in RECORDS)


def record(key: str, *, owner: str = "", contact: str = "") -> TransparencyRecord:
    """The record of one function. Raises `KeyError` for one that has none."""
    for found in records(owner=owner, contact=contact):
        if found.key == key:
            return found
    raise KeyError(f"no transparency record for {key!r}: add one to transparency_records")


def _record(fields: Fields) -> TransparencyRecord:
    figures: Sequence[tuple[str, str, str, int, str, Bounds]] = fields.get("figures", ())
    return TransparencyRecord(
        key=fields["key"],
        name=fields["name"],
        does=fields["does"],
        why=fields["why"],
        not_for=fields["not_for"],
        who_decides=fields.get("who_decides", DECIDES),
        data_seen=fields["data_seen"],
        model=fields["model"],
        version=fields["version"],
        figures=tuple(Figure(*figure, fields["measured_by"]) for figure in figures),
        measured_by=fields["measured_by"],
        limits=tuple(fields["limits"]),
        to_object=OBJECT,
    )
