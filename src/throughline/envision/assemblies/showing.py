"""What pages say of issues and assemblies: how far the criteria are met, what happened, and how long it is silent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from throughline.analysis import disclosure
from throughline.analysis.disclosure import Protected
from throughline.envision.assemblies import queries
from throughline.envision.assemblies.charter import FEW, Terms
from throughline.envision.assemblies.counting import Counted
from throughline.envision.assemblies.models import Answer, Assembly, Issue, RemitDecision, Report, Selection
from throughline.evidence.steps import Step
from throughline.programmes.models import Constituency, Region

NAMES = dict(Constituency.choices)
State = Issue.State
COLOURS: dict[str, str] = {
    State.RAISED: "yellow",
    State.ASKED: "yellow",
    State.GATHERING: "green",
    State.ROUTED: "grey",
    State.MERGED: "grey",
    State.CHOSEN: "blue",
    State.NOT_CHOSEN: "grey",
}


def day_of(day: date) -> str:
    """A day as pages write it."""
    return date_format(day, "j F Y")


def tag_of(issue: Issue) -> tuple[str, str]:
    """Where an issue stands, as a tag with its colour."""
    if issue.state == State.GATHERING and not queries.is_gathering(issue):
        return _("Waits for the assembly"), "yellow"
    return issue.get_state_display(), COLOURS[issue.state]


@dataclass(frozen=True)
class Progress:
    """How far an issue has come, as anybody may know it: supporters by constituency, and each criterion in words."""

    people: dict[str, Protected]
    lines: list[str]


def progress(terms: Terms, counted: Counted) -> Progress:
    """How far the criteria are met, from figures in steps of eight people.

    A constituency is said to be reached only where its figure is shown, so that words tell no more than figures.
    """
    table = disclosure.protect_counts(dict(counted.people))
    people = {name: table[name] for name in Constituency.values}
    places = disclosure.protect_counts(dict(counted.regions)) if counted.regions else None
    lines = [_supporters(terms, counted.total)]
    if terms.groups:
        shown = [str(NAMES[name]) for name, one in people.items() if one.value]
        needed = ngettext(
            "%(n)s group with %(few)s people or more is needed.",
            "%(n)s groups with %(few)s people or more are needed.",
            terms.groups,
        )
        lines.append(_reached(needed, terms.groups, shown))
    if terms.regions:
        known = list(Region.objects.filter(slug__in=counted.regions).order_by("name"))
        shown = [one.name for one in known if places and places[one.slug].value]
        needed = ngettext(
            "%(n)s region with %(few)s people or more is needed.",
            "%(n)s regions with %(few)s people or more are needed.",
            terms.regions,
        )
        lines.append(_reached(needed, terms.regions, shown))
    return Progress(people, lines)


def _supporters(terms: Terms, total: int) -> str:
    if not total:
        said = _("Support from %(need)s people is needed. We show how many there are once there are %(few)s.")
    elif total >= terms.supporters:
        said = _("Support from %(need)s people is needed. That is reached.")
    else:
        said = _("Support from %(need)s people is needed. There are at least %(total)s.")
    return said % {"need": terms.supporters, "few": FEW, "total": total}


def _reached(needed: str, number: int, shown: list[str]) -> str:
    """What is needed, and what is known to be there: a hidden figure may stand for more than can be told."""
    said = needed % {"n": number, "few": FEW}
    if len(shown) >= number:
        return f"{said} {_('That is reached:')} {', '.join(shown)}."
    if shown:
        return f"{said} {_('We can tell of:')} {', '.join(shown)}."
    return f"{said} {_('We cannot tell of any yet.')}"


def until(issue: Issue) -> str:
    """Until when an issue gathers support, in words."""
    if issue.state != State.GATHERING or issue.gathers_until is None:
        return ""
    day = day_of(issue.gathers_until)
    if queries.is_gathering(issue):
        return _("You can support it until %(day)s.") % {"day": day}
    return _("Gathering ended on %(day)s. The next assembly looks at it.") % {"day": day}


def trail(issue: Issue) -> list[Step]:
    """Everything that was decided about an issue, in the order of time. Uses what the page has loaded; no query."""
    steps = [Step(when=issue.raised_at, title=_("It was raised"))]
    steps += [_decision(one) for one in issue.decisions.all()]
    for one in issue.selections.all():
        steps += _of_selection(one)
    return sorted(steps, key=lambda step: (step.when, step.order))


def _decision(one: RemitDecision) -> Step:
    title = one.get_outcome_display()
    if one.routed_to:
        title = _("It is for somebody else: %(who)s") % {"who": one.routed_to}
    if one.into is not None:
        title = _("It is joined with “%(issue)s”") % {"issue": queries.line_of(one.into) or _("another issue")}
    return Step(when=one.decided_at, title=title, reason=one.reason, by=_by(one.decided_by), order=1)


def newest_reason(issue: Issue) -> str:
    """What the team said last about an issue: its reason, or its question."""
    decisions = list(issue.decisions.all())
    return decisions[-1].reason if decisions else ""


def _by(account: object) -> str:
    return str(getattr(account, "name", "") or "")


def _of_selection(one: Selection) -> Iterator[Step]:
    meeting = one.assembly
    assert meeting.listed_at is not None, "a selection is made when its list is confirmed"
    day = day_of(meeting.held_on)
    title = _("Chosen for the assembly on %(day)s") if one.chosen else _("Not chosen for the assembly on %(day)s")
    activity = meeting.activity
    page = reverse("assemblies-meeting", args=[activity.programme.slug, activity.ref, meeting.ref])
    yield Step(when=meeting.listed_at, title=title % {"day": day}, reason=one.reason, url=page, order=2)
    for given in one.answers.all():
        yield from _of_answer(given)


def _of_answer(given: Answer) -> Iterator[Step]:
    title = _("Answered: %(verdict)s") % {"verdict": given.get_verdict_display()}
    yield Step(when=given.answered_at, title=title, reason=answered(given), by=given.answered_by, order=3)
    for one in given.reports.all():
        title = _("What was done: %(status)s") % {"status": one.get_status_display()}
        yield Step(when=one.reported_at, title=title, reason=one.words, by=one.reported_by, order=4)


def answered(given: Answer) -> str:
    """An answer with what happens next and by when."""
    if given.due_on is None:
        return given.said
    nxt = _("Next, by %(day)s: %(what)s") % {"day": day_of(given.due_on), "what": given.next_step}
    return f"{given.said} {nxt}"


@dataclass(frozen=True)
class Silence:
    """Where an issue on a list stands: in words, as a tag with its colour, and whether something is late."""

    words: str
    tag: str
    colour: str
    late: bool


def silence(one: Selection) -> Silence:
    """How long an issue has waited for its answer, or its promise for being kept. Days are counted to today."""
    given = list(one.answers.all())
    if not given:
        return _unanswered(one.assembly)
    newest = given[-1]
    reports = list(newest.reports.all())
    if newest.due_on is None:
        return Silence("", str(newest.get_verdict_display()), "grey", False)
    if reports and reports[-1].status in (Report.Status.DONE, Report.Status.STOPPED):
        done = reports[-1].status == Report.Status.DONE
        return Silence("", str(reports[-1].get_status_display()), "green" if done else "red", False)
    late = queries.days_since(newest.due_on)
    if late:
        said = ngettext("The promised day was %(n)s day ago.", "The promised day was %(n)s days ago.", late)
        return Silence(said % {"n": late}, _("Promise is late"), "red", True)
    said = _("Promised by %(day)s.") % {"day": day_of(newest.due_on)}
    return Silence(said, str(newest.get_verdict_display()), "blue", False)


def _unanswered(meeting: Assembly) -> Silence:
    if timezone.localdate() <= meeting.held_on:
        said = _("An answer is due by %(day)s.") % {"day": day_of(meeting.answer_by)}
        return Silence(said, _("Waits for the assembly"), "yellow", False)
    days = queries.days_since(meeting.held_on)
    said = ngettext("No answer yet: %(n)s day of silence.", "No answer yet: %(n)s days of silence.", days) % {"n": days}
    late = timezone.localdate() > meeting.answer_by
    if late:
        said += " " + _("It was due by %(day)s.") % {"day": day_of(meeting.answer_by)}
    return Silence(said, _("No answer yet"), "red" if late else "yellow", late)


def waiting_words(terms: Terms, waits: queries.Waiting) -> str:
    """How many issues wait for the team's decision, and for how long, beside what was promised."""
    if not waits.count:
        return _("No issue waits for a decision.")
    said = ngettext(
        "%(n)s issue waits for the team’s decision.", "%(n)s issues wait for the team’s decision.", waits.count
    ) % {"n": waits.count}
    days = ngettext("The first has waited for %(days)s day.", "The first has waited for %(days)s days.", waits.days) % {
        "days": waits.days
    }
    promised = ngettext(
        "We promised to decide within %(most)s day.", "We promised to decide within %(most)s days.", terms.decide_days
    ) % {"most": terms.decide_days}
    return f"{said} {days} {promised}"


def figures_of(meeting: Assembly) -> dict[str, dict[str, Protected]]:
    """Issue (ref) → supporters by constituency when the list was made, as anybody may know them."""
    shown = meeting.run.summary["shown"] if meeting.run else {}
    tables = {ref: disclosure.protect_counts(people) for ref, people in shown.items()}
    return {ref: {name: table[name] for name in Constituency.values} for ref, table in tables.items()}


def silent_in(taken_up: list[Selection]) -> dict[int, str]:
    """Assembly (its id) → how many of its issues have no answer yet, once it has been held."""
    found: dict[int, int] = {}
    for one in taken_up:
        if timezone.localdate() > one.assembly.held_on and not one.answers.all():
            found[one.assembly_id] = found.get(one.assembly_id, 0) + 1
    return {
        pk: ngettext("%(n)s issue has no answer yet.", "%(n)s issues have no answer yet.", n) % {"n": n}
        for pk, n in found.items()
    }
