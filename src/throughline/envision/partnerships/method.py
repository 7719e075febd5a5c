"""Priority-setting partnership: many questions of all sides become a top ten, by the method of the James Lind Alliance.

Source: James Lind Alliance Guidebook (jla.nihr.ac.uk/jla-guidebook), chapters on setting up, gathering, processing and
verifying, interim priority setting, the final workshop, and publishing and follow-up.
"""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _

from throughline.core.routes import route
from throughline.envision.partnerships import (
    actions,
    decide_views,
    desk,
    exporting,
    gather_views,
    paper,
    queries,
    standing,
    views,
)
from throughline.envision.partnerships.findings import findings
from throughline.envision.partnerships.forms import PartnershipSettings
from throughline.envision.seats import queries as seats
from throughline.envision.seats.access import WithSeat
from throughline.envision.seats.journey import SeatJourney
from throughline.envision.seats.method import SeatMethod
from throughline.envision.seats.pages import routes
from throughline.programmes.access import OfMethod, member
from throughline.programmes.methods import Beside, DraftFinding, Fit, Guide, OnPaper, Table, Turns
from throughline.programmes.models import Activity, Role, StageKind

TEAM = (Role.ORGANISER, Role.FACILITATOR)


class Partnerships(SeatMethod):
    slug = desk.SLUG
    name = _("Priority-setting partnership")
    stage = StageKind.ENVISION.value
    guide = Guide(
        purpose=_("To agree on the ten questions that matter most to patients, staff and policymakers together."),
        people=_("A steering group of 6 to 12, then 100 or more who choose, and 20 to 30 in a workshop."),
        time=_("Choosing takes about 10 minutes. You can change your choice until it closes."),
        duration=_("6 to 12 months for all of it, 4 to 6 weeks for the survey."),
        influence=_("People of all sides steer it, ask the questions, choose, and agree on the order."),
        not_for=_("A quick answer, or questions that the people who decide have no wish to follow up."),
        fit=Fit(needs=frozenset({"order"}), least=30, minutes=10, shows_disagreement=True, keeps_few=True),
    )
    checklist = _(
        "Name the steering group and the neutral adviser. Say what was in scope, how questions were gathered, merged "
        "and compared with what is known, how many of each group chose, by which rule the short list was made and "
        "where you departed from it, who was at the workshop, and what became of the top ten."
    )
    settings_form = PartnershipSettings
    journey = SeatJourney("partnerships", "partnerships/start.html")
    to_answer = "choose"
    to_prepare = "setup"
    result_kind = queries.KIND
    beside = (
        Beside(
            method="stories",
            title=_("What would you like to know?"),
            intro=_("Tell us the questions that nobody has answered for you yet, about care that you get or give."),
            settings={
                "happened": _("What question would you like answered?"),
                "happened_hint": _("Write as you would say it. You can write several. No question is too small."),
                "better": _("What would the answer change for you?"),
            },
        ),
    )

    def routes(self) -> list[URLPattern]:
        return [*routes(self.journey), *self._open(), *self._team()]

    def _open(self) -> list[URLPattern]:
        public, seat = OfMethod(self.slug), WithSeat(self.slug)
        return [
            route("choose", views.choose, name="partnerships-choose", access=seat),
            route("done", views.done, name="partnerships-done", access=seat),
            route("results", views.results, name="partnerships-results", access=public),
            route("questions", views.long_list, name="partnerships-long", access=public),
            route("short-list", views.short_list, name="partnerships-short", access=public),
            route("protocol", views.protocol, name="partnerships-protocol", access=public),
        ]

    def _team(self) -> list[URLPattern]:
        runs = member(*TEAM, method=self.slug)
        watches = member(*desk.TEAM, method=self.slug)
        one = "prepare/questions/<ref:question>"
        pages: list[tuple[str, Any, str, Any]] = [
            ("prepare", desk.setup, "setup", runs),
            ("prepare/group/new", desk.member, "member", runs),
            ("prepare/group/<ref:member>/remove", desk.remove_member, "member-remove", runs),
            ("prepare/protocol", desk.protocol, "protocol-edit", runs),
            ("prepare/protocol/lock", desk.lock, "lock", runs),
            ("prepare/gather", gather_views.gather, "gather", runs),
            ("prepare/gathered/<ref:gathered>/remove", gather_views.take_from, "take-from", runs),
            ("prepare/questions", gather_views.questions, "questions", runs),
            (one, gather_views.question, "question", runs),
            (f"{one}/words", gather_views.wording, "wording", runs),
            (f"{one}/known", gather_views.check, "check-known", runs),
            (f"{one}/leave", gather_views.leave, "leave-out", runs),
            ("preview", desk.preview, "preview", runs),
            ("progress", desk.progress, "progress", watches),
            ("analyse", desk.analyse, "analyse", member(Role.ANALYST, method=self.slug)),
            ("decide/short-list", decide_views.short_list, "short-choose", runs),
            ("decide/workshop", decide_views.workshop, "workshop", runs),
            ("decide/workshop/new", decide_views.order, "order-new", runs),
            ("decide/workshop/<ref:group>", decide_views.order, "order", runs),
            ("decide/workshop/<ref:group>/remove", decide_views.remove_order, "order-remove", runs),
            ("decide/top", decide_views.top, "top", runs),
            ("follow-up", decide_views.follow_ups, "follow-ups", runs),
            ("follow-up/<ref:question>", decide_views.follow_up, "follow-up", runs),
        ]
        return [route(path, view, name=f"{self.slug}-{name}", access=access) for path, view, name, access in pages]

    def missing(self, activity: Activity) -> str:
        return " ".join(standing.problems(activity, queries.partnership_of(activity)))

    def copy_contents(self, activity: Activity, copy: Activity) -> None:
        actions.copy_set_up(activity=activity, copy=copy)

    def turns(self, activity: Activity) -> Turns:
        return seats.turns(activity, "partnership_chosen", each=1)

    def work_out_again(self, activity: Activity, *, once_key: str) -> None:
        actions.ask_for_order(activity=activity, by=None, once_key=once_key)

    def paper(self, activity: Activity, *, form: str) -> list[OnPaper]:
        return list(paper.asked(activity, form))

    def analyse(self, activity: Activity) -> list[DraftFinding]:
        return list(findings(activity))

    def export(self, activity: Activity) -> list[Table]:
        return exporting.tables(activity)


METHOD = Partnerships()
