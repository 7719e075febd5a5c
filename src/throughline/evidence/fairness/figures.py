"""What people say about a finding, as it may be shown: the constituencies side by side, through disclosure control."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from throughline.analysis.disclosure import Protected, Share, protect_count, protect_counts, share_of
from throughline.evidence.fairness import queries
from throughline.evidence.fairness.models import Judgement, Question
from throughline.evidence.models import Finding
from throughline.programmes.models import Constituency


@dataclass(frozen=True)
class Group:
    """One constituency, or all: how many said what, of how many who answered, and the share who find it fair."""

    name: str
    said: dict[str, Protected]
    answered: Protected
    fair: Share

    @property
    def likely(self) -> str:
        """The share who say yes with its interval, in words."""
        if self.fair.hidden:
            return self.fair.text
        return _("{share} ({low} to {high})").format(
            share=self.fair.text, low=f"{self.fair.low:g}%", high=f"{self.fair.high:g}%"
        )


@dataclass(frozen=True)
class Figures:
    """`asked`: how many people could be asked, when they were."""

    asked: Protected
    groups: list[Group]
    everybody: Group
    notes: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """The figures in words."""
        few = _("Fewer than 8 people")
        asked = few if self.asked.hidden else _("{n} people").format(n=self.asked.text)
        told = [_("{people} who took part were asked.").format(people=asked)]
        if self.everybody.answered.hidden:
            return " ".join([*told, _("Too few have answered to say more.")])
        told.append(_("{n} have answered.").format(n=self.everybody.answered.text))
        if self.everybody.fair.hidden:
            told.append(_("That is too few to say how many of them find it fair."))
        else:
            told.append(_("{share} of these say it is fair.").format(share=self.everybody.likely))
        return " ".join(told)


def of(question: Question, counts: Mapping[str, Mapping[str, int]]) -> Figures:
    """Figures out of exact counts.

    Args:
        question: what was asked.
        counts: choice → constituency → people; a choice or a constituency that is absent counts as none.
    """
    names = {str(slug): str(label) for slug, label in Constituency.choices}
    rows = {
        choice: {slug: int(counts.get(choice, {}).get(slug, 0)) for slug in names} for choice in Judgement.Choice.values
    }
    table = protect_counts(rows)
    assert table.total is not None
    groups = [
        _group(name, {choice: table[choice, slug] for choice in rows}, table.column_totals[place])
        for place, (slug, name) in enumerate(names.items())
    ]
    totals = dict(zip(rows, table.row_totals, strict=True))
    everybody = _group(_("Everybody who answered"), totals, table.total)
    return Figures(protect_count(question.asked), groups, everybody, table.notes)


def now(question: Question) -> Figures:
    """For the team: what has been said until now."""
    return of(question, queries.counts(question))


def public(finding: Finding) -> Figures | None:
    """For the public: the figures as they were last put up; None where nobody was asked."""
    question = queries.question_of(finding)
    return of(question, question.shown) if question is not None else None


def _group(name: str, said: dict[str, Protected], answered: Protected) -> Group:
    return Group(name, said, answered, share_of(said[Judgement.Choice.YES], answered))
