"""The Method contract: a kind of activity. Adding one is adding a sub-package and a line in settings.METHODS."""

from __future__ import annotations

import importlib
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.utils.translation import gettext as _

from throughline.core.errors import NotFound

if TYPE_CHECKING:
    from django import forms
    from django.urls import URLPattern
    from django.utils.functional import _StrPromise

    from throughline.programmes.models import Activity


@dataclass(frozen=True)
class Fit:
    """When a method fits, for the method chooser.

    `needs`: slugs of `programmes.choosing.NEEDS` that it serves. `least`: people below whom it says little. `minutes`:
    of one person's time in all. `visits`: how often a person takes part. `shows_disagreement`: whether clashing views
    stay apart in its results. `keeps_few`: whether what few people say stays visible.
    """

    needs: frozenset[str] = frozenset()
    least: int = 1
    minutes: int = 10
    visits: int = 1
    shows_disagreement: bool = False
    keeps_few: bool = False


@dataclass(frozen=True)
class Guide:
    """What an organiser reads before choosing a method. `time`, what it costs each person, is shown to them too."""

    purpose: str | _StrPromise
    people: str | _StrPromise
    time: str | _StrPromise
    influence: str | _StrPromise
    not_for: str | _StrPromise
    duration: str | _StrPromise = ""
    """How long it should stay open."""
    fit: Fit = Fit()


@dataclass(frozen=True)
class Column:
    """One column of an export, as the data dictionary explains it."""

    name: str
    type: str
    description: str | _StrPromise


@dataclass(frozen=True)
class Table:
    """One table of an export. `rows` is read once, as a stream, so that memory does not grow with content."""

    name: str
    columns: Sequence[Column]
    rows: Iterator[tuple[Any, ...]]


@dataclass(frozen=True)
class Measure:
    """One figure of a finding that rests on answers rather than on words, as anybody may read it.

    `label`: what it is a figure of. `group`: whose answers. `text`: the figure as it may be shown (`*` where it is
    hidden, and then without a number). `low`, `high`: its interval. `n`: the people behind it, as they may be shown.
    """

    label: str | _StrPromise
    group: str | _StrPromise
    text: str
    n: str
    value: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class DraftFinding:
    """A finding that an analysis proposes; a person publishes it or not.

    `contributions`: refs of the words that it rests on. `measures`: its figures, already safe to show, and `unit` what
    they are in, such as “%”. `limits`: how sure one can be. `run`: ref of the analysis that gave the figures.
    """

    kind: str
    title: str
    summary: str
    contributions: Sequence[str] = field(default_factory=tuple)
    measures: Sequence[Measure] = field(default_factory=tuple)
    unit: str = ""
    limits: str = ""
    run: str = ""


@dataclass(frozen=True)
class Turns:
    """What each person gave to an activity bit by bit, by the id of the participant.

    `given`: how many answers, 0 for whoever joined and gave none. `influence`: what weighs in its results, such as
    votes that their statements drew, or 1 for everybody whose answers weigh the same. `counted_by`: that in words.
    `each`: how many answers one person can give so far; 0 where there is no end.
    """

    given: Mapping[int, int]
    influence: Mapping[int, float]
    counted_by: str | _StrPromise
    each: int = 0


@dataclass(frozen=True)
class Beside:
    """An activity that is made together with another one, which builds on what it gathers. `method`: its slug, as the
    two methods need not know each other. The rest is what it begins with."""

    method: str
    title: str | _StrPromise
    intro: str | _StrPromise = ""
    settings: Mapping[str, str | _StrPromise] = field(default_factory=dict)


@dataclass(frozen=True)
class OnPaper:
    """One question as it stands on a printed form.

    `options`: to tick, one or (`many`) several, or with `boxes` to write a number beside; `notes`: what stands under
    each. `also`: one more thing to tick. `headers`, `rows`: a table to look at first. `lines`: to write on.
    """

    text: str | _StrPromise
    hint: str | _StrPromise = ""
    options: Sequence[str | _StrPromise] = ()
    notes: Sequence[str | _StrPromise] = ()
    many: bool = False
    boxes: bool = False
    also: str | _StrPromise = ""
    headers: Sequence[str | _StrPromise] = ()
    rows: Sequence[Sequence[str]] = ()
    lines: int = 0


class Method(ABC):
    """One kind of activity. Subclasses set the class variables and answer the questions below."""

    slug: ClassVar[str]
    name: ClassVar[str | _StrPromise]
    stage: ClassVar[str]
    guide: ClassVar[Guide]
    checklist: ClassVar[str | _StrPromise]
    settings_form: ClassVar[type[forms.Form]]
    takes_part: ClassVar[bool] = True
    """False where only staff use it, such as bringing in a file."""
    by_hand: ClassVar[bool] = True
    """False where every programme brings it by itself, so that nobody adds it."""
    beside: ClassVar[Sequence[Beside]] = ()
    """Activities that one press makes together with it, before it."""

    result_kind: ClassVar[str] = ""
    """Kind of the runs that hold its results, where these are not made anew by themselves when answers change."""

    @abstractmethod
    def routes(self) -> list[URLPattern]:
        """The method's pages, mounted under programmes/<programme>/<method slug>/<activity>/."""

    @abstractmethod
    def part_url(self, activity: Activity) -> str:
        """The page on which a person takes part."""

    @abstractmethod
    def results_url(self, activity: Activity) -> str:
        """The page that shows what has come in, as the asker may see it."""

    def manage_url(self, activity: Activity) -> str:
        """A further page for staff, such as the questions or the file to bring in; empty where there is none."""
        return ""

    def preview_url(self, activity: Activity) -> str:
        """The page on which the team sees what people see, with nothing kept; empty where there is none (yet)."""
        return ""

    def helped_url(self, activity: Activity) -> str:
        """The page on which a facilitator writes down what somebody says; empty where that cannot be done."""
        return ""

    def paper_url(self, activity: Activity) -> str:
        """The page that prints it on paper; empty where there is none."""
        return ""

    def paper(self, activity: Activity, *, form: str) -> Sequence[OnPaper]:
        """The method's own questions as they stand on a printed form; those about the person and consent stand there
        already. `form`: the form's number, by which whatever is drawn by lot is drawn."""
        return ()

    def go_on_url(self, activity: Activity) -> str:
        """Where a person who has joined goes on answering; empty where everything is sent at once."""
        return ""

    def settings_to_copy(self, activity: Activity) -> dict[str, Any]:
        """The settings with which a copy of this activity begins."""
        return dict(activity.settings)

    def copy_contents(self, activity: Activity, copy: Activity) -> None:  # noqa: B027 (most keep all in settings)
        """Bring along what is prepared in rows rather than settings, such as statements; never what people gave.

        Runs inside the action that copies.
        """

    def missing(self, activity: Activity) -> str:
        """What the team still has to do before people can take part, as a sentence; empty where nothing is missing."""
        return ""

    def reminded(self, activity: Activity) -> str:
        """Whether those who have not finished were reminded, as a sentence; empty where nobody is ever reminded."""
        return ""

    def turns(self, activity: Activity) -> Turns | None:
        """What each person answered, for “How balanced was this”; None where all they give is words sent at once."""
        return None

    def work_out_again(self, activity: Activity, *, once_key: str) -> None:  # noqa: B027 (few have a `result_kind`)
        """Ask, for the system, for the results once more, since somebody whose answers are in them took these back."""

    @abstractmethod
    def analyse(self, activity: Activity) -> list[DraftFinding]:
        """What the activity found, as drafts for a person."""

    @abstractmethod
    def export(self, activity: Activity) -> list[Table]:
        """Every table needed to repeat the analysis; no column that identifies a person."""


@cache
def all_methods() -> dict[str, Method]:
    """Every registered method by slug, in the order of settings.METHODS."""
    found = [importlib.import_module(f"{name}.method").METHOD for name in settings.METHODS]
    return {method.slug: method for method in found}


def get(slug: str) -> Method:
    """The method with this slug.

    Raises:
        NotFound: no such method is installed.
    """
    try:
        return all_methods()[slug]
    except KeyError:
        raise NotFound(_("We could not find this kind of activity.")) from None
