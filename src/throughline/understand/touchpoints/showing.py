"""The map as it may be shown: each group by itself, going well beside not going well, small numbers protected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from throughline.analysis import charts, disclosure
from throughline.analysis.charts import Chart
from throughline.programmes.models import Constituency
from throughline.understand.touchpoints.models import Placement, Touchpoint
from throughline.understand.touchpoints.queries import Counts

NAMES = dict(Constituency.choices)
GOING = [(one.value, one.label) for one in Placement.Going]


@dataclass(frozen=True)
class Stop:
    """One touchpoint: how many people of each group, as printed, and the feelings they named, commonest first."""

    touchpoint: Touchpoint
    going: list[tuple[str, list[str]]]
    named: list[tuple[str, list[str]]]


def stops(journey: Sequence[Touchpoint], people: Counts, naming: Counts) -> list[Stop]:
    """Every touchpoint in order. Rows are (what, [people of each constituency as printed])."""
    return [
        Stop(
            touchpoint=one,
            going=[(str(label), _printed(people, one, value)) for value, label in GOING],
            named=[(word, _printed(naming, one, word)) for word in _commonest(naming, one)],
        )
        for one in journey
    ]


def _printed(counts: Counts, touchpoint: Touchpoint, what: str) -> list[str]:
    return [figure.text for figure in _figures(counts, touchpoint, what).values()]


def _figures(counts: Counts, touchpoint: Touchpoint, what: str) -> dict[str, disclosure.Protected]:
    """By constituency. No totals stand beside them: one person's words may stand at several touchpoints."""
    exact = counts.get((touchpoint.pk, what), {})
    table = disclosure.protect_counts({name: exact.get(name, 0) for name in Constituency.values}, margins="none")
    return {name: table[name] for name in Constituency.values}


def _commonest(naming: Counts, touchpoint: Touchpoint) -> list[str]:
    """By the numbers as they may be shown, so that the order tells no more than they do; then by the alphabet."""

    def shown(word: str) -> int:
        return sum(figure.value or 0 for figure in _figures(naming, touchpoint, word).values())

    words = [word for place, word in naming if place == touchpoint.pk]
    return sorted(words, key=lambda word: (-shown(word), word))


def map_of(journey: Sequence[Touchpoint], people: Counts) -> list[tuple[str, Chart | None]]:
    """A chart for each constituency; None where too few of its people are on the map."""
    return [(str(NAMES[name]), _chart(name, journey, people)) for name in Constituency.values]


def _chart(name: str, journey: Sequence[Touchpoint], people: Counts) -> Chart | None:
    figures = {one.pk: {value: _figures(people, one, value)[name] for value, _label in GOING} for one in journey}
    if not any(figure.value for row in figures.values() for figure in row.values()):
        return None
    return charts.grouped(
        title=_title(name, journey, figures),
        sentence=_sentence(journey, figures),
        groups=[
            (
                one.name,
                [
                    (str(label), figures[one.pk][value].value, None, None, figures[one.pk][value].text)
                    for value, label in GOING
                ],
            )
            for one in journey
        ],
        headers=(_("Touchpoint"), _("How it goes"), _("People"), _("Lowest likely"), _("Highest likely")),
    )


Figures = dict[int, dict[str, disclosure.Protected]]


def _title(name: str, journey: Sequence[Touchpoint], figures: Figures) -> str:
    """The finding: where this group most often says that it goes well, and where that it does not."""
    parts = []
    for value, text in (
        (Placement.Going.NOT_WELL.value, _("not going well most often at “%(name)s”")),
        (Placement.Going.WELL.value, _("going well most often at “%(name)s”")),
    ):
        known = sorted(((figures[one.pk][value].value or 0, one.name) for one in journey), reverse=True)
        if known[0][0] and (len(known) == 1 or known[0][0] > known[1][0]):
            parts.append(text % {"name": known[0][1]})
    if not parts:
        return _("%(who)s: no one touchpoint stands out") % {"who": NAMES[name]}
    return f"{NAMES[name]}: {', '.join(parts)}"


def _sentence(journey: Sequence[Touchpoint], figures: Figures) -> str:
    parts = [
        _("“%(name)s”: going well for %(well)s people, not for %(not_well)s.")
        % {
            "name": one.name,
            "well": figures[one.pk][Placement.Going.WELL].text,
            "not_well": figures[one.pk][Placement.Going.NOT_WELL].text,
        }
        for one in journey
    ]
    return " ".join([*parts, _("* means fewer than 8 people. Numbers are rounded, and tell of those who wrote only.")])
