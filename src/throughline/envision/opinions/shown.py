"""What a result shows to anybody: protected figures, as charts, tables and sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from throughline.analysis import charts, disclosure
from throughline.analysis.charts import Chart
from throughline.analysis.disclosure import Protected, Share
from throughline.evidence.models import Run
from throughline.programmes.models import Constituency

NAMES = dict(Constituency.choices)
LETTERS = "ABCD"


@dataclass(frozen=True)
class Figure:
    """What one group answered to a statement. `agree`, `disagree`: shares of those who voted; `base`: how many did.

    Of one statement only one of the two is ever shown: beside each other they would tell how few passed.
    """

    group: str
    agree: Share
    disagree: Share
    base: Protected


@dataclass(frozen=True)
class Line:
    """One statement with what each group answered, constituencies first, then groups of opinion."""

    ref: str
    words: str
    constituencies: list[Figure]
    groups: list[Figure]
    matters: Share


def group_name(number: int, *, clear: bool) -> str:
    """What a group of opinion is called: a group only where groups are clear, else a part."""
    said = _("Group %(letter)s") if clear else _("Part %(letter)s")
    return said % {"letter": LETTERS[number]}


def line(found: Mapping[str, Any], ref: str, words: str) -> Line:
    """The protected figures of one statement of a result."""
    counts = found["statements"][ref]
    groups = found["groups"]
    named = {str(NAMES[name]): row for name, row in counts["by"].items()}
    clear = bool(groups and groups["clear"])
    parts = {group_name(number, clear=clear): row for number, row in enumerate(counts["groups"])}
    return Line(
        ref,
        words,
        _figures(named),
        _figures(parts) if parts else [],
        disclosure.protect_share(counts["matters"], max(counts["votes"], counts["matters"])),
    )


def _figures(rows: Mapping[str, Sequence[int]]) -> list[Figure]:
    found = []
    for name, (agree, disagree, passed) in rows.items():
        base = agree + disagree + passed
        if base:
            shares = disclosure.protect_share(agree, base), disclosure.protect_share(disagree, base)
            found.append(Figure(name, *shares, disclosure.protect_count(base)))
    return found


def lines(found: Mapping[str, Any], refs: Sequence[str], words: Mapping[str, str]) -> list[Line]:
    """Those statements of a result that may still be seen, in the order of `refs`."""
    return [line(found, ref, words[ref]) for ref in refs if ref in words and ref in found["statements"]]


def groups_sentence(found: Mapping[str, Any]) -> str:
    """Whether there are groups of opinion, how large, and how sure that is."""
    groups = found["groups"]
    if groups is None:
        return _("There are too few votes, or they are too alike, to look for groups of opinion.")
    if not groups["clear"]:
        return _("There are no clear groups of opinion. Opinions shade into one another, so do not speak of camps.")
    total = disclosure.protect_count(sum(groups["sizes"]))
    sizes = [disclosure.share_of(disclosure.protect_count(size), total).text for size in groups["sizes"]]
    parts = [f"{group_name(number, clear=True)}: {size}" for number, size in enumerate(sizes)]
    sure = round(100 * groups["sure"] / 5) * 5
    said = _("There are %(count)s groups of opinion. Of about %(total)s people: %(sizes)s.") % {
        "count": groups["k"],
        "total": total.text,
        "sizes": "; ".join(parts),
    }
    return said + " " + _("For about %(sure)s%% of people it is sure which group they belong to.") % {"sure": sure}


def chart(rows: Sequence[Line], *, title: str, of_groups: bool) -> Chart:
    """How many of each group agree with some statements. Raises ValueError for none."""
    groups = [
        (
            row.words,
            [
                (one.group, one.agree.value, one.agree.low, one.agree.high, one.agree.text)
                for one in (row.groups if of_groups else row.constituencies)
            ],
        )
        for row in rows
    ]
    hidden = any(value is None for _words, figures in groups for _name, value, *_rest in figures)
    said = [_("Bars show how many of those who voted on a statement agree; lines show how sure that is.")]
    said += [_("* means too few people to show.")] if hidden else []
    return charts.grouped(
        title=title,
        sentence=" ".join([*said, _("Numbers are rounded.")]),
        groups=groups,
        unit="%",
        maximum=100,
        headers=(_("Statement"), _("Who"), _("Agree"), _("Lowest likely"), _("Highest likely")),
    )


@dataclass(frozen=True)
class Part:
    """A part of the page of results: a heading, and a chart, or the sentence that says why there is none."""

    heading: str
    chart: Chart | None
    note: str = ""


def parts(found: Mapping[str, Any], words: Mapping[str, str]) -> list[Part]:
    """What people agree on and where they differ, across groups of opinion and across constituencies."""
    made = []
    if found["groups"] and found["groups"]["k"] > 1:
        made += [
            _part(found, words, "agreed", _("Where the groups of opinion agree"), of_groups=True),
            _part(found, words, "divided", _("Where the groups of opinion differ"), of_groups=True),
        ]
    if "constituencies" in found:
        between = found | found["constituencies"]
        made += [
            _part(between, words, "agreed", _("What each kind of people agrees with"), of_groups=False),
            _part(between, words, "divided", _("Where kinds of people differ"), of_groups=False),
        ]
    return made


def _part(found: Mapping[str, Any], words: Mapping[str, str], key: str, heading: str, *, of_groups: bool) -> Part:
    rows = lines(found, found[key], words)
    rows = [row for row in rows if (row.groups if of_groups else row.constituencies)]
    if not rows:
        return Part(heading, None, _("There is no statement of which we can say this surely."))
    title = _("%(heading)s: %(count)s statements") % {"heading": heading, "count": len(rows)}
    if len(rows) == 1:
        title = _("%(heading)s: 1 statement") % {"heading": heading}
    return Part(heading, chart(rows, title=title, of_groups=of_groups))


def people_shown(run: Run) -> dict[str, str]:
    """How many people voted, by constituency, as anybody may know it."""
    counts = dict.fromkeys(Constituency.values, 0) | run.summary["people"]
    table = disclosure.protect_counts(counts)
    return {name: table[name].text for name in Constituency.values}


def row_of(one: Line) -> list[str]:
    """A line as a row of the table of all statements."""
    cells = {figure.group: f"{figure.agree.text} ({figure.base.text})" for figure in one.constituencies}
    return [one.words, *(cells.get(str(name), _("nobody")) for name in NAMES.values()), one.matters.text]
