"""Choosing a method, or a mix of them: no one size fits all.

Each method says in its guide what it can do (`methods.Fit`). A team says what it needs to know, how many people it can
reach, how much of their time it may ask, how contested the matter is, and whether a small group could be drowned. For
each need the methods are put in order, with the reasons for and against each, so that people choose and not a score.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from throughline.programmes.methods import Fit, Method, all_methods

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

NEEDS: dict[str, str | _StrPromise] = {
    "listen": gettext_lazy("Hear what people have lived through, when you do not know yet what matters"),
    "compare": gettext_lazy("Count how common things are, and compare groups"),
    "ideas": gettext_lazy("Collect ideas for what could be done"),
    "agree": gettext_lazy("See where people agree and where they differ"),
    "judge": gettext_lazy("Reach a judgement among people who know the subject from different sides"),
    "trade": gettext_lazy("Learn what people would give up for what"),
    "order": gettext_lazy("Put many things in order of importance"),
    "share": gettext_lazy("Share out money or time that will not do for everything"),
}


@dataclass(frozen=True)
class Situation:
    """What a team says. `people`: how many it can reach. `minutes`: of each person's time. `visits`: whether people may
    be asked to come back. `contested`: whether views clash. `small_group`: whether few people could be drowned."""

    needs: tuple[str, ...]
    people: int
    minutes: int
    visits: bool
    contested: bool
    small_group: bool


@dataclass(frozen=True)
class Option:
    """A method for a need, with what speaks for it and against it here."""

    method: Method
    good: Sequence[str]
    bad: Sequence[str]

    @property
    def fits(self) -> bool:
        return not self.bad


@dataclass(frozen=True)
class Advice:
    """What to do about one need: the options, the best first."""

    need: str | _StrPromise
    options: Sequence[Option]


def advise(situation: Situation) -> list[Advice]:
    """For each need, in the order in which the needs build on each other, the methods that serve it, the best first."""
    return [Advice(NEEDS[need], _options(need, situation)) for need in NEEDS if need in situation.needs]


def mix(advice: Iterable[Advice]) -> list[Method]:
    """The best method for each need, each once; needs that no method fits are left out."""
    best = [one.options[0].method for one in advice if one.options and one.options[0].fits]
    return list(dict.fromkeys(best))


def _options(need: str, situation: Situation) -> list[Option]:
    able = [method for method in all_methods().values() if method.by_hand and need in method.guide.fit.needs]
    options = [Option(method, _good(method.guide.fit, situation), _bad(method.guide.fit, situation)) for method in able]
    return sorted(options, key=lambda one: (len(one.bad), -len(one.good), one.method.guide.fit.minutes))


def _good(fit: Fit, here: Situation) -> list[str]:
    found = []
    if here.contested and fit.shows_disagreement:
        found.append(_("It shows where views clash instead of averaging them away."))
    if here.small_group and fit.keeps_few:
        found.append(_("What few people say stays visible."))
    return found


def _bad(fit: Fit, here: Situation) -> list[str]:
    found = []
    if here.people < fit.least:
        words = ngettext("It needs at least {n} person.", "It needs at least {n} people.", fit.least)
        found.append(words.format(n=fit.least))
    if here.minutes < fit.minutes:
        found.append(_("It takes each person about {n} minutes.").format(n=fit.minutes))
    if fit.visits > 1 and not here.visits:
        found.append(_("People have to come back {n} times.").format(n=fit.visits - 1))
    if here.contested and not fit.shows_disagreement:
        found.append(_("It does not show well where views clash."))
    if here.small_group and not fit.keeps_few:
        found.append(_("A small group can be drowned by a large one."))
    return found
