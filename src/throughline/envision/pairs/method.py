"""Survey in pairs: “which of these two?”, again and again, with ideas that people add."""

from __future__ import annotations

from django.urls import URLPattern
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from throughline.core.routes import route
from throughline.envision.pairs import actions, exporting, paper, queries, team_views, views
from throughline.envision.pairs.findings import findings
from throughline.envision.pairs.forms import PairsSettings
from throughline.envision.seats.access import WithSeat
from throughline.envision.seats.journey import SeatJourney
from throughline.envision.seats.method import SeatMethod
from throughline.envision.seats.pages import routes
from throughline.programmes.access import OfMethod, member
from throughline.programmes.methods import DraftFinding, Fit, Guide, OnPaper, Table, Turns
from throughline.programmes.models import Activity, Role, StageKind

LEAST = 3


class PairsSurvey(SeatMethod):
    slug = "pairs"
    name = _("Which of these two?")
    stage = StageKind.ENVISION.value
    guide = Guide(
        purpose=_("To put many ideas in order of importance, when there are too many to rank at once."),
        people=_("30 or more. Each makes as many choices as they like."),
        time=_("It takes 3 to 5 minutes. You can stop at any time and come back to it later."),
        duration=_("1 to 4 weeks."),
        influence=_("People add ideas of their own, and others choose between those too."),
        not_for=_("Options that depend on each other, or where people need to think long about each."),
        fit=Fit(needs=frozenset({"order", "ideas"}), least=30, minutes=5, shows_disagreement=True, keeps_few=True),
    )
    checklist = _(
        "Say who was asked and how, who wrote the first options, how added ideas were moderated, how pairs were "
        "chosen, how many people made how many choices, and how often they could not decide."
    )
    settings_form = PairsSettings
    journey = SeatJourney("pairs", "pairs/start.html")
    to_answer = "choose"
    to_prepare = "options"

    def routes(self) -> list[URLPattern]:
        seat = WithSeat(self.slug)
        team = member(Role.ORGANISER, Role.FACILITATOR, method=self.slug)
        return [
            *routes(self.journey),
            route("choose", views.choose, name="pairs-choose", access=seat),
            route("mine", views.mine, name="pairs-mine", access=seat),
            route("mine/<ref:chosen>", views.change, name="pairs-change", access=seat),
            route("add", views.add, name="pairs-add", access=seat),
            route("results", views.results, name="pairs-results", access=OfMethod(self.slug)),
            route("options", team_views.options, name="pairs-options", access=team),
            route("options/<ref:offered>/out", team_views.take_out, name="pairs-take-out", access=team),
            route("work-out", team_views.work_out, name="pairs-work-out", access=team),
            route("preview", team_views.preview, name="pairs-preview", access=team),
            route("preview/results", team_views.preview_results, name="pairs-preview-results", access=team),
        ]

    def missing(self, activity: Activity) -> str:
        if queries.votable(activity.pk).count() >= LEAST:
            return ""
        return gettext("Write at least {least} options first.").format(least=LEAST)

    def copy_contents(self, activity: Activity, copy: Activity) -> None:
        actions.copy_options(activity=activity, copy=copy)

    def turns(self, activity: Activity) -> Turns:
        return queries.turns(activity)

    def paper(self, activity: Activity, *, form: str) -> list[OnPaper]:
        return list(paper.asked(activity))

    def analyse(self, activity: Activity) -> list[DraftFinding]:
        return findings(activity)

    def export(self, activity: Activity) -> list[Table]:
        return exporting.tables(activity)


METHOD = PairsSurvey()
