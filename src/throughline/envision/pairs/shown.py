"""What a result shows to anybody: scores of those options that enough people have met, as chart, table and sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughline.analysis import charts, disclosure
from throughline.analysis.charts import Chart
from throughline.analysis.disclosure import Protected
from throughline.analysis.disclosure.counts import HIDDEN
from throughline.evidence.models import Run
from throughline.programmes.models import Constituency

EVERYBODY = "all"
NAMES = dict(Constituency.choices)
CHARTED = 20
MORE, LESS = gettext_lazy("more often than others"), gettext_lazy("less often than others")


@dataclass(frozen=True)
class Figure:
    """One option as one group sees it. `score`: how many of the others it would beat, in 100, with its range; None
    where too few people had it in a pair. `average`: its chance against an average option. `n`: who had it in a
    pair."""

    group: str
    score: tuple[int, int, int] | None
    average: tuple[int, int, int] | None
    n: Protected

    @property
    def text(self) -> str:
        if self.score is None:
            return HIDDEN
        return _("%(score)s (%(low)s to %(high)s)") % dict(zip(("score", "low", "high"), self.score, strict=True))


@dataclass(frozen=True)
class Line:
    """One option: as everybody sees it, and as each constituency does. `differs`: (constituency, “more” or “less”)."""

    ref: str
    words: str
    whole: Figure
    groups: list[Figure]
    differs: list[tuple[str, str]]

    @property
    def surely_ahead(self) -> bool:
        """Whether it would surely beat more than half of the others."""
        return self.whole.score is not None and self.whole.score[1] > 50


def lines(found: Mapping[str, Any], words: Mapping[str, str]) -> list[Line]:
    """Options that may be seen, the highest score first; those that too few people have met come last."""
    rows = [_line(found, ref, words[ref]) for ref in found["met"] if ref in words]
    return sorted(rows, key=lambda row: (-(row.whole.score or (-1, 0, 0))[0], row.words))


def _line(found: Mapping[str, Any], ref: str, words: str) -> Line:
    met = disclosure.protect_counts(dict.fromkeys(Constituency.values, 0) | found["met"][ref])
    assert met.total is not None
    groups = [_figure(found, ref, name, str(NAMES[name]), met[name]) for name in Constituency.values]
    safe = {name for name, one in zip(Constituency.values, groups, strict=True) if one.score}
    differs = [(name, way) for option, name, way in found["differences"] if option == ref and name in safe]
    return Line(ref, words, _figure(found, ref, EVERYBODY, _("Everybody"), met.total), groups, differs)


def _figure(found: Mapping[str, Any], ref: str, group: str, name: str, n: Protected) -> Figure:
    scores = found["scores"].get(group, {}).get(ref)
    if scores is None or not n.value:
        return Figure(name, None, None, n)
    return Figure(name, tuple(scores["score"]), tuple(scores["average"]), n)


def sentence(rows: Sequence[Line]) -> str:
    """Which option comes first, and how sure that is, in words."""
    known = [row for row in rows if row.whole.score]
    if not known:
        return _("No option has been seen by enough people yet to show a score.")
    first = known[0]
    assert first.whole.score is not None
    score, low, high = first.whole.score
    said = _("“%(words)s” comes first. It would beat about %(score)s in 100 of the others, likely %(low)s to %(high)s.")
    told = [said % {"words": first.words, "score": score, "low": low, "high": high}]
    close = [row for row in known[1:] if row.whole.score and row.whole.score[2] >= low]
    if close:
        told.append(_("It is not sure that it is ahead of the next ones: their ranges overlap."))
    return " ".join(told)


def chart(rows: Sequence[Line]) -> Chart | None:
    """The first options, each with its range; None where there is none to draw."""
    known = [row for row in rows if row.whole.score][:CHARTED]
    if not known:
        return None
    drawn = [(row.words, *row.whole.score, str(row.whole.score[0])) for row in known if row.whole.score]
    return charts.bars(
        title=_("What people put first"),
        sentence=_(
            "A bar is how many of the other options this one would beat, in 100. Lines show how sure that is. 50 means "
            "that it wins as often as it loses."
        ),
        rows=drawn,
        unit=_("of 100 others beaten"),
        maximum=100,
        headers=(_("Option"), _("Score"), _("Lowest likely"), _("Highest likely")),
    )


def table(rows: Sequence[Line]) -> list[list[str]]:
    """Each option with its score for everybody and each constituency, and how many people had it in a pair."""
    return [
        [row.words, *(f"{one.text}, n = {one.n.text}" for one in (row.whole, *row.groups)), _against(row.whole)]
        for row in rows
    ]


def _against(whole: Figure) -> str:
    if whole.average is None:
        return HIDDEN
    low_high = dict(zip(("chance", "low", "high"), whole.average, strict=True))
    return _("%(chance)s in 100 (%(low)s to %(high)s)") % low_high


def differing(rows: Sequence[Line]) -> list[str]:
    """Sentences on what constituencies value differently, beyond chance."""
    said = _("%(group)s choose “%(words)s” %(way)s.")
    return [
        said % {"group": NAMES[name], "words": row.words, "way": MORE if way == "more" else LESS}
        for row in rows
        for name, way in row.differs
    ]


def people_shown(run: Run) -> dict[str, str]:
    """How many people chose, by constituency, as anybody may know it."""
    counts = disclosure.protect_counts(dict.fromkeys(Constituency.values, 0) | run.summary["people"])
    return {name: counts[name].text for name in Constituency.values}
