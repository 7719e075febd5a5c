"""What changed between two waves, for each constituency by itself, safe to publish.

Where the same people answered both times, and enough of them, their own moves are counted (a paired comparison);
elsewhere two groups of people are compared, which is less sure and says so. Every number is worked out from figures as
they may be shown (`analysis.disclosure`), so that no change tells what the figures hide.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat

from django.utils.translation import gettext as _

from throughline.analysis import disclosure, intervals, range_chart
from throughline.analysis.charts import Chart
from throughline.analysis.disclosure.counts import SHARE_MIN_BASE
from throughline.analysis.intervals import Interval
from throughline.programmes.models import Constituency
from throughline.understand.questionnaires.queries import Moves, Tally
from throughline.understand.questionnaires.questions import Option, Question
from throughline.understand.questionnaires.results import NAMES, protected

COMPARED = ("single", "multiple", "scale")
PAIRED = ("single", "scale")
"""With several answers of one person there is no one answer to have moved from."""

Pair = Mapping[tuple[str, str], int]
"""(answer the first time, answer the second time) → people."""


@dataclass(frozen=True)
class Change:
    """One answer in one constituency: its share each time as printed, and the change where it can be told."""

    answer: str
    who: str
    first: str
    second: str
    points: Interval | None = None
    note: str = ""

    @property
    def clear(self) -> bool:
        return self.points is not None and (self.points.low > 0 or self.points.high < 0)

    @property
    def shown(self) -> str:
        return _points(self.points.estimate) if self.points else "*"


@dataclass(frozen=True)
class Compared:
    """One question: its changes, the chart of them, or the reason why there is none."""

    question: Question
    changes: tuple[Change, ...] = ()
    chart: Chart | None = None

    @property
    def rows(self) -> list[tuple[str, ...]]:
        """The table beneath the chart."""
        return [
            (
                one.answer,
                one.who,
                one.first,
                one.second,
                one.shown,
                _("%(low)s to %(high)s") % {"low": _points(one.points.low), "high": _points(one.points.high)}
                if one.points
                else "",
                one.note,
            )
            for one in self.changes
        ]


def compared(questions: Sequence[Question], first: Tally, second: Tally, moved: Moves) -> list[Compared]:
    """Every question with fixed answers, with what may be shown of how its answers changed."""
    return [_compared(one, first, second, moved) for one in questions if one.type in COMPARED]


def _compared(question: Question, first: Tally, second: Tally, moved: Moves) -> Compared:
    each = [_figures(question, tally) for tally in (first, second)]
    changes = []
    for name in Constituency.values:
        if any(name not in bases for _table, bases in each):
            continue
        # Moves are between answers, so that only questions with one answer have them.
        pairs = moved.get((question.slug, name), {}) if question.type in PAIRED else {}
        slugs = [option.slug for option in question.choices]
        moves = figures_of_moves(slugs, pairs) if pairs else {}
        changes += [_change(option, name, each, moves.get(option.slug)) for option in question.choices]
    if not any(one.points for one in changes):
        return Compared(question)
    return Compared(question, tuple(changes), _chart(changes))


def _figures(question: Question, tally: Tally) -> tuple[disclosure.Table | None, dict[str, disclosure.Protected]]:
    """The figures of one wave exactly as its own page shows them, so that a change tells nothing that they do not."""
    answered = {name: tally.answered.get(question.slug, {}).get(name, 0) for name in Constituency.values}
    heard = [name for name in Constituency.values if answered[name]]
    if sum(answered.values()) < disclosure.counts.SMALLEST_SHOWN:
        return None, {}
    slugs = [option.slug for option in question.choices]
    return protected(question, slugs, tally.counts.get(question.slug, {}), answered, heard)


def _change(
    option: Option,
    name: str,
    each: Sequence[tuple[disclosure.Table | None, Mapping[str, disclosure.Protected]]],
    moves: Figures | None,
) -> Change:
    answer, people = option.label, [table[name, option.slug] for table, _bases in each if table]
    bases = [bases[name] for _table, bases in each]
    shares = [disclosure.share_of(part, whole) for part, whole in zip(people, bases, strict=True)]
    texts = [
        _("%(share)s of %(people)s") % {"share": share.text, "people": base.text}
        for share, base in zip(shares, bases, strict=True)
    ]
    if moves is not None:
        paired = _paired(moves)
        note = _("The same %(people)s people both times") % {"people": f"{paired.n:,}"}
        return Change(answer, str(NAMES[name]), *texts, paired, note)
    if any(share.hidden for share in shares):
        return Change(answer, str(NAMES[name]), *texts, None, _("Too few people to compare"))
    (one, two), (n_one, n_two) = [part.value or 0 for part in people], [whole.value or 0 for whole in bases]
    points = intervals.newcombe(two, n_two, one, n_one)
    return Change(answer, str(NAMES[name]), *texts, points, _("Everybody who answered each time, as two groups"))


Figures = Mapping[str, disclosure.Protected]
"""“up”: people who took an answer up; “down”: who gave it up; “same”: who did neither."""


def figures_of_moves(slugs: Sequence[str], pairs: Pair) -> dict[str, Figures]:
    """Answer → how the same people moved, as may be shown; none at all where any of it is small.

    The moves between all answers hang together, and with the figures of both waves: a few people who moved to one
    answer could be worked out from those who moved to the others. So it is all of a question or nothing.
    """
    found: dict[str, Figures] = {}
    for slug in slugs:
        up = sum(people for (before, after), people in pairs.items() if before != slug == after)
        down = sum(people for (before, after), people in pairs.items() if before == slug != after)
        table = disclosure.protect_counts({"up": up, "down": down, "same": sum(pairs.values()) - up - down})
        found[slug] = {label: table[label] for label in table.columns}
        enough = table.total is not None and (table.total.value or 0) >= SHARE_MIN_BASE
        if not enough or any(one.hidden for one in found[slug].values()):
            return {}
    return found


def _paired(figures: Figures) -> Interval:
    """How much more, or fewer, of the same people chose an answer the second time."""
    up, down, same = (figures[label].value or 0 for label in ("up", "down", "same"))
    return intervals.mean([*repeat(1.0, up), *repeat(-1.0, down), *repeat(0.0, same)])


def _chart(changes: Sequence[Change]) -> Chart:
    clear = [one for one in changes if one.clear]
    parts = [
        _("%(who)s: “%(answer)s” %(change)s points")
        % {"who": one.who, "answer": one.answer, "change": _points(one.points.estimate)}
        for one in clear
        if one.points
    ]
    title = "; ".join(parts) if parts else _("No clear change")
    return range_chart.ranges(
        title=title,
        sentence=_sentence(clear),
        rows=[(f"{one.who}: {one.answer}", *_drawn(one), one.shown) for one in changes],
        line=0.0,
        line_name=_("no change"),
        unit=_("points"),
        decimals=0,
    )


def _drawn(change: Change) -> tuple[float | None, float | None, float | None]:
    if change.points is None:
        return None, None, None
    return 100 * change.points.estimate, 100 * change.points.low, 100 * change.points.high


def _sentence(clear: Sequence[Change]) -> str:
    parts = [
        _("%(who)s: “%(answer)s” went from %(first)s to %(second)s people. %(note)s.")
        % {"who": one.who, "answer": one.answer, "first": one.first, "second": one.second, "note": one.note}
        for one in clear
    ]
    if not parts:
        parts = [_("In no group did an answer change by more than chance alone could explain.")]
    return " ".join([*parts, _("Numbers are rounded, so the changes are too.")])


def _points(share: float) -> str:
    """A difference of shares in percentage points, as people read it."""
    points = round(100 * share)
    return _("no change") if not points else f"{points:+d}".replace("-", "−")
