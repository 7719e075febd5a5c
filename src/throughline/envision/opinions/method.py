"""Opinion map: statements to agree or disagree with, and a map of who thinks alike."""

from __future__ import annotations

from django.urls import URLPattern
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from throughline.core.routes import route
from throughline.envision.opinions import exporting, paper, queries, team_views, views
from throughline.envision.opinions.findings import findings
from throughline.envision.opinions.forms import OpinionSettings
from throughline.envision.opinions.models import Statement
from throughline.envision.seats.access import WithSeat
from throughline.envision.seats.journey import SeatJourney
from throughline.envision.seats.method import SeatMethod
from throughline.envision.seats.pages import routes
from throughline.programmes.access import OfMethod, member
from throughline.programmes.methods import DraftFinding, Fit, Guide, OnPaper, Table, Turns
from throughline.programmes.models import Activity, Role, StageKind

LEAST = 3


class Opinions(SeatMethod):
    slug = "opinions"
    name = _("Opinion map")
    stage = StageKind.ENVISION.value
    guide = Guide(
        purpose=_("To find what people agree on across their differences, when many people have many views."),
        people=_("50 or more, with some from each group that you want to hear."),
        time=_("It takes 5 to 10 minutes. You can stop and come back to it later."),
        duration=_("1 to 4 weeks."),
        influence=_("People add statements of their own, so they help to decide what is asked."),
        not_for=_("Choosing between few known options, or a group so small that everybody can talk."),
        fit=Fit(needs=frozenset({"agree"}), least=50, minutes=10, shows_disagreement=True, keeps_few=True),
    )
    checklist = _(
        "Say who was asked and how, who wrote the first statements, how added ones were moderated, how many people "
        "voted and on how many statements each, and how groups were found and how sure they are."
    )
    settings_form = OpinionSettings
    journey = SeatJourney("opinions", "opinions/start.html")
    to_answer = "vote"
    to_prepare = "statements"
    to_preview = "preview-vote"

    def routes(self) -> list[URLPattern]:
        seat = WithSeat(self.slug)
        team = member(Role.ORGANISER, Role.FACILITATOR, method=self.slug)
        return [
            *routes(self.journey),
            route("vote", views.vote, name="opinions-vote", access=seat),
            route("mine", views.mine, name="opinions-mine", access=seat),
            route("mine/<ref:statement>", views.change, name="opinions-change", access=seat),
            route("add", views.add, name="opinions-add", access=seat),
            route("own", views.own_result, name="opinions-own", access=seat),
            route("results", views.results, name="opinions-results", access=OfMethod(self.slug)),
            route("statements", team_views.statements, name="opinions-statements", access=team),
            route("statements/<ref:statement>/out", team_views.take_out, name="opinions-take-out", access=team),
            route("preview/vote", team_views.preview_vote, name="opinions-preview-vote", access=team),
            route("preview", team_views.preview, name="opinions-preview", access=team),
            route("refresh", team_views.refresh, name="opinions-refresh", access=team),
            route("import", team_views.bring_in, name="opinions-import", access=team),
        ]

    def missing(self, activity: Activity) -> str:
        if queries.votable(activity.pk).count() >= LEAST:
            return ""
        return gettext("Write at least {least} statements first.").format(least=LEAST)

    def copy_contents(self, activity: Activity, copy: Activity) -> None:
        own = activity.statements.filter(contribution__isnull=True, taken_out=False).order_by("pk")
        Statement.objects.bulk_create([Statement(activity=copy, words=one.words) for one in own])

    def turns(self, activity: Activity) -> Turns:
        return queries.turns(activity)

    def paper(self, activity: Activity, *, form: str) -> list[OnPaper]:
        return list(paper.asked(activity))

    def analyse(self, activity: Activity) -> list[DraftFinding]:
        return findings(activity)

    def export(self, activity: Activity) -> list[Table]:
        return exporting.tables(activity)


METHOD = Opinions()
