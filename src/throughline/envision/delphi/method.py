"""Delphi panel: people rate statements in rounds, see between them how each group rated, and rate again."""

from __future__ import annotations

from django.urls import URLPattern
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from throughline.core.access import LINK
from throughline.core.routes import route
from throughline.envision.delphi import actions, exporting, paper, part_views, queries, team_views
from throughline.envision.delphi.findings import findings
from throughline.envision.delphi.forms import DelphiSettings
from throughline.envision.delphi.journey import JOURNEY
from throughline.envision.seats import pages
from throughline.envision.seats import queries as seats
from throughline.envision.seats.access import WithSeat
from throughline.envision.seats.method import SeatMethod
from throughline.programmes.access import OfMethod, member
from throughline.programmes.methods import DraftFinding, Fit, Guide, OnPaper, Table, Turns
from throughline.programmes.models import Activity, Role, StageKind


class DelphiPanel(SeatMethod):
    slug = "delphi"
    name = _("Delphi panel")
    stage = StageKind.ENVISION.value
    guide = Guide(
        purpose=_("To find out what people who know a matter from different sides agree on, and what they do not."),
        people=_("24 to 60 people, as many from each group. At least 8 from each, so that its view can be shown."),
        time=_("It takes 15 to 30 minutes in each round. There are 2 to 5 rounds."),
        duration=_("2 to 3 weeks for each round."),
        influence=_("People rate what you wrote, and in round one they can suggest statements of their own."),
        not_for=_("Hearing from everybody, or finding out what matters. Use a story call or an opinion map first."),
        fit=Fit(needs=frozenset({"judge"}), least=24, minutes=60, visits=3, shows_disagreement=True, keeps_few=True),
    )
    checklist = _(
        "Fix what counts as agreement before the first round, and say who was asked, who stayed, and what changed "
        "(ACCORD). The panel’s report fills what is stored here."
    )
    settings_form = DelphiSettings
    journey = JOURNEY
    to_answer = "round"
    to_prepare = "manage"
    result_kind = queries.KIND

    def routes(self) -> list[URLPattern]:
        public, seat = OfMethod(self.slug), WithSeat(self.slug)
        team = member(Role.ORGANISER, Role.FACILITATOR, method=self.slug)
        readers = member(Role.ORGANISER, Role.FACILITATOR, Role.ANALYST, method=self.slug)
        return [
            *pages.routes(self.journey),
            route("join/<str:token>", part_views.join, name="delphi-join", access=LINK),
            route("round", part_views.home, name="delphi-round", access=seat),
            route("rate/<ref:rated>", part_views.rate, name="delphi-rate", access=seat),
            route("suggest", part_views.suggest, name="delphi-suggest", access=seat),
            route("results", part_views.results, name="delphi-results", access=public),
            route("manage", team_views.manage, name="delphi-manage", access=team),
            route("manage/preview", team_views.preview, name="delphi-preview", access=team),
            route("manage/agreement", team_views.definition, name="delphi-definition", access=team),
            route("manage/statements", team_views.items, name="delphi-items", access=team),
            route("manage/invite", team_views.invite, name="delphi-invite", access=team),
            route("manage/suggestions", team_views.suggestions, name="delphi-suggestions", access=team),
            route("manage/suggestions/<ref:wished>", team_views.decide, name="delphi-decide", access=team),
            route("report", team_views.report_page, name="delphi-report", access=readers),
        ]

    def copy_contents(self, activity: Activity, copy: Activity) -> None:
        actions.copy_set_up(activity=activity, copy=copy)

    def reminded(self, activity: Activity) -> str:
        current = queries.open_round(queries.rounds_of(activity))
        if current is None:
            return gettext("No round is open, so there is nobody to remind.")
        if current.reminded_at is None:
            return gettext("Those who have not finished round {number} have not been reminded.").format(
                number=current.number
            )
        return gettext("Those who had not finished round {number} were reminded on {day}.").format(
            number=current.number, day=date_format(current.reminded_at)
        )

    def missing(self, activity: Activity) -> str:
        if queries.panel_of(activity).locked_at is None:
            return gettext("Write the statements, and fix what counts as agreement, first.")
        return ""

    def turns(self, activity: Activity) -> Turns:
        asked = sum(len(one.items.all()) for one in queries.rounds_of(activity))
        return seats.turns(activity, "delphi_ratings", each=asked)

    def work_out_again(self, activity: Activity, *, once_key: str) -> None:
        actions.work_out(activity=activity, by=None, once_key=once_key)

    def paper(self, activity: Activity, *, form: str) -> list[OnPaper]:
        return list(paper.asked(activity))

    def analyse(self, activity: Activity) -> list[DraftFinding]:
        run = queries.worked_out(activity)
        if run is None or not queries.is_over(activity, queries.rounds_of(activity), run):
            return []
        return list(findings(queries.settings_of(activity), run))

    def export(self, activity: Activity) -> list[Table]:
        return exporting.tables(activity)


METHOD = DelphiPanel()
