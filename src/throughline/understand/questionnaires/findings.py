"""Findings that a questionnaire proposes: where groups differ, and where they agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from django.utils.translation import gettext as _

from throughline.analysis import disclosure
from throughline.analysis.disclosure import Share
from throughline.programmes.methods import DraftFinding, Measure
from throughline.programmes.models import Constituency
from throughline.understand.questionnaires.queries import Tally
from throughline.understand.questionnaires.questions import Option, Question
from throughline.understand.questionnaires.results import NAMES

HALF = 50.0


def findings(questions: list[Question], tally: Tally) -> Iterator[DraftFinding]:
    """A draft for each answer in which groups clearly differ (their 95% intervals do not meet), or on which more
    than half of every group heard agree. Groups of fewer than 20 people are not compared."""
    for question in questions:
        if question.type not in ("single", "multiple", "scale"):
            continue
        for option in question.choices:
            shares = _shares(question, option, tally)
            if len(shares) < 2:
                continue
            if _apart(shares):
                yield _finding("difference", _("Groups differ on “%(answer)s”"), question, option, shares)
            elif all((share.low or 0) > HALF for share in shares.values()):
                yield _finding("consensus", _("Most of each group say “%(answer)s”"), question, option, shares)


def _shares(question: Question, option: Option, tally: Tally) -> dict[str, Share]:
    """The share of each constituency that chose an option, where it may be shown."""
    chose = tally.counts.get(question.slug, {}).get(option.slug, {})
    answered = tally.answered.get(question.slug, {})
    found = {name: disclosure.protect_share(chose.get(name, 0), answered.get(name, 0)) for name in Constituency.values}
    return {name: share for name, share in found.items() if share.value is not None}


def _apart(shares: Mapping[str, Share]) -> bool:
    return any(
        (one.low or 0) > (other.high or 0) or (other.low or 0) > (one.high or 0)
        for one, other in combinations(shares.values(), 2)
    )


def _finding(kind: str, title: str, question: Question, option: Option, shares: Mapping[str, Share]) -> DraftFinding:
    measures = [
        Measure(option.label, NAMES[name], share.text, share.base.text, share.value, share.low, share.high)
        for name, share in shares.items()
    ]
    said = "; ".join(
        _("%(who)s %(share)s (%(note)s)") % {"who": NAMES[name], "share": share.text, "note": share.note}
        for name, share in shares.items()
    )
    return DraftFinding(
        kind=kind,
        title=(title % {"answer": option.label})[:200],
        summary=_("Asked “%(question)s”: %(said)s.") % {"question": question.text, "said": said},
        measures=measures,
        unit="%",
    )
