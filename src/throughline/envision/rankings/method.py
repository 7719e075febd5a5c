"""Ranking: put a short list in order, or the first few of it."""

from __future__ import annotations

from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _

from throughline.core.routes import route
from throughline.envision.rankings import actions, desk, exporting, paper, queries, views
from throughline.envision.rankings.findings import findings
from throughline.envision.rankings.forms import RankingSettings
from throughline.envision.rankings.plan import plan_of, problems
from throughline.envision.seats import queries as seats
from throughline.envision.seats.access import WithSeat
from throughline.envision.seats.journey import SeatJourney
from throughline.envision.seats.method import SeatMethod
from throughline.envision.seats.pages import routes
from throughline.programmes.access import OfMethod, member
from throughline.programmes.methods import DraftFinding, Fit, Guide, OnPaper, Table, Turns
from throughline.programmes.models import Activity, Role, StageKind


class Rankings(SeatMethod):
    slug = desk.SLUG
    name = _("Putting a short list in order")
    stage = StageKind.ENVISION.value
    guide = Guide(
        purpose=_("To see what comes first, when there are few enough things to hold in mind at once."),
        people=_("30 or more, and at least 20 from each group that you want to see by itself."),
        time=_("It takes about 5 minutes. You can change your order until it closes."),
        duration=_("2 to 3 weeks."),
        influence=_("People put in order what you list. Ask them first what belongs on the list."),
        not_for=_("More than 20 things. Let people choose between two at a time then."),
        fit=Fit(needs=frozenset({"order"}), least=30, minutes=5, shows_disagreement=True),
    )
    checklist = _(
        "Say where the items come from, how many places people filled, how many took part of each group, how sure the "
        "order is, and where groups differ."
    )
    settings_form = RankingSettings
    journey = SeatJourney("rankings", "rankings/start.html")
    to_answer = "ballot"
    to_prepare = "setup"
    result_kind = queries.KIND

    def routes(self) -> list[URLPattern]:
        public, seat = OfMethod(self.slug), WithSeat(self.slug)
        runs = member(Role.ORGANISER, Role.FACILITATOR, method=self.slug)
        team = member(*desk.TEAM, method=self.slug)
        analyst = member(Role.ANALYST, method=self.slug)
        return [
            *routes(self.journey),
            route("order", views.ballot, name="rankings-ballot", access=seat),
            route("done", views.done, name="rankings-done", access=seat),
            route("results", views.results, name="rankings-results", access=public),
            route("prepare", desk.setup, name="rankings-setup", access=runs),
            route("preview", desk.preview, name="rankings-preview", access=runs),
            route("progress", desk.progress, name="rankings-progress", access=team),
            route("analyse", desk.analyse, name="rankings-analyse", access=analyst),
        ]

    def missing(self, activity: Activity) -> str:
        return " ".join(problems(plan_of(activity.settings)))

    def turns(self, activity: Activity) -> Turns:
        return seats.turns(activity, "ranking_ballot", each=1)

    def work_out_again(self, activity: Activity, *, once_key: str) -> None:
        actions.ask_for_outcome(activity=activity, by=None, once_key=once_key)

    def paper(self, activity: Activity, *, form: str) -> list[OnPaper]:
        return list(paper.asked(activity, form))

    def analyse(self, activity: Activity) -> list[DraftFinding]:
        run = queries.shown(activity)
        return list(findings(plan_of(activity.settings), run.summary, run.ref)) if run else []

    def export(self, activity: Activity) -> list[Table]:
        return exporting.tables(activity)


METHOD = Rankings()
