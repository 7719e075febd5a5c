"""One's own result, in words, at once: from one's own votes as they are now and the result that everybody may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from throughline.envision.opinions import placing, shown
from throughline.envision.opinions.queries import Cast
from throughline.evidence.models import Run

FEW_VOTES, SURE, LIKELY, SHOWN = 7, 0.8, 0.5, 3
"""As the library's own result in words has them (`analysis.opinions.personal`)."""
HALF = 0.5


@dataclass(frozen=True)
class Own:
    """What somebody is told. `sentences`: of themselves; `group`: of the group they are most like, each a sentence
    about one statement; `agree`, `differ`: statements that all groups agree with, and that divide them."""

    sentences: list[str]
    group: list[str] = field(default_factory=list)
    agree: list[str] = field(default_factory=list)
    differ: list[str] = field(default_factory=list)


def result(cast: Sequence[Cast], run: Run | None, words: dict[str, str]) -> Own:
    """Somebody's own result.

    cast: their votes. run: the result that everybody may see, if there is one. words: of its statements.
    """
    said = [_counted(cast)]
    if run is None or not run.summary["enough"]:
        said.append(_("Fewer than 8 people have voted so far, so we cannot say yet what others think."))
        return Own(said)
    found = run.summary
    member = _memberships(cast, found)
    said += [_place(cast, found, member), *_beside(cast, found)]
    best = max(range(len(member)), key=member.__getitem__) if member else None
    surely = best is not None and member[best] >= LIKELY and len(cast) >= FEW_VOTES
    return Own(
        [one for one in said if one],
        _of_group(found, best, words) if surely and best is not None else [],
        [words[ref] for ref in found["agreed"] if ref in words],
        [words[ref] for ref in found["divided"] if ref in words],
    )


def _memberships(cast: Sequence[Cast], found: dict[str, Any]) -> list[float]:
    groups = found["groups"]
    if not groups or not groups["clear"]:
        return []
    return placing.memberships(found, {one.ref: one.value for one in cast})


def _counted(cast: Sequence[Cast]) -> str:
    if not cast:
        return _("You have not voted on any statement yet.")
    agree, passed, disagree = (sum(one.value == value for one in cast) for value in (1, 0, -1))
    voted = ngettext("You voted on %(n)s statement.", "You voted on %(n)s statements.", len(cast)) % {"n": len(cast)}
    said = _("You agreed with %(agree)s, disagreed with %(disagree)s and passed on %(passed)s.")
    return f"{voted} " + said % {"agree": agree, "disagree": disagree, "passed": passed}


def _place(cast: Sequence[Cast], found: dict[str, Any], member: Sequence[float]) -> str:
    if len(cast) < FEW_VOTES:
        return _("That is too few to say where you stand: %(votes)s votes give a first idea.") % {"votes": FEW_VOTES}
    if not member:
        return _("There are no clear groups of opinion here, so you are not put into one.")
    best = max(range(len(member)), key=member.__getitem__)
    size = round(100 * found["groups"]["shares"][best] / 5) * 5
    named = {"group": shown.group_name(best, clear=True), "size": size}
    if member[best] >= SURE:
        said = _("Your votes are most like those of %(group)s, to which about %(size)s in 100 people belong.")
    elif member[best] >= LIKELY:
        said = _(
            "Your votes are somewhat more like those of %(group)s, to which about %(size)s in 100 people belong. They "
            "would fit another group too."
        )
    else:
        return _("Your votes lie between the groups.")
    return said % named


def _beside(cast: Sequence[Cast], found: dict[str, Any]) -> list[str]:
    """Statements on which one voted like every group, and those on which one voted against most people."""
    surely, told = found.get("surely", {}), []
    alike = [one for one in cast if one.value and one.ref in surely and surely[one.ref][one.value < 0] > HALF]
    alone = [one for one in cast if one.value and one.ref in surely and _against(one, found) > HALF]
    for value, start, rows in (
        (1, _("Like every group, you agreed with"), alike),
        (-1, _("Like every group, you disagreed with"), alike),
        (1, _("Unlike most people, you agreed with"), alone),
        (-1, _("Unlike most people, you disagreed with"), alone),
    ):
        named = [f"“{one.words}”" for one in rows if one.value == value][:SHOWN]
        if named:
            told.append(f"{start}: {'; '.join(named)}")
    return told


def _against(one: Cast, found: dict[str, Any]) -> float:
    """The share of people who voted the other way, in steps too coarse to give a person away."""
    rows = found["statements"][one.ref]["by"].values()
    agree, disagree, passed = (sum(row[answer] for row in rows) for answer in range(3))
    other = disagree if one.value > 0 else agree
    return round(other / max(agree + disagree + passed, 1), 1)


def _of_group(found: dict[str, Any], group: int, words: dict[str, str]) -> list[str]:
    """What the group says on the statements that divide people most."""
    told = []
    for row in shown.lines(found, found["divided"], words):
        figure = next((one for one in row.groups if one.group == shown.group_name(group, clear=True)), None)
        if figure is None or figure.agree.value is None:
            continue
        told.append(_("%(agree)s agree: “%(words)s”") % {"agree": figure.agree.text, "words": row.words})
    return told
