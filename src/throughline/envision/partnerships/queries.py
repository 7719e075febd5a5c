"""Reads of a partnership: its parts, the words to gather from, what people chose, and the newest order."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Prefetch, Q

from throughline.core.errors import NotFound
from throughline.envision.partnerships.models import (
    Chosen,
    FollowUp,
    Gathered,
    Member,
    Partnership,
    Question,
    SmallGroup,
)
from throughline.envision.seats import queries as seats
from throughline.envision.seats.models import Seat
from throughline.evidence import counting, runs
from throughline.evidence import queries as evidence
from throughline.evidence.models import Run
from throughline.programmes.models import Activity, Constituency
from throughline.voices.models import Contribution

KIND = "partnerships"
PAGE = 20
ON_A_LIST = Q(left_because="", known__in=[Question.Known.NONE, Question.Known.PARTLY])


@dataclass(frozen=True)
class Given:
    """What one person chose. ref: of their seat. questions: refs."""

    ref: str
    constituency: str
    questions: list[str]


@dataclass(frozen=True)
class Words:
    """Words that may be gathered. numbers: of the questions that rest on them already."""

    ref: str
    text: str
    constituency: str
    labels: Sequence[str]
    activity: str
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class WordsPage:
    """A page of words to gather from. `start`: of this page, and of the next one if there is one."""

    items: list[Words]
    start: int
    following: int | None


def partnership_of(activity: Activity) -> Partnership:
    """The partnership, as it is or as it begins."""
    found = Partnership.objects.filter(activity=activity).first()
    return found if found is not None else Partnership(activity=activity)


def steering_group(activity: Activity) -> list[Member]:
    return list(Member.objects.filter(activity=activity))


def questions(activity: Activity) -> list[Question]:
    """Every question that was written, in the order of their numbers."""
    # Django leaves a model’s own order out where it counts.
    return list(Question.objects.filter(activity=activity).annotate(words=Count("gathered")).order_by("number"))


def long_list(activity: Activity) -> list[Question]:
    """The questions that people choose from: checked, and not left out."""
    return list(Question.objects.filter(ON_A_LIST, activity=activity))


def short_list(activity: Activity) -> list[Question]:
    return list(Question.objects.filter(ON_A_LIST, activity=activity, short=True))


def top(activity: Activity) -> list[Question]:
    """The top ten in its order, with what became of each."""
    rows = Question.objects.filter(activity=activity, place__isnull=False).order_by("place")
    return list(rows.prefetch_related(Prefetch("follow_ups", queryset=FollowUp.objects.order_by("happened_on", "pk"))))


def question(activity: Activity, ref: str) -> Question:
    """One question of this activity.

    Raises:
        NotFound: there is none with this ref.
    """
    found = Question.objects.filter(activity=activity, ref=ref).first()
    if found is None:
        raise NotFound
    return found


def unchecked(activity: Activity) -> int:
    """Questions that nobody has compared with what is known."""
    return Question.objects.filter(activity=activity, known=Question.Known.UNCHECKED, left_because="").count()


def words_to_gather(activity: Activity, *, everything: bool, start: int = 0) -> WordsPage:
    """A page of approved words of the programme's other activities, whatever method gave them. Three queries.

    Args:
        activity: the partnership.
        everything: also those that a question rests on, or that are out of scope.
        start: how many to pass over.
    """
    mine = Gathered.objects.filter(activity=activity)
    rows = counting.usable(activity.programme).exclude(activity=activity)
    if not everything:
        rows = rows.exclude(Exists(mine.filter(contribution=OuterRef("pk"))))
    found = evidence.quotes(rows.select_related("activity"), start=start, most=PAGE + 1)
    numbers: dict[int, list[int]] = {}
    under = mine.filter(contribution__in=[one.contribution.pk for one in found], question__isnull=False)
    for pk, number in under.order_by("question__number").values_list("contribution_id", "question__number"):
        numbers.setdefault(pk, []).append(number)
    titles = dict(activity.programme.activities.values_list("pk", "title"))
    items = [_words(one, titles[one.contribution.activity_id], numbers) for one in found[:PAGE]]
    return WordsPage(items, start, start + PAGE if len(found) > PAGE else None)


def _words(one: evidence.Quote, title: str, numbers: dict[int, list[int]]) -> Words:
    row = one.contribution
    return Words(row.ref, one.text, row.constituency, row.labels, title, tuple(numbers.get(row.pk, ())))


def may_be_gathered(activity: Activity, refs: Collection[str]) -> list[Contribution]:
    """Those of these contributions whose approved words may be gathered here."""
    rows = counting.usable(activity.programme).exclude(activity=activity).filter(ref__in=refs)
    return list(evidence.quotable(rows))


def words_under(question: Question) -> list[tuple[Gathered, str, Contribution]]:
    """The words that a question rests on and that may (still) be read, with the rows that say so."""
    kept = {row.contribution_id: row for row in Gathered.objects.filter(question=question)}
    usable = counting.usable(question.activity.programme).filter(pk__in=kept)
    found = evidence.quotes(usable, most=len(kept))
    return [(kept[one.contribution.pk], one.text, one.contribution) for one in found]


def set_aside(activity: Activity) -> list[Gathered]:
    """What is out of scope and may (still) be read, each with its reason."""
    readable = evidence.quotable(counting.usable(activity.programme)).values("pk")
    rows = Gathered.objects.filter(activity=activity, question=None, contribution__in=readable)
    return list(rows.select_related("contribution").order_by("pk"))


def contributions_under(refs: Iterable[str]) -> list[str]:
    """Refs of the contributions that any of these questions (refs) rests on and that may be counted."""
    rows = Gathered.objects.filter(counting.is_usable("contribution__"), question__ref__in=list(refs))
    return sorted(set(rows.values_list("contribution__ref", flat=True)))


def in_order_of(seat: Seat, rows: Sequence[Question]) -> list[Question]:
    """The questions in an order that is this person's own, and always the same for them."""
    return shuffled(seat.ref, rows)


def shuffled(seed: str, rows: Sequence[Question]) -> list[Question]:
    """The questions in an order drawn by lot, the same for the same seed: a seat, or the number of a printed form."""
    mixed = list(rows)
    random.Random(seed).shuffle(mixed)  # noqa: S311 (fair to the end of the list; not a secret)
    return mixed


def chosen_by(seat: Seat) -> Chosen | None:
    """What a person has sent; None before they have."""
    return Chosen.objects.filter(seat=seat).first()


def given(activity: Activity) -> list[Given]:
    """Everything that may be counted, in the order in which people joined. One query."""
    rows = Chosen.objects.filter(seat__in=seats.usable(activity).values("pk")).order_by("seat_id")
    columns = rows.values_list("seat__ref", "seat__participant__constituency", "questions")
    return [Given(*row) for row in columns]


def how_many_chose(activity: Activity) -> dict[str, int]:
    """People who sent a choice, by constituency. Exact: for the team."""
    rows = Chosen.objects.filter(seat__in=seats.usable(activity).values("pk")).order_by()
    counted = rows.values_list("seat__participant__constituency").annotate(n=Count("pk"))
    return dict.fromkeys(Constituency.values, 0) | dict(counted)


def chosen_since(activity: Activity, moment: datetime) -> int:
    """How many people have sent or changed their choice since a moment, as after opening again."""
    return Chosen.objects.filter(seat__activity=activity, chosen_at__gt=moment).count()


def small_groups(activity: Activity) -> list[SmallGroup]:
    return list(SmallGroup.objects.filter(activity=activity))


def newest(activity: Activity) -> Run | None:
    """The run that was asked for last."""
    return runs.latest(activity.programme, KIND, activity=activity)


def shown(activity: Activity) -> Run | None:
    """The newest order that may be shown; see `jobs.put_in_order`."""
    done = Run.objects.filter(activity=activity, kind=KIND, status=Run.Status.DONE, summary__public=True)
    return done.order_by("-pk").first()


def question_of(activity: Activity, gathered: str) -> Question | None:
    """The question that a row (its ref) puts words under; None where it says that they are out of scope."""
    row = Gathered.objects.filter(activity=activity, ref=gathered).select_related("question__activity").first()
    return row.question if row is not None else None
