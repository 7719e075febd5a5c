"""What people's choices tell, in words and charts, from what a run stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from throughline.analysis import charts, range_chart
from throughline.analysis.charts import Chart
from throughline.envision.choices.plan import Attribute, ChoicePlan
from throughline.programmes.models import Constituency
from throughline.voices import about

NAMES = dict(Constituency.choices)
CLEAR = 0.05
Row = Sequence[Any]
"""(attribute, share, low, high), as a run stores it."""


@dataclass(frozen=True)
class Trade:
    """What balances one change. change, balance: in words. ranged: the balance in its units, its low and its high."""

    change: str
    balance: str
    ranged: tuple[float, float, float]


@dataclass(frozen=True)
class Group:
    """A group that said the same of itself, with its figures as cells."""

    question: str
    answer: str
    n: str
    cells: list[str]


@dataclass(frozen=True)
class Shown:
    """The parts of the page of results. refused: why there are no figures, in words."""

    refused: str = ""
    people: Mapping[str, str] = field(default_factory=dict)
    n: str = ""
    charts: list[Chart] = field(default_factory=list)
    trades: list[Trade] = field(default_factory=list)
    against: str = ""
    notes: list[str] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    kinds: Chart | None = None
    kinds_note: str = ""
    signs: list[str] = field(default_factory=list)
    attributes: list[str] = field(default_factory=list)


def shown(plan: ChoicePlan, found: Mapping[str, Any]) -> Shown:
    """Everything that may be shown of a run's results."""
    if found["refused"]:
        signs = signs_of(found["validity"]) if "validity" in found else []
        return Shown(refused=refusal(plan, found), people=found["people"], n=found["n"], signs=signs)
    drawn = [_importance_chart(plan, found), _worths_chart(plan, found)]
    by_group = _groups_chart(plan, found)
    return Shown(
        people=found["people"],
        n=found["n"],
        charts=[*drawn, by_group] if by_group else drawn,
        trades=trades(plan, found),
        against=_name(plan, found["trades"]["against"]),
        notes=_group_notes(found),
        groups=_about_groups(plan, found),
        kinds=_kinds_chart(plan, found),
        kinds_note=_kinds_note(found),
        signs=signs_of(found["validity"]) + _without(plan, found),
        attributes=[one.name for one in plan.attributes],
    )


def refusal(plan: ChoicePlan, found: Mapping[str, Any]) -> str:
    """Why nothing is worked out, in words."""
    names = ", ".join(f"“{_name(plan, slug)}”" for slug in found["about"])
    if found["refused"] == "few":
        return _(
            "Fewer than 30 people have made choices. From so few, nobody can tell what matters to people like them."
        )
    if found["refused"] == "separated":
        return _(
            "People nearly always chose the same side wherever %(names)s differed. So we cannot tell how much it "
            "weighs, only that it decides."
        ) % {"names": names or _("one thing")}
    if found["refused"] == "alike":
        return _("Some levels always came together, so their weights cannot be told apart: %(names)s.") % {
            "names": names or _("we cannot say which")
        }
    return _("The choices do not fit together well enough to work out weights. More people, or fewer levels, may help.")


def percent(share: float) -> str:
    return f"{share:.0%}"


def _name(plan: ChoicePlan, slug: str) -> str:
    found = plan.attribute(slug)
    return found.name if found else ""


def level_said(attribute: Attribute, level: str) -> str:
    """A level against the first, in words."""
    said = {"level": attribute.shown(level), "first": attribute.shown(attribute.levels[0].slug)}
    return _("%(level)s rather than %(first)s") % said


def top(rows: Sequence[Row]) -> list[str]:
    """The attribute that matters most, with any that may matter as much."""
    return [row[0] for row in rows if row[3] >= rows[0][2]] if rows else []


def _row(label: str, row: Row) -> tuple[str, float, float, float, str]:
    """As `charts` wants it: a range by simulation may miss its value by a hair."""
    _slug, share, low, high = row
    return label, 100 * share, 100 * min(low, share), 100 * max(high, share), percent(share)


def title_of(plan: ChoicePlan, rows: Sequence[Row]) -> str:
    """What matters most, as a title."""
    first = top(rows)
    if len(first) == len(rows):
        return _("Nothing clearly matters more than the rest")
    if len(first) == 1:
        return _("“%(name)s” matters most") % {"name": _name(plan, first[0])}
    return _("What matters most: %(names)s") % {"names": ", ".join(f"“{_name(plan, slug)}”" for slug in first)}


def _importance_chart(plan: ChoicePlan, found: Mapping[str, Any]) -> Chart:
    rows = found["importance"]
    said = "; ".join(
        _("“%(name)s” %(share)s (likely %(low)s to %(high)s)")
        % {"name": _name(plan, slug), "share": percent(share), "low": percent(low), "high": percent(high)}
        for slug, share, low, high in rows
    )
    return charts.bars(
        title=title_of(plan, rows),
        sentence=_("Of all that decided between the options: %(said)s. From the choices of %(n)s people.")
        % {"said": said, "n": found["n"]},
        rows=[_row(_name(plan, row[0]), row) for row in rows],
        unit="%",
        headers=(_("What differs"), _("How much it matters"), _("Lowest likely, %"), _("Highest likely, %")),
    )


def _worths_chart(plan: ChoicePlan, found: Mapping[str, Any]) -> Chart:
    rows = []
    for slug, level, estimate, low, high in found["worths"]:
        attribute = plan.attribute(slug)
        if attribute is None or attribute.place(level) == 0:
            continue
        label = _("%(name)s: %(level)s") % {"name": attribute.name, "level": level_said(attribute, level)}
        rows.append((label, estimate, min(low, estimate), max(high, estimate), f"{estimate:+.2f}"))
    return range_chart.ranges(
        title=_("How much better or worse each level is than the first"),
        sentence=_(
            "To the right of the line a level is liked better than the first of its kind, to the left less. "
            "The further from the line, the more it weighs. A range that crosses the line tells no clear difference."
        ),
        rows=rows,
        line=0,
        line_name=_("as good as the first"),
        unit=_("weight"),
        headers=(_("Level"), _("Weight"), _("Lowest likely"), _("Highest likely")),
    )


def _groups_chart(plan: ChoicePlan, found: Mapping[str, Any]) -> Chart | None:
    """Constituencies side by side, where at least one is large enough."""
    own = {one["answer"]: {row[0]: row for row in one["importance"]} for one in found["groups"] if not one["question"]}
    heard = [name for name in Constituency.values if own.get(name)]
    if not heard:
        return None
    order = [row[0] for row in found["importance"]]
    firsts = "; ".join(
        _("%(who)s: %(names)s")
        % {"who": NAMES[name], "names": ", ".join(f"“{_name(plan, slug)}”" for slug in top(_ordered(own[name])))}
        for name in heard
    )
    return charts.grouped(
        title=_("What matters to each group"),
        sentence=_("What matters most, or may matter as much: %(said)s.") % {"said": firsts},
        groups=[(_name(plan, slug), [_row(str(NAMES[name]), own[name][slug]) for name in heard]) for slug in order],
        unit="%",
        headers=(
            _("What differs"), _("Who"), _("How much it matters"), _("Lowest likely, %"), _("Highest likely, %")
        ),
    )  # fmt: skip


def _ordered(rows: Mapping[str, Row]) -> list[Row]:
    return sorted(rows.values(), key=lambda row: -row[1])


def _group_notes(found: Mapping[str, Any]) -> list[str]:
    """Which constituencies are not shown and why, and whether those that are clearly differ."""
    words = {
        "nobody": _("Nobody here is of this group: %(who)s."),
        "few": _("Too few people to show by themselves: %(who)s."),
        "unclear": _("Their choices alone do not tell what matters to them: %(who)s."),
    }
    notes = [
        words[one["why"]] % {"who": NAMES[one["answer"]]}
        for one in found["groups"]
        if one["why"] and not one["question"]
    ]
    p = found["difference"]["p"]
    if p is not None and p < CLEAR:
        notes.append(_("These groups clearly weigh things differently. Chance alone would rarely do this."))
    elif p is not None:
        notes.append(_("The differences between these groups could be chance."))
    return notes


def _about_groups(plan: ChoicePlan, found: Mapping[str, Any]) -> list[Group]:
    questions = {one.slug: one for one in about.QUESTIONS}
    groups = []
    for one in found["groups"]:
        question = questions.get(one["question"])
        if question is None or not one["importance"]:
            continue
        labels = {option.slug: str(option.label) for option in question.options}
        own = {row[0]: row for row in one["importance"]}
        cells = [
            _("%(share)s (%(low)s to %(high)s)")
            % {"share": percent(own[a.slug][1]), "low": percent(own[a.slug][2]), "high": percent(own[a.slug][3])}
            for a in plan.attributes
        ]
        groups.append(Group(str(question.question), labels.get(one["answer"], one["answer"]), one["n"], cells))
    return groups


def trades(plan: ChoicePlan, found: Mapping[str, Any]) -> list[Trade]:
    """What balances each change, counted in the unit of one attribute."""
    against = plan.attribute(found["trades"]["against"])
    if against is None:
        return []
    rows = []
    for column, value, low, high in found["trades"]["rows"]:
        slug, _colon, level = column.partition(": ")
        attribute = plan.attribute(slug)
        if attribute is None:
            continue
        if level:
            change = _("%(name)s: %(level)s") % {"name": attribute.name, "level": level_said(attribute, level)}
        else:
            change = _("%(name)s: %(amount)s more") % {"name": attribute.name, "amount": attribute.counted("1")}
        words = _("%(number)s %(unit)s more") if value >= 0 else _("%(number)s %(unit)s less")
        balance = words % {"number": f"{abs(value):.1f}", "unit": against.unit}
        # A range by simulation may miss its value by a hair.
        rows.append(Trade(change, balance, (value, min(low, value), max(high, value))))
    return rows


def _kinds_chart(plan: ChoicePlan, found: Mapping[str, Any]) -> Chart | None:
    kinds = found["classes"]["found"]
    if not kinds:
        return None
    names = [kind_name(n, one) for n, one in enumerate(kinds, start=1)]
    own = [{row[0]: row for row in one["importance"]} for one in kinds]
    order = [row[0] for row in found["importance"]]
    said = "; ".join(
        _("%(kind)s care most for %(names)s")
        % {"kind": name, "names": ", ".join(f"“{_name(plan, slug)}”" for slug in top(_ordered(rows)))}
        for name, rows in zip(names, own, strict=True)
    )
    return charts.grouped(
        title=_("People weigh things in %(count)s different ways") % {"count": len(kinds)},
        sentence=said + ".",
        groups=[
            (_name(plan, slug), [_row(name, rows[slug]) for name, rows in zip(names, own, strict=True)])
            for slug in order
        ],
        unit="%",
        headers=(
            _("What differs"), _("Who"), _("How much it matters"), _("Lowest likely, %"), _("Highest likely, %")
        ),
    )  # fmt: skip


def kind_name(number: int, one: Mapping[str, Any]) -> str:
    """What one kind of people is called: its number and how many they are."""
    return _("Kind %(number)s, about %(share)s of people") % {"number": number, "share": percent(one["share"])}


def _kinds_note(found: Mapping[str, Any]) -> str:
    if found["classes"]["why"] == "few":
        return _("To look for people who weigh things differently, at least 100 people are needed.")
    if found["classes"]["why"] == "alike":
        return _("We looked for kinds of people who weigh things differently, and found none that stand out clearly.")
    return _("These kinds come from choices alone. They say nothing about who the people are.")


def signs_of(found: Mapping[str, Any]) -> list[str]:
    """The signs of whether answers can be trusted, in words."""
    signs = []
    if found["again"][1] != "0":
        said = {"share": found["again"][0], "n": found["again"][1], "chance": percent(found["chance"])}
        signs.append(
            _("Asked the same again at the end, %(share)s of %(n)s people chose the same. Chance alone: %(chance)s.")
            % said
        )
    if found["easy"] and found["easy"][1] != "0":
        said = {"share": found["easy"][0], "n": found["easy"][1]}
        signs.append(
            _("In the easy choice to try, %(share)s of %(n)s people chose the option that is worse in all.") % said
        )
    if found["straight"][1] != "0":
        said = {"share": found["straight"][0], "n": found["straight"][1]}
        signs.append(_("Always the same side: %(share)s of %(n)s people, where this is unlikely.") % said)
    return signs


def _without(plan: ChoicePlan, found: Mapping[str, Any]) -> list[str]:
    """How far the results move without people whose answers show such a sign."""
    if not found["without"]:
        return []
    whole = {row[0]: row[1] for row in found["importance"]}
    moved = max(abs(row[1] - whole[row[0]]) for row in found["without"])
    points = round(100 * moved)
    return [
        ngettext(
            "Without people who show such a sign, no share moves by more than %(points)s percentage point.",
            "Without people who show such a sign, no share moves by more than %(points)s percentage points.",
            points,
        )
        % {"points": points}
    ]
