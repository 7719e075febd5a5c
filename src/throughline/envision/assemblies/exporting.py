"""The tables of a standing assembly, with which its lists can be made again; nobody is named who takes part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from throughline.envision.assemblies import counting, queries
from throughline.envision.assemblies.models import Addition, Answer, Issue, RemitDecision, Report, Selection
from throughline.programmes.methods import Column, Table
from throughline.programmes.models import Activity, Constituency
from throughline.voices.queries import public_words_of

Rows = Iterator[tuple[Any, ...]]

_TERMS = [
    Column("version", "integer", _("The version of the published set-up.")),
    Column("published_on", "date", _("Since when it holds for what is raised.")),
    Column("fingerprint", "text", _("SHA-256 of the terms.")),
    Column("terms", "text", _("The terms as JSON: the remit, the criteria and the numbers of days.")),
]
_ISSUES = [
    Column("issue", "integer", _("The issue’s number in this export.")),
    Column("line", "text", _("Its line as approved; empty where nobody may read it.")),
    Column("constituency", "text", _("Of whoever raised it: patients, staff or policy.")),
    Column("harm", "text", _("Whether its author thinks that somebody could come to harm: yes, no or unsure.")),
    Column("state", "text", _("raised, asked, gathering, routed, merged, chosen or not-chosen.")),
    Column("version", "integer", _("The version of the set-up under which it was raised.")),
    Column("raised_on", "date", _("The day on which it was raised.")),
    Column("gathers_until", "date", _("The last day of gathering; may be empty.")),
    Column("rounds", "integer", _("How often it has gathered support.")),
]
_SUPPORTS = [
    Column("issue", "integer", _("The issue’s number in this export.")),
    Column("constituency", "text", _("patients, staff or policy.")),
    Column("people", "integer", _("How many people of it support the issue now. Exact, so keep it within the team.")),
    Column("regions_reached", "integer", _("From how many regions there are 8 supporters or more, of all groups.")),
]
_WORDS = [
    Column("issue", "integer", _("The issue’s number in this export.")),
    Column("kind", "text", _("what, concerns, wish, detail, reply (to the team) or objection.")),
    Column("constituency", "text", _("patients, staff or policy.")),
    Column("words", "text", _("The words as approved, where they may be read.")),
]
_DECISIONS = [
    Column("issue", "integer", _("The issue’s number in this export.")),
    Column("decided_on", "date", _("The day of the decision.")),
    Column("about", "text", _("remit, or list of an assembly.")),
    Column("outcome", "text", _("Remit: in, routed, merged or asked. List: chosen or not chosen.")),
    Column("how", "text", _("List: rule (it met the criteria) or person (with a reason).")),
    Column("reason", "text", _("The reason in public.")),
    Column("assembly_on", "date", _("List: the day of the assembly.")),
]
_ANSWERS = [
    Column("issue", "integer", _("The issue’s number in this export.")),
    Column("answered_on", "date", _("The day on which it was written down.")),
    Column("verdict", "text", _("act, look or not.")),
    Column("answered_by", "text", _("Name and role, as published.")),
    Column("said", "text", _("What was said.")),
    Column("next_step", "text", _("What was promised.")),
    Column("due_on", "date", _("By when.")),
    Column("status", "text", _("The newest report on the promise: started, late, done or stopped; may be empty.")),
]


def tables(activity: Activity) -> list[Table]:
    """Terms, issues, supports as counts, words, decisions and answers."""
    rows = list(
        Issue.objects.filter(activity=activity).order_by("pk").select_related("charter", "contribution__data_key")
    )
    numbers = {one.pk: number for number, one in enumerate(rows, start=1)}
    return [
        Table("terms", _TERMS, _terms(activity)),
        Table("issues", _ISSUES, (_issue(one, numbers[one.pk]) for one in rows)),
        Table("supports", _SUPPORTS, _supports(activity, rows, numbers)),
        Table("words", _WORDS, _words(activity, numbers)),
        Table("decisions", _DECISIONS, _decisions(activity, numbers)),
        Table("answers", _ANSWERS, _answers(activity, numbers)),
    ]


def _terms(activity: Activity) -> Rows:
    for one in queries.charters(activity):
        yield one.number, _day(one.locked_at), one.fingerprint, one.terms.exact


def _issue(one: Issue, number: int) -> tuple[Any, ...]:
    return (
        number,
        queries.line_of(one),
        one.contribution.constituency,
        one.harm,
        one.state,
        one.charter.number,
        _day(one.raised_at),
        one.gathers_until.isoformat() if one.gathers_until else "",
        one.rounds,
    )


def _supports(activity: Activity, rows: list[Issue], numbers: dict[int, int]) -> Rows:
    counted = counting.exact(activity, rows)
    for one in rows:
        of_issue = counted.get(one.ref, counting.Counted())
        for group in Constituency.values:
            yield numbers[one.pk], group, of_issue.people.get(group, 0), of_issue.regions_reached


def _words(activity: Activity, numbers: dict[int, int]) -> Rows:
    rows = Addition.objects.filter(queries.readable("contribution"), issue__activity=activity).order_by("pk")
    for one in rows.select_related("contribution__data_key").iterator(chunk_size=500):
        given = one.contribution
        yield numbers[one.issue_id], one.kind, given.constituency, public_words_of(given) or ""


def _decisions(activity: Activity, numbers: dict[int, int]) -> Rows:
    for one in RemitDecision.objects.filter(issue__activity=activity):
        yield numbers[one.issue_id], _day(one.decided_at), "remit", one.outcome, "", one.reason, ""
    for made in Selection.objects.filter(assembly__activity=activity).select_related("assembly"):
        outcome = "chosen" if made.chosen else "not chosen"
        day, held = _day(made.assembly.listed_at), made.assembly.held_on.isoformat()
        yield numbers[made.issue_id], day, "list", outcome, made.how, made.reason, held


def _answers(activity: Activity, numbers: dict[int, int]) -> Rows:
    rows = Answer.objects.filter(selection__assembly__activity=activity).select_related("selection")
    for one in rows.prefetch_related("reports"):
        reports: list[Report] = list(one.reports.all())
        yield (
            numbers[one.selection.issue_id],
            _day(one.answered_at),
            one.verdict,
            one.answered_by,
            one.said,
            one.next_step,
            one.due_on.isoformat() if one.due_on else "",
            reports[-1].status if reports else "",
        )


def _day(moment: Any) -> str:
    return timezone.localdate(moment).isoformat() if moment else ""
