"""What the order of a survey shows to anybody: protected figures, each group beside all groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from throughline.analysis import disclosure
from throughline.analysis.disclosure import Protected, Share
from throughline.envision.partnerships.models import Question, SmallGroup
from throughline.envision.partnerships.protocol import TOP
from throughline.envision.partnerships.working import agreed
from throughline.programmes.models import Constituency

NAMES = dict(Constituency.choices)


@dataclass(frozen=True)
class Line:
    """One question in the order. place: in the combined order; points: what that rests on. groups: constituency →
    (place within it, share of its people who chose the question, people); the place is empty where it has no order."""

    question: Question
    place: str
    points: float
    everybody: Share
    people: Protected
    groups: dict[str, tuple[str, Share, Protected]]

    @property
    def cells(self) -> list[str]:
        """The row of a table: place, question, and each group's place with its share."""
        own = [_cell(*self.groups[name]) if name in self.groups else _("nobody") for name in Constituency.values]
        return [self.place, self.question.text, *own]


@dataclass(frozen=True)
class Shown:
    """The order of a survey. refused: why there is none, in words. small: the groups without an order of their own.
    apart: questions that come high in one group and low in another, in words."""

    refused: str = ""
    people: dict[str, str] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    small: list[str] = field(default_factory=list)
    apart: list[str] = field(default_factory=list)


def shown(questions: Sequence[Question], found: Mapping[str, Any]) -> Shown:
    """Everything that may be shown of an order. `questions`: of the long list."""
    people = disclosure.protect_counts(found["people"])
    told = {name: people[name].text for name in Constituency.values}
    if found["refused"]:
        return Shown(refused=refusal(found["refused"]), people=told)
    lines = lines_of(questions, found)
    small = [str(NAMES[name]) for name in found["small"]]
    return Shown(people=told, lines=lines, small=small, apart=list(apart(lines, found)))


def refusal(why: str) -> str:
    """Why there is no order."""
    if why == "few":
        return _("Fewer than 8 people have chosen, so no order is shown.")
    return _("No group has 8 people or more, so no order is shown.")


def lines_of(questions: Sequence[Question], found: Mapping[str, Any]) -> list[Line]:
    """Every question of an order, the first first; none where there is no order."""
    if found["refused"]:
        return []
    people = disclosure.protect_counts(found["people"])
    assert people.total is not None
    known = {one.ref: one for one in questions}
    places = _places(found["places"])
    own = {name: _places(found["by_group"][name]) for name in found["ranked"]}
    lines = []
    for ref in found["order"]:
        if ref not in known:
            continue
        chose = disclosure.protect_counts(found["chose"][ref])
        assert chose.total is not None
        groups = {
            name: (own[name][ref] if name in own else "", disclosure.share_of(chose[name], people[name]), people[name])
            for name in Constituency.values
            if found["people"][name]
        }
        share = disclosure.share_of(chose.total, people.total)
        lines.append(Line(known[ref], places[ref], found["points"][ref], share, people.total, groups))
    return lines


def _places(places: Mapping[str, int]) -> dict[str, str]:
    """Each place as it is read: “4=” where several share it."""
    shared = Counter(places.values())
    return {ref: f"{place}=" if shared[place] > 1 else str(place) for ref, place in places.items()}


def _cell(place: str, share: Share, _people: Protected) -> str:
    if not place:
        return _("too few people")
    if share.hidden:
        return place
    said = {"place": place, "share": share.text, "low": f"{share.low:.0f}%", "high": f"{share.high:.0f}%"}
    return _("%(place)s (%(share)s, likely %(low)s to %(high)s)") % said


def apart(lines: Sequence[Line], found: Mapping[str, Any]) -> Iterator[str]:
    """Questions that come high in the order of one group and low in that of another, those furthest apart first.

    High is among the first ten, or the first half of a list of few; questions that are equal count as the last of them.
    """
    first = min(TOP, (len(lines) + 1) // 2)
    shared = {name: Counter(found["by_group"][name].values()) for name in found["ranked"]}
    gaps = []
    for one in lines:
        own_places = {name: found["by_group"][name][one.question.ref] for name in found["ranked"]}
        ends = [place + shared[name][place] - 1 for name, place in own_places.items()]
        if min(ends) <= first < max(ends):
            gaps.append((max(ends) - min(ends), one))
    for _gap, one in sorted(gaps, key=lambda row: (-row[0], row[1].question.number)):
        own = "; ".join(f"{NAMES[name]}: {_cell(*one.groups[name])}" for name in found["ranked"])
        yield _("“%(text)s”. Places: %(own)s.") % {"text": one.question.text, "own": own}


@dataclass(frozen=True)
class Workshop:
    """How the small groups came out. people: (group, how many were there, from which sides). rows: question, its place
    in each group, the sum of these places, and its place in the end once that is settled."""

    people: list[tuple[str, str, str]]
    heads: list[str]
    rows: list[list[str]]


def workshop(groups: Sequence[SmallGroup], questions: Sequence[Question]) -> Workshop | None:
    """The orders of the small groups beside each other; None where there are none."""
    together = agreed({one.name: one.order for one in groups})
    if not together:
        return None
    settled = any(one.place for one in questions)
    known = {one.ref: one for one in questions}
    own = [{ref: str(place) for place, ref in enumerate(one.order, start=1)} for one in groups]
    rows = [
        [
            known[ref].text,
            *(places[ref] for places in own),
            str(total),
            *([str(known[ref].place or _("not in the top ten"))] if settled else []),
        ]
        for ref, _place, total in together
        if ref in known
    ]
    heads = [_("Question"), *(one.name for one in groups), _("Sum of places"), *([_("In the end")] if settled else [])]
    return Workshop([_who(one) for one in groups], heads, rows)


def _who(group: SmallGroup) -> tuple[str, str, str]:
    sides = ", ".join(str(NAMES[name]) for name in Constituency.values if group.people.get(name))
    return group.name, disclosure.protect_count(sum(group.people.values())).text, sides
