"""Choice experiment: two options at a time, to learn what matters how much, and what people would trade."""

from __future__ import annotations

from django.urls import URLPattern
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from throughline.core.routes import route
from throughline.envision.choices import actions, desk, exporting, paper, picture_views, queries, showing, views
from throughline.envision.choices.design import design_of, is_current
from throughline.envision.choices.findings import findings
from throughline.envision.choices.forms import ChoicesSettings
from throughline.envision.seats import queries as seats
from throughline.envision.seats.access import WithSeat
from throughline.envision.seats.journey import SeatJourney
from throughline.envision.seats.method import SeatMethod
from throughline.envision.seats.pages import routes
from throughline.programmes.access import OfMethod, member
from throughline.programmes.methods import DraftFinding, Fit, Guide, OnPaper, Table, Turns
from throughline.programmes.models import Activity, Role, StageKind


class Choices(SeatMethod):
    slug = desk.SLUG
    name = _("Choices between options")
    stage = StageKind.ENVISION.value
    guide = Guide(
        purpose=_("To learn what matters how much when people cannot have everything, and what they would trade."),
        people=_("100 or more, and at least 20 from each group that you want to see by itself."),
        time=_("It takes about 10 minutes. You can stop and come back to it later."),
        duration=_("3 to 4 weeks."),
        influence=_("People weigh options that you describe. Work out with them beforehand what should differ."),
        not_for=_("Finding out what matters to people when you do not know it yet. Use a story call first."),
        fit=Fit(needs=frozenset({"trade"}), least=100, minutes=15, shows_disagreement=True, keeps_few=True),
    )
    checklist = _(
        "Say where the things that differ come from, how the choices were put together, whether answers can be "
        "trusted, and who is missing (DIRECT, ISPOR). The report page fills in what is known."
    )
    settings_form = ChoicesSettings
    journey = SeatJourney("choices", "choices/start.html")
    to_answer = "tasks"
    to_prepare = "setup"
    result_kind = queries.ANALYSIS

    def routes(self) -> list[URLPattern]:
        public, seat = OfMethod(self.slug), WithSeat(self.slug)
        runs = member(Role.ORGANISER, Role.FACILITATOR, method=self.slug)
        team = member(*desk.TEAM, method=self.slug)
        analyst = member(Role.ANALYST, method=self.slug)
        return [
            *routes(self.journey),
            route("choices", views.tasks, name="choices-tasks", access=seat),
            route("choices/<slug:slug>", views.task, name="choices-task", access=seat),
            route("done", views.done, name="choices-done", access=seat),
            route("results", showing.results, name="choices-results", access=public),
            route("report", showing.report, name="choices-report", access=public),
            route("prepare", desk.setup, name="choices-setup", access=runs),
            route("prepare/new", desk.attribute, name="choices-attribute-new", access=runs),
            route("prepare/<slug:slug>/edit", desk.attribute, name="choices-attribute", access=runs),
            route("prepare/<slug:slug>/remove", desk.remove, name="choices-attribute-remove", access=runs),
            route("prepare/<slug:slug>/pictures", picture_views.pictures, name="choices-pictures", access=runs),
            route("pictures/<ref:picture>", picture_views.picture, name="choices-picture", access=public),
            route("pairs", desk.pairs, name="choices-pairs", access=runs),
            route("make", desk.make, name="choices-make", access=runs),
            route("preview", desk.preview, name="choices-preview", access=runs),
            route("progress", desk.progress, name="choices-progress", access=team),
            route("analyse", desk.analyse, name="choices-analyse", access=analyst),
        ]

    def copy_contents(self, activity: Activity, copy: Activity) -> None:
        actions.copy_pictures(activity=activity, copy=copy)

    def missing(self, activity: Activity) -> str:
        if activity.status == Activity.Status.DRAFT and not is_current(activity.settings):
            return gettext("Say what people choose between, and have the choices made first.")
        return ""

    def turns(self, activity: Activity) -> Turns:
        design = design_of(activity.settings)
        return seats.turns(activity, "choices", each=design.plan.tasks + 2 if design else 0)

    def work_out_again(self, activity: Activity, *, once_key: str) -> None:
        actions.ask_for_analysis(activity=activity, by=None, once_key=once_key)

    def paper(self, activity: Activity, *, form: str) -> list[OnPaper]:
        return list(paper.asked(activity, form))

    def analyse(self, activity: Activity) -> list[DraftFinding]:
        design, run = design_of(activity.settings), queries.latest_analysis(activity, done=True)
        return list(findings(design.plan, run.summary, run.ref)) if design and run else []

    def export(self, activity: Activity) -> list[Table]:
        return exporting.tables(activity)


METHOD = Choices()
