"""What one person gave in an activity, and what came of it, for their own page."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from throughline.core.vault import Destroyed
from throughline.envision.ideas import lineage, queries
from throughline.envision.ideas.models import Change, Comment, Ending, Idea, Objection, Question, Support, Trace
from throughline.envision.ideas.telling import reply_of
from throughline.envision.seats.models import Seat
from throughline.voices.models import Contribution, PublicReply
from throughline.voices.queries import words_of


@dataclass(frozen=True)
class Against:
    """A step that an idea of one's own went by. `may_object`: whether one may still say what is wrong with it."""

    step: lineage.Step
    objected: bool
    answer: str

    @property
    def may_object(self) -> bool:
        return not self.objected and self.step.undone is None


@dataclass(frozen=True)
class OwnIdea:
    """`title`: as given. `ref`: where others can read it. `state`: in words, where they cannot."""

    title: str
    ref: str
    state: str
    ending: Ending | None
    steps: list[Against]


@dataclass(frozen=True)
class OwnWords:
    """A comment or question of one's own. `state`: in words, where others cannot read it."""

    words: str
    state: str
    reply: PublicReply | None


@dataclass(frozen=True)
class Own:
    """Everything of one person. `supported`: ideas that they support now, and that people can read."""

    ideas: list[OwnIdea]
    comments: list[OwnWords]
    questions: list[OwnWords]
    supported: list[queries.Shown]


def of(seat: Seat) -> Own:
    """What a person gave. The number of queries does not grow with it."""
    related = ("contribution__data_key", "contribution__public_reply")
    mine = {"contribution__submission": seat.submission_id}
    supported = Support.objects.filter(seat=seat, given=True).order_by("-changed_at").values_list("idea_id", flat=True)
    readable = set(queries.visible(seat.activity_id).filter(pk__in=supported).values_list("pk", flat=True))
    return Own(
        ideas=_ideas(seat),
        comments=[_words(row.contribution) for row in Comment.objects.filter(**mine).select_related(*related)],
        questions=[_words(row.contribution) for row in Question.objects.filter(**mine).select_related(*related)],
        supported=queries.in_full([pk for pk in supported if pk in readable]),
    )


def _ideas(seat: Seat) -> list[OwnIdea]:
    rows = list(
        Idea.objects.filter(contribution__submission=seat.submission_id)
        .select_related("contribution__data_key")
        .order_by("pk")
    )
    known = lineage.graph(seat.activity_id)
    after = {row.pk: known.later([row.pk]) for row in rows}
    everything = set().union(*after.values())
    endings = list(Ending.objects.filter(idea__in=everything).order_by("pk"))
    steps = _steps(seat, everything)
    readable = set(queries.visible(seat.activity_id).filter(pk__in=after).values_list("pk", flat=True))
    return [_idea(row, after[row.pk], endings, steps, readable) for row in rows]


def _steps(seat: Seat, ideas: set[int]) -> list[tuple[set[int], Against]]:
    """(the ideas that went by it, a step) for each step that any of these ideas went by."""
    went: dict[int, set[int]] = {}
    for change, idea in Trace.objects.filter(from_idea__in=ideas).values_list("change_id", "from_idea_id"):
        went.setdefault(change, set()).add(idea)
    changes = list(Change.objects.filter(pk__in=went).select_related("activity__programme").order_by("pk"))
    said = Objection.objects.filter(seat=seat, change__in=changes).select_related("data_key", "change")
    objections = {row.change.ref: row for row in said}
    told = lineage.steps_of(changes)
    return [
        (went[change.pk], _against(step, objections.get(step.ref))) for change, step in zip(changes, told, strict=True)
    ]


def _against(step: lineage.Step, objection: Objection | None) -> Against:
    return Against(step, objection is not None, reply_of(objection) if objection else "")


def _idea(
    row: Idea,
    after: set[int],
    endings: list[Ending],
    steps: list[tuple[set[int], Against]],
    readable: set[int],
) -> OwnIdea:
    assert row.contribution is not None
    newest = [one for one in endings if one.idea_id in after]
    title = _as_given(row.contribution).partition("\n")[0]
    state = "" if row.pk in readable else _state(row.contribution)
    mine = [one for went, one in steps if went & after]
    return OwnIdea(title, row.ref if row.pk in readable else "", state, newest[-1] if newest else None, mine)


def _words(contribution: Contribution) -> OwnWords:
    shown = contribution.public_words is not None and contribution.standing == Contribution.Standing.LIVE
    reply = getattr(contribution, "public_reply", None)
    return OwnWords(_as_given(contribution), "" if shown else _state(contribution), reply)


def _as_given(contribution: Contribution) -> str:
    try:
        return words_of(contribution)
    except Destroyed:
        return _("Erased")


def _state(contribution: Contribution) -> str:
    if contribution.standing != Contribution.Standing.LIVE:
        return str(contribution.get_standing_display())
    if contribution.moderation in queries.UNREAD:
        return _("A moderator will read it. Nobody else can see it before that.")
    if contribution.moderation == Contribution.Moderation.RED:
        return _("Not published. “What happened to what I said” tells you why.")
    return _("Others cannot read it: you have not agreed to that.")
