"""Areas that change: codes with the dates they are valid on, what became of them, and tables carried to another date.

Health geographies are redrawn: integrated care boards merged on 1 April 2026 and will again, so no list of areas is
true for long. An area is a code with its first and its last day (as in the Office for National Statistics' Register of
Geographic Codes, operative and termination dates); a link says which area followed it, and what share of its
people lives there. A code that is not valid on the day that is asked about is refused with what took its place,
never matched by its name.

Counts are carried forward along links. Where whole areas merge the result is exact; where an area was split it rests
on shares, and says so. They are never carried backwards: a count of a merged area does not know its parts. Where small
areas (LSOAs) are to hand, tables are built from those, which is exact for any date.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

DAY = timedelta(days=1)
WHOLE = 1e-9


class UnknownArea(ValueError):
    """A code that is of no area, or of none on the day asked about."""


@dataclass(frozen=True, slots=True)
class Area:
    """valid_from, valid_to: the first and the last day; None where there is no end yet."""

    code: str
    name: str
    valid_from: date
    valid_to: date | None = None

    def valid(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def to_dict(self) -> dict[str, Any]:
        end = None if self.valid_to is None else self.valid_to.isoformat()
        return {"code": self.code, "name": self.name, "valid_from": self.valid_from.isoformat(), "valid_to": end}


@dataclass(frozen=True, slots=True)
class Link:
    """What became of an area. share: of its people who live in the successor, 1 where it went there whole."""

    code: str
    successor: str
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Table:
    """Counts by area on a day. estimated: codes whose counts rest on shares of areas that were split."""

    day: date
    counts: Mapping[str, float]
    estimated: tuple[str, ...]
    warnings: tuple[str, ...]

    @property
    def total(self) -> float:
        return math.fsum(self.counts.values())

    def to_dict(self) -> dict[str, Any]:
        return {
            "day": self.day.isoformat(),
            "counts": dict(self.counts),
            "total": self.total,
            "estimated": list(self.estimated),
            "warnings": list(self.warnings),
        }


@dataclass(frozen=True, slots=True)
class Geography:
    """One kind of area (say, integrated care boards) through time.

    areas: each code once. links: where an area ended. Raises ValueError where dates or links cannot be: a code
    twice, an end before its beginning, a link to an area that does not begin the day after, shares that do not
    make a whole.
    """

    kind: str
    areas: tuple[Area, ...]
    links: tuple[Link, ...] = ()
    _by_code: dict[str, Area] = field(init=False, repr=False, compare=False)
    _onward: dict[str, tuple[Link, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_code", {a.code: a for a in self.areas})
        onward: dict[str, list[Link]] = defaultdict(list)
        for link in self.links:
            onward[link.code].append(link)
        object.__setattr__(self, "_onward", {code: tuple(links) for code, links in onward.items()})
        self._check_areas()
        self._check_links()

    def _check_areas(self) -> None:
        for code, times in Counter(a.code for a in self.areas).items():
            if times > 1:
                raise ValueError(f"{code} is given twice: a code is of one area; a changed area needs a new one")
        for area in self.areas:
            if area.valid_to is not None and area.valid_to < area.valid_from:
                raise ValueError(f"{area.code} ends ({area.valid_to}) before it begins ({area.valid_from})")

    def _check_links(self) -> None:
        for code, links in self._onward.items():
            for link in links:
                self._check_link(link)
            whole = math.fsum(link.share for link in links)
            if abs(whole - 1) > 1e-6:
                raise ValueError(f"the shares of what became of {code} add up to {whole:g}, not 1")
            if len({link.successor for link in links}) < len(links):
                raise ValueError(f"{code} is linked to the same area twice")

    def _check_link(self, link: Link) -> None:
        if not 0 < link.share <= 1:
            raise ValueError(f"the share of {link.code} in {link.successor} must lie above 0 and at most at 1")
        for code in (link.code, link.successor):
            if code not in self._by_code:
                raise ValueError(f"a link speaks of {code}, which is no area of {self.kind}")
        old, new = self._by_code[link.code], self._by_code[link.successor]
        if old.valid_to is None:
            raise ValueError(f"{old.code} has a successor but no last day")
        if not new.valid(old.valid_to + DAY):
            raise ValueError(f"{new.code} is said to follow {old.code}, but is not valid on {old.valid_to + DAY}")

    def on(self, day: date) -> tuple[Area, ...]:
        """The areas valid on a day, in the order of their codes. Raises ValueError where there is none."""
        found = tuple(sorted((a for a in self.areas if a.valid(day)), key=lambda a: a.code))
        if not found:
            raise ValueError(f"no area of {self.kind} is valid on {day}")
        return found

    def area(self, code: str, day: date) -> Area:
        """The area of a code on a day. Raises UnknownArea, which says what took its place."""
        area = self._by_code.get(code)
        if area is None:
            raise UnknownArea(f"{code} is no code of {self.kind}")
        if area.valid(day):
            return area
        if day < area.valid_from:
            before = ", ".join(sorted(link.code for link in self.links if link.successor == code))
            came = f"; before that: {before}" if before else ""
            raise UnknownArea(f"{code} ({area.name}) begins on {area.valid_from}, after {day}{came}")
        after = ", ".join(link.successor for link in self._onward.get(code, ()))
        became = f"; its place was taken by: {after}" if after else "; nothing is said to have taken its place"
        raise UnknownArea(f"{code} ({area.name}) ended on {area.valid_to}, before {day}{became}")

    def shares(self, code: str, when: date, to: date) -> dict[str, float]:
        """Where the people of an area of one day are on a later one: code → share, adding up to 1.

        Raises UnknownArea for a code that is not valid on `when`, ValueError for an earlier day `to` or an area that
        ended without a successor.
        """
        if to < when:
            raise ValueError(
                f"counts of {when} cannot be carried back to {to}: what was merged cannot be told apart; build them "
                "from small areas"
            )
        open_, found = {self.area(code, when).code: 1.0}, defaultdict[str, float](float)
        while open_:
            current, share = open_.popitem()
            area = self._by_code[current]
            if area.valid_to is None or to <= area.valid_to:
                found[current] += share
                continue
            if current not in self._onward:
                raise ValueError(
                    f"{current} ({area.name}) ended on {area.valid_to} and has no successor: add its links"
                )
            for link in self._onward[current]:
                open_[link.successor] = open_.get(link.successor, 0.0) + share * link.share
        return dict(found)

    def carry(self, counts: Mapping[str, float], when: date, to: date) -> Table:
        """Counts by area of one day as counts by area of a later one. Totals are kept.

        Raises UnknownArea for a code that is not valid on `when`; ValueError for counts that are negative or not
        finite, an earlier day `to`, or an area that ended without a successor.
        """
        parts: dict[str, list[float]] = defaultdict(list)
        estimated: set[str] = set()
        split: set[str] = set()
        for code in sorted(counts):
            value = _count(code, counts[code])
            shares = self.shares(code, when, to)
            for successor, share in shares.items():
                parts[successor].append(value * share if share < 1 - WHOLE else value)
            if len(shares) > 1:
                split.add(code)
                estimated.update(shares)
        warnings: tuple[str, ...] = ()
        if split:
            warnings = (
                f"{', '.join(sorted(split))} {'was' if len(split) == 1 else 'were'} split: the counts of "
                f"{', '.join(sorted(estimated))} are estimates. Tables built from small areas would be exact.",
            )
        found = {code: math.fsum(values) for code, values in sorted(parts.items())}
        return Table(to, found, tuple(sorted(estimated)), warnings)

    def build(self, small: Mapping[str, float], lookup: Mapping[str, str], day: date) -> Table:
        """Counts by area on a day, from counts of small areas.

        small: small area → people. lookup: small area → code of the area that holds it on `day`. Raises UnknownArea
        for a code that is not valid on `day`, ValueError for small areas that the lookup does not know.
        """
        missing = sorted(set(small) - set(lookup))
        if missing:
            raise ValueError(f"{len(missing)} small areas are in no area of {self.kind}: {_some(missing)}")
        for code in sorted({lookup[name] for name in small}):
            self.area(code, day)
        parts: dict[str, list[float]] = defaultdict(list)
        for name in sorted(small):
            parts[lookup[name]].append(_count(name, small[name]))
        empty = [a.code for a in self.on(day) if a.code not in parts]
        warnings = (f"No small area lies in: {_some(empty)}. Their people are missing.",) if empty else ()
        return Table(day, {code: math.fsum(values) for code, values in sorted(parts.items())}, (), warnings)


def _count(code: str, value: float) -> float:
    if not math.isfinite(value) or value < 0:
        raise ValueError(f"the count of {code} must be a number of 0 or more, not {value!r}")
    return value


def _some(names: Iterable[str]) -> str:
    names = list(names)
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
