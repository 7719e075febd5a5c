"""An open activity of each method with seats, and how somebody answers one thing in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.test import Client
from tests.envision.assemblies.standing import make_standing, raised
from tests.envision.budgets.sharing import OPTIONS as FUNDED
from tests.envision.budgets.sharing import budget
from tests.envision.choices.asking import experiment
from tests.envision.delphi import ready
from tests.envision.ideas.making import make_joined_idea
from tests.envision.opinions.talking import WORDS as STATEMENTS
from tests.envision.opinions.talking import make_map
from tests.envision.pairs.comparing import WORDS as PAIRED
from tests.envision.pairs.comparing import make_survey
from tests.envision.partnerships import partnering
from tests.envision.rankings.ordering import ITEMS, ranking

from throughline.envision.assemblies.models import Issue
from throughline.envision.assemblies.models import Support as IssueSupport
from throughline.envision.budgets.models import Ballot as BudgetBallot
from throughline.envision.choices.models import Choice as TaskChoice
from throughline.envision.delphi.models import Item, Rating
from throughline.envision.ideas.models import Idea, Support
from throughline.envision.opinions.models import Statement, Vote
from throughline.envision.pairs.models import Choice as PairChoice
from throughline.envision.partnerships.models import Chosen, Question
from throughline.envision.rankings.models import Ballot as RankingBallot
from throughline.programmes import methods
from throughline.programmes.models import Activity


@dataclass(frozen=True)
class Case:
    """`make`: an open activity. `answer`: one answer from whatever seat a browser holds. `rows`: what answers become.
    `items`: what people are asked about. `further`: answers of the method's own steps on joining."""

    make: Callable[[], Activity]
    answer: Callable[[Activity, Client], Any]
    rows: type[Model]
    items: tuple[str, ...]
    further: dict[str, dict[str, Any]]


def _path(activity: Activity, more: str) -> str:
    return methods.get(activity.method).part_url(activity) + more


def _vote(activity: Activity, client: Client) -> Any:
    statement = Statement.objects.filter(activity=activity).earliest("pk")
    return client.post(_path(activity, "vote"), {"statement": statement.ref, "vote": "agree"})


def _pair(activity: Activity, client: Client) -> Any:
    page = client.get(_path(activity, "choose")).content.decode()
    token = re.search(r'name="pair" value="([^"]+)"', page)[1]
    return client.post(_path(activity, "choose"), {"pair": token, "answer": "left"})


def _task(activity: Activity, client: Client) -> Any:
    client.post(_path(activity, "choices"))
    return client.post(_path(activity, "choices/1"), {"task": "try:0", "chosen": "1"})


def _rate(activity: Activity, client: Client) -> Any:
    item = Item.objects.filter(activity=activity).earliest("number")
    return client.post(_path(activity, f"rate/{item.ref}"), {"rating": "7"})


def _choose(activity: Activity, client: Client) -> Any:
    question = Question.objects.filter(activity=activity).earliest("number")
    return client.post(_path(activity, "choose"), {"questions": [question.ref]})


def _support(activity: Activity, client: Client) -> Any:
    idea = Idea.objects.filter(activity=activity).earliest("pk")
    return client.post(_path(activity, f"all/{idea.ref}/support"), {"support": "yes"})


def _standing() -> Activity:
    """With an issue whose author has no seat any more."""
    activity, _meeting = make_standing()
    raised(activity).seat.delete()
    return activity


def _support_issue(activity: Activity, client: Client) -> Any:
    issue = Issue.objects.filter(activity=activity).earliest("pk")
    return client.post(_path(activity, f"support/{issue.ref}"), {"answer": "yes"})


CASES = {
    "assemblies": Case(_standing, _support_issue, IssueSupport, ("Nobody answers the bell at night",), {}),
    "opinions": Case(lambda: make_map()[0], _vote, Vote, tuple(STATEMENTS), {}),
    "delphi": Case(
        lambda: ready.opened(open_link=True), _rate, Rating, tuple(ready.ITEMS), {"rounds": {"agreed": "on"}}
    ),
    "choices": Case(experiment, _task, TaskChoice, ("Option A", "Option B"), {}),
    "ideas": Case(lambda: make_joined_idea().activity, _support, Support, ("Easier arrival",), {}),
    "pairs": Case(lambda: make_survey()[0], _pair, PairChoice, tuple(PAIRED), {}),
    "budgets": Case(
        budget,
        lambda activity, client: client.post(_path(activity, "choice"), {"funds": ["o1"]}),
        BudgetBallot,
        tuple(one["name"] for one in FUNDED),
        {},
    ),
    "partnerships": Case(lambda: partnering.opened()[0], _choose, Chosen, tuple(partnering.TEXTS), {}),
    "rankings": Case(
        ranking,
        lambda activity, client: client.post(_path(activity, "order"), {"place-i1": "1"}),
        RankingBallot,
        tuple(one["name"] for one in ITEMS),
        {},
    ),
}
