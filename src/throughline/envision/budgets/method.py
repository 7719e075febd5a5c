"""Budget: share out money, hours or points over options that cannot all be had."""

from __future__ import annotations

from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _

from throughline.core.routes import route
from throughline.envision.budgets import actions, desk, exporting, paper, queries, views
from throughline.envision.budgets.findings import findings
from throughline.envision.budgets.forms import BudgetSettings
from throughline.envision.budgets.plan import plan_of, problems
from throughline.envision.seats import queries as seats
from throughline.envision.seats.access import WithSeat
from throughline.envision.seats.journey import SeatJourney
from throughline.envision.seats.method import SeatMethod
from throughline.envision.seats.pages import routes
from throughline.programmes.access import OfMethod, member
from throughline.programmes.methods import DraftFinding, Fit, Guide, OnPaper, Table, Turns
from throughline.programmes.models import Activity, Role, StageKind


class Budgets(SeatMethod):
    slug = desk.SLUG
    name = _("Sharing out a budget")
    stage = StageKind.ENVISION.value
    guide = Guide(
        purpose=_("To let people say what a budget should pay for, when it cannot pay for everything."),
        people=_("30 or more, and at least 20 from each group that you want to see by itself."),
        time=_("It takes about 5 minutes. You can change your choice until it closes."),
        duration=_("2 to 3 weeks."),
        influence=_("People choose between options that you describe. Ask only about what can be spent so."),
        not_for=_("Money that is spent already, or options whose cost nobody knows."),
        fit=Fit(needs=frozenset({"share"}), least=30, minutes=5, shows_disagreement=True, keeps_few=True),
    )
    checklist = _(
        "Say who set the budget and the costs, which rule decides, how many took part of each group, and who is left "
        "without anything. Say all of this before people choose."
    )
    settings_form = BudgetSettings
    journey = SeatJourney("budgets", "budgets/start.html")
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
            route("choice", views.ballot, name="budgets-ballot", access=seat),
            route("done", views.done, name="budgets-done", access=seat),
            route("results", views.results, name="budgets-results", access=public),
            route("prepare", desk.setup, name="budgets-setup", access=runs),
            route("prepare/new", desk.option, name="budgets-option-new", access=runs),
            route("prepare/<slug:slug>/edit", desk.option, name="budgets-option", access=runs),
            route("prepare/<slug:slug>/remove", desk.remove, name="budgets-option-remove", access=runs),
            route("preview", desk.preview, name="budgets-preview", access=runs),
            route("progress", desk.progress, name="budgets-progress", access=team),
            route("analyse", desk.analyse, name="budgets-analyse", access=analyst),
        ]

    def missing(self, activity: Activity) -> str:
        return " ".join(problems(plan_of(activity.settings)))

    def turns(self, activity: Activity) -> Turns:
        return seats.turns(activity, "budget_ballot", each=1)

    def work_out_again(self, activity: Activity, *, once_key: str) -> None:
        actions.ask_for_outcome(activity=activity, by=None, once_key=once_key)

    def paper(self, activity: Activity, *, form: str) -> list[OnPaper]:
        return list(paper.asked(activity))

    def analyse(self, activity: Activity) -> list[DraftFinding]:
        run = queries.shown(activity)
        return list(findings(plan_of(activity.settings), run.summary, run.ref)) if run else []

    def export(self, activity: Activity) -> list[Table]:
        return exporting.tables(activity)


METHOD = Budgets()
