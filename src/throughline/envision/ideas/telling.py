"""What happened to an idea, a comment, and support, told to those who gave it on their own page."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from django.db.models import Count, Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from throughline.core import vault
from throughline.envision.ideas import lineage
from throughline.envision.ideas.lineage import Graph
from throughline.envision.ideas.models import Change, Comment, Ending, Idea, Objection, Support, Trace
from throughline.envision.ideas.queries import titles, visible
from throughline.evidence.steps import Step
from throughline.voices.models import Contribution, Submission

CHANGED, HEARD, ENDED = 7, 14, 15
"""Where these stand among steps of the same moment. An idea's ending is the end of its way (`evidence.follow`)."""
_DONE = {
    Change.Kind.MERGE: gettext_lazy("Joined with other ideas"),
    Change.Kind.SPLIT: gettext_lazy("Split into several ideas"),
    Change.Kind.CARRY: gettext_lazy("Carried forward"),
}


def tell_of_words(contributions: Sequence[Contribution]) -> Mapping[str, Sequence[Step]]:
    """Each step of ideas and of what came of them, with the reason; of comments, what became of the idea. Answers to
    comments and questions are told with all words. Eight queries at most, whatever the number."""
    ideas = {one.contribution_id: one for one in Idea.objects.filter(contribution__in=contributions)}
    comments = {row.contribution_id: row for row in Comment.objects.filter(contribution__in=contributions)}
    if not ideas and not comments:
        return {}
    start = {one.pk for one in ideas.values()} | {row.idea_id for row in comments.values()}
    activities = set(Idea.objects.filter(pk__in=start).values_list("activity_id", flat=True))
    known = lineage.graph(*activities)
    endings, changes = _endings(known.later(start)), _changes(known.later(start))
    objections = _objections([one.submission_id for one in contributions if one.pk in ideas])
    told = {}
    for one in contributions:
        if one.pk in ideas:
            after = known.later([ideas[one.pk].pk])
            mine = [row for row in objections if row.seat.submission_id == one.submission_id]
            told[one.ref] = [*_changed(one, after, changes, mine), *_ended(after, endings)]
        elif one.pk in comments:
            after = known.later([comments[one.pk].idea_id])
            lead = _("The idea that you commented on")
            told[one.ref] = [_ending(row, HEARD, lead) for row in endings if row.idea_id in after]
    return told


def _endings(ideas: Collection[int]) -> list[Ending]:
    return list(Ending.objects.filter(idea__in=ideas).order_by("pk"))


def _changes(ideas: Collection[int]) -> dict[int, tuple[Change, set[int]]]:
    """Changes with the ideas that went by them."""
    found: dict[int, tuple[Change, set[int]]] = {}
    for row in Trace.objects.filter(from_idea__in=ideas).select_related("change").order_by("pk"):
        found.setdefault(row.change_id, (row.change, set()))[1].add(row.from_idea_id)
    return found


def _objections(submissions: Collection[int | None]) -> list[Objection]:
    rows = Objection.objects.filter(seat__submission__in=[one for one in submissions if one])
    return list(rows.select_related("seat", "data_key").order_by("pk"))


def _changed(
    one: Contribution, after: set[int], changes: Mapping[int, tuple[Change, set[int]]], objections: Sequence[Objection]
) -> Iterator[Step]:
    url = reverse("seat-go-on", args=[one.submission.ref]) if one.submission else ""
    met = [change for change, before in changes.values() if before & after]
    for change in met:
        yield Step(
            when=change.made_at,
            title=_DONE[Change.Kind(change.kind)],
            reason=change.reason,
            url=url,
            by=_("The team"),
            order=CHANGED,
        )
        if change.undone_at is not None:
            title = _("That step was undone")
            yield Step(change.undone_at, title, change.undone_reason, by=_("The team"), order=CHANGED)
    for row in objections:
        if row.change_id in {change.pk for change in met}:
            yield Step(row.said_at, _("You said what is wrong with a step"), order=CHANGED)
            if row.replied_at is not None:
                title = _("The team answered what you said about it")
                yield Step(row.replied_at, title, reply_of(row), by=_("The team"), order=CHANGED)


def reply_of(objection: Objection) -> str:
    """The team's answer to an objection, for its author and the team. Fetch it with `data_key`."""
    if objection.reply is None:
        return ""
    return vault.unseal(bytes(objection.reply), key=objection.data_key, context=objection.context("reply"))


def words_of(objection: Objection) -> str:
    """What somebody said against a change, for the team. Fetch it with `data_key`."""
    return vault.unseal(bytes(objection.words), key=objection.data_key, context=objection.context("words"))


def _ended(after: set[int], endings: Sequence[Ending]) -> Iterator[Step]:
    yield from (_ending(row, ENDED, _("What becomes of it")) for row in endings if row.idea_id in after)


def _ending(row: Ending, order: int, lead: str) -> Step:
    reason = row.reason
    if row.passed_to:
        reason = _("Passed to {name}.").format(name=row.passed_to) + " " + reason
    return Step(row.made_at, f"{lead}: {row.get_kind_display()}", reason, by=_("The team"), order=order)


def tell_of_support(submissions: Sequence[Submission]) -> Mapping[str, Sequence[Step]]:
    """“You support 4 ideas”, and what became of each of them. Six queries at most, whatever the number."""
    given = Support.objects.filter(seat__submission__in=submissions, given=True)
    rows = given.order_by().values("seat__submission__ref").annotate(n=Count("pk"), last=Max("changed_at"))
    told = {row["seat__submission__ref"]: [_supported(row)] for row in rows}
    if not told:
        return told
    each = list(given.order_by("pk").values_list("seat__submission__ref", "idea_id", "idea__activity_id"))
    known = lineage.graph(*{activity for _ref, _idea, activity in each})
    ended = _endings(known.later({idea for _ref, idea, _activity in each}))
    names = titles(visible(*{activity for _ref, _idea, activity in each}).filter(pk__in=_before(ended, known)))
    for ref, idea, _activity in each:
        if idea in names:
            lead = _("“{title}”, which you support").format(title=names[idea])
            after = known.later([idea])
            told[ref].extend(_ending(row, HEARD, lead) for row in ended if row.idea_id in after)
    return told


def _before(endings: Sequence[Ending], known: Graph) -> set[int]:
    """The ideas whose way leads to one of these endings."""
    return known.parts({row.idea_id for row in endings})


def _supported(row: Mapping[str, object]) -> Step:
    number = int(str(row["n"]))
    return Step(
        when=row["last"],  # type: ignore[arg-type]
        title=ngettext("You support {number} idea", "You support {number} ideas", number).format(number=number),
        url=reverse("seat-go-on", args=[row["seat__submission__ref"]]),
    )
