"""Standing assembly: people raise issues, gather support for them, and hear decision makers answer, again and again."""

from __future__ import annotations

from django.urls import URLPattern
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from throughline.core.routes import route
from throughline.envision.assemblies import actions, counting, exporting, paper, queries, seat_views, team_views, views
from throughline.envision.assemblies.findings import findings
from throughline.envision.assemblies.forms import AssembliesSettings
from throughline.envision.seats.access import WithSeat
from throughline.envision.seats.journey import SeatJourney
from throughline.envision.seats.method import SeatMethod
from throughline.envision.seats.pages import routes
from throughline.programmes.access import OfMethod, member
from throughline.programmes.methods import DraftFinding, Fit, Guide, OnPaper, Table, Turns
from throughline.programmes.models import Activity, Role, StageKind


class StandingAssembly(SeatMethod):
    slug = "assemblies"
    name = _("Standing assembly")
    stage = StageKind.ENVISION.value
    guide = Guide(
        purpose=_(
            "To let people set the agenda: they raise issues, gather support for them, and bring the strongest to an "
            "assembly where decision makers answer."
        ),
        people=_("50 or more over time. It stays open, and people come and go."),
        time=_(
            "It takes 5 minutes to raise an issue or to support some. The assembly itself is for all who want to come."
        ),
        duration=_("It stands open all the time, with an assembly every 2 to 6 months."),
        influence=_("People decide what is talked about. Named decision makers answer each issue in public."),
        not_for=_(
            "A question of your own that you need answered, or a time when no decision maker will come and answer."
        ),
        fit=Fit(needs=frozenset({"listen", "ideas"}), least=50, minutes=5, visits=2, keeps_few=True),
    )
    checklist = _(
        "UK Standards for Public Involvement: say who could raise issues and how (inclusive opportunities), who "
        "decides by which criteria (governance), what was answered and done (impact), and how people were told "
        "(communications). GRIPP2 short form for the report as a whole."
    )
    settings_form = AssembliesSettings
    journey = SeatJourney("assemblies", "assemblies/start.html")
    to_answer = "home"
    to_prepare = "manage"

    def routes(self) -> list[URLPattern]:
        return [
            *routes(self.journey),
            *self._seat_routes(),
            *self._team_routes(),
            route("results", views.results, name="assemblies-results", access=OfMethod(self.slug)),
            route("issue/<ref:raised>", views.issue, name="assemblies-issue", access=OfMethod(self.slug)),
            route("meeting/<ref:meeting>", views.meeting, name="assemblies-meeting", access=OfMethod(self.slug)),
        ]

    def _seat_routes(self) -> list[URLPattern]:
        seat = WithSeat(self.slug)
        return [
            route("home", seat_views.home, name="assemblies-home", access=seat),
            route("raise", seat_views.raise_one, name="assemblies-raise", access=seat),
            route("own/<ref:raised>", seat_views.own, name="assemblies-own", access=seat),
            route("own/<ref:raised>/stay", seat_views.stay, name="assemblies-stay", access=seat),
            route("own/<ref:raised>/<slug:part>", seat_views.tell, name="assemblies-tell", access=seat),
            route("support/<ref:raised>", seat_views.support, name="assemblies-support", access=seat),
            route("support/<ref:raised>/add", seat_views.detail, name="assemblies-detail", access=seat),
        ]

    def _team_routes(self) -> list[URLPattern]:
        team = member(Role.ORGANISER, Role.FACILITATOR, method=self.slug)
        return [
            route("manage", team_views.manage, name="assemblies-manage", access=team),
            route("manage/set-up", team_views.set_up, name="assemblies-set-up", access=team),
            route("manage/publish", team_views.publish, name="assemblies-publish", access=team),
            route("manage/preview", team_views.preview, name="assemblies-preview", access=team),
            route("manage/plan", team_views.plan, name="assemblies-plan", access=team),
            route("manage/plan/<ref:meeting>", team_views.change_plan, name="assemblies-change-plan", access=team),
            route("manage/list/<ref:meeting>", team_views.make_list, name="assemblies-list", access=team),
            route("manage/list/<ref:meeting>/make", team_views.work_out, name="assemblies-work-out", access=team),
            route("manage/issue/<ref:raised>", team_views.remit, name="assemblies-remit", access=team),
            route("manage/answer/<ref:selected>", team_views.answer, name="assemblies-answer", access=team),
            route("manage/report/<ref:given>", team_views.report, name="assemblies-report", access=team),
        ]

    def missing(self, activity: Activity) -> str:
        if queries.charter_now(activity) is None:
            return gettext("Write what can be raised and how issues are chosen, and publish it, first.")
        return ""

    def copy_contents(self, activity: Activity, copy: Activity) -> None:
        actions.copy_terms(activity=activity, copy=copy)

    def turns(self, activity: Activity) -> Turns:
        return counting.turns(activity)

    def paper(self, activity: Activity, *, form: str) -> list[OnPaper]:
        return list(paper.asked(activity))

    def analyse(self, activity: Activity) -> list[DraftFinding]:
        return findings(activity)

    def export(self, activity: Activity) -> list[Table]:
        return exporting.tables(activity)


METHOD = StandingAssembly()
