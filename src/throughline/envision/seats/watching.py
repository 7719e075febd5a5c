"""How an activity is going, for its team: who joined on which day, where people stop, and who is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from throughline.analysis import charts, disclosure
from throughline.envision.seats import queries
from throughline.envision.seats.journey import SeatJourney
from throughline.programmes import methods
from throughline.programmes.methods import Turns
from throughline.programmes.models import Activity, Constituency
from throughline.voices import about
from throughline.voices.part.stopping import stopped_at

DAYS, WEEK = 28, 7
PAGES = {
    "invited": gettext_lazy("The invitation"),
    "rounds": gettext_lazy("Whether they can stay for all rounds"),
    "role": gettext_lazy("Who they are"),
    "region": gettext_lazy("The region"),
    "consent": gettext_lazy("What they agree to"),
    "email": gettext_lazy("An e-mail address"),
}


@dataclass(frozen=True)
class Group:
    """A kind of group with how many of each came: (name, number as it may be shown), and those of whom nobody came."""

    title: str
    rows: list[tuple[str, str]]
    nobody: list[str]


@dataclass(frozen=True)
class Watched:
    """`days`: a chart of who joined. `pages`: (page, reached it, stopped there) of joining. `parts`: (how many answers,
    how many people) after it. `groups`: who came, and who did not."""

    joined: int
    days: charts.Chart | None
    pages: list[tuple[str, str, str]]
    parts: list[tuple[str, str]]
    groups: list[Group]

    @property
    def days_rows(self) -> list[tuple[str, str]]:
        """The table of the chart: day, and how many joined."""
        return [(row[0], row[1]) for row in self.days.table[1]] if self.days else []

    @property
    def nobody(self) -> list[str]:
        return [name for group in self.groups for name in group.nobody]


def watched(activity: Activity, journey: SeatJourney) -> Watched:
    """Read how it is going. The number of queries does not grow with the people."""
    people = queries.people(activity)
    joined = sum(people.values())
    given = methods.get(activity.method).turns(activity)
    return Watched(
        joined=joined,
        days=_days(activity),
        pages=list(_pages(activity, journey, joined)),
        parts=_parts(given) if given else [],
        groups=list(_groups(activity, people)),
    )


def _days(activity: Activity) -> charts.Chart | None:
    """Who joined on each of the last days, up to today or the day on which people came last; None of fewer than two."""
    rows = queries.usable(activity).annotate(day=TruncDate("taken_at")).order_by().values_list("day")
    counts: dict[date, int] = dict(rows.annotate(n=Count("pk")))
    if not counts:
        return None
    last = timezone.localdate() if activity.status == Activity.Status.OPEN else max(counts)
    first = max(min(counts), last - timedelta(days=DAYS - 1))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    if len(days) < 2:
        return None
    lately = sum(n for day, n in counts.items() if last - timedelta(days=WEEK) < day <= last)
    title = ngettext("{n} person joined in the last 7 days", "{n} people joined in the last 7 days", lately)
    before = sum(n for day, n in counts.items() if day < first)
    return charts.line(
        title=title.format(n=lately),
        sentence=_("From {first} to {last}. Joined before that: {before}.").format(
            first=date_format(first), last=date_format(last), before=before
        ),
        rows=[(date_format(day), counts.get(day, 0), None, None, str(counts.get(day, 0))) for day in days],
        headers=(_("Day"), _("Joined"), "", ""),
    )


def _pages(activity: Activity, journey: SeatJourney, joined: int) -> Iterator[tuple[str, str, str]]:
    """Each page of joining: how many reached it, and how many stopped there."""
    steps = [step for step in journey.steps(activity, signed_in=False) if not step.aside]
    stopped = stopped_at(activity, steps)
    reached = joined + sum(stopped.values())
    for step in steps:
        here = stopped.get(step.slug, 0)
        yield _name_of(step.slug), str(reached), str(here)
        reached -= here
    yield _("Check your answers, and send"), str(reached), str(stopped.get("", 0))


def _name_of(slug: str) -> str:
    if slug.startswith("about-"):
        return str(about.question(slug.removeprefix("about-")).question)
    return str(PAGES.get(slug, slug))


def _parts(given: Turns) -> list[tuple[str, str]]:
    """How many people gave no answer, some, or all."""
    counts = Counter(given.given.values())
    return [
        (label, str(sum(n for answers, n in counts.items() if low <= answers <= high)))
        for label, low, high in _steps(given.each)
    ]


def _steps(each: int) -> Iterator[tuple[str, int, int]]:
    """(what it is called, fewest, most) of each line of the table."""
    endless = 10**9
    yield _("None yet"), 0, 0
    if each == 1:
        yield _("Sent it"), 1, endless
    elif each:
        half = each // 2
        yield _("1 to {most}").format(most=half) if half > 1 else "1", 1, half
        if each - 1 > half:
            yield _("{least} to {most}").format(least=half + 1, most=each - 1), half + 1, each - 1
        yield _("All {n}").format(n=each), each, endless
    else:
        for low, high in ((1, 4), (5, 9), (10, 19)):
            yield _("{least} to {most}").format(least=low, most=high), low, high
        yield _("20 or more"), 20, endless


def _groups(activity: Activity, people: Mapping[str, int]) -> Iterator[Group]:
    """Everybody the programme asks for, and how many of them came; small numbers hidden, also from the team."""
    names = {str(slug): str(label) for slug, label in Constituency.choices}
    yield Group(
        _("The three groups"),
        [(names[slug], str(n)) for slug, n in people.items()],
        [names[slug] for slug, n in people.items() if not n],
    )
    rows = list(queries.usable(activity).order_by().values_list("participant__region__slug", "participant__about"))
    regions = dict(activity.programme.regions.values_list("slug", "name"))
    if regions:
        yield _group(_("Region"), regions, Counter(region or "" for region, _said in rows))
    for slug in activity.programme.about_questions:
        question = about.question(slug)
        options = {one.slug: str(one.label) for one in question.options if one.slug != about.PREFER_NOT}
        said = Counter((answers or {}).get(slug, "") for _region, answers in rows)
        yield _group(str(question.question), options, said)


def _group(title: str, names: Mapping[str, str], came: Counter[str]) -> Group:
    counts = {slug: came.get(slug, 0) for slug in names}
    counts["unsaid"] = sum(came.values()) - sum(counts.values())
    table = disclosure.protect_counts(counts)
    rows = [(names.get(slug, _("Not said, or another")), table[slug].text) for slug in counts]
    return Group(title, rows, [names[slug] for slug in names if not counts[slug]])
