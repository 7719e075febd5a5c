"""Ideas and comments: people suggest, comment, support and ask; the team says what becomes of each idea."""

from __future__ import annotations

from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _

from throughline.core.routes import route
from throughline.envision.ideas import counting, exporting, giving_views, lineage_views, paper, team_views, views
from throughline.envision.ideas.findings import findings
from throughline.envision.ideas.forms import IdeasSettings
from throughline.envision.seats.access import WithSeat
from throughline.envision.seats.journey import SeatJourney
from throughline.envision.seats.method import SeatMethod
from throughline.envision.seats.pages import routes
from throughline.programmes.access import OfMethod, member
from throughline.programmes.methods import DraftFinding, Fit, Guide, OnPaper, Table, Turns
from throughline.programmes.models import Activity, Role, StageKind


class Ideas(SeatMethod):
    slug = "ideas"
    name = _("Ideas and comments")
    stage = StageKind.ENVISION.value
    guide = Guide(
        purpose=_("To let people say what should change, in their own words, and answer each idea."),
        people=_("Any number. Somebody has to read and answer all that comes in."),
        time=_("It takes 5 to 10 minutes. You can stop at any time and come back to it later."),
        duration=_("2 to 6 weeks."),
        influence=_("People set the agenda: they bring in the ideas, and each one ends with an answer and a reason."),
        not_for=_("Choosing between options that are known, or when nobody has time to answer."),
        fit=Fit(needs=frozenset({"ideas"}), least=1, minutes=10, keeps_few=True),
    )
    checklist = _(
        "Say who was asked and how, how ideas were moderated, which were joined or split and why, how many people "
        "supported each, how many questions were answered and how soon, and what became of every idea."
    )
    journey = SeatJourney("ideas", "ideas/start.html")
    to_prepare = "desk"
    settings_form = IdeasSettings

    def routes(self) -> list[URLPattern]:
        return [*routes(self.journey), *self._part_routes(), *self._team_routes()]

    def _part_routes(self) -> list[URLPattern]:
        public, seat = OfMethod(self.slug), WithSeat(self.slug)
        return [
            route("all", views.listing, name="ideas-list", access=public),
            route("all/<ref:idea>", views.idea, name="ideas-idea", access=public),
            route("all/<ref:idea>/support", giving_views.support, name="ideas-support", access=seat),
            route("all/<ref:idea>/comment", giving_views.comment, name="ideas-comment", access=seat),
            route("suggest", giving_views.suggest, name="ideas-suggest", access=seat),
            route("questions", views.questions, name="ideas-questions", access=public),
            route("ask", giving_views.ask, name="ideas-ask", access=seat),
            route("go-on", views.listing, name="ideas-go-on", access=seat),
            route("mine", views.mine, name="ideas-mine", access=seat),
            route("steps/<ref:change>/object", giving_views.object_to, name="ideas-object", access=seat),
            route("results", views.results, name="ideas-results", access=public),
        ]

    def _team_routes(self) -> list[URLPattern]:
        team = member(Role.ORGANISER, Role.FACILITATOR, method=self.slug)
        of_idea, of_step = "desk/ideas/<ref:idea>", "desk/steps/<ref:change>"
        return [
            route("desk", team_views.overview, name="ideas-desk", access=team),
            route("desk/join", lineage_views.join, name="ideas-join", access=team),
            route(of_idea, team_views.one, name="ideas-one", access=team),
            route(f"{of_idea}/split", lineage_views.split, name="ideas-split", access=team),
            route(f"{of_idea}/carry", lineage_views.carry, name="ideas-carry", access=team),
            route("desk/steps", lineage_views.steps, name="ideas-steps", access=team),
            route(f"{of_step}/undo", lineage_views.undo, name="ideas-undo", access=team),
            route(
                "desk/objections/<ref:objection>",
                lineage_views.answer_objection,
                name="ideas-objection",
                access=team,
            ),
            route("desk/waiting", team_views.waiting, name="ideas-waiting", access=team),
            route("desk/waiting/<ref:unanswered>", team_views.answer, name="ideas-answer", access=team),
            route("work-out", team_views.work_out, name="ideas-work-out", access=team),
            route("preview", team_views.preview, name="ideas-preview", access=team),
            route("preview/results", team_views.preview_results, name="ideas-preview-results", access=team),
        ]

    def go_on_url(self, activity: Activity) -> str:
        return self.page_url("go-on" if activity.status == Activity.Status.OPEN else "mine", activity)

    def turns(self, activity: Activity) -> Turns:
        return counting.turns(activity)

    def paper(self, activity: Activity, *, form: str) -> list[OnPaper]:
        return list(paper.asked(activity, form))

    def analyse(self, activity: Activity) -> list[DraftFinding]:
        return findings(activity)

    def export(self, activity: Activity) -> list[Table]:
        return exporting.tables(activity)


METHOD = Ideas()
