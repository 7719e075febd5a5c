"""What an outcome shows to anybody: protected figures, as words, charts and tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from throughline.analysis import charts, disclosure, range_chart
from throughline.analysis.charts import Chart
from throughline.analysis.disclosure import Protected, Share
from throughline.envision.rankings.plan import Plan
from throughline.envision.rankings.working import DUELS, EVERYBODY, FIRST, POINTS, SURE
from throughline.programmes.models import Constituency

NAMES = dict(Constituency.choices)
COUNTED = {
    FIRST: gettext_lazy("first places alone"),
    POINTS: gettext_lazy("points for each place"),
    DUELS: gettext_lazy("each item against each other"),
}
Place = tuple[int, int, int]
"""(place, lowest likely, highest likely); 1 is the first."""


@dataclass(frozen=True)
class Figure:
    """One item as one group sees it. `place` is None where too few people of the group took part. `first`, `top`: who
    put it first, and in their first places."""

    key: str
    group: str
    n: Protected
    place: Place | None
    first: Share
    top: Share

    @property
    def placed(self) -> str:
        if self.place is None:
            return _("too few people to show")
        place, low, high = self.place
        if low == high:
            return str(place)
        return _("%(place)s (likely %(low)s to %(high)s)") % {"place": place, "low": low, "high": high}


@dataclass(frozen=True)
class Line:
    """One item: as everybody sees it, then as each constituency that took part does."""

    slug: str
    name: str
    whole: Figure
    groups: list[Figure]

    @property
    def figures(self) -> list[Figure]:
        return [self.whole, *self.groups]

    def of(self, key: str) -> Figure:
        return next(one for one in self.groups if one.key == key)


@dataclass(frozen=True)
class Shown:
    """The parts of the page of the outcome. `refused`: why there is none, in words."""

    people: dict[str, str]
    refused: str = ""
    first: list[str] = field(default_factory=list)
    order: Chart | None = None
    differ: list[str] = field(default_factory=list)
    places: tuple[list[str], list[list[str]]] = ((), ())  # type: ignore[assignment]
    shares: Chart | None = None
    firsts: tuple[list[str], list[list[str]]] = ((), ())  # type: ignore[assignment]


def shown(plan: Plan, found: Mapping[str, Any]) -> Shown:
    """Everything that may be shown of an outcome."""
    if found["refused"]:
        few = _("Fewer than 8 people have sent an order, so we do not show what they put first.")
        protected = disclosure.protect_counts(found["people"])
        return Shown({name: protected[name].text for name in Constituency.values}, refused=few)
    rows = lines(plan, found)
    told = {one.key: one.n.text for one in rows[0].groups}
    return Shown(
        people={name: told.get(name, "0") for name in Constituency.values},
        first=[first_words(rows), counted_words(plan, found)],
        order=_order(rows),
        differ=differ_words(rows, found),
        places=_table(rows, [[one.placed for one in row.figures] for row in rows]),
        shares=_shares(rows, found["top_of"]),
        firsts=_table(rows, [[one.first.text for one in row.figures] for row in rows]),
    )


def lines(plan: Plan, found: Mapping[str, Any]) -> list[Line]:
    """Every item, the first place first."""
    # Whoever sends an order puts one item first: one table gives these figures and the numbers of people.
    first = disclosure.protect_counts(found["first"], columns=Constituency.values)
    people = dict(zip(first.columns, first.column_totals, strict=True))
    made = [_line(found, slug, name, first, people) for slug, name in plan.names().items()]
    return sorted(made, key=lambda one: (one.whole.place or (0, 0, 0))[0])


def _line(
    found: Mapping[str, Any], slug: str, name: str, first: disclosure.Table, people: Mapping[str, Protected]
) -> Line:
    top = disclosure.protect_counts(found["top"][slug])
    assert first.total is not None
    assert top.total is not None
    firsts = first.row_totals[first.rows.index(slug)]
    whole = _figure(found, slug, EVERYBODY, first.total, firsts, top.total)
    groups = [
        _figure(found, slug, key, people[key], first[slug, key], top[key])
        for key in Constituency.values
        if found["people"][key]
    ]
    return Line(slug, name, whole, groups)


def _figure(found: Mapping[str, Any], slug: str, key: str, n: Protected, first: Protected, top: Protected) -> Figure:
    places = found["places"].get(key)
    place = tuple(places[slug]) if places and not n.hidden else None
    name = str(NAMES.get(key, _("Everybody")))
    return Figure(key, name, n, place, disclosure.share_of(first, n), disclosure.share_of(top, n))  # type: ignore[arg-type]


def first_words(rows: Sequence[Line]) -> str:
    """Which item comes first, and how sure that is."""
    ahead = [row for row in rows if row.whole.place and row.whole.place[0] == 1]
    if len(ahead) > 1:
        names = _named(ahead)
        return _("%(names)s come first together. Nothing sets them apart.") % {"names": names}
    first = ahead[0]
    close = [row for row in rows if row is not first and row.whole.place and row.whole.place[1] == 1]
    if not close:
        return _("“%(name)s” comes first. That is sure, as far as chance goes.") % {"name": first.name}
    words = _("“%(name)s” comes first. It is not sure that it is ahead of %(close)s: their likely places overlap.")
    return words % {"name": first.name, "close": _named(close)}


def _named(rows: Sequence[Line]) -> str:
    return ", ".join(f"“{row.name}”" for row in rows)


def counted_words(plan: Plan, found: Mapping[str, Any]) -> str:
    """What comes first by other ways of counting, since each has its weak sides."""
    names = plan.names()
    winners = {rule: tuple(slugs) for rule, slugs in found["rules"].items()}
    told = {rule: ", ".join(f"“{names[slug]}”" for slug in slugs) for rule, slugs in winners.items()}
    if len(set(winners.values())) == 1:
        return _("Three other ways of counting all put %(names)s first.") % {"names": told[FIRST]}
    said = "; ".join(f"{COUNTED[rule]}: {words}" for rule, words in told.items())
    return _("Other ways of counting differ in what comes first. %(said)s.") % {"said": said[:1].upper() + said[1:]}


def differ_words(rows: Sequence[Line], found: Mapping[str, Any]) -> list[str]:
    """Where constituencies disagree most: beyond chance, or else the largest gap, said to be open."""
    by_slug = {row.slug: row for row in rows}
    known = [
        (by_slug[slug], by_slug[slug].of(a), by_slug[slug].of(b), p)
        for slug, a, b, p in found["differences"]
        if by_slug[slug].of(a).place and by_slug[slug].of(b).place
    ]
    words = _("“%(item)s”: for %(one)s in place %(place)s, for %(other)s in place %(its)s.")
    told = [
        words % {"item": row.name, "one": a.group, "place": a.placed, "other": b.group, "its": b.placed}
        for row, a, b, _p in known
    ]
    sure = [said for said, (_row, _a, _b, p) in zip(told, known, strict=True) if p < SURE]
    if sure or not told:
        return sure
    return [told[0] + " " + _("This is the largest gap. It may be chance.")]


def surely_differing(rows: Sequence[Line], found: Mapping[str, Any]) -> list[Line]:
    """Items that two constituencies, of which enough people took part, place differently beyond chance."""
    slugs = dict.fromkeys(slug for slug, _a, _b, p in found["differences"] if p < SURE)
    by_slug = {row.slug: row for row in rows}
    return [by_slug[slug] for slug in slugs if sum(one.place is not None for one in by_slug[slug].groups) > 1]


def _who(one: Figure) -> str:
    return _("%(who)s (%(n)s people)") % {"who": one.group, "n": one.n.text}


def _table(rows: Sequence[Line], cells: list[list[str]]) -> tuple[list[str], list[list[str]]]:
    headers = [_("Item"), *(_who(one) for one in rows[0].figures)]
    return headers, [[row.name, *own] for row, own in zip(rows, cells, strict=True)]


def _order(rows: Sequence[Line]) -> Chart:
    first = [row for row in rows if row.whole.place and row.whole.place[0] == 1]
    title = _("%(names)s comes first") % {"names": _named(first)}
    if len(first) > 1:
        title = _("%(names)s come first together") % {"names": _named(first)}
    return range_chart.ranges(
        title=title,
        sentence=_(
            "The place of each item for everybody (%(n)s people). 1 is the first place. Lines show which places are "
            "likely: the longer a line, the less sure the place."
        )
        % {"n": rows[0].whole.n.text},
        rows=[(row.name, *row.whole.place, row.whole.placed) for row in rows if row.whole.place],
        unit=_("place"),
        decimals=0,
        headers=(_("Item"), _("Place"), _("Lowest likely"), _("Highest likely")),
    )


def top_words(top: int) -> str:
    """What the first places are called."""
    return ngettext("in the first place", "in their first %(top)s places", top) % {"top": top}


def _shares(rows: Sequence[Line], top: int) -> Chart:
    most = max(rows, key=lambda row: row.whole.top.value or 0)
    said = {"name": most.name, "top": top_words(top), "share": most.whole.top.text}
    title = _("Too few people took part to show shares")
    if most.whole.top.value:
        title = _("%(share)s put “%(name)s” %(top)s") % said
    return charts.grouped(
        title=title,
        sentence=_(
            "The share of people who put each item %(top)s. Lines show how sure a share is, if these people are like "
            "others. * means too few people to show."
        )
        % {"top": top_words(top)},
        groups=[
            (row.name, [(_who(one), one.top.value, one.top.low, one.top.high, one.top.text) for one in row.figures])
            for row in rows
        ],
        unit="%",
        maximum=100,
        headers=(_("Item"), _("Who"), _("Share"), _("Lowest likely"), _("Highest likely")),
    )
